/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "cli/show.h"

static struct arena *arena;
static struct buf out;

static void setup(void)
{
	arena = arena_new(1 << 20);
	buf_init(&out, 65536);
}

static void teardown(void)
{
	buf_done(&out);
	arena_free(arena);
}

TestSuite(show, .init = setup, .fini = teardown);

static const char *shown(const struct story *s, size_t width)
{
	struct show_options o = { .width = width };

	show_story(s, VIEW(""), &o, &out);
	cr_assert(buf_add_byte(&out, '\0'));
	return out.p;
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

Test(show, marks_mentions_in_brackets_without_colour)
{
	struct story_mention mention = { .subject = VIEW("iturup"),
					 .tag = VIEW("kurils"),
					 .text = VIEW("Iturup"),
					 .field = FIELD_BODY,
					 .start = 9,
					 .end = 15 };
	struct story s = { .language = VIEW("en") };

	s.ext.mentions = (struct story_mentions){ &mention, 1 };
	story_add_body(&s, arena, VIEW("text/plain"), VIEW("Ships at Iturup."));
	cr_expect(has(shown(&s, 80), "Ships at [Iturup]."), "%s", out.p);
}

Test(show, wraps_at_the_width_and_counts_two_columns_for_a_wide_character)
{
	struct story s = { .language = VIEW("ja") };

	story_add_body(&s, arena, VIEW("text/plain"),
		       VIEW("択捉島の港に船が入ったので町の人は喜んだという"));
	cr_expect(
	    has(shown(&s, 40), "  択捉島の港に船が入ったので町の人は喜ん\n  だという"),
	    "%s", out.p);
}

Test(show, keeps_from_the_terminal_what_it_would_act_on)
{
	struct story s = { .language = VIEW("en"),
			   .located = VIEW("TO\xC2\x9B"
					   "2JKYO") };

	story_add_headline(&s, arena, VIEW("text/plain"),
			   VIEW("Harbour \033[2Jopens \xE2\x80\xAE"
				"txet"));
	story_add_body(&s, arena, VIEW("text/plain"),
		       VIEW("One\xE2\x80\xA8two \xC2\x9B"
			    "31mred\xE2\x80\x8F."));
	const char *text = shown(&s, 80);
	cr_expect(not(has(text, "\033")), "%s", text);
	cr_expect(not(has(text, "\xC2\x9B")), "%s", text);
	cr_expect(not(has(text, "\xE2\x80\xAE")), "%s", text);
	cr_expect(not(has(text, "\xE2\x80\x8F")), "%s", text);
	cr_expect(has(text, "One two 31mred"), "%s", text);
}
