/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/service/feeds.h"

/* A config folder with one file of feeds. */
struct tree {
	char folder[64], feeds_d[96], file[128];
};

static struct tree tree_of(const char *text)
{
	struct tree t = { .folder = "/tmp/kw-feeds-XXXXXX" };

	cr_assert(mkdtemp(t.folder) != NULL);
	snprintf(t.feeds_d, sizeof t.feeds_d, "%s/feeds.d", t.folder);
	cr_assert(mkdir(t.feeds_d, 0700) == 0);
	snprintf(t.file, sizeof t.file, "%s/a.yaml", t.feeds_d);
	FILE *f = fopen(t.file, "w");
	cr_assert(f != NULL);
	fputs(text, f);
	fclose(f);
	return t;
}

static void tree_remove(struct tree *t)
{
	(void)unlink(t->file);
	(void)rmdir(t->feeds_d);
	(void)rmdir(t->folder);
}

static bool load(const char *text, struct arena *a, const struct feeds **ret, struct buf *said)
{
	struct tree t = tree_of(text);
	AUTO(settings_errors) e = settings_errors_new();
	bool ok = feeds_load(t.folder, a, ret, e);

	settings_errors_print(e, false, said);
	tree_remove(&t);
	return ok;
}

Test(feeds, gives_each_feed_its_defaults_and_its_providers_name)
{
	AUTO(arena) a = arena_new(1 << 20);
	BUF(said, 1 << 16);
	const struct feeds *f;

	cr_assert(load("providers:\n  - {id: kyodo, name: Kyodo News}\n"
		       "feeds:\n"
		       "  - {id: k-en, provider: kyodo, url: \"https://k.example/rss\"}\n"
		       "  - {id: alone, was: old, url: \"https://a.example/rss\",\n"
		       "     interval: 5m, first_poll: all}\n",
		       a, &f, &said),
		  "%s", buf_string(&said));
	cr_assert(eq(sz, feeds_len(f), 2));
	const struct feed *k = feeds_find(f, VIEW("k-en"));
	cr_assert(k && view_eq(k->provider_name, VIEW("Kyodo News")));
	cr_assert(eq(int, k->first, FEED_FIRST_AGE));
	cr_assert(eq(i64, k->first_age_ms, 2 * 86400000));
	cr_assert(eq(i64, k->interval_ms, 0));
	cr_assert(k->enabled && !k->full_text && !k->allow_private);
	const struct feed *alone = feeds_find(f, VIEW("old"));
	cr_assert(alone && view_eq(alone->provider, VIEW("alone")));
	cr_assert(eq(i64, alone->interval_ms, 300000));
	cr_assert(eq(int, alone->first, FEED_FIRST_ALL));
	cr_assert(zero(ptr, (void *)feeds_find(f, VIEW("none"))));
}

Test(feeds, names_every_mistake_with_its_place)
{
	AUTO(arena) a = arena_new(1 << 20);
	BUF(said, 1 << 16);
	const struct feeds *f;

	cr_assert(not(load("feeds:\n"
			   "  - {id: one, url: \"https://a.example/rss\", intervall: 5m}\n"
			   "  - {id: one, url: \"ftp://a.example/rss\"}\n"
			   "  - {id: two, url: \"https://a.example/rss\", first_poll: some}\n",
			   a, &f, &said)));
	const char *text = buf_string(&said);
	cr_assert(strstr(text, "did you mean \"interval\"?") != NULL, "%s", text);
	cr_assert(strstr(text, "a.yaml:3:") != NULL, "%s", text);
	cr_assert(strstr(text, "first_poll") != NULL, "%s", text);
}

Test(feeds, refuses_an_id_that_two_feeds_have)
{
	AUTO(arena) a = arena_new(1 << 20);
	BUF(said, 1 << 16);
	const struct feeds *f;

	cr_assert(not(load("feeds:\n"
			   "  - {id: one, url: \"https://a.example/rss\"}\n"
			   "  - {id: two, was: one, url: \"https://b.example/rss\"}\n",
			   a, &f, &said)));
	cr_assert(strstr(buf_string(&said), "the id \"one\" is that of the feed at") != NULL, "%s",
		  buf_string(&said));
}
