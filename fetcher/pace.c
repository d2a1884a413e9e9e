/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/pace.h"

enum {
	MINUTE_MS = 60 * 1000,
	HOUR_MS = 60 * MINUTE_MS,
	DAY_MS = 24 * HOUR_MS,
	THURSDAY = 4, /* 1 January 1970 */
};

static bool adaptive(const struct plan_bounds *b)
{
	return b->min_ms < b->max_ms;
}

bool pace_skipped(const struct feed_state *s, instant_ms at)
{
	int64_t hour = at / HOUR_MS % 24, day = (at / DAY_MS + THURSDAY) % 7;

	if (at < 0)
		return false;
	return (s->skip_hours >> hour & 1) || (s->skip_days >> day & 1);
}

void pace_quiet(struct feed_state *s, const struct plan_bounds *b, instant_ms now)
{
	int64_t usual = habit_wait_ms(&s->habit, now, PACE_EXPECT_MILLI);
	int64_t longer = s->interval_ms + s->interval_ms / 8;

	/* Nothing is expected for long: no need to find that out step by step. */
	if (usual > longer)
		longer = usual < 2 * s->interval_ms ? usual : 2 * s->interval_ms;
	s->interval_ms = pace_clamp(longer, b->min_ms, b->max_ms);
}

void pace_busy(struct feed_state *s, const struct plan_bounds *b)
{
	s->interval_ms = pace_clamp(s->interval_ms / 2, b->min_ms, b->max_ms);
}

/* What the server or the feed asks for, in ms, or 0. How often a feed says that it changes
 * (sy:updatePeriod) counts until it is known better: many say "hourly" without a thought. */
static int64_t wish(const struct feed_state *s, int64_t fresh_ms, bool rhythm_known)
{
	int64_t most = PLAN_WAIT_MAX_MS / MINUTE_MS, minutes = s->ttl_minutes;

	if (!rhythm_known && s->period_minutes > minutes)
		minutes = s->period_minutes;
	minutes = pace_clamp(minutes, 0, most);
	return fresh_ms > minutes * MINUTE_MS ? fresh_ms : minutes * MINUTE_MS;
}

/* The first moment from `at` on that the feed does not ask to skip, not after `latest`. */
static instant_ms after_skips(const struct feed_state *s, instant_ms at,
			      instant_ms latest)
{
	while (at < latest && pace_skipped(s, at))
		at = (at / HOUR_MS + 1) * HOUR_MS;
	return at < latest ? at : latest;
}

bool pace_next(struct feed_state *s, const struct plan_bounds *b, int64_t fresh_ms,
	       instant_ms now, uint64_t dice)
{
	int64_t usual = habit_wait_ms(&s->habit, now, PACE_EXPECT_MILLI);
	int64_t wait = pace_clamp(s->interval_ms, b->min_ms, b->max_ms);
	int64_t asked = wish(s, fresh_ms, usual >= 0);

	s->reason = VIEW("interval");
	if (!adaptive(b)) {
		s->next_at = now + wait;
		return false;
	}
	if (usual >= 0 && usual < wait) {
		wait = usual;
		s->reason = VIEW("rhythm");
	}
	bool longer = asked > wait;
	if (longer) {
		wait = asked;
		s->reason = VIEW("server's wish");
	}
	wait = pace_clamp(wait, b->min_ms, b->max_ms);
	/* A little sooner, by dice, but not sooner than we were asked: feeds that were polled
	 * together part. */
	int64_t least = asked > b->min_ms ? asked : b->min_ms;
	int64_t early = wait - least < wait / 16 ? wait - least : wait / 16;
	if (early > 0)
		wait -= (int64_t)(dice % (uint64_t)(early + 1));
	s->next_at = now + wait;
	instant_ms later = after_skips(s, s->next_at, now + b->max_ms);
	if (later == s->next_at)
		return longer;
	s->next_at = later;
	s->reason = VIEW("skip hours");
	return true;
}
