/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/date.h"

#include "parser/date_forms.h"
#include "parser/date_rewrite.h"

/* Years before are the zero dates of programs (0001-01-01, -0001-11-30) and years of other
 * calendars: 1403 of Persia's, 1445 of the Hijra's. */
enum { YEAR_MIN = 1500, YEAR_MAX = 9999 };
enum { ZONE_MIN = 3, ZONE_MAX = 5 /* letters of a zone's name */ };
enum { OFFSET_EAST_MAX = 14 /* hours */ };

static int64_t offset_ms(const struct date_parts *parts, const struct date_hints *hints,
			 instant_ms local)
{
	if (parts->has_zone)
		return parts->offset_minutes * INT64_C(60000);
	if (parts->has_place)
		return date_zone_offset(&parts->place, &parts->c) * INT64_C(60000);
	if (hints->zone)
		return zone_offset_at(hints->zone, local) * INT64_C(1000);
	return hints->utc_offset_minutes * INT64_C(60000);
}

static bool finish(struct date_parts *parts, const struct date_hints *hints,
		   struct date *ret)
{
	struct civil *c = &parts->c;
	bool day_later = c->hour == 24 && c->minute == 0 && c->second == 0;

	if (!parts->has_year)
		c->year = hints->year;
	if (day_later)
		c->hour = 0;
	if (c->year < YEAR_MIN || c->year > YEAR_MAX || !civil_valid(c))
		return false;

	instant_ms local = civil_to_instant(c) + (day_later ? INT64_C(86400000) : 0);
	instant_ms at = local - offset_ms(parts, hints, local);
	int year = civil_of(at).year;
	/* The first moment of 1970 is the zero of programs, too. */
	if (year < YEAR_MIN || year > YEAR_MAX || at == 0 || local == 0)
		return false;
	*ret = (struct date){ at, parts->has_time, parts->has_zone || parts->has_place };
	return true;
}

/* White space of Unicode too: U+00A0, U+3000 and the byte order mark come with dates. */
static struct view trim(struct view v)
{
	static const struct view blanks[] = { VIEW_INIT("\xc2\xa0"),
					      VIEW_INIT("\xe3\x80\x80"),
					      VIEW_INIT("\xef\xbb\xbf"),
					      VIEW_INIT("\xe2\x80\x8b") };

	return view_strip(v, blanks, sizeof blanks / sizeof blanks[0]);
}

/* A spelling that is not words and numbers alone, put in such. */
static bool rewritten(struct view v, const struct date_hints *hints,
		      struct date_parts *ret)
{
	char text[DATE_REWRITE_MAX];
	struct date_zone zone;
	bool has_zone;

	if (!date_rewrite(v, text, &v, &has_zone, &zone) ||
	    (!date_numeric(v, ret) && !date_free(v, hints, ret)))
		return false;
	if (has_zone && !ret->has_zone) {
		ret->has_place = true;
		ret->place = zone;
	}
	return true;
}

/* "… 10:00:00 XYZT": a zone whose name is not known is as none (RFC 5322 §4.3). */
static bool with_unknown_zone(struct view v, const struct date_hints *hints,
			      struct date_parts *ret)
{
	size_t end = v.len;

	while (end > 0 && v.p[end - 1] >= 'A' && v.p[end - 1] <= 'Z')
		end--;
	if (v.len - end < ZONE_MIN || v.len - end > ZONE_MAX || end < 2 ||
	    v.p[end - 1] != ' ' || !byte_is_digit(v.p[end - 2]))
		return false;
	*ret = (struct date_parts){ 0 };
	return date_free(view_head(v, end - 1), hints, ret) && ret->has_time &&
	       !ret->has_zone;
}

/* "… 10:00:00 0900": an offset whose plus an address made a space. No year begins so. */
static bool with_lost_plus(struct view v, const struct date_hints *hints,
			   struct date_parts *ret)
{
	char text[DATE_BYTES_MAX + 1];
	size_t space = v.len;
	uint64_t hours;

	while (space > 0 && v.p[space - 1] != ' ')
		space--;
	struct view offset = view_from(v, space);
	bool shape = offset.len == 4 || (offset.len == 5 && offset.p[2] == ':');
	if (!shape || space < 4 || v.p[space - 4] != ':' ||
	    !view_to_u64(view_head(offset, 2), &hours) || hours > OFFSET_EAST_MAX)
		return false;
	memcpy(text, v.p, v.len);
	text[space - 1] = '+';
	*ret = (struct date_parts){ 0 };
	struct view mended = view_at(text, v.len);
	return (date_numeric(mended, ret) || date_free(mended, hints, ret)) &&
	       ret->has_time && ret->has_zone;
}

bool date_parse(struct view v, const struct date_hints *hints, struct date *ret)
{
	static const struct date_hints none;
	struct date_parts parts = { 0 };
	instant_ms at;

	if (!hints)
		hints = &none;
	v = trim(v);
	if (v.len < 4 || v.len > DATE_BYTES_MAX)
		return false;
	if (byte_is_digit(v.p[0]) && v.len > 10 && instant_parse(v, &at)) {
		if (civil_of(at).year < YEAR_MIN || at == 0)
			return false;
		*ret = (struct date){ at, true, true };
		return true;
	}
	if (!date_rfc(v, &parts) && !date_numeric(v, &parts) &&
	    !rewritten(v, hints, &parts) && !date_free(v, hints, &parts) &&
	    !with_unknown_zone(v, hints, &parts) && !with_lost_plus(v, hints, &parts))
		return false;
	return finish(&parts, hints, ret);
}
