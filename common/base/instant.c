/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/instant.h"

#include "common/base/must.h"

#define MS_PER_DAY INT64_C(86400000)

/* Counts from 1 March, so that the leap day ends its year, in eras of 400 years. */
int64_t civil_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era =
	    year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool civil_valid(const struct civil *c)
{
	return c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 &&
	       c->day >= 1 && c->day <= days_in_month(c->year, c->month) &&
	       c->hour >= 0 && c->hour <= 23 && c->minute >= 0 && c->minute <= 59 &&
	       c->second >= 0 && c->second <= 60 && c->ms >= 0 && c->ms <= 999;
}

instant_ms civil_to_instant(const struct civil *c)
{
	return civil_days(c->year, c->month, c->day) * MS_PER_DAY +
	       (c->hour * INT64_C(3600) + c->minute * 60 + c->second) * 1000 + c->ms;
}

struct civil civil_of(instant_ms t)
{
	int64_t days = t / MS_PER_DAY, ms = t % MS_PER_DAY;

	if (ms < 0) {
		ms += MS_PER_DAY;
		days--;
	}
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);
	return (struct civil){
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
		.hour = (int)(ms / 3600000),
		.minute = (int)(ms / 60000 % 60),
		.second = (int)(ms / 1000 % 60),
		.ms = (int)(ms % 1000),
	};
}

/* `n` as exactly `width` digits. */
static char *put_digits(char *to, int n, int width)
{
	for (int i = width - 1; i >= 0; i--) {
		to[i] = (char)('0' + n % 10);
		n /= 10;
	}
	return to + width;
}

struct view instant_format(instant_ms t, char text[INSTANT_TEXT])
{
	struct civil c = civil_of(t);
	char *p = text;

	MUST(c.year >= 1 && c.year <= 9999);
	p = put_digits(p, c.year, 4);
	*p++ = '-';
	p = put_digits(p, c.month, 2);
	*p++ = '-';
	p = put_digits(p, c.day, 2);
	*p++ = 'T';
	p = put_digits(p, c.hour, 2);
	*p++ = ':';
	p = put_digits(p, c.minute, 2);
	*p++ = ':';
	p = put_digits(p, c.second, 2);
	if (c.ms) {
		*p++ = '.';
		p = put_digits(p, c.ms, 3);
	}
	*p++ = 'Z';
	*p = '\0';
	return view_at(text, (size_t)(p - text));
}

/* Exactly `width` digits at the start of `*v`, which moves behind them. */
static bool digits(struct view *v, size_t width, int *ret)
{
	uint64_t n;

	if (v->len < width || !view_to_u64(view_head(*v, width), &n))
		return false;
	*ret = (int)n;
	*v = view_from(*v, width);
	return true;
}

static bool one_of(struct view *v, const char *set)
{
	if (v->len == 0 || v->p[0] == '\0' || !strchr(set, v->p[0]))
		return false;
	*v = view_from(*v, 1);
	return true;
}

static bool fraction(struct view *v, int *ret_ms)
{
	int scale = 100;

	*ret_ms = 0;
	if (!one_of(v, "."))
		return true;
	if (v->len == 0 || !byte_is_digit(v->p[0]))
		return false;
	while (v->len && byte_is_digit(v->p[0])) {
		*ret_ms += (v->p[0] - '0') * scale;
		scale /= 10;
		*v = view_from(*v, 1);
	}
	return true;
}

static bool utc_offset(struct view *v, int *ret_minutes)
{
	int hours, minutes, sign;

	*ret_minutes = 0;
	if (one_of(v, "Zz"))
		return true;
	sign = v->len && v->p[0] == '-' ? -1 : 1;
	if (!one_of(v, "+-") || !digits(v, 2, &hours) || !one_of(v, ":") ||
	    !digits(v, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*ret_minutes = sign * (hours * 60 + minutes);
	return true;
}

bool instant_parse(struct view v, instant_ms *ret)
{
	struct civil c = { 0 };
	int offset_minutes;

	if (!digits(&v, 4, &c.year) || !one_of(&v, "-") || !digits(&v, 2, &c.month) ||
	    !one_of(&v, "-") || !digits(&v, 2, &c.day) || !one_of(&v, "Tt ") ||
	    !digits(&v, 2, &c.hour) || !one_of(&v, ":") || !digits(&v, 2, &c.minute) ||
	    !one_of(&v, ":") || !digits(&v, 2, &c.second) || !fraction(&v, &c.ms) ||
	    !utc_offset(&v, &offset_minutes) || v.len || !civil_valid(&c))
		return false;

	instant_ms t = civil_to_instant(&c) - offset_minutes * INT64_C(60000);
	int year = civil_of(t).year;
	if (year < 1 || year > 9999)
		return false;
	*ret = t;
	return true;
}
