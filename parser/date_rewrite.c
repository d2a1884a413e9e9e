/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/date_rewrite.h"

#include "common/base/buf.h"

struct rewrite {
	char *text;
	size_t len;
	bool changed;
};

static void put(struct rewrite *w, struct view v)
{
	if (v.len > DATE_REWRITE_MAX - w->len)
		v.len = DATE_REWRITE_MAX - w->len;
	if (v.len)
		memcpy(w->text + w->len, v.p, v.len);
	w->len += v.len;
}

/* "มิ.ย." is June. */
static bool put_thai_month(struct rewrite *w, struct view *rest)
{
	static const struct {
		struct view brief, name;
	} months[] = {
		{ VIEW_INIT("ม.ค."), VIEW_INIT("มกราคม") },
		{ VIEW_INIT("ก.พ."), VIEW_INIT("กุมภาพันธ์") },
		{ VIEW_INIT("มี.ค."), VIEW_INIT("มีนาคม") },
		{ VIEW_INIT("เม.ย."), VIEW_INIT("เมษายน") },
		{ VIEW_INIT("พ.ค."), VIEW_INIT("พฤษภาคม") },
		{ VIEW_INIT("มิ.ย."), VIEW_INIT("มิถุนายน") },
		{ VIEW_INIT("ก.ค."), VIEW_INIT("กรกฎาคม") },
		{ VIEW_INIT("ส.ค."), VIEW_INIT("สิงหาคม") },
		{ VIEW_INIT("ก.ย."), VIEW_INIT("กันยายน") },
		{ VIEW_INIT("ต.ค."), VIEW_INIT("ตุลาคม") },
		{ VIEW_INIT("พ.ย."), VIEW_INIT("พฤศจิกายน") },
		{ VIEW_INIT("ธ.ค."), VIEW_INIT("ธันวาคม") },
	};

	for (size_t i = 0; i < sizeof months / sizeof months[0]; i++)
		if (view_starts(*rest, months[i].brief)) {
			put(w, months[i].name);
			*rest = view_from(*rest, months[i].brief.len);
			return true;
		}
	return false;
}

static size_t digits_at(struct view v, size_t at)
{
	size_t n = 0;

	while (at + n < v.len && byte_is_digit(v.p[at + n]))
		n++;
	return n;
}

/* "R6.6.15": the initial of an era, year, month and day. */
static bool put_era(struct rewrite *w, struct view *rest)
{
	static const struct {
		char initial;
		struct view name;
	} eras[] = { { 'R', VIEW_INIT("令和") },
		     { 'H', VIEW_INIT("平成") },
		     { 'S', VIEW_INIT("昭和") } };
	struct view v = *rest, parts[3];
	size_t at = 1;

	for (size_t i = 0; i < 3; i++) {
		size_t n = digits_at(v, at);
		if (n < 1 || n > 2)
			return false;
		parts[i] = view_at(v.p + at, n);
		at += n;
		if (i < 2 && (at >= v.len || (v.p[at] != '.' && v.p[at] != '/')))
			return false;
		at += i < 2;
	}
	for (size_t i = 0; i < sizeof eras / sizeof eras[0]; i++) {
		if (v.p[0] != eras[i].initial)
			continue;
		put(w, eras[i].name);
		put(w, parts[0]);
		put(w, VIEW("年"));
		put(w, parts[1]);
		put(w, VIEW("月"));
		put(w, parts[2]);
		put(w, VIEW("日"));
		*rest = view_from(v, at);
		return true;
	}
	return false;
}

static bool is_zone_byte(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || strchr("/_+-", c) != NULL;
}

/* A zone of the tz database, in brackets or not. */
static bool take_zone(struct view *rest, struct date_zone *ret)
{
	struct view v = *rest;
	bool bracket = v.p[0] == '[';
	size_t from = bracket, len = 0;

	/* RFC 9557: "!" makes it critical. */
	if (bracket && from < v.len && v.p[from] == '!')
		from++;
	while (from + len < v.len && is_zone_byte(v.p[from + len]))
		len++;
	if (!date_zone_find(view_at(v.p + from, len), ret))
		return false;
	from += len;
	if (bracket && from < v.len && v.p[from] == ']')
		from++;
	*rest = view_from(v, from);
	return true;
}

/* RFC 9557: "[u-ca=japanese]" says nothing of the time. */
static bool skip_suffix(struct view *rest)
{
	size_t end = view_find_byte(*rest, ']', 0);

	if (rest->p[0] != '[' || end == VIEW_NONE)
		return false;
	*rest = view_from(*rest, end + 1);
	return true;
}

/* "Published: Sat, 15 Jun": letters and blanks up to a colon with a blank behind it. */
static struct view without_label(struct view v, bool *ret_changed)
{
	size_t colon = view_find(v, VIEW(": "), 0);

	if (colon == VIEW_NONE)
		return v;
	for (size_t i = 0; i < colon; i++)
		if (byte_is_digit(v.p[i]) || v.p[i] == ',')
			return v;
	*ret_changed = true;
	return view_trim(view_from(v, colon + 2));
}

bool date_rewrite(struct view v, char text[DATE_REWRITE_MAX], struct view *ret,
		  bool *ret_has_zone, struct date_zone *ret_zone)
{
	struct rewrite w = { .text = text };
	struct view rest = without_label(v, &w.changed);

	*ret_has_zone = false;
	while (rest.len) {
		bool first = w.len == 0 || !byte_is_alpha(w.text[w.len - 1]);
		/* "15/Jun/2024:10:00": of an access log. */
		bool colon = rest.p[0] == ':' && w.len >= 5 && w.text[w.len - 5] == '/';
		if (first && !*ret_has_zone && take_zone(&rest, ret_zone)) {
			*ret_has_zone = w.changed = true;
			put(&w, VIEW(" "));
		} else if (skip_suffix(&rest)) {
			w.changed = true;
			put(&w, VIEW(" "));
		} else if ((first && put_era(&w, &rest)) || put_thai_month(&w, &rest)) {
			w.changed = true;
		} else if (colon) {
			put(&w, VIEW(" "));
			rest = view_from(rest, 1);
			w.changed = true;
		} else {
			put(&w, view_head(rest, 1));
			rest = view_from(rest, 1);
		}
	}
	*ret = view_trim(view_at(w.text, w.len));
	return w.changed;
}
