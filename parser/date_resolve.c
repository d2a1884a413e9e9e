/* SPDX-License-Identifier: Apache-2.0 */
/* Year, month and day: as they are said, and from the bare numbers when all is read. */
#include "parser/date_free_parts.h"

enum { THAI_YEARS = 543, THAI_YEAR_MIN = 2400, THAI_CENTURY = 2500 };

bool date_set_year(struct date_reader *r, int year, size_t digits)
{
	if (r->parts.has_year)
		return false;
	r->parts.has_year = true;
	if (r->thai && r->era == 0 && digits == 2) {
		r->parts.c.year = THAI_CENTURY + year - THAI_YEARS;
		return true;
	}
	if (r->thai && r->era == 0 && year > THAI_YEAR_MIN)
		year -= THAI_YEARS;
	r->parts.c.year = r->era ? r->era + year : date_full_year(year, digits);
	return true;
}

bool date_set_month(struct date_reader *r, int month)
{
	if (r->has_month && !r->month_is_weekday)
		return r->parts.c.month == month;
	r->has_month = true;
	r->month_is_weekday = false;
	r->parts.c.month = month;
	return true;
}

bool date_set_day(struct date_reader *r, int day)
{
	if (r->has_day)
		return false;
	r->has_day = true;
	r->parts.c.day = day;
	return true;
}

bool date_is_year(const struct date_bare *b)
{
	return b->digits >= 3 || b->apostrophe || b->value > 31;
}

/* The bare numbers beside a month that is known. */
static bool resolve_with_month(struct date_reader *r)
{
	const struct date_bare *first = &r->bare[0], *second = &r->bare[1];

	if (r->bare_len == 0)
		return r->has_day || r->parts.has_year;
	if (r->bare_len == 1 && r->parts.has_year)
		return date_set_day(r, first->value);
	if (r->bare_len == 1)
		return date_is_year(first) || r->has_day
			   ? date_set_year(r, first->value, first->digits)
			   : date_set_day(r, first->value);
	if (r->bare_len != 2)
		return false;
	if ((first->digits >= 3 || first->apostrophe) && !date_is_year(second))
		return date_set_year(r, first->value, first->digits) &&
		       date_set_day(r, second->value);
	return !date_is_year(first) && second->digits != 1 &&
	       date_set_year(r, second->value, second->digits) &&
	       date_set_day(r, first->value);
}

/* Which of two numbers before a year is the day: "23.1.", "1/23/". */
static bool is_day_first(const struct date_reader *r, int first, int second,
			 char separator)
{
	if (separator == '.' || separator == ' ' || first > 12)
		return true;
	return second <= 12 && r->hints->day_first;
}

/* Numbers alone: "2023/1/23", "23.01.2023", "1/23/23". */
static bool resolve_numbers(struct date_reader *r)
{
	const struct date_bare *a = &r->bare[0], *b = &r->bare[1], *c = &r->bare[2];

	if (r->parts.has_year || r->has_day)
		return r->bare_len == 0 && r->parts.has_year && r->has_day &&
		       r->has_month;
	if (r->bare_len == 2 && a->digits == 4 && b->digits <= 2)
		return date_set_year(r, a->value, 4) && date_set_month(r, b->value);
	if (r->bare_len == 2 && b->digits == 4 && a->digits <= 2 && b->before != ' ')
		return date_set_year(r, b->value, 4) && date_set_month(r, a->value);
	if (r->bare_len < 2 || b->before == ' ' || b->before == ',' || a->digits == 3 ||
	    b->digits > 2)
		return false;
	if (r->bare_len == 3 && (a->digits == 4 || a->apostrophe || a->value > 31))
		return c->digits <= 2 && date_set_year(r, a->value, a->digits) &&
		       date_set_month(r, b->value) && date_set_day(r, c->value);
	bool dashes = b->before == '-' && r->bare_len == 3;
	if (r->bare_len == 3 && (c->digits == 3 || c->digits == 1 ||
				 (dashes && c->digits == 2 && c->value <= 31)))
		return false; /* 23-01-24 may begin with its year */
	if (r->bare_len == 3 && !date_set_year(r, c->value, c->digits))
		return false;
	bool day_first = is_day_first(r, a->value, b->value, b->before);
	return date_set_day(r, day_first ? a->value : b->value) &&
	       date_set_month(r, day_first ? b->value : a->value);
}

bool date_resolve(struct date_reader *r)
{
	if (r->has_month && r->month_is_weekday && r->bare_len == 3)
		r->has_month = false;
	if (!(r->has_month ? resolve_with_month(r) : resolve_numbers(r)))
		return false;
	if (!r->has_day)
		r->parts.c.day = 1;
	if (r->us_zone) {
		r->parts.has_zone = false;
		r->parts.has_place = true;
		r->parts.place =
		    (struct date_zone){ r->parts.offset_minutes, DATE_SUMMER_US };
	}
	return true;
}
