/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "cli/input_url.h"
#include "cli/newsroom/newsroom.h"

static struct err err;

static struct newsroom *open_room(void)
{
	struct newsroom_settings s = { .folder =
					   TEST_SOURCE_DIR "/cli/newsroom/stories" };
	struct newsroom *room = NULL;

	cr_assert(newsroom_open(&s, &room, &err), "%s", err.text);
	return room;
}

Test(input_url, brings_the_document_and_says_where_it_came_from)
{
	AUTO(newsroom) room = open_room();
	AUTO(arena) a = arena_new(1 << 20);
	BUF(body, 1 << 20);
	BUF(url, 512);
	struct input_document from;

	buf_printf(&url, "%s/_redirect?code=302&to=/feeds/tidewire-asia.xml",
		   newsroom_base(room));
	cr_assert(input_fetch(buf_string(&url), a, &body, &from, &err), "%s", err.text);
	cr_assert(view_ends(from.url, VIEW("/feeds/tidewire-asia.xml")));
	cr_assert(view_find(buf_view(&body), VIEW("<rss"), 0) != VIEW_NONE);
	cr_assert(from.content_type.len > 0);
}

Test(input_url, says_what_the_server_answered_when_there_is_no_document)
{
	AUTO(newsroom) room = open_room();
	AUTO(arena) a = arena_new(1 << 20);
	BUF(body, 1 << 20);
	BUF(url, 512);
	struct input_document from;

	buf_printf(&url, "%s/none", newsroom_base(room));
	cr_assert(not(input_fetch(buf_string(&url), a, &body, &from, &err)));
	cr_assert(strstr(err.text, "the server answers 404") != NULL, "%s", err.text);
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(not(input_is_url("-")));
	cr_assert(not(input_is_url("story.txt")));
}
