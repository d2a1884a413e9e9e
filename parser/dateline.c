/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of the text is cut into pieces, each of which is a day, an agency or a place by
 * what it looks like; what stands between them (brackets, dashes, commas) says where the head
 * ends and whether it is one at all.
 */
#include "parser/dateline_parts.h"

#include "common/base/utf8.h"
#include "parser/agency.h"
#include "parser/dateline_words.h"

enum {
	CAPITALS_ALONE_MIN = 5, /* letters: "NATO — " is no place */
	SIGNER_MAX = 100, /* bytes of "/Корр. ТАСС Иван Петров/" */
	DAY_BYTES_MAX = 60,
};

static bool take_any(struct dateline_head *h, const struct view *literals, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (dateline_take(h, literals[i]))
			return true;
	return false;
}

/* Dashes as agencies type them, and the "=" of the Japanese and Koreans. */
static bool take_dash(struct dateline_head *h)
{
	static const struct view dashes[] = {
		VIEW_INIT(".--"), VIEW_INIT(".-"), VIEW_INIT("---"), VIEW_INIT("--"),
		VIEW_INIT("-"),   VIEW_INIT("–"),  VIEW_INIT("—"),   VIEW_INIT("―"),
		VIEW_INIT("−"),   VIEW_INIT("－"), VIEW_INIT("=="),  VIEW_INIT("="),
		VIEW_INIT("＝"),  VIEW_INIT(":"),  VIEW_INIT("_")
	};
	size_t start = h->pos;

	(void)dateline_spaces(h);
	if (!take_any(h, dashes, sizeof dashes / sizeof dashes[0])) {
		h->pos = start;
		return false;
	}
	while (take_any(h, dashes, sizeof dashes / sizeof dashes[0]))
		;
	(void)dateline_spaces(h);
	return true;
}

/* ---- the forms ---- */

/* "（记者张三）" behind a Chinese dateline, "홍길동 기자 = " behind a Korean one. */
static void take_reporter(struct dateline_head *h)
{
	static const struct view titles[] = { VIEW_INIT(" 기자 ="),
					      VIEW_INIT(" 특파원 ="), VIEW_INIT(" 기자="),
					      VIEW_INIT(" 특파원=") };
	size_t start = h->pos;
	struct view list;

	if (dateline_bracketed(h, &list) && view_starts(list, VIEW("记者")) &&
	    list.len <= DATELINE_AGENCY_MAX) {
		h->ret->author = dateline_trim(view_from(list, sizeof "记者" - 1));
		h->ret->authors_spaced = true;
		(void)dateline_spaces(h);
		return;
	}
	h->pos = start;
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
		size_t end = view_find(view_head(dateline_rest(h), DATELINE_AGENCY_MAX),
				       titles[i], 0);
		if (end == VIEW_NONE || end == 0)
			continue;
		h->ret->author = dateline_trim(view_head(dateline_rest(h), end));
		h->ret->authors_spaced = true;
		h->pos += end + titles[i].len;
		(void)dateline_spaces(h);
		return;
	}
}

/* "【東京=共同】", "(서울=연합뉴스) 홍길동 기자 = ", "(New York, NY - October 21) ". */
static bool read_bracket_form(struct dateline_head *h)
{
	struct view list;

	if (!dateline_bracketed(h, &list) || list.len == 0)
		return false;
	size_t inner = view_find(list, VIEW("（"), 0),
	       close = view_find(list, VIEW("）"), 0);
	if (inner != VIEW_NONE && close != VIEW_NONE && inner < close) {
		dateline_add_list(h, view_head(list, inner), true);
		dateline_add_list(h, view_at(list.p + inner + 3, close - inner - 3),
				  false);
	} else {
		dateline_add_list(h, list, true);
	}
	bool equals = view_find_byte(list, '=', 0) != VIEW_NONE ||
		      view_find(list, VIEW("＝"), 0) != VIEW_NONE;
	if (!h->dated && !h->signed_ && !(equals && h->ret->author.len))
		return false;
	(void)dateline_spaces(h);
	take_reporter(h);
	if (take_dash(h) && h->ret->place.len == 0 && h->signed_)
		return true;
	return h->dated || h->ret->place.len > 0;
}

/* "新华社东京1月23日电 （记者张三）". */
static bool read_chinese_form(struct dateline_head *h)
{
	size_t agency = agency_prefix(dateline_rest(h));
	size_t wire = view_find(view_head(dateline_rest(h), 90), VIEW("电"), agency);

	if (wire == VIEW_NONE)
		wire = view_find(view_head(dateline_rest(h), 90), VIEW("電"), agency);
	if (!agency || wire == VIEW_NONE || (unsigned char)h->text.p[h->pos] < 0xe3)
		return false;
	if (!dateline_add_joined(h, view_head(dateline_rest(h), wire)) || !h->dated)
		return false;
	h->pos += wire + 3;
	(void)dateline_spaces(h);
	take_reporter(h);
	return true;
}

/* The end of a piece of a place's or a date's words. A full stop within short capitals
 * ("ST. PETERSBURG", "D.C.", "Jan. 23") does not end it. */
static size_t words_end(struct view v)
{
	static const struct view ends[] = { VIEW_INIT(" -"), VIEW_INIT(" –"),
					    VIEW_INIT(" —"), VIEW_INIT(" ―"),
					    VIEW_INIT("—"),  VIEW_INIT("--"),
					    VIEW_INIT(".-"), VIEW_INIT(" ="),
					    VIEW_INIT("（") };
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
		if (strchr(",(/:[", v.p[i]) ||
		    view_prefix_in(here, ends, sizeof ends / sizeof ends[0]))
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
static void take_agency_behind(struct dateline_head *h)
{
	size_t start = h->pos, len = agency_prefix(dateline_rest(h));

	if (!len)
		return;
	struct view name = view_head(dateline_rest(h), len);
	h->pos += len;
	if (dateline_take(h, VIEW(","))) { /* and its correspondent */
		size_t end = view_find_byte(view_head(dateline_rest(h), 80), '.', 0);
		if (end != VIEW_NONE &&
		    dateline_is_place(view_head(dateline_rest(h), end))) {
			h->ret->author = dateline_trim(view_head(dateline_rest(h), end));
			h->pos += end;
		}
	}
	if (dateline_take(h, VIEW(".")) || take_dash(h) || dateline_take(h, VIEW(":"))) {
		(void)dateline_spaces(h);
		dateline_add_agency(h, name);
		return;
	}
	h->pos = start;
}

/* "ТАСС", "Корр. ТАСС Иван Петров" */
static void add_signer(struct dateline_head *h, struct view v)
{
	static const struct view titles[] = { VIEW_INIT("Корр. "), VIEW_INIT("корр. "),
					      VIEW_INIT("Спецкорр. "),
					      VIEW_INIT("спецкорр. ") };

	v = view_from(v, view_prefix_in(v, titles, sizeof titles / sizeof titles[0]));
	size_t agency = agency_prefix(v);
	struct view name = dateline_trim(view_from(v, agency));
	if (agency && dateline_is_place(name)) {
		h->ret->author = name;
		v = view_head(v, agency);
	}
	dateline_add_agency(h, v);
}

/* "/ТАСС/.", "(Kyodo)". Whatever stands there signed the story, if it is short. */
static bool take_signature(struct dateline_head *h)
{
	size_t start = h->pos;
	struct view list;

	bool space = dateline_spaces(h) || (start > 0 && h->text.p[start - 1] == ' ');
	if (space && h->dated && dateline_take(h, VIEW("/"))) {
		size_t end =
		    view_find_byte(view_head(dateline_rest(h), SIGNER_MAX), '/', 0);
		if (end != VIEW_NONE && end > 0) {
			add_signer(h, view_head(dateline_rest(h), end));
			h->pos += end + 1;
			(void)(dateline_take(h, VIEW(".")) ||
			       dateline_take(h, VIEW(",")));
			return true;
		}
	} else if (dateline_bracketed(h, &list) && list.len) {
		struct dateline before = *h->ret;
		dateline_add_list(h, list, false);
		bool known = false;
		for (size_t i = before.agencies_len; i < h->ret->agencies_len; i++)
			known |= agency_known(h->ret->agencies[i]);
		size_t end = h->pos;
		bool dash = take_dash(h);
		h->pos = end;
		if (known || h->ret->day != before.day ||
		    (dash && list.len <= DATELINE_AGENCY_MAX))
			return true;
		*h->ret = before;
		h->signed_ = before.agencies_len > 0;
	}
	h->pos = start;
	return false;
}

/* "June 15", and "June 15 Kyodo". */
static bool add_signed_day(struct dateline_head *h, struct view piece)
{
	struct view v = dateline_trim(piece);
	size_t space = v.len;

	if (dateline_add_day(h, piece))
		return true;
	while (space > 0 && v.p[space - 1] != ' ')
		space--;
	if (space == 0 || !agency_known(view_from(v, space)) ||
	    !dateline_add_day(h, view_head(v, space - 1)))
		return false;
	dateline_add_agency(h, view_from(v, space));
	return true;
}

/* The pieces between place and dash: regions and a day. False: it is a sentence. */
static bool take_pieces(struct dateline_head *h)
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

		/* "2024. május 16., csütörtök (MTI)": stops and commas within the day. */
		size_t bracket = view_find(piece, VIEW(" ("), 0);

		if (bracket != VIEW_NONE && bracket <= DAY_BYTES_MAX &&
		    dateline_add_day(h, view_head(piece, bracket))) {
			h->pos = start + bracket;
		} else if (longer > end &&
			   dateline_add_day(h, view_head(piece, longer))) {
			h->pos = start + longer;
		} else if (add_signed_day(h, view_head(piece, end))) {
			h->pos = start + end;
		} else if (h->dated && separator == ',' &&
			   agency_known(dateline_trim(view_head(piece, end)))) {
			dateline_add_agency(h, view_head(piece, end));
			h->pos = start + end;
		} else if (separator == ',' && dateline_is_place(view_head(piece, end)) &&
			   !h->dated) {
			h->ret->place.len =
			    (size_t)(dateline_trim(view_head(piece, end)).p +
				     dateline_trim(view_head(piece, end)).len -
				     h->ret->place.p);
			h->pos = start + end;
		} else if (separator == '.' && /* "АСТАНА. КАЗИНФОРМ – " */
			   agency_known(dateline_trim(view_head(piece, end)))) {
			dateline_add_agency(h, view_head(piece, end));
			h->pos = start + end;
		} else {
			return separator == '.' && h->dated;
		}
		if (separator == '.' && !h->dated && !h->signed_)
			return false;
	}
	return true;
}

/* "Praha 16. května (ČTK) - ": the day follows the place without a comma. */
static bool take_place_and_day(struct dateline_head *h)
{
	struct view head = view_head(dateline_rest(h), DAY_BYTES_MAX);
	size_t bracket = view_find(head, VIEW(" ("), 0), day = 0;

	while (day < head.len && !byte_is_digit(head.p[day]))
		day++;
	if (bracket == VIEW_NONE || day == 0 || day >= bracket ||
	    head.p[day - 1] != ' ' ||
	    view_find_byte(view_head(head, day), ',', 0) != VIEW_NONE ||
	    view_ends(view_trim(view_head(head, day)), VIEW(".")) ||
	    !dateline_is_place(view_head(head, day)) ||
	    !dateline_add_day(h, view_at(head.p + day, bracket - day)))
		return false;
	h->ret->place = dateline_trim(view_head(head, day));
	h->pos += bracket;
	return true;
}

/* "TOKYO, Jan 23 (Kyodo) -- ", "Москва. 23 января. INTERFAX.RU - ", "Wien (APA) - ". */
static bool read_place_form(struct dateline_head *h)
{
	size_t end = words_end(dateline_rest(h)), letters = 0;
	struct view place = dateline_trim(view_head(dateline_rest(h), end));

	if (!take_place_and_day(h)) {
		if (!dateline_is_place(place) || agency_known(place))
			return false;
		h->ret->place = place;
		h->pos += end;
		if (!take_pieces(h))
			return false;
	}
	(void)dateline_take(h, VIEW("."));
	if (view_starts(dateline_rest(h), VIEW("--("))) /* "TOKYO--(BUSINESS WIRE)--" */
		h->pos += 2;
	bool signature = take_signature(h);
	size_t mark = h->pos;
	bool dash = take_dash(h);
	if (!dash)
		(void)dateline_spaces(h);
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
static bool read_agency_first_form(struct dateline_head *h)
{
	struct view list;
	size_t len = 0;

	if (dateline_bracketed(h, &list)) {
		if (!agency_known(dateline_trim(list)))
			return false;
		dateline_add_agency(h, list);
	} else {
		len = agency_prefix(dateline_rest(h));
		if (!len)
			return false;
		dateline_add_agency(h, view_head(dateline_rest(h), len));
		h->pos += len;
	}
	if (!take_dash(h) && !dateline_take(h, VIEW(",")))
		return false;
	(void)dateline_spaces(h);
	size_t behind_agency = h->pos;
	struct dateline agency = *h->ret;
	if (read_place_form(h) && h->dated)
		return true;
	*h->ret = agency;
	h->pos = behind_agency;
	return len == 0;
}

/* "16.05. Tokio (PAP) - ", "16 мая, Минск /Корр. БЕЛТА/. " */
static bool read_day_first_form(struct dateline_head *h)
{
	struct view rest = view_head(dateline_rest(h), DAY_BYTES_MAX);
	size_t comma = view_find_byte(rest, ',', 0), end = view_find_byte(rest, ' ', 0);

	if (end == VIEW_NONE || end == 0 || !byte_is_digit(rest.p[0]))
		return false;
	if (rest.p[end - 1] != '.')
		end = comma;
	if (end == VIEW_NONE || !dateline_add_day(h, view_head(rest, end)))
		return false;
	h->pos += end + 1;
	(void)dateline_spaces(h);
	return read_place_form(h) && h->signed_;
}

/* "CORRECTED: TOKYO, Jan 23 (Kyodo) -- ": the word in front is not the place. */
static void skip_call(struct dateline_head *h)
{
	static const struct view words[] = {
		VIEW_INIT("CORRECTED"),  VIEW_INIT("CORRECTION"),
		VIEW_INIT("UPDATED"),    VIEW_INIT("UPDATE"),
		VIEW_INIT("URGENT"),     VIEW_INIT("BREAKING"),
		VIEW_INIT("REFILE"),     VIEW_INIT("RPT"),
		VIEW_INIT("CORRECTIF"),  VIEW_INIT("CORRECCIÓN"),
		VIEW_INIT("RETTIFICA"),  VIEW_INIT("BERICHTIGUNG"),
		VIEW_INIT("СРОЧНО"),     VIEW_INIT("МОЛНИЯ"),
		VIEW_INIT("ИСПРАВЛЕНО"), VIEW_INIT("УТОЧНЕНИЕ"),
		VIEW_INIT("ТЕРМІНОВО"),
	};
	size_t start = h->pos;

	(void)(dateline_take(h, VIEW("【訂正】")) || dateline_take(h, VIEW("【速報】")));
	if (h->pos > start)
		return;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (dateline_take(h, words[i]) && dateline_take(h, VIEW(": "))) {
			(void)dateline_spaces(h);
			return;
		}
		h->pos = start;
	}
}

bool dateline_read(struct view text, instant_ms reference, struct dateline *ret)
{
	typedef bool form(struct dateline_head *);
	static form *const forms[] = { read_agency_first_form, read_bracket_form,
				       read_chinese_form, read_place_form,
				       read_day_first_form };
	struct view start = utf8_head(text, DATELINE_BYTES_MAX);
	size_t newline = view_find_byte(start, '\n', 0);

	if (newline != VIEW_NONE)
		start.len = newline;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct dateline found = { .day = INSTANT_NONE };
		struct dateline_head h = { .text = start,
					   .reference = reference,
					   .ret = &found };
		(void)dateline_spaces(&h);
		skip_call(&h);
		if (forms[i](&h)) {
			found.len = h.pos;
			*ret = found;
			return true;
		}
	}
	return false;
}
