/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/merge.h"

static void fill(struct view *field, struct view from)
{
	if (field->len == 0)
		*field = from;
}

static void fill_time(instant_ms *field, instant_ms from)
{
	if (*field == INSTANT_NONE)
		*field = from;
}

static void fill_texts(struct story_texts *field, const struct story_texts *from)
{
	if (field->len == 0)
		*field = *from;
}

/* An entry's text that the page's replaces is still its teaser. */
static void body_to_description(struct story *entry)
{
	if (entry->descriptions.len == 0)
		entry->descriptions = entry->bodies;
	entry->bodies = (struct story_texts){ 0 };
}

static void join_people(struct story *entry, const struct story *page, struct arena *a)
{
	/* Two spellings of the same byline are worse than one source of it. */
	if (entry->people.len || entry->by.len)
		return;
	for (size_t i = 0; i < page->people.len; i++) {
		const struct story_concept *p = &page->people.items[i];
		struct story_concept *added = story_add_person(entry, a, p->name, p->rel);
		if (added)
			added->uri = p->uri;
	}
	entry->by = page->by;
}

static void join_lists(struct story *entry, const struct story *page, struct arena *a)
{
	for (size_t i = 0; i < page->alt_ids.len; i++) {
		const struct story_id *id = &page->alt_ids.items[i];
		if (story_alt_id(entry, id->role).len == 0)
			story_add_alt_id(entry, a, id->role, id->value);
	}
	for (size_t i = 0; i < page->sources.len; i++)
		(void)story_add_source(entry, a, page->sources.items[i].name,
				       page->sources.items[i].role);
	for (size_t i = 0; i < page->subjects.len; i++)
		(void)story_add_subject(entry, a, page->subjects.items[i].name,
					page->subjects.items[i].uri,
					page->subjects.items[i].creator);
	for (size_t i = 0; i < page->renditions.len; i++) {
		const struct story_rendition *r = &page->renditions.items[i];
		struct story_rendition *added = story_add_rendition(entry, a, r->href);
		if (added)
			*added = *r;
	}
	if (entry->associations.len == 0)
		entry->associations = page->associations;
	for (size_t i = 0; i < page->ext.notes.len; i++)
		story_note(entry, a, page->ext.notes.items[i].role,
			   page->ext.notes.items[i].value);
}

void merge_page(struct story *entry, const struct story *page, struct arena *a)
{
	if (page->bodies.len) {
		body_to_description(entry);
		entry->bodies = page->bodies;
	}
	fill_texts(&entry->headlines, &page->headlines);
	fill_texts(&entry->descriptions, &page->descriptions);
	join_people(entry, page, a);
	join_lists(entry, page, a);
	fill(&entry->language, page->language);
	fill(&entry->located, page->located);
	fill(&entry->slugline, page->slugline);
	fill(&entry->ed_note, page->ed_note);
	fill(&entry->copyright_holder, page->copyright_holder);
	fill(&entry->copyright_notice, page->copyright_notice);
	fill(&entry->usage_terms, page->usage_terms);
	fill_time(&entry->first_created, page->first_created);
	fill_time(&entry->version_created, page->version_created);
	fill_time(&entry->content_created, page->content_created);
	fill_time(&entry->embargoed_until, page->embargoed_until);
	if (page->ext.url.len)
		entry->ext.url = page->ext.url;
	entry->ext.fetched_at = page->ext.fetched_at;
	entry->ext.text_from = STORY_PAGE;
	entry->ext.undated = entry->first_created == INSTANT_NONE;
	entry->ext.dated_ahead = entry->ext.dated_ahead || page->ext.dated_ahead;
	entry->ext.page_error = (struct view){ 0 };
}

void merge_failed_page(struct story *entry, struct view why)
{
	entry->ext.page_error = why;
}
