/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crawl_parts - what the files of the crawl share: items, hosts, and who does what.
 *
 * crawl.c has the life of items, crawl_request.c their requests, crawl_host.c politeness
 * and robots.txt, crawl_feed.c, crawl_page.c and crawl_look.c what a reply means. Included by
 * those files alone.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/map.h"
#include "common/story/want.h"
#include "fetcher/crawl.h"
#include "fetcher/robots.h"
#include "fetcher/schedule.h"

enum {
	SCRATCH_MAX = 16 * 1024 * 1024,
	VALUE_MAX = 2 * 1024 * 1024,
	PAGE_TOTAL_MS = 30 * 1000,
	PAGE_BODY_MAX = 4 * 1024 * 1024,
	PAGE_ATTEMPTS_MAX = 3,
	PAGE_PATIENCE_MS = 3 * 60 * 1000,     /* a story waits no longer for its page */
	PAGE_REDIRECTS_MAX = 5,               /* from host to host */
	ROBOTS_GOOD_MS = 24 * 60 * 60 * 1000, /* RFC 9309 §2.4 */
	PAGE_DELAY_MS = 1000, /* of a host, for a page whose feed is gone */
	ROBOTS_RETRY_MS = 10 * 60 * 1000,
};
#define ROBOTS_STALE_MS (INT64_C(30) * 24 * 60 * 60 * 1000) /* §2.3.1.4 */

enum item_kind { ITEM_FEED, ITEM_PAGE, ITEM_ROBOTS };

enum item_phase {
	ITEM_ASLEEP, /* in c->items_due, unless it is never due */
	ITEM_QUEUED, /* in its host's queue */
	ITEM_UNDER_WAY,
	ITEM_CAME,      /* in c->came */
	ITEM_CONCLUDED, /* in c->concluded until the commit */
};

struct item {
	enum item_kind kind;
	enum item_phase phase;
	uint32_t number;
	int32_t partition;
	struct item *next; /* in the list that its phase says */
	struct host *host;
	const struct crawl_feed *feed; /* NULL: robots.txt */
	struct view key, url; /* a page's state key and address; its own memory */
	bool look;            /* the page is looked at again */

	/* The request. */
	uint64_t request;
	char *at;       /* where it is under way to, or last was */
	char *moved_to; /* where permanent redirects alone led, or NULL */
	int redirects;
	bool permanent; /* all redirects so far were */
	struct reply *reply;
	size_t pending; /* bytes of the reply, as counted */

	instant_ms next_at; /* when concluded; NONE: never again */
	bool ends;          /* when concluded: the item ends with the commit */
	bool again;         /* asked to be polled while it was busy */
};

struct queue {
	struct item *first, *last;
};

struct host {
	struct view name; /* own memory */
	uint32_t number;
	int32_t partition;
	size_t items;              /* that name it */
	bool busy;                 /* a request is under way */
	bool given_up;             /* its partition was ours, and is no longer */
	int64_t delay_ms;          /* ours, or a longer crawl-delay */
	instant_ms next_at;        /* the earliest time for the next */
	struct queue feeds, pages; /* each in the order of coming */
	bool page_next;            /* a feed had the last turn */
	instant_ms pages_since;    /* the hour of the budget began, or 0 */
	int64_t pages_asked;       /* within it */
	struct item *robots;       /* while its robots.txt is asked for */
};

struct crawl {
	struct crawl_settings settings;
	struct crawl_ports ports;
	struct arena *scratch;
	struct buf value;

	struct item **items; /* by number; NULL: free */
	size_t items_len, items_cap;
	uint32_t *free_numbers;
	size_t free_len, free_cap;
	struct item **of_feed;   /* by index in settings.feeds; NULL: not ours */
	int32_t *feed_partition; /* the same; -1: not known yet */
	struct map *feeds_by_id; /* to struct crawl_feed */
	struct map *pages;       /* by state key, to struct item */
	struct schedule *items_due, *hosts_due;

	struct host **hosts;          /* by number; NULL: free */
	size_t hosts_len, hosts_free; /* no number below it is free */
	struct map *hosts_by_name;

	struct item *came, **came_end;
	struct item *concluded;
	uint64_t requests, dice;
	size_t under_way, pending_bytes;
	instant_ms turned_at; /* the clock at the last turn */
	size_t feeds_owned, pages_owned;
};

/* crawl.c */
struct item *item_new(struct crawl *c, enum item_kind kind, int32_t partition,
		      struct host *host);
/* Out of whatever it is in. */
void item_free(struct crawl *c, struct item *i);
void item_sleep(struct crawl *c, struct item *i, instant_ms until);
void item_conclude(struct crawl *c, struct item *i, instant_ms next_at, bool ends);
uint64_t crawl_dice(struct crawl *c);
void crawl_tell(struct crawl *c, enum crawl_event event, const struct item *i,
		struct view why);

/* crawl_request.c */
/* Asks for the address; of a feed on condition of what is known of it, `s`, and of others NULL.
 * False: there are as many requests under way as there may be. */
bool item_start(struct crawl *c, struct item *i, struct view url,
		const struct feed_state *s, instant_ms now);
/* A redirect that is followed at once: a feed's and robots.txt's to anywhere, a page's within
 * its host. False: the reply is the last. */
bool item_follow(struct crawl *c, struct item *i, struct reply *r, instant_ms now);
/* Why a document must not lead us there, or NULL. */
const char *crawl_wrong_address(struct view url, const struct crawl_feed *feed);
/* An address as it may be shown: no user info, no parameters that the feed keeps secret. */
struct view crawl_public(struct crawl *c, const struct crawl_feed *f, struct view url);

/* crawl_host.c */
/* The host, for one item more; a new one rests first. Of the delays that its items ask for
 * the longest holds. */
struct host *host_of(struct crawl *c, struct view name, int64_t delay_ms, instant_ms now);
/* One item less; the last takes the host with it, once it has rested and the hour of its budget
 * is over. */
void host_release(struct crawl *c, struct host *h);
/* The partition is ours no longer: its hosts rest first if they come back. */
void hosts_give_up(struct crawl *c, int32_t partition);
void host_queue(struct crawl *c, struct item *i, instant_ms now);
void host_unqueue(struct crawl *c, struct item *i);
/* Its turn: starts a feed or a page, by turns where both wait, or robots.txt for it. */
void host_turn(struct crawl *c, struct host *h, instant_ms now);
/* The request is over: after a pause the next may begin. */
void host_rest(struct crawl *c, struct host *h, instant_ms now);
/* What a 429 or 503 asks of us. */
void host_hold(struct crawl *c, struct item *i, instant_ms not_before);
/* Asks for robots.txt in place of this page, which waits at the head of the queue. */
void robots_request(struct crawl *c, struct item *page, instant_ms now);
void robots_conclude(struct crawl *c, struct item *i, instant_ms now);
/* What robots.txt, as far as it is known, says of the address. */
enum robots_say { ROBOTS_YES, ROBOTS_NO, ROBOTS_UNKNOWN, ROBOTS_UNREACHABLE };
enum robots_say robots_ask(struct crawl *c, const struct host *h, struct view url,
			   instant_ms now);

/* The sitemaps that it names. */
size_t robots_sitemaps_of(struct crawl *c, const struct host *h,
			  struct view ret[ROBOTS_SITEMAPS_MAX]);

/* crawl_feed.c */
/* The state as it stands, or as it begins. In the scratch arena. */
void feed_load(struct crawl *c, const struct item *i, struct feed_state *ret);
void feed_wake(struct crawl *c, size_t index, instant_ms now);
void feed_request(struct crawl *c, struct item *i, instant_ms now);
void feed_conclude(struct crawl *c, struct item *i, instant_ms now);
bool feed_report(struct crawl *c, int32_t partition, const struct want *w, instant_ms now,
		 struct err *err);
void feed_poll(struct crawl *c, int32_t partition, const struct want *w, instant_ms now);

/* False: the host was asked for as many pages as its budget allows; `*ret_until` is when it
 * may be asked again. */
bool host_spend(struct crawl *c, struct host *h, instant_ms now, instant_ms *ret_until);

/* crawl_page.c */
struct page {
	struct page_state state;
	struct want want;
};

bool page_load(struct crawl *c, const struct item *i, struct page *ret);
void page_store(struct crawl *c, const struct item *i, const struct page_state *s);
/* It is wanted no longer. */
void page_end(struct crawl *c, struct item *i);
/* Says on kw.raw what came, or why nothing did. */
void page_emit(struct crawl *c, const struct item *i, const struct want *w,
	       struct view why, instant_ms now);
/* A redirect that leaves the host: the page is wanted there. False: it leads nowhere. */
bool page_pass_on(struct crawl *c, struct item *i, struct page *p, struct view to,
		  struct view *ret_why);
bool page_accept(struct crawl *c, int32_t partition, const struct want *w,
		 struct view value, instant_ms now, struct err *err);
void page_wake(struct crawl *c, int32_t partition, struct view key, struct view value,
	       instant_ms now);
/* Its turn at its host: asks for it, or ends it. */
void page_request(struct crawl *c, struct item *i, instant_ms now);
void page_conclude(struct crawl *c, struct item *i, instant_ms now);

/* crawl_look.c */
/* Is a page of that want looked at again, and not fetched first? */
bool look_is(const struct want *w);
/* What is known of the page goes along with the request. */
void look_validators(struct crawl *c, const struct item *i, struct http_request *r);
void look_conclude(struct crawl *c, struct item *i, struct page *p, instant_ms now);
/* It cannot be asked for now, for a reason that lies with us or robots.txt. */
void look_put_off(struct crawl *c, struct item *i, struct page *p, instant_ms until);

/* Headers that all of kw.raw has. `feed` is an id; `requested` the address that was meant. */
void raw_headers(struct crawl *c, const struct item *i, struct view feed,
		 struct view requested, struct view traceparent, instant_ms now,
		 struct headers *ret);
