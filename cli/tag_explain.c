/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/tag_explain.h"

static void add_printable(struct buf *out, struct view text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.p[i];
		buf_add_byte(out,
			     c < ' ' || c == 0x7F ? (c == '\n' ? '\n' : ' ') : (char)c);
	}
}

static void add_marked(const struct tagger_result *r, struct view text, bool colour,
		       struct buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < r->len; i++) {
		const struct tagger_candidate *c = &r->items[i];
		if (c->state != TAGGED || c->start < at)
			continue;
		add_printable(out, view_at(text.p + at, c->start - at));
		buf_printf(out, "%s", colour ? "\x1b[1m" : "[");
		add_printable(out, view_at(text.p + c->start, c->end - c->start));
		buf_printf(out, "%s", colour ? "\x1b[0m" : "]");
		at = c->end;
	}
	add_printable(out, view_from(text, at));
	buf_add(out, VIEW("\n\n"));
}

static const char *state_name(enum tagger_state state)
{
	switch (state) {
	case TAGGED:
		return "mention";
	case TAGGED_HINT:
		return "hint";
	case MISSED_TRAP:
		return "look-alike";
	case MISSED_LONGER:
		return "part of a longer one";
	case MISSED:
	case UNDECIDED:
		break;
	}
	return "no mention";
}

static void add_candidates(const struct tagger_result *r, struct view text, bool passed,
			   struct buf *out)
{
	for (size_t i = 0; i < r->len; i++) {
		const struct tagger_candidate *c = &r->items[i];
		if ((c->state == TAGGED || c->state == TAGGED_HINT) != passed)
			continue;
		buf_printf(out, "  %s: \"", state_name(c->state));
		add_printable(out, view_at(text.p + c->start, c->end - c->start));
		buf_printf(out, "\" by %.*s", VIEW_ARG(c->rule));
		if (c->evidence.len) {
			buf_add(out, VIEW(" ("));
			add_printable(out, c->evidence);
			buf_add_byte(out, ')');
		}
		buf_add_byte(out, '\n');
	}
}

static void add_scores(const struct tagger_result *r, struct buf *out)
{
	for (size_t i = 0; i < r->scores.len; i++) {
		const struct story_score *s = &r->scores.items[i];
		buf_printf(out, "  %.*s %d%s", VIEW_ARG(s->topic), s->value,
			   s->about ? ", about it" : "");
		for (size_t k = 0; k < s->parts_len; k++)
			buf_printf(out, "%s%.*s %+d", k ? ", " : ": ",
				   VIEW_ARG(s->parts[k].name), s->parts[k].points);
		buf_add_byte(out, '\n');
	}
}

void tag_explain_result(const struct tagger_result *r, struct view text, bool colour,
			struct buf *out)
{
	add_marked(r, text, colour, out);
	add_candidates(r, text, true, out);
	add_candidates(r, text, false, out);
	add_scores(r, out);
}

void tag_explain(struct tagger *t, struct story *s, struct arena *a, bool colour,
		 struct buf *out)
{
	struct tagger_result result;
	struct view text = tagger_explain_story(t, s, a, &result);

	tag_explain_result(&result, text, colour, out);
}
