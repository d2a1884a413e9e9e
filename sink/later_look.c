/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/later_look.h"

#include "common/story/ninjs.h"
#include "common/story/want.h"

/* Most records are passed over by these bytes alone. A text that holds them has its quotation
 * marks escaped. */
static bool is_of_page(struct view record)
{
	return view_find(record, VIEW("\"textFrom\":\"page\""), 0) != VIEW_NONE;
}

static bool is_first_sending(const struct headers *h)
{
	int version, revision;

	return headers_version(headers_get(h, VIEW("ce_id")), &version, &revision) &&
	       revision == 0;
}

/* The page brings the text again; the rest is made again by whoever made it. */
static void strip(struct story *s)
{
	s->bodies = (struct story_texts){ 0 };
	s->ext.tagger = s->ext.cluster = (struct view){ NULL, 0 };
	s->ext.mentions = (struct story_mentions){ 0 };
	s->ext.scores = (struct story_scores){ 0 };
	s->ext.same_as = (struct story_ids){ 0 };
}

static bool is_looked_at(const struct story *s)
{
	return s->status == STORY_USABLE && s->ext.text_from == STORY_PAGE &&
	       s->ext.feed.len > 0 && s->ext.url.len <= WANT_URL_MAX;
}

bool later_look_of(struct view record, const struct headers *h, instant_ms at,
		   struct arena *a, struct buf *out, struct view *ret_key)
{
	struct story s;
	struct want w;
	struct err err;
	BUF(story, WANT_STORY_MAX);

	if (!is_of_page(record) || !is_first_sending(h) ||
	    !ninjs_decode(record, a, &s, &err) || !is_looked_at(&s))
		return false;
	*ret_key = want_key(s.ext.url, a);
	strip(&s);
	if (ret_key->len == 0 || !ninjs_encode(&s, &story, &err))
		return false;
	want_init(&w, WANT_PAGE);
	w.feed = s.ext.feed;
	w.url = s.ext.url;
	w.hops = WANT_HOPS_MAX; /* it leads nowhere */
	w.story = buf_view(&story);
	w.story_uri = s.uri;
	w.not_before = at;
	w.traceparent = headers_get(h, VIEW("traceparent"));
	return want_encode(&w, out, &err);
}
