/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/dateline_words.h"

#include <utf8proc.h>

#include "common/base/utf8.h"
#include "parser/date_tokens.h"

enum {
	PLACE_WORDS_MAX = 5,
	PLACE_BYTES_MAX = 60,
	YEAR_PROBE = 2000, /* a leap year, to see whether a text is a day at all */
};
#define DAY_MS INT64_C(86400000)
#define AHEAD_MS (3 * DAY_MS) /* a reference may be this much before the day, */
#define BEHIND_MS \
	(45 * DAY_MS) /* and this much behind it; else the year is anybody's guess */

struct view dateline_trim(struct view v)
{
	static const struct view blanks[] = { VIEW_INIT("　"), VIEW_INIT("\xc2\xa0") };

	return view_strip(v, blanks, sizeof blanks / sizeof blanks[0]);
}

static instant_ms day_of(instant_ms t)
{
	return t - (t % DAY_MS + DAY_MS) % DAY_MS;
}

/* "23日", "23": the latest such day of the month before the reference. */
static bool day_of_month(struct view v, instant_ms reference, instant_ms *ret)
{
	struct date_tokens tokens;

	if (v.len > 16 || !date_tokens_read(v, &tokens) || tokens.len != 2 ||
	    tokens.items[0].type != DATE_NUMBER || tokens.items[1].type != DATE_WORD ||
	    tokens.items[1].name->kind != DATE_DAY_MARK || tokens.items[0].value < 1 ||
	    tokens.items[0].value > 31)
		return false;
	*ret = INSTANT_NONE;
	if (reference == INSTANT_NONE)
		return true;
	struct civil c = civil_of(reference + AHEAD_MS);
	for (int tries = 0; tries < 3; tries++) {
		struct civil day = { c.year, c.month, (int)tokens.items[0].value, 0, 0,
				     0,      0 };
		if (civil_valid(&day) && civil_to_instant(&day) <= reference + AHEAD_MS) {
			*ret = civil_to_instant(&day);
			return true;
		}
		c.year -= c.month == 1;
		c.month = c.month == 1 ? 12 : c.month - 1;
	}
	return true;
}

/* "Monday", "пн": says a day, but not which. */
static bool is_weekday(struct view v)
{
	struct date_tokens tokens;

	return v.len <= 40 && date_tokens_read(v, &tokens) && tokens.len >= 1 &&
	       tokens.items[0].type == DATE_WORD &&
	       tokens.items[0].name->kind == DATE_WEEKDAY &&
	       (tokens.len == 1 ||
		(tokens.len == 2 && tokens.items[1].type == DATE_PUNCT));
}

bool dateline_day(struct view v, instant_ms reference, instant_ms *ret)
{
	struct date_hints hints = { .day_first = true, .year = 0 };
	struct date d;

	if (date_parse(v, &hints, &d)) {
		*ret = day_of(d.at);
		return v.len != 4; /* a year alone is no day */
	}
	hints.year = YEAR_PROBE;
	if (date_parse(v, &hints, &d) && v.len >= 4) {
		*ret = INSTANT_NONE;
		if (reference == INSTANT_NONE)
			return true;
		hints.year = civil_of(reference + AHEAD_MS).year;
		if (date_parse(v, &hints, &d) && d.at > reference + AHEAD_MS)
			hints.year--;
		if (date_parse(v, &hints, &d) && d.at >= reference - BEHIND_MS)
			*ret = day_of(d.at);
		return true;
	}
	if (is_weekday(v)) {
		*ret = INSTANT_NONE;
		return true;
	}
	return day_of_month(v, reference, ret);
}

static bool is_capital(struct view word)
{
	size_t pos = 0;
	uint32_t c;

	if (word.len == 0)
		return false;
	c = utf8_next(word, &pos);
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
	return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT ||
	       c >= 0x2e80;
}

bool dateline_is_capitals(struct view v, size_t *ret_letters)
{
	*ret_letters = 0;
	for (size_t pos = 0; pos < v.len;) {
		utf8proc_category_t category =
		    utf8proc_category((utf8proc_int32_t)utf8_next(v, &pos));
		if (category == UTF8PROC_CATEGORY_LL)
			return false;
		*ret_letters += category == UTF8PROC_CATEGORY_LU;
	}
	return *ret_letters > 0;
}

/* Small words inside names of places. */
static bool is_joint(struct view word)
{
	static const struct view joints[] = {
		VIEW_INIT("de"),  VIEW_INIT("del"), VIEW_INIT("la"),   VIEW_INIT("las"),
		VIEW_INIT("los"), VIEW_INIT("do"),  VIEW_INIT("da"),   VIEW_INIT("di"),
		VIEW_INIT("am"),  VIEW_INIT("an"),  VIEW_INIT("der"),  VIEW_INIT("den"),
		VIEW_INIT("of"),  VIEW_INIT("the"), VIEW_INIT("upon"), VIEW_INIT("on"),
		VIEW_INIT("na"),  VIEW_INIT("nad"), VIEW_INIT("sur"),  VIEW_INIT("im"),
		VIEW_INIT("на"),  VIEW_INIT("al"),  VIEW_INIT("el"),   VIEW_INIT("bei"),
	};
	return view_is_in(word, joints, sizeof joints / sizeof joints[0]);
}

bool dateline_is_place(struct view v)
{
	struct view word;
	size_t words = 0;

	v = dateline_trim(v);
	if (v.len < 2 || v.len > PLACE_BYTES_MAX)
		return false;
	while (view_next(&v, ' ', &word)) {
		if (word.len == 0)
			continue;
		if (++words > PLACE_WORDS_MAX || (!is_capital(word) && !is_joint(word)))
			return false;
		for (size_t i = 0; i < word.len; i++)
			if (byte_is_digit(word.p[i]) || strchr("\"?!;%&@#$", word.p[i]))
				return false;
	}
	return words > 0;
}
