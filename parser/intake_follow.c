/* SPDX-License-Identifier: Apache-2.0 */
/* What a document leads to, beside its stories. */
#include "common/story/site.h"
#include "parser/intake_parts.h"

enum { SITEMAPS_MAX = 50 }; /* that one document leads to */

static bool emit_want(struct visit *v, const struct want *w, struct view key,
		      struct err *err)
{
	BUF(value, WANT_VALUE_MAX);

	if (!key.len)
		return true;
	if (!want_encode(w, &value, err))
		return false;
	stage_emit(v->stage, v->in->partition, TOPIC_FETCH, NULL, -1, key,
		   buf_view(&value), NULL);
	return true;
}

bool follow_allows(const struct visit *v, struct view link)
{
	const struct setting_strings *sites = &v->feed->sites;

	if (site_same(link, v->feed->url, v->a) || site_same(link, v->url, v->a) ||
	    site_same(link, v->home_url, v->a))
		return true;
	for (size_t i = 0; i < sites->len; i++)
		if (site_named(link, sites->items[i], v->a))
			return true;
	return false;
}

static void fill_facts(struct want *w, const struct poll_facts *f)
{
	w->entries = f->entries;
	w->fresh = f->fresh;
	w->oldest = f->oldest;
	w->newest = f->newest;
	w->text_bytes = f->text_bytes;
	w->undated = f->undated;
	w->language = poll_facts_language(f);
}

/* Is everything in it new and newer, though there were polls before? */
static bool gap(const struct visit *v)
{
	return v->seen.known && v->facts.entries > 0 &&
	       v->facts.fresh == v->facts.entries && v->facts.oldest != INSTANT_NONE &&
	       v->seen.newest != INSTANT_NONE && v->facts.oldest > v->seen.newest;
}

bool follow_report(struct visit *v, const struct parsed *p, struct view problem,
		   struct err *err)
{
	struct want w;
	struct view url = v->requested_url.len ? v->requested_url : v->url;

	want_init(&w, WANT_REPORT);
	w.feed = v->feed_id;
	w.url = v->feed ? v->feed_url : url;
	w.body_hash = headers_get(&v->in->headers, VIEW("kw-body-hash"));
	fill_facts(&w, &v->facts);
	w.problem = problem;
	if (p) {
		w.ttl_minutes = p->ttl_minutes;
		w.period_minutes = p->period_minutes;
		w.skip_hours = p->skip_hours;
		w.skip_days = p->skip_days;
		w.next_url = p->next_url;
	}
	w.gap = gap(v);
	return emit_want(v, &w, want_key(w.url, v->a), err);
}

void follow_remember(struct visit *v)
{
	struct memory_feed f = { .known = true, .newest = v->seen.newest };

	if (v->facts.newest != INSTANT_NONE && v->facts.newest > f.newest)
		f.newest = v->facts.newest;
	f.fetched_at = v->fetched_at;
	if (!v->seen.known || f.newest != v->seen.newest)
		memory_put_feed(&v->memory, v->feed_id, &f);
}

bool follow_archive(struct visit *v, const struct parsed *p, struct err *err)
{
	struct want w;
	bool reached = v->facts.fresh < v->facts.entries ||
		       (v->since != INSTANT_NONE && v->facts.oldest != INSTANT_NONE &&
			v->facts.oldest <= v->since);

	if (!reached && v->hops < WANT_HOPS_MAX && p->next_url.len > 0 &&
	    follow_allows(v, p->next_url)) {
		want_init(&w, WANT_ARCHIVE);
		w.feed = v->feed_id;
		w.url = p->next_url;
		w.hops = v->hops + 1;
		w.since = v->since;
		w.traceparent = v->traceparent;
		return emit_want(v, &w, want_key(w.url, v->a), err);
	}
	if (!reached)
		return true;
	want_init(&w, WANT_REPORT);
	w.feed = v->feed_id;
	w.url = v->feed_url;
	w.closed = true;
	fill_facts(&w, &v->facts);
	return emit_want(v, &w, want_key(w.url, v->a), err);
}

/* What an index leads to must not flood subscribers with what is long known: neither the
 * first time nor when an old sitemap of it is touched. */
static instant_ms index_since(const struct visit *v)
{
	bool knows = v->seen.known && v->seen.newest != INSTANT_NONE;
	instant_ms newest = knows ? v->seen.newest : v->fetched_at;

	if (!v->is_poll)
		return v->since;
	if (v->feed->first == FEED_FIRST_ALL || newest == INSTANT_NONE)
		return INSTANT_NONE;
	return newest - (v->feed->first == FEED_FIRST_NONE ? 0 : v->feed->first_age_ms);
}

/* Has the sitemap changed since the index was read last? */
static bool changed(const struct visit *v, instant_ms at, instant_ms since)
{
	bool knows = v->seen.known && v->seen.newest != INSTANT_NONE;

	return at == INSTANT_NONE ||
	       (knows ? at > v->seen.newest : since == INSTANT_NONE || at > since);
}

bool follow_index(struct visit *v, const struct parsed *p, struct err *err)
{
	instant_ms since = index_since(v), at;
	struct want w;
	size_t wanted = 0;

	/* One more hop is left for the pages. */
	if (v->hops + 1 >= WANT_HOPS_MAX)
		return true;
	for (size_t i = 0; i < p->more_urls_len && wanted < SITEMAPS_MAX; i++) {
		at = p->more_dates[i];
		if (at != INSTANT_NONE &&
		    (v->facts.newest == INSTANT_NONE || at > v->facts.newest))
			v->facts.newest = at;
		if (!follow_allows(v, p->more_urls[i]) || !changed(v, at, since))
			continue;
		wanted++;
		want_init(&w, WANT_SITEMAP);
		w.feed = v->feed_id;
		w.url = p->more_urls[i];
		w.hops = v->hops + 1;
		w.since = since;
		w.traceparent = v->traceparent;
		if (!emit_want(v, &w, want_key(w.url, v->a), err))
			return false;
	}
	return true;
}
