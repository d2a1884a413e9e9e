/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/merge.h"

#define PLAIN VIEW("text/plain")

static struct story story_of(struct arena *a, const char *headline, const char *body)
{
	struct story s;

	story_init(&s);
	story_add_headline(&s, a, PLAIN, view_of(headline));
	story_add_body(&s, a, PLAIN, view_of(body));
	return s;
}

Test(merge, takes_the_headline_of_the_entry_and_the_text_of_the_page)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct story entry = story_of(a, "Harbour opens", "Teaser.");
	struct story page = story_of(a, "Harbour opens | The Agency", "All of it.");

	entry.uri = VIEW("urn:x");
	entry.ext.text_from = STORY_ENTRY;
	page.language = VIEW("ja");
	page.first_created = 5;
	merge_page(&entry, &page, a);
	cr_assert(view_eq(story_plain(&entry, FIELD_HEADLINE), VIEW("Harbour opens")));
	cr_assert(view_eq(story_plain(&entry, FIELD_BODY), VIEW("All of it.")));
	cr_assert(view_eq(story_plain(&entry, FIELD_DESCRIPTION), VIEW("Teaser.")));
	cr_assert(view_eq(entry.uri, VIEW("urn:x")));
	cr_assert(view_eq(entry.language, VIEW("ja")));
	cr_assert(eq(i64, entry.first_created, 5));
	cr_assert(eq(int, entry.ext.text_from, STORY_PAGE));
}

Test(merge, keeps_what_the_entry_says_and_joins_what_both_list)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct story entry = story_of(a, "H", ""), page = story_of(a, "P", "B");

	entry.first_created = 3;
	entry.language = VIEW("en");
	story_add_person(&entry, a, VIEW("A. Writer"), VIEW("author"));
	story_add_alt_id(&entry, a, VIEW("link"), VIEW("https://a.example/1"));
	page.first_created = 5;
	page.language = VIEW("ja");
	story_add_person(&page, a, VIEW("Writer, A."), VIEW("author"));
	story_add_alt_id(&page, a, VIEW("link"), VIEW("https://a.example/1?p"));
	story_add_alt_id(&page, a, VIEW("canonical"), VIEW("https://a.example/c"));
	merge_page(&entry, &page, a);
	cr_assert(eq(i64, entry.first_created, 3));
	cr_assert(view_eq(entry.language, VIEW("en")));
	cr_assert(eq(sz, entry.people.len, 1));
	cr_assert(
	    view_eq(story_alt_id(&entry, VIEW("link")), VIEW("https://a.example/1")));
	cr_assert(view_eq(story_alt_id(&entry, VIEW("canonical")),
			  VIEW("https://a.example/c")));
}

Test(merge, marks_an_entry_whose_page_failed_and_a_later_page_clears_it)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct story entry = story_of(a, "H", "T"), page = story_of(a, "P", "B");

	merge_failed_page(&entry, VIEW("404"));
	cr_assert(view_eq(entry.ext.page_error, VIEW("404")));
	cr_assert(view_eq(story_plain(&entry, FIELD_BODY), VIEW("T")));
	merge_page(&entry, &page, a);
	cr_assert(eq(sz, entry.ext.page_error.len, 0));
}
