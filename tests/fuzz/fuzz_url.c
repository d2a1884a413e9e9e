/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/must.h"
#include "common/story/url.h"

enum { ARENA_BYTES = 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The input is a base and, behind a line end, a reference. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct view ref = view_at(bytes, len), base;
	BUF(uri, URL_MAX);

	if (len == 0)
		return 0;
	(void)view_next(&ref, '\n', &base);
	struct view url = url_resolve(base, ref, a);
	MUST(url.len <= URL_MAX);
	if (url_is_web(url)) {
		MUST(url_is_uri(url));
		struct view once = url_canonical(url, a);
		MUST(once.len == 0 || view_eq(once, url_canonical(once, a)));
		MUST(view_find_byte(url_host(url_without_secrets(url, a), a), '@', 0) ==
		     VIEW_NONE);
	}
	if (url_add_uri(&uri, ref))
		MUST(url_is_uri(buf_view(&uri)));
	return 0;
}
