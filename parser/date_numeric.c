/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/date_forms.h"

static bool digits(struct view *v, size_t width, int *ret)
{
	uint64_t n;

	if (v->len < width || !view_to_u64(view_head(*v, width), &n))
		return false;
	*ret = (int)n;
	*v = view_from(*v, width);
	return true;
}

static bool skip_byte(struct view *v, char c)
{
	if (v->len == 0 || byte_lower(v->p[0]) != c)
		return false;
	*v = view_from(*v, 1);
	return true;
}

/* Behind a week or ordinal date: nothing, or "T0930Z" in any ISO form. Read as the time of
 * some calendar date, so that there is one reader of times. */
static bool time_behind(struct view v, struct date_parts *parts)
{
	char text[64] = "2000-01-01";
	struct date at;

	if (v.len == 0)
		return true;
	if (v.len > sizeof text - 11 || (byte_lower(v.p[0]) != 't' && v.p[0] != ' '))
		return false;
	memcpy(text + 10, v.p, v.len);
	if (!date_parse(view_at(text, 10 + v.len), NULL, &at) || !at.has_time)
		return false;
	/* The zone stays folded into the time: a day's shift lands in the day number below. */
	int64_t ms = at.at - INT64_C(946684800000);
	struct civil base = { parts->c.year, parts->c.month, parts->c.day, 0, 0, 0, 0 };
	if (!civil_valid(&base))
		return false;
	parts->c = civil_of(civil_to_instant(&base) + ms);
	parts->has_time = true;
	parts->has_zone = at.has_zone;
	return true;
}

static void set_day(struct date_parts *parts, int64_t days)
{
	parts->c = civil_of(days * INT64_C(86400000));
	parts->has_year = true;
}

/* "2023-W04-1", "2023W041", "2023-W04": ISO 8601 §4.1.4. Week 1 holds 4 January. */
static bool week(struct view v, int year, struct date_parts *parts)
{
	int number, day = 1;
	bool dash = skip_byte(&v, '-');

	if (!skip_byte(&v, 'w') || !digits(&v, 2, &number) || number < 1 || number > 53)
		return false;
	if (v.len && (!dash || skip_byte(&v, '-')) && v.len && byte_is_digit(v.p[0]) &&
	    !digits(&v, 1, &day))
		return false;
	if (day < 1 || day > 7)
		return false;
	int64_t january_4 = civil_days(year, 1, 4);
	int64_t monday = january_4 - (january_4 + 3) % 7;
	int64_t found = monday + (number - 1) * 7 + day - 1;
	int64_t next_4 = civil_days(year + 1, 1, 4);
	if (found >= next_4 - (next_4 + 3) % 7)
		return false; /* week 53 of a year with 52 */
	set_day(parts, found);
	return time_behind(v, parts);
}

/* "2023-023", "2023023": ISO 8601 §4.1.3. */
static bool ordinal(struct view v, int year, struct date_parts *parts)
{
	int day;

	(void)skip_byte(&v, '-');
	if (!digits(&v, 3, &day) || (v.len && (byte_is_digit(v.p[0]) || v.p[0] == '-')))
		return false;
	int64_t new_year = civil_days(year, 1, 1);
	if (day < 1 || day > civil_days(year + 1, 1, 1) - new_year)
		return false;
	set_day(parts, new_year + day - 1);
	return time_behind(v, parts);
}

static bool epoch(instant_ms at, struct date_parts *parts)
{
	parts->c = civil_of(at);
	parts->has_year = parts->has_time = parts->has_zone = true;
	return true;
}

/* "20230123", "202301230930", "20230123093000". */
static bool compact(struct view v, struct date_parts *parts)
{
	struct civil *c = &parts->c;

	if (!digits(&v, 4, &c->year) || !digits(&v, 2, &c->month) ||
	    !digits(&v, 2, &c->day))
		return false;
	parts->has_year = true;
	if (v.len == 0)
		return civil_valid(c);
	parts->has_time = true;
	if (!digits(&v, 2, &c->hour) || (v.len && !digits(&v, 2, &c->minute)) ||
	    (v.len && !digits(&v, 2, &c->second)))
		return false;
	return v.len == 0 && civil_valid(c);
}

/* Ten digits can be a second or a day with an hour; with both possible they are neither. */
static bool all_digits(struct view v, struct date_parts *parts)
{
	struct date_parts other = { 0 };
	uint64_t n;

	if (!view_to_u64(v, &n))
		return false;
	switch (v.len) {
	case 4:
		parts->c = (struct civil){ .year = (int)n, .month = 1, .day = 1 };
		return parts->has_year = true;
	case 7:
		return ordinal(view_from(v, 4), (int)(n / 1000), parts);
	case 8:
	case 12:
	case 14:
		return compact(v, parts);
	case 9:
		return epoch((instant_ms)n * 1000, parts);
	case 10:
		return !compact(v, &other) && epoch((instant_ms)n * 1000, parts);
	case 13:
		return epoch((instant_ms)n, parts);
	default:
		return false;
	}
}

/* "1674466200.25": seconds with a fraction. */
static bool epoch_fraction(struct view v, struct date_parts *parts)
{
	size_t point = view_find_byte(v, '.', 0);
	uint64_t seconds, fraction;

	if ((point != 9 && point != 10) || v.len > point + 10 ||
	    !view_to_u64(view_head(v, point), &seconds) ||
	    !view_to_u64(view_from(v, point + 1), &fraction))
		return false;
	int64_t ms = 0;
	for (size_t i = 0; i < 3; i++)
		ms = ms * 10 + (point + 1 + i < v.len ? v.p[point + 1 + i] - '0' : 0);
	return epoch((instant_ms)seconds * 1000 + ms, parts);
}

bool date_numeric(struct view v, struct date_parts *ret)
{
	struct date_parts parts = { 0 };
	struct view rest = v;
	int year, month;

	if (all_digits(v, &parts) || epoch_fraction(v, &parts)) {
		*ret = parts;
		return true;
	}
	parts = (struct date_parts){ 0 };
	if (!digits(&rest, 4, &year))
		return false;
	if (week(rest, year, &parts) || ordinal(rest, year, &parts)) {
		*ret = parts;
		return true;
	}
	if (v.len != 7 || !skip_byte(&rest, '-') || !digits(&rest, 2, &month))
		return false;
	*ret = (struct date_parts){ .c = { .year = year, .month = month, .day = 1 },
				    .has_year = true };
	return true;
}
