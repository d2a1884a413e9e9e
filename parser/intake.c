/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/intake_parts.h"

#include "common/base/mem.h"
#include "common/story/identity.h"
#include "common/story/ninjs.h"
#include "common/story/url.h"
#include "parser/feed_rules.h"
#include "parser/merge.h"
#include "parser/siblings.h"

enum {
	RECORD_MAX = 5 * 1024 * 1024, /* bytes of one story's JSON */
	ARENA_PER_BYTE = 3, /* with ARENA_BASE: 4 times the document plus 4 MiB */
	ARENA_BASE = 4 * 1024 * 1024,
};
#define MS_PER_DAY INT64_C(86400000)

/* Memory that one document may take. */
static size_t arena_bytes(const struct document_limits *limits)
{
	return limits->bytes_max * (ARENA_PER_BYTE + 1) + ARENA_BASE;
}

struct intake *intake_new(const struct feeds *feeds, struct document_limits limits)
{
	struct intake *it = mem_new(sizeof *it);

	it->feeds = feeds;
	it->limits = limits;
	it->arena = arena_new(arena_bytes(&limits));
	buf_init(&it->json, RECORD_MAX);
	it->expiry = expiry_new();
	return it;
}

void intake_free(struct intake *it)
{
	if (!it)
		return;
	arena_free(it->arena);
	expiry_free(it->expiry);
	buf_done(&it->json);
	free(it);
}

void intake_configure(struct intake *it, const struct feeds *feeds,
		      struct document_limits limits)
{
	arena_free(it->arena);
	it->arena = arena_new(arena_bytes(&limits));
	it->limits = limits;
	it->feeds = feeds;
}

/* --- one story ------------------------------------------------------------------------ */

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

static void count_one(struct visit *v, enum disposition what)
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

static void keep_usage(const struct visit *v, struct story *s)
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
static void reject_entries(struct visit *v, size_t n, struct view why)
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
		reject_entries(v, 1, why);
	else
		count_one(v, DISPOSITION_FILTERED);
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
		count_one(v, DISPOSITION_DUPLICATE);
		return true;
	}
	if (pass_over && l.version == 0 && !l.pending) {
		ledger_pass_over(&l, offer, v->today);
		memory_put_story(&v->memory, s->uri, &l);
		count_one(v, DISPOSITION_FILTERED);
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
		count_one(v, DISPOSITION_UNCHANGED);
		return true;
	case LEDGER_DUPLICATE:
		count_one(v, DISPOSITION_DUPLICATE);
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

static bool take_entry(struct visit *v, struct story *s, struct err *err)
{
	struct view link = story_alt_id(s, VIEW("link"));
	bool refused = v->feed && !feed_rules_accept(v->feed, s);

	keep_usage(v, s);
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

/* --- entries of one document ------------------------------------------------------------- */

static instant_ms changed_at(const struct story *s)
{
	return s->version_created != INSTANT_NONE ? s->version_created : s->first_created;
}

/* A feed may hold several renderings of one story, of which the newest counts: each for
 * itself would be a new version at every poll. A wire file holds a story's versions in
 * their order, and all of them count. */
static void note_newest(struct visit *v, struct story *s)
{
	const struct story *other = map_get(v->newest_of, s->uri);

	if (!other || changed_at(s) > changed_at(other))
		(void)map_put(v->newest_of, s->uri, s);
	(void)map_put(v->last_of, s->uri, s);
}

/* Is a later version of the story, which the document holds as well, the one that came last?
 * Then all of this was here before, and is no news in any order. */
static bool is_overtaken(const struct visit *v, const struct story *s)
{
	struct story *last = map_get(v->last_of, s->uri);
	struct ledger l;
	struct err err;
	bool known;

	if (last == s || !memory_story(&v->memory, s->uri, &l, &known, &err) || !known)
		return false;
	keep_usage(v, last);
	struct digest hash = identity_content(last);
	return view_eq(view_of(l.entry_hash), view_at(hash.hex, LEDGER_HASH));
}

static void note_entry(struct visit *v, struct story *s)
{
	s->ext.feed = v->feed_id;
	s->ext.fetched_at = v->fetched_at;
	if (!s->ext.url.len)
		s->ext.url = v->url;
	poll_facts_add(&v->facts, s, v->a);
}

/* Gives each its uri. */
static void identify_all(struct visit *v, const struct parsed *p)
{
	struct sibling *all = ARENA_ARRAY(v->a, struct sibling, p->stories_len + 1);
	size_t nameless = 0, shared_len;

	for (size_t i = 0; i < p->stories_len; i++)
		all[i] = intake_keys(v, &p->stories[i]);
	struct view *shared = siblings_shared(all, p->stories_len, v->a, &shared_len);
	memory_share(&v->memory, memory_keys(shared, shared_len, v->a), shared_len,
		     v->today);
	for (size_t i = 0; i < p->stories_len; i++) {
		note_entry(v, all[i].story);
		if (!intake_identify(v, &all[i])) {
			nameless++;
			continue;
		}
		note_newest(v, all[i].story);
		if (names_count_in(p->format))
			names_keep(v, all[i].story);
	}
	if (nameless)
		reject_entries(
		    v, nameless,
		    arena_printf(v->a, "%zu entries have no id and no text", nameless));
}

static bool take_entries(struct visit *v, const struct parsed *p, struct err *err)
{
	AUTO(map) newest_of = map_new();
	AUTO(map) last_of = map_new();

	v->newest_of = newest_of;
	v->last_of = last_of;
	identify_all(v, p);
	for (size_t i = 0; i < p->stories_len; i++) {
		struct story *s = &p->stories[i];
		if (!s->uri.len)
			continue;
		bool wire = s->ext.text_from == STORY_WIRE;
		if (wire ? is_overtaken(v, s) : map_get(newest_of, s->uri) != s)
			count_one(v, DISPOSITION_DUPLICATE);
		else if (!take_entry(v, s, err))
			return false;
	}
	return true;
}

/* --- documents ------------------------------------------------------------------------- */

struct document intake_document(const struct visit *v)
{
	struct document d = {
		.body = v->in->value,
		.content_type = headers_get(&v->in->headers, VIEW("content-type")),
		.url = v->url,
		.polled = v->is_poll,
		.fetched_at = v->fetched_at,
		.limits = v->it->limits,
	};

	d.hints.provider = v->provider;
	d.hints.feed = v->feed_id;
	if (v->feed)
		feed_rules_hints(v->feed, &d.hints);
	return d;
}

static bool is_sitemap(const struct parsed *p)
{
	return p->format == FORMAT_SITEMAP || p->format == FORMAT_SITEMAP_INDEX;
}

static struct memory_feed feed_memory(const struct visit *v)
{
	struct memory_feed f = memory_get_feed(&v->memory, v->feed_id);

	if (!f.known && v->feed->was.len)
		f = memory_get_feed(&v->memory, v->feed->was);
	return f;
}

/* A document that stands for itself: a poll of a feed, or a page or file with no entry. */
static bool take_document(struct visit *v, struct err *err)
{
	struct document d = intake_document(v);
	struct view fetch_error = headers_get(&v->in->headers, VIEW("kw-error"));
	struct parsed p = { 0 };
	struct err why = { 0 };

	if (fetch_error.len)
		return err_set(err, ERR_REJECT, "%.*s", VIEW_ARG(fetch_error));
	if (v->is_poll)
		v->seen = feed_memory(v);
	if (!parse_document(&d, v->a, &p, &why)) {
		if (why.fate != ERR_REJECT || !v->is_poll) {
			*err = why;
			return false;
		}
		reject_entries(v, 1, view_of(why.text));
		return follow_report(v, NULL, view_of(why.text), err);
	}
	v->home_url = p.home_url;
	v->is_sitemap = v->is_sitemap || (v->is_poll && is_sitemap(&p));
	if (!take_entries(v, &p, err))
		return false;
	if (p.lost)
		reject_entries(v, p.lost,
			       arena_printf(v->a, "%zu damaged entries: %.*s", p.lost,
					    VIEW_ARG(p.lost_why)));
	if (v->is_sitemap && !follow_index(v, &p, err))
		return false;
	if (v->is_archive)
		return follow_archive(v, &p, err);
	if (!v->is_poll)
		return true;
	follow_remember(v);
	return follow_report(v, &p, (struct view){ 0 }, err);
}

bool intake_step(void *self, struct stage *stage, const struct stage_record *in,
		 struct err *err)
{
	struct intake *it = self;
	const struct headers *h = &in->headers;
	struct view partial = headers_get(h, VIEW("kw-story"));
	struct visit v = {
		.it = it,
		.stage = stage,
		.in = in,
		.a = it->arena,
		.memory = { stage, in->partition },
		.provider = in->key,
		.feed_id = headers_get(h, VIEW("kw-feed")),
		.url = headers_get(h, VIEW("kw-url")),
		.requested_url = headers_get(h, VIEW("kw-requested-url")),
		.traceparent = headers_get(h, VIEW("traceparent")),
		.fetched_at = INSTANT_NONE,
		.since = INSTANT_NONE,
		.today = stage_now_ms(stage) / MS_PER_DAY,
	};

	arena_reset(it->arena);
	poll_facts_init(&v.facts);
	(void)instant_parse(headers_get(h, VIEW("kw-since")), &v.since);
	(void)view_to_i64(headers_get(h, VIEW("kw-hops")), &v.hops);
	(void)instant_parse(headers_get(h, VIEW("kw-fetched-at")), &v.fetched_at);
	v.feed = feeds_find(it->feeds, v.feed_id);
	if (v.feed)
		v.feed_url = url_public(v.feed->url, v.feed->secret_parameters.items,
					v.feed->secret_parameters.len, v.a);
	v.is_poll = !partial.len && v.feed && view_eq(v.requested_url, v.feed_url);
	struct view kind = headers_get(h, VIEW("kw-kind"));
	v.is_archive = v.feed && view_eq(kind, VIEW("archive"));
	v.is_sitemap = v.feed && view_eq(kind, VIEW("sitemap"));
	v.is_look = view_eq(kind, VIEW("look"));
	bool ok = partial.len ? intake_page(&v, partial, err) : take_document(&v, err);
	if (ok && arena_over(it->arena))
		ok = err_set(err, ERR_REJECT,
			     "the document needs more than %zu bytes of memory",
			     arena_bytes(&it->limits));
	return ok;
}

static bool assigned(void *self, struct stage *s, int32_t partition, struct err *err)
{
	struct intake *it = self;

	(void)s;
	(void)err;
	expiry_assigned(it->expiry, partition);
	return true;
}

static void revoked(void *self, struct stage *s, int32_t partition)
{
	struct intake *it = self;

	(void)s;
	expiry_revoked(it->expiry, partition);
}

static bool timer(void *self, struct stage *s, int64_t *ret_wait_ms, struct err *err)
{
	struct intake *it = self;

	(void)err;
	expiry_timer(it->expiry, s, ret_wait_ms);
	return true;
}

void intake_worker(struct intake *it, struct stage_worker *ret)
{
	*ret = (struct stage_worker){
		.name = "parser",
		.input = TOPIC_RAW,
		.state = TOPIC_PARSE_STATE,
		.output = TOPIC_STORIES,
		.state_format = 1,
		.self = it,
		.step = intake_step,
		.assigned = assigned,
		.revoked = revoked,
		.timer = timer,
	};
}
