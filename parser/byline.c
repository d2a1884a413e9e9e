/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/byline.h"

#include <utf8proc.h>

#include "common/base/utf8.h"
#include "parser/agency.h"

enum { LINE_MAX_BYTES = 400, NAME_MAX_BYTES = 100, NAME_WORDS_MAX = 6 };

static const struct view starts[] = {
	VIEW_INIT("By: "),
	VIEW_INIT("By "),
	VIEW_INIT("BY "),
	VIEW_INIT("by "),
	VIEW_INIT("Von: "),
	VIEW_INIT("Von "),
	VIEW_INIT("VON "),
	VIEW_INIT("Par "),
	VIEW_INIT("PAR "),
	VIEW_INIT("Por: "),
	VIEW_INIT("Por "),
	VIEW_INIT("POR "),
	VIEW_INIT("Door "),
	VIEW_INIT("Av "),
	VIEW_INIT("Af "),
	VIEW_INIT("Text: "),
	VIEW_INIT("Author: "),
	VIEW_INIT("Byline: "),
	VIEW_INIT("Автор: "),
	VIEW_INIT("Автор - "),
	VIEW_INIT("Автор – "),
	VIEW_INIT("Авторы: "),
	VIEW_INIT("Корреспондент "),
	VIEW_INIT("Autor: "),
	VIEW_INIT("Auteur: "),
	VIEW_INIT("Auteur : "),
	VIEW_INIT("文："),
	VIEW_INIT("文・"),
	VIEW_INIT("文＝"),
	VIEW_INIT("文="),
	VIEW_INIT("記者："),
	VIEW_INIT("執筆："),
	VIEW_INIT("記者 "),
	VIEW_INIT("作者："),
	VIEW_INIT("记者："),
	VIEW_INIT("@"),
};

static size_t start_of(struct view line)
{
	return view_prefix_in(line, starts, sizeof starts / sizeof starts[0]);
}

static bool is_capital_at(struct view v)
{
	size_t pos = 0;

	if (v.len == 0)
		return false;
	uint32_t c = utf8_next(v, &pos);
	return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LU ||
	       c >= 0x2e80;
}

bool byline_is(struct view line)
{
	size_t start = start_of(line);

	if (!start || line.len > LINE_MAX_BYTES)
		return false;
	struct view name = view_trim(view_from(line, start));
	/* "By Monday the talks had ended." is a sentence. */
	return line.p[0] == '@' || (is_capital_at(name) && !view_ends(name, VIEW(".")) &&
				    name.len <= 3 * NAME_MAX_BYTES);
}

/* The first separator between names at or after `from`. */
static size_t find_separator(struct view v, size_t from, size_t *ret_len)
{
	static const struct view separators[] = {
		VIEW_INIT(", "),    VIEW_INIT(","),     VIEW_INIT(" and "),
		VIEW_INIT(" AND "), VIEW_INIT(" und "), VIEW_INIT(" et "),
		VIEW_INIT(" y "),   VIEW_INIT(" и "),   VIEW_INIT(" і "),
		VIEW_INIT(" og "),  VIEW_INIT(" och "), VIEW_INIT(" en "),
		VIEW_INIT(" ja "),  VIEW_INIT(" & "),   VIEW_INIT(";"),
		VIEW_INIT("、"),    VIEW_INIT("・"),    VIEW_INIT(" / "),
		VIEW_INIT(" - "),   VIEW_INIT(" | "),   VIEW_INIT("\n"),
		VIEW_INIT(" – "),   VIEW_INIT(" — "),   VIEW_INIT(" in "),
	};
	size_t best = VIEW_NONE;

	for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
		size_t at = view_find(v, separators[i], from);
		if (at < best ||
		    (at == best && at != VIEW_NONE && separators[i].len > *ret_len)) {
			best = at;
			*ret_len = separators[i].len;
		}
	}
	return best;
}

/* Words that a name does not have, in lower case. */
static bool is_title(struct view v)
{
	static const char *const words[] = {
		"writer",      "reporter",   "correspondent",
		"editor",      "staff",      "journalist",
		"agency",      "agencies",   "the associated press",
		"bureau",      "press",      "news",
		"journal",     "columnist",  "analyst",
		"contributor", "service",    "desk",
		"newspapers",  "special to", "business wire",
		"chief",       "network",    "корреспондент",
		"редактор",    "daily",      "times",
		"post",
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct view word = view_of(words[i]);
		size_t at = view_find_nocase(v, word, 0);
		if (at != VIEW_NONE && (at == 0 || v.p[at - 1] == ' ') &&
		    (at + word.len == v.len || !byte_is_alpha(v.p[at + word.len])))
			return true;
	}
	return false;
}

bool byline_is_title(struct view line)
{
	return line.len <= NAME_MAX_BYTES && is_title(line) &&
	       !view_ends(line, VIEW("."));
}

static bool is_name(struct view v)
{
	struct view word, rest = v;
	size_t words = 0;

	if (v.len < 2 || v.len > NAME_MAX_BYTES || !is_capital_at(v) || is_title(v) ||
	    agency_known(v))
		return false;
	while (view_next(&rest, ' ', &word))
		words += word.len > 0;
	return words <= NAME_WORDS_MAX;
}

/* "山田太郎記者", "Jane Doe (Tokyo)". */
static struct view without_trimmings(struct view v)
{
	static const struct view ends[] = { VIEW_INIT("記者"), VIEW_INIT("特派員"),
					    VIEW_INIT("기자") };

	v = view_trim(v);
	size_t open = view_find_byte(v, '(', 0);
	if (open != VIEW_NONE && open > 0)
		v = view_trim(view_head(v, open));
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (view_ends(v, ends[i]) && v.len > ends[i].len)
			v = view_trim(view_head(v, v.len - ends[i].len));
	return v;
}

bool byline_read(struct view line, struct byline *ret)
{
	struct byline found = { .len = 0 };
	size_t gap = 0;

	line = view_trim(view_head(line, LINE_MAX_BYTES));
	line.len = utf8_valid_prefix(line);
	found.text = view_trim(view_from(line, start_of(line)));
	if (found.text.len == 0)
		return false;
	if (line.p[0] == '@') {
		found.names[found.len++] = found.text;
		*ret = found;
		return true;
	}
	for (size_t from = 0; from <= found.text.len && found.len < BYLINE_NAMES_MAX;) {
		size_t end = find_separator(found.text, from, &gap);
		size_t stop = end == VIEW_NONE ? found.text.len : end;
		struct view piece =
		    without_trimmings(view_at(found.text.p + from, stop - from));
		bool place = end != VIEW_NONE && gap == 4 &&
			     view_eq(view_at(found.text.p + end, gap), VIEW(" in "));
		if (is_name(piece) ||
		    (found.len == 0 && from == 0 && piece.len >= 2 && end == VIEW_NONE &&
		     !is_title(piece) && piece.len <= NAME_MAX_BYTES &&
		     !agency_known(piece)))
			found.names[found.len++] = piece;
		if (end == VIEW_NONE || place)
			break; /* "Jane Doe in Tokyo": a place, no name */
		from = end + gap;
	}
	if (found.len == 0)
		return false;
	*ret = found;
	return true;
}
