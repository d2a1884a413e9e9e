/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/wire_text_parts.h"

#include "common/base/utf8.h"
#include "parser/byline.h"
#include "parser/dateline.h"
#include "parser/kill.h"
#include "parser/wire_labels.h"

enum { NOTE_BYTES_MAX = 2000 };

/* ---- fields ---- */

static instant_ms reference_of(const struct story *s, const struct document *d)
{
	if (s->first_created != INSTANT_NONE)
		return s->first_created;
	return s->version_created != INSTANT_NONE ? s->version_created : d->fetched_at;
}

static bool is_post(struct view word)
{
	static const struct view posts[] = { VIEW_INIT("기자"), VIEW_INIT("특파원") };

	return view_is_in(word, posts, sizeof posts / sizeof posts[0]);
}

/* Chinese and Korean names hold no space, but a short one may have one within to fill its
 * place. */
static void add_spaced_authors(struct story *s, struct view names, struct arena *a)
{
	enum { NAME_BYTES_MIN = 2 * 3 };
	struct view name, rest = names;

	while (view_next(&rest, ' ', &name))
		if (name.len && name.len < NAME_BYTES_MIN) {
			(void)story_add_person(s, a, names, VIEW("author"));
			return;
		}
	rest = names;
	while (view_next(&rest, ' ', &name))
		if (name.len && !is_post(name))
			(void)story_add_person(s, a, name, VIEW("author"));
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
		if (found.authors_spaced)
			add_spaced_authors(s, found.author, a);
		else
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

/* Does the line hold nothing but a dateline? */
static bool is_dateline_alone(const struct wire_reader *r, size_t at)
{
	struct dateline found;
	struct view line = at < r->to ? r->lines->items[at].text : VIEW("");

	return at == r->dateline_at && dateline_read(line, INSTANT_NONE, &found) &&
	       found.len >= line.len;
}

/* Rules and "(MORE)" lines leave the text; the paragraphs on both sides stay apart. */
static struct wire_lines without_marks(struct wire_reader *r)
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

/* The reason of a kill is for editors, and names the story; what follows a dateline is the
 * story's text, which nobody is to see again. */
static void name_killed(struct wire_reader *r, struct view body)
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
		if (dateline_read(first, INSTANT_NONE, &found) &&
		    !wire_label_is_kill(view_trim(view_from(first, found.len))))
			break;
		wire_text_note(r->s, first, r->a);
	}
	kill_read(r->s, r->s->ed_note, r->a);
}

/* "MOSCOW, May 16 (Agency) - Please kill …": the text itself asks for it. */
static void find_kill(struct wire_reader *r, struct view body)
{
	struct view first = view_head(body, view_find(body, VIEW("\n\n"), 0));
	struct dateline found;

	if (r->s->status == STORY_CANCELED || !dateline_read(first, INSTANT_NONE, &found))
		return;
	struct view behind = view_trim(view_from(first, found.len));
	if (wire_label_asks_for_kill(behind))
		wire_head_kill(r, behind);
}

bool wire_text_fill(struct story *s, const struct document *d,
		    const struct wire_lines *lines, size_t from, size_t to,
		    struct arena *a, size_t *ret_evidence)
{
	struct wire_reader r = {
		.s = s, .d = d, .lines = lines, .pos = from, .to = to, .a = a
	};

	r.titled = s->headlines.len > 0;
	if (wire_label_is_kill(story_plain(s, FIELD_HEADLINE)))
		wire_head_kill(&r, story_plain(s, FIELD_HEADLINE));
	r.dateline_at = wire_head_find_dateline(&r);
	wire_head_read(&r);
	r.to = wire_foot_end(s, d, lines, r.pos, r.to);
	struct wire_lines kept = without_marks(&r);
	struct view body = wire_foot_cut(&r, wire_lines_join(&kept, 0, kept.len, a));
	size_t located = s->located.len, sources = s->sources.len;
	wire_text_dateline(
	    s, d, r.dateline_at < to ? lines->items[r.dateline_at].text : body, a);
	r.evidence += s->located.len > located || s->sources.len > sources;
	find_kill(&r, body);
	if (body.len)
		story_add_body(s, a, VIEW("text/plain"), body);
	if (s->status == STORY_CANCELED)
		name_killed(&r, body);
	s->ext.text_from = STORY_WIRE;
	*ret_evidence = r.evidence;
	return body.len > 0;
}
