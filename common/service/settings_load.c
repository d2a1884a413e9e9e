/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes into structs, row by row: defaults, unknown and missing keys, structs within. */
#include <errno.h>

#include "common/base/mem.h"
#include "common/service/settings_parts.h"

enum { ROWS_MAX = 256, NAMES_SHOWN = 12 };

struct load {
	struct arena *arena;
	struct settings_errors *errors;
};

size_t settings_rows_len(const struct setting *rows)
{
	size_t n = 0;

	while (rows[n].key)
		n++;
	MUST(n <= ROWS_MAX);
	return n;
}

static void *field_of(void *base, const struct setting *row)
{
	return (char *)base + row->offset;
}

/* --- defaults -------------------------------------------------------------------------- */

/* A default is written as it would be in YAML, and a wrong one is our bug. */
static void set_default(const struct setting *row, struct arena *a, void *field)
{
	AUTO(settings_errors) e = settings_errors_new();
	struct setting_node node = { .type = NODE_SCALAR, .quoted = true };
	struct setting_node root;

	node.scalar = view_of(row->fallback);
	if (row->type == SETTING_STRINGS || row->type == SETTING_MAP) {
		struct view text = arena_printf(a, "x: %s\n", row->fallback);
		MUST(settings_yaml("", text, a, &root, e) && root.len == 2);
		node = root.items[1];
		for (size_t i = 0; i < node.len; i++)
			node.items[i].mark = (struct setting_mark){ 0 };
		node.mark = (struct setting_mark){ 0 };
	}
	MUST(settings_value(row, &node, a, field, e));
}

static size_t size_of(enum setting_type type)
{
	switch (type) {
	case SETTING_STRING:
	case SETTING_SECRET:
	case SETTING_ID:
	case SETTING_URL:
		return sizeof(struct view);
	case SETTING_BOOL:
		return sizeof(bool);
	case SETTING_INT:
	case SETTING_DURATION:
	case SETTING_BYTES:
		return sizeof(int64_t);
	case SETTING_NUMBER:
		return sizeof(double);
	case SETTING_CHOICE:
		return sizeof(int);
	case SETTING_STRINGS:
		return sizeof(struct setting_strings);
	case SETTING_MAP:
	case SETTING_SECRETS:
		return sizeof(struct setting_pairs);
	case SETTING_LIST:
		return sizeof(struct setting_list);
	case SETTING_NODE:
		return sizeof(struct setting_node *);
	case SETTING_OBJECT:
		break;
	}
	return 0;
}

/* What has no default is empty, 0, false or the first choice. */
static void set_defaults(const struct setting *rows, struct arena *a, void *base)
{
	for (const struct setting *row = rows; row->key; row++) {
		void *field = field_of(base, row);
		if (row->mark_offset)
			memset((char *)base + row->mark_offset, 0,
			       sizeof(struct setting_mark));
		memset(field, 0, size_of(row->type));
		if (row->type == SETTING_OBJECT)
			set_defaults(row->rows, a, field);
		else if (row->fallback)
			set_default(row, a, field);
	}
}

/* --- one map --------------------------------------------------------------------------- */

static bool load_map(struct load *l, const struct setting_node *map, const char *where,
		     const struct setting *rows, void *base);

struct view settings_singular(const char *key, struct arena *a)
{
	struct view v = view_of(key);

	if (view_ends(v, VIEW("ies")))
		return arena_printf(a, "%.*sy", (int)(v.len - 3), v.p);
	if (view_ends(v, VIEW("s")))
		v.len--;
	return v;
}

/* What complaints call an item: feed "kyodo" by its id, else feed 3. */
static const char *item_name(struct load *l, const struct setting *row,
			     const struct setting_node *item, size_t index)
{
	struct view noun = settings_singular(row->key, l->arena);
	const struct setting *id = row->rows;

	while (id->key && id->type != SETTING_ID)
		id++;
	const struct setting_node *name = id->key ? settings_find(item, id->key) : NULL;
	if (name && name->type == NODE_SCALAR && name->scalar.len)
		return arena_printf(l->arena, "%.*s %.*s", VIEW_ARG(noun),
				    VIEW_ARG(settings_quoted(l->arena, name->scalar)))
		    .p;
	return arena_printf(l->arena, "%.*s %zu", VIEW_ARG(noun), index + 1).p;
}

static bool refuse_kind(struct load *l, const struct setting *row,
			const struct setting_node *node, const char *what)
{
	settings_complain(l->errors, node->mark, "\"%s\" is %s, not %s", row->key, what,
			  node->type == NODE_SCALAR ? "one value"
			  : node->type == NODE_LIST
			      ? "a list"
			      : "a map; begin each item with \"- \"");
	return false;
}

static bool load_object(struct load *l, const struct setting *row,
			const struct setting_node *node, const char *where, void *field)
{
	struct view inner = where
				? arena_printf(l->arena, "\"%s\" of %s", row->key, where)
				: arena_printf(l->arena, "\"%s\"", row->key);

	if (settings_is_nothing(node))
		return true;
	if (node->type != NODE_MAP)
		return refuse_kind(l, row, node, settings_kind(SETTING_OBJECT));
	return load_map(l, node, inner.p, row->rows, field);
}

static bool load_list(struct load *l, const struct setting *row,
		      const struct setting_node *node, void *field)
{
	struct setting_list list = { .len = 0 };
	bool ok = true;

	if (settings_is_nothing(node))
		return true;
	if (node->type != NODE_LIST)
		return refuse_kind(l, row, node, settings_kind(SETTING_LIST));
	list.items = arena_array(l->arena, node->len, row->item_size);
	list.marks = ARENA_ARRAY(l->arena, struct setting_mark, node->len);
	/* Defaults are read once, not for each of a hundred thousand feeds. */
	void *fresh = arena_alloc(l->arena, row->item_size);
	set_defaults(row->rows, l->arena, fresh);
	for (size_t i = 0; i < node->len; i++) {
		const struct setting_node *item = &node->items[i];
		void *to = (char *)list.items + list.len * row->item_size;
		if (item->refused) {
			ok = false;
			continue;
		}
		if (item->type != NODE_MAP) {
			settings_complain(l->errors, item->mark,
					  "an item of \"%s\" is lines of \"key: value\"",
					  row->key);
			ok = false;
			continue;
		}
		memcpy(to, fresh, row->item_size);
		ok &= load_map(l, item, item_name(l, row, item, i), row->rows, to);
		list.marks[list.len++] = item->mark;
	}
	memcpy(field, &list, sizeof list);
	return ok;
}

static bool load_value(struct load *l, const struct setting *row,
		       const struct setting_node *node, const char *where, void *base)
{
	void *field = field_of(base, row);

	if (node->refused)
		return false;
	if (row->mark_offset)
		memcpy((char *)base + row->mark_offset, &node->mark, sizeof node->mark);
	switch (row->type) {
	case SETTING_OBJECT:
		return load_object(l, row, node, where, field);
	case SETTING_LIST:
		return load_list(l, row, node, field);
	case SETTING_NODE:
		memcpy(field, &node, sizeof node);
		return true;
	default:
		return settings_value(row, node, l->arena, field, l->errors);
	}
}

static const char *in(const char *where)
{
	return where ? " in " : "";
}

static bool is_secret(const struct setting *rows, const char *key)
{
	while (key && rows->key && strcmp(rows->key, key) != 0)
		rows++;
	return key && (rows->type == SETTING_SECRET || rows->type == SETTING_SECRETS);
}

/* The row that was probably meant, or NULL. */
static const char *complain_unknown(struct load *l, const struct setting_node *key,
				    const struct setting *rows, const char *where)
{
	const char *names[ROWS_MAX + 1];
	size_t n = settings_rows_len(rows);

	for (size_t i = 0; i < n; i++)
		names[i] = rows[i].key;
	names[n] = NULL;
	const char *near = settings_suggest(key->scalar, names);
	struct view quoted = settings_quoted(l->arena, key->scalar);
	if (near) {
		settings_complain_key(l->errors, key, is_secret(rows, near), near,
				      "unknown setting %.*s%s%s", VIEW_ARG(quoted),
				      in(where), where ? where : "");
		return near;
	}
	struct view all = VIEW("kurilwire.yaml(5) and kurilwire-feeds(5) list those "
			       "there are");
	if (n <= NAMES_SHOWN)
		all = arena_printf(l->arena, "it is %.*s",
				   VIEW_ARG(settings_choices(names, l->arena)));
	settings_complain(l->errors, key->mark, "unknown setting %.*s%s%s; %.*s",
			  VIEW_ARG(quoted), in(where), where ? where : "", VIEW_ARG(all));
	return NULL;
}

static size_t row_called(const struct setting *rows, struct view key)
{
	size_t n = 0;

	while (rows[n].key && !view_eq(key, view_of(rows[n].key)))
		n++;
	return n;
}

static bool load_map(struct load *l, const struct setting_node *map, const char *where,
		     const struct setting *rows, void *base)
{
	size_t len = settings_rows_len(rows);
	bool seen[ROWS_MAX] = { false };
	bool ok = true;

	for (size_t i = 0; i + 1 < map->len; i += 2) {
		const struct setting_node *key = &map->items[i];
		size_t n = row_called(rows, key->scalar);
		if (key->refused)
			continue;
		if (n == len) {
			const char *meant = complain_unknown(l, key, rows, where);
			/* What was meant is not missing, too. */
			if (meant)
				seen[row_called(rows, view_of(meant))] = true;
			ok = false;
			continue;
		}
		seen[n] = true;
		ok &= load_value(l, &rows[n], key + 1, where, base);
	}
	for (size_t n = 0; n < len; n++)
		if (rows[n].required && !seen[n]) {
			settings_complain(l->errors, map->mark, "\"%s\" is missing%s%s",
					  rows[n].key, in(where), where ? where : "");
			ok = false;
		}
	return ok;
}

/* --- public ---------------------------------------------------------------------------- */

const struct setting_node *settings_find(const struct setting_node *map, const char *key)
{
	for (size_t i = 0; map->type == NODE_MAP && i + 1 < map->len; i += 2)
		if (map->items[i].type == NODE_SCALAR &&
		    view_eq(map->items[i].scalar, view_of(key)))
			return &map->items[i + 1];
	return NULL;
}

bool settings_load_part(const struct setting_node *node, const char *where,
			const struct setting *rows, struct arena *a, void *ret_struct,
			struct settings_errors *e)
{
	const struct setting_node empty = {
		.type = NODE_MAP,
		.mark = node ? node->mark : (struct setting_mark){ 0 },
	};
	struct load l = { .arena = a, .errors = e };

	set_defaults(rows, a, ret_struct);
	if (!node || settings_is_nothing(node))
		node = &empty;
	if (node->type != NODE_MAP) {
		settings_complain(e, node->mark,
				  "%s%slines of \"key: value\" belong here",
				  where ? where : "", where ? ": " : "");
		return false;
	}
	return load_map(&l, node, where, rows, ret_struct);
}

bool settings_load_node(const struct setting_node *node, const struct setting *rows,
			struct arena *a, void *ret_struct, struct settings_errors *e)
{
	return settings_load_part(node, NULL, rows, a, ret_struct, e);
}

bool settings_load_text(const char *file, struct view text, const struct setting *rows,
			struct arena *a, void *ret_struct, struct settings_errors *e)
{
	struct setting_node root = { .type = NODE_LIST };
	bool read = false;

	if (arena_over(a))
		settings_complain(
		    e, (struct setting_mark){ .file = file },
		    "not read: the files before it fill the memory for settings");
	else
		read = settings_yaml(file, text, a, &root, e);

	/* What was read of a broken file would only be called incomplete. */
	if (!read && root.type != NODE_MAP) {
		set_defaults(rows, a, ret_struct);
		return false;
	}
	return settings_load_node(&root, rows, a, ret_struct, e) && read;
}

static bool read_file(const char *file, struct buf *out, struct settings_errors *e)
{
	struct setting_mark where = { .file = file };

	if (settings_read_file(file, out))
		return true;
	if (errno == EFBIG)
		settings_complain(e, where, "larger than %d MiB; split the file",
				  SETTINGS_FILE_MAX >> 20);
	else
		settings_complain(e, where, "%s", strerror(errno));
	return false;
}

bool settings_load(const char *file, const struct setting *rows, struct arena *a,
		   void *ret_struct, struct settings_errors *e)
{
	BUF(text, SETTINGS_FILE_MAX);

	if (!read_file(file, &text, e)) {
		set_defaults(rows, a, ret_struct);
		return false;
	}
	return settings_load_text(file, buf_view(&text), rows, a, ret_struct, e);
}

bool settings_tree(const char *file, struct arena *a, struct setting_node *ret_root,
		   struct settings_errors *e)
{
	BUF(text, SETTINGS_FILE_MAX);

	return read_file(file, &text, e) &&
	       settings_yaml(file, buf_view(&text), a, ret_root, e);
}
