/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/newsroom/desk.h"

#define STORIES TEST_SOURCE_DIR "/cli/newsroom/stories"
#define NOW 1700000000000

static struct err err;

static bool about(const struct desk_story *s, const char *topic)
{
	return view_find(s->topics, view_of(topic), 0) != VIEW_NONE;
}

Test(desk, holds_enough_stories_of_each_kind_and_language)
{
	struct desk d;
	size_t neither = 0, traps = 0, ru = 0, ja = 0;

	cr_assert(desk_open(&d, STORIES, NOW, &err), "%s", err.text);
	for (size_t i = 0; i < d.stories_len; i++) {
		const struct desk_story *s = &d.stories[i];
		neither += s->topics.len == 0;
		traps += view_starts(s->id, VIEW("trap-"));
		ru += view_eq(s->language, VIEW("ru"));
		ja += view_eq(s->language, VIEW("ja"));
		cr_assert(s->topics.len == 0 || about(s, "kurils") ||
			  about(s, "peace_treaty"));
		cr_assert(le(i64, s->published, NOW));
	}
	cr_assert(ge(sz, d.stories_len, 13));
	cr_assert(ge(sz, 2 * neither, d.stories_len));
	cr_assert(eq(sz, traps, 3));
	cr_assert(ge(sz, ru, 4));
	cr_assert(ge(sz, ja, 4));
	desk_done(&d);
}

Test(desk, counts_ages_back_from_now)
{
	struct desk d;

	cr_assert(desk_open(&d, STORIES, NOW, &err), "%s", err.text);
	cr_assert(
	    eq(i64, desk_story(&d, VIEW("trap-quake"))->published, NOW - 2 * 3600000));
	cr_assert(eq(i64, desk_story(&d, VIEW("tokyo-holds-course"))->published,
		     1674466800000));
	desk_done(&d);
}

Test(desk, changes_a_story_and_keeps_what_is_not_named)
{
	struct desk d;

	cr_assert(desk_open(&d, STORIES, NOW, &err), "%s", err.text);
	struct desk_story *s = desk_story(&d, VIEW("rice-price"));
	struct view body = s->body;
	desk_edit(&d, s, VIEW("Another"), VIEW(""), VIEW(""), NOW + 1500);
	cr_assert(view_eq(s->title, VIEW("Another")));
	cr_assert(view_eq(s->body, body));
	cr_assert(eq(i64, s->updated, NOW + 1000));
	cr_assert(zero(ptr, desk_story(&d, VIEW("nothing"))));
	desk_done(&d);
}

static void fill(const char *folder, const char *name, const char *text)
{
	char path[256];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	cr_assert(f != NULL);
	(void)fputs(text, f);
	(void)fclose(f);
}

static void empty(const char *folder)
{
	char path[256];
	static const char *const names[] = { "feeds.conf", "a.story" };
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		(void)unlink(path);
	}
	(void)rmdir(folder);
}

Test(desk, tells_a_mistake_with_file_and_line)
{
	static const struct {
		const char *feeds, *story, *why;
	} cases[] = {
		{ "Id: a\nColour: red\n", "",
		  "feeds.conf:2: unknown key or value \"Colour: red\"" },
		{ "# x\nnothing\n", "", "feeds.conf:2: no \"Key: value\"" },
		{ "Id: a\n", "Title: t\nDate: soon\n\nx",
		  "a.story:2: unknown key or value \"Date: soon\"" },
		{ "Id: a\n", "Title: t\n\nx", "a.story: no Title, no Date or no text" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char folder[] = "/tmp/kurilwire-desk-XXXXXX";
		struct desk d;
		cr_assert(mkdtemp(folder) != NULL);
		fill(folder, "feeds.conf", cases[i].feeds);
		fill(folder, "a.story", cases[i].story);
		bool ok = desk_open(&d, folder, NOW, &err);
		empty(folder);
		desk_done(&d);
		cr_assert(not(ok));
		cr_assert(view_ends(view_of(err.text), view_of(cases[i].why)), "%s",
			  err.text);
	}
}

Test(desk, says_that_a_folder_or_file_is_not_there)
{
	struct desk d;
	struct desk_feed *f;

	cr_assert(not(desk_open(&d, "/nowhere", NOW, &err)));
	cr_assert(
	    eq(str, err.text, "/nowhere: cannot be read: No such file or directory"));
	cr_assert(not(desk_add_file(&d, "/nowhere.txt", &f, &err)));
	desk_done(&d);
}

Test(desk, makes_a_feed_of_a_file)
{
	struct desk d;
	struct desk_feed *f;

	desk_init(&d);
	cr_assert(desk_add_file(&d, STORIES "/wire-tokyo.txt", &f, &err), "%s", err.text);
	cr_assert(view_eq(f->id, VIEW("file-wire-tokyo-txt")));
	cr_assert(view_eq(f->file_path, VIEW("/files/file-wire-tokyo-txt")));
	cr_assert(view_starts(f->file_type, VIEW("text/plain")));
	cr_assert(desk_add_file(&d, STORIES "/wire-tokyo.txt", &f, &err), "%s", err.text);
	cr_assert(not(view_eq(f->id, VIEW("file-wire-tokyo-txt"))),
		  "the same file twice");
	desk_done(&d);
}
