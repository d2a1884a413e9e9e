/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/date_forms.h"
#include "parser/date_names.h"

int date_full_year(int year, size_t digits)
{
	if (digits >= 4)
		return year;
	if (digits == 3)
		return 1900 + year;
	return year < 50 ? 2000 + year : 1900 + year;
}

/* 1 to 12 by its first three letters in any case, or 0. */
static int month_of(const char *p)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	char folded[3] = { byte_lower(p[0]), byte_lower(p[1]), byte_lower(p[2]) };

	for (int i = 0; i < 12; i++)
		if (memcmp(names + i * 3, folded, 3) == 0)
			return i + 1;
	return 0;
}

static void skip_spaces(struct view *v)
{
	while (v->len && v->p[0] == ' ')
		*v = view_from(*v, 1);
}

/* One or two digits at the start. */
static bool number(struct view *v, int *ret)
{
	size_t n = 0;

	*ret = 0;
	for (; n < 2 && n < v->len && byte_is_digit(v->p[n]); n++)
		*ret = *ret * 10 + (v->p[n] - '0');
	*v = view_from(*v, n);
	return n > 0;
}

static bool skip_byte(struct view *v, char c)
{
	if (v->len == 0 || v->p[0] != c)
		return false;
	*v = view_from(*v, 1);
	return true;
}

static bool time_of_day(struct view *v, struct civil *c)
{
	if (!number(v, &c->hour) || !skip_byte(v, ':') || !number(v, &c->minute))
		return false;
	c->second = 0;
	return !skip_byte(v, ':') || number(v, &c->second);
}

/* The rest of the text: "+0900", "GMT", "EST". */
static bool zone(struct view v, int *ret_minutes)
{
	uint64_t hhmm;

	if (v.len == 5 && (v.p[0] == '+' || v.p[0] == '-')) {
		if (!view_to_u64(view_from(v, 1), &hhmm) || hhmm > 1559 ||
		    hhmm % 100 > 59)
			return false;
		int minutes = (int)(hhmm / 100 * 60 + hhmm % 100);
		*ret_minutes = v.p[0] == '-' ? -minutes : minutes;
		return true;
	}
	*ret_minutes = 0;
	return view_eq(v, VIEW("GMT")) || view_eq(v, VIEW("UTC")) ||
	       view_eq(v, VIEW("Z"));
}

/* Only the shape that nearly all of RSS has; the rest is date_free's. */
bool date_rfc(struct view v, struct date_parts *ret)
{
	struct date_parts parts = { .has_year = true,
				    .has_time = true,
				    .has_zone = true };
	size_t comma = v.len > 4 && v.p[3] == ',' ? 3 : 0;
	uint64_t year;

	if (comma)
		v = view_from(v, comma + 1);
	skip_spaces(&v);
	if (!number(&v, &parts.c.day) || !skip_byte(&v, ' ') || v.len < 9)
		return false;
	parts.c.month = month_of(v.p);
	if (!parts.c.month || v.p[3] != ' ' || v.p[8] != ' ' ||
	    !view_to_u64(view_at(v.p + 4, 4), &year))
		return false;
	parts.c.year = (int)year;
	v = view_from(v, 9);
	if (!time_of_day(&v, &parts.c) || !skip_byte(&v, ' ') ||
	    !zone(v, &parts.offset_minutes))
		return false;
	*ret = parts;
	return true;
}
