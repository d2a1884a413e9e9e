/* SPDX-License-Identifier: Apache-2.0 */
/* The first byte chooses the status, each line then is a header, the rest the body. */
#include "common/base/arena.h"
#include "common/base/must.h"
#include "fetcher/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const int statuses[] = { 200, 304, 301, 404, 410, 429, 503, 500, 0 };
	static const struct plan_bounds bounds = { 300000, 60000, 3600000 };
	const instant_ms now = 1700000000000;
	AUTO(arena) a = arena_new(1 << 20);
	AUTO(reply) r = reply_new(65536);
	BUF(out, STATE_VALUE_MAX);
	struct view rest = view_at(bytes, len), line;
	struct feed_state s, again;
	struct plan p;
	struct err err;

	if (len == 0)
		return 0;
	r->status = statuses[bytes[0] % (sizeof statuses / sizeof statuses[0])];
	rest = view_from(rest, 1);
	while (view_next(&rest, '\n', &line) && line.len > 0)
		reply_add_line(r, line);
	if (rest.p)
		buf_add(&r->body, rest);

	int64_t after = reply_retry_after_ms(r, now), fresh = reply_fresh_ms(r, now);
	MUST(after >= -1 && fresh >= -1);
	feed_state_init(&s);
	plan_configured(&s, VIEW("http://h/"), &bounds);
	s.body_hash = VIEW("00");
	plan_reply(&s, &bounds, r, VIEW(""), now, bytes[0], a, &p);
	MUST(s.next_at == INSTANT_NONE || s.next_at >= now + bounds.min_ms);
	MUST(s.next_at == INSTANT_NONE ||
	     s.next_at <= now + PLAN_WAIT_MAX_MS + PLAN_WAIT_MAX_MS / 10);
	MUST(feed_state_encode(&s, &out, &err));
	MUST(feed_state_decode(buf_view(&out), a, &again, &err));
	MUST(again.next_at == s.next_at && again.status == s.status);
	return 0;
}
