/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/zone.h"

enum {
	HEADER_BYTES = 44,
	TRANSITIONS_MAX = 4096,
	TYPE_BYTES = 6,
	OFFSET_MAX_S = 26 * 3600, /* RFC 8536 §3.2: a day and an hour either way */
	DAY_S = 86400,
};

static uint32_t u32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t time_at(const char *p, size_t size)
{
	if (size == 4)
		return (int32_t)u32(p);
	return (int64_t)((uint64_t)u32(p) << 32 | u32(p + 4));
}

/* --- blocks ---------------------------------------------------------------------------- */

struct block {
	size_t isutc, isstd, leaps, times, types, chars;
	size_t time_size;
	size_t bytes; /* with its header */
};

static bool block_read(struct view v, size_t time_size, struct block *ret)
{
	if (v.len < HEADER_BYTES || !view_starts(v, VIEW("TZif")))
		return false;
	*ret = (struct block){ u32(v.p + 20), u32(v.p + 24), u32(v.p + 28), u32(v.p + 32),
			       u32(v.p + 36), u32(v.p + 40), time_size,     0 };
	ret->bytes = HEADER_BYTES + ret->times * (time_size + 1) +
		     ret->types * TYPE_BYTES + ret->chars + ret->leaps * (time_size + 4) +
		     ret->isstd + ret->isutc;
	return ret->times <= TRANSITIONS_MAX && ret->types > 0 && ret->types <= 256 &&
	       ret->bytes <= v.len;
}

static bool offset_of(struct view v, const struct block *b, size_t type, int32_t *ret)
{
	size_t at = HEADER_BYTES + b->times * (b->time_size + 1) + type * TYPE_BYTES;

	if (type >= b->types)
		return false;
	*ret = (int32_t)u32(v.p + at);
	return *ret >= -OFFSET_MAX_S && *ret <= OFFSET_MAX_S;
}

static void add(struct zone *z, struct arena *a, int64_t at_s, int32_t after)
{
	*ARENA_PUSH(a, z->transitions, z->len) = (struct zone_transition){ at_s, after };
}

static bool block_take(struct view v, const struct block *b, struct arena *a,
		       struct zone *ret)
{
	const char *types = v.p + HEADER_BYTES + b->times * b->time_size;

	if (!offset_of(v, b, 0, &ret->before))
		return false;
	for (size_t i = 0; i < b->times; i++) {
		int64_t at = time_at(v.p + HEADER_BYTES + i * b->time_size, b->time_size);
		int32_t after;
		if (!offset_of(v, b, (unsigned char)types[i], &after) ||
		    (i && at <= ret->transitions[i - 1].at_s))
			return false;
		add(ret, a, at, after);
	}
	return true;
}

/* --- the rule behind the last transition: "CET-1CEST,M3.5.0,M10.5.0/3" ------------------- */

struct rule_date {
	char kind; /* 'M': month, week, weekday; 'J': day 1 to 365; 'D': day 0 to 365 */
	int month, week, day;
	int32_t time_s;
};

static bool take_byte(struct view *v, char c)
{
	if (v->len == 0 || v->p[0] != c)
		return false;
	*v = view_from(*v, 1);
	return true;
}

static bool take_number(struct view *v, int max, int *ret)
{
	size_t n = 0;
	uint64_t value;

	while (n < v->len && n < 4 && byte_is_digit(v->p[n]))
		n++;
	if (!n || !view_to_u64(view_head(*v, n), &value) || value > (uint64_t)max)
		return false;
	*v = view_from(*v, n);
	*ret = (int)value;
	return true;
}

/* "[+-]hh[:mm[:ss]]" in seconds. */
static bool take_time(struct view *v, int32_t *ret)
{
	int sign = take_byte(v, '-') ? -1 : 1, h, m = 0, s = 0;

	if (sign == 1)
		(void)take_byte(v, '+');
	if (!take_number(v, 167, &h) || (take_byte(v, ':') && !take_number(v, 59, &m)) ||
	    (take_byte(v, ':') && !take_number(v, 59, &s)))
		return false;
	*ret = sign * (h * 3600 + m * 60 + s);
	return true;
}

/* "CET" or "<+09>". */
static bool take_name(struct view *v)
{
	bool quoted = take_byte(v, '<');
	size_t n = 0;

	while (n < v->len && (quoted ? v->p[n] != '>' : byte_is_alpha(v->p[n])))
		n++;
	if (n < 3 || (quoted && n == v->len))
		return false;
	*v = view_from(*v, quoted ? n + 1 : n);
	return true;
}

static bool take_date(struct view *v, struct rule_date *ret)
{
	*ret = (struct rule_date){ .kind = 'D', .time_s = 7200 };
	if (!take_byte(v, ','))
		return false;
	if (take_byte(v, 'M')) {
		ret->kind = 'M';
		if (!take_number(v, 12, &ret->month) || !ret->month ||
		    !take_byte(v, '.') || !take_number(v, 5, &ret->week) || !ret->week ||
		    !take_byte(v, '.') || !take_number(v, 6, &ret->day))
			return false;
	} else {
		if (take_byte(v, 'J'))
			ret->kind = 'J';
		if (!take_number(v, 365, &ret->day) || (ret->kind == 'J' && !ret->day))
			return false;
	}
	return !take_byte(v, '/') || take_time(v, &ret->time_s);
}

/* Day of a year's rule, since 1970. */
static int64_t rule_day(const struct rule_date *d, int year)
{
	int64_t first = civil_days(year, 1, 1);

	if (d->kind == 'D')
		return first + d->day;
	if (d->kind == 'J') {
		bool leap = civil_days(year + 1, 1, 1) - first == 366;
		return first + d->day - 1 + (leap && d->day >= 60);
	}
	int64_t month = civil_days(year, d->month, 1);
	int64_t next = d->month == 12 ? civil_days(year + 1, 1, 1)
				      : civil_days(year, d->month + 1, 1);
	int64_t weekday = ((month + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
	int64_t day = month + (d->day - weekday + 7) % 7 + (d->week - 1) * 7;

	return day >= next ? day - 7 : day;
}

static void add_year(struct zone *z, struct arena *a, int year,
		     const struct rule_date dates[2], const int32_t offsets[2])
{
	struct zone_transition two[2];
	int64_t last = z->len ? z->transitions[z->len - 1].at_s : INT64_MIN;

	for (int i = 0; i < 2; i++)
		two[i] = (struct zone_transition){
			rule_day(&dates[i], year) * DAY_S + dates[i].time_s - offsets[!i],
			offsets[i],
		};
	bool swap = two[1].at_s < two[0].at_s;
	for (int i = 0; i < 2; i++) {
		const struct zone_transition *t = &two[swap ? !i : i];
		if (t->at_s > last)
			add(z, a, t->at_s, t->after);
	}
}

/* `dates` and `offsets`: of summer time's beginning, then of its end. */
static bool rule_take(struct view v, struct arena *a, struct zone *z)
{
	struct rule_date dates[2];
	int32_t west, offsets[2];

	if (!take_name(&v) || !take_time(&v, &west))
		return false;
	offsets[1] = -west;
	if (v.len == 0) {
		if (z->len == 0)
			z->before = offsets[1];
		return true;
	}
	if (!take_name(&v))
		return false;
	offsets[0] = offsets[1] + 3600;
	if (v.len && v.p[0] != ',') {
		if (!take_time(&v, &west))
			return false;
		offsets[0] = -west;
	}
	if (!take_date(&v, &dates[0]) || !take_date(&v, &dates[1]) || v.len)
		return false;
	int64_t last = z->len ? z->transitions[z->len - 1].at_s : 0;
	int64_t most = civil_days(ZONE_RULES_UNTIL, 1, 1) * DAY_S;
	if (last < 0 || last > most)
		return last > most;
	for (int year = civil_of(last * 1000).year; year < ZONE_RULES_UNTIL; year++)
		add_year(z, a, year, dates, offsets);
	return true;
}

/* --- for use --------------------------------------------------------------------------- */

bool zone_decode(struct view file, struct arena *a, struct zone *ret, struct err *err)
{
	struct zone z = { 0 };
	struct block b;
	bool ok = file.len <= ZONE_FILE_MAX && block_read(file, 4, &b);

	if (ok && file.p[4] >= '2') {
		file = view_from(file, b.bytes);
		ok = block_read(file, 8, &b) && block_take(file, &b, a, &z);
		struct view foot = ok ? view_from(file, b.bytes) : file;
		size_t end = ok && take_byte(&foot, '\n') ? view_find_byte(foot, '\n', 0)
							  : VIEW_NONE;
		ok = ok && end != VIEW_NONE &&
		     (end == 0 || rule_take(view_head(foot, end), a, &z));
	} else if (ok) {
		ok = block_take(file, &b, a, &z);
	}
	if (!ok)
		return err_set(err, ERR_REJECT, "not a TZif file");
	*ret = z;
	return true;
}

int32_t zone_offset_at(const struct zone *z, instant_ms local)
{
	int64_t local_s = local / 1000 - (local % 1000 < 0);
	size_t from = 0, to = z->len; /* `from` transitions lie before */

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int32_t before = mid ? z->transitions[mid - 1].after : z->before;
		int32_t after = z->transitions[mid].after;
		int64_t passed =
		    z->transitions[mid].at_s + (before > after ? before : after);
		if (local_s >= passed)
			from = mid + 1;
		else
			to = mid;
	}
	return from ? z->transitions[from - 1].after : z->before;
}

int32_t zone_latest(const struct zone *z)
{
	return z->len ? z->transitions[z->len - 1].after : z->before;
}
