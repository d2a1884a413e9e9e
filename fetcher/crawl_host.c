/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host is in c->hosts_due exactly while it is not busy and has something in its queues, or
 * has nothing left and only rests before it is forgotten.
 *
 * Where a host is asked for more than its pauses allow, everything waits longer and nothing
 * for ever: each queue is served in the order of coming, and feeds and pages take turns.
 */
#include "common/base/mem.h"
#include "common/story/url.h"
#include "fetcher/crawl_parts.h"
#include "fetcher/robots.h"

enum { BUDGET_MS = 60 * 60 * 1000 };

static bool load(struct crawl *c, const struct host *h, struct host_state *ret)
{
	struct view value;
	struct err err;

	host_state_init(ret);
	if (!c->ports.state_get(c->ports.self, h->partition,
				host_state_key(h->name, c->scratch), &value))
		return false;
	return host_state_decode(value, c->scratch, ret, &err);
}

static void store(struct crawl *c, const struct host *h, const struct host_state *s)
{
	struct err err;

	buf_clear(&c->value);
	MUST(host_state_encode(s, &c->value, &err));
	c->ports.state_put(c->ports.self, h->partition,
			   host_state_key(h->name, c->scratch), buf_view(&c->value));
}

/* Whoever had the host before us may have asked a moment ago, and been told something. */
static void rest_first(struct crawl *c, struct host *h, instant_ms now)
{
	struct host_state s;

	(void)load(c, h, &s);
	if (robots_delay_ms(s.robots) > h->delay_ms)
		h->delay_ms = robots_delay_ms(s.robots);
	if (now + h->delay_ms > h->next_at)
		h->next_at = now + h->delay_ms;
	if (s.not_before != INSTANT_NONE && s.not_before > h->next_at)
		h->next_at = s.not_before;
}

/* The lowest that is free. */
static void take_number(struct crawl *c, struct host *h)
{
	size_t n = c->hosts_free;

	while (n < c->hosts_len && c->hosts[n])
		n++;
	if (n == c->hosts_len) {
		if ((c->hosts_len & (c->hosts_len - 1)) == 0)
			c->hosts = mem_grow(c->hosts, c->hosts_len ? 2 * c->hosts_len : 1,
					    sizeof(struct host *));
		c->hosts_len++;
	}
	c->hosts_free = n + 1;
	h->number = (uint32_t)n;
	c->hosts[n] = h;
}

struct host *host_of(struct crawl *c, struct view name, int64_t delay_ms, instant_ms now)
{
	struct host *h = map_get(c->hosts_by_name, name);

	if (h) {
		if (delay_ms > h->delay_ms)
			h->delay_ms = delay_ms;
		h->items++;
		if (h->given_up) /* it may have been another's since */
			rest_first(c, h, now);
		h->given_up = false;
		return h;
	}
	h = mem_new(sizeof *h + name.len);
	memcpy(h + 1, name.p, name.len);
	h->name = view_at(h + 1, name.len);
	h->items = 1;
	h->partition = c->ports.partition_of(c->ports.self, name);
	take_number(c, h);
	(void)map_put(c->hosts_by_name, h->name, h);

	h->delay_ms = delay_ms;
	rest_first(c, h, now);
	return h;
}

static bool waited_for(const struct host *h)
{
	return h->feeds.first || h->pages.first;
}

/* Once it has rested, and the hour that its pages are counted in is over. */
static instant_ms forgotten_at(const struct host *h)
{
	instant_ms counted = h->pages_asked > 0 ? h->pages_since + BUDGET_MS : 0;

	return counted > h->next_at ? counted : h->next_at;
}

static void settle(struct crawl *c, struct host *h)
{
	if (!h->busy && waited_for(h))
		schedule_put(c->hosts_due, h->number, h->next_at);
	else if (!h->busy && h->items == 0)
		schedule_put(c->hosts_due, h->number, forgotten_at(h));
	else
		schedule_remove(c->hosts_due, h->number);
}

void hosts_give_up(struct crawl *c, int32_t partition)
{
	for (size_t n = 0; n < c->hosts_len; n++)
		if (c->hosts[n] && c->hosts[n]->partition == partition)
			c->hosts[n]->given_up = true;
}

void host_release(struct crawl *c, struct host *h)
{
	h->items--;
	settle(c, h);
}

static struct queue *queue_of(const struct item *i)
{
	return i->kind == ITEM_FEED ? &i->host->feeds : &i->host->pages;
}

static void put_first(struct queue *q, struct item *i)
{
	i->next = q->first;
	q->first = i;
	if (!q->last)
		q->last = i;
}

static void put_last(struct queue *q, struct item *i)
{
	i->next = NULL;
	if (q->last)
		q->last->next = i;
	else
		q->first = i;
	q->last = i;
}

void host_queue(struct crawl *c, struct item *i, instant_ms now)
{
	struct host *h = i->host;
	bool first = !waited_for(h);

	i->phase = ITEM_QUEUED;
	put_last(queue_of(i), i);
	if (!first || h->busy)
		return;
	if (h->next_at < now)
		h->next_at = now;
	settle(c, h);
}

void host_unqueue(struct crawl *c, struct item *i)
{
	struct queue *q = queue_of(i);
	struct item *before = NULL;

	for (struct item *k = q->first; k != i; k = k->next)
		before = k;
	if (before)
		before->next = i->next;
	else
		q->first = i->next;
	if (q->last == i)
		q->last = before;
	i->next = NULL;
	settle(c, i->host);
}

static void forget(struct crawl *c, struct host *h)
{
	(void)map_remove(c->hosts_by_name, h->name);
	c->hosts[h->number] = NULL;
	if (h->number < c->hosts_free)
		c->hosts_free = h->number;
	free(h);
}

void host_turn(struct crawl *c, struct host *h, instant_ms now)
{
	bool page = h->pages.first && (h->page_next || !h->feeds.first);
	struct item *i = page ? h->pages.first : h->feeds.first;

	if (!i) {
		if (h->items == 0)
			forget(c, h);
		return;
	}
	h->page_next = !page;
	host_unqueue(c, i);
	i->phase = ITEM_ASLEEP;
	if (i->kind == ITEM_FEED)
		feed_request(c, i, now);
	else
		page_request(c, i, now);
	settle(c, h);
}

void host_rest(struct crawl *c, struct host *h, instant_ms now)
{
	h->busy = false;
	if (now + h->delay_ms > h->next_at)
		h->next_at = now + h->delay_ms;
	settle(c, h);
}

void host_hold(struct crawl *c, struct item *i, instant_ms not_before)
{
	struct host *h = i->host;
	struct host_state s;

	(void)load(c, h, &s);
	s.not_before = not_before;
	store(c, h, &s);
	if (not_before > h->next_at)
		h->next_at = not_before;
	settle(c, h);
}

bool host_spend(struct crawl *c, struct host *h, instant_ms now, instant_ms *ret_until)
{
	if (c->settings.host_pages == 0)
		return true;
	if (now - h->pages_since >= BUDGET_MS) {
		h->pages_since = now;
		h->pages_asked = 0;
	}
	*ret_until = h->pages_since + BUDGET_MS;
	return ++h->pages_asked <= c->settings.host_pages;
}

/* --- robots.txt ------------------------------------------------------------------------------------ */

static struct view path_of(struct view url)
{
	size_t start = view_find(url, VIEW("://"), 0);

	start = start == VIEW_NONE ? 0 : start + 3;
	while (start < url.len && url.p[start] != '/' && url.p[start] != '?')
		start++;
	struct view path = view_from(url, start);
	size_t hash = view_find_byte(path, '#', 0);
	path = hash == VIEW_NONE ? path : view_head(path, hash);
	return path.len > 0 && path.p[0] == '/' ? path : VIEW("/");
}

enum robots_say robots_ask(struct crawl *c, const struct host *h, struct view url,
			   instant_ms now)
{
	struct host_state s;
	struct view path = path_of(url);

	if (!load(c, h, &s) || s.robots_good_until == INSTANT_NONE ||
	    s.robots_good_until <= now)
		return ROBOTS_UNKNOWN;
	if (view_eq(path, VIEW("/robots.txt")) || robots_allows(s.robots, path))
		return ROBOTS_YES;
	return s.robots_status == 0 || s.robots_status >= 500 ? ROBOTS_UNREACHABLE
							      : ROBOTS_NO;
}

size_t robots_sitemaps_of(struct crawl *c, const struct host *h,
			  struct view ret[ROBOTS_SITEMAPS_MAX])
{
	struct host_state s;

	return load(c, h, &s) ? robots_sitemaps(s.robots, ret) : 0;
}

void robots_request(struct crawl *c, struct item *page, instant_ms now)
{
	struct host *h = page->host;
	struct item *i =
	    item_new(c, ITEM_ROBOTS, h->partition, host_of(c, h->name, 0, now));

	MUST(!h->robots);
	h->robots = i;
	i->feed = page->feed;
	i->permanent = false;
	/* The page waits in front and has the next turn. */
	page->phase = ITEM_QUEUED;
	put_first(&h->pages, page);
	h->page_next = true;
	struct view url = url_resolve(page->url, VIEW("/robots.txt"), c->scratch);
	MUST(item_start(c, i, url, NULL, now));
}

/* What a reply means (RFC 9309 §2.3.1): found, not there, or not to be had. */
static void learn(struct crawl *c, struct item *i, struct host_state *s, instant_ms now)
{
	const struct reply *r = i->reply;
	bool answered =
	    !r->error[0] && r->status >= 200 && r->status < 500 && r->status != 429;
	bool had = s->robots_at != INSTANT_NONE && s->robots_status >= 200 &&
		   s->robots_status < 500;

	if (answered) {
		BUF(rules, 2 * ROBOTS_RULES_MAX);
		if (r->status < 300)
			robots_extract(buf_view(&r->body), c->settings.agent, &rules);
		s->robots = arena_copy(c->scratch, buf_view(&rules));
		s->robots_status = r->status;
		s->robots_at = now;
		s->robots_good_until = now + ROBOTS_GOOD_MS;
		return;
	}
	struct view why = r->error[0] ? view_of(r->error)
				      : arena_printf(c->scratch, "status %d", r->status);
	crawl_tell(c, CRAWL_ROBOTS_FAILED, i, why);
	s->robots_good_until = now + ROBOTS_RETRY_MS;
	if (!had) {
		s->robots = VIEW("D/\n");
		s->robots_status = 0;
		if (s->robots_at == INSTANT_NONE)
			s->robots_at = now;
	}
	if (now - s->robots_at > ROBOTS_STALE_MS)
		s->robots = VIEW("");
}

void robots_conclude(struct crawl *c, struct item *i, instant_ms now)
{
	struct host_state s;

	(void)load(c, i->host, &s);
	learn(c, i, &s, now);
	store(c, i->host, &s);
	if (robots_delay_ms(s.robots) > i->host->delay_ms)
		i->host->delay_ms = robots_delay_ms(s.robots);
	item_conclude(c, i, INSTANT_NONE, true);
}
