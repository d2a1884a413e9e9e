/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page that is looked at again may have been edited without a word, or be there no longer.
 * Whatever else goes wrong with it is no news: the story stays as it is.
 */
#include "parser/intake_parts.h"
#include "parser/merge.h"

static bool is_gone(const struct visit *v)
{
	struct view status = headers_get(&v->in->headers, VIEW("kw-status"));

	return view_eq(status, VIEW("404")) || view_eq(status, VIEW("410"));
}

/* A canceled story has no text. */
static void cancel(struct story *s)
{
	s->status = STORY_CANCELED;
	s->headlines.len = s->descriptions.len = s->bodies.len = 0;
	s->renditions.len = s->associations.len = 0;
}

/* Is `s` the version that is current? Another one may have come by its feed since. */
static bool is_current(const struct visit *v, const struct story *s)
{
	struct ledger l;
	struct err err;
	bool known;

	return memory_story(&v->memory, s->uri, &l, &known, &err) && known &&
	       s->ext.content_hash.len >= LEDGER_HASH &&
	       view_eq(view_head(s->ext.content_hash, LEDGER_HASH),
		       view_of(l.content_hash));
}

void look_merge(struct visit *v, struct story *s, const struct story *page,
		bool *ret_news)
{
	/* What others made of the story is theirs to make again. */
	s->ext.tagger = s->ext.cluster = (struct view){ NULL, 0 };
	s->ext.mentions = (struct story_mentions){ 0 };
	s->ext.scores = (struct story_scores){ 0 };
	s->ext.same_as = (struct story_ids){ 0 };
	s->ext.fetched_at = v->fetched_at;
	*ret_news = true;
	if (is_gone(v)) {
		cancel(s);
		return;
	}
	/* The text of an entry is the feed's to change. */
	if (!page || s->ext.text_from != STORY_PAGE || !is_current(v, s)) {
		*ret_news = false;
		return;
	}
	s->bodies = (struct story_texts){ 0 };
	merge_page(s, page, v->a);
	if (page->version_created != INSTANT_NONE &&
	    page->version_created > s->version_created)
		s->version_created = page->version_created;
}
