/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page that an entry led to never loses the story: whatever becomes of it, kw.raw says so
 * within a few minutes, with the partial story, and the parser goes on from there.
 */
#include "common/base/mem.h"
#include "common/story/url.h"
#include "common/story/want.h"
#include "fetcher/crawl_parts.h"

enum { FIRST_WAIT_MS = 15 * 1000 };

bool page_load(struct crawl *c, const struct item *i, struct page *ret)
{
	struct view value;
	struct err err;

	return c->ports.state_get(c->ports.self, i->partition, i->key, &value) &&
	       page_state_decode(value, c->scratch, &ret->state, &err) &&
	       want_decode(ret->state.want, c->scratch, &ret->want, &err);
}

void page_store(struct crawl *c, const struct item *i, const struct page_state *s)
{
	struct err err;

	buf_clear(&c->value);
	MUST(page_state_encode(s, &c->value, &err));
	c->ports.state_put(c->ports.self, i->partition, i->key, buf_view(&c->value));
}

void page_end(struct crawl *c, struct item *i)
{
	c->ports.state_put(c->ports.self, i->partition, i->key, VIEW(""));
	item_conclude(c, i, INSTANT_NONE, true);
}

void page_emit(struct crawl *c, const struct item *i, const struct want *w,
	       struct view why, instant_ms now)
{
	struct headers h;
	struct view requested = w->requested_url.len > 0 ? w->requested_url : w->url;
	struct view body = i->reply ? buf_view(&i->reply->body) : VIEW("");

	raw_headers(c, i, w->feed, requested, w->traceparent, now, &h);
	headers_set(&h, c->scratch, VIEW("kw-story"), w->story);
	headers_set(&h, c->scratch, VIEW("kw-error"), why);
	headers_set(&h, c->scratch, VIEW("kw-kind"),
		    i->look ? VIEW("look") : view_of(want_kind_name(w->kind)));
	if (w->since != INSTANT_NONE) {
		char since[INSTANT_TEXT];
		headers_set(&h, c->scratch, VIEW("kw-since"),
			    arena_copy(c->scratch, instant_format(w->since, since)));
	}
	headers_set(&h, c->scratch, VIEW("kw-hops"),
		    arena_printf(c->scratch, "%d", (int)w->hops));
	c->ports.emit_raw(c->ports.self, i->partition,
			  i->feed ? i->feed->provider : w->feed,
			  why.len > 0 ? VIEW("") : body, &h);
}

static void give_up(struct crawl *c, struct item *i, const struct want *w,
		    struct view why, instant_ms now)
{
	page_emit(c, i, w, why, now);
	crawl_tell(c, CRAWL_PAGE_FAILED, i, why);
	page_end(c, i);
}

/* Tries again after a wait, if the story can wait so long. */
static void later(struct crawl *c, struct item *i, struct page *p, struct view why,
		  int64_t wait_ms, instant_ms now)
{
	struct page_state *s = &p->state;

	s->attempts++;
	if (wait_ms < 0) /* 15 s, 60 s */
		wait_ms = s->attempts > 1 ? (int64_t)4 * FIRST_WAIT_MS : FIRST_WAIT_MS;
	if (s->attempts >= PAGE_ATTEMPTS_MAX ||
	    now + wait_ms > s->asked_at + PAGE_PATIENCE_MS) {
		give_up(c, i, &p->want, why, now);
		return;
	}
	s->error = view_head(why, STATE_ERROR_MAX);
	s->not_before = now + wait_ms;
	page_store(c, i, s);
	crawl_tell(c, CRAWL_PAGE_LATER, i, why);
	item_conclude(c, i, s->not_before, false);
}

/* --- accepting --------------------------------------------------------------------------------------- */

static struct item *add(struct crawl *c, int32_t partition, struct view key,
			const struct want *w, instant_ms at, instant_ms now)
{
	const struct crawl_feed *f = map_get(c->feeds_by_id, w->feed);
	struct item *i = item_new(c, ITEM_PAGE, partition,
				  host_of(c, want_key(w->url, c->scratch),
					  f ? f->host_delay_ms : PAGE_DELAY_MS, now));
	char *memory = mem_raw(key.len + w->url.len + 1);

	memcpy(memory, key.p, key.len);
	memcpy(memory + key.len, w->url.p, w->url.len);
	i->key = view_at(memory, key.len);
	i->url = view_at(memory + key.len, w->url.len);
	i->feed = f;
	i->look = look_is(w);
	(void)map_put(c->pages, i->key, i);
	item_sleep(c, i, at);
	return i;
}

bool page_accept(struct crawl *c, int32_t partition, const struct want *w,
		 struct view value, instant_ms now, struct err *err)
{
	struct page_state s;
	struct page known;
	struct view key = look_is(w) ? look_state_key(w->url, w->story_uri, c->scratch)
				     : page_state_key(w->url, w->story_uri, c->scratch);
	instant_ms at =
	    w->not_before != INSTANT_NONE && w->not_before > now ? w->not_before : now;

	if (!url_is_web(w->url) || want_key(w->url, c->scratch).len == 0)
		return err_set(err, ERR_REJECT,
			       "a wanted %s is no address of the web: %.*s",
			       want_kind_name(w->kind), VIEW_ARG(view_head(w->url, 100)));
	struct item *i = map_get(c->pages, key);
	if (i && i->look && i->phase != ITEM_CONCLUDED && page_load(c, i, &known)) {
		/* Another version of the story: looked at as was planned, and held against
		 * this one. */
		known.state.want = value;
		page_store(c, i, &known.state);
		return true;
	}
	page_state_init(&s);
	s.asked_at = at;
	s.not_before = at;
	s.want = value;

	if (i && i->phase == ITEM_CONCLUDED) { /* it ended in this very transaction */
		i->ends = false;
		i->next_at = at;
	} else if (!i) {
		i = add(c, partition, key, w, at, now);
	}
	page_store(c, i, &s);
	return true;
}

void page_wake(struct crawl *c, int32_t partition, struct view key, struct view value,
	       instant_ms now)
{
	struct page_state s;
	struct want w;
	struct err err;

	if (map_get(c->pages, key))
		return;
	if (!page_state_decode(value, c->scratch, &s, &err) ||
	    !want_decode(s.want, c->scratch, &w, &err)) {
		struct crawl_news n = { .event = CRAWL_STATE_BAD,
					.why = view_of(err.text) };
		c->ports.tell(c->ports.self, &n);
		return;
	}
	instant_ms at =
	    s.not_before != INSTANT_NONE && s.not_before > now ? s.not_before : now;
	(void)add(c, partition, key, &w, at, now);
}

/* --- asking ------------------------------------------------------------------------------------------- */

/* It may not be asked for at all. */
static void refuse(struct crawl *c, struct item *i, struct page *p, struct view why,
		   instant_ms now)
{
	if (i->look)
		page_end(c, i);
	else
		give_up(c, i, &p->want, why, now);
}

/* Asks for it, if its host's budget allows. */
static void start(struct crawl *c, struct item *i, struct page *p, instant_ms now)
{
	instant_ms until;

	if (host_spend(c, i->host, now, &until)) {
		MUST(item_start(c, i, i->url, NULL, now));
		return;
	}
	if (i->look) {
		look_put_off(c, i, p, until);
		return;
	}
	crawl_tell(c, CRAWL_BUDGET, i, i->host->name);
	give_up(c, i, &p->want, VIEW("its host was asked for enough pages this hour"),
		now);
}

void page_request(struct crawl *c, struct item *i, instant_ms now)
{
	struct page p;

	if (!page_load(c, i,
		       &p)) { /* undone by an abort, or unreadable: nobody waits for it */
		item_free(c, i);
		return;
	}
	const char *wrong =
	    i->feed ? crawl_wrong_address(i->url, i->feed) : "has no feed any more";
	if (wrong) {
		refuse(c, i, &p, arena_printf(c->scratch, "the address %s", wrong), now);
		return;
	}
	i->redirects = 0;
	i->permanent = false;
	switch (i->feed->obey_robots ? robots_ask(c, i->host, i->url, now) : ROBOTS_YES) {
	case ROBOTS_UNKNOWN:
		robots_request(c, i, now);
		break;
	case ROBOTS_NO:
		refuse(c, i, &p, VIEW("robots.txt forbids it"), now);
		break;
	case ROBOTS_UNREACHABLE:
		if (i->look)
			look_put_off(c, i, &p, now + ROBOTS_RETRY_MS);
		else
			later(c, i, &p, VIEW("robots.txt could not be had"), -1, now);
		break;
	case ROBOTS_YES:
		start(c, i, &p, now);
		break;
	}
}

/* --- concluding ----------------------------------------------------------------------------------------- */

bool page_pass_on(struct crawl *c, struct item *i, struct page *p, struct view to,
		  struct view *ret_why)
{
	struct want w = p->want;
	struct err err;

	*ret_why = VIEW("redirected to what is no address of the web");
	if (!url_is_web(to))
		return false;
	*ret_why = VIEW("redirected too often");
	if (++w.redirects > PAGE_REDIRECTS_MAX)
		return false;
	if (w.requested_url.len == 0)
		w.requested_url = w.url;
	w.url = to;
	buf_clear(&c->value);
	if (!want_encode(&w, &c->value, &err)) {
		*ret_why = arena_copy(c->scratch, view_of(err.text));
		return false;
	}
	c->ports.emit_want(c->ports.self, i->partition, want_key(to, c->scratch),
			   buf_view(&c->value));
	crawl_tell(c, CRAWL_PAGE_PASSED, i, to);
	page_end(c, i);
	return true;
}

static bool may_recover(const struct reply *r)
{
	return r->error[0] || r->status == 408 || r->status == 425 || r->status == 429 ||
	       r->status >= 500;
}

void page_conclude(struct crawl *c, struct item *i, instant_ms now)
{
	const struct reply *r = i->reply;
	struct page p;

	if (!page_load(c, i, &p)) { /* its acceptance was undone */
		item_conclude(c, i, INSTANT_NONE, true);
		return;
	}
	if (i->look) {
		look_conclude(c, i, &p, now);
		return;
	}
	struct view why = r->error[0]
			      ? view_of(r->error)
			      : arena_printf(c->scratch, "status %d%s", r->status,
					     r->status == 200 ? " without a body" : "");
	struct view location = reply_header(r, VIEW("location"));

	if (may_recover(r)) {
		int64_t wait = r->status == 429 || r->status == 503
				   ? reply_retry_after_ms(r, now)
				   : -1;
		if (wait > PLAN_RETRY_AFTER_MAX_MS)
			wait = PLAN_RETRY_AFTER_MAX_MS;
		if (wait >= 0)
			host_hold(c, i, now + wait);
		later(c, i, &p, why, wait, now);
	} else if (plan_redirect_of(r->status) != REDIRECT_NONE && location.len > 0) {
		struct view to = url_resolve(view_of(i->at), location, c->scratch);
		if (!page_pass_on(c, i, &p, to, &why))
			give_up(c, i, &p.want, why, now);
	} else if (r->body.len > 0 && (r->status == 200 || r->status == 203)) {
		page_emit(c, i, &p.want, VIEW(""), now);
		crawl_tell(c, CRAWL_PAGE, i, VIEW(""));
		page_end(c, i);
	} else {
		give_up(c, i, &p.want, why, now);
	}
}
