/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IPTC 7901, "The Text Transmission Format" (IPTC-TEC 7901). Keywords and headline stand in
 * the text: keywords end with "/", headlines with "=", as dpa and APA send them; without
 * them the text is read as any wire story's.
 */
#include "parser/iptc7901.h"

#include "parser/agency.h"
#include "parser/formats.h"
#include "parser/wire_frames.h"
#include "parser/wire_text.h"

enum {
	HEAD_LINES_MAX = 8, /* of the text in which keywords and headline stand */
	LINE_BYTES_MAX = 300,
	SOURCE_MAX = 4,
	SIGN_OFF_BYTES_MAX = 60,
	SIGN_OFF_WORD_MAX = 5,
};

/* ---- header ---- */

static bool all_alpha(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!byte_is_alpha(v.p[i]))
			return false;
	return v.len > 0;
}

/* The next word behind spaces. */
static struct view take_word(struct view *rest)
{
	size_t len = 0;

	*rest = view_trim(*rest);
	while (len < rest->len && !byte_is_space(rest->p[len]))
		len++;
	struct view word = view_head(*rest, len);
	*rest = view_from(*rest, len);
	return word;
}

/* "dpa0123": two to four letters and three to six digits. */
static bool is_id(struct view word, size_t *ret_letters)
{
	size_t letters = 0;
	uint64_t number;

	while (letters < word.len && byte_is_alpha(word.p[letters]))
		letters++;
	*ret_letters = letters;
	return letters >= 2 && letters <= SOURCE_MAX && word.len - letters >= 3 &&
	       word.len - letters <= 6 && view_to_u64(view_from(word, letters), &number);
}

bool iptc7901_header_read(struct view line, struct iptc7901_header *ret)
{
	struct iptc7901_header h = { .priority = 0 };
	struct view rest = line, word = take_word(&rest);
	size_t letters;
	uint64_t words;

	if (view_eq(word, VIEW("ZCZC")))
		word = take_word(&rest);
	if (!is_id(word, &letters))
		return false;
	h.id = word;
	h.source = view_head(word, letters);
	word = take_word(&rest);
	if (word.len != 1 || word.p[0] < '1' || word.p[0] > '9')
		return false;
	h.priority = word.p[0] - '0';
	h.category = take_word(&rest);
	if (!all_alpha(h.category) || h.category.len > 3 ||
	    !view_to_u64(take_word(&rest), &words))
		return false;
	*ret = h;
	return true;
}

void iptc7901_header_apply(const struct iptc7901_header *h, const struct document *d,
			   struct story *s, struct arena *a)
{
	struct view none = { NULL, 0 };

	if (!s->urgency)
		s->urgency = h->priority;
	if (h->category.len)
		(void)story_add_subject(s, a, h->category, none,
					d->hints.provider.len ? d->hints.provider
							      : VIEW("provider"));
	if (agency_known(h->source))
		(void)story_add_source(s, a, h->source, VIEW("agency"));
}

/* ---- keywords and headline in the text ---- */

static struct view without_last(struct view v)
{
	return view_trim(view_head(v, v.len - 1));
}

static bool ends_with(struct view v, char c)
{
	return v.len > 1 && v.p[v.len - 1] == c;
}

/* Does a line within the first few end with "="? */
static bool has_headline(const struct wire_lines *lines, size_t from)
{
	size_t seen = 0;

	for (size_t i = from; i < lines->len && seen < HEAD_LINES_MAX; i++) {
		struct view line = lines->items[i].text;
		seen += line.len > 0;
		if (ends_with(line, '=') && line.len <= LINE_BYTES_MAX)
			return true;
	}
	return false;
}

static void add_note(struct story *s, struct view note, struct arena *a)
{
	if (s->ed_note.len == 0)
		s->ed_note = note;
	else
		s->ed_note =
		    arena_printf(a, "%.*s %.*s", VIEW_ARG(s->ed_note), VIEW_ARG(note));
}

/* "dpa 0456" above the keywords: the agency's own number, which the header has, too. */
static bool is_number_line(const struct wire_lines *lines, size_t at)
{
	struct view rest = lines->items[at].text, word = take_word(&rest);
	uint64_t number;

	return agency_known(word) && view_to_u64(view_trim(rest), &number);
}

/* Lines up to one with "=" are a headline; in brackets they are for editors. */
static size_t take_headline(struct story *s, const struct wire_lines *lines, size_t from,
			    struct arena *a)
{
	size_t end = from;

	while (end < lines->len && !ends_with(lines->items[end].text, '='))
		end++;
	if (end == lines->len)
		return from;
	struct view text = wire_lines_join(lines, from, end + 1, a);
	for (size_t i = 0; (i = view_find(text, VIEW("\n\n"), 0)) != VIEW_NONE;) {
		if (view_starts(text, VIEW("(")))
			add_note(s, view_head(text, i), a);
		text = view_from(text, i + 2);
	}
	if (ends_with(text, '='))
		text = without_last(text);
	if (view_starts(text, VIEW("(")))
		add_note(s, text, a);
	else if (s->headlines.len == 0)
		story_add_headline(s, a, VIEW("text/plain"), text);
	else
		story_add_description(s, a, VIEW("text/plain"), text);
	return end + 1;
}

size_t iptc7901_head_read(struct story *s, const struct wire_lines *lines, size_t from,
			  struct arena *a)
{
	size_t at = from;

	while (at < lines->len) {
		struct view line = lines->items[at].text;
		if (line.len == 0 || (at == from && is_number_line(lines, at))) {
			at++;
		} else if (ends_with(line, '/') && line.len <= LINE_BYTES_MAX &&
			   s->headlines.len == 0) {
			s->slugline =
			    s->slugline.len
				? arena_printf(a, "%.*s%.*s", VIEW_ARG(s->slugline),
					       VIEW_ARG(without_last(line)))
				: without_last(line);
			at++;
		} else if (has_headline(lines, at)) {
			at = take_headline(s, lines, at, a);
		} else {
			break;
		}
	}
	return at;
}

/* The stamp that some agencies put on the last line of the text as well. */
static size_t drop_stamp(struct story *s, const struct wire_lines *lines,
			 const struct date_hints *hints)
{
	size_t to = lines->len;
	struct date found;

	while (to > 0 && lines->items[to - 1].text.len == 0)
		to--;
	if (to == 0 || !wire_frame_date(lines->items[to - 1].text, hints, &found))
		return to;
	if (s->version_created == INSTANT_NONE)
		s->version_created = s->first_created = found.at;
	return to - 1;
}

/* "dpa ab xy yyzz a3 cd": who wrote and who passed it, in the agency's short forms. */
static size_t drop_sign_off(const struct wire_lines *lines, size_t to, struct view source)
{
	while (to > 0 && lines->items[to - 1].text.len == 0)
		to--;
	if (to == 0 || source.len == 0)
		return to;
	struct view word, rest = lines->items[to - 1].text;
	if (!view_starts(rest, source) || rest.len > SIGN_OFF_BYTES_MAX)
		return to;
	while (view_next(&rest, ' ', &word))
		if (word.len > SIGN_OFF_WORD_MAX)
			return to;
	return to - 1;
}

/* ---- documents ---- */

/* Numbers begin anew each day. */
static void add_id(struct story *s, struct view id, struct arena *a)
{
	char text[INSTANT_TEXT] = "";
	struct view day = VIEW("");

	if (s->version_created != INSTANT_NONE)
		day = view_head(instant_format(s->version_created, text), 10);
	story_add_alt_id(
	    s, a, VIEW("guid"),
	    arena_printf(a, "iptc7901:%.*s:%.*s", VIEW_ARG(id), VIEW_ARG(day)));
}

/* A kill names the message that it takes back; that is the story it is about. */
static void add_killed_id(struct story *s, const struct iptc7901_header *h,
			  struct view body, struct arena *a)
{
	struct view rest = body, word;
	size_t letters;

	while ((word = take_word(&rest)).len) {
		while (word.len && !byte_is_digit(word.p[word.len - 1]))
			word.len--;
		if (is_id(word, &letters) &&
		    view_eq(view_head(word, letters), h->source)) {
			add_id(s, word, a);
			return;
		}
	}
}

static void identify(struct story *s, const struct iptc7901_header *h, struct arena *a)
{
	if (s->status == STORY_CANCELED)
		add_killed_id(s, h, story_plain(s, FIELD_BODY), a);
	if (h->id.len == 0)
		return;
	add_id(s, h->id, a);
	story_add_alt_id(s, a, VIEW("agency"), h->id);
}

static bool read_message(struct story *s, const struct document *d,
			 const struct wire_frame *frame, struct arena *a)
{
	struct date_hints hints = { .utc_offset_minutes = d->hints.utc_offset_minutes,
				    .zone = d->hints.zone };
	struct iptc7901_header h = { .priority = 0 };
	struct date stamp;
	size_t evidence;

	if (iptc7901_header_read(wire_frame_printable(frame->header, a), &h))
		iptc7901_header_apply(&h, d, s, a);
	if (wire_frame_date(wire_frame_printable(frame->trailer, a), &hints, &stamp))
		s->version_created = s->first_created = stamp.at;
	struct wire_lines lines =
	    wire_lines_split(wire_frame_printable(frame->text, a), a);
	lines.len = drop_stamp(s, &lines, &hints);
	lines.len = drop_sign_off(&lines, lines.len, h.source);
	size_t from = iptc7901_head_read(s, &lines, 0, a);
	bool filled = wire_text_fill(s, d, &lines, from, lines.len, a, &evidence);
	identify(s, &h, a);
	return filled || s->headlines.len > 0 || s->status == STORY_CANCELED;
}

bool iptc7901_parse(const struct document *d, struct view text, struct arena *a,
		    struct parsed *ret, struct err *err)
{
	return wire_frames_parse(d, text, read_message, "IPTC 7901", a, ret, err);
}
