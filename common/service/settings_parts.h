/* SPDX-License-Identifier: Apache-2.0 */
/* settings_parts - what the files of the settings module share with each other alone. */
#pragma once

#include "common/service/settings.h"

/* settings_errors.c */

/* Keeps a copy of a file's text, so that complaints about it can show the line. */
void settings_errors_source(struct settings_errors *e, const char *file,
			    struct view text);
/* As settings_complain(), with what a secret's line says from the mark on left out. */
void settings_complain_secret(struct settings_errors *e, struct setting_mark where,
			      const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* About a key; `hide_value` leaves out what the line says after it. */
void settings_complain_key(struct settings_errors *e, const struct setting_node *key,
			   bool hide_value, const char *suggestion, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* The value in quotes, cut and made harmless, for use in a complaint. */
struct view settings_quoted(struct arena *a, struct view value);

/* settings_yaml.c */

/* Reads one document into nodes. The text is registered with `e`. An empty file is an empty
 * map. False if it complained; `*ret_root` is a map only if the file could be read to its
 * end. */
bool settings_yaml(const char *file, struct view text, struct arena *a,
		   struct setting_node *ret_root, struct settings_errors *e);

/* settings_values.c */

/* Reads a row that is one value, a list of strings or a map of strings, into `field`.
 * False if it complained. */
bool settings_value(const struct setting *row, const struct setting_node *node,
		    struct arena *a, void *field, struct settings_errors *e);
bool settings_is_nothing(const struct setting_node *node);

/* settings_scalars.c */

/* A scalar on its way into a field. */
struct setting_value {
	const struct setting *row;
	const struct setting_node *node;
	struct view text; /* ${NAME} replaced */
	struct arena *arena;
	struct settings_errors *errors;
};
/* Reads what is no list and no map into `field`. False if it complained. */
bool settings_read(const struct setting_value *v, void *field);
/* A secret, which may be in a file of its own. */
bool settings_read_secret(const struct setting_value *v, struct view *ret);

/* settings_words.c */

/* Units of durations and of sizes, the largest first, up to a NULL name. */
struct setting_unit {
	const char *name;
	int64_t factor;
};
extern const struct setting_unit settings_durations[], settings_sizes[];

/* A limit as it would be written: 300000 of a DURATION is "5m". `like` < 0: its natural
 * unit, else the unit that is natural for `like`. */
struct view settings_limit(enum setting_type type, double limit, double like,
			   struct arena *a);
/* "1s to 120s", "at least 1", "at most 10", or "" without limits. */
struct view settings_range(const struct setting *row, struct arena *a);
/* "a duration like \"5m\" or \"1h 30m\"", and in short "duration". */
const char *settings_kind(enum setting_type type);
const char *settings_kind_short(enum setting_type type);
/* `"a", "b" or "c"` */
struct view settings_choices(const char *const *names, struct arena *a);

/* settings_load.c */
size_t settings_rows_len(const struct setting *rows);
/* What one item of a list is called: "feed" for "feeds". */
struct view settings_singular(const char *key, struct arena *a);

/* settings_keep.c */

/* Makes the fields of `rows` at `base` independent of the arena that they were read into:
 * texts and lists of texts are copied to `a`, marks name `file`. Lists of structs are not
 * taken; nodes become NULL. */
void settings_keep(const struct setting *rows, void *base, const char *file,
		   struct arena *a);
