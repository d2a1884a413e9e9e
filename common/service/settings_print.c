/* SPDX-License-Identifier: Apache-2.0 */
/* What was understood of a file: each setting with its value and where that came from. */
#include "common/base/utf8.h"
#include "common/service/escape.h"
#include "common/service/settings_parts.h"

enum { SOURCE_COLUMN = 48, VALUE_MAX = 200 };

struct print {
	struct arena *arena;
	struct settings_errors *errors;
	bool defaults;
	struct buf *out;
};

static bool is_secret(const struct setting *row)
{
	return row->type == SETTING_SECRET || row->type == SETTING_SECRETS;
}

/* A scalar as the worker sees it, its variables replaced. */
static void add_scalar(struct print *p, const struct setting_node *n, struct buf *out)
{
	struct view v = n->scalar;

	if (settings_scalar(n, p->arena, &v, p->errors) && v.len == 0)
		buf_add(out, VIEW("\"\""));
	escape_add(out, utf8_head(v, VALUE_MAX));
}

/* Credentials often stand in an address: shown are scheme, host, path and the names of its
 * parameters. */
static void add_address(struct print *p, const struct setting_node *n, struct buf *out)
{
	struct view v = n->scalar, piece;

	if (settings_scalar(n, p->arena, &v, p->errors))
		v = utf8_head(v, VALUE_MAX);
	size_t query = view_find_byte(v, '?', 0);
	struct view place = view_head(v, query == VIEW_NONE ? v.len : query);
	size_t scheme = view_find(place, VIEW("://"), 0);
	size_t from = scheme == VIEW_NONE ? 0 : scheme + 3, host = from;
	for (size_t i = from; i < place.len && place.p[i] != '/'; i++)
		host = place.p[i] == '@' ? i + 1 : host;
	escape_add(out, view_head(place, from));
	escape_add(out, view_from(place, host));
	if (query == VIEW_NONE)
		return;
	struct view rest = view_from(v, query + 1);
	for (char between = '?'; view_next(&rest, '&', &piece); between = '&') {
		size_t equals = view_find_byte(piece, '=', 0);
		(void)buf_add_byte(out, between);
		escape_add(out, view_head(piece, equals == VIEW_NONE ? 0 : equals));
		(void)buf_add(out, equals == VIEW_NONE ? VIEW("…") : VIEW("=…"));
	}
}

static void add_items(struct print *p, const struct setting *row,
		      const struct setting_node *n, struct buf *out)
{
	size_t step = n->type == NODE_MAP ? 2 : 1;

	buf_add_byte(out, step == 2 ? '{' : '[');
	for (size_t i = 0; i + step <= n->len; i += step) {
		const struct setting_node *value = &n->items[i + step - 1];
		buf_add(out, i ? VIEW(", ") : VIEW(""));
		if (step == 2) {
			escape_add(out, n->items[i].scalar);
			buf_add(out, VIEW(": "));
		}
		if (is_secret(row))
			buf_add(out, VIEW("(secret)"));
		else if (value->type == NODE_SCALAR)
			add_scalar(p, value, out);
		else
			buf_add(out, VIEW("…"));
	}
	buf_add_byte(out, step == 2 ? '}' : ']');
}

static void add_value(struct print *p, const struct setting *row,
		      const struct setting_node *n, struct buf *out)
{
	if (!n)
		buf_add(out, view_of(row->fallback && row->fallback[0] ? row->fallback
								       : "(none)"));
	else if (n->type != NODE_SCALAR)
		add_items(p, row, n, out);
	else if (is_secret(row))
		buf_add(out, VIEW("(secret)"));
	else if (row->type == SETTING_URL)
		add_address(p, n, out);
	else
		add_scalar(p, n, out);
}

static void add_line(struct print *p, const struct setting *row,
		     const struct setting_node *n, const char *path)
{
	BUF(line, 64 * 1024);

	buf_printf(&line, "%s%s: ", path, row->key);
	add_value(p, row, n, &line);
	buf_add(p->out, buf_view(&line));
	for (size_t width = line.len; width < SOURCE_COLUMN; width++)
		buf_add_byte(p->out, ' ');
	if (n && n->mark.line)
		buf_printf(p->out, "  # %s:%d\n", n->mark.file, n->mark.line);
	else
		buf_add(p->out, VIEW("  # default\n"));
}

static void add_rows(struct print *p, const struct setting *rows,
		     const struct setting_node *map, const char *path);

static void add_list(struct print *p, const struct setting *row,
		     const struct setting_node *list, const char *path)
{
	for (size_t i = 0; list && i < list->len; i++)
		add_rows(p, row->rows, &list->items[i],
			 arena_printf(p->arena, "%s%s[%zu].", path, row->key, i).p);
}

/* As deep as the table, whatever the file says. */
static void add_rows(struct print *p, const struct setting *rows,
		     const struct setting_node *map, const char *path)
{
	for (const struct setting *row = rows; row->key; row++) {
		const struct setting_node *n = map ? settings_find(map, row->key) : NULL;
		if (row->type == SETTING_OBJECT)
			add_rows(p, row->rows, n,
				 arena_printf(p->arena, "%s%s.", path, row->key).p);
		else if (row->type == SETTING_LIST)
			add_list(p, row, n, path);
		else if (n || p->defaults)
			add_line(p, row, n, path);
	}
}

void settings_print(const struct setting *rows, const struct setting_node *root,
		    bool defaults, struct arena *a, struct buf *out)
{
	/* Complaints have been made when the file was loaded. */
	AUTO(settings_errors) e = settings_errors_new();
	struct print p = { a, e, defaults, out };

	add_rows(&p, rows, root, "");
}
