/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/plan.h"

#include "common/story/want.h"
#include "fetcher/pace.h"

void plan_configured(struct feed_state *s, struct view url, const struct plan_bounds *b)
{
	if (!view_eq(s->configured, url)) {
		s->configured = url;
		s->moved = s->etag = s->last_modified = s->content_type = VIEW("");
		s->distrust = s->gone = false;
		s->failures = 0;
		s->next_at = INSTANT_NONE;
	}
	if (s->interval_ms == 0)
		s->interval_ms = b->interval_ms;
	if (s->interval_ms < b->min_ms)
		s->interval_ms = b->min_ms;
	if (s->interval_ms > b->max_ms)
		s->interval_ms = b->max_ms;
}

bool plan_conditional(const struct feed_state *s, instant_ms now)
{
	return !s->distrust && (s->etag.len > 0 || s->last_modified.len > 0) &&
	       s->body_hash.len > 0 && s->full_at != INSTANT_NONE &&
	       now - s->full_at < PLAN_FULL_EVERY_MS;
}

/* `ms` and up to a tenth more, by dice: feeds that fail together do not return together. */
static int64_t jittered(int64_t ms, uint64_t dice)
{
	return ms + (ms >= 10 ? (int64_t)(dice % (uint64_t)(ms / 10)) : 0);
}

/* Twice as long after each failure in a row, up to a day. */
static int64_t slowed(const struct feed_state *s, uint64_t dice)
{
	int64_t wait = s->interval_ms;

	for (int64_t i = 1; i < s->failures && wait < PLAN_WAIT_MAX_MS; i++)
		wait *= 2;
	if (wait > PLAN_WAIT_MAX_MS)
		wait =
		    PLAN_WAIT_MAX_MS > s->interval_ms ? PLAN_WAIT_MAX_MS : s->interval_ms;
	return jittered(wait, dice);
}

static void failed(struct feed_state *s, const struct reply *r, struct view why,
		   instant_ms now, uint64_t dice, struct plan *ret)
{
	int64_t retry_after = -1;

	ret->what = PLAN_FAILED;
	s->failures++;
	s->error = view_head(why, STATE_ERROR_MAX);
	if (r->status == 429 || r->status == 503)
		retry_after = reply_retry_after_ms(r, now);
	if (s->gone) { /* asked for by a person, and not back */
		s->next_at = INSTANT_NONE;
		s->reason = VIEW("gone");
		return;
	}
	/* A time that is over, or none: nothing was said. */
	if (retry_after <= 0) {
		s->next_at = now + slowed(s, dice);
		s->reason = VIEW("failures");
		return;
	}
	retry_after = pace_clamp(retry_after, 0, PLAN_RETRY_AFTER_MAX_MS);
	ret->host_not_before = now + retry_after;
	s->next_at =
	    now + jittered(pace_clamp(retry_after, s->interval_ms, INT64_MAX), dice);
	s->reason = VIEW("Retry-After");
}

static bool looks_like_page(struct view content_type, struct view body)
{
	struct view head = view_trim(view_head(body, 1024));

	return view_starts_nocase(content_type, VIEW("text/html")) &&
	       (view_starts_nocase(head, VIEW("<!doctype html")) ||
		view_starts_nocase(head, VIEW("<html")));
}

static void succeeded(struct feed_state *s, const struct plan_bounds *b,
		      const struct reply *r, struct view moved_to, instant_ms now,
		      uint64_t dice, struct arena *a)
{
	habit_passed(&s->habit, now, a);
	s->failures = 0;
	s->error = VIEW("");
	s->succeeded_at = now;
	s->page_instead = s->gone = false;
	pace_next(s, b, reply_fresh_ms(r, now), now, dice);
	if (moved_to.len > 0)
		s->moved = moved_to;
}

/* Both validators as they came; one that is too long is not kept. */
static void take_validators(struct feed_state *s, const struct reply *r, bool only_new)
{
	struct view etag = reply_header(r, VIEW("etag"));
	struct view modified = reply_header(r, VIEW("last-modified"));

	if (etag.len > STATE_VALIDATOR_MAX)
		etag = VIEW("");
	if (modified.len > STATE_VALIDATOR_MAX)
		modified = VIEW("");
	if (!only_new || etag.len > 0)
		s->etag = etag;
	if (!only_new || modified.len > 0)
		s->last_modified = modified;
}

static void took_body(struct feed_state *s, struct reply *r, instant_ms now,
		      struct arena *a, struct plan *ret)
{
	struct view body = buf_view(&r->body);
	struct view hex = reply_hash(r);
	struct view etag = reply_header(r, VIEW("etag"));
	bool same = view_eq(hex, s->body_hash);

	/* The same strong validator for other bytes: it is worth nothing. */
	if (!same && s->body_hash.len > 0 && etag.len > 0 && etag.p[0] == '"' &&
	    view_eq(etag, s->etag) && !s->distrust) {
		s->distrust = true;
		ret->caught_lying = true;
	}
	ret->what = same ? PLAN_SAME_BODY : PLAN_CHANGED;
	s->same_body += same;
	s->changed += !same;
	if (!same) {
		s->changed_at = now;
		s->body_hash = arena_copy(a, hex);
	}
	s->full_at = now;
	s->body_bytes = (int64_t)body.len;
	s->content_type =
	    view_head(reply_header(r, VIEW("content-type")), STATE_VALIDATOR_MAX);
	take_validators(s, r, false);
}

void plan_reply(struct feed_state *s, const struct plan_bounds *b, struct reply *r,
		struct view moved_to, instant_ms now, uint64_t dice, struct arena *a,
		struct plan *ret)
{
	*ret = (struct plan){ .host_not_before = INSTANT_NONE };
	s->polls++;
	s->polled_at = now;
	s->status = r->status;

	if (r->error[0]) {
		failed(s, r, view_of(r->error), now, dice, ret);
	} else if (r->status == 304 && s->body_hash.len > 0) {
		ret->what = PLAN_NOT_MODIFIED;
		s->not_modified++;
		pace_quiet(s, b, now);
		take_validators(s, r, true);
		succeeded(s, b, r, moved_to, now, dice, a);
	} else if (r->status == 410 && s->moved.len > 0) {
		s->moved = VIEW("");
		failed(s, r, VIEW("status 410 where it moved to"), now, dice, ret);
	} else if (r->status == 410) {
		ret->what = PLAN_GONE;
		s->gone = true;
		s->error = VIEW("status 410");
		s->next_at = INSTANT_NONE;
		s->reason = VIEW("gone");
	} else if (r->status == 200 || r->status == 203) {
		bool was_page = view_starts_nocase(s->content_type, VIEW("text/html"));
		if (s->body_hash.len > 0 && !was_page &&
		    looks_like_page(reply_header(r, VIEW("content-type")),
				    buf_view(&r->body))) {
			failed(s, r, VIEW("a page where the feed was"), now, dice, ret);
			s->page_instead = true;
			return;
		}
		took_body(s, r, now, a, ret);
		if (ret->what == PLAN_SAME_BODY)
			pace_quiet(s, b, now);
		succeeded(s, b, r, moved_to, now, dice, a);
	} else {
		failed(s, r, arena_printf(a, "status %d", r->status), now, dice, ret);
	}
}

void plan_report(struct feed_state *s, const struct plan_bounds *b, const struct want *w,
		 instant_ms now, struct arena *a, bool *ret_gap)
{
	bool beyond = w->oldest != INSTANT_NONE && s->newest != INSTANT_NONE &&
		      w->oldest > s->newest && w->entries > 0 && w->fresh == w->entries;
	int64_t before = s->interval_ms;
	struct habit_document d = { w->entries, w->fresh, w->text_bytes, w->undated,
				    w->language };

	if (w->problem.len == 0)
		habit_report(&s->habit, &d, !s->reported, now, a);
	s->reported = true;
	*ret_gap = w->gap || beyond;
	if (*ret_gap) {
		s->gaps++;
		s->gap_at = now;
		pace_busy(s, b);
	} else if (w->entries > 0 && 2 * w->fresh >= w->entries) {
		pace_busy(s, b); /* half of it was new: the next could be missed */
	} else if (w->fresh == 0) {
		pace_quiet(s, b, now);
	}
	s->entries = w->entries;
	s->fresh = w->fresh;
	s->oldest = w->oldest;
	if (w->newest > s->newest)
		s->newest = w->newest;
	s->ttl_minutes = w->ttl_minutes;
	s->period_minutes = w->period_minutes;
	s->skip_hours = w->skip_hours;
	s->skip_days = w->skip_days;
	s->problem = w->problem;
	if (s->next_at == INSTANT_NONE || s->failures > 0 || s->polled_at == INSTANT_NONE)
		return;
	/* Only now it is known how much of that poll was new, and what the feed asks for. */
	struct feed_state next = *s;
	bool asked = pace_next(&next, b, -1, s->polled_at, 0);
	bool sooner = next.next_at < s->next_at && s->interval_ms < before;
	if (!sooner && !(asked && next.next_at > s->next_at))
		return;
	s->next_at = next.next_at;
	s->reason = !sooner ? next.reason : *ret_gap ? VIEW("gap") : VIEW("many new");
}

instant_ms plan_catch_up(instant_ms due, instant_ms now, int64_t window_ms, uint64_t dice)
{
	if (due != INSTANT_NONE && due > now)
		return due;
	return now + (window_ms > 0 ? (int64_t)(dice % (uint64_t)window_ms) : 0);
}

enum plan_redirect plan_redirect_of(int status)
{
	switch (status) {
	case 301:
	case 308:
		return REDIRECT_PERMANENT;
	case 302:
	case 303:
	case 307:
		return REDIRECT_TEMPORARY;
	default:
		return REDIRECT_NONE;
	}
}
