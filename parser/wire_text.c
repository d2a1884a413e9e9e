/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/wire_text.h"

#include "common/base/utf8.h"
#include "parser/agency.h"
#include "parser/byline.h"
#include "parser/date.h"
#include "parser/dateline.h"
#include "parser/formats.h"
#include "parser/iptc7901.h"
#include "parser/kill.h"
#include "parser/wire_labels.h"

enum {
	HEADER_LINES_MAX = 40, /* in which a dateline is looked for */
	TITLE_BYTES_MAX = 250, /* of a headline without a label */
	TITLE_LINES_MAX = 3,
	DATE_LINE_MAX = 120,
	SLUG_BYTES_MAX = 80,
	CODE_WORDS_MAX = 3, /* of a line of an agency's codes */
	CODE_LINE_MAX = 30,
	ROUTING_BYTES_MAX = 12,
	INITIALS_MAX = 24, /* bytes of the line that says who wrote and who passed it */
	NOTE_BYTES_MAX = 2000,
	PARAGRAPH_ALONE_MIN =
	    200, /* bytes of text that is a story without any evidence */
};

struct reader {
	struct story *s;
	const struct document *d;
	const struct wire_lines *lines;
	size_t pos, to;
	size_t dateline_at; /* a line number, or `to` */
	struct arena *a;
	size_t evidence;
	bool titled;        /* has a headline */
	bool behind_byline; /* the line before was one */
	bool behind_zczc;   /* and codes are still to come */
	bool behind_stamp;  /* going backwards: the line behind said when it was sent */
};

/* ---- fields ---- */

static struct date_hints hints_of(const struct document *d)
{
	return (struct date_hints){ .utc_offset_minutes = d->hints.utc_offset_minutes,
				    .zone = d->hints.zone,
				    .day_first = d->hints.day_first };
}

static instant_ms reference_of(const struct story *s, const struct document *d)
{
	if (s->first_created != INSTANT_NONE)
		return s->first_created;
	return s->version_created != INSTANT_NONE ? s->version_created : d->fetched_at;
}

void wire_text_dateline(struct story *s, const struct document *d, struct view paragraph,
			struct arena *a)
{
	struct dateline found;

	if (!dateline_read(paragraph, reference_of(s, d), &found))
		return;
	if (s->located.len == 0)
		s->located = found.place;
	if (s->content_created == INSTANT_NONE)
		s->content_created = found.day;
	for (size_t i = 0; i < found.agencies_len; i++)
		(void)story_add_source(s, a, found.agencies[i], VIEW("agency"));
	if (found.author.len && s->by.len == 0) {
		s->by = found.author;
		(void)story_add_person(s, a, found.author, VIEW("author"));
	}
}

void wire_text_byline(struct story *s, struct view line, struct arena *a)
{
	struct byline by;

	if (!byline_read(line, &by))
		return;
	if (s->by.len == 0)
		s->by = by.text;
	for (size_t i = 0; i < by.len; i++)
		(void)story_add_person(s, a, by.names[i], VIEW("author"));
}

void wire_text_note(struct story *s, struct view note, struct arena *a)
{
	note = utf8_head(view_trim(note), NOTE_BYTES_MAX);
	if (note.len == 0)
		return;
	if (s->ed_note.len == 0)
		s->ed_note = note;
	else if (s->ed_note.len < NOTE_BYTES_MAX)
		s->ed_note =
		    arena_printf(a, "%.*s\n%.*s", VIEW_ARG(s->ed_note), VIEW_ARG(note));
}

/* ---- header lines ---- */

/* "2023-01-23 (@handle)", "23 января 2023, 12:30": the day the story was published. */
static bool take_date(struct reader *r, struct view v)
{
	struct date_hints hints = hints_of(r->d);
	struct view by = { NULL, 0 };
	struct date found;

	if (v.len == 0 || v.len > DATE_LINE_MAX)
		return false;
	if (v.p[v.len - 1] == ')' && !date_parse(v, &hints, &found)) {
		size_t open = view_find_byte(v, '(', 0);
		if (open == VIEW_NONE)
			return false;
		by = view_trim(view_at(v.p + open + 1, v.len - open - 2));
		v = view_trim(view_head(v, open));
	}
	if (v.len < 6 || !date_parse(v, &hints, &found))
		return false;
	if (by.len)
		wire_text_byline(r->s, by, r->a);
	if (r->s->first_created == INSTANT_NONE)
		r->s->first_created = r->s->version_created = found.at;
	else
		r->s->version_created = found.at;
	return true;
}

static void take_keywords(struct reader *r, struct view v)
{
	struct view word;
	char separator = view_find_byte(v, ';', 0) != VIEW_NONE ? ';' : ',';

	while (view_next(&v, separator, &word)) {
		word = view_trim(word);
		if (word.len)
			(void)story_add_subject(r->s, r->a, word,
						(struct view){ NULL, 0 },
						r->d->hints.provider);
	}
}

static void take_embargo(struct reader *r, struct view v)
{
	struct date_hints hints = hints_of(r->d);
	struct date found;

	if (date_parse(v, &hints, &found))
		r->s->embargoed_until = found.at;
	else
		wire_text_note(r->s, v, r->a);
}

static void take_title(struct reader *r, struct view title, struct view from)
{
	while (view_starts(title, VIEW("+"))) /* "++ Talks resume ++" */
		title = view_trim(view_from(title, 1));
	while (view_ends(title, VIEW("+")))
		title = view_trim(view_head(title, title.len - 1));
	if (r->titled) {
		story_add_description(r->s, r->a, VIEW("text/plain"), title);
		return;
	}
	story_add_headline(r->s, r->a, VIEW("text/plain"), title);
	story_note(r->s, r->a, VIEW("headline.from"), from);
	r->titled = true;
}

static bool take_label(struct reader *r, struct view line)
{
	struct story *s = r->s;
	struct view v = { NULL, 0 };
	uint64_t number;

	switch (wire_label_of(line, &v)) {
	case WIRE_LABEL_NONE:
		return false;
	case WIRE_LABEL_HEADLINE:
		take_title(r, v, VIEW("label"));
		return true;
	case WIRE_LABEL_SUMMARY:
		story_add_description(s, r->a, VIEW("text/plain"), v);
		return true;
	case WIRE_LABEL_SLUG:
		s->slugline = v;
		return true;
	case WIRE_LABEL_BYLINE:
		wire_text_byline(s, v, r->a);
		return true;
	case WIRE_LABEL_DATE:
		return take_date(r, v);
	case WIRE_LABEL_PLACE:
		s->located = v;
		return true;
	case WIRE_LABEL_EMBARGO:
		take_embargo(r, v);
		return true;
	case WIRE_LABEL_NOTE:
		wire_text_note(s, v, r->a);
		return true;
	case WIRE_LABEL_CORRECTION:
		wire_text_note(s, line, r->a);
		story_note(s, r->a, VIEW("correction"), v.len ? v : line);
		return true;
	case WIRE_LABEL_KEYWORDS:
		take_keywords(r, v);
		return true;
	case WIRE_LABEL_SOURCE:
		(void)story_add_source(s, r->a, v, VIEW("agency"));
		return true;
	case WIRE_LABEL_LINK:
		story_add_alt_id(s, r->a, VIEW("link"), v);
		return true;
	case WIRE_LABEL_ID:
		story_add_alt_id(s, r->a, VIEW("guid"), v);
		return true;
	case WIRE_LABEL_COPYRIGHT:
		s->copyright_notice = v;
		return true;
	case WIRE_LABEL_LANGUAGE:
		s->language = v;
		return true;
	case WIRE_LABEL_URGENCY:
		if (view_to_u64(v, &number) && number >= 1 && number <= 9)
			s->urgency = (int)number;
		return true;
	}
	return false;
}

/* Three words tied together with hyphens. */
static bool is_code(struct view word)
{
	size_t first = view_find_byte(word, '-', 1);
	size_t second = first == VIEW_NONE ? first : view_find_byte(word, '-', first + 2);

	return second != VIEW_NONE && second + 1 < word.len;
}

/* "JAPAN-RUSSIA/TREATY", "BC-Russia-Japan, 1st Ld-Writethru": words tied together. */
static bool is_slug(struct view line)
{
	struct view word, rest = line;
	size_t ties = 0, words = 0;
	bool lower = false, code = false; /* "RUS-JPN-DIPLO" */

	if (line.len > SLUG_BYTES_MAX || line.len < 3)
		return false;
	while (view_next(&rest, ' ', &word)) {
		words += word.len > 0;
		code |= is_code(word);
		for (size_t i = 1; i + 1 < word.len && words == 1; i++)
			ties += (word.p[i] == '-' || word.p[i] == '/') &&
				(byte_is_alpha(word.p[i + 1]) || word.p[i + 1] == '-');
	}
	for (size_t i = 0; i < line.len; i++) {
		if ((unsigned char)line.p[i] >= 0x80)
			return false;
		lower |= line.p[i] >= 'a' && line.p[i] <= 'z';
	}
	if (!ties && !(code && !lower && words <= CODE_WORDS_MAX))
		return false;
	if (!ties)
		return true;
	bool ends_sentence = strchr(".!?:\"", line.p[line.len - 1]) != NULL;
	bool writethru = view_find_nocase(line, VIEW("ld"), 0) != VIEW_NONE ||
			 view_find_nocase(line, VIEW("take"), 0) != VIEW_NONE ||
			 view_find_nocase(line, VIEW("(update"), 0) != VIEW_NONE;
	return !ends_sentence && (words == 1 || !lower || (words <= 5 && writethru));
}

/* The line says that it is one, and may name the story: "KILL: Boats leave". */
static void take_kill(struct reader *r, struct view line)
{
	struct view behind = wire_label_killed(line);

	r->s->status = STORY_CANCELED;
	wire_text_note(r->s, line, r->a);
	story_note(r->s, r->a, VIEW("kill"), line);
	if (behind.len)
		kill_read(r->s, arena_printf(r->a, "\"%.*s\"", VIEW_ARG(behind)), r->a);
	r->evidence++;
}

/* "XEF", "S0B QBXB": the codes that stand below "ZCZC3456/SX4". */
static bool is_routing(struct view line)
{
	for (size_t i = 0; i < line.len; i++)
		if (!(line.p[i] >= 'A' && line.p[i] <= 'Z') &&
		    !byte_is_digit(line.p[i]) && line.p[i] != ' ')
			return false;
	return line.len <= ROUTING_BYTES_MAX;
}

static bool take_header_line(struct reader *r, struct view line)
{
	bool behind_byline = r->behind_byline;
	int urgency;

	r->behind_byline = false;
	if (r->behind_zczc && is_routing(line))
		return true;
	r->behind_zczc = view_starts(line, VIEW("ZCZC"));
	if (wire_label_is_kill(line)) {
		take_kill(r, line);
		return true;
	}
	if (take_label(r, line)) {
		r->evidence++;
		return true;
	}
	if ((urgency = wire_label_urgency(line)) &&
	    wire_label_words(line).len + 8 > line.len) {
		r->s->urgency = urgency;
		return true;
	}
	if (byline_is(line)) {
		wire_text_byline(r->s, line, r->a);
		r->behind_byline = true;
		r->evidence++;
		return true;
	}
	if (behind_byline && byline_is_title(line))
		return true;
	if (take_date(r, line)) {
		r->evidence++;
		return true;
	}
	struct iptc7901_header header;
	if (r->behind_zczc && !iptc7901_header_read(line, &header)) {
		r->evidence++;
		return true;
	}
	if (r->s->slugline.len == 0 && is_slug(line)) {
		r->s->slugline = line;
		return true;
	}
	if (iptc7901_header_read(line, &header)) {
		iptc7901_header_apply(&header, r->d, r->s, r->a);
		r->pos = iptc7901_head_read(r->s, r->lines, r->pos + 1, r->a) - 1;
		r->titled = r->s->headlines.len > 0;
		r->evidence++;
		return true;
	}
	return view_starts(line, VIEW("ZCZC"));
}

/* ---- headline ---- */

static size_t block_end(const struct reader *r, size_t from)
{
	while (from < r->to && r->lines->items[from].text.len)
		from++;
	return from;
}

/* Where the first paragraph with a dateline begins. */
static size_t find_dateline(const struct reader *r)
{
	size_t last =
	    r->pos + HEADER_LINES_MAX < r->to ? r->pos + HEADER_LINES_MAX : r->to;
	struct dateline found;

	for (size_t i = r->pos; i < last; i++) {
		struct view line = r->lines->items[i].text;
		if (line.len && !wire_label_is_kill(line) &&
		    dateline_read(line, INSTANT_NONE, &found))
			return i;
	}
	return r->to;
}

static bool ends_like_text(struct view v)
{
	return view_ends(v, VIEW(".")) || view_ends(v, VIEW("。")) ||
	       view_ends(v, VIEW(",")) || view_ends(v, VIEW(":")) ||
	       view_ends(v, VIEW(";")) || view_ends(v, VIEW(".\"")) ||
	       view_ends(v, VIEW("．"));
}

/* "RUS JAPON": up to three short words in capitals. */
static bool is_code_line(struct view line)
{
	size_t words = 1;

	for (size_t i = 0; i < line.len; i++) {
		bool capital = line.p[i] >= 'A' && line.p[i] <= 'Z';
		words += line.p[i] == ' ';
		if (!capital && line.p[i] != ' ' && line.p[i] != '-')
			return false;
	}
	return line.len >= 2 && line.len <= CODE_LINE_MAX && words <= CODE_WORDS_MAX;
}

/* The end of a headline that begins at `r->pos`: of its block, or before a line that is
 * something else. */
static size_t title_end(const struct reader *r)
{
	size_t end = block_end(r, r->pos);
	struct date_hints hints = hints_of(r->d);
	struct view value;
	struct date found;

	for (size_t i = r->pos + 1; i < end && i <= r->pos + TITLE_LINES_MAX; i++) {
		struct view line = r->lines->items[i].text;
		if (i == r->dateline_at || byline_is(line) || wire_label_urgency(line) ||
		    wire_label_is_kill(line) ||
		    (i == r->pos + 1 && is_code_line(r->lines->items[r->pos].text) &&
		     !is_code_line(line)) ||
		    date_parse(line, &hints, &found) ||
		    wire_label_of(line, &value) != WIRE_LABEL_NONE)
			return i;
	}
	return end;
}

static bool is_title(const struct reader *r, size_t end, struct view title)
{
	if (end - r->pos > TITLE_LINES_MAX || title.len > TITLE_BYTES_MAX ||
	    ends_like_text(title))
		return false;
	if (r->dateline_at < r->to)
		return r->pos < r->dateline_at;
	/* Without a dateline only the first line can be one, and text has to follow. */
	if (r->titled)
		return false;
	size_t next = end;
	while (next < r->to && r->lines->items[next].text.len == 0)
		next++;
	bool cut = end < block_end(r, r->pos); /* before another header line */
	return (next > end || cut) && next < r->to;
}

/* ---- body ---- */

static bool is_copyright(struct view v)
{
	return v.len <= 200 &&
	       (view_starts(v, VIEW("©")) || view_starts_nocase(v, VIEW("(c)")) ||
		view_starts_nocase(v, VIEW("copyright ")) ||
		view_starts(v, VIEW("(Copyright ")));
}

/* "(Reporting by Jane Doe; Editing by John Roe)" names the author of a Reuters story. */
static void read_credits(struct reader *r, struct view paragraph)
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

static struct view take_tail(struct reader *r, struct view body)
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

/* "ab/cd": who wrote and who passed it. */
static bool is_initials(struct view line)
{
	size_t letters = 0, parts = 1;

	for (size_t i = 0; i < line.len; i++) {
		bool bar = line.p[i] == '/';
		if (bar ? letters < 2 : line.p[i] < 'a' || line.p[i] > 'z' || letters > 3)
			return false;
		letters = bar ? 0 : letters + 1;
		parts += bar;
	}
	return parts > 1 && letters >= 2 && line.len <= INITIALS_MAX;
}

/* "(ANSA)." */
static bool is_signature(struct view line)
{
	if (view_ends(line, VIEW(".")))
		line = view_head(line, line.len - 1);
	return line.len > 2 && line.p[0] == '(' && line.p[line.len - 1] == ')' &&
	       agency_known(view_at(line.p + 1, line.len - 2));
}

/* "15-GIU-24 10:00 NNNN": when it was sent. */
static bool take_stamp(struct reader *r, struct view line)
{
	struct date_hints hints = hints_of(r->d);
	struct date found;

	if (line.len > DATE_LINE_MAX || !date_parse(line, &hints, &found) ||
	    !found.has_time)
		return false;
	if (r->s->first_created == INSTANT_NONE)
		r->s->first_created = r->s->version_created = found.at;
	return true;
}

/* What stands behind the text on lines of its own. */
static void take_foot(struct reader *r)
{
	while (r->to > r->pos) {
		struct view line = r->lines->items[r->to - 1].text;
		bool code = line.len > 0 && line.len <= 4 && is_code_line(line) &&
			    r->behind_stamp;
		r->behind_stamp = r->behind_stamp && line.len == 0;
		if (line.len == 0 || code || is_initials(line) || is_signature(line)) {
			r->to--;
		} else if (take_stamp(r, line)) {
			r->behind_stamp = true;
			r->to--;
		} else {
			return;
		}
	}
}

/* Does the line hold nothing but a dateline? */
static bool is_dateline_alone(const struct reader *r, size_t at)
{
	struct dateline found;
	struct view line = at < r->to ? r->lines->items[at].text : VIEW("");

	return at == r->dateline_at && dateline_read(line, INSTANT_NONE, &found) &&
	       found.len >= line.len;
}

/* Rules and "(MORE)" lines leave the text; the paragraphs on both sides stay apart. */
static struct wire_lines without_marks(struct reader *r)
{
	struct wire_lines kept = { 0 };

	for (size_t i = r->pos; i < r->to; i++) {
		struct wire_line line = r->lines->items[i];
		enum wire_mark mark = wire_mark_of(line.text);
		if (mark == WIRE_MARK_MORE)
			story_note(r->s, r->a, VIEW("wire.more"), VIEW("true"));
		if (mark != WIRE_MARK_NONE)
			line = (struct wire_line){ .indent = 0 };
		if (i > r->pos && is_dateline_alone(r, i - 1))
			line.indent = r->lines->items[i - 1].indent;
		*ARENA_PUSH(r->a, kept.items, kept.len) = line;
	}
	return kept;
}

static void read_header(struct reader *r)
{
	while (r->pos < r->to) {
		struct view line = r->lines->items[r->pos].text;
		if (line.len == 0 || wire_mark_of(line) != WIRE_MARK_NONE) {
			r->pos++;
			continue;
		}
		if (r->pos == r->dateline_at)
			return;
		if (take_header_line(r, line)) {
			r->pos++;
			continue;
		}
		size_t end = title_end(r);
		struct view title = wire_lines_join(r->lines, r->pos, end, r->a);
		if (!is_title(r, end, title))
			return;
		if (end == r->pos + 1 && end < r->to && r->lines->items[end].text.len &&
		    end != r->dateline_at && r->s->slugline.len == 0 &&
		    is_code_line(title)) {
			r->s->slugline = title;
			r->pos = end;
			continue;
		}
		take_title(r, title, VIEW("title line"));
		r->evidence++;
		r->pos = end;
	}
}

/* The reason of a kill is for editors, and names the story; what follows a dateline is the
 * story's text, which nobody is to see again. */
static void name_killed(struct reader *r, struct view body)
{
	struct view headline = story_plain(r->s, FIELD_HEADLINE), first;
	struct dateline found;
	size_t end;

	if (headline.len && !wire_label_is_kill(headline))
		kill_read(r->s, arena_printf(r->a, "\"%.*s\"", VIEW_ARG(headline)), r->a);
	for (; body.len; body = view_from(body, end)) {
		end = view_find(body, VIEW("\n\n"), 0);
		first = view_head(body, end);
		end = end == VIEW_NONE ? body.len : end + 2;
		if (dateline_read(first, INSTANT_NONE, &found))
			break;
		wire_text_note(r->s, first, r->a);
	}
	kill_read(r->s, r->s->ed_note, r->a);
}

bool wire_text_fill(struct story *s, const struct document *d,
		    const struct wire_lines *lines, size_t from, size_t to,
		    struct arena *a, size_t *ret_evidence)
{
	struct reader r = {
		.s = s, .d = d, .lines = lines, .pos = from, .to = to, .a = a
	};

	r.titled = s->headlines.len > 0;
	if (wire_label_is_kill(story_plain(s, FIELD_HEADLINE)))
		take_kill(&r, story_plain(s, FIELD_HEADLINE));
	r.dateline_at = find_dateline(&r);
	read_header(&r);
	take_foot(&r);
	struct wire_lines kept = without_marks(&r);
	struct view body = take_tail(&r, wire_lines_join(&kept, 0, kept.len, a));
	size_t located = s->located.len, sources = s->sources.len;
	wire_text_dateline(
	    s, d, r.dateline_at < to ? lines->items[r.dateline_at].text : body, a);
	r.evidence += s->located.len > located || s->sources.len > sources;
	if (body.len)
		story_add_body(s, a, VIEW("text/plain"), body);
	if (s->status == STORY_CANCELED)
		name_killed(&r, body);
	s->ext.text_from = STORY_WIRE;
	*ret_evidence = r.evidence;
	return body.len > 0;
}
