/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/agency.h"
#include "parser/byline.h"
#include "parser/dateline.h"
#include "parser/dateline_words.h"
#include "parser/iptc7901.h"
#include "parser/kill.h"
#include "parser/wire_labels.h"
#include "parser/wire_text_parts.h"

enum {
	HEADER_LINES_MAX = 40, /* in which a dateline is looked for */
	TITLE_BYTES_MAX = 250, /* of a headline without a label */
	TITLE_LINES_MAX = 3,
	DATE_LINE_MAX = 120,
	SLUG_BYTES_MAX = 80,
	CODE_WORDS_MAX = 3, /* of a line of an agency's codes */
	CODE_LINE_MAX = 30,
	ROUTING_BYTES_MAX = 12,
};

struct date_hints wire_head_hints(const struct document *d)
{
	return (struct date_hints){ .utc_offset_minutes = d->hints.utc_offset_minutes,
				    .zone = d->hints.zone,
				    .day_first = d->hints.day_first };
}

/* "УНІАН, 16 травня 2024, 15:40", "（2024年5月16日21時13分  読売新聞）": the date alone. */
static struct view date_beside_agency(struct view v)
{
	size_t agency = agency_prefix(v);

	if (agency && view_starts(view_from(v, agency), VIEW(",")))
		return view_trim(view_from(v, agency + 1));
	if (agency && view_starts(view_from(v, agency), VIEW(" - ")))
		return view_trim(view_from(v, agency + 3));
	if (view_starts(v, VIEW("（")) && view_ends(v, VIEW("）"))) {
		v = view_at(v.p + 3, v.len - 6);
		return view_trim(view_head(v, view_find(v, VIEW("  "), 0)));
	}
	return v;
}

/* "2023-01-23 (@handle)", "23 января 2023, 12:30": the day the story was published. */
static bool take_date(struct wire_reader *r, struct view v)
{
	struct date_hints hints = wire_head_hints(r->d);
	struct view by = { NULL, 0 };
	struct date found;

	if (v.len == 0 || v.len > DATE_LINE_MAX)
		return false;
	v = date_beside_agency(v);
	if (v.len == 0)
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

static void take_keywords(struct wire_reader *r, struct view v)
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

static bool is_no_embargo(struct view v)
{
	static const struct view words[] = { VIEW_INIT("none"), VIEW_INIT("no"),
					     VIEW_INIT("nil"),  VIEW_INIT("n/a"),
					     VIEW_INIT("-"),    VIEW_INIT("keine"),
					     VIEW_INIT("нет"),  VIEW_INIT("なし") };

	return view_is_in_nocase(v, words, sizeof words / sizeof words[0]);
}

static void take_embargo(struct wire_reader *r, struct view line, struct view v)
{
	struct date_hints hints = wire_head_hints(r->d);
	struct date found;

	(void)wire_label_of(v,
			    &v); /* "EMBARGO: Not for publication before 18:00 GMT …" */
	if (v.len == 0 || is_no_embargo(v))
		return;
	if (date_parse(v, &hints, &found)) {
		r->s->embargoed_until = found.at;
		return;
	}
	/* Until when is for somebody to read. */
	r->s->status = STORY_WITHHELD;
	wire_text_note(r->s, line, r->a);
}

static void take_title(struct wire_reader *r, struct view title, struct view from)
{
	static const struct view marks[] = { VIEW_INIT("◎"), VIEW_INIT("●"),
					     VIEW_INIT("■"), VIEW_INIT("◆"),
					     VIEW_INIT("★"), VIEW_INIT("☆"),
					     VIEW_INIT("▽"), VIEW_INIT("▼"),
					     VIEW_INIT("◇") };
	size_t mark;

	while (view_starts(title, VIEW("+"))) /* "++ Talks resume ++" */
		title = view_trim(view_from(title, 1));
	while ((mark = view_prefix_in(title, marks, sizeof marks / sizeof marks[0])))
		title = view_trim(view_from(title, mark));
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

static bool take_label(struct wire_reader *r, struct view line)
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
		take_embargo(r, line, v);
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
void wire_head_kill(struct wire_reader *r, struct view line)
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

/* "Jane Doe, Reuters": a name and who it writes for. */
static bool is_signed_name(struct view line)
{
	size_t comma = view_find_byte(line, ',', 0);
	struct view name = view_head(line, comma);

	return comma != VIEW_NONE &&
	       agency_known(view_trim(view_from(line, comma + 1))) &&
	       view_find_byte(name, ' ', 0) != VIEW_NONE && dateline_is_place(name);
}

static bool take_header_line(struct wire_reader *r, struct view line)
{
	bool behind_byline = r->behind_byline;
	int urgency;

	r->behind_byline = false;
	if (r->behind_zczc && is_routing(line))
		return true;
	r->behind_zczc = view_starts(line, VIEW("ZCZC"));
	if (wire_label_is_kill(line)) {
		wire_head_kill(r, line);
		return true;
	}
	if (take_label(r, line)) {
		r->evidence++;
		return true;
	}
	if (wire_label_is_release(line) || wire_label_says_changes(line)) {
		wire_text_note(r->s, line, r->a);
		return true;
	}
	if (!r->titled && agency_known(line)) { /* "共同通信" above the headline */
		(void)story_add_source(r->s, r->a, line, VIEW("agency"));
		r->evidence++;
		return true;
	}
	if ((urgency = wire_label_urgency(line)) &&
	    wire_label_words(line).len + 8 > line.len) {
		r->s->urgency = urgency;
		return true;
	}
	if (byline_is(line) || is_signed_name(line)) {
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

static size_t block_end(const struct wire_reader *r, size_t from)
{
	while (from < r->to && r->lines->items[from].text.len)
		from++;
	return from;
}

/* Where the first paragraph with a dateline begins. */
size_t wire_head_find_dateline(const struct wire_reader *r)
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
	static const struct view ends[] = {
		VIEW_INIT("."), VIEW_INIT("。"),  VIEW_INIT(","),  VIEW_INIT(":"),
		VIEW_INIT(";"), VIEW_INIT(".\""), VIEW_INIT("．"),
	};

	return view_suffix_in(v, ends, sizeof ends / sizeof ends[0]);
}

/* Bytes of the capital at `at`, also of Latin-1 ("JAPÓN"); 0 for anything else. */
static size_t capital_len(struct view v, size_t at)
{
	unsigned char next = at + 1 < v.len ? (unsigned char)v.p[at + 1] : 0;

	if (v.p[at] >= 'A' && v.p[at] <= 'Z')
		return 1;
	return (unsigned char)v.p[at] == 0xC3 && next >= 0x80 && next <= 0x9E ? 2 : 0;
}

bool wire_head_is_code(struct view line)
{
	size_t words = 1;

	for (size_t i = 0, capital; i < line.len; i += capital ? capital : 1) {
		capital = capital_len(line, i);
		words += line.p[i] == ' ';
		if (!capital && line.p[i] != ' ' && line.p[i] != '-')
			return false;
	}
	return line.len >= 2 && line.len <= CODE_LINE_MAX && words <= CODE_WORDS_MAX;
}

/* The end of a headline that begins at `r->pos`: of its block, or before a line that is
 * something else. */
static size_t title_end(const struct wire_reader *r)
{
	size_t end = block_end(r, r->pos);
	struct date_hints hints = wire_head_hints(r->d);
	struct view value;
	struct date found;

	for (size_t i = r->pos + 1; i < end && i <= r->pos + TITLE_LINES_MAX; i++) {
		struct view line = r->lines->items[i].text;
		if (i == r->dateline_at || byline_is(line) || wire_label_urgency(line) ||
		    view_starts(line, VIEW("* ")) || /* what is new in it */
		    wire_label_is_kill(line) ||
		    (i == r->pos + 1 && wire_head_is_code(r->lines->items[r->pos].text) &&
		     !wire_head_is_code(line)) ||
		    date_parse(line, &hints, &found) ||
		    wire_label_of(line, &value) != WIRE_LABEL_NONE)
			return i;
	}
	return end;
}

static bool is_title(const struct wire_reader *r, size_t end, struct view title)
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

void wire_head_read(struct wire_reader *r)
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
		if (view_find_byte(title, '\n', 0) != VIEW_NONE) { /* a line each */
			end = r->pos + 1;
			title = r->lines->items[r->pos].text;
		}
		if (!is_title(r, end, title))
			return;
		if (end == r->pos + 1 && end < r->to && r->lines->items[end].text.len &&
		    end != r->dateline_at && r->s->slugline.len == 0 &&
		    wire_head_is_code(title)) {
			r->s->slugline = title;
			r->pos = end;
			continue;
		}
		take_title(r, title, VIEW("title line"));
		r->evidence++;
		r->pos = end;
	}
}
