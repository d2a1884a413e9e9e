/* SPDX-License-Identifier: Apache-2.0 */
/* Records of kw.fetch-state and kw.fetch: what decodes encodes to what decodes to the same, and
 * whatever a feed's record says, the next poll is planned within bounds. */
#include "common/base/arena.h"
#include "common/base/must.h"
#include "common/story/want.h"
#include "fetcher/condition.h"
#include "fetcher/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void live_on(struct feed_state *s, struct arena *a)
{
	static const struct plan_bounds bounds = { 300000, 60000, 3600000 };
	const instant_ms now = 1700000000000;
	AUTO(reply) r = reply_new(1024);
	struct want w;
	struct plan p;
	bool gap;

	plan_configured(s, s->configured, &bounds);
	want_init(&w, WANT_REPORT);
	w.entries = w.fresh = 10;
	w.text_bytes = 100;
	w.oldest = w.newest = now;
	plan_report(s, &bounds, &w, now, a, &gap);
	(void)condition_of(s, now, a);
	r->status = 200;
	buf_add(&r->body, VIEW("body"));
	plan_reply(s, &bounds, r, VIEW(""), now, 5, a, &p);
	MUST(s->next_at >= now + bounds.min_ms && s->next_at <= now + bounds.max_ms);
	w.fresh = 0;
	w.skip_hours = WANT_HOURS_ALL;
	plan_report(s, &bounds, &w, now, a, &gap);
	MUST(s->next_at >= now + bounds.min_ms && s->next_at <= now + bounds.max_ms);
	MUST(s->interval_ms >= bounds.min_ms && s->interval_ms <= bounds.max_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct view v = view_at(bytes, len), name;
	AUTO(arena) a = arena_new((size_t)64 << 20);
	BUF(out, WANT_VALUE_MAX * 2);
	struct feed_state feed;
	struct host_state host;
	struct page_state page, page_again;
	struct want want, want_again;
	struct err err;

	(void)state_key_kind(v, &name);
	if (feed_state_decode(v, a, &feed, &err)) {
		MUST(feed_state_encode(&feed, &out, &err));
		live_on(&feed, a);
	}
	buf_clear(&out);
	if (host_state_decode(v, a, &host, &err))
		MUST(host_state_encode(&host, &out, &err));
	buf_clear(&out);
	if (page_state_decode(v, a, &page, &err)) {
		MUST(page_state_encode(&page, &out, &err));
		MUST(page_state_decode(buf_view(&out), a, &page_again, &err));
		MUST(view_eq(page.want, page_again.want));
	}
	buf_clear(&out);
	if (want_decode(v, a, &want, &err)) {
		MUST(want_encode(&want, &out, &err));
		MUST(want_decode(buf_view(&out), a, &want_again, &err));
		MUST(want.kind == want_again.kind &&
		     view_eq(want.story, want_again.story) &&
		     view_eq(want.url, want_again.url) &&
		     want.newest == want_again.newest);
	}
	return 0;
}
