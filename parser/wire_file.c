/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of wire stories as plain text. End marks part it; what stands behind one is the next
 * story when it begins like one, else a note to the story before it.
 */
#include "common/base/digest.h"
#include "parser/byline.h"
#include "parser/dateline.h"
#include "parser/formats.h"
#include "parser/wire_labels.h"
#include "parser/wire_text_parts.h"

enum {
	HEADER_LINES_MAX = 40, /* in which a story shows that it is one */
	PARAGRAPH_ALONE_MIN =
	    200, /* bytes of text that is a story without any evidence */
};

/* The line where a story's text ends: an end mark, which may hang behind its last words. */
static size_t story_end(struct wire_lines *lines, size_t from, size_t *ret_next)
{
	for (size_t i = from; i < lines->len; i++) {
		struct wire_line *line = &lines->items[i];
		enum wire_mark mark = wire_mark_of(line->text);
		if (mark == WIRE_MARK_END) {
			*ret_next = i + 1;
			return i;
		}
		struct view cut = wire_mark_cut(line->text, &mark);
		if (mark == WIRE_MARK_END) {
			line->text = cut;
			*ret_next = i + 1;
			return i + 1;
		}
	}
	*ret_next = lines->len;
	return lines->len;
}

/* Does a story begin in these lines, or only a note? */
static bool begins_story(const struct wire_lines *lines, size_t from, size_t to)
{
	struct dateline found;
	struct view value;

	if (to - from > HEADER_LINES_MAX)
		to = from + HEADER_LINES_MAX;
	for (size_t i = from; i < to; i++) {
		struct view line = lines->items[i].text;
		if (line.len == 0)
			continue;
		if (dateline_read(line, INSTANT_NONE, &found) ||
		    view_starts(line, VIEW("ZCZC")) || byline_is(line) ||
		    wire_label_is_kill(line))
			return true;
		enum wire_label label = wire_label_of(line, &value);
		if (label == WIRE_LABEL_HEADLINE || label == WIRE_LABEL_DATE ||
		    label == WIRE_LABEL_SLUG)
			return true;
	}
	return false;
}

static bool is_blank(const struct wire_lines *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (lines->items[i].text.len)
			return false;
	return true;
}

/* A story without an id of its own gets one: the document's address when it is alone there and
 * no other will be, else a hash of its beginning, which a correction further down leaves alone. */
static void identify(struct story *s, const struct document *d, bool alone,
		     struct arena *a)
{
	struct view body = story_plain(s, FIELD_BODY);
	if (body.len == 0)
		body = s->ed_note; /* a kill */
	size_t end = view_find(body, VIEW("\n\n"), 0);
	struct digest hash;

	if (story_alt_id(s, VIEW("guid")).len || story_alt_id(s, VIEW("link")).len)
		return;
	if (alone && !d->polled && d->url.len) {
		story_add_alt_id(s, a, VIEW("link"), d->url);
		return;
	}
	hash = digest_one(view_head(body, end == VIEW_NONE ? body.len : end));
	story_add_alt_id(s, a, VIEW("guid"), arena_printf(a, "text:%s", hash.hex));
}

/* False: there is no story in the lines, and none was added. */
static bool add_story(const struct document *d, const struct wire_lines *lines,
		      size_t from, size_t to, struct arena *a, struct parsed *ret)
{
	struct story *s = parsed_add(ret, d, a);
	size_t evidence;

	if (!s)
		return false;
	bool filled = wire_text_fill(s, d, lines, from, to, a, &evidence);
	bool enough = evidence || story_plain(s, FIELD_BODY).len >= PARAGRAPH_ALONE_MIN;
	if (enough && (filled || s->status == STORY_CANCELED))
		return true;
	ret->stories_len--;
	return false;
}

/* What stands behind the end of a story and is none: when it was sent, and a note. */
static void add_note(const struct document *d, const struct wire_lines *lines,
		     size_t from, size_t to, struct arena *a, struct story *s)
{
	to = wire_foot_end(s, d, lines, from, to);
	wire_text_note(s, wire_lines_join(lines, from, to, a), a);
}

bool wire_text_parse(const struct document *d, struct view text, struct arena *a,
		     struct parsed *ret, struct err *err)
{
	struct wire_lines lines = wire_lines_split(text, a);
	size_t first = ret->stories_len;

	if (lines.over)
		return err_set(err, ERR_REJECT, "a text of more than %d lines",
			       WIRE_LINES_MAX);
	for (size_t from = 0, next; from < lines.len && !arena_over(a); from = next) {
		size_t to = story_end(&lines, from, &next);
		if (ret->stories_len > first)
			from = wire_foot_behind(&ret->stories[ret->stories_len - 1], d,
						&lines, from, to);
		if (is_blank(&lines, from, to))
			continue;
		if (ret->stories_len > first && !begins_story(&lines, from, to))
			add_note(d, &lines, from, to, a,
				 &ret->stories[ret->stories_len - 1]);
		else
			(void)add_story(d, &lines, from, to, a, ret);
	}
	if (arena_over(a))
		return err_set(err, ERR_REJECT, "the text needs too much memory");
	for (size_t i = first; i < ret->stories_len; i++)
		identify(&ret->stories[i], d, ret->stories_len == first + 1, a);
	return ret->stories_len > first ||
	       err_set(err, ERR_REJECT, "no wire story in the text");
}
