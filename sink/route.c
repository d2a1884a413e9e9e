/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/route.h"

#include <inttypes.h>

#include "common/base/must.h"
#include "sink/route_rules.h"

const char *const condition_names[] = { "about",    "mentions", "subject",  "score",
					"language", "feed",     "provider", "status",
					"age",      "any_of",   "all_of",   "not",
					NULL };

const char *const route_copies_names[] = { "all", "first", "changed", NULL };

const struct route_topic *route_topics(const struct routes *r, size_t *ret_len)
{
	*ret_len = r->topics_len;
	return r->topics;
}

const struct route_clustered *route_clustered(const struct routes *r, size_t *ret_len)
{
	*ret_len = r->clustered_len;
	return r->clustered;
}

const struct route_clustered *route_clustered_named(const struct routes *r,
						    struct view id)
{
	for (size_t i = 0; i < r->clustered_len; i++)
		if (view_eq(r->clustered[i].id, id))
			return &r->clustered[i];
	return NULL;
}

route_set route_topic_named(const struct routes *r, struct view name)
{
	for (size_t i = 0; i < r->topics_len; i++)
		if (view_eq(view_of(r->topics[i].name), name))
			return (route_set)1 << i;
	return 0;
}

route_set route_set_of(size_t len)
{
	MUST(len <= ROUTE_TOPICS_MAX);
	return len ? ~(route_set)0 >> (ROUTE_TOPICS_MAX - len) : 0;
}

void route_facts_of(const struct headers *h, instant_ms now, struct route_facts *ret)
{
	*ret = (struct route_facts){
		.about = headers_get(h, VIEW("kw-about")),
		.tags = headers_get(h, VIEW("kw-tags")),
		.subjects = headers_get(h, VIEW("kw-subjects")),
		.scores = headers_get(h, VIEW("kw-scores")),
		.language = headers_get(h, VIEW("kw-lang")),
		.feed = headers_get(h, VIEW("ce_source")),
		.provider = headers_get(h, VIEW("kw-provider")),
		.status = headers_get(h, VIEW("kw-status")),
		.time = INSTANT_NONE,
		.now = now,
	};
	if (!instant_parse(headers_get(h, VIEW("ce_time")), &ret->time))
		ret->time = INSTANT_NONE;
}

/* --- matching -------------------------------------------------------------------------- */

/* "zh" takes zh-Hant too (RFC 4647 §3.3.1). */
static bool speaks(struct view language, struct view range)
{
	return view_starts_nocase(language, range) &&
	       (language.len == range.len || language.p[range.len] == '-');
}

/* The fact that a condition of this kind looks at. */
static struct view fact_of(const struct route_facts *f, enum condition_kind kind)
{
	switch (kind) {
	case CONDITION_ABOUT:
		return f->about;
	case CONDITION_MENTIONS:
		return f->tags;
	case CONDITION_SUBJECT:
		return f->subjects;
	case CONDITION_SCORE:
		return f->scores;
	case CONDITION_LANGUAGE:
		return f->language;
	case CONDITION_FEED:
		return f->feed;
	case CONDITION_PROVIDER:
		return f->provider;
	case CONDITION_STATUS:
		return f->status;
	default:
		return (struct view){ NULL, 0 };
	}
}

static bool has_one(const struct condition *c, struct view fact)
{
	for (size_t i = 0; i < c->wanted_len; i++) {
		struct view wanted = c->wanted[i];
		if (c->kind == CONDITION_LANGUAGE ? speaks(fact, wanted)
						  : headers_lists(fact, wanted))
			return true;
	}
	return false;
}

/* The depth is that of the file, at most SETTINGS_DEPTH_MAX. */
static bool holds(const struct condition *c, const struct route_facts *f)
{
	switch (c->kind) {
	case CONDITION_SCORE:
		return headers_score(f->scores, c->wanted[0]) >= c->limit;
	case CONDITION_AGE:
		/* What has no time is as old as nobody knows. */
		return f->time != INSTANT_NONE && f->now - f->time <= c->limit;
	case CONDITION_ANY_OF:
		for (size_t i = 0; i < c->inner_len; i++)
			if (holds(&c->inner[i], f))
				return true;
		return false;
	case CONDITION_ALL_OF:
		for (size_t i = 0; i < c->inner_len; i++)
			if (!holds(&c->inner[i], f))
				return false;
		return true;
	case CONDITION_NOT:
		return !holds(&c->inner[0], f);
	default:
		return has_one(c, fact_of(f, c->kind));
	}
}

static bool is_usable(const struct route_facts *f)
{
	return f->status.len == 0 || view_eq(f->status, VIEW("usable"));
}

static bool takes(const struct route *r, const struct route_facts *f)
{
	return (r->any_status || is_usable(f)) && holds(&r->when, f);
}

route_set route_match(const struct routes *r, const struct route_facts *facts)
{
	route_set topics = 0;

	for (size_t i = 0; i < r->len; i++)
		if (takes(&r->items[i], facts))
			topics |= r->items[i].topics;
	return topics;
}

route_set route_split(const struct routes *r, const struct route_facts *facts,
		      route_set *ret_clustered)
{
	route_set straight = 0, clustered = 0;

	for (size_t i = 0; i < r->len; i++) {
		const struct route *route = &r->items[i];
		if (!takes(route, facts))
			continue;
		if (route->copies == ROUTE_COPIES_UNASKED)
			straight |= route->topics;
		else
			clustered |= (route_set)1 << route->clustered;
	}
	*ret_clustered = clustered;
	return straight;
}

/* --- explaining ------------------------------------------------------------------------ */

static void explain_wanted(const struct condition *c, struct buf *out)
{
	for (size_t i = 0; i < c->wanted_len; i++)
		(void)buf_printf(out, "%s%.*s", i ? ", " : " ", VIEW_ARG(c->wanted[i]));
	if (c->kind == CONDITION_SCORE)
		(void)buf_printf(out, " at least %" PRId64, c->limit);
	if (c->kind == CONDITION_AGE)
		(void)buf_printf(out, " at most %" PRId64 " s", c->limit / 1000);
}

/* What there was instead. */
static void explain_found(const struct condition *c, const struct route_facts *f,
			  struct buf *out)
{
	struct view fact = fact_of(f, c->kind);

	if (c->kind >= CONDITION_ANY_OF)
		return;
	if (c->kind == CONDITION_AGE && f->time != INSTANT_NONE)
		(void)buf_printf(out, " (%" PRId64 " s)", (f->now - f->time) / 1000);
	else if (fact.len)
		(void)buf_printf(out, " (%.*s)", VIEW_ARG(fact));
	else
		(void)buf_add(out, VIEW(" (none)"));
}

static void explain_condition(const struct condition *c, const struct route_facts *f,
			      int depth, struct buf *out)
{
	bool good = holds(c, f);

	(void)buf_printf(out, "%*s%s", 2 * depth, "", condition_names[c->kind]);
	explain_wanted(c, out);
	(void)buf_add(out, good ? VIEW(": yes") : VIEW(": no"));
	if (!good)
		explain_found(c, f, out);
	(void)buf_add_byte(out, '\n');
	for (size_t i = 0; i < c->inner_len; i++)
		explain_condition(&c->inner[i], f, depth + 1, out);
}

void route_explain(const struct routes *r, const struct route_facts *facts,
		   struct buf *out)
{
	for (size_t i = 0; i < r->len; i++) {
		const struct route *route = &r->items[i];
		const char *before = " \xE2\x86\x92 ";

		(void)buf_add(out, route->id);
		for (size_t t = 0; t < r->topics_len; t++) {
			if (!(route->topics >> t & 1))
				continue;
			(void)buf_printf(out, "%s%s", before, r->topics[t].name);
			before = ", ";
		}
		(void)buf_printf(out, ": %s\n", takes(route, facts) ? "yes" : "no");
		if (route->copies != ROUTE_COPIES_UNASKED)
			(void)buf_printf(out, "  copies of one text: %s\n",
					 route_copies_names[route->copies - 1]);
		if (!route->any_status && !is_usable(facts))
			(void)buf_printf(out, "  the story is %.*s\n",
					 VIEW_ARG(facts->status));
		explain_condition(&route->when, facts, 1, out);
	}
}

/* --- references --------------------------------------------------------------------------- */

static enum route_ref ref_of(enum condition_kind kind)
{
	switch (kind) {
	case CONDITION_MENTIONS:
		return ROUTE_REF_PACK;
	case CONDITION_ABOUT:
	case CONDITION_SCORE:
		return ROUTE_REF_TOPIC;
	case CONDITION_SUBJECT:
		return ROUTE_REF_SUBJECT;
	case CONDITION_LANGUAGE:
		return ROUTE_REF_LANGUAGE;
	case CONDITION_FEED:
		return ROUTE_REF_FEED;
	case CONDITION_PROVIDER:
		return ROUTE_REF_PROVIDER;
	default:
		return ROUTE_REFS;
	}
}

static void visit_refs(const struct condition *c, route_ref_visit *visit, void *self)
{
	enum route_ref what = ref_of(c->kind);

	for (size_t i = 0; what != ROUTE_REFS && i < c->wanted_len; i++)
		visit(self, what, c->wanted[i], c->marks[i]);
	for (size_t i = 0; i < c->inner_len; i++)
		visit_refs(&c->inner[i], visit, self);
}

void route_refs(const struct routes *r, route_ref_visit *visit, void *self)
{
	for (size_t i = 0; i < r->len; i++)
		visit_refs(&r->items[i].when, visit, self);
}
