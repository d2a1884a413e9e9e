/* SPDX-License-Identifier: Apache-2.0 */
/* One story on its way out: which it is, what becomes of it. */
#include "parser/intake_parts.h"

#include "common/story/identity.h"
#include "common/story/ninjs.h"
#include "parser/feed_rules.h"
#include "parser/merge.h"

static bool emit_story(struct visit *v, struct story *s, struct err *err)
{
	struct headers headers = { 0 };

	buf_clear(&v->it->json);
	if (!ninjs_encode(s, &v->it->json, err))
		return false;
	headers_of_story(&headers, v->a, s, HEADERS_PARSED, v->traceparent);
	stage_emit(v->stage, v->in->partition, TOPIC_STORIES, NULL, -1, s->uri,
		   buf_view(&v->it->json), &headers);
	stage_count(v->stage, v->in->partition, DISPOSITION_PUBLISHED, 1);
	return true;
}

/* The partial story travels with the wish and comes back with the page. */
static bool emit_want_page(struct visit *v, struct story *s, struct view link,
			   struct view key, struct err *err)
{
	BUF(value, WANT_VALUE_MAX);
	struct want w;

	want_init(&w, WANT_PAGE);
	w.feed = v->feed_id;
	w.url = link;
	w.hops = v->hops + 1;
	w.story_uri = s->uri;
	w.traceparent = v->traceparent;
	buf_clear(&v->it->json);
	if (!ninjs_encode(s, &v->it->json, err))
		return false;
	if (v->it->json.len > WANT_STORY_MAX) {
		s->bodies = (struct story_texts){ 0 };
		buf_clear(&v->it->json);
		if (!ninjs_encode(s, &v->it->json, err))
			return false;
	}
	w.story = buf_view(&v->it->json);
	if (!want_encode(&w, &value, err))
		return false;
	stage_emit(v->stage, v->in->partition, TOPIC_FETCH, NULL, -1, key,
		   buf_view(&value), NULL);
	stage_count(v->stage, v->in->partition, DISPOSITION_HELD, 1);
	return true;
}

void intake_count(struct visit *v, enum disposition what)
{
	stage_count(v->stage, v->in->partition, what, 1);
}

struct sibling intake_keys(const struct visit *v, struct story *s)
{
	struct sibling one = { .story = s };

	one.keys = identity_keys(s, v->provider, v->a, &one.keys_len);
	return one;
}

bool intake_identify(struct visit *v, const struct sibling *one)
{
	struct story *s = one->story;
	struct memory_key *keys = memory_keys(one->keys, one->keys_len, v->a);
	size_t len = memory_telling(&v->memory, keys, one->keys_len);

	if (!s->uri.len && !len) {
		struct view last = identity_text_key(s, v->provider, v->a);
		if (!last.len)
			return false;
		keys = memory_keys(&last, 1, v->a);
		len = 1;
	}
	if (!s->uri.len)
		s->uri = memory_find(&v->memory, keys, len, v->a);
	if (!s->uri.len)
		s->uri = names_find(v, s);
	if (!s->uri.len)
		s->uri = memory_first_uri(&keys[0], v->a);
	memory_alias(&v->memory, keys, len, s->uri);
	return true;
}

/* A new feed does not flood subscribers with what it published before. */
static bool too_old(const struct visit *v, const struct story *s)
{
	/* What an archive or sitemap holds from before the gap was there all the time. */
	if (v->since != INSTANT_NONE)
		return poll_date_of(s) != INSTANT_NONE && poll_date_of(s) <= v->since;
	if (v->seen.known || !v->feed || v->feed->first == FEED_FIRST_ALL)
		return false;
	if (v->feed->first == FEED_FIRST_NONE)
		return true;
	return s->first_created != INSTANT_NONE && v->fetched_at != INSTANT_NONE &&
	       s->first_created < v->fetched_at - v->feed->first_age_ms;
}

void intake_usage(const struct visit *v, struct story *s)
{
	if (!v->feed || v->feed->usage != FEED_USAGE_HEADLINE)
		return;
	s->descriptions = (struct story_texts){ 0 };
	s->bodies = (struct story_texts){ 0 };
	s->renditions = (struct story_renditions){ 0 };
	s->associations = (struct story_associations){ 0 };
}

static bool publish(struct visit *v, struct story *s, const struct ledger *l,
		    const struct digest *hash, struct err *err)
{
	s->version = l->version;
	s->ext.content_hash = view_at(hash->hex, DIGEST_HEX);
	if (s->version_created == INSTANT_NONE)
		s->version_created = s->first_created;
	return emit_story(v, s, err);
}

/* A feed that goes by another id now, or is polled no longer, is no longer its stories'
 * source. True: the offer's feed has taken its place. */
static bool change_source(struct visit *v, struct ledger *l,
			  const struct ledger_offer *offer)
{
	struct view source = view_of(l->feed);

	if (offer->is_page || view_eq(source, offer->feed))
		return false;
	if (v->feed && v->feed->was.len && view_eq(source, v->feed->was)) {
		ledger_rename(l, offer->feed);
		return false;
	}
	if (feeds_find(v->it->feeds, source))
		return false;
	ledger_adopt(l, offer);
	return true;
}

/* One letter for all of a kind, since each holds the whole document. */
void intake_reject(struct visit *v, size_t n, struct view why)
{
	stage_letter(v->stage, v->in->partition, v->in->key, v->in->value,
		     &v->in->headers, why);
	stage_count(v->stage, v->in->partition, DISPOSITION_REJECTED, n);
}

/* What nobody got needs no withdrawal; a kill that names no story is for somebody to act on. */
static void filter(struct visit *v, const struct story *s)
{
	struct view why = names_kill_problem(s);

	if (why.len)
		intake_reject(v, 1, why);
	else
		intake_count(v, DISPOSITION_FILTERED);
}

bool intake_settle(struct visit *v, struct story *s, const struct ledger_offer *offer,
		   const struct digest *hash, struct view link, bool pass_over,
		   struct err *err)
{
	struct ledger l;
	bool known, write;

	if (!memory_story(&v->memory, s->uri, &l, &known, err))
		return false;
	if (!known)
		v->facts.fresh++;
	if (known && change_source(v, &l, offer)) {
		memory_put_story(&v->memory, s->uri, &l);
		intake_count(v, DISPOSITION_DUPLICATE);
		return true;
	}
	if (pass_over && l.version == 0 && !l.pending) {
		ledger_pass_over(&l, offer, v->today);
		memory_put_story(&v->memory, s->uri, &l);
		intake_count(v, DISPOSITION_FILTERED);
		return true;
	}
	enum ledger_verdict verdict = ledger_judge(&l, known, offer, v->today, &write);
	if (write)
		memory_put_story(&v->memory, s->uri, &l);
	switch (verdict) {
	case LEDGER_PUBLISH:
		return publish(v, s, &l, hash, err);
	case LEDGER_WANT:
		return emit_want_page(v, s, link, want_key(link, v->a), err);
	case LEDGER_UNCHANGED:
		intake_count(v, DISPOSITION_UNCHANGED);
		return true;
	case LEDGER_DUPLICATE:
		intake_count(v, DISPOSITION_DUPLICATE);
		return true;
	case LEDGER_FILTERED:
		filter(v, s);
		return true;
	}
	return true;
}

/* Is its page asked for before the story goes out? A sitemap's entry is little without. */
static bool wants_page(const struct visit *v, struct story *s, struct view link)
{
	bool leads_on = v->is_poll || v->is_archive || v->is_sitemap;

	if (!leads_on || s->ext.text_from >= STORY_PAGE ||
	    v->feed->usage == FEED_USAGE_HEADLINE || v->hops >= WANT_HOPS_MAX ||
	    !(v->feed->full_text || (v->is_sitemap && s->headlines.len == 0)) ||
	    want_key(link, v->a).len == 0)
		return false;
	if (follow_allows(v, link))
		return true;
	merge_failed_page(s, VIEW("the page is on another site"));
	return false;
}

bool intake_entry(struct visit *v, struct story *s, struct err *err)
{
	struct view link = story_alt_id(s, VIEW("link"));
	bool refused = v->feed && !feed_rules_accept(v->feed, s);

	intake_usage(v, s);
	struct digest hash = identity_content(s);
	struct ledger_offer offer = {
		.feed = v->feed_id,
		.kind = s->ext.text_from,
		.status = s->status,
		.fetched_at = v->fetched_at,
		.content_hash = hash.hex,
		.wants_page = wants_page(v, s, link),
	};
	return intake_settle(v, s, &offer, &hash, link, refused || too_old(v, s), err);
}
