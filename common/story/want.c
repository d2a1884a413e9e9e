/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/want.h"

#include "common/base/must.h"
#include "common/story/flat_json.h"
#include "common/story/url.h"

static const char *const names[] = { "page", "archive", "sitemap", "report", "poll" };
_Static_assert(sizeof names / sizeof names[0] == WANT_KIND_COUNT, "a name for each kind");

/* What is encoded: the kind as its name. */
struct record {
	struct view kind;
	struct want want;
};

#define AT(member) offsetof(struct record, want.member)
static const struct flat_member members[] = {
	{ "kind", FLAT_TEXT, offsetof(struct record, kind), 0, 16 },
	{ "feed", FLAT_TEXT, AT(feed), 0, 256 },
	{ "url", FLAT_TEXT, AT(url), 0, WANT_URL_MAX },
	{ "hops", FLAT_INT, AT(hops), 0, WANT_HOPS_MAX },
	{ "story", FLAT_TEXT, AT(story), 0, WANT_STORY_MAX },
	{ "story_uri", FLAT_TEXT, AT(story_uri), 0, 256 },
	{ "not_before", FLAT_INSTANT, AT(not_before), 0, 0 },
	{ "traceparent", FLAT_TEXT, AT(traceparent), 0, 256 },
	{ "since", FLAT_INSTANT, AT(since), 0, 0 },
	{ "redirects", FLAT_INT, AT(redirects), 0, 100 },
	{ "requested_url", FLAT_TEXT, AT(requested_url), 0, WANT_URL_MAX },
	{ "body_hash", FLAT_TEXT, AT(body_hash), 0, 64 },
	{ "entries", FLAT_INT, AT(entries), 0, INT32_MAX },
	{ "fresh", FLAT_INT, AT(fresh), 0, INT32_MAX },
	{ "oldest", FLAT_INSTANT, AT(oldest), 0, 0 },
	{ "newest", FLAT_INSTANT, AT(newest), 0, 0 },
	{ "ttl_minutes", FLAT_INT, AT(ttl_minutes), 0, INT32_MAX },
	{ "period_minutes", FLAT_INT, AT(period_minutes), 0, INT32_MAX },
	{ "skip_hours", FLAT_INT, AT(skip_hours), 0, WANT_HOURS_ALL },
	{ "skip_days", FLAT_INT, AT(skip_days), 0, WANT_DAYS_ALL },
	{ "gap", FLAT_BOOL, AT(gap), 0, 0 },
	{ "closed", FLAT_BOOL, AT(closed), 0, 0 },
	{ "text_bytes", FLAT_INT, AT(text_bytes), 0, INT64_MAX },
	{ "undated", FLAT_INT, AT(undated), 0, INT32_MAX },
	{ "language", FLAT_TEXT, AT(language), 0, 64 },
	{ "next_url", FLAT_TEXT, AT(next_url), 0, WANT_URL_MAX },
	{ "problem", FLAT_TEXT, AT(problem), 0, 1024 },
	{ NULL, FLAT_TEXT, 0, 0, 0 },
};

const char *want_kind_name(enum want_kind kind)
{
	MUST((size_t)kind < WANT_KIND_COUNT);
	return names[kind];
}

void want_init(struct want *w, enum want_kind kind)
{
	*w = (struct want){
		.kind = kind,
		.not_before = INSTANT_NONE,
		.since = INSTANT_NONE,
		.oldest = INSTANT_NONE,
		.newest = INSTANT_NONE,
	};
}

struct view want_key(struct view url, struct arena *a)
{
	return url_is_web(url) ? url_host(url, a) : (struct view){ NULL, 0 };
}

static bool check(const struct want *w, struct err *err)
{
	bool wanted =
	    w->kind == WANT_PAGE || w->kind == WANT_ARCHIVE || w->kind == WANT_SITEMAP;

	if (w->feed.len == 0 || w->url.len == 0)
		return err_set(err, ERR_REJECT, "a wanted %s has no feed or no url",
			       names[w->kind]);
	if (wanted && w->hops < 1)
		return err_set(err, ERR_REJECT, "a wanted %s has 1 to %d hops, not none",
			       names[w->kind], WANT_HOPS_MAX);
	return true;
}

bool want_encode(const struct want *w, struct buf *out, struct err *err)
{
	struct record r = { .kind = view_of(want_kind_name(w->kind)), .want = *w };

	return check(w, err) && flat_json_encode(members, &r, out, err);
}

bool want_decode(struct view json, struct arena *a, struct want *ret, struct err *err)
{
	struct record r = { 0 };

	if (json.len > WANT_VALUE_MAX)
		return err_set(err, ERR_REJECT, "a want is at most %d bytes, not %zu",
			       WANT_VALUE_MAX, json.len);
	if (!flat_json_decode(members, json, a, &r, err))
		return false;
	for (size_t k = 0; k < WANT_KIND_COUNT; k++) {
		if (!view_eq(r.kind, view_of(names[k])))
			continue;
		r.want.kind = (enum want_kind)k;
		if (!check(&r.want, err))
			return false;
		*ret = r.want;
		return true;
	}
	return err_set(err, ERR_REJECT, "unknown kind of want \"%.*s\"",
		       VIEW_ARG(r.kind));
}
