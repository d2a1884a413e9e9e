/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/view.h"

int view_cmp(struct view a, struct view b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool view_starts_nocase(struct view v, struct view prefix)
{
	if (v.len < prefix.len)
		return false;
	for (size_t i = 0; i < prefix.len; i++)
		if (byte_lower(v.p[i]) != byte_lower(prefix.p[i]))
			return false;
	return true;
}

bool view_ends_nocase(struct view v, struct view suffix)
{
	return v.len >= suffix.len &&
	       view_eq_nocase(view_from(v, v.len - suffix.len), suffix);
}

bool view_is_in(struct view v, const struct view *list, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (view_eq(v, list[i]))
			return true;
	return false;
}

bool view_is_in_nocase(struct view v, const struct view *list, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (view_eq_nocase(v, list[i]))
			return true;
	return false;
}

static size_t longest_in(struct view v, const struct view *list, size_t len,
			 bool (*fits)(struct view v, struct view piece))
{
	size_t best = 0;

	for (size_t i = 0; i < len; i++)
		if (list[i].len > best && fits(v, list[i]))
			best = list[i].len;
	return best;
}

size_t view_prefix_in(struct view v, const struct view *list, size_t len)
{
	return longest_in(v, list, len, view_starts);
}

size_t view_prefix_in_nocase(struct view v, const struct view *list, size_t len)
{
	return longest_in(v, list, len, view_starts_nocase);
}

size_t view_suffix_in(struct view v, const struct view *list, size_t len)
{
	return longest_in(v, list, len, view_ends);
}

size_t view_suffix_in_nocase(struct view v, const struct view *list, size_t len)
{
	return longest_in(v, list, len, view_ends_nocase);
}

bool view_eq_nocase(struct view a, struct view b)
{
	return a.len == b.len && view_starts_nocase(a, b);
}

size_t view_find(struct view v, struct view needle, size_t from)
{
	if (from > v.len || needle.len > v.len - from)
		return VIEW_NONE;
	if (needle.len == 0)
		return from;
	const char *hit = memmem(v.p + from, v.len - from, needle.p, needle.len);
	return hit ? (size_t)(hit - v.p) : VIEW_NONE;
}

size_t view_find_nocase(struct view v, struct view needle, size_t from)
{
	for (size_t i = from; i <= v.len && needle.len <= v.len - i; i++)
		if (view_starts_nocase(view_from(v, i), needle))
			return i;
	return VIEW_NONE;
}

size_t view_find_byte(struct view v, char c, size_t from)
{
	if (from >= v.len)
		return VIEW_NONE;
	const char *hit = memchr(v.p + from, c, v.len - from);
	return hit ? (size_t)(hit - v.p) : VIEW_NONE;
}

struct view view_trim(struct view v)
{
	while (v.len && byte_is_space(v.p[v.len - 1]))
		v.len--;
	while (v.len && byte_is_space(v.p[0])) {
		v.p++;
		v.len--;
	}
	return v;
}

struct view view_strip(struct view v, const struct view *list, size_t len)
{
	size_t piece;

	v = view_trim(v);
	while ((piece = view_prefix_in(v, list, len)))
		v = view_trim(view_from(v, piece));
	while ((piece = view_suffix_in(v, list, len)))
		v = view_trim(view_head(v, v.len - piece));
	return v;
}

bool view_next(struct view *rest, char separator, struct view *ret_piece)
{
	if (!rest->p)
		return false;

	size_t at = view_find_byte(*rest, separator, 0);
	if (at == VIEW_NONE) {
		*ret_piece = *rest;
		*rest = (struct view){ NULL, 0 };
		return true;
	}
	*ret_piece = view_head(*rest, at);
	*rest = view_at(rest->p + at + 1, rest->len - at - 1);
	return true;
}

bool view_to_u64(struct view v, uint64_t *ret)
{
	uint64_t n = 0;

	if (v.len == 0)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		if (!byte_is_digit(v.p[i]))
			return false;
		uint64_t digit = (uint64_t)(v.p[i] - '0');
		if (n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*ret = n;
	return true;
}

bool view_to_i64(struct view v, int64_t *ret)
{
	bool negative = v.len && v.p[0] == '-';
	uint64_t n;

	if (v.len && (v.p[0] == '-' || v.p[0] == '+'))
		v = view_from(v, 1);
	if (!view_to_u64(v, &n) || n > (uint64_t)INT64_MAX + negative)
		return false;
	*ret = negative ? (int64_t)(0 - n) : (int64_t)n;
	return true;
}
