/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/kill.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/buf.h"

enum { ARENA_BYTES = 1 << 20 };

/* 2023-01-23T09:30:00Z */
#define MORNING INT64_C(1674466200000)
#define DAY INT64_C(86400000)

static struct story story_at(instant_ms at)
{
	struct story s;

	story_init(&s);
	s.version_created = at;
	return s;
}

/* Does the text of a kill, read that long after the story, name it? */
static bool names(const char *text, const struct story *s, int64_t ms_after)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story kill = story_at(s->version_created + ms_after);
	size_t len, named_len;

	kill_read(&kill, view_of(text), a);
	struct view *keys = kill_keys_of_story(s, VIEW("p"), INSTANT_NONE, a, &len);
	struct view *named =
	    kill_keys_named(&kill, VIEW("p"), INSTANT_NONE, a, &named_len);
	for (size_t i = 0; i < named_len; i++)
		for (size_t k = 0; k < len; k++)
			if (view_eq(named[i], keys[k]))
				return true;
	return false;
}

static struct story boats(struct arena *a)
{
	struct story s = story_at(MORNING);

	s.slugline = VIEW("BC-Russia-Japan, 1st Ld-Writethru, 120");
	story_add_headline(&s, a, VIEW("text/plain"), VIEW("Boats leave “at last”"));
	story_add_alt_id(&s, a, VIEW("agency"), VIEW("dpa0123"));
	return s;
}

Test(kill, names_a_story_by_slug_headline_or_number)
{
	static const char *const texts[] = {
		"Please kill the story slugged RUSSIA-JAPAN sent at 0930 GMT.",
		"Kill BC-Russia-Japan. It is wrong.",
		"It is slugged russia-japan.",
		"Kill the story \"Boats leave 'at last'\".",
		"Просим аннулировать сообщение «Boats leave at last».",
		"「Boats leave at last」の記事を取り消します。",
		"Bitte die Meldung dpa0123 nicht verwenden.",
		"KILL: dpa0123",
	};
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = boats(a);

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		cr_expect(names(texts[i], &s, 0), "%s", texts[i]);
}

Test(kill, leaves_what_it_does_not_name)
{
	static const char *const texts[] = {
		"Kill.",
		"Please kill the story slugged RUSSIA-CHINA.",
		"Kill dpa0124.",
		"Use the substitute dpa0123 instead.",
		"RUSSIA-JAPAN replaces it.",
		"The story on Russia and Japan is wrong.",
	};
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = boats(a);

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		cr_expect(not(names(texts[i], &s, 0)), "%s", texts[i]);
}

Test(kill, names_what_is_of_its_day_or_the_day_before)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = boats(a);

	cr_assert(names("Kill dpa0123.", &s, DAY));
	cr_assert(not(names("Kill dpa0123.", &s, 2 * DAY)));
	cr_assert(not(names("Kill dpa0123.", &s, -DAY)));
}

Test(kill, names_at_most_a_few)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story kill = story_at(MORNING);
	BUF(text, 1 << 16);

	for (int i = 0; i < 1000; i++)
		(void)buf_printf(&text, "Kill a%04d. ", i);
	kill_read(&kill, buf_view(&text), a);
	cr_assert(le(sz, kill.ext.notes.len, 16));
	kill_read(&kill, VIEW("\"an open quote"), a);
}
