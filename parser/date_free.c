/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over the tokens sets what says itself what it is (times, zones, named months,
 * numbers with 年 or 월 behind them) and collects the bare numbers; then these get the parts
 * that are still missing, if there is one way to do it.
 */
#include "parser/date_free_parts.h"

enum { OFFSET_HOURS_MAX = 15 };

static bool add_bare(struct date_reader *r, int value, size_t digits)
{
	const struct date_token *before = r->pos ? token_at(r, r->pos - 1) : NULL;
	bool apostrophe = before && before->type == DATE_PUNCT && before->punct == '\'' &&
			  is_glued(r, r->pos);

	if (r->bare_len == BARE_MAX)
		return false;
	r->bare[r->bare_len++] =
	    (struct date_bare){ value, digits, apostrophe,
				before && before->type == DATE_PUNCT ? before->punct
								     : ' ' };
	return true;
}

/* "2023-01-23+09:00": a day with its zone, as XML Schema writes it. In "2023/01/23-10:30" it is
 * the time. */
static bool is_zoned_day(const struct date_reader *r, size_t sign)
{
	bool iso = r->has_day || (r->bare_len == BARE_MAX && r->bare[0].digits == 4);

	if (is_punct(r, sign, '-') && sign >= 2 && is_punct(r, sign - 2, '/'))
		return false;
	return iso && is_glued(r, sign) && is_glued(r, sign + 1) &&
	       (is_punct(r, sign, '+') || is_punct(r, sign + 2, ':'));
}

/* "+0900", "-05:00", "+3" behind a time or a zone's name; false when it is not an offset. */
static bool read_offset(struct date_reader *r)
{
	size_t sign = r->pos;
	const struct date_token *t = token_at(r, sign + 1);
	bool known = r->parts.has_time || (r->parts.has_zone && is_glued(r, sign)) ||
		     is_zoned_day(r, sign);

	if (!known || !is_number(r, sign + 1, 6) || t->digits == 5)
		return false;
	int hours = (int)t->value, minutes = 0;
	size_t taken = 2;
	if (t->digits >= 3) {
		int hhmm = t->digits == 6 ? hours / 100 : hours;
		hours = hhmm / 100;
		minutes = hhmm % 100;
	} else if (!t->space_before && is_punct(r, sign + 2, ':') &&
		   is_number(r, sign + 3, 2)) {
		minutes = number_at(r, sign + 3);
		taken = 4;
		if (is_punct(r, sign + 4, ':') && is_number(r, sign + 5, 2))
			taken = 6;
	} else if (t->space_before || is_punct(r, sign + 2, '.') ||
		   is_punct(r, sign + 2, '/') || is_punct(r, sign + 2, '-') ||
		   is_word(r, sign + 2, DATE_MONTH)) {
		return false;
	}
	if (hours > OFFSET_HOURS_MAX || minutes > 59)
		return false;
	int offset = hours * 60 + minutes;
	r->parts.has_zone = true;
	r->us_zone = false;
	r->parts.offset_minutes = is_punct(r, sign, '-') ? -offset : offset;
	r->pos += taken;
	return true;
}

/* Past a comment, its closing bracket included; past the end when that is missing. */
static void skip_to(struct date_reader *r, char closing)
{
	while (r->pos < r->tokens.len && !is_punct(r, r->pos, closing))
		r->pos++;
	r->pos++;
}

static bool read_punct(struct date_reader *r)
{
	char punct = token_at(r, r->pos)->punct;

	if ((punct == '+' || punct == '-') && read_offset(r))
		return true;
	if (punct == '[' || (punct == '(' && r->parts.has_zone)) {
		skip_to(r, punct == '[' ? ']' : ')');
		return true;
	}
	r->pos++;
	return punct != '+' && punct != ':' && punct != ']';
}

/* Names that mean another zone where the feed's own zone says so: China's CST, Israel's and
 * Ireland's IST, Bangladesh's BST, Arabia's AST. */
static int zone_offset(const struct date_reader *r, const struct date_name *name)
{
	static const struct {
		const char *name;
		int minutes;
	} others[] = { { "cst", 480 }, { "ist", 120 }, { "ist", 60 }, { "ist", 0 },
		       { "bst", 360 }, { "ast", 180 }, { "sst", 480 } };
	int hint = r->hints->utc_offset_minutes;

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (hint && hint == others[i].minutes &&
		    strcmp(name->name, others[i].name) == 0)
			return hint;
	return name->value;
}

static void read_zone(struct date_reader *r, const struct date_name *name)
{
	if (r->parts.has_zone || (name->kind != DATE_ZONE && !r->parts.has_time))
		return;
	r->parts.has_zone = true;
	r->us_zone = name->kind == DATE_ZONE_US;
	r->parts.offset_minutes = zone_offset(r, name);
}

static bool is_thai(const struct date_name *name)
{
	unsigned char second = (unsigned char)name->name[1];
	return (unsigned char)name->name[0] == 0xe0 && (second == 0xb8 || second == 0xb9);
}

/* The Levant's names: two months are called تشرين, the first and the second, and two كانون, of
 * which the second begins the year. */
static bool take_second_month(struct date_reader *r)
{
	int month = r->parts.c.month;

	if (!r->has_month || (month != 10 && month != 12))
		return false;
	r->parts.c.month = month % 12 + 1;
	return true;
}

static bool read_word(struct date_reader *r)
{
	const struct date_name *name = token_at(r, r->pos)->name;

	if (name->kind != DATE_AM_OR_FILLER && date_read_meridian(r))
		return true;
	r->pos++;
	switch (name->kind) {
	case DATE_MONTH:
		r->thai |= is_thai(name);
		return date_set_month(r, name->value);
	case DATE_MONTH_SECOND:
		return take_second_month(r);
	case DATE_MONTH_BEFORE:
		return is_number(r, r->pos, 2) &&
		       date_set_month(r, number_at(r, r->pos++));
	case DATE_MONTH_OR_WEEKDAY:
		if (!r->has_month) {
			r->has_month = r->month_is_weekday = true;
			r->parts.c.month = name->value;
		}
		return true;
	case DATE_ZONE:
	case DATE_ZONE_OR_WEEKDAY:
	case DATE_ZONE_US:
		read_zone(r, name);
		return true;
	case DATE_NOON:
		return date_set_time(r, 12, 0, 0, 0);
	case DATE_MIDNIGHT:
		return date_set_time(r, 0, 0, 0, 0);
	case DATE_ERA:
		r->era = name->value;
		return true;
	case DATE_CLOCK:
		r->clock_word = true;
		return true;
	case DATE_M: /* Lithuanian: "2023 m. sausio 23 d." */
		return r->bare_len == 1 && date_is_year(&r->bare[0]);
	case DATE_P:
	case DATE_YEAR_MARK:
	case DATE_HALF:
	case DATE_UNKNOWN:
		return false;
	default:
		return true;
	}
}

/* A number with its unit behind it. */
static bool read_marked(struct date_reader *r, const struct date_token *t)
{
	int value = (int)t->value;

	if (is_word(r, r->pos + 1, DATE_YEAR_MARK)) {
		r->pos += 2;
		return date_set_year(r, value, t->digits);
	}
	if (is_word(r, r->pos + 1, DATE_MONTH_MARK)) {
		r->pos += 2;
		return date_set_month(r, value);
	}
	r->pos += 2;
	return date_set_day(r, value);
}

static bool read_number(struct date_reader *r)
{
	const struct date_token *t = token_at(r, r->pos);
	enum date_meridian behind;
	bool small = t->digits <= 2;

	if (small && is_punct(r, r->pos + 1, ':') && is_number(r, r->pos + 2, 2) &&
	    (is_glued(r, r->pos + 1) || is_glued(r, r->pos + 2)))
		return date_read_clock(r, ':');
	if ((t->digits <= 4 && is_word(r, r->pos + 1, DATE_YEAR_MARK)) ||
	    (small && (is_word(r, r->pos + 1, DATE_MONTH_MARK) ||
		       is_word(r, r->pos + 1, DATE_DAY_MARK))))
		return read_marked(r, t);
	if (date_is_dotted_clock(r))
		return date_read_clock(r, '.');
	if (small && is_word(r, r->pos + 1, DATE_HOUR_MARK))
		return date_read_marked_time(r);
	if (date_is_compact_clock(r))
		return date_read_compact_clock(r);

	size_t at = r->pos++;
	if (small && !r->parts.has_time && t->value <= 12 &&
	    !date_stands_before_time(r, r->pos) && date_meridian_at(r, r->pos, &behind))
		return date_set_time(r, (int)t->value, 0, 0, 0);
	if (t->value == 12 &&
	    (is_word(r, r->pos, DATE_NOON) || is_word(r, r->pos, DATE_MIDNIGHT)))
		return true;
	if (r->clock_word && small && t->value <= 24 && !is_word(r, r->pos, DATE_MONTH) &&
	    !is_punct(r, r->pos, '.'))
		return date_set_time(r, (int)t->value, 0, 0, 0);
	if (t->digits == 4 && t->value == 0 && r->parts.has_time) {
		r->parts.has_zone = true; /* "0000" that lost its sign */
		return true;
	}
	if (t->digits == 8) {
		int n = (int)t->value;
		return date_set_year(r, n / 10000, 4) &&
		       date_set_month(r, n / 100 % 100) && date_set_day(r, n % 100);
	}
	r->pos = at;
	bool added = t->digits <= 4 && add_bare(r, (int)t->value, t->digits);
	r->pos = at + 1;
	return added;
}

bool date_free(struct view v, const struct date_hints *hints, struct date_parts *ret)
{
	struct date_reader r;

	memset(&r, 0, sizeof r);
	r.hints = hints;
	if (!date_tokens_read(v, &r.tokens))
		return false;
	while (r.pos < r.tokens.len) {
		const struct date_token *t = &r.tokens.items[r.pos];
		bool fine = t->type == DATE_PUNCT    ? read_punct(&r)
			    : t->type == DATE_NUMBER ? read_number(&r)
						     : read_word(&r);
		if (!fine)
			return false;
	}
	if (!date_resolve(&r))
		return false;
	*ret = r.parts;
	return true;
}
