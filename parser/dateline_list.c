/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/utf8.h"
#include "parser/agency.h"
#include "parser/dateline_parts.h"
#include "parser/dateline_words.h"

bool dateline_add_day(struct dateline_head *h, struct view v)
{
	instant_ms day;

	if (!dateline_day(dateline_trim(v), h->reference, &day))
		return false;
	h->dated = true;
	if (h->ret->day == INSTANT_NONE)
		h->ret->day = day;
	return true;
}

void dateline_add_agency(struct dateline_head *h, struct view v)
{
	v = dateline_trim(v);
	while (v.len && (v.p[v.len - 1] == '.' || v.p[v.len - 1] == '/'))
		v.len--;
	h->signed_ = true;
	if (v.len && h->ret->agencies_len < DATELINE_AGENCIES_MAX)
		h->ret->agencies[h->ret->agencies_len++] = v;
}

/* ---- bracketed lists: "(UrduPoint News / Sputnik - 23rd January, 2023)" ---- */

/* The first separator of a list of pieces at or after `from`; its length in `*ret_len`. */
static size_t find_separator(struct view v, size_t from, size_t *ret_len)
{
	static const struct view separators[] = {
		VIEW_INIT(" - "), VIEW_INIT(" – "), VIEW_INIT(" — "), VIEW_INIT(" -- "),
		VIEW_INIT("/"),   VIEW_INIT(","),   VIEW_INIT(";"),   VIEW_INIT("="),
		VIEW_INIT("＝"),  VIEW_INIT("、"),  VIEW_INIT("，"),  VIEW_INIT("／"),
		VIEW_INIT("　"),  VIEW_INIT("|"),
	};
	size_t best = VIEW_NONE;

	for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
		size_t at = view_find(v, separators[i], from);
		if (at < best) {
			best = at;
			*ret_len = separators[i].len;
		}
	}
	return best;
}

/* "TT-AFP": two agencies that sign together. */
static bool add_pair(struct dateline_head *h, struct view v)
{
	size_t tie = view_find_byte(v, '-', 0);

	if (tie == VIEW_NONE || !agency_known(view_head(v, tie)) ||
	    !agency_known(view_from(v, tie + 1)))
		return false;
	dateline_add_agency(h, view_head(v, tie));
	dateline_add_agency(h, view_from(v, tie + 1));
	return true;
}

static void add_place(struct dateline_head *h, struct view v)
{
	v = dateline_trim(v);
	if (h->ret->place.len == 0)
		h->ret->place = v;
}

/* Bytes of the word for "by wire" at the end. */
static size_t wire_word_len(struct view v)
{
	static const struct view words[] = {
		VIEW_INIT("綜合外電報導"), VIEW_INIT("綜合報導"), VIEW_INIT("专电"),
		VIEW_INIT("外電報導"),     VIEW_INIT("综合报道"), VIEW_INIT("專電"),
		VIEW_INIT("電"),           VIEW_INIT("电"),
	};

	return view_suffix_in(v, words, sizeof words / sizeof words[0]);
}

/* "ソウル聯合ニュース", "中央社東京23日電": agency and place without anything between. */
bool dateline_add_joined(struct dateline_head *h, struct view v)
{
	size_t front = agency_prefix(v), back = agency_suffix(v);
	instant_ms day;

	if ((unsigned char)v.p[0] < 0xe3)
		return false;
	if (back && back < v.len) {
		dateline_add_agency(h, view_from(v, v.len - back));
		add_place(h, view_head(v, v.len - back));
		return true;
	}
	if (!front || front == v.len)
		return false;
	struct view tail = view_from(v, front);
	for (size_t pos = 0; pos < tail.len; (void)utf8_next(tail, &pos)) {
		size_t end = tail.len - wire_word_len(tail);
		if (end > pos &&
		    dateline_day(view_at(tail.p + pos, end - pos), h->reference, &day)) {
			(void)dateline_add_day(h, view_at(tail.p + pos, end - pos));
			tail.len = pos;
			break;
		}
	}
	dateline_add_agency(h, view_head(v, front));
	/* "中央社記者張三東京16日電": where the name ends and the place begins, nobody says. */
	if (!view_starts(tail, VIEW("記者")) && !view_starts(tail, VIEW("记者")))
		add_place(h, tail);
	return true;
}

/* One piece of a list. What is neither a day nor a known agency is a place when a list can
 * begin with one, then an agency, or a person's name behind "=". */
static void add_piece(struct dateline_head *h, struct view v, bool place_first,
		      bool behind_equals)
{
	v = dateline_trim(v);
	if (v.len == 0 || dateline_add_day(h, v))
		return;
	if (agency_known(v))
		dateline_add_agency(h, v);
	else if (add_pair(h, v) || dateline_add_joined(h, v))
		return;
	else if (place_first && h->ret->place.len == 0)
		add_place(h, v);
	else if (behind_equals)
		h->ret->author = v;
	else if (place_first)
		h->ret->place.len = (size_t)(v.p + v.len - h->ret->place.p);
	else
		dateline_add_agency(h, v);
}

/* A comma inside a date: "23rd January, 2023". */
static size_t piece_end(struct view list, size_t from, size_t *ret_gap,
			instant_ms reference)
{
	size_t gap = 0, end = find_separator(list, from, &gap), later_gap = 0;
	instant_ms day;

	if (end == VIEW_NONE || list.p[end] != ',') {
		*ret_gap = gap;
		return end == VIEW_NONE ? list.len : end;
	}
	size_t later = find_separator(list, end + 1, &later_gap);
	size_t later_end = later == VIEW_NONE ? list.len : later;
	if (dateline_day(dateline_trim(view_at(list.p + from, later_end - from)),
			 reference, &day)) {
		*ret_gap = later_gap;
		return later_end;
	}
	*ret_gap = gap;
	return end;
}

void dateline_add_list(struct dateline_head *h, struct view list, bool place_first)
{
	bool behind_equals = false;

	/* A list of words and spaces alone: "東京 23日 ロイター". */
	size_t gap;
	if (place_first && find_separator(list, 0, &gap) == VIEW_NONE && list.len &&
	    (unsigned char)dateline_trim(list).p[0] >= 0xe3) {
		struct view word;
		while (view_next(&list, ' ', &word))
			add_piece(h, word, true, false);
		return;
	}
	for (size_t from = 0; from < list.len;) {
		gap = 0;
		size_t end = piece_end(list, from, &gap, h->reference);
		add_piece(h, view_at(list.p + from, end - from), place_first,
			  behind_equals);
		struct view separator = view_head(view_from(list, end), gap);
		behind_equals =
		    view_eq(separator, VIEW("=")) || view_eq(separator, VIEW("＝"));
		from = end + (gap ? gap : 1);
	}
}

bool dateline_bracketed(struct dateline_head *h, struct view *ret)
{
	static const struct {
		struct view open, close;
	} pairs[] = {
		{ VIEW_INIT("("), VIEW_INIT(")") },
		{ VIEW_INIT("["), VIEW_INIT("]") },
		{ VIEW_INIT("【"), VIEW_INIT("】") },
		{ VIEW_INIT("［"), VIEW_INIT("］") },
		{ VIEW_INIT("（"), VIEW_INIT("）") },
		{ VIEW_INIT("〔"), VIEW_INIT("〕") },
		{ VIEW_INIT("「"), VIEW_INIT("」") },
	};
	for (size_t i = 0; i + 1 < sizeof pairs / sizeof pairs[0]; i++) {
		if (!view_starts(dateline_rest(h), pairs[i].open))
			continue;
		size_t start = h->pos + pairs[i].open.len;
		size_t end = view_find(h->text, pairs[i].close, start);
		if (end == VIEW_NONE)
			return false;
		*ret = view_at(h->text.p + start, end - start);
		h->pos = end + pairs[i].close.len;
		return true;
	}
	return false;
}
