/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ANPA 1312 (Newspaper Association of America, wire service transmission guidelines 84-2).
 * Header: service level and number, priority, category, format and keyword, date and number of
 * words; the order is fixed, the control characters between the parts are not, so the parts
 * are told by their shapes.
 */
#include <stdio.h>

#include "parser/byline.h"
#include "parser/formats.h"
#include "parser/wire_frames.h"
#include "parser/wire_labels.h"
#include "parser/wire_text.h"

enum { HEADER_WORDS_MAX = 24, HEADLINE_BYTES_MAX = 300 };

struct header {
	struct view id;      /* "a0123" */
	struct view keyword; /* "BC-Kurils-Talks" */
	struct view category;
	struct view month_day; /* "01-23" */
	int urgency;
};

/* ---- header ---- */

static bool is_number(struct view v)
{
	uint64_t n;
	return view_to_u64(v, &n);
}

/* "a0123", with what may hang on it behind a control character. */
static bool is_id(struct view v)
{
	return v.len == 5 && byte_is_alpha(v.p[0]) && is_number(view_from(v, 1));
}

static bool is_month_day(struct view v)
{
	size_t dash = view_find_byte(v, '-', 0);

	return dash != VIEW_NONE && v.len <= 5 && is_number(view_head(v, dash)) &&
	       is_number(view_from(v, dash + 1));
}

/* "bc-Kurils": morning, evening or both cycles before the keyword. */
static bool is_keyword(struct view v)
{
	static const struct view cycles[] = { VIEW_INIT("am-"), VIEW_INIT("pm-"),
					      VIEW_INIT("bc-"), VIEW_INIT("ap-"),
					      VIEW_INIT("ax-"), VIEW_INIT("a&p-") };

	size_t cycle = view_prefix_in_nocase(v, cycles, sizeof cycles / sizeof cycles[0]);
	return cycle && v.len > cycle;
}

static int urgency_of(char c)
{
	static const char order[] = "fburds"; /* flash, bulletin, urgent, regular, … */
	const char *at = strchr(order, byte_lower(c));

	return at && c ? (int)(at - order) + 1 : 0;
}

static struct header read_header(struct view text)
{
	struct header h = { .urgency = 0 };
	struct view word, rest = text;

	for (size_t words = 0; words < HEADER_WORDS_MAX; words++) {
		rest = view_trim(rest);
		size_t len = 0;
		while (len < rest.len && !byte_is_space(rest.p[len]))
			len++;
		if (len == 0)
			break;
		word = view_head(rest, len);
		rest = view_from(rest, len);
		if (h.id.len == 0 && is_id(word))
			h.id = word;
		else if (is_month_day(word))
			h.month_day = word;
		else if (h.keyword.len == 0 && is_keyword(word))
			h.keyword = word;
		else if (!h.urgency && word.len <= 2 && h.keyword.len == 0)
			h.urgency = urgency_of(word.p[0]);
		else if (h.category.len == 0 && word.len == 1 && byte_is_alpha(word.p[0]))
			h.category = word;
		else if (h.keyword.len && h.month_day.len == 0 && !is_number(word))
			h.keyword.len = (size_t)(word.p + word.len - h.keyword.p);
	}
	return h;
}

static struct view category_name(struct view code)
{
	static const struct {
		char code;
		const char *name;
	} names[] = { { 'a', "Domestic" },
		      { 'b', "Special Events" },
		      { 'c', "Features" },
		      { 'd', "Food" },
		      { 'e', "Entertainment" },
		      { 'f', "Finance" },
		      { 'g', "State Sports" },
		      { 'i', "International" },
		      { 'k', "Commentary" },
		      { 'l', "Lifestyle" },
		      { 'n', "State News" },
		      { 'o', "Weather" },
		      { 'p', "National Politics" },
		      { 'q', "Sports Results" },
		      { 'r', "Races" },
		      { 's', "Sports" },
		      { 't', "Travel" },
		      { 'v', "Advisories" },
		      { 'w', "Washington" } };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].code == byte_lower(code.p[0]))
			return view_of(names[i].name);
	return code;
}

/* "AP-NY-01-23-23 0530EST": month, day and year before hour and minute. */
static bool read_stamp(struct view v, const struct document *d, struct date *ret)
{
	struct date_hints hints = { .utc_offset_minutes = d->hints.utc_offset_minutes,
				    .zone = d->hints.zone };
	char text[48];

	v = view_trim(v);
	while (v.len && v.p[v.len - 1] == '<')
		v = view_trim(view_head(v, v.len - 1));
	for (size_t i = 0; i + 12 < v.len; i++) {
		struct view at = view_from(v, i);
		if (!is_number(view_head(at, 2)) || at.p[2] != '-' || at.p[5] != '-' ||
		    !is_number(view_at(at.p + 3, 2)) || !is_number(view_at(at.p + 6, 2)))
			continue;
		struct view time = view_trim(view_from(at, 8));
		if (time.len < 4 || !is_number(view_head(time, 4)))
			return false;
		int n = snprintf(text, sizeof text, "%.2s/%.2s/%.2s %.2s:%.2s %.*s", at.p,
				 at.p + 3, at.p + 6, time.p, time.p + 2,
				 VIEW_ARG(view_head(view_from(time, 4), 4)));
		return n > 0 && date_parse(view_at(text, (size_t)n), &hints, ret);
	}
	return false;
}

/* ---- text ---- */

/* Typesetters' marks go: "^" before, "<" and "=" behind a line, `` and '' for quotes. */
static struct view without_typography(struct view v, struct arena *a)
{
	char *out = arena_alloc(a, v.len + 1);
	size_t len = 0;
	bool marked = false;

	for (size_t i = 0; i < v.len; i++) {
		char c = v.p[i];
		bool pair = i + 1 < v.len && v.p[i + 1] == c;
		bool line_start = i == 0 || v.p[i - 1] == '\n';
		bool line_end =
		    i + 1 == v.len || v.p[i + 1] == '\r' || v.p[i + 1] == '\n';
		if (pair && (c == '`' || c == '\'')) {
			out[len++] = '"';
			i++;
		} else if (c == '^' && line_start) {
			marked = true;
		} else if (!(line_end && (c == '<' || (marked && c == '=')))) {
			out[len++] = c;
		}
		marked = marked && c != '\n';
	}
	return view_at(out, len);
}

/* A line between "^" and "<", or the line's end; what ends it is left out. False: none. */
static bool marked_line(struct view v, struct view *ret_line, struct view *ret_rest)
{
	size_t end = view_find_byte(v, '<', 0), newline = view_find_byte(v, '\n', 0);

	if (v.len == 0 || v.p[0] != '^')
		return false;
	/* A headline may go over several lines, but not over the next mark. */
	size_t next = view_find(v, VIEW("\n^"), 0);
	if (end == VIEW_NONE || (next != VIEW_NONE && end > next))
		end = newline;
	if (end == VIEW_NONE || end > HEADLINE_BYTES_MAX)
		return false;
	*ret_rest = view_from(v, end + 1);
	*ret_line = view_trim(view_at(v.p + 1, end - 1));
	while (ret_line->len && ret_line->p[ret_line->len - 1] == '=')
		*ret_line = view_trim(view_head(*ret_line, ret_line->len - 1));
	return true;
}

/* "^Fishermen sail again<": the first marked line that is not the keyword again, a byline or a
 * note, which are any wire story's. */
static void take_headline(struct story *s, struct view *text, struct arena *a)
{
	struct view line, rest, value, v = view_trim(*text);

	while (marked_line(v, &line, &rest)) {
		if (is_keyword(line)) {
			s->slugline = line;
			*text = v = view_trim(rest);
			continue;
		}
		if (line.len == 0 || byline_is(line) ||
		    wire_label_of(line, &value) != WIRE_LABEL_NONE ||
		    wire_label_is_kill(line))
			return;
		struct wire_lines lines = wire_lines_split(line, a);
		story_add_headline(s, a, VIEW("text/plain"),
				   wire_lines_join(&lines, 0, lines.len, a));
		*text = rest;
		return;
	}
}

static void apply(const struct header *h, const struct document *d, struct story *s,
		  struct arena *a)
{
	char text[INSTANT_TEXT] = "";
	struct view none = { NULL, 0 };

	s->slugline = h->keyword;
	s->urgency = h->urgency;
	if (h->category.len) {
		struct story_concept *c = story_add_subject(
		    s, a, category_name(h->category), none,
		    d->hints.provider.len ? d->hints.provider : VIEW("provider"));
		if (c)
			c->literal = h->category;
	}
	if (h->id.len == 0)
		return;
	/* Numbers begin anew each day. */
	struct view day = h->month_day;
	if (s->version_created != INSTANT_NONE)
		day = view_head(instant_format(s->version_created, text), 10);
	story_add_alt_id(
	    s, a, VIEW("guid"),
	    arena_printf(a, "anpa:%.*s:%.*s", VIEW_ARG(h->id), VIEW_ARG(day)));
	story_add_alt_id(s, a, VIEW("agency"), h->id);
}

static bool read_message(struct story *s, const struct document *d,
			 const struct wire_frame *frame, struct arena *a)
{
	struct header h = read_header(wire_frame_printable(frame->header, a));
	struct view text = wire_frame_printable(frame->text, a);
	struct date stamp;
	size_t evidence;

	if (read_stamp(wire_frame_printable(frame->trailer, a), d, &stamp) ||
	    read_stamp(view_from(text, text.len > 40 ? text.len - 40 : 0), d, &stamp))
		s->version_created = s->first_created = stamp.at;
	apply(&h, d, s, a);
	take_headline(s, &text, a);
	struct wire_lines lines = wire_lines_split(without_typography(text, a), a);
	while (lines.len && (lines.items[lines.len - 1].text.len == 0 ||
			     (lines.items[lines.len - 1].text.len < 40 &&
			      read_stamp(lines.items[lines.len - 1].text, d, &stamp))))
		lines.len--;
	return wire_text_fill(s, d, &lines, 0, lines.len, a, &evidence) ||
	       s->headlines.len > 0 || s->status == STORY_CANCELED;
}

bool anpa1312_parse(const struct document *d, struct view text, struct arena *a,
		    struct parsed *ret, struct err *err)
{
	return wire_frames_parse(d, text, read_message, "ANPA 1312", a, ret, err);
}
