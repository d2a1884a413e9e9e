/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/newsroom/answer.h"
#include "common/service/feeds.h"

#define NOW 1700000000000
#define ASIA "/feeds/tidewire-asia.xml"
#define FRONT "/feeds/tidewire-front.xml"

static struct desk desk;
static struct err err;
static uint64_t poll;

static void begin(void)
{
	cr_assert(desk_open(&desk, TEST_SOURCE_DIR "/cli/newsroom/stories", NOW, &err),
		  "%s", err.text);
}

static void end(void)
{
	desk_done(&desk);
}

TestSuite(answer, .init = begin, .fini = end);

static const char *query(void *self, const char *name)
{
	(void)name;
	return self;
}

static void ask(const char *path, const char *etag, enum fault_kind fault,
		struct answer *ret)
{
	struct request r = {
		.path = view_of(path),
		.base = VIEW("http://127.0.0.1:1"),
		.none_match = view_of(etag),
		.query = query,
		.query_self = "/robots.txt",
		.robots = VIEW("User-agent: *\n"),
		.fault = { .kind = fault, .status = 503, .retry_after = "9" },
		.now = NOW,
		.poll = poll++
	};
	answer_make(&desk, &r, ret);
}

static const char *header(const struct answer *a, const char *name)
{
	for (size_t i = 0; i < a->headers_len; i++)
		if (strcmp(a->headers[i].name, name) == 0)
			return a->headers[i].value;
	return "";
}

static bool holds(const struct answer *a, const char *text)
{
	return view_find(buf_view(&a->body), view_of(text), 0) != VIEW_NONE;
}

Test(answer, is_304_until_something_changes)
{
	struct answer first, same, changed;

	ask(ASIA, NULL, FAULT_NONE, &first);
	cr_assert(eq(int, first.status, 200));
	ask(ASIA, header(&first, "ETag"), FAULT_NONE, &same);
	cr_assert(eq(int, same.status, 304));
	cr_assert(eq(sz, same.body.len, 0));
	desk_edit(&desk, desk_story(&desk, VIEW("rice-price")), VIEW("New <&>"), VIEW(""),
		  VIEW(""), NOW);
	ask(ASIA, header(&first, "ETag"), FAULT_NONE, &changed);
	cr_assert(eq(int, changed.status, 200));
	cr_assert(holds(&changed, "<title>New &lt;&amp;&gt;</title>"));
	answer_done(&first);
	answer_done(&same);
	answer_done(&changed);
}

Test(answer, has_another_build_date_and_no_validators_where_the_feed_says_so)
{
	struct answer a, b;

	ask(FRONT, NULL, FAULT_NONE, &a);
	ask(FRONT, NULL, FAULT_NONE, &b);
	cr_assert(eq(str, (char *)header(&a, "ETag"), ""));
	cr_assert(eq(str, (char *)header(&a, "Last-Modified"), ""));
	cr_assert(not(view_eq(buf_view(&a.body), buf_view(&b.body))));
	answer_done(&a);
	answer_done(&b);
}

Test(answer, shows_one_story_in_two_feeds_with_other_guid_and_summary)
{
	struct answer a, b;

	ask(ASIA, NULL, FAULT_NONE, &a);
	ask(FRONT, NULL, FAULT_NONE, &b);
	cr_assert(holds(&a, ">urn:newsroom:trap-bobtail<"));
	cr_assert(holds(&b, ">urn:newsroom:tidewire-front:trap-bobtail<"));
	cr_assert(holds(&a, "The foreign minister wants visits"));
	cr_assert(not(holds(&b, "The foreign minister wants visits")));
	cr_assert(holds(&b, "http://127.0.0.1:1/en/stories/trap-bobtail.html"));
	answer_done(&a);
	answer_done(&b);
}

Test(answer, withdraws_a_story_from_feed_and_page)
{
	static const char page[] = "/ru/stories/tramvai.html";
	struct answer before, after, feed;

	ask(page, NULL, FAULT_NONE, &before);
	cr_assert(eq(int, before.status, 200));
	desk_story(&desk, VIEW("tramvai"))->withdrawn = true;
	ask(page, NULL, FAULT_NONE, &after);
	cr_assert(eq(int, after.status, 410));
	ask("/feeds/severny-kurier.xml", NULL, FAULT_NONE, &feed);
	cr_assert(holds(&feed, "<at:deleted-entry ref=\"urn:newsroom:tramvai\""));
	cr_assert(not(holds(&feed, "<id>urn:newsroom:tramvai</id>")));
	answer_done(&before);
	answer_done(&after);
	answer_done(&feed);
}

Test(answer, misbehaves_as_it_is_told)
{
	static const struct {
		enum fault_kind kind;
		int status;
		const char *header, *value, *type;
	} cases[] = {
		{ FAULT_STATUS, 503, "Retry-After", "9",
		  "application/rss+xml; charset=utf-8" },
		{ FAULT_CONSENT, 200, "ETag", "", "text/html; charset=utf-8" },
		{ FAULT_BINARY, 200, "ETag", "", "text/html" },
		{ FAULT_NO_VALIDATORS, 200, "ETag", "",
		  "application/rss+xml; charset=utf-8" },
		{ FAULT_GZIP, 200, "Content-Encoding", "gzip",
		  "application/rss+xml; charset=utf-8" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct answer a;
		ask(ASIA, NULL, cases[i].kind, &a);
		cr_assert(eq(int, a.status, cases[i].status), "%s",
			  fault_name(cases[i].kind));
		cr_assert(
		    eq(str, (char *)header(&a, cases[i].header), (char *)cases[i].value));
		cr_assert(
		    eq(str, (char *)header(&a, "Content-Type"), (char *)cases[i].type));
		answer_done(&a);
	}
	struct answer lie;
	ask(ASIA, "\"anything\"", FAULT_ALWAYS_304, &lie);
	cr_assert(eq(int, lie.status, 304));
	answer_done(&lie);
}

Test(answer, knows_each_fault_by_its_name)
{
	enum fault_kind kind;

	for (int k = 0; k < FAULT_KIND_COUNT; k++) {
		cr_assert(fault_find(view_of(fault_name((enum fault_kind)k)), &kind));
		cr_assert(eq(int, (int)kind, k));
	}
	cr_assert(not(fault_find(VIEW("flood"), &kind)));
}

Test(answer, leads_on_as_far_as_asked)
{
	struct answer a, last, loop, none;

	ask("/_chain/3", NULL, FAULT_NONE, &a);
	cr_assert(eq(str, (char *)header(&a, "Location"), "/_chain/2?to=/robots.txt"));
	ask("/_chain/1", NULL, FAULT_NONE, &last);
	cr_assert(eq(str, (char *)header(&last, "Location"), "/robots.txt"));
	ask("/_loop", NULL, FAULT_NONE, &loop);
	cr_assert(eq(str, (char *)header(&loop, "Location"), "/_loop"));
	ask("/_chain/x", NULL, FAULT_NONE, &none);
	cr_assert(eq(int, none.status, 404));
	answer_done(&a);
	answer_done(&last);
	answer_done(&loop);
	answer_done(&none);
}

Test(answer, gives_a_configuration_that_the_settings_take)
{
	AUTO(arena) a = arena_new(1 << 20);
	AUTO(settings_errors) errors = settings_errors_new();
	BUF(yaml, 65536);
	BUF(said, 65536);
	char folder[] = "/tmp/kurilwire-feeds-XXXXXX", path[128];
	const struct feeds *feeds;

	cr_assert(mkdtemp(folder) != NULL);
	(void)snprintf(path, sizeof path, "%s/feeds.d", folder);
	cr_assert(mkdir(path, 0700) == 0);
	(void)snprintf(path, sizeof path, "%s/feeds.d/newsroom.yaml", folder);
	answer_feeds_yaml(&desk, VIEW("http://127.0.0.1:1"), VIEW("2s"), &yaml);
	FILE *f = fopen(path, "w");
	cr_assert(f != NULL);
	cr_assert(eq(sz, fwrite(yaml.p, 1, yaml.len, f), yaml.len));
	(void)fclose(f);

	bool ok = feeds_load(folder, a, &feeds, errors);
	settings_errors_print(errors, false, &said);
	(void)unlink(path);
	(void)snprintf(path, sizeof path, "%s/feeds.d", folder);
	(void)rmdir(path);
	(void)rmdir(folder);
	cr_assert(ok, "%s", buf_string(&said));
	cr_assert(eq(sz, feeds_len(feeds), desk.feeds_len));
	const struct feed *asia = feeds_find(feeds, VIEW("tidewire-asia"));
	cr_assert(asia != NULL);
	cr_assert(asia->full_text && asia->allow_private);
	cr_assert(eq(i64, asia->interval_ms, 2000));
}
