/* SPDX-License-Identifier: Apache-2.0 */
/* Records of kw.fetch-state and kw.fetch: what decodes encodes to what decodes to the same. */
#include "common/base/arena.h"
#include "common/base/must.h"
#include "common/story/want.h"
#include "fetcher/feed_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

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
	if (feed_state_decode(v, a, &feed, &err))
		MUST(feed_state_encode(&feed, &out, &err));
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
