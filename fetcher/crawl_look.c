/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page that a story was taken from is looked at again, more and more seldom, so that edits
 * without a word and withdrawals are seen. Only what differs from the last look goes to
 * kw.raw, and a page that is there no longer: with 410 at once, with 404 when it was so twice.
 * A look loses nothing when it fails; the next one is planned all the same.
 */
#include "common/story/url.h"
#include "fetcher/crawl_parts.h"

enum {
	MISSING_TWICE = 2,
	MISSING_WAIT_MS = 60 * 60 * 1000,
};

/* From one look to the next; the first comes when it was asked for. */
static const int64_t waits_ms[] = { INT64_C(6) * 3600000, INT64_C(24) * 3600000,
				    INT64_C(72) * 3600000, INT64_C(168) * 3600000 };

bool look_is(const struct want *w)
{
	return w->kind == WANT_PAGE && w->not_before != INSTANT_NONE;
}

void look_validators(struct crawl *c, const struct item *i, struct http_request *r)
{
	struct page p;

	if (!page_load(c, i, &p) || p.state.body_hash.len == 0)
		return;
	r->etag = p.state.etag;
	r->last_modified = p.state.last_modified;
}

void look_put_off(struct crawl *c, struct item *i, struct page *p, instant_ms until)
{
	p->state.not_before = until;
	page_store(c, i, &p->state);
	item_conclude(c, i, until, false);
}

/* A tenth of the wait more or less, by dice, so that a day's stories part. */
static void plan_next(struct crawl *c, struct item *i, struct page *p,
		      int64_t at_least_ms, instant_ms now)
{
	struct page_state *s = &p->state;

	if (s->looks >= (int64_t)(sizeof waits_ms / sizeof waits_ms[0])) {
		page_end(c, i);
		return;
	}
	int64_t wait = waits_ms[s->looks++];
	wait += (int64_t)(crawl_dice(c) % (uint64_t)(wait / 5)) - wait / 10;
	look_put_off(c, i, p, now + (wait > at_least_ms ? wait : at_least_ms));
}

static void withdrawn(struct crawl *c, struct item *i, struct page *p, instant_ms now)
{
	struct view why = arena_printf(c->scratch, "status %d", i->reply->status);

	page_emit(c, i, &p->want, why, now);
	crawl_tell(c, CRAWL_WITHDRAWN, i, why);
	page_end(c, i);
}

static void missing(struct crawl *c, struct item *i, struct page *p, instant_ms now)
{
	if (++p->state.missing >= MISSING_TWICE)
		withdrawn(c, i, p, now);
	else
		look_put_off(c, i, p, now + MISSING_WAIT_MS);
}

static void came(struct crawl *c, struct item *i, struct page *p, instant_ms now)
{
	const struct reply *r = i->reply;
	struct view hex = reply_hash(i->reply);
	struct page_state *s = &p->state;
	bool same = view_eq(hex, s->body_hash);

	if (!same) {
		page_emit(c, i, &p->want, VIEW(""), now);
		s->body_hash = hex;
	}
	s->missing = 0;
	s->etag = view_head(reply_header(r, VIEW("etag")), STATE_VALIDATOR_MAX);
	s->last_modified =
	    view_head(reply_header(r, VIEW("last-modified")), STATE_VALIDATOR_MAX);
	crawl_tell(c, same ? CRAWL_LOOKED : CRAWL_EDITED, i, VIEW(""));
	plan_next(c, i, p, 0, now);
}

/* A site that sends whoever asks for a story to its front page has the story no longer. */
static bool is_front_page(struct view url)
{
	size_t slash = view_find_byte(url, '/', sizeof "https://" - 1);

	return slash == VIEW_NONE || slash + 1 == url.len;
}

void look_conclude(struct crawl *c, struct item *i, struct page *p, instant_ms now)
{
	const struct reply *r = i->reply;
	struct view location = reply_header(r, VIEW("location")), why;
	int64_t retry_after = 0;

	if (!r->error[0] && r->status == 410) {
		withdrawn(c, i, p, now);
		return;
	}
	if (!r->error[0] &&
	    (r->status == 404 || (i->redirects > 0 && is_front_page(view_of(i->at))))) {
		missing(c, i, p, now);
		return;
	}
	if (!r->error[0] && r->body.len > 0 && (r->status == 200 || r->status == 203)) {
		came(c, i, p, now);
		return;
	}
	if (!r->error[0] && plan_redirect_of(r->status) != REDIRECT_NONE &&
	    location.len > 0) {
		struct view to = url_resolve(view_of(i->at), location, c->scratch);
		if (!is_front_page(to) && page_pass_on(c, i, p, to, &why))
			return;
	}
	if (r->status == 429 || r->status == 503)
		retry_after = reply_retry_after_ms(r, now);
	if (retry_after > PLAN_RETRY_AFTER_MAX_MS)
		retry_after = PLAN_RETRY_AFTER_MAX_MS;
	if (retry_after > 0)
		host_hold(c, i, now + retry_after);
	if (!r->error[0] && r->status == 304)
		p->state.missing = 0;
	crawl_tell(c, CRAWL_LOOKED, i, r->error[0] ? view_of(r->error) : VIEW(""));
	plan_next(c, i, p, retry_after, now);
}
