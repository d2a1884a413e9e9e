/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/intake_parts.h"

#include "common/base/mem.h"
#include "common/base/plural.h"
#include "common/story/identity.h"
#include "common/story/url.h"
#include "parser/feed_rules.h"
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
	intake_usage(v, last);
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
		intake_reject(
		    v, nameless,
		    arena_printf(v->a, "%zu %s no id and no text", nameless,
				 plural(nameless, "entry has", "entries have")));
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
			intake_count(v, DISPOSITION_DUPLICATE);
		else if (!intake_entry(v, s, err))
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
		intake_reject(v, 1, view_of(why.text));
		return follow_report(v, NULL, view_of(why.text), err);
	}
	v->home_url = p.home_url;
	v->is_sitemap = v->is_sitemap || (v->is_poll && is_sitemap(&p));
	if (!take_entries(v, &p, err))
		return false;
	if (p.lost)
		intake_reject(v, p.lost,
			      arena_printf(v->a, "%zu damaged %s: %.*s", p.lost,
					   plural(p.lost, "entry", "entries"),
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
