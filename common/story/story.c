/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/story.h"

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "common/story/words.h"

void story_init(struct story *s)
{
	*s = (struct story){
		.first_created = INSTANT_NONE,
		.version_created = INSTANT_NONE,
		.content_created = INSTANT_NONE,
		.embargoed_until = INSTANT_NONE,
		.expires = INSTANT_NONE,
		.ext.fetched_at = INSTANT_NONE,
	};
}

static struct story_texts texts_of(const struct story *s, enum story_field field)
{
	switch (field) {
	case FIELD_HEADLINE:
		return s->headlines;
	case FIELD_DESCRIPTION:
		return s->descriptions;
	case FIELD_BODY:
		break;
	}
	return s->bodies;
}

static bool is_plain(const struct story_text *t)
{
	return t->content_type.len == 0 ||
	       view_eq_nocase(t->content_type, VIEW("text/plain"));
}

struct view story_plain(const struct story *s, enum story_field field)
{
	struct story_texts texts = texts_of(s, field);
	const struct story_text *first = NULL;

	for (size_t i = 0; i < texts.len; i++) {
		const struct story_text *t = &texts.items[i];
		if (!is_plain(t) || t->value.len == 0)
			continue;
		if (view_starts(t->role, VIEW("main")))
			return t->value;
		if (!first)
			first = t;
	}
	return first ? first->value : (struct view){ NULL, 0 };
}

const char *story_field_name(enum story_field field)
{
	static const char *const names[] = { "headline", "description", "body" };

	return names[field];
}

const char *story_kind_name(enum story_kind kind)
{
	static const char *const names[] = { "summary", "entry", "page", "wire" };

	return names[kind];
}

const char *story_status_name(enum story_status status)
{
	static const char *const names[] = { "usable", "withheld", "canceled" };

	return names[status];
}

/* --- texts ----------------------------------------------------------------------------- */

/* The longest head of at most `max` bytes that ends before a space; where a text has no
 * spaces in its last quarter, as in Japanese, the head that ends between characters. */
static struct view cut_between_words(struct view v, size_t max)
{
	if (v.len <= max)
		return v;
	size_t end = max;
	while (end > max - max / 4 && !byte_is_space(v.p[end]))
		end--;
	if (!byte_is_space(v.p[end]))
		return utf8_head(v, max);
	return view_trim(view_head(v, end));
}

/* The first text of its kind is the main one: a plain body and an HTML body both are. */
static struct view role_for(const struct story_texts *texts, struct view content_type)
{
	for (size_t i = 0; i < texts->len; i++)
		if (view_eq(texts->items[i].content_type, content_type))
			return VIEW("alternate");
	return VIEW("main");
}

static struct story_text *add_text(struct story_texts *texts, struct arena *a,
				   struct view content_type, struct view value)
{
	if (value.len == 0 || texts->len >= STORY_LIST_MAX)
		return NULL;
	struct view role = role_for(texts, content_type);
	struct story_text *t = ARENA_PUSH(a, texts->items, texts->len);
	t->role = role;
	t->content_type = content_type;
	t->value = value;
	return t;
}

void story_add_headline(struct story *s, struct arena *a, struct view content_type,
			struct view value)
{
	(void)add_text(&s->headlines, a, content_type,
		       cut_between_words(value, STORY_HEADLINE_MAX));
}

void story_add_description(struct story *s, struct arena *a, struct view content_type,
			   struct view value)
{
	(void)add_text(&s->descriptions, a, content_type,
		       cut_between_words(value, STORY_TEXT_MAX));
}

void story_add_body(struct story *s, struct arena *a, struct view content_type,
		    struct view value)
{
	struct story_text *t = add_text(&s->bodies, a, content_type,
					cut_between_words(value, STORY_TEXT_MAX));

	if (!t || !is_plain(t))
		return;
	t->chars = utf8_count(t->value);
	t->words = words_count(t->value);
}

/* --- concepts -------------------------------------------------------------------------- */

static struct story_concept *push(struct story_concepts *list, struct arena *a,
				  struct view name)
{
	struct story_concept *c = ARENA_PUSH(a, list->items, list->len);

	c->name = name;
	c->relevance = -1;
	c->confidence = -1;
	return c;
}

/* By name and rel. */
static struct story_concept *add_concept(struct story_concepts *list, struct arena *a,
					 struct view name, struct view rel)
{
	if (name.len == 0 || list->len >= STORY_LIST_MAX)
		return NULL;
	for (size_t i = 0; i < list->len; i++)
		if (view_eq(list->items[i].name, name) &&
		    view_eq(list->items[i].rel, rel))
			return NULL;
	struct story_concept *c = push(list, a, name);
	c->rel = rel;
	return c;
}

struct story_concept *story_add_person(struct story *s, struct arena *a, struct view name,
				       struct view rel)
{
	return add_concept(&s->people, a, name, rel);
}

struct story_concept *story_add_place(struct story *s, struct arena *a, struct view name,
				      struct view rel)
{
	return add_concept(&s->places, a, name, rel);
}

struct story_concept *story_add_organisation(struct story *s, struct arena *a,
					     struct view name, struct view rel)
{
	return add_concept(&s->organisations, a, name, rel);
}

struct story_concept *story_add_genre(struct story *s, struct arena *a, struct view name)
{
	return add_concept(&s->genres, a, name, (struct view){ NULL, 0 });
}

struct story_concept *story_add_subject(struct story *s, struct arena *a,
					struct view name, struct view uri,
					struct view creator)
{
	struct story_concepts *list = &s->subjects;

	if ((name.len == 0 && uri.len == 0) || list->len >= STORY_LIST_MAX)
		return NULL;
	for (size_t i = 0; i < list->len; i++)
		if (view_eq(list->items[i].name, name) &&
		    view_eq(list->items[i].uri, uri) &&
		    view_eq(list->items[i].creator, creator))
			return NULL;
	struct story_concept *c = push(list, a, name);
	c->uri = uri;
	c->creator = creator;
	return c;
}

struct story_concept *story_add_source(struct story *s, struct arena *a, struct view name,
				       struct view role)
{
	struct story_concepts *list = &s->sources;

	if (name.len == 0 || list->len >= STORY_LIST_MAX)
		return NULL;
	for (size_t i = 0; i < list->len; i++)
		if (view_eq(list->items[i].name, name) &&
		    view_eq(list->items[i].role, role))
			return NULL;
	struct story_concept *c = push(list, a, name);
	c->role = role;
	return c;
}

struct view story_provider(const struct story *s)
{
	for (size_t i = 0; i < s->sources.len; i++) {
		const struct story_concept *c = &s->sources.items[i];
		if (view_eq(c->role, VIEW("provider")))
			return c->literal.len ? c->literal : c->name;
	}
	return (struct view){ NULL, 0 };
}

/* --- ids, renditions, notes ------------------------------------------------------------ */

static void add_id(struct story_ids *ids, struct arena *a, struct view role,
		   struct view value)
{
	if (value.len == 0 || ids->len >= STORY_LIST_MAX)
		return;
	for (size_t i = 0; i < ids->len; i++)
		if (view_eq(ids->items[i].role, role) &&
		    view_eq(ids->items[i].value, value))
			return;
	struct story_id *id = ARENA_PUSH(a, ids->items, ids->len);
	id->role = role;
	id->value = value;
}

void story_add_alt_id(struct story *s, struct arena *a, struct view role,
		      struct view value)
{
	add_id(&s->alt_ids, a, role, value);
}

struct view story_alt_id(const struct story *s, struct view role)
{
	for (size_t i = 0; i < s->alt_ids.len; i++)
		if (view_eq(s->alt_ids.items[i].role, role))
			return s->alt_ids.items[i].value;
	return (struct view){ NULL, 0 };
}

struct story_rendition *story_add_rendition(struct story *s, struct arena *a,
					    struct view href)
{
	struct story_renditions *list = &s->renditions;

	if (href.len == 0 || list->len >= STORY_LIST_MAX)
		return NULL;
	for (size_t i = 0; i < list->len; i++)
		if (view_eq(list->items[i].href, href))
			return NULL;
	struct story_rendition *r = ARENA_PUSH(a, list->items, list->len);
	r->name = arena_printf(a, "rendition-%zu", list->len);
	r->href = href;
	return r;
}

struct story_association *story_add_association(struct story *s, struct arena *a,
						struct view name, struct view uri)
{
	struct story_associations *list = &s->associations;

	if (uri.len == 0 || list->len >= STORY_LIST_MAX)
		return NULL;
	for (size_t i = 0; i < list->len; i++)
		if (view_eq(list->items[i].uri, uri))
			return NULL;
	struct story_association *it = ARENA_PUSH(a, list->items, list->len);
	it->name = name.len ? name : arena_printf(a, "association-%zu", list->len);
	it->uri = uri;
	return it;
}

void story_association_title(struct story_association *it, struct arena *a,
			     struct view title)
{
	(void)add_text(&it->headlines, a, VIEW("text/plain"),
		       cut_between_words(title, STORY_HEADLINE_MAX));
}

void story_association_files(struct story_association *it, const struct story *s,
			     size_t from)
{
	if (from < s->renditions.len)
		it->renditions = (struct story_renditions){ s->renditions.items + from,
							    s->renditions.len - from };
}

void story_note(struct story *s, struct arena *a, struct view role, struct view value)
{
	if (role.len)
		add_id(&s->ext.notes, a, role, value);
}
