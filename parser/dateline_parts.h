/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline_parts - what the files of a dateline share. Included by parser/dateline*.c alone.
 *
 * dateline_list.c says what each piece is, a day, an agency or a place, alone and in the lists
 * that brackets hold; dateline.c knows the forms in which they stand.
 */
#pragma once

#include "parser/dateline.h"

enum { DATELINE_AGENCY_MAX = 40 /* bytes of a name that signs */ };

struct dateline_head {
	struct view text;
	size_t pos;
	instant_ms reference;
	struct dateline *ret;
	bool dated, signed_; /* a day, an agency was named */
};

static inline struct view dateline_rest(const struct dateline_head *h)
{
	return view_from(h->text, h->pos);
}

static inline bool dateline_take(struct dateline_head *h, struct view literal)
{
	if (!view_starts(dateline_rest(h), literal))
		return false;
	h->pos += literal.len;
	return true;
}

static inline bool dateline_spaces(struct dateline_head *h)
{
	size_t start = h->pos;

	while (dateline_take(h, VIEW(" ")) || dateline_take(h, VIEW("\xc2\xa0")) ||
	       dateline_take(h, VIEW("　")))
		;
	return h->pos > start;
}

/* False: it is no day. */
bool dateline_add_day(struct dateline_head *h, struct view v);
void dateline_add_agency(struct dateline_head *h, struct view v);
/* "新华社东京1月23日": agency, place and day without anything between. */
bool dateline_add_joined(struct dateline_head *h, struct view v);
/* The pieces of a list, which may begin with a place. */
void dateline_add_list(struct dateline_head *h, struct view list, bool place_first);
/* Takes what stands in brackets; nested ones are the agency's: "[モスクワ（ロイター）]". */
bool dateline_bracketed(struct dateline_head *h, struct view *ret);
