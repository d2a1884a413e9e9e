/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/expectations.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, MARK_SIGNS = 2 };

#define AT(type, member) offsetof(struct type, member)

static const struct setting passage_rows[] = {
	{ "id", SETTING_STRING, AT(expectation, id),
	  .help = "Name, shown when it fails." },
	{ "text", SETTING_STRING, AT(expectation, text), .required = true,
	  .mark_offset = AT(expectation, mark),
	  .help = "The text, its mentions marked." },
	{ "lang", SETTING_STRING, AT(expectation, lang),
	  .help = "Its language, if not that of the file." },
	{ "about", SETTING_STRINGS, AT(expectation, about), .help = "What it is about." },
	{ "maybe", SETTING_STRINGS, AT(expectation, maybe),
	  .help = "Words that may be mentions or not." },
	{ "unsure", SETTING_STRINGS, AT(expectation, unsure),
	  .help = "Topics whose about is not compared." },
	{ "why", SETTING_STRING, AT(expectation, why), .help = "What it tries." },
	{ 0 },
};

static const struct setting rows[] = {
	{ "language", SETTING_STRING, AT(expectations, language), .required = true,
	  .help = "Of all passages that name none (BCP 47)." },
	{ "marks", SETTING_MAP, AT(expectations, marks), .required = true,
	  .help = "For each tag the two signs around its mentions." },
	{ "passages", SETTING_LIST, AT(expectations, passages), .rows = passage_rows,
	  .item_size = sizeof(struct expectation), .help = "The texts." },
	{ 0 },
};

/* Names of the packs whose mentions can be marked; NULL-terminated. */
static const char **names_of_packs(const struct gazetteer *g, struct arena *a)
{
	const char **names = ARENA_ARRAY(a, const char *, g->packs_len + 1);
	size_t len = 0;

	for (size_t i = 0; i < g->packs_len; i++)
		if (!g->packs[i].context)
			names[len++] = arena_string(a, g->packs[i].id);
	return names;
}

static bool check_marks(const struct expectations *x, const char *const *packs,
			struct settings_errors *e)
{
	size_t before = settings_errors_len(e);

	for (size_t i = 0; i < x->marks.len; i++) {
		const struct setting_pair *m = &x->marks.items[i];
		const char *const *name = packs;
		if (m->value.len != MARK_SIGNS)
			settings_complain(
			    e, m->mark, "the marks of \"%.*s\" are two signs, as \"[]\"",
			    VIEW_ARG(m->name));
		while (*name && !view_eq(view_of(*name), m->name))
			name++;
		if (!*name)
			settings_complain_suggest(
			    e, m->mark, settings_suggest(m->name, packs),
			    "no pack is called \"%.*s\"", VIEW_ARG(m->name));
	}
	return settings_errors_len(e) == before;
}

/* Of which mark is it the first or the second sign? NULL: of none. */
static const struct setting_pair *mark_of(const struct expectations *x, char c,
					  size_t sign)
{
	for (size_t i = 0; i < x->marks.len; i++)
		if (x->marks.items[i].value.p[sign] == c)
			return &x->marks.items[i];
	return NULL;
}

/* Each mention is closed before the next begins. */
static bool check_text(const struct expectations *x, const struct expectation *p,
		       struct settings_errors *e)
{
	const struct setting_pair *open = NULL;
	char wrong = 0;

	for (size_t i = 0; i < p->text.len && !wrong; i++) {
		char c = p->text.p[i];
		if (open ? c == open->value.p[1] : mark_of(x, c, 0) != NULL)
			open = open ? NULL : mark_of(x, c, 0);
		else if (mark_of(x, c, 0) || mark_of(x, c, 1))
			wrong = c;
	}
	if (!wrong && open)
		wrong = open->value.p[0];
	if (wrong)
		settings_complain(e, p->mark, "a \"%c\" in the text has no other half",
				  wrong);
	return !wrong;
}

static bool check_topics(const struct expectations *x, const struct setting_strings *list,
			 struct settings_errors *e)
{
	bool ok = true;

	for (size_t i = 0; i < list->len; i++) {
		size_t k = 0;
		while (k < x->marks.len &&
		       !view_eq(x->marks.items[k].name, list->items[i]))
			k++;
		if (k < x->marks.len)
			continue;
		settings_complain(e, list->marks[i], "\"%.*s\" is none of the \"marks\"",
				  VIEW_ARG(list->items[i]));
		ok = false;
	}
	return ok;
}

bool expectations_load(const char *file, const struct gazetteer *g, struct arena *a,
		       struct expectations *ret, struct settings_errors *e)
{
	if (!settings_load(file, rows, a, ret, e) ||
	    !check_marks(ret, names_of_packs(g, a), e))
		return false;
	const struct expectation *p = ret->passages.items;
	bool ok = true;
	for (size_t i = 0; i < ret->passages.len; i++) {
		ok &= check_text(ret, &p[i], e);
		ok &= check_topics(ret, &p[i].about, e);
		ok &= check_topics(ret, &p[i].unsure, e);
	}
	return ok;
}

struct span {
	struct view tag;
	size_t start, end; /* bytes of the text without marks */
	bool met;
};

struct wanted {
	struct view text;
	struct span *spans;
	size_t len;
};

static struct wanted read_marks(const struct expectations *x, struct view marked,
				struct arena *a)
{
	struct wanted w = { 0 };
	char *p = arena_alloc(a, marked.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < marked.len; i++) {
		bool is_mark = false;
		for (size_t k = 0; k < x->marks.len && !is_mark; k++) {
			struct view signs = x->marks.items[k].value;
			if (marked.p[i] == signs.p[0]) {
				struct span *s = ARENA_PUSH(a, w.spans, w.len);
				s->tag = x->marks.items[k].name;
				s->start = len;
				is_mark = true;
			} else if (marked.p[i] == signs.p[1] && w.len) {
				w.spans[w.len - 1].end = len;
				is_mark = true;
			}
		}
		if (!is_mark)
			p[len++] = marked.p[i];
	}
	w.text = view_at(p, len);
	return w;
}

static bool has(const struct setting_strings *list, struct view v)
{
	for (size_t i = 0; i < list->len; i++)
		if (view_eq(list->items[i], v))
			return true;
	return false;
}

static bool is_maybe(const struct expectation *e, struct view text,
		     const struct tagger_candidate *c)
{
	for (size_t i = 0; i < e->maybe.len; i++)
		for (size_t at = 0;
		     (at = view_find(text, e->maybe.items[i], at)) != VIEW_NONE; at++)
			if (at < c->end && c->start < at + e->maybe.items[i].len)
				return true;
	return false;
}

struct report {
	struct buf *out;
	const struct expectation *passage;
	bool said;
};

static void say(struct report *r, const char *what, struct view tag, struct view text)
{
	if (!r->said)
		buf_printf(r->out, "%s:%d: %.*s%s%.*s\n", r->passage->mark.file,
			   r->passage->mark.line, VIEW_ARG(r->passage->text),
			   r->passage->why.len ? "\n    tries: " : "",
			   VIEW_ARG(r->passage->why));
	r->said = true;
	buf_printf(r->out, "    %s %.*s", what, VIEW_ARG(tag));
	if (text.len)
		buf_printf(r->out, " \"%.*s\"", VIEW_ARG(text));
	buf_add_byte(r->out, '\n');
}

static void compare_mentions(struct wanted *w, const struct tagger_result *result,
			     struct report *r, struct expectation_counts *counts)
{
	for (size_t i = 0; i < result->len; i++) {
		const struct tagger_candidate *c = &result->items[i];
		if (c->state != TAGGED)
			continue;
		bool met = false;
		for (size_t k = 0; k < w->len && !met; k++) {
			struct span *s = &w->spans[k];
			met = s->start == c->start && s->end == c->end &&
			      view_eq(s->tag, c->form->pack->id);
			s->met |= met;
		}
		if (met || is_maybe(r->passage, w->text, c))
			continue;
		counts->extra++;
		say(r, "not expected:", c->form->pack->id,
		    view_at(w->text.p + c->start, c->end - c->start));
	}
	for (size_t k = 0; k < w->len; k++) {
		const struct span *s = &w->spans[k];
		counts->found += s->met;
		counts->missed += !s->met;
		if (!s->met)
			say(r, "missed:", s->tag,
			    view_at(w->text.p + s->start, s->end - s->start));
	}
}

static void compare_about(const struct expectations *x,
			  const struct tagger_result *result, struct report *r)
{
	for (size_t i = 0; i < result->scores.len; i++) {
		const struct story_score *s = &result->scores.items[i];
		bool want = has(&r->passage->about, s->topic), is_tag = false;
		for (size_t k = 0; k < x->marks.len; k++)
			is_tag |= view_eq(x->marks.items[k].name, s->topic);
		if (!is_tag || want == s->about || has(&r->passage->unsure, s->topic))
			continue;
		say(r, s->about ? "should not be about" : "should be about", s->topic,
		    VIEW(""));
	}
}

void expectations_check(const struct expectations *x, struct tagger *t, struct buf *out,
			struct expectation_counts *counts)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	const struct expectation *passages = x->passages.items;

	for (size_t i = 0; i < x->passages.len; i++) {
		const struct expectation *e = &passages[i];
		struct report r = { out, e, false };
		struct tagger_result result;
		arena_reset(a);
		struct wanted w = read_marks(x, e->text, a);
		tagger_tag_text(t, w.text, e->lang.len ? e->lang : x->language, a,
				&result);
		compare_mentions(&w, &result, &r, counts);
		compare_about(x, &result, &r);
		counts->passages++;
		counts->failed += r.said;
	}
}
