/* SPDX-License-Identifier: Apache-2.0 */
/* One value of one row: read by its type, held against its limits. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"
#include "common/service/settings_parts.h"

enum { ENV_NAME_MAX = 128 };

/* --- one scalar ------------------------------------------------------------------------ */

/* A scalar on its way into a field. */
struct value {
	const struct setting *row;
	const struct setting_node *node;
	struct view text; /* ${NAME} replaced */
	struct arena *arena;
	struct settings_errors *errors;
};

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

/* `"timeout" is 1s to 120s, not "5m"`. */
static bool refuse(const struct value *v, struct view what)
{
	struct view written = settings_quoted(v->arena, v->node->scalar);

	settings_complain(v->errors, v->node->mark, "\"%s\" is %.*s, not %.*s",
			  v->row->key, VIEW_ARG(what), VIEW_ARG(written));
	return false;
}

static bool refuse_kind(const struct value *v)
{
	return refuse(v, view_of(settings_kind(v->row->type)));
}

static bool within(const struct value *v, double number)
{
	const struct setting *row = v->row;

	if ((row->min == 0 && row->max == 0) ||
	    (number >= row->min && number <= row->max))
		return true;
	return refuse(v, settings_range(row, v->arena));
}

static bool read_string(const struct value *v, struct view *ret)
{
	const struct setting *row = v->row;
	double len = (double)utf8_count(v->text);

	if ((row->min != 0 || row->max != 0) && (len < row->min || len > row->max)) {
		struct view range = settings_range(row, v->arena);
		return refuse(v, arena_printf(v->arena, "a text of %.*s characters",
					      VIEW_ARG(range)));
	}
	*ret = v->text;
	return true;
}

static bool read_id(const struct value *v, struct view *ret)
{
	for (size_t i = 0; i < v->text.len; i++) {
		char c = v->text.p[i];
		bool word = byte_is_digit(c) || (c >= 'a' && c <= 'z');
		if (!word && (i == 0 || (c != '_' && c != '-')))
			return refuse_kind(v);
	}
	if (v->text.len == 0)
		return refuse_kind(v);
	if (v->text.len > SETTINGS_ID_MAX)
		return refuse(v, arena_printf(v->arena, "an id of at most %d characters",
					      SETTINGS_ID_MAX));
	*ret = v->text;
	return true;
}

static bool read_url(const struct value *v, struct view *ret)
{
	struct view rest = v->text;

	if (view_starts_nocase(rest, VIEW("https://")))
		rest = view_from(rest, sizeof "https://" - 1);
	else if (view_starts_nocase(rest, VIEW("http://")))
		rest = view_from(rest, sizeof "http://" - 1);
	else
		return refuse_kind(v);
	if (v->text.len > SETTINGS_URL_MAX)
		return refuse(v, arena_printf(v->arena, "an address of at most %d bytes",
					      SETTINGS_URL_MAX));
	for (size_t i = 0; i < rest.len; i++)
		if ((unsigned char)rest.p[i] <= ' ' || strchr("\"<>\\^`{|}", rest.p[i]))
			return refuse(
			    v, VIEW("an address without spaces, quotes or brackets; "
				    "write them as %XX"));
	if (rest.len == 0 || strchr("/:?#@", rest.p[0]))
		return refuse(v, VIEW("an address with a host after the \"//\""));
	*ret = v->text;
	return true;
}

static bool read_bool(const struct value *v, bool *ret)
{
	static const struct {
		struct view word;
		bool means;
	} words[] = {
		{ VIEW_INIT("true"), true }, { VIEW_INIT("false"), false },
		{ VIEW_INIT("yes"), true },  { VIEW_INIT("no"), false },
		{ VIEW_INIT("on"), true },   { VIEW_INIT("off"), false },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (view_eq_nocase(v->text, words[i].word)) {
			*ret = words[i].means;
			return true;
		}
	return refuse_kind(v);
}

static bool read_int(const struct value *v, int64_t *ret)
{
	int64_t n;

	if (!view_to_i64(v->text, &n))
		return refuse_kind(v);
	if (!within(v, (double)n))
		return false;
	*ret = n;
	return true;
}

static bool read_number(const struct value *v, double *ret)
{
	static const char allowed[] = "0123456789.+-eE";
	char *end;

	/* Copies of the arena end in a NUL; no hexadecimal, no "inf". */
	const char *text = arena_string(v->arena, v->text);
	double d = strtod(text, &end);
	if (v->text.len == 0 || strspn(text, allowed) != v->text.len || *end ||
	    !isfinite(d))
		return refuse_kind(v);
	if (!within(v, d))
		return false;
	*ret = d;
	return true;
}

static const struct setting_unit *unit_called(const struct setting_unit *units,
					      struct view name)
{
	for (; units->name; units++)
		if (view_eq(name, view_of(units->name)))
			return units;
	return NULL;
}

static struct view take_run(struct view *rest, bool digits)
{
	size_t n = 0;

	while (n < rest->len && byte_is_digit(rest->p[n]) == digits && rest->p[n] != ' ')
		n++;
	struct view run = view_head(*rest, n);
	*rest = view_from(*rest, n);
	return run;
}

/* "1h 30m": numbers with units, added up. */
static bool read_duration(const struct value *v, int64_t *ret)
{
	struct view rest = view_trim(v->text);
	int64_t total = 0, n;

	if (view_eq(rest, VIEW("0"))) {
		rest = VIEW("");
	} else if (view_to_i64(rest, &n)) {
		struct view written = settings_quoted(v->arena, v->node->scalar);
		settings_complain_suggest(
		    v->errors, v->node->mark, arena_printf(v->arena, "%lds", (long)n).p,
		    "\"%s\" needs a unit (ms, s, m, h or d) after %.*s", v->row->key,
		    VIEW_ARG(written));
		return false;
	} else if (rest.len == 0) {
		return refuse_kind(v);
	}
	while (rest.len) {
		struct view digits = take_run(&rest, true), name = take_run(&rest, false);
		const struct setting_unit *u = unit_called(settings_durations, name);
		if (!u || !view_to_i64(digits, &n) ||
		    __builtin_mul_overflow(n, u->factor, &n) ||
		    __builtin_add_overflow(total, n, &total))
			return refuse_kind(v);
		rest = view_trim(rest);
	}
	if (!within(v, (double)total))
		return false;
	*ret = total;
	return true;
}

/* What somebody who writes K or MB has in mind. */
static const char *binary_unit(struct view name)
{
	static const char *const guesses[][2] = {
		{ "k", "KiB" },   { "kb", "KiB" },  { "kib", "KiB" }, { "m", "MiB" },
		{ "mb", "MiB" },  { "mib", "MiB" }, { "g", "GiB" },   { "gb", "GiB" },
		{ "gib", "GiB" }, { "b", "B" },     { "bytes", "B" },
	};

	for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++)
		if (view_eq_nocase(name, view_of(guesses[i][0])))
			return guesses[i][1];
	return NULL;
}

static bool read_bytes(const struct value *v, int64_t *ret)
{
	struct view rest = view_trim(v->text), digits = take_run(&rest, true);
	int64_t n;

	if (!view_to_i64(digits, &n))
		return refuse_kind(v);
	rest = view_trim(rest);
	if (rest.len) {
		const struct setting_unit *u = unit_called(settings_sizes, rest);
		const char *meant = binary_unit(rest);
		if (!u && meant) {
			struct view written = settings_quoted(v->arena, v->node->scalar);
			settings_complain_suggest(
			    v->errors, v->node->mark,
			    arena_printf(v->arena, "%lld%s", (long long)n, meant).p,
			    "\"%s\" is %s, not %.*s", v->row->key,
			    settings_kind(SETTING_BYTES), VIEW_ARG(written));
			return false;
		}
		if (!u || __builtin_mul_overflow(n, u->factor, &n))
			return refuse_kind(v);
	}
	if (!within(v, (double)n))
		return false;
	*ret = n;
	return true;
}

static bool read_choice(const struct value *v, int *ret)
{
	const char *const *names = v->row->choices;

	for (int i = 0; names[i]; i++)
		if (view_eq(v->text, view_of(names[i]))) {
			*ret = i;
			return true;
		}
	struct view all = settings_choices(names, v->arena);
	struct view written = settings_quoted(v->arena, v->node->scalar);
	settings_complain_suggest(
	    v->errors, v->node->mark, settings_suggest(v->text, names),
	    "\"%s\" is %.*s, not %.*s", v->row->key, VIEW_ARG(all), VIEW_ARG(written));
	return false;
}

/* --- secrets --------------------------------------------------------------------------- */

static bool read_secret(const struct value *v, struct view *ret)
{
	BUF(content, SETTINGS_SECRET_MAX);

	if (!view_starts(v->text, VIEW("file:"))) {
		*ret = v->text;
		return true;
	}
	const char *path = arena_string(v->arena, view_from(v->text, sizeof "file:" - 1));
	if (!settings_read_file(path, &content)) {
		settings_complain(v->errors, v->node->mark,
				  "\"%s\" cannot be read from \"%s\": %s", v->row->key,
				  path, strerror(errno));
		return false;
	}
	/* Editors and `echo` end a file with a newline that is no part of the secret. */
	struct view text = buf_view(&content);
	while (text.len && (text.p[text.len - 1] == '\n' || text.p[text.len - 1] == '\r'))
		text.len--;
	if (text.len == 0 || !utf8_valid(text)) {
		settings_complain(v->errors, v->node->mark,
				  "\"%s\" is read from \"%s\", which is %s", v->row->key,
				  path, text.len ? "not UTF-8" : "empty");
		return false;
	}
	*ret = arena_copy(v->arena, text);
	return true;
}

/* --- lists and maps of scalars --------------------------------------------------------- */

static bool is_secret(const struct setting *row)
{
	return row->type == SETTING_SECRET || row->type == SETTING_SECRETS;
}

static bool refuse_node(const struct value *v, const struct setting_node *node)
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

static bool prepare(struct value *v, const struct setting_node *node)
{
	v->node = node;
	if (node->refused)
		return false;
	if (node->type != NODE_SCALAR || settings_is_nothing(node))
		return refuse_node(v, node);
	return replace_names(node, is_secret(v->row), v->arena, &v->text, v->errors);
}

static bool read_strings(struct value *v, const struct setting_node *node,
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

static bool read_pairs(struct value *v, const struct setting_node *node,
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

		if (name->refused || !prepare(v, value) ||
		    (v->row->type == SETTING_SECRETS && !read_secret(v, &v->text))) {
			ok = false;
			continue;
		}
		text = v->text;
		*pair = (struct setting_pair){ name->scalar, text, value->mark };
		all.len++;
	}
	*ret = all;
	return ok;
}

bool settings_value(const struct setting *row, const struct setting_node *node,
		    struct arena *a, void *field, struct settings_errors *e)
{
	struct value v = { .row = row, .arena = a, .errors = e };

	if (row->type == SETTING_STRINGS)
		return read_strings(&v, node, field);
	if (row->type == SETTING_MAP || row->type == SETTING_SECRETS)
		return read_pairs(&v, node, field);
	MUST(row->type <= SETTING_CHOICE);
	if (!prepare(&v, node))
		return false;
	switch (row->type) {
	case SETTING_STRING:
		return read_string(&v, field);
	case SETTING_SECRET:
		return read_secret(&v, field);
	case SETTING_ID:
		return read_id(&v, field);
	case SETTING_URL:
		return read_url(&v, field);
	case SETTING_BOOL:
		return read_bool(&v, field);
	case SETTING_INT:
		return read_int(&v, field);
	case SETTING_DURATION:
		return read_duration(&v, field);
	case SETTING_BYTES:
		return read_bytes(&v, field);
	case SETTING_NUMBER:
		return read_number(&v, field);
	case SETTING_CHOICE:
		return read_choice(&v, field);
	default:
		return false;
	}
}
