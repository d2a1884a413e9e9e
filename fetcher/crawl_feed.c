/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/digest.h"
#include "common/base/mem.h"
#include "common/base/plural.h"
#include "common/story/site.h"
#include "common/story/url.h"
#include "common/story/want.h"
#include "fetcher/crawl_parts.h"

enum {
	SPREAD_MS_A_FEED = 10
}; /* feeds that are late are caught up at 100 a second at most */

/* Does its address hold what must not leave the fetcher? */
static bool secret(struct crawl *c, const struct crawl_feed *f)
{
	return f->secret_parameters_len > 0 ||
	       !view_eq(url_without_secrets(f->url, c->scratch), f->url);
}

/* What the state knows the address by. */
static struct view name_of(struct crawl *c, const struct crawl_feed *f)
{
	if (!secret(c, f))
		return f->url;
	struct digest hash = digest_one(f->url);
	return arena_copy(c->scratch, view_at(hash.hex, DIGEST_HEX));
}

static bool get(const struct crawl *c, const struct item *i, struct view id,
		struct view *ret_value)
{
	return c->ports.state_get(c->ports.self, i->partition,
				  feed_state_key(id, c->scratch), ret_value);
}

typedef bool decoder(struct view value, struct arena *a, struct feed_state *ret,
		     struct err *err);

/* What is known of a feed, under its id or its former one. False: there is a record that cannot
 * be read; as if there were none. */
static bool read_state(const struct crawl *c, const struct item *i, decoder *decode,
		       struct feed_state *ret, struct err *err)
{
	struct view value;

	feed_state_init(ret);
	if (!get(c, i, i->feed->id, &value) &&
	    (i->feed->was.len == 0 || !get(c, i, i->feed->was, &value)))
		return true;
	if (decode(value, c->scratch, ret, err))
		return true;
	feed_state_init(ret);
	return false;
}

bool crawl_next_feed(struct crawl *c, size_t *i, struct view *ret_id,
		     struct feed_state *ret)
{
	struct err err;

	while (*i < c->settings.feeds_len) {
		const struct item *item = c->of_feed[(*i)++];
		if (!item)
			continue;
		arena_reset(c->scratch);
		(void)read_state(c, item, feed_state_decode, ret, &err);
		*ret_id = item->feed->id;
		return true;
	}
	return false;
}

static void load(struct crawl *c, const struct item *i, decoder *decode,
		 struct feed_state *ret)
{
	struct err err;

	if (!read_state(c, i, decode, ret, &err))
		crawl_tell(c, CRAWL_STATE_BAD, i, view_of(err.text));
	plan_configured(ret, name_of(c, i->feed), &i->feed->bounds);
}

void feed_load(struct crawl *c, const struct item *i, struct feed_state *ret)
{
	load(c, i, feed_state_decode, ret);
}

static void store(struct crawl *c, const struct item *i, const struct feed_state *s)
{
	struct err err;

	buf_clear(&c->value);
	MUST(feed_state_encode(s, &c->value, &err));
	c->ports.state_put(c->ports.self, i->partition,
			   feed_state_key(i->feed->id, c->scratch), buf_view(&c->value));
	struct view old;
	if (i->feed->was.len > 0 && get(c, i, i->feed->was, &old))
		c->ports.state_put(c->ports.self, i->partition,
				   feed_state_key(i->feed->was, c->scratch), VIEW(""));
}

void feed_wake(struct crawl *c, size_t index, instant_ms now)
{
	const struct crawl_feed *f = &c->settings.feeds[index];
	struct host *h = host_of(c, want_key(f->url, c->scratch), f->host_delay_ms, now);
	struct item *i = item_new(c, ITEM_FEED, c->feed_partition[index], h);
	struct feed_state s;

	i->feed = f;
	c->of_feed[index] = i;
	feed_load(c, i, &s);
	if (s.gone) {
		item_sleep(c, i, INSTANT_NONE);
		return;
	}
	/* Polled at a time that has not come: the clock was wrong then, or is now. */
	if (s.polled_at != INSTANT_NONE && s.polled_at > now)
		s.next_at = now;
	int64_t window = (int64_t)c->settings.feeds_len * SPREAD_MS_A_FEED;
	if (window > s.interval_ms / 4)
		window = s.interval_ms / 4;
	item_sleep(c, i, plan_catch_up(s.next_at, now, window, crawl_dice(c)));
}

void feed_request(struct crawl *c, struct item *i, instant_ms now)
{
	struct feed_state s;

	load(c, i, feed_state_decode_request, &s);
	i->redirects = 0;
	i->permanent = true;
	free(i->moved_to);
	i->moved_to = NULL;
	/* Where it moved to may have been a mistake that the publisher took back. */
	bool back = s.moved.len == 0 || (s.failures >= 3 && s.failures % 2 == 1);
	MUST(item_start(c, i, back ? i->feed->url : s.moved, &s, now));
}

static void emit(struct crawl *c, const struct item *i, instant_ms now)
{
	struct headers h;

	raw_headers(c, i, i->feed->id, i->feed->url, VIEW(""), now, &h);
	c->ports.emit_raw(c->ports.self, i->partition, i->feed->provider,
			  buf_view(&i->reply->body), &h);
}

/* Called before the state is stored. */
static void date_body(struct item *i, struct feed_state *s)
{
	if (s->fetched_at != INSTANT_NONE && i->reply->at <= s->fetched_at)
		i->reply->at = s->fetched_at + 1;
	s->fetched_at = i->reply->at;
}

static void tell_condition(struct crawl *c, const struct item *i, struct view was,
			   struct view is)
{
	if (!view_eq(was, is))
		crawl_tell(c, CRAWL_CONDITION, i,
			   is.len > 0 ? is : VIEW("as usual again"));
}

void feed_conclude(struct crawl *c, struct item *i, instant_ms now)
{
	/* Where a secret address moved to is as secret: it is followed anew each time. */
	struct view moved = secret(c, i->feed) ? VIEW("") : view_of(i->moved_to);
	struct feed_state s;
	struct plan p;

	feed_load(c, i, &s);
	struct view was = s.moved, condition = s.habit.condition;
	plan_reply(&s, &i->feed->bounds, i->reply, moved, i->reply->at, crawl_dice(c),
		   c->scratch, &p);
	if (s.failures == 0 && i->redirects == 0 && view_eq(view_of(i->at), i->feed->url))
		s.moved = VIEW("");
	if (p.what == PLAN_CHANGED)
		date_body(i, &s);
	store(c, i, &s);
	if (p.host_not_before != INSTANT_NONE)
		host_hold(c, i, p.host_not_before);
	if (p.what == PLAN_CHANGED)
		emit(c, i, now);

	static const enum crawl_event events[] = {
		[PLAN_CHANGED] = CRAWL_POLLED,
		[PLAN_SAME_BODY] = CRAWL_UNCHANGED,
		[PLAN_NOT_MODIFIED] = CRAWL_UNCHANGED,
		[PLAN_FAILED] = CRAWL_POLL_FAILED,
		[PLAN_GONE] = CRAWL_GONE,
	};
	crawl_tell(c, events[p.what], i, s.error);
	tell_condition(c, i, condition, s.habit.condition);
	if (p.caught_lying)
		crawl_tell(c, CRAWL_LIED, i, VIEW("the same ETag for another body"));
	if (s.moved.len > 0 && !view_eq(s.moved, was))
		crawl_tell(c, CRAWL_MOVED, i, s.moved);
	item_conclude(c, i, s.next_at, false);
}

/* The item of a feed that is ours and belongs to this partition, or NULL. */
static struct item *find(const struct crawl *c, int32_t partition, struct view id)
{
	const struct crawl_feed *f = map_get(c->feeds_by_id, id);
	struct item *i = f ? c->of_feed[f - c->settings.feeds] : NULL;

	return i && i->partition == partition ? i : NULL;
}

static void move_to(struct crawl *c, struct item *i, instant_ms at)
{
	if (i->phase == ITEM_ASLEEP)
		item_sleep(c, i, at);
	else if (i->phase == ITEM_CONCLUDED)
		i->next_at = at;
}

/* Looks for what a gap may have cost: in the older parts of the feed (RFC 5005), or, if it
 * names none, in the sitemaps that its host's robots.txt names. */
static void look_back(struct crawl *c, struct item *i, struct view next_url,
		      instant_ms since)
{
	struct want w;
	struct view urls[ROBOTS_SITEMAPS_MAX];
	size_t len = 0;

	want_init(&w, next_url.len > 0 ? WANT_ARCHIVE : WANT_SITEMAP);
	w.feed = i->feed->id;
	w.hops = 1;
	w.since = since;
	if (next_url.len > 0)
		urls[len++] = next_url;
	else if (since != INSTANT_NONE)
		len = robots_sitemaps_of(c, i->host, urls);
	for (size_t n = 0; n < len; n++) {
		struct err err;
		w.url = urls[n];
		buf_clear(&c->value);
		if (site_same(i->feed->url, w.url, c->scratch) &&
		    want_encode(&w, &c->value, &err))
			c->ports.emit_want(c->ports.self, i->partition,
					   want_key(w.url, c->scratch),
					   buf_view(&c->value));
	}
}

bool feed_report(struct crawl *c, int32_t partition, const struct want *w, instant_ms now,
		 struct err *err)
{
	struct item *i = find(c, partition, w->feed);
	struct feed_state s;
	bool gap;

	(void)err;
	if (!i) /* no longer in the configuration, or its host moved on: nothing to learn */
		return true;
	feed_load(c, i, &s);
	if (w->closed) {
		s.gap_at = INSTANT_NONE;
		store(c, i, &s);
		crawl_tell(
		    c, CRAWL_GAP_CLOSED, i,
		    arena_printf(c->scratch, "%lld %s new", (long long)w->fresh,
				 plural((uint64_t)w->fresh, "entry in the archive was",
					"entries in the archive were")));
		return true;
	}
	instant_ms since = s.newest;
	struct view condition = s.habit.condition;
	plan_report(&s, &i->feed->bounds, w, now, c->scratch, &gap);
	store(c, i, &s);
	tell_condition(c, i, condition, s.habit.condition);
	if (gap) {
		crawl_tell(c, CRAWL_GAP, i,
			   VIEW("all entries are newer than the newest seen before"));
		look_back(c, i, w->next_url, since);
	}
	if (w->problem.len > 0)
		crawl_tell(c, CRAWL_NO_FEED, i, w->problem);
	move_to(c, i, s.next_at);
	return true;
}

void feed_poll(struct crawl *c, int32_t partition, const struct want *w, instant_ms now)
{
	struct item *i = find(c, partition, w->feed);

	if (!i)
		return;
	if (i->phase == ITEM_ASLEEP)
		item_sleep(c, i, now);
	else if (i->phase != ITEM_QUEUED)
		i->again = true;
}
