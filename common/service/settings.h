/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings - YAML files into structs, by tables, with errors that a person can act on.
 *
 * A table has a row for each key: type, where it goes in the struct, limits, default, unit
 * and help. The same rows make the struct's defaults, the check, `--describe`, the man page
 * and the JSON Schema. Every mistake in every file is reported in one run:
 *
 *   config/feeds.d/asia.yaml:14:5: unknown setting "intervall" in feed "kyodo"; did you mean "interval"?
 *      14 |     intervall: 5m
 *         |     ^~~~~~~~~
 *
 * Scalars are strings until their row says otherwise (libyaml gives the marks; no aliases,
 * no tags, no key twice, one document a file, SETTINGS_FILE_MAX bytes). ${NAME} in a value
 * is replaced by the environment, and a value "file:/path" of a secret by the file's
 * content. Strings and lists live in the arena that is given. One thread, at start and at
 * reload.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/view.h"

enum {
	SETTINGS_FILE_MAX = 16 * 1024 * 1024,
	SETTINGS_DEPTH_MAX = 16,
	SETTINGS_NODES_MAX = 1000 * 1000, /* values and keys of a file */
	SETTINGS_SECRET_MAX = 64 * 1024,  /* bytes of a secret's file */
	SETTINGS_URL_MAX = 2048,
	SETTINGS_ID_MAX = 64,
	SETTINGS_ERRORS_MAX = 1000, /* kept; the rest is counted */
};

enum setting_type {
	SETTING_STRING,   /* struct view of min..max code points */
	SETTING_SECRET,   /* struct view; never printed; file: allowed */
	SETTING_ID,       /* struct view; [a-z0-9][a-z0-9_-]* */
	SETTING_URL,      /* struct view; http or https */
	SETTING_BOOL,     /* bool: true, false, yes, no, on, off */
	SETTING_INT,      /* int64_t within min..max */
	SETTING_DURATION, /* int64_t ms within min..max: "500ms", "5m", "1h 30m", "2d" */
	SETTING_BYTES,    /* int64_t within min..max: "64KiB", "4MiB", "1000" */
	SETTING_NUMBER,   /* double within min..max */
	SETTING_CHOICE,   /* int: index into `choices` */
	SETTING_STRINGS,  /* struct setting_strings; one scalar is a list of one */
	SETTING_MAP,      /* struct setting_pairs: any scalar keys and values */
	SETTING_SECRETS,  /* struct setting_pairs; values as of SECRET */
	SETTING_OBJECT,   /* a struct within: `rows`, at `offset` */
	SETTING_LIST,     /* struct setting_list of structs of `item_size`: `rows` */
	SETTING_NODE,     /* struct setting_node *: left for the caller to walk */
};

/* Where something stands; carried so that later stages can complain with file and line. */
struct setting_mark {
	const char *file; /* lives as long as the settings */
	int line, column; /* from 1, columns in code points; 0: a default */
	int width; /* code points of what stands there, for the caret; 0: unknown */
};

struct setting_strings {
	struct view *items;
	struct setting_mark *marks;
	size_t len;
};

struct setting_pairs {
	struct setting_pair {
		struct view name, value;
		struct setting_mark mark;
	} * items;
	size_t len;
};

struct setting_list {
	void *items;
	struct setting_mark *marks;
	size_t len;
};

/* A YAML node as it stands in the file, for what tables cannot say (conditions). */
enum setting_node_type { NODE_SCALAR, NODE_LIST, NODE_MAP };
struct setting_node {
	enum setting_node_type type;
	struct view scalar;
	bool quoted;
	bool refused;               /* was complained of when it was read: say no more */
	struct setting_node *items; /* list: the items; map: key, value, key, value … */
	size_t len;                 /* of items; even for a map */
	struct setting_mark mark;
};

struct setting {
	const char *key;
	enum setting_type type;
	size_t offset;
	double min, max;      /* in the stored unit; both 0: no limits */
	const char *fallback; /* default as it would be written in YAML, or NULL */
	bool required;
	const char *help;           /* one sentence */
	const char *const *choices; /* NULL-terminated */
	const struct setting *rows; /* of OBJECT and LIST; ends with a NULL key */
	size_t item_size;           /* of LIST */
	size_t mark_offset;         /* 0, or where a struct setting_mark goes */
};

/* Errors collected over all files of a run. */
struct settings_errors;
struct settings_errors *settings_errors_new(void);
void settings_errors_free(struct settings_errors *e);
DEFINE_AUTO(settings_errors)
size_t settings_errors_len(const struct settings_errors *e);
/* SHA-256 over the names (without folders) and texts of all files that were read with `e`, in
 * their order; "" before the first. */
const char *settings_errors_digest(const struct settings_errors *e);
/* For checks that tables cannot say. The source line and caret are added. */
void settings_complain(struct settings_errors *e, struct setting_mark where,
		       const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same, with `; did you mean "…"?` after it unless the suggestion is NULL. */
void settings_complain_suggest(struct settings_errors *e, struct setting_mark where,
			       const char *suggestion, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* All of them in file and line order, then "2 errors; nothing was started". `colour` for a
 * terminal. */
void settings_errors_print(const struct settings_errors *e, bool colour, struct buf *out);
/* The same on standard error, in colour if that is a terminal. */
void settings_errors_say(const struct settings_errors *e);
/* As JSON: [{"file","line","column","message","suggestion"}]. */
void settings_errors_json(const struct settings_errors *e, struct buf *out);

/* Loads one file, or one text that is said to be `file`, into `*ret_struct`, whose fields
 * are set to their defaults first: what has none is empty, 0, false or the first choice.
 * Fields without a row are left alone. False if it added errors to `e`; what could be read is
 * in the struct. */
NODISCARD bool settings_load(const char *file, const struct setting *rows,
			     struct arena *a, void *ret_struct,
			     struct settings_errors *e);
NODISCARD bool settings_load_text(const char *file, struct view text,
				  const struct setting *rows, struct arena *a,
				  void *ret_struct, struct settings_errors *e);
/* The same for a node that was left as a node; NULL stands for an empty map. */
NODISCARD bool settings_load_node(const struct setting_node *node,
				  const struct setting *rows, struct arena *a,
				  void *ret_struct, struct settings_errors *e);
/* The same; `where` is what complaints call the node: "\"kafka\"", "pack \"kurils\"". */
NODISCARD bool settings_load_part(const struct setting_node *node, const char *where,
				  const struct setting *rows, struct arena *a,
				  void *ret_struct, struct settings_errors *e);
/* A file as its topmost node, which is a map. */
NODISCARD bool settings_tree(const char *file, struct arena *a,
			     struct setting_node *ret_root, struct settings_errors *e);
/* One scalar with its ${NAME}s replaced, for callers that walk nodes. */
NODISCARD bool settings_scalar(const struct setting_node *node, struct arena *a,
			       struct view *ret, struct settings_errors *e);
/* Is it an id but for its length: a-z and 0-9, and after the first "_" and "-"? */
bool settings_is_id(struct view text);
/* May the byte stand in an address as it is, or only as %XX? */
bool settings_is_url_byte(char c);
/* The value of a key of a map, or NULL. */
const struct setting_node *settings_find(const struct setting_node *map, const char *key);
/* The files *.yaml of a folder, sorted by name, in the arena. A folder that is not there
 * has none; a *.yml is an error, since it would never be read. Hidden files are left out.
 * Errors do not name the folder. */
NODISCARD bool settings_files(const char *folder, struct arena *a,
			      const char ***ret_files, size_t *ret_len, struct err *err);
/* Appends a whole file to `out`; false with errno, EFBIG if its maximum is too small. */
bool settings_read_file(const char *path, struct buf *out);

/* The closest of the NULL-terminated names, or NULL if none is close. */
const char *settings_suggest(struct view wrong, const char *const *names);

/* What was understood of a file that was read without complaint, one setting a line: path,
 * value with its variables replaced, and "file:line" or "default". Secrets are not shown, nor
 * what of an address may be one: user info, and values of parameters.
 * `defaults`: also what the file does not set. */
void settings_print(const struct setting *rows, const struct setting_node *root,
		    bool defaults, struct arena *a, struct buf *out);

/* Documentation made of the rows. */
void settings_describe(const struct setting *rows, struct buf *out);
/* Rows of a man page, in troff's man macros. */
void settings_man(const struct setting *rows, struct buf *out);
void settings_json_schema(const struct setting *rows, const char *id, const char *title,
			  struct buf *out);
