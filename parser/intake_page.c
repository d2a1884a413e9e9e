/* SPDX-License-Identifier: Apache-2.0 */
/* The page that an entry led to, and what it makes of the entry's story. */
#include "parser/intake_parts.h"

#include "common/base/must.h"
#include "common/base/plural.h"
#include "common/story/identity.h"
#include "common/story/ninjs.h"
#include "parser/merge.h"

/* The article of a page; NULL with `*ret_why` when there is none. False: not the page's
 * fault. */
static bool read_page(struct visit *v, struct parsed *p, struct story **ret,
		      struct view *ret_why, struct err *err)
{
	struct document d = intake_document(v);
	struct err why = { 0 };

	*ret = NULL;
	*ret_why = headers_get(&v->in->headers, VIEW("kw-error"));
	if (ret_why->len)
		return true;
	if (!parse_document(&d, v->a, p, &why)) {
		*ret_why = arena_copy(v->a, view_of(why.text));
		*err = why;
		return why.fate == ERR_REJECT;
	}
	if (p->stories_len == 1 && p->stories[0].bodies.len)
		*ret = &p->stories[0];
	else
		*ret_why =
		    arena_printf(v->a, "the page holds %zu %s", p->stories_len,
				 plural(p->stories_len, "story without text", "stories"));
	return true;
}

/* The page that an entry led to. Without an article in it the story goes out from its entry,
 * so no fault of a page loses one. */
static bool page_story(struct visit *v, struct view partial, struct story *ret_entry,
		       bool *ret_news, struct err *err)
{
	struct parsed p = { 0 };
	struct story *page;
	struct view why;

	*ret_news = true;
	if (!ninjs_decode(partial, v->a, ret_entry, err) ||
	    !read_page(v, &p, &page, &why, err))
		return false;
	if (page) {
		page->ext.url = v->url;
		page->ext.fetched_at = v->fetched_at;
	}
	if (v->is_look)
		look_merge(v, ret_entry, page, ret_news);
	else if (page)
		merge_page(ret_entry, page, v->a);
	else
		merge_failed_page(ret_entry, why);
	return true;
}

bool intake_page(struct visit *v, struct view partial, struct err *err)
{
	struct story s;
	bool news;

	if (!page_story(v, partial, &s, &news, err))
		return false;
	if (!news) {
		stage_count(v->stage, v->in->partition, DISPOSITION_UNCHANGED, 1);
		return true;
	}
	const struct sibling one = intake_keys(v, &s);
	MUST(intake_identify(v, &one)); /* the wish's story has a uri */

	struct digest hash = identity_content(&s);
	struct ledger_offer offer = {
		.feed = s.ext.feed,
		.kind = s.ext.text_from,
		.status = s.status,
		.fetched_at = v->fetched_at,
		.content_hash = hash.hex,
		.is_page = true,
	};
	return intake_settle(v, &s, &offer, &hash, (struct view){ 0 }, false, err);
}
