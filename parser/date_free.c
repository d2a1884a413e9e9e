/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over the tokens sets what says itself what it is (times, zones, named months,
 * numbers with 年 or 월 behind them) and collects the bare numbers; then these get the parts
 * that are still missing, if there is one way to do it.
 */
#include "parser/date_forms.h"
#include "parser/date_tokens.h"

enum { BARE_MAX = 3, OFFSET_HOURS_MAX = 15 };
enum { THAI_YEARS = 543, THAI_YEAR_MIN = 2400, THAI_CENTURY = 2500 };

struct bare {
	int value;
	size_t digits;
	bool apostrophe; /* '23 */
	char before;     /* the separator to the number before it, or a space */
};

enum meridian { MERIDIAN_NONE, MERIDIAN_AM, MERIDIAN_PM };

struct reader {
	const struct date_hints *hints;
	struct date_tokens tokens;
	size_t pos;
	struct date_parts parts;
	struct bare bare[BARE_MAX];
	size_t bare_len;
	bool has_month, month_is_weekday, has_day; /* month_is_weekday: perhaps */
	enum meridian meridian;
	bool clock_word; /* the next number is a time */
	bool us_zone;
	bool thai; /* years are counted from 543 BC */
	int era;
};

static const struct date_token *token_at(const struct reader *r, size_t pos)
{
	return pos < r->tokens.len ? &r->tokens.items[pos] : NULL;
}

static bool is_punct(const struct reader *r, size_t pos, char punct)
{
	const struct date_token *t = token_at(r, pos);
	return t && t->type == DATE_PUNCT && t->punct == punct;
}

static bool is_number(const struct reader *r, size_t pos, size_t digits_max)
{
	const struct date_token *t = token_at(r, pos);
	return t && t->type == DATE_NUMBER && t->digits <= digits_max;
}

static bool is_word(const struct reader *r, size_t pos, enum date_word kind)
{
	const struct date_token *t = token_at(r, pos);
	return t && t->type == DATE_WORD && t->name->kind == kind;
}

static int number_at(const struct reader *r, size_t pos)
{
	return (int)r->tokens.items[pos].value;
}

/* Is the token glued to the one before? */
static bool is_glued(const struct reader *r, size_t pos)
{
	const struct date_token *t = token_at(r, pos);
	return t && !t->space_before;
}

/* "AM", "p.m.", "μ.μ." at `pos`; the number of tokens it takes, or 0. */
static size_t meridian_at(const struct reader *r, size_t pos, enum meridian *ret)
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

static bool set_time(struct reader *r, int hour, int minute, int second, int ms)
{
	struct civil *c = &r->parts.c;
	enum meridian behind;
	size_t taken = meridian_at(r, r->pos, &behind);

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
static bool read_clock(struct reader *r, char colon)
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
	return set_time(r, number_at(r, at), number_at(r, at + 2), second, ms);
}

/* "10h30", "10 Uhr", "10時30分15秒", "10時半". */
static bool read_marked_time(struct reader *r)
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
	return set_time(r, hour, minute, second, 0);
}

static bool date_is_complete(const struct reader *r)
{
	return r->has_day || r->bare_len == BARE_MAX ||
	       (r->has_month && r->bare_len == 2);
}

/* "오전", "午後", and the German "am" before a day: what is not said of the number before. */
static bool stands_before_time(const struct reader *r, size_t pos)
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
static bool is_dotted_clock(const struct reader *r)
{
	enum meridian behind;

	if (r->parts.has_time || !is_number(r, r->pos, 2) ||
	    !is_punct(r, r->pos + 1, '.') || !is_number(r, r->pos + 2, 2) ||
	    !is_glued(r, r->pos + 1) || !is_glued(r, r->pos + 2) ||
	    r->tokens.items[r->pos + 2].digits != 2)
		return false;
	return r->clock_word || is_word(r, r->pos + 3, DATE_HOUR_MARK) ||
	       (meridian_at(r, r->pos + 3, &behind) &&
		!stands_before_time(r, r->pos + 3)) ||
	       date_is_complete(r);
}

/* "T09", "T0930", and "0930 GMT" beside another number of four digits, the year. */
static bool is_compact_clock(const struct reader *r)
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

static bool read_compact_clock(struct reader *r)
{
	const struct date_token *t = token_at(r, r->pos++);
	int n = (int)t->value;
	int ms = 0;

	if (t->digits == 2)
		return set_time(r, n, 0, 0, 0);
	if (t->digits == 4)
		return set_time(r, n / 100, n % 100, 0, 0);
	if ((is_punct(r, r->pos, '.') || is_punct(r, r->pos, ',')) &&
	    is_number(r, r->pos + 1, 14) && is_glued(r, r->pos + 1)) {
		ms = r->tokens.items[r->pos + 1].ms;
		r->pos += 2;
	}
	return set_time(r, n / 10000, n / 100 % 100, n % 100, ms);
}

static bool set_year(struct reader *r, int year, size_t digits)
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

static bool set_month(struct reader *r, int month)
{
	if (r->has_month && !r->month_is_weekday)
		return r->parts.c.month == month;
	r->has_month = true;
	r->month_is_weekday = false;
	r->parts.c.month = month;
	return true;
}

static bool set_day(struct reader *r, int day)
{
	if (r->has_day)
		return false;
	r->has_day = true;
	r->parts.c.day = day;
	return true;
}

static bool add_bare(struct reader *r, int value, size_t digits)
{
	const struct date_token *before = r->pos ? token_at(r, r->pos - 1) : NULL;
	bool apostrophe = before && before->type == DATE_PUNCT && before->punct == '\'' &&
			  is_glued(r, r->pos);

	if (r->bare_len == BARE_MAX)
		return false;
	r->bare[r->bare_len++] =
	    (struct bare){ value, digits, apostrophe,
			   before && before->type == DATE_PUNCT ? before->punct : ' ' };
	return true;
}

/* "2023-01-23+09:00": a day with its zone, as XML Schema writes it. */
static bool is_zoned_day(const struct reader *r, size_t sign)
{
	bool iso = r->has_day || (r->bare_len == BARE_MAX && r->bare[0].digits == 4);

	return iso && is_glued(r, sign) && is_glued(r, sign + 1) &&
	       (is_punct(r, sign, '+') || is_punct(r, sign + 2, ':'));
}

/* "+0900", "-05:00", "+3" behind a time or a zone's name; false when it is not an offset. */
static bool read_offset(struct reader *r)
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
static void skip_to(struct reader *r, char closing)
{
	while (r->pos < r->tokens.len && !is_punct(r, r->pos, closing))
		r->pos++;
	r->pos++;
}

static bool read_punct(struct reader *r)
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
static int zone_offset(const struct reader *r, const struct date_name *name)
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

static void read_zone(struct reader *r, const struct date_name *name)
{
	if (r->parts.has_zone || (name->kind != DATE_ZONE && !r->parts.has_time))
		return;
	r->parts.has_zone = true;
	r->us_zone = name->kind == DATE_ZONE_US;
	r->parts.offset_minutes = zone_offset(r, name);
}

/* A meridian before its time ("오전 10:30") or separated from it. */
static bool read_meridian(struct reader *r)
{
	enum meridian found = MERIDIAN_NONE;
	size_t taken = meridian_at(r, r->pos, &found);
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

static bool is_year(const struct bare *b)
{
	return b->digits >= 3 || b->apostrophe || b->value > 31;
}

static bool is_thai(const struct date_name *name)
{
	unsigned char second = (unsigned char)name->name[1];
	return (unsigned char)name->name[0] == 0xe0 && (second == 0xb8 || second == 0xb9);
}

/* The Levant's names: two months are called تشرين, the first and the second, and two كانون, of
 * which the second begins the year. */
static bool take_second_month(struct reader *r)
{
	int month = r->parts.c.month;

	if (!r->has_month || (month != 10 && month != 12))
		return false;
	r->parts.c.month = month % 12 + 1;
	return true;
}

static bool read_word(struct reader *r)
{
	const struct date_name *name = token_at(r, r->pos)->name;

	if (name->kind != DATE_AM_OR_FILLER && read_meridian(r))
		return true;
	r->pos++;
	switch (name->kind) {
	case DATE_MONTH:
		r->thai |= is_thai(name);
		return set_month(r, name->value);
	case DATE_MONTH_SECOND:
		return take_second_month(r);
	case DATE_MONTH_BEFORE:
		return is_number(r, r->pos, 2) && set_month(r, number_at(r, r->pos++));
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
		return set_time(r, 12, 0, 0, 0);
	case DATE_MIDNIGHT:
		return set_time(r, 0, 0, 0, 0);
	case DATE_ERA:
		r->era = name->value;
		return true;
	case DATE_CLOCK:
		r->clock_word = true;
		return true;
	case DATE_M: /* Lithuanian: "2023 m. sausio 23 d." */
		return r->bare_len == 1 && is_year(&r->bare[0]);
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
static bool read_marked(struct reader *r, const struct date_token *t)
{
	int value = (int)t->value;

	if (is_word(r, r->pos + 1, DATE_YEAR_MARK)) {
		r->pos += 2;
		return set_year(r, value, t->digits);
	}
	if (is_word(r, r->pos + 1, DATE_MONTH_MARK)) {
		r->pos += 2;
		return set_month(r, value);
	}
	r->pos += 2;
	return set_day(r, value);
}

static bool read_number(struct reader *r)
{
	const struct date_token *t = token_at(r, r->pos);
	enum meridian behind;
	bool small = t->digits <= 2;

	if (small && is_punct(r, r->pos + 1, ':') && is_number(r, r->pos + 2, 2) &&
	    (is_glued(r, r->pos + 1) || is_glued(r, r->pos + 2)))
		return read_clock(r, ':');
	if ((t->digits <= 4 && is_word(r, r->pos + 1, DATE_YEAR_MARK)) ||
	    (small && (is_word(r, r->pos + 1, DATE_MONTH_MARK) ||
		       is_word(r, r->pos + 1, DATE_DAY_MARK))))
		return read_marked(r, t);
	if (is_dotted_clock(r))
		return read_clock(r, '.');
	if (small && is_word(r, r->pos + 1, DATE_HOUR_MARK))
		return read_marked_time(r);
	if (is_compact_clock(r))
		return read_compact_clock(r);

	size_t at = r->pos++;
	if (small && !r->parts.has_time && t->value <= 12 &&
	    !stands_before_time(r, r->pos) && meridian_at(r, r->pos, &behind))
		return set_time(r, (int)t->value, 0, 0, 0);
	if (t->value == 12 &&
	    (is_word(r, r->pos, DATE_NOON) || is_word(r, r->pos, DATE_MIDNIGHT)))
		return true;
	if (r->clock_word && small && t->value <= 24 && !is_word(r, r->pos, DATE_MONTH) &&
	    !is_punct(r, r->pos, '.'))
		return set_time(r, (int)t->value, 0, 0, 0);
	if (t->digits == 4 && t->value == 0 && r->parts.has_time) {
		r->parts.has_zone = true; /* "0000" that lost its sign */
		return true;
	}
	if (t->digits == 8) {
		int n = (int)t->value;
		return set_year(r, n / 10000, 4) && set_month(r, n / 100 % 100) &&
		       set_day(r, n % 100);
	}
	r->pos = at;
	bool added = t->digits <= 4 && add_bare(r, (int)t->value, t->digits);
	r->pos = at + 1;
	return added;
}

/* The bare numbers beside a month that is known. */
static bool resolve_with_month(struct reader *r)
{
	const struct bare *first = &r->bare[0], *second = &r->bare[1];

	if (r->bare_len == 0)
		return r->has_day || r->parts.has_year;
	if (r->bare_len == 1 && r->parts.has_year)
		return set_day(r, first->value);
	if (r->bare_len == 1)
		return is_year(first) || r->has_day
			   ? set_year(r, first->value, first->digits)
			   : set_day(r, first->value);
	if (r->bare_len != 2)
		return false;
	if ((first->digits >= 3 || first->apostrophe) && !is_year(second))
		return set_year(r, first->value, first->digits) &&
		       set_day(r, second->value);
	return !is_year(first) && second->digits != 1 &&
	       set_year(r, second->value, second->digits) && set_day(r, first->value);
}

/* Which of two numbers before a year is the day: "23.1.", "1/23/". */
static bool is_day_first(const struct reader *r, int first, int second, char separator)
{
	if (separator == '.' || separator == ' ' || first > 12)
		return true;
	return second <= 12 && r->hints->day_first;
}

/* Numbers alone: "2023/1/23", "23.01.2023", "1/23/23". */
static bool resolve_numbers(struct reader *r)
{
	const struct bare *a = &r->bare[0], *b = &r->bare[1], *c = &r->bare[2];

	if (r->parts.has_year || r->has_day)
		return r->bare_len == 0 && r->parts.has_year && r->has_day &&
		       r->has_month;
	if (r->bare_len == 2 && a->digits == 4 && b->digits <= 2)
		return set_year(r, a->value, 4) && set_month(r, b->value);
	if (r->bare_len == 2 && b->digits == 4 && a->digits <= 2 && b->before != ' ')
		return set_year(r, b->value, 4) && set_month(r, a->value);
	if (r->bare_len < 2 || b->before == ' ' || b->before == ',' || a->digits == 3 ||
	    b->digits > 2)
		return false;
	if (r->bare_len == 3 && (a->digits == 4 || a->apostrophe || a->value > 31))
		return c->digits <= 2 && set_year(r, a->value, a->digits) &&
		       set_month(r, b->value) && set_day(r, c->value);
	bool dashes = b->before == '-' && r->bare_len == 3;
	if (r->bare_len == 3 && (c->digits == 3 || c->digits == 1 ||
				 (dashes && c->digits == 2 && c->value <= 31)))
		return false; /* 23-01-24 may begin with its year */
	if (r->bare_len == 3 && !set_year(r, c->value, c->digits))
		return false;
	bool day_first = is_day_first(r, a->value, b->value, b->before);
	return set_day(r, day_first ? a->value : b->value) &&
	       set_month(r, day_first ? b->value : a->value);
}

static bool resolve(struct reader *r)
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

bool date_free(struct view v, const struct date_hints *hints, struct date_parts *ret)
{
	struct reader r;

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
	if (!resolve(&r))
		return false;
	*ret = r.parts;
	return true;
}
