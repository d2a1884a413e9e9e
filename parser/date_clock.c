/* SPDX-License-Identifier: Apache-2.0 */
/* Times of day among the tokens of a date. */
#include "parser/date_free_parts.h"

/* "AM", "p.m.", "μ.μ." at `pos`; the number of tokens it takes, or 0. */
size_t date_meridian_at(const struct date_reader *r, size_t pos, enum date_meridian *ret)
{
	size_t second = is_punct(r, pos + 1, '.') ? pos + 2 : pos + 1;

	if (is_word(r, pos, DATE_AM) || is_word(r, pos, DATE_AM_OR_FILLER)) {
		*ret = MERIDIAN_AM;
		return 1;
	}
	if (is_word(r, pos, DATE_PM)) {
		*ret = MERIDIAN_PM;
		return 1;
	}
	bool a = is_word(r, pos, DATE_A), p = is_word(r, pos, DATE_P);
	const struct date_token *m = token_at(r, second);
	if ((!a && !p) || !m || m->type != DATE_WORD ||
	    (m->name->kind != DATE_M && m->name->value != 1))
		return 0;
	*ret = a ? MERIDIAN_AM : MERIDIAN_PM;
	return second + 1 - pos;
}

bool date_set_time(struct date_reader *r, int hour, int minute, int second, int ms)
{
	struct civil *c = &r->parts.c;
	enum date_meridian behind;
	size_t taken = date_meridian_at(r, r->pos, &behind);

	if (r->parts.has_time)
		return false;
	r->parts.has_time = true;
	r->clock_word = false;
	if (taken && !(is_word(r, r->pos, DATE_AM_OR_FILLER) && hour > 12)) {
		r->meridian = behind;
		r->pos += taken;
	}
	if (r->meridian == MERIDIAN_PM && hour < 12)
		hour += 12;
	else if (r->meridian == MERIDIAN_AM && hour == 12)
		hour = 0;
	c->hour = hour;
	c->minute = minute;
	c->second = second;
	c->ms = ms;
	return true;
}

/* "10:30", "10:30:15.250"; with '.' for ':' where a time is expected. */
bool date_read_clock(struct date_reader *r, char colon)
{
	size_t at = r->pos;
	int second = 0, ms = 0;

	r->pos += 3;
	if (is_punct(r, r->pos, colon) && is_number(r, r->pos + 1, 2) &&
	    is_glued(r, r->pos + 1)) {
		second = number_at(r, r->pos + 1);
		r->pos += 2;
		bool point = is_punct(r, r->pos, '.') || is_punct(r, r->pos, ',') ||
			     is_punct(r, r->pos, colon);
		if (point && is_number(r, r->pos + 1, 14) && is_glued(r, r->pos) &&
		    is_glued(r, r->pos + 1)) {
			ms = r->tokens.items[r->pos + 1].ms;
			r->pos += 2;
		}
	}
	return date_set_time(r, number_at(r, at), number_at(r, at + 2), second, ms);
}

/* "10h30", "10 Uhr", "10時30分15秒", "10時半". */
bool date_read_marked_time(struct date_reader *r)
{
	int hour = number_at(r, r->pos), minute = 0, second = 0;

	r->pos += 2;
	if (is_word(r, r->pos, DATE_HALF)) {
		minute = 30;
		r->pos++;
	} else if (is_number(r, r->pos, 2) && !is_word(r, r->pos + 1, DATE_MONTH) &&
		   !is_punct(r, r->pos + 1, '.')) {
		minute = number_at(r, r->pos++);
		if (is_word(r, r->pos, DATE_MINUTE_MARK))
			r->pos++;
		if (is_number(r, r->pos, 2) && is_word(r, r->pos + 1, DATE_SECOND_MARK)) {
			second = number_at(r, r->pos);
			r->pos += 2;
		}
	}
	return date_set_time(r, hour, minute, second, 0);
}

static bool date_is_complete(const struct date_reader *r)
{
	return r->has_day || r->bare_len == BARE_MAX ||
	       (r->has_month && r->bare_len == 2);
}

/* "오전", "午後", and the German "am" before a day: what is not said of the number before. */
bool date_stands_before_time(const struct date_reader *r, size_t pos)
{
	const struct date_token *t = token_at(r, pos);

	if (!t || t->type != DATE_WORD)
		return false;
	if (t->name->kind == DATE_AM_OR_FILLER)
		return is_number(r, pos + 1, 2) && !date_is_complete(r);
	return (t->name->kind == DATE_AM || t->name->kind == DATE_PM) &&
	       (unsigned char)t->name->name[0] >= 0xe3; /* CJK and Hangul */
}

/* Is "10.30" here a time? */
bool date_is_dotted_clock(const struct date_reader *r)
{
	enum date_meridian behind;

	if (r->parts.has_time || !is_number(r, r->pos, 2) ||
	    !is_punct(r, r->pos + 1, '.') || !is_number(r, r->pos + 2, 2) ||
	    !is_glued(r, r->pos + 1) || !is_glued(r, r->pos + 2) ||
	    r->tokens.items[r->pos + 2].digits != 2)
		return false;
	return r->clock_word || is_word(r, r->pos + 3, DATE_HOUR_MARK) ||
	       (date_meridian_at(r, r->pos + 3, &behind) &&
		!date_stands_before_time(r, r->pos + 3)) ||
	       date_is_complete(r);
}

/* "T09", "T0930", and "0930 GMT" beside another number of four digits, the year. */
bool date_is_compact_clock(const struct date_reader *r)
{
	const struct date_token *t = token_at(r, r->pos);
	size_t years = 0;

	if (r->parts.has_time || (t->digits != 2 && t->digits != 4 && t->digits != 6))
		return false;
	if (r->pos > 0 && is_word(r, r->pos - 1, DATE_FILLER) && !t->space_before &&
	    strcmp(r->tokens.items[r->pos - 1].name->name, "t") == 0)
		return true;
	for (size_t i = 0; i < r->tokens.len; i++)
		years += is_number(r, i, 4) && r->tokens.items[i].digits == 4;
	return t->digits == 4 && years == 2 && is_word(r, r->pos + 1, DATE_ZONE);
}

bool date_read_compact_clock(struct date_reader *r)
{
	const struct date_token *t = token_at(r, r->pos++);
	int n = (int)t->value;
	int ms = 0;

	if (t->digits == 2)
		return date_set_time(r, n, 0, 0, 0);
	if (t->digits == 4)
		return date_set_time(r, n / 100, n % 100, 0, 0);
	if ((is_punct(r, r->pos, '.') || is_punct(r, r->pos, ',')) &&
	    is_number(r, r->pos + 1, 14) && is_glued(r, r->pos + 1)) {
		ms = r->tokens.items[r->pos + 1].ms;
		r->pos += 2;
	}
	return date_set_time(r, n / 10000, n / 100 % 100, n % 100, ms);
}

/* A meridian before its time ("오전 10:30") or separated from it. */
bool date_read_meridian(struct date_reader *r)
{
	enum date_meridian found = MERIDIAN_NONE;
	size_t taken = date_meridian_at(r, r->pos, &found);
	struct civil *c = &r->parts.c;

	if (!taken)
		return false;
	r->pos += taken;
	if (!r->parts.has_time)
		r->meridian = found;
	else if (r->meridian == MERIDIAN_NONE && found == MERIDIAN_PM && c->hour < 12)
		c->hour += 12;
	return true;
}
