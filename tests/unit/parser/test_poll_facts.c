/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/poll_facts.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

static bool script_is(const char *text, const char *name)
{
	return view_eq(poll_script_of(view_of(text)), view_of(name));
}

Test(poll_facts, know_the_script_of_most_letters)
{
	cr_assert(script_is("The treaty and Курилы", "Latn"));
	cr_assert(script_is("Курилы и мир, Iturup", "Cyrl"));
	cr_assert(script_is("北方領土の返還交渉", "Jpan"));
	cr_assert(script_is("日俄和平条约谈判", "Hans"));
	cr_assert(script_is("쿠릴열도와 日本", "Kore"));
	cr_assert(script_is("12.5 % \xFF\xFE", ""));
}

static struct story entry(struct arena *a, const char *language, const char *text,
			  instant_ms at)
{
	struct story s;

	story_init(&s);
	s.language = view_of(language);
	s.first_created = at;
	story_add_body(&s, a, VIEW("text/plain"), view_of(text));
	return s;
}

Test(poll_facts, count_texts_dates_and_languages)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	struct poll_facts f;
	struct story all[] = { entry(a, "en", "one", 5),
			       entry(a, "en", "twelve", INSTANT_NONE),
			       entry(a, "en", "Итуруп", 9), entry(a, "en", "four", 7) };

	poll_facts_init(&f);
	cr_assert(eq(sz, poll_facts_language(&f).len, 0));
	for (size_t i = 0; i < 4; i++)
		poll_facts_add(&f, &all[i], a);
	cr_assert(eq(i64, f.entries, 4));
	cr_assert(eq(i64, f.oldest, 5));
	cr_assert(eq(i64, f.newest, 9));
	cr_assert(eq(i64, f.undated, 1));
	cr_assert(eq(i64, f.text_bytes, 3 + 6 + 12 + 4));
	cr_assert(view_eq(poll_facts_language(&f), VIEW("en/Latn")));
	cr_assert(eq(sz, f.languages_len, 2));
}

Test(poll_facts, take_a_changed_date_for_want_of_a_first_one)
{
	struct story s;

	story_init(&s);
	s.version_created = 7;
	cr_assert(eq(i64, poll_date_of(&s), 7));
	s.first_created = 5;
	cr_assert(eq(i64, poll_date_of(&s), 5));
}
