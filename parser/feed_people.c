/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_people.h"

#include "common/base/utf8.h"
#include "common/story/url.h"

enum { NAME_MAX_BYTES = 512 };

/* People and terms. */

static bool is_mail(struct view v)
{
	return view_find_byte(v, '@', 0) != VIEW_NONE &&
	       view_find_byte(v, ' ', 0) == VIEW_NONE;
}

static struct view without_quotes(struct view v)
{
	if (v.len > 2 && v.p[0] == '"' && v.p[v.len - 1] == '"')
		return view_trim(view_at(v.p + 1, v.len - 2));
	return v;
}

/* The name in "Name mail" and "mail Name". */
static struct view without_mail(struct view v)
{
	size_t first = view_find_byte(v, ' ', 0), last = first;

	if (first == VIEW_NONE || view_find_byte(v, '@', 0) == VIEW_NONE)
		return v;
	for (size_t next; (next = view_find_byte(v, ' ', last + 1)) != VIEW_NONE;)
		last = next;
	if (is_mail(view_head(v, first)))
		return view_trim(view_from(v, first));
	return is_mail(view_from(v, last + 1)) ? view_trim(view_head(v, last)) : v;
}

/* The name in "mail (Name)", "Name <mail>", "Name (mail)", "<mail>" and "(Name)". */
static struct view person_name(struct view v)
{
	if (view_starts_nocase(v, VIEW("mailto:")))
		v = view_from(v, 7);
	size_t open = view_find_byte(v, '(', 0);
	if (open == VIEW_NONE)
		open = view_find_byte(v, '<', 0);
	if (open == VIEW_NONE)
		return without_quotes(without_mail(v));
	bool closed = v.p[v.len - 1] == ')' || v.p[v.len - 1] == '>';
	bool alone = open == 0 && v.p[0] == '(';
	if (!closed || (!alone && view_find_byte(v, '@', 0) == VIEW_NONE))
		return v;
	struct view before = without_quotes(view_trim(view_head(v, open)));
	struct view inside = view_trim(view_at(v.p + open + 1, v.len - open - 2));
	if ((alone || is_mail(before)) && inside.len)
		return inside;
	if (!is_mail(inside))
		return v;
	return before.len ? before : inside;
}

/* The address of a profile, and of a machine that reads no mail. */
static bool is_nobody(struct view v)
{
	return url_is_web(v) ||
	       (is_mail(v) && (view_starts_nocase(v, VIEW("noreply@")) ||
			       view_starts_nocase(v, VIEW("no-reply@")) ||
			       view_starts_nocase(v, VIEW("donotreply@"))));
}

void feed_author_add(struct story *s, struct feed_tools *t, struct view value,
		     struct view rel)
{
	struct view v = feed_line(t, value, FEED_GUESS);

	v = view_trim(utf8_head(person_name(v), NAME_MAX_BYTES));
	if (view_starts_nocase(v, VIEW("by ")))
		v = view_trim(view_from(v, 3));
	if (!is_nobody(v))
		story_add_person(s, t->a, v, rel);
}

void feed_byline(struct story *s, struct arena *a)
{
	BUF(by, STORY_HEADLINE_MAX);

	if (s->by.len)
		return;
	for (size_t i = 0; i < s->people.len; i++) {
		if (!view_eq(s->people.items[i].rel, VIEW("author")))
			continue;
		if (by.len)
			buf_add(&by, VIEW(", "));
		buf_add(&by, s->people.items[i].name);
	}
	s->by = arena_copy(a, buf_view(&by));
}
