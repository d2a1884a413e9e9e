/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/crawl_parts.h"

#include "common/base/mem.h"
#include "common/story/want.h"

enum {
	BLOCKED_WAIT_MS = 1000,
	SET_BACK_MS = 1000, /* less is a clock that is kept right */
};

const char *const crawl_event_names[] = {
	[CRAWL_POLLED] = "feed.polled",
	[CRAWL_UNCHANGED] = "feed.unchanged",
	[CRAWL_POLL_FAILED] = "feed.failed",
	[CRAWL_GONE] = "feed.gone",
	[CRAWL_MOVED] = "feed.moved",
	[CRAWL_LIED] = "feed.lied",
	[CRAWL_GAP] = "feed.gap",
	[CRAWL_GAP_CLOSED] = "feed.gap_closed",
	[CRAWL_CONDITION] = "feed.condition",
	[CRAWL_NO_FEED] = "feed.none",
	[CRAWL_PAGE] = "page.fetched",
	[CRAWL_PAGE_LATER] = "page.later",
	[CRAWL_PAGE_FAILED] = "page.failed",
	[CRAWL_PAGE_PASSED] = "page.passed",
	[CRAWL_LOOKED] = "look.unchanged",
	[CRAWL_EDITED] = "look.changed",
	[CRAWL_WITHDRAWN] = "look.withdrawn",
	[CRAWL_BUDGET] = "page.budget",
	[CRAWL_ROBOTS_FAILED] = "robots.failed",
	[CRAWL_STATE_BAD] = "state.unreadable",
	[CRAWL_EVENT_COUNT] = NULL,
};

/* splitmix64: enough for jitter and trace ids, and the same for the same seed. */
uint64_t crawl_dice(struct crawl *c)
{
	uint64_t z = c->dice += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void crawl_tell(struct crawl *c, enum crawl_event event, const struct item *i,
		struct view why)
{
	struct crawl_news n = { .event = event, .why = why };

	if (i->feed)
		n.feed = i->feed->id;
	n.url = i->kind == ITEM_PAGE ? i->url : view_of(i->at);
	if (n.url.len == 0 && i->feed)
		n.url = i->feed->url;
	n.url = crawl_public(c, i->feed, n.url);
	if (i->reply) {
		n.status = i->reply->status;
		n.bytes = (int64_t)i->reply->body.len;
	}
	c->ports.tell(c->ports.self, &n);
}

/* --- items ------------------------------------------------------------------------------------- */

struct item *item_new(struct crawl *c, enum item_kind kind, int32_t partition,
		      struct host *host)
{
	struct item *i = mem_new(sizeof *i);

	if (c->free_len > 0) {
		i->number = c->free_numbers[--c->free_len];
	} else {
		if (c->items_len == c->items_cap) {
			c->items_cap = c->items_cap ? 2 * c->items_cap : 256;
			c->items = mem_grow(c->items, c->items_cap, sizeof c->items[0]);
		}
		i->number = (uint32_t)c->items_len++;
	}
	c->items[i->number] = i;
	i->kind = kind;
	i->partition = partition;
	i->host = host;
	i->next_at = INSTANT_NONE;
	c->feeds_owned += kind == ITEM_FEED;
	c->pages_owned += kind == ITEM_PAGE;
	return i;
}

static void unlink_from(struct item **head, const struct item *i)
{
	for (; *head; head = &(*head)->next)
		if (*head == i) {
			*head = i->next;
			return;
		}
}

static void came_remove(struct crawl *c, struct item *i)
{
	unlink_from(&c->came, i);
	c->came_end = &c->came;
	while (*c->came_end)
		c->came_end = &(*c->came_end)->next;
}

static void came_add(struct crawl *c, struct item *i)
{
	i->phase = ITEM_CAME;
	i->next = NULL;
	*c->came_end = i;
	c->came_end = &i->next;
}

static void drop_reply(struct crawl *c, struct item *i)
{
	c->pending_bytes -= i->pending;
	i->pending = 0;
	reply_free(TAKE(i->reply));
}

/* Takes it out of the list that its phase says. */
static void item_leave(struct crawl *c, struct item *i, instant_ms now)
{
	switch (i->phase) {
	case ITEM_ASLEEP:
		schedule_remove(c->items_due, i->number);
		break;
	case ITEM_QUEUED:
		host_unqueue(c, i);
		break;
	case ITEM_UNDER_WAY:
		c->ports.http_cancel(c->ports.self, i->request);
		c->under_way--;
		host_rest(c, i->host, now);
		break;
	case ITEM_CAME:
		came_remove(c, i);
		break;
	case ITEM_CONCLUDED:
		unlink_from(&c->concluded, i);
		break;
	}
	i->next = NULL;
}

void item_free(struct crawl *c, struct item *i)
{
	item_leave(c, i, 0);
	drop_reply(c, i);
	if (i->kind == ITEM_PAGE)
		(void)map_remove(c->pages, i->key);
	if (i->kind == ITEM_FEED)
		c->of_feed[i->feed - c->settings.feeds] = NULL;
	if (i->kind == ITEM_ROBOTS)
		i->host->robots = NULL;
	c->feeds_owned -= i->kind == ITEM_FEED;
	c->pages_owned -= i->kind == ITEM_PAGE;
	c->items[i->number] = NULL;
	if (c->free_len == c->free_cap) {
		c->free_cap = c->free_cap ? 2 * c->free_cap : 64;
		c->free_numbers =
		    mem_grow(c->free_numbers, c->free_cap, sizeof c->free_numbers[0]);
	}
	c->free_numbers[c->free_len++] = i->number;
	host_release(c, i->host);
	free((void *)(uintptr_t)i->key.p);
	free(i->at);
	free(i->moved_to);
	free(i);
}

void item_sleep(struct crawl *c, struct item *i, instant_ms until)
{
	i->phase = ITEM_ASLEEP;
	if (until == INSTANT_NONE)
		schedule_remove(c->items_due, i->number);
	else
		schedule_put(c->items_due, i->number, until);
}

void item_conclude(struct crawl *c, struct item *i, instant_ms next_at, bool ends)
{
	i->phase = ITEM_CONCLUDED;
	i->next_at = next_at;
	i->ends = ends;
	i->next = c->concluded;
	c->concluded = i;
}

/* --- replies ------------------------------------------------------------ */

void crawl_came(struct crawl *c, uint64_t id, struct reply *reply, instant_ms now)
{
	AUTO(reply) r = reply;
	uint32_t number = (uint32_t)(id >> 32);
	struct item *i = number < c->items_len ? c->items[number] : NULL;

	arena_reset(c->scratch);
	if (!i || i->phase != ITEM_UNDER_WAY || i->request != id)
		return; /* cancelled while it was on its way */
	c->under_way--;
	r->at = now;
	if (item_follow(c, i, r, now))
		return;
	host_rest(c, i->host, now);
	i->reply = TAKE(r);
	i->pending = reply_bytes(i->reply);
	c->pending_bytes += i->pending;
	came_add(c, i);
}

/* --- what kw.raw says of a reply -------------------------------------------------------------------- */

static struct view new_trace(struct crawl *c)
{
	return arena_printf(
	    c->scratch, "00-%016llx%016llx-%016llx-01", (unsigned long long)crawl_dice(c),
	    (unsigned long long)crawl_dice(c), (unsigned long long)crawl_dice(c));
}

void raw_headers(struct crawl *c, const struct item *i, struct view feed,
		 struct view requested, struct view traceparent, instant_ms now,
		 struct headers *ret)
{
	struct arena *a = c->scratch;
	struct view url = i->at ? view_of(i->at) : requested;
	char date[INSTANT_TEXT];

	ret->len = 0;
	headers_set(ret, a, VIEW("kw-url"), crawl_public(c, i->feed, url));
	headers_set(ret, a, VIEW("kw-requested-url"),
		    crawl_public(c, i->feed, requested));
	headers_set(ret, a, VIEW("kw-feed"), feed);
	headers_set(ret, a, VIEW("kw-fetched-at"),
		    arena_copy(a, instant_format(i->reply ? i->reply->at : now, date)));
	headers_set(ret, a, VIEW("traceparent"),
		    traceparent.len > 0 ? traceparent : new_trace(c));
	if (!i->reply)
		return;
	if (i->reply->status > 0)
		headers_set(ret, a, VIEW("kw-status"),
			    arena_printf(a, "%d", i->reply->status));
	headers_set(ret, a, VIEW("content-type"),
		    reply_header(i->reply, VIEW("content-type")));
	headers_set(ret, a, VIEW("kw-etag"), reply_header(i->reply, VIEW("etag")));
	headers_set(ret, a, VIEW("kw-last-modified"),
		    reply_header(i->reply, VIEW("last-modified")));
	if (i->reply->body.len > 0)
		headers_set(ret, a, VIEW("kw-body-hash"), reply_hash(i->reply));
}

/* --- turns ------------------------------------------------------------------------------------------- */

static void conclude_all(struct crawl *c, instant_ms now)
{
	while (c->came) {
		struct item *i = c->came;
		c->came = i->next;
		if (!c->came)
			c->came_end = &c->came;
		i->next = NULL;
		arena_reset(c->scratch);
		if (i->kind == ITEM_FEED)
			feed_conclude(c, i, now);
		else if (i->kind == ITEM_PAGE)
			page_conclude(c, i, now);
		else
			robots_conclude(c, i, now);
	}
}

/* The clock was set back: what was to come in an hour still comes in an hour. */
static void set_back(struct crawl *c, int64_t ms)
{
	for (uint32_t n = 0; n < c->items_len; n++) {
		instant_ms at = schedule_at(c->items_due, n);
		if (at != INSTANT_NONE)
			schedule_put(c->items_due, n, at - ms);
	}
	for (uint32_t n = 0; n < c->hosts_len; n++) {
		if (!c->hosts[n])
			continue;
		c->hosts[n]->next_at -= ms;
		if (schedule_at(c->hosts_due, n) != INSTANT_NONE)
			schedule_put(c->hosts_due, n, c->hosts[n]->next_at);
	}
}

int64_t crawl_turn(struct crawl *c, instant_ms now)
{
	uint32_t number;

	if (now < c->turned_at - SET_BACK_MS)
		set_back(c, c->turned_at - now);
	c->turned_at = now;
	conclude_all(c, now);
	while (schedule_take(c->items_due, now, &number))
		host_queue(c, c->items[number], now);

	bool room = true;
	while ((room = c->under_way < c->settings.requests_max &&
		       c->pending_bytes <= c->settings.pending_max) &&
	       schedule_take(c->hosts_due, now, &number)) {
		arena_reset(c->scratch);
		host_turn(c, c->hosts[number], now);
	}
	/* Pages that end without a request are concluded in their host's turn. */
	instant_ms items = schedule_next(c->items_due);
	instant_ms hosts = room ? schedule_next(c->hosts_due) : now + BLOCKED_WAIT_MS;
	instant_ms next =
	    hosts == INSTANT_NONE || (items != INSTANT_NONE && items < hosts) ? items
									      : hosts;
	if (next == INSTANT_NONE)
		return -1;
	return next > now ? next - now : 0;
}

void crawl_committed(struct crawl *c)
{
	while (c->concluded) {
		struct item *i = c->concluded;
		c->concluded = i->next;
		i->next = NULL;
		i->phase = ITEM_ASLEEP;
		drop_reply(c, i);
		if (i->ends) {
			item_free(c, i);
			continue;
		}
		if (i->again && i->next_at != INSTANT_NONE)
			i->next_at = 0;
		i->again = false;
		item_sleep(c, i, i->next_at);
	}
}

/* Pages whose acceptance was undone: their record comes again. */
static void drop_unaccepted(struct crawl *c, int32_t partition)
{
	for (size_t n = 0; n < c->items_len; n++) {
		struct item *i = c->items[n];
		struct view value;
		if (i && i->kind == ITEM_PAGE && i->partition == partition &&
		    !c->ports.state_get(c->ports.self, partition, i->key, &value))
			item_free(c, i);
	}
}

void crawl_aborted(struct crawl *c, int32_t partition, instant_ms now)
{
	struct item *keep = NULL;

	arena_reset(c->scratch);
	while (c->concluded) {
		struct item *i = c->concluded;
		c->concluded = i->next;
		if (i->partition != partition) {
			i->next = keep;
			keep = i;
		} else if (i->reply) {
			came_add(c, i);
		} else {
			i->next = NULL;
			item_sleep(c, i, now);
		}
	}
	c->concluded = keep;
	drop_unaccepted(c, partition);
}

bool crawl_accept(struct crawl *c, int32_t partition, struct view value, instant_ms now,
		  struct err *err)
{
	struct want w;

	arena_reset(c->scratch);
	if (!want_decode(value, c->scratch, &w, err))
		return false;
	if (w.kind == WANT_REPORT)
		return feed_report(c, partition, &w, now, err);
	if (w.kind == WANT_POLL) {
		feed_poll(c, partition, &w, now);
		return true;
	}
	return page_accept(c, partition, &w, value, now, err);
}

/* --- coming and going ---------------------------------------------------------------------------------- */

struct crawl *crawl_new(const struct crawl_settings *settings,
			const struct crawl_ports *ports)
{
	struct crawl *c = mem_new(sizeof *c);

	c->settings = *settings;
	c->ports = *ports;
	c->dice = settings->seed;
	c->scratch = arena_new(SCRATCH_MAX);
	buf_init(&c->value, VALUE_MAX);
	c->of_feed = mem_new((settings->feeds_len + 1) * sizeof c->of_feed[0]);
	c->feed_partition =
	    mem_new((settings->feeds_len + 1) * sizeof c->feed_partition[0]);
	c->feeds_by_id = map_new();
	for (size_t i = 0; i < settings->feeds_len; i++) {
		c->feed_partition[i] = -1;
		(void)map_put(c->feeds_by_id, settings->feeds[i].id,
			      (void *)(uintptr_t)&settings->feeds[i]);
	}
	c->pages = map_new();
	c->hosts_by_name = map_new();
	c->items_due = schedule_new();
	c->hosts_due = schedule_new();
	c->came_end = &c->came;
	return c;
}

void crawl_free(struct crawl *c)
{
	if (!c)
		return;
	for (size_t n = 0; n < c->items_len; n++)
		if (c->items[n])
			item_free(c, c->items[n]);
	for (size_t n = 0; n < c->hosts_len; n++)
		free(c->hosts[n]);
	schedule_free(c->items_due);
	schedule_free(c->hosts_due);
	map_free(c->feeds_by_id);
	map_free(c->pages);
	map_free(c->hosts_by_name);
	buf_done(&c->value);
	arena_free(c->scratch);
	free(c->hosts);
	free(c->items);
	free(c->free_numbers);
	free(c->of_feed);
	free(c->feed_partition);
	free(c);
}

void crawl_assigned(struct crawl *c, int32_t partition, instant_ms now)
{
	struct view key, value, name;

	for (size_t n = 0; n < c->settings.feeds_len; n++) {
		arena_reset(c->scratch);
		if (c->feed_partition[n] < 0)
			c->feed_partition[n] = c->ports.partition_of(
			    c->ports.self,
			    want_key(c->settings.feeds[n].url, c->scratch));
		if (c->feed_partition[n] == partition && !c->of_feed[n])
			feed_wake(c, n, now);
	}
	for (size_t n = 0;
	     c->ports.state_each(c->ports.self, partition, &n, &key, &value);) {
		arena_reset(c->scratch);
		enum state_kind kind = state_key_kind(key, &name);
		if (kind == STATE_PAGE || kind == STATE_LOOK)
			page_wake(c, partition, key, value, now);
	}
}

void crawl_revoked(struct crawl *c, int32_t partition)
{
	for (size_t n = 0; n < c->items_len; n++)
		if (c->items[n] && c->items[n]->partition == partition)
			item_free(c, c->items[n]);
	hosts_give_up(c, partition);
}

void crawl_figures(const struct crawl *c, struct crawl_figures *ret)
{
	*ret = (struct crawl_figures){ c->feeds_owned, c->pages_owned,
				       map_len(c->hosts_by_name), c->under_way,
				       c->pending_bytes };
}
