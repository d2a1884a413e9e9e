/* SPDX-License-Identifier: Apache-2.0 */
#include <sys/stat.h>
#include <unistd.h>

#include "common/service/feeds.h"
#include "golden.h"

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

static bool load(const char *text, struct arena *a, const struct feeds **ret,
		 struct buf *said)
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

	cr_assert(
	    not(load("feeds:\n"
		     "  - {id: one, url: \"https://a.example/rss\", intervall: 5m}\n"
		     "  - {id: one, url: \"ftp://a.example/rss\"}\n"
		     "  - {id: two, url: \"https://a.example/rss\", first_poll: some}\n",
		     a, &f, &said)));
	const char *text = buf_string(&said);
	cr_assert(strstr(text, "did you mean \"interval\"?") != NULL, "%s", text);
	cr_assert(strstr(text, "a.yaml:3:") != NULL, "%s", text);
	cr_assert(strstr(text, "first_poll") != NULL, "%s", text);
}

Test(feeds, says_no_more_of_a_feed_without_an_id_than_where_it_is)
{
	AUTO(arena) a = arena_new(1 << 20);
	BUF(said, 1 << 16);
	const struct feeds *f;

	cr_assert(not(load("feeds: [{interval: 5m}]\n", a, &f, &said)));
	const char *text = buf_string(&said);
	cr_assert(strstr(text, "a.yaml:1:9: \"id\" is missing") != NULL, "%s", text);
	cr_assert(strstr(text, "1 error;") != NULL, "%s", text);
	buf_clear(&said);
	cr_assert(not(load("feeds: [{id: three}]\n", a, &f, &said)));
	text = buf_string(&said);
	cr_assert(strstr(text, "a.yaml:1:14: feed \"three\" has neither") != NULL, "%s",
		  text);
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
	cr_assert(strstr(buf_string(&said), "the id \"one\" is that of the feed at") !=
		      NULL,
		  "%s", buf_string(&said));
}

static bool same(struct view v, const char *text)
{
	return view_eq(v, view_of(text));
}

Test(feeds, are_none_in_a_folder_that_is_not_there)
{
	AUTO(arena) a = arena_new(1 << 20);
	AUTO(settings_errors) e = settings_errors_new();
	const struct feeds *f;

	cr_assert(feeds_load("/nowhere/at/all", a, &f, e));
	cr_assert(eq(sz, feeds_len(f), 0));
	cr_assert(feeds_find(f, VIEW("a")) == NULL);
}

Test(feeds, hold_all_that_is_said)
{
	AUTO(arena) arena = arena_new(1 << 20);
	BUF(said, 1 << 16);
	const struct feeds *f;

	cr_assert(
	    load(
		"providers: [{id: p, name: P}]\n"
		"feeds:\n"
		"  - id: a\n    was: z\n    provider: p\n    url: https://a/\n    kind: "
		"page\n"
		"    enabled: no\n    interval_min: 1m\n"
		"    interval_max: 1d\n    first_poll: none\n    language: zh-Hant\n"
		"    timezone: Asia/Tokyo\n    charset: windows-1251\n    day_first: no\n"
		"    full_text: yes\n    body_selector: .art-icle\n    include: [x]\n"
		"    exclude: y\n    usage: headline\n    timeout: 5s\n    size: 1MiB\n"
		"    host_delay: 2s\n    robots: no\n    allow_private: yes\n"
		"    proxy: socks5h://p:1\n    headers: {Accept: text/xml}\n    cookie: "
		"s=1\n"
		"    user: u\n    password: w\n    client_certificate: /c\n"
		"    client_key: /k\n    ca_file: /a\n    secret_parameters: [key]\n"
		"  - {id: b, provider: p, url: 'http://b', timezone: '-03:30', bearer: "
		"t}\n"
		"  - {id: c, provider: p, url: 'http://c', first_poll: 1h 30m, timezone: "
		"UTC}\n"
		"  - {id: d, provider: p, url: 'http://d', timezone: '+0900'}\n",
		arena, &f, &said),
	    "%s", buf_string(&said));
	cr_assert(eq(sz, feeds_len(f), 4));
	const struct feed *a = feeds_find(f, VIEW("a"));
	cr_assert(feeds_at(f, 0) == a && feeds_find(f, VIEW("z")) == a);
	cr_assert(eq(int, a->kind, FEED_PAGE));
	cr_assert(eq(i64, a->interval_max_ms, 86400000));
	cr_assert(eq(int, a->first, FEED_FIRST_NONE));
	cr_assert(same(a->body_selector, ".art-icle"));
	cr_assert(a->full_text && a->allow_private && !a->day_first && !a->obey_robots &&
		  !a->enabled);
	cr_assert(same(a->exclude.items[0], "y"));
	cr_assert(eq(int, a->usage, FEED_USAGE_HEADLINE));
	cr_assert(eq(i64, a->bytes_max, 1 << 20));
	cr_assert(same(a->headers.items[0].value, "text/xml"));
	cr_assert(same(a->cookie, "s=1"));
	cr_assert(same(a->password, "w"));
	cr_assert(same(a->client_key, "/k"));
	cr_assert(same(a->secret_parameters.items[0], "key"));
	cr_assert(eq(i64, feeds_find(f, VIEW("c"))->first_age_ms, 5400000));
}

Test(feeds, complain_as_is_kept)
{
	AUTO(arena) a = arena_new(1 << 20);
	AUTO(settings_errors) e = settings_errors_new();
	BUF(text, 1 << 20);
	const struct feeds *f;

	cr_assert(eq(int, chdir(TEST_SOURCE_DIR "/tests/golden/feeds"), 0));
	cr_assert(not(feeds_load(".", a, &f, e)));
	settings_errors_print(e, false, &text);
	golden("tests/golden/feeds/errors.txt", &text);
	cr_assert(strstr(buf_string(&text), "hunter2") == NULL);
}

Test(feeds, of_the_example_that_ships_are_good_and_off)
{
	AUTO(arena) a = arena_new(1 << 20);
	AUTO(settings_errors) e = settings_errors_new();
	const struct feeds *f;

	BUF(said, 1 << 16);
	bool ok = feeds_load(TEST_SOURCE_DIR "/config", a, &f, e);
	settings_errors_print(e, false, &said);
	cr_assert(ok, "%s", buf_string(&said));
	cr_assert(feeds_find(f, VIEW("example-kurils")) != NULL);
	for (size_t i = 0; i < feeds_len(f); i++)
		cr_assert(not(feeds_at(f, i)->enabled));
}

Test(feeds, read_many_thousand_of_them)
{
	enum { MANY = 20000 };
	AUTO(arena) a = arena_new(512 << 20);
	BUF(text, 64 << 20);
	BUF(said, 1 << 16);
	const struct feeds *f;
	char id[32];

	buf_add(&text, VIEW("feeds:\n"));
	for (int i = 0; i < MANY; i++)
		buf_printf(&text, "- {id: f%d, url: 'http://h%d/'}\n", i, i);
	cr_assert(load(buf_string(&text), a, &f, &said), "%s", buf_string(&said));
	for (size_t i = 0; i < MANY; i++) {
		(void)snprintf(id, sizeof id, "f%zu", i);
		cr_assert(feeds_find(f, view_of(id)) == feeds_at(f, i));
	}
	cr_assert(lt(sz, arena_used(a) / MANY, 1024));
}
