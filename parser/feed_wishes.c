/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a feed asks of those who poll it: ttl, skipHours and skipDays of RSS 2.0
 * (https://www.rssboard.org/rss-specification), and how often it changes, in RSS 1.0's module
 * for syndication (http://purl.org/rss/1.0/modules/syndication/).
 */
#include "parser/feed_reader.h"

enum { MINUTES_MAX = 366 * 24 * 60 };

static void offer_period(struct feed_reader *r, struct view v)
{
	static const struct {
		struct view name;
		int minutes;
	} periods[] = {
		{ VIEW_INIT("hourly"), 60 },
		{ VIEW_INIT("daily"), 24 * 60 },
		{ VIEW_INIT("weekly"), 7 * 24 * 60 },
		{ VIEW_INIT("monthly"), 30 * 24 * 60 },
		{ VIEW_INIT("yearly"), 365 * 24 * 60 },
	};

	for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
		if (view_eq_nocase(v, periods[i].name))
			r->update_minutes = periods[i].minutes;
}

static void offer_day(struct parsed *p, struct view v)
{
	static const char *const days[] = { "sunday",   "monday", "tuesday", "wednesday",
					    "thursday", "friday", "saturday" };

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		if (view_eq_nocase(v, view_of(days[i])))
			p->skip_days |= 1U << i;
}

void feed_wishes_offer(struct feed_reader *r, enum feed_name name, struct view v)
{
	struct parsed *p = r->p;
	uint64_t n;
	bool number = view_to_u64(v, &n) && n <= MINUTES_MAX;

	if (name == NAME_TTL && number)
		p->ttl_minutes = (int)n;
	else if (name == NAME_PERIOD)
		offer_period(r, v);
	else if (name == NAME_FREQUENCY && number && n > 0)
		r->update_frequency = (int)n;
	else if (name == NAME_SKIP_HOUR && number && n <= 24) /* 24 is midnight, too */
		p->skip_hours |= 1U << n % 24;
	else if (name == NAME_SKIP_DAY)
		offer_day(p, v);
	if (r->update_minutes > 0)
		p->period_minutes = r->update_minutes /
				    (r->update_frequency > 0 ? r->update_frequency : 1);
}
