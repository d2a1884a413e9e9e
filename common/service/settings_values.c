/* SPDX-License-Identifier: Apache-2.0 */
/* The value of one row: what stands for another value replaced, and lists and maps taken apart. */
#include <stdlib.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"
#include "common/service/settings_parts.h"

enum { ENV_NAME_MAX = 128 };

bool settings_is_nothing(const struct setting_node *node)
{
	struct view v = node->scalar;

	return node->type == NODE_SCALAR && !node->quoted &&
	       (v.len == 0 || view_eq(v, VIEW("~")) || view_eq_nocase(v, VIEW("null")));
}

static bool is_env_name(struct view name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!byte_is_alpha(name.p[i]) && name.p[i] != '_' &&
		    (i == 0 || !byte_is_digit(name.p[i])))
			return false;
	return name.len > 0 && name.len <= ENV_NAME_MAX;
}

/* The value with each ${NAME} replaced by the environment. */
static bool replace_names(const struct setting_node *node, bool secret, struct arena *a,
			  struct view *ret, struct settings_errors *e)
{
	struct view rest = node->scalar;
	size_t at = view_find(rest, VIEW("${"), 0);
	void (*complain)(struct settings_errors *, struct setting_mark, const char *,
			 ...) = secret ? settings_complain_secret : settings_complain;
	bool ok = true;

	if (at == VIEW_NONE) {
		*ret = rest;
		return true;
	}
	BUF(out, SETTINGS_FILE_MAX);
	for (; at != VIEW_NONE; at = view_find(rest, VIEW("${"), 0)) {
		/* $${ stands for ${ itself. */
		if (at > 0 && rest.p[at - 1] == '$') {
			buf_add(&out, view_head(rest, at - 1));
			buf_add(&out, VIEW("${"));
			rest = view_from(rest, at + 2);
			continue;
		}
		size_t end = view_find_byte(rest, '}', at);
		struct view name =
		    end == VIEW_NONE ? VIEW("") : view_at(rest.p + at + 2, end - at - 2);
		if (!is_env_name(name)) {
			complain(e, node->mark,
				 "\"${\" begins the name of an environment variable, "
				 "like \"${HOME}\"; write \"$${\" for the characters");
			return false;
		}
		const char *value = getenv(arena_string(a, name));
		if (!value) {
			complain(e, node->mark,
				 "environment variable \"%.*s\" is not set",
				 VIEW_ARG(name));
			ok = false;
		}
		buf_add(&out, view_head(rest, at));
		buf_add(&out, view_of(value));
		rest = view_from(rest, end + 1);
	}
	buf_add(&out, rest);
	if (out.over || !utf8_valid(buf_view(&out))) {
		complain(e, node->mark,
			 "an environment variable in it is too long or not UTF-8");
		ok = false;
	}
	if (ok)
		*ret = arena_copy(a, buf_view(&out));
	return ok;
}

bool settings_scalar(const struct setting_node *node, struct arena *a, struct view *ret,
		     struct settings_errors *e)
{
	return replace_names(node, false, a, ret, e);
}

static bool is_secret(const struct setting *row)
{
	return row->type == SETTING_SECRET || row->type == SETTING_SECRETS;
}

static bool refuse_node(const struct setting_value *v, const struct setting_node *node)
{
	static const char *const found[] = {
		[NODE_LIST] = "a list", [NODE_MAP] = "a map"
	};
	const char *what = node->type == NODE_SCALAR ? "one value" : found[node->type];

	if (is_secret(v->row))
		settings_complain_secret(v->errors, node->mark, "\"%s\" is %s, not %s",
					 v->row->key, settings_kind(v->row->type), what);
	else if (settings_is_nothing(node))
		settings_complain(v->errors, node->mark,
				  "\"%s\" has no value; give it one or remove the line",
				  v->row->key);
	else
		settings_complain(v->errors, node->mark, "\"%s\" is %s, not %s",
				  v->row->key, settings_kind(v->row->type), what);
	return false;
}

static bool prepare(struct setting_value *v, const struct setting_node *node)
{
	v->node = node;
	if (node->refused)
		return false;
	if (node->type != NODE_SCALAR || settings_is_nothing(node))
		return refuse_node(v, node);
	return replace_names(node, is_secret(v->row), v->arena, &v->text, v->errors);
}

static bool read_strings(struct setting_value *v, const struct setting_node *node,
			 struct setting_strings *ret)
{
	const struct setting_node *items = node->type == NODE_LIST ? node->items : node;
	size_t len = node->type == NODE_LIST ? node->len : 1;
	struct setting_strings all = { .len = 0 };
	bool ok = true;

	if (node->type == NODE_MAP)
		return refuse_node(v, node);
	all.items = ARENA_ARRAY(v->arena, struct view, len);
	all.marks = ARENA_ARRAY(v->arena, struct setting_mark, len);
	for (size_t i = 0; i < len; i++) {
		if (!prepare(v, &items[i])) {
			ok = false;
			continue;
		}
		all.marks[all.len] = items[i].mark;
		all.items[all.len++] = v->text;
	}
	*ret = all;
	return ok;
}

static bool read_pairs(struct setting_value *v, const struct setting_node *node,
		       struct setting_pairs *ret)
{
	struct setting_pairs all = { .len = 0 };
	bool ok = true;

	if (node->type == NODE_SCALAR && settings_is_nothing(node)) {
		*ret = all;
		return true;
	}
	if (node->type != NODE_MAP)
		return refuse_node(v, node);
	all.items = arena_array(v->arena, node->len / 2, sizeof *all.items);
	for (size_t i = 0; i + 1 < node->len; i += 2) {
		const struct setting_node *name = &node->items[i], *value = name + 1;
		struct setting_pair *pair = &all.items[all.len];
		struct view text;

		if (name->refused || !prepare(v, value)) {
			ok = false;
			continue;
		}
		/* Which of them it is, is what a complaint has to say. */
		struct setting one = { .key = arena_string(v->arena, name->scalar) };
		struct setting_value secret = *v;
		secret.row = &one;
		text = v->text;
		if (v->row->type == SETTING_SECRETS &&
		    !settings_read_secret(&secret, &text)) {
			ok = false;
			continue;
		}
		*pair = (struct setting_pair){ name->scalar, text, value->mark };
		all.len++;
	}
	*ret = all;
	return ok;
}

bool settings_value(const struct setting *row, const struct setting_node *node,
		    struct arena *a, void *field, struct settings_errors *e)
{
	struct setting_value v = { .row = row, .arena = a, .errors = e };

	if (row->type == SETTING_STRINGS)
		return read_strings(&v, node, field);
	if (row->type == SETTING_MAP || row->type == SETTING_SECRETS)
		return read_pairs(&v, node, field);
	MUST(row->type <= SETTING_CHOICE);
	if (!prepare(&v, node))
		return false;
	return settings_read(&v, field);
}
