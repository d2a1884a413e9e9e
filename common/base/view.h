/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view - a stretch of text that somebody else owns: a pointer and a length in bytes.
 *
 * Not NUL-terminated, may hold NULs; UTF-8 wherever nothing else is said. A view lives as
 * long as what it looks at: an arena, a buffer, a message. The empty view may have a NULL
 * pointer. Every call is O(length) and allocates nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct view {
	const char *p;
	size_t len;
};

/* VIEW("literal"), view_of(string), view_at(pointer, length). */
#define VIEW(literal) ((struct view){ ("" literal), sizeof(literal) - 1 })
#define VIEW_INIT(literal)                        \
	{                                         \
		("" literal), sizeof(literal) - 1 \
	}
/* For printf: "%.*s", VIEW_ARG(v). */
#define VIEW_ARG(v) (int)((v).len), ((v).p ? (v).p : "")

static inline struct view view_at(const void *p, size_t len)
{
	return (struct view){ (const char *)p, len };
}

/* NULL is the empty view. */
static inline struct view view_of(const char *s)
{
	return (struct view){ s, s ? strlen(s) : 0 };
}

static inline bool view_eq(struct view a, struct view b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool view_starts(struct view v, struct view prefix)
{
	return v.len >= prefix.len &&
	       (prefix.len == 0 || memcmp(v.p, prefix.p, prefix.len) == 0);
}

static inline bool view_ends(struct view v, struct view suffix)
{
	return v.len >= suffix.len &&
	       (suffix.len == 0 ||
		memcmp(v.p + (v.len - suffix.len), suffix.p, suffix.len) == 0);
}

/* The rest from byte `start` on; empty when `start` is at or past the end. */
static inline struct view view_from(struct view v, size_t start)
{
	return start >= v.len ? (struct view){ v.p ? v.p + v.len : NULL, 0 }
			      : (struct view){ v.p + start, v.len - start };
}

/* The first `len` bytes, or all there are. */
static inline struct view view_head(struct view v, size_t len)
{
	return (struct view){ v.p, len < v.len ? len : v.len };
}

static inline bool byte_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool byte_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool byte_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char byte_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

#define VIEW_NONE SIZE_MAX

/* Negative, zero or positive as memcmp; a prefix comes first. */
int view_cmp(struct view a, struct view b);

/* Equal but for the case of ASCII letters. */
bool view_eq_nocase(struct view a, struct view b);
bool view_starts_nocase(struct view v, struct view prefix);
bool view_ends_nocase(struct view v, struct view suffix);

/* Is it one of the `len` views of a list? */
bool view_is_in(struct view v, const struct view *list, size_t len);
bool view_is_in_nocase(struct view v, const struct view *list, size_t len);

/* Bytes of the longest of the `len` views of a list that the text begins with or ends in,
 * wherever in the list it stands; 0 when it is none of them. */
size_t view_prefix_in(struct view v, const struct view *list, size_t len);
size_t view_prefix_in_nocase(struct view v, const struct view *list, size_t len);
size_t view_suffix_in(struct view v, const struct view *list, size_t len);
size_t view_suffix_in_nocase(struct view v, const struct view *list, size_t len);

/* Byte position of the first `needle` at or after `from`, or VIEW_NONE. */
size_t view_find(struct view v, struct view needle, size_t from);
size_t view_find_nocase(struct view v, struct view needle, size_t from);
size_t view_find_byte(struct view v, char c, size_t from);

/* Without ASCII white space at both ends. */
struct view view_trim(struct view v);
/* Without the `len` views of a list at both ends, too, in whatever order they stand there. */
struct view view_strip(struct view v, const struct view *list, size_t len);

/* Cuts the text before the first `separator` off `*rest` and returns it; the last piece
 * is all that is left. False when `*rest` was used up: a NULL pointer marks the end. */
bool view_next(struct view *rest, char separator, struct view *ret_piece);

/* Decimal digits only, the whole view; false on anything else or on overflow. */
bool view_to_u64(struct view v, uint64_t *ret);
/* The same with an optional sign. */
bool view_to_i64(struct view v, int64_t *ret);
