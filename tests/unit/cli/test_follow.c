/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "cli/follow.h"
#include "cli/newsroom/newsroom.h"

#define FEED "/feeds/tidewire-asia.xml"

static struct err err;
static struct newsroom *room;
static struct arena *arena;
static struct follow *follow;

static void set_up(void)
{
	struct newsroom_settings s = { .folder =
					   TEST_SOURCE_DIR "/cli/newsroom/stories" };

	arena = arena_new(1 << 20);
	cr_assert(newsroom_open(&s, &room, &err), "%s", err.text);
	cr_assert(
	    follow_new("Test", view_of(newsroom_base(room)), 1 << 20, &follow, &err),
	    "%s", err.text);
}

static void take_down(void)
{
	follow_free(follow);
	newsroom_free(room);
	arena_free(arena);
}

TestSuite(follow, .init = set_up, .fini = take_down);

static struct view at(const char *path)
{
	return arena_printf(arena, "%s%s", newsroom_base(room), path);
}

Test(follow, only_permanent_redirects_are_worth_writing_down)
{
	struct followed to;

	cr_assert(
	    follow_get(follow, at("/_redirect?code=301&to=" FEED), arena, &to, &err),
	    "%s", err.text);
	reply_free(to.reply);
	cr_assert(view_ends(to.url, VIEW(FEED)) && view_ends(to.keep, VIEW(FEED)));
	cr_assert(eq(int, to.status, 200));

	cr_assert(
	    follow_get(follow, at("/_redirect?code=302&to=" FEED), arena, &to, &err),
	    "%s", err.text);
	reply_free(to.reply);
	cr_assert(view_ends(to.url, VIEW(FEED)));
	cr_assert(view_find(to.keep, VIEW("/_redirect?code=302"), 0) != VIEW_NONE);
}

/* Each is asked for, and the reason has to be told. */
static void refuses(struct view url, const char *why, int status)
{
	struct followed to;

	cr_assert(not(follow_get(follow, url, arena, &to, &err)), "%.*s", VIEW_ARG(url));
	cr_assert(strstr(err.text, why) != NULL, "%s", err.text);
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(eq(int, to.status, status));
	cr_assert(eq(ptr, to.reply, NULL));
}

Test(follow, says_why_there_is_nothing)
{
	refuses(at("/none"), "/none: the server answers 404", 404);
	refuses(at("/_redirect?code=302&to=ftp://example.org/"),
		" leads to no address of the web", 302);
	refuses(VIEW("http://127.0.0.2:1/"), "127.0.0.2 is not a public address", 0);
	refuses(VIEW("https://mailto:x"), "https://mailto:x: ", 0);
}

Test(follow, a_loop_has_an_end)
{
	refuses(at("/_loop"), "/_loop: more than 5 redirects", 302);
}

Test(follow, a_redirect_leads_to_no_host_of_ours_that_was_not_named)
{
	refuses(at("/_redirect?code=302&to=http://127.0.0.2:1/"),
		"127.0.0.2 is not a public address", 302);
}
