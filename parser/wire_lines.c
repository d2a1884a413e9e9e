/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/wire_lines.h"

#include "common/base/utf8.h"
#include "parser/agency.h"

enum {
	TAB_COLUMNS = 8,
	TABLE_GAP = 3, /* spaces within a line that set columns */
	MARK_BYTES_MAX = 40,
	INITIALS_MAX = 12,
	CJK_FIRST = 0x2e80,
};

/* Length of the blank at the start, or 0; `*ret_columns` is its width. */
static size_t blank_at(struct view v, size_t *ret_columns)
{
	*ret_columns = 1;
	if (v.len == 0)
		return 0;
	if (v.p[0] == '\t') {
		*ret_columns = TAB_COLUMNS;
		return 1;
	}
	if (byte_is_space(v.p[0]))
		return 1;
	if (view_starts(v, VIEW("\xc2\xa0")))
		return 2;
	if (view_starts(v, VIEW("　"))) {
		*ret_columns = 2;
		return 3;
	}
	return view_starts(v, VIEW("\xef\xbb\xbf")) ? 3 : 0;
}

static struct wire_line line_of(struct view v)
{
	struct wire_line line = { .indent = 0 };
	size_t columns, len, gap = 0;

	while ((len = blank_at(v, &columns))) {
		line.indent += columns;
		v = view_from(v, len);
	}
	v = view_trim(v);
	while (view_ends(v, VIEW("　")) || view_ends(v, VIEW("\xc2\xa0")))
		v = view_trim(view_head(v, v.len - (view_ends(v, VIEW("　")) ? 3 : 2)));
	for (size_t i = 0; i < v.len; i++) {
		gap = v.p[i] == ' ' ? gap + 1 : 0;
		line.tabular |= gap == TABLE_GAP || v.p[i] == '\t';
	}
	line.text = v;
	return line;
}

struct wire_lines wire_lines_split(struct view text, struct arena *a)
{
	struct wire_lines lines = { 0 };
	size_t start = 0;
	bool blank = false;

	for (size_t i = 0; text.p && i <= text.len; i++) {
		if (i < text.len && text.p[i] != '\n' && text.p[i] != '\r')
			continue;
		struct wire_line line = line_of(view_at(text.p + start, i - start));
		if (lines.len == WIRE_LINES_MAX) {
			lines.over = true;
			break;
		}
		if (line.text.len || !blank)
			*ARENA_PUSH(a, lines.items, lines.len) = line;
		blank = line.text.len == 0;
		if (i + 1 < text.len && text.p[i] == '\r' && text.p[i + 1] == '\n')
			i++;
		start = i + 1;
	}
	return lines;
}

/* ---- joining ---- */

static bool ends_sentence(struct view v)
{
	static const struct view ends[] = {
		VIEW_INIT("."),  VIEW_INIT("!"),  VIEW_INIT("?"), VIEW_INIT(":"),
		VIEW_INIT("\""), VIEW_INIT("”"),  VIEW_INIT("»"), VIEW_INIT("。"),
		VIEW_INIT("」"), VIEW_INIT("）"), VIEW_INIT(")"), VIEW_INIT("…"),
		VIEW_INIT("“"),  VIEW_INIT("’"),
	};

	return view_suffix_in(v, ends, sizeof ends / sizeof ends[0]);
}

/* Is every line of the block a paragraph? So it is when all but the last end sentences and
 * they are not all short. */
static bool is_line_a_paragraph(const struct wire_lines *lines, size_t from, size_t to)
{
	if (to - from < 2)
		return false;
	for (size_t i = from; i + 1 < to; i++)
		if (!ends_sentence(lines->items[i].text))
			return false;
	return true;
}

static size_t least_indent(const struct wire_lines *lines, size_t from, size_t to)
{
	size_t least = SIZE_MAX;

	for (size_t i = from; i < to; i++)
		if (lines->items[i].indent < least)
			least = lines->items[i].indent;
	return least;
}

static uint32_t first_char(struct view v)
{
	size_t pos = 0;
	return v.len ? utf8_next(v, &pos) : 0;
}

static uint32_t last_char(struct view v)
{
	size_t pos = v.len;

	while (pos > 0 && ((unsigned char)v.p[--pos] & 0xc0) == 0x80)
		;
	return first_char(view_from(v, pos));
}

static char *put(char *out, struct view v)
{
	if (v.len)
		memcpy(out, v.p, v.len);
	return out + v.len;
}

/* The line with runs of white space made one space, unless it is part of a table. */
static char *put_line(char *out, const struct wire_line *line)
{
	bool space = false;

	if (line->tabular)
		return put(out, line->text);
	for (size_t i = 0; i < line->text.len; i++) {
		char c = line->text.p[i];
		if (byte_is_space(c)) {
			space = true;
			continue;
		}
		if (space)
			*out++ = ' ';
		space = false;
		*out++ = c;
	}
	return out;
}

/* "- one", "• two", "3. three": of a list, if the line before is one, too. */
static bool is_item(struct view line)
{
	size_t digits = 0;

	while (digits < line.len && byte_is_digit(line.p[digits]))
		digits++;
	struct view behind = view_from(line, digits);
	if (digits)
		return digits <= 2 && (view_starts(behind, VIEW(". ")) ||
				       view_starts(behind, VIEW(") ")));
	return view_starts(line, VIEW("- ")) || view_starts(line, VIEW("* ")) ||
	       view_starts(line, VIEW("•")) || view_starts(line, VIEW("・"));
}

/* How two lines of one paragraph are joined: by a space, a line break, or nothing. */
static struct view joint(const struct wire_line *line, const struct wire_line *next)
{
	uint32_t last = last_char(line->text), first = first_char(next->text);

	if (line->tabular || next->tabular ||
	    (is_item(line->text) && is_item(next->text)))
		return VIEW("\n");
	if (last >= CJK_FIRST && first >= CJK_FIRST &&
	    !(last >= 0xac00 && last <= 0xd7a3))
		return VIEW("");
	return VIEW(" ");
}

struct view wire_lines_join(const struct wire_lines *lines, size_t from, size_t to,
			    struct arena *a)
{
	size_t max = 0;

	for (size_t i = from; i < to; i++)
		max += lines->items[i].text.len + 2;
	char *text = arena_alloc(a, max + 1), *out = text;

	while (from < to) {
		size_t end = from;
		if (lines->items[from].text.len == 0) {
			from++;
			continue;
		}
		while (end < to && lines->items[end].text.len)
			end++;
		bool each = is_line_a_paragraph(lines, from, end);
		size_t indent = least_indent(lines, from, end);
		for (size_t i = from; i < end; i++) {
			const struct wire_line *line = &lines->items[i];
			bool starts = i == from || each ||
				      (line->indent > indent && !line->tabular);
			if (out > text)
				out = put(out,
					  starts ? VIEW("\n\n") : joint(line - 1, line));
			out = put_line(out, line);
		}
		from = end;
	}
	return view_at(text, (size_t)(out - text));
}

/* ---- marks ---- */

static const struct {
	struct view word;
	enum wire_mark mark;
} marks[] = {
	{ VIEW_INIT("more"), WIRE_MARK_MORE },
	{ VIEW_INIT("more follows"), WIRE_MARK_MORE },
	{ VIEW_INIT("mf"), WIRE_MARK_MORE },
	{ VIEW_INIT("to be continued"), WIRE_MARK_MORE },
	{ VIEW_INIT("suite"), WIRE_MARK_MORE },
	{ VIEW_INIT("sigue"), WIRE_MARK_MORE },
	{ VIEW_INIT("segue"), WIRE_MARK_MORE },
	{ VIEW_INIT("folgt"), WIRE_MARK_MORE },
	{ VIEW_INIT("ПРОДОЛЖЕНИЕ СЛЕДУЕТ"), WIRE_MARK_MORE },
	{ VIEW_INIT("продолжение следует"), WIRE_MARK_MORE },
	{ VIEW_INIT("続く"), WIRE_MARK_MORE },
	{ VIEW_INIT("つづく"), WIRE_MARK_MORE },
	{ VIEW_INIT("계속"), WIRE_MARK_MORE },
	{ VIEW_INIT("続"), WIRE_MARK_MORE },
	{ VIEW_INIT("end"), WIRE_MARK_END },
	{ VIEW_INIT("ends"), WIRE_MARK_END },
	{ VIEW_INIT("end it"), WIRE_MARK_END },
	{ VIEW_INIT("endit"), WIRE_MARK_END },
	{ VIEW_INIT("enditem"), WIRE_MARK_END },
	{ VIEW_INIT("30"), WIRE_MARK_END },
	{ VIEW_INIT("the end"), WIRE_MARK_END },
	{ VIEW_INIT("0"), WIRE_MARK_END },
	{ VIEW_INIT("nnnn"), WIRE_MARK_END },
	{ VIEW_INIT("ende"), WIRE_MARK_END },
	{ VIEW_INIT("schluss"), WIRE_MARK_END },
	{ VIEW_INIT("fin"), WIRE_MARK_END },
	{ VIEW_INIT("fine"), WIRE_MARK_END },
	{ VIEW_INIT("slut"), WIRE_MARK_END },
	{ VIEW_INIT("koniec"), WIRE_MARK_END },
	{ VIEW_INIT("КОНЕЦ"), WIRE_MARK_END },
	{ VIEW_INIT("Конец"), WIRE_MARK_END },
	{ VIEW_INIT("конец"), WIRE_MARK_END },
	{ VIEW_INIT("終"), WIRE_MARK_END },
	{ VIEW_INIT("終わり"), WIRE_MARK_END },
	{ VIEW_INIT("おわり"), WIRE_MARK_END },
	{ VIEW_INIT("了"), WIRE_MARK_END },
	{ VIEW_INIT("完"), WIRE_MARK_END },
	{ VIEW_INIT("끝"), WIRE_MARK_END },
};

static const struct view trimmings[] = {
	VIEW_INIT("("),  VIEW_INIT(")"),  VIEW_INIT("["),  VIEW_INIT("]"),
	VIEW_INIT("<"),  VIEW_INIT(">"),  VIEW_INIT("="),  VIEW_INIT("-"),
	VIEW_INIT("*"),  VIEW_INIT("#"),  VIEW_INIT("/"),  VIEW_INIT("."),
	VIEW_INIT("_"),  VIEW_INIT("~"),  VIEW_INIT("–"),  VIEW_INIT("—"),
	VIEW_INIT("（"), VIEW_INIT("）"), VIEW_INIT("＝"), VIEW_INIT("。"),
	VIEW_INIT("【"), VIEW_INIT("】"), VIEW_INIT("="),  VIEW_INIT("+"),
};

/* "(Schluss) ab/cd": the mark without the initials of who sent it. */
static struct view without_initials(struct view line)
{
	size_t close = view_find_byte(line, ')', 0);
	size_t behind = close == VIEW_NONE ? 0 : line.len - close - 1;

	if (!view_starts(line, VIEW("(")) || behind == 0 || behind > INITIALS_MAX)
		return line;
	for (size_t i = close + 1; i < line.len; i++)
		if (!byte_is_alpha(line.p[i]) && line.p[i] != '/' && line.p[i] != ' ')
			return line;
	return view_head(line, close + 1);
}

enum wire_mark wire_mark_of(struct view line)
{
	struct view word;

	line = view_trim(line);
	if (line.len == 0 || line.len > 2 * MARK_BYTES_MAX)
		return WIRE_MARK_NONE;
	if (view_starts(line, VIEW("# dpa-Notizblock")))
		return WIRE_MARK_END; /* what follows is for editors */
	line = without_initials(line);
	word = view_strip(line, trimmings, sizeof trimmings / sizeof trimmings[0]);
	if (word.len == 0) {
		if (view_find_byte(line, '#', 0) != VIEW_NONE)
			return WIRE_MARK_END;
		return WIRE_MARK_RULE;
	}
	/* "30" or "More" without any dressing is text: a table's cell, a headline. */
	bool bare = word.len == line.len;
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (!view_eq_nocase(marks[i].word, word))
			continue;
		if (!bare || view_eq(word, VIEW("END")) || view_eq(word, VIEW("ENDS")) ||
		    view_eq(word, VIEW("MORE")) || view_eq(word, VIEW("NNNN")) ||
		    view_eq(word, VIEW("КОНЕЦ")))
			return marks[i].mark;
	}
	/* "==Kyodo" */
	return view_starts(line, VIEW("==")) && agency_known(word) ? WIRE_MARK_END
								   : WIRE_MARK_NONE;
}

struct view wire_mark_cut(struct view text, enum wire_mark *ret)
{
	static const struct view opens[] = { VIEW_INIT("("),  VIEW_INIT("（"),
					     VIEW_INIT("="),  VIEW_INIT("-"),
					     VIEW_INIT("["),  VIEW_INIT("#"),
					     VIEW_INIT("＝"), VIEW_INIT("【") };
	size_t floor = text.len > MARK_BYTES_MAX ? text.len - MARK_BYTES_MAX : 0;

	*ret = WIRE_MARK_NONE;
	if (view_ends(text, VIEW(" Enditem")) || view_ends(text, VIEW(" ENDITEM"))) {
		*ret = WIRE_MARK_END;
		return view_trim(view_head(text, text.len - sizeof "Enditem"));
	}
	if (view_ends(text, VIEW(" NNNN"))) {
		*ret = WIRE_MARK_END;
		return view_trim(view_head(text, text.len - sizeof "NNNN"));
	}
	for (size_t at = floor; at < text.len; at++) {
		struct view tail = view_from(text, at);
		if (!view_prefix_in(tail, opens, sizeof opens / sizeof opens[0]))
			continue;
		enum wire_mark mark = wire_mark_of(tail);
		if (mark == WIRE_MARK_END || mark == WIRE_MARK_MORE) {
			*ret = mark;
			return view_trim(view_head(text, at));
		}
	}
	return text;
}
