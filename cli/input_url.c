/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/input_url.h"

#include "cli/follow.h"
#include "common/story/url.h"

bool input_is_url(const char *name)
{
	return url_is_web(view_of(name));
}

bool input_fetch(const char *address, struct arena *a, struct buf *out,
		 struct input_document *ret, struct err *err)
{
	struct view url = view_of(address);
	struct followed to;
	AUTO(follow) f = NULL;

	if (!follow_new("Kurilwire", url, out->max, &f, err) ||
	    !follow_get(f, url, a, &to, err))
		return false;
	AUTO(reply) r = to.reply;
	if (!buf_add(out, buf_view(&r->body)))
		return err_set(err, ERR_REJECT, "%.*s: over %zu bytes", VIEW_ARG(to.url),
			       out->max);
	ret->url = to.url;
	ret->content_type = arena_copy(a, reply_header(r, VIEW("content-type")));
	return true;
}
