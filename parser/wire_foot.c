/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/agency.h"
#include "parser/wire_frames.h"
#include "parser/wire_text_parts.h"

enum {
	INITIALS_MAX = 24, /* bytes of the line that says who wrote and who passed it */
	INITIALS_WORD_MAX = 5,
	SIGN_OFF_MAX = 60, /* bytes of "dpa ab xy yyzz a3 cd" */
	SIGN_OFF_WORDS = 3,
	STAMP_LINE_MAX = 120,
	CONTACT_MAX = 160,
	DESK_MAX = 4,
};

static bool is_copyright(struct view v)
{
	return v.len <= 200 &&
	       (view_starts(v, VIEW("©")) || view_starts_nocase(v, VIEW("(c)")) ||
		view_starts_nocase(v, VIEW("copyright ")) ||
		view_starts(v, VIEW("(Copyright ")));
}

/* "(Reporting by Jane Doe; Editing by John Roe)" names the author of a Reuters story. */
static void read_credits(struct wire_reader *r, struct view paragraph)
{
	struct view by = VIEW("(Reporting by ");

	if (!view_starts(paragraph, by) || r->s->by.len)
		return;
	struct view names = view_from(paragraph, by.len);
	size_t end = view_find_byte(names, ';', 0),
	       bracket = view_find_byte(names, ')', 0);
	if (bracket < end)
		end = bracket;
	if (end != VIEW_NONE)
		wire_text_byline(r->s, view_head(names, end), r->a);
}

static struct view last_paragraph(struct view body)
{
	for (size_t i = body.len; i >= 2; i--)
		if (body.p[i - 1] == '\n' && body.p[i - 2] == '\n')
			return view_from(body, i);
	return body;
}

struct view wire_foot_cut(struct wire_reader *r, struct view body)
{
	enum wire_mark mark;

	body = wire_mark_cut(body, &mark);
	if (mark == WIRE_MARK_MORE)
		story_note(r->s, r->a, VIEW("wire.more"), VIEW("true"));
	struct view last = last_paragraph(body);
	if (last.p != body.p && is_copyright(last)) {
		if (r->s->copyright_notice.len == 0)
			r->s->copyright_notice = last;
		body = view_trim(view_head(body, (size_t)(last.p - body.p)));
		last = last_paragraph(body);
	}
	read_credits(r, last);
	return body;
}

/* "ab/cd", "abc/ def/", "ABC // DEF": who wrote and who passed it. */
static bool is_initials(struct view line)
{
	size_t letters = 0, bars = 0;

	for (size_t i = 0; i < line.len; i++) {
		if (line.p[i] == '/') {
			if (i == 0 || (letters < 2 && line.p[i - 1] != '/'))
				return false;
			letters = 0;
			bars++;
		} else if (byte_is_alpha(line.p[i])) {
			bool new_word = i > 0 && line.p[i - 1] == ' ' && letters > 0;
			if (new_word || ++letters > 4)
				return false;
		} else if (line.p[i] != ' ') {
			return false;
		}
	}
	return bars > 0 && letters != 1 && line.len <= INITIALS_MAX;
}

/* "(ANSA).", "TT", "Lusa/Fim" */
static bool is_signature(struct view line)
{
	if (view_starts(line, VIEW("-- "))) /* "-- BERNAMA" */
		line = view_trim(view_from(line, 3));
	if (view_ends(line, VIEW(".")))
		line = view_head(line, line.len - 1);
	if (line.len > 2 && line.p[0] == '(' && line.p[line.len - 1] == ')')
		line = view_at(line.p + 1, line.len - 2);
	size_t bar = view_find_byte(line, '/', 0);
	if (bar != VIEW_NONE && line.len - bar <= INITIALS_WORD_MAX)
		line = view_head(line, bar);
	return agency_known(line);
}

/* "dpa ab xy yyzz a3 cd": an agency and, in its short forms, who wrote and who passed it. */
static bool is_sign_off(struct view line)
{
	size_t words = 0, agency = agency_prefix(line);
	bool numbered = false;
	struct view word, rest = view_from(line, agency);

	if (agency == 0 || line.len > SIGN_OFF_MAX ||
	    strchr(".!?,;:\"", line.p[line.len - 1]))
		return false;
	while (view_next(&rest, ' ', &word)) {
		if (word.len > INITIALS_WORD_MAX)
			return false;
		words += word.len > 0;
		numbered |= word.len > 0 && byte_is_digit(word.p[word.len - 1]);
	}
	return numbered && words >= SIGN_OFF_WORDS;
}

/* "((jane.doe@agency.example; +81 3 1234 5678))", "honggildong@yna.example": whom to write to. */
static bool is_contact(struct view line)
{
	size_t at = view_find_byte(line, '@', 1);

	if (at == VIEW_NONE || view_find_byte(line, '.', at) == VIEW_NONE ||
	    line.len > CONTACT_MAX)
		return false;
	return (view_starts(line, VIEW("((")) && view_ends(line, VIEW("))"))) ||
	       view_starts(line,
			   VIEW("◎")) || /* "◎공감언론 뉴시스 hong@agency.example" */
	       (view_find_byte(line, ' ', 0) == VIEW_NONE && !view_ends(line, VIEW(".")));
}

/* "ABC", "Y12-ABC": a desk and who sat there, above ANSA's stamp. */
static bool is_desk(struct view line)
{
	if (line.len > 3 && byte_is_alpha(line.p[0]) && byte_is_digit(line.p[1])) {
		size_t dash = view_find_byte(line, '-', 0);
		line = dash == VIEW_NONE ? line : view_from(line, dash + 1);
	}
	return line.len > 0 && line.len <= DESK_MAX && wire_head_is_code(line);
}

/* What brackets hold, if they hold the whole line. */
static struct view without_brackets(struct view line)
{
	static const struct {
		struct view open, close;
	} pairs[] = {
		{ VIEW_INIT("（"), VIEW_INIT("）") },
		{ VIEW_INIT("［"), VIEW_INIT("］") },
		{ VIEW_INIT("("), VIEW_INIT(")") },
		{ VIEW_INIT("["), VIEW_INIT("]") },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct view open = pairs[i].open, close = pairs[i].close;
		if (view_starts(line, open) && view_ends(line, close) &&
		    view_find(line, close, 0) == line.len - close.len)
			return view_trim(
			    view_at(line.p + open.len, line.len - open.len - close.len));
	}
	return line;
}

/* "AFP 051030 GMT JUN 24", "APA0123 2024-06-05/10:30": without the word of who sent it. */
static struct view behind_agency(struct view line)
{
	size_t end = view_find_byte(line, ' ', 0);
	size_t bracket =
	    view_find(line, VIEW("］"), 0); /* "［時事通信社］（2024/05/16-18:30）" */

	if (bracket != VIEW_NONE &&
	    agency_known(without_brackets(view_head(line, bracket + sizeof "］" - 1))))
		return view_trim(view_from(line, bracket + sizeof "］" - 1));
	return end != VIEW_NONE && agency_letters(line) ? view_trim(view_from(line, end))
							: line;
}

/* "15-GIU-24 10:00 NNNN", "051030 GMT JUN 24": when it was sent. */
static bool take_stamp(struct story *s, const struct document *d, struct view line)
{
	struct date_hints hints = wire_head_hints(d);
	struct date found;

	if (line.len > STAMP_LINE_MAX)
		return false;
	line = without_brackets(behind_agency(line));
	if (!wire_frame_date(line, &hints, &found) &&
	    (!date_parse(line, &hints, &found) || !found.has_time))
		return false;
	if (s->first_created == INSTANT_NONE)
		s->first_created = s->version_created = found.at;
	return true;
}

size_t wire_foot_behind(struct story *s, const struct document *d,
			const struct wire_lines *lines, size_t from, size_t to)
{
	const struct date_hints hints = wire_head_hints(d);
	struct date found;

	for (; from < to; from++) {
		struct view line = lines->items[from].text;
		/* A date alone may be the next story's. */
		bool stamp = behind_agency(line).len < line.len ||
			     wire_frame_date(line, &hints, &found);
		if (line.len && !is_initials(line) && !is_sign_off(line) &&
		    !(stamp && take_stamp(s, d, line)))
			break;
	}
	return from;
}

size_t wire_foot_end(struct story *s, const struct document *d,
		     const struct wire_lines *lines, size_t from, size_t to)
{
	bool behind_stamp = false;

	for (; to > from; to--) {
		struct view line = lines->items[to - 1].text;
		bool code = behind_stamp && is_desk(line);
		bool copyright = is_copyright(line);
		if (copyright && s->copyright_notice.len == 0)
			s->copyright_notice = line;
		if (line.len == 0 || code || copyright || is_initials(line) ||
		    is_signature(line) || is_sign_off(line) || is_contact(line))
			behind_stamp = behind_stamp && line.len == 0;
		else if (take_stamp(s, d, line))
			behind_stamp = true;
		else
			break;
	}
	return to;
}
