/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of the text is cut into pieces, each of which is a day, an agency or a place by
 * what it looks like; what stands between them (brackets, dashes, commas) says where the head
 * ends and whether it is one at all.
 */
#include "parser/dateline.h"

#include "common/base/utf8.h"
#include "parser/agency.h"
#include "parser/dateline_words.h"

enum {
	CAPITALS_ALONE_MIN = 5, /* letters: "NATO — " is no place */
	AGENCY_BYTES_MAX = 40,
};

struct head {
	struct view text;
	size_t pos;
	instant_ms reference;
	struct dateline *ret;
	bool dated, signed_; /* a day, an agency was named */
};

static struct view rest(const struct head *h)
{
	return view_from(h->text, h->pos);
}

static bool take(struct head *h, struct view literal)
{
	if (!view_starts(rest(h), literal))
		return false;
	h->pos += literal.len;
	return true;
}

static bool take_any(struct head *h, const struct view *literals, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (take(h, literals[i]))
			return true;
	return false;
}

static bool take_spaces(struct head *h)
{
	size_t start = h->pos;

	while (take(h, VIEW(" ")) || take(h, VIEW("\xc2\xa0")) || take(h, VIEW("　")))
		;
	return h->pos > start;
}

/* Dashes as agencies type them, and the "=" of the Japanese and Koreans. */
static bool take_dash(struct head *h)
{
	static const struct view dashes[] = {
		VIEW_INIT(".--"), VIEW_INIT(".-"), VIEW_INIT("---"), VIEW_INIT("--"),
		VIEW_INIT("-"),   VIEW_INIT("–"),  VIEW_INIT("—"),   VIEW_INIT("―"),
		VIEW_INIT("−"),   VIEW_INIT("－"), VIEW_INIT("=="),  VIEW_INIT("="),
		VIEW_INIT("＝"),  VIEW_INIT(":"),  VIEW_INIT("_")
	};
	size_t start = h->pos;

	(void)take_spaces(h);
	if (!take_any(h, dashes, sizeof dashes / sizeof dashes[0])) {
		h->pos = start;
		return false;
	}
	while (take_any(h, dashes, sizeof dashes / sizeof dashes[0]))
		;
	(void)take_spaces(h);
	return true;
}

static bool add_day(struct head *h, struct view v)
{
	instant_ms day;

	if (!dateline_day(dateline_trim(v), h->reference, &day))
		return false;
	h->dated = true;
	if (h->ret->day == INSTANT_NONE)
		h->ret->day = day;
	return true;
}

static void add_agency(struct head *h, struct view v)
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

static void add_place(struct head *h, struct view v)
{
	v = dateline_trim(v);
	if (h->ret->place.len == 0)
		h->ret->place = v;
}

/* "ソウル聯合ニュース", "中央社東京23日電": agency and place without anything between. */
static bool add_joined(struct head *h, struct view v)
{
	size_t front = agency_prefix(v), back = agency_suffix(v);
	instant_ms day;

	if ((unsigned char)v.p[0] < 0xe3)
		return false;
	if (back && back < v.len) {
		add_agency(h, view_from(v, v.len - back));
		add_place(h, view_head(v, v.len - back));
		return true;
	}
	if (!front || front == v.len)
		return false;
	struct view tail = view_from(v, front);
	for (size_t pos = 0; pos < tail.len; (void)utf8_next(tail, &pos)) {
		size_t end = view_ends(tail, VIEW("電")) || view_ends(tail, VIEW("电"))
				 ? tail.len - 3
				 : tail.len;
		if (end > pos &&
		    dateline_day(view_at(tail.p + pos, end - pos), h->reference, &day)) {
			(void)add_day(h, view_at(tail.p + pos, end - pos));
			tail.len = pos;
			break;
		}
	}
	add_agency(h, view_head(v, front));
	add_place(h, tail);
	return true;
}

/* One piece of a list. What is neither a day nor a known agency is a place when a list can
 * begin with one, then an agency, or a person's name behind "=". */
static void add_piece(struct head *h, struct view v, bool place_first, bool behind_equals)
{
	v = dateline_trim(v);
	if (v.len == 0 || add_day(h, v))
		return;
	if (agency_known(v))
		add_agency(h, v);
	else if (add_joined(h, v))
		return;
	else if (place_first && h->ret->place.len == 0)
		add_place(h, v);
	else if (behind_equals)
		h->ret->author = v;
	else if (place_first)
		h->ret->place.len = (size_t)(v.p + v.len - h->ret->place.p);
	else
		add_agency(h, v);
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

static void add_list(struct head *h, struct view list, bool place_first)
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

/* Nested brackets are the agency's: "[モスクワ（ロイター）]". */
static bool take_bracketed(struct head *h, struct view *ret)
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
		if (!view_starts(rest(h), pairs[i].open))
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

/* ---- the forms ---- */

/* "（记者张三）" behind a Chinese dateline, "홍길동 기자 = " behind a Korean one. */
static void take_reporter(struct head *h)
{
	static const struct view titles[] = { VIEW_INIT(" 기자 ="),
					      VIEW_INIT(" 특파원 ="), VIEW_INIT(" 기자="),
					      VIEW_INIT(" 특파원=") };
	size_t start = h->pos;
	struct view list;

	if (take_bracketed(h, &list) && view_starts(list, VIEW("记者")) &&
	    list.len <= AGENCY_BYTES_MAX) {
		h->ret->author = dateline_trim(view_from(list, sizeof "记者" - 1));
		(void)take_spaces(h);
		return;
	}
	h->pos = start;
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
		size_t end =
		    view_find(view_head(rest(h), AGENCY_BYTES_MAX), titles[i], 0);
		if (end == VIEW_NONE || end == 0)
			continue;
		h->ret->author = dateline_trim(view_head(rest(h), end));
		h->pos += end + titles[i].len;
		(void)take_spaces(h);
		return;
	}
}

/* "【東京=共同】", "(서울=연합뉴스) 홍길동 기자 = ", "(New York, NY - October 21) ". */
static bool read_bracket_form(struct head *h)
{
	struct view list;

	if (!take_bracketed(h, &list) || list.len == 0)
		return false;
	size_t inner = view_find(list, VIEW("（"), 0),
	       close = view_find(list, VIEW("）"), 0);
	if (inner != VIEW_NONE && close != VIEW_NONE && inner < close) {
		add_list(h, view_head(list, inner), true);
		add_list(h, view_at(list.p + inner + 3, close - inner - 3), false);
	} else {
		add_list(h, list, true);
	}
	bool equals = view_find_byte(list, '=', 0) != VIEW_NONE ||
		      view_find(list, VIEW("＝"), 0) != VIEW_NONE;
	if (!h->dated && !h->signed_ && !(equals && h->ret->author.len))
		return false;
	(void)take_spaces(h);
	take_reporter(h);
	if (take_dash(h) && h->ret->place.len == 0 && h->signed_)
		return true;
	return h->dated || h->ret->place.len > 0;
}

/* "新华社东京1月23日电 （记者张三）". */
static bool read_chinese_form(struct head *h)
{
	size_t agency = agency_prefix(rest(h));
	size_t wire = view_find(view_head(rest(h), 90), VIEW("电"), agency);

	if (wire == VIEW_NONE)
		wire = view_find(view_head(rest(h), 90), VIEW("電"), agency);
	if (!agency || wire == VIEW_NONE || (unsigned char)h->text.p[h->pos] < 0xe3)
		return false;
	if (!add_joined(h, view_head(rest(h), wire)) || !h->dated)
		return false;
	h->pos += wire + 3;
	(void)take_spaces(h);
	take_reporter(h);
	return true;
}

/* The end of a piece of a place's or a date's words. A full stop within short capitals
 * ("ST. PETERSBURG", "D.C.", "Jan. 23") does not end it. */
static size_t words_end(struct view v)
{
	size_t word = 0;

	for (size_t i = 0; i < v.len; i++) {
		struct view here = view_from(v, i);
		if (v.p[i] == ' ')
			word = i + 1;
		/* "TOKYO/MOSCOW" is two places, " /TASS/" a signature. */
		bool joined = v.p[i] == '/' && i > word && i + 1 < v.len &&
			      v.p[i - 1] != '.' && v.p[i + 1] != ' ';
		if (joined)
			continue;
		if (strchr(",(/:[", v.p[i]) || view_starts(here, VIEW(" -")) ||
		    view_starts(here, VIEW(" –")) || view_starts(here, VIEW(" —")) ||
		    view_starts(here, VIEW(" ―")) || view_starts(here, VIEW("—")) ||
		    view_starts(here, VIEW("--")) || view_starts(here, VIEW(".-")) ||
		    view_starts(here, VIEW(" =")) || view_starts(here, VIEW("（")))
			return i;
		if (v.p[i] != '.')
			continue;
		bool short_word = i - word <= 5;
		bool digits = i > word && byte_is_digit(v.p[i - 1]);
		bool last = i + 1 >= v.len || v.p[i + 1] == ' ';
		if (last &&
		    !(short_word && !digits && i + 2 < v.len && v.p[i + 2] != '/'))
			return i;
	}
	return v.len;
}

/* The agency behind the dash: "- РИА Новости. ", "INTERFAX.RU - ", "TASS. ". */
static void take_agency_behind(struct head *h)
{
	size_t start = h->pos, len = agency_prefix(rest(h));

	if (!len)
		return;
	struct view name = view_head(rest(h), len);
	h->pos += len;
	if (take(h, VIEW(","))) { /* and its correspondent */
		size_t end = view_find_byte(view_head(rest(h), 80), '.', 0);
		if (end != VIEW_NONE && dateline_is_place(view_head(rest(h), end))) {
			h->ret->author = dateline_trim(view_head(rest(h), end));
			h->pos += end;
		}
	}
	if (take(h, VIEW(".")) || take_dash(h) || take(h, VIEW(":"))) {
		(void)take_spaces(h);
		add_agency(h, name);
		return;
	}
	h->pos = start;
}

/* "/ТАСС/.", "(Kyodo)". Whatever stands there signed the story, if it is short. */
static bool take_signature(struct head *h)
{
	size_t start = h->pos;
	struct view list;

	bool space = take_spaces(h);
	if (space && h->dated && take(h, VIEW("/"))) {
		size_t end = view_find_byte(view_head(rest(h), AGENCY_BYTES_MAX), '/', 0);
		if (end != VIEW_NONE && end > 0) {
			add_agency(h, view_head(rest(h), end));
			h->pos += end + 1;
			(void)(take(h, VIEW(".")) || take(h, VIEW(",")));
			return true;
		}
	} else if (take_bracketed(h, &list) && list.len) {
		struct dateline before = *h->ret;
		add_list(h, list, false);
		bool known = false;
		for (size_t i = before.agencies_len; i < h->ret->agencies_len; i++)
			known |= agency_known(h->ret->agencies[i]);
		size_t end = h->pos;
		bool dash = take_dash(h);
		h->pos = end;
		if (known || h->ret->day != before.day ||
		    (dash && list.len <= AGENCY_BYTES_MAX))
			return true;
		*h->ret = before;
		h->signed_ = before.agencies_len > 0;
	}
	h->pos = start;
	return false;
}

/* "June 15", and "June 15 Kyodo". */
static bool add_signed_day(struct head *h, struct view piece)
{
	struct view v = dateline_trim(piece);
	size_t space = v.len;

	if (add_day(h, piece))
		return true;
	while (space > 0 && v.p[space - 1] != ' ')
		space--;
	if (space == 0 || !agency_known(view_from(v, space)) ||
	    !add_day(h, view_head(v, space - 1)))
		return false;
	add_agency(h, view_from(v, space));
	return true;
}

/* The pieces between place and dash: regions and a day. False: it is a sentence. */
static bool take_pieces(struct head *h)
{
	while (h->pos < h->text.len &&
	       (h->text.p[h->pos] == ',' || h->text.p[h->pos] == '.')) {
		char separator = h->text.p[h->pos];
		size_t start = h->pos + 1;
		struct view piece = view_from(h->text, start);
		size_t end = words_end(piece);
		size_t longer = end < piece.len && piece.p[end] == ','
				    ? end + 1 + words_end(view_from(piece, end + 1))
				    : end;

		if (longer > end && add_day(h, view_head(piece, longer))) {
			h->pos = start + longer;
		} else if (add_signed_day(h, view_head(piece, end))) {
			h->pos = start + end;
		} else if (h->dated && separator == ',' &&
			   agency_known(dateline_trim(view_head(piece, end)))) {
			add_agency(h, view_head(piece, end));
			h->pos = start + end;
		} else if (separator == ',' && dateline_is_place(view_head(piece, end)) &&
			   !h->dated) {
			h->ret->place.len =
			    (size_t)(dateline_trim(view_head(piece, end)).p +
				     dateline_trim(view_head(piece, end)).len -
				     h->ret->place.p);
			h->pos = start + end;
		} else {
			return separator == '.' && h->dated;
		}
		if (separator == '.' && !h->dated)
			return false;
	}
	return true;
}

/* "TOKYO, Jan 23 (Kyodo) -- ", "Москва. 23 января. INTERFAX.RU - ", "Wien (APA) - ". */
static bool read_place_form(struct head *h)
{
	size_t end = words_end(rest(h)), letters = 0;
	struct view place = dateline_trim(view_head(rest(h), end));

	if (!dateline_is_place(place) || agency_known(place))
		return false;
	h->ret->place = place;
	h->pos += end;
	if (!take_pieces(h))
		return false;
	(void)take(h, VIEW("."));
	bool signature = take_signature(h);
	size_t mark = h->pos;
	bool dash = take_dash(h);
	if (!dash)
		(void)take_spaces(h);
	if (!signature)
		take_agency_behind(h);
	if (h->signed_ && !signature && !h->dated && !dash)
		return false;
	if (signature && (h->dated || h->signed_))
		return true;
	bool capitals = dateline_is_capitals(place, &letters);
	bool wide =
	    dash && h->text.p[mark] != ':' &&
	    view_find_byte(view_at(h->text.p + mark, h->pos - mark), '=', 0) == VIEW_NONE;
	return (h->dated && (dash || h->signed_)) || (h->signed_ && dash) ||
	       (wide && capitals && letters >= CAPITALS_ALONE_MIN);
}

/* "(ANSA) - TOKYO, 23 GEN - ", "РИА Новости, Москва, 23 января - ". */
static bool read_agency_first_form(struct head *h)
{
	struct view list;
	size_t len = 0;

	if (take_bracketed(h, &list)) {
		if (!agency_known(dateline_trim(list)))
			return false;
		add_agency(h, list);
	} else {
		len = agency_prefix(rest(h));
		if (!len)
			return false;
		add_agency(h, view_head(rest(h), len));
		h->pos += len;
	}
	if (!take_dash(h) && !take(h, VIEW(",")))
		return false;
	(void)take_spaces(h);
	size_t behind_agency = h->pos;
	struct dateline agency = *h->ret;
	if (read_place_form(h) && h->dated)
		return true;
	*h->ret = agency;
	h->pos = behind_agency;
	return len == 0;
}

bool dateline_read(struct view text, instant_ms reference, struct dateline *ret)
{
	typedef bool form(struct head *);
	static form *const forms[] = { read_agency_first_form, read_bracket_form,
				       read_chinese_form, read_place_form };
	struct view start = utf8_head(text, DATELINE_BYTES_MAX);
	size_t newline = view_find_byte(start, '\n', 0);

	if (newline != VIEW_NONE)
		start.len = newline;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct dateline found = { .day = INSTANT_NONE };
		struct head h = { .text = start, .reference = reference, .ret = &found };
		(void)take_spaces(&h);
		if (forms[i](&h)) {
			found.len = h.pos;
			*ret = found;
			return true;
		}
	}
	return false;
}
