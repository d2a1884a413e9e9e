/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "common/kafka/rights.h"

static const struct kafka_settings settings = { .prefix = "p." };
static const struct topics_public publics[] = { { "news.a", 0, false },
						{ "news.b", 0, false } };

/* "R topic, …" in their order. */
static char *rights(const char *holder)
{
	static char text[4096];
	AUTO(arena) a = arena_new(1 << 20);
	BUF(out, sizeof text - 1);
	const struct right *list;
	size_t len;
	struct err err;

	cr_assert(rights_of(&settings, holder, publics, 2, a, &list, &len, &err));
	for (size_t i = 0; i < len; i++)
		(void)buf_printf(&out, "%s%c%c %s", i ? ", " : "",
				 "tgi"[list[i].resource], "RWC"[list[i].operation],
				 list[i].name);
	strcpy(text, buf_string(&out));
	return text;
}

Test(rights, of_a_worker_are_what_the_table_of_topics_says)
{
	cr_assert(eq(str, rights("fetcher"),
		     "tR p.kw.fetch, tR p.kw.fetch-state, tW p.kw.fetch-state, "
		     "tW p.kw.raw, tW p.kw.dead-letter, gR p.kurilwire.fetcher, "
		     "iW p.kurilwire.fetcher."));
	cr_assert(eq(str, rights("enricher"),
		     "tR p.kw.stories, tW p.kw.enriched, tW p.kw.dead-letter, "
		     "gR p.kurilwire.enricher, iW p.kurilwire.enricher."));
}

Test(rights, to_the_public_topics_are_the_sinks_and_the_operators)
{
	for (const char *const *h = rights_holders; *h; h++) {
		bool one = strcmp(*h, "sink") == 0 || strcmp(*h, "cli") == 0;
		const char *text = rights(*h);
		cr_assert(eq(int, strstr(text, "tW p.news.a, tW p.news.b") != NULL,
			     strcmp(*h, "sink") == 0),
			  "%s: %s", *h, text);
		cr_assert(eq(int, strstr(text, "p.news.a") != NULL, one), "%s: %s", *h,
			  text);
	}
}

Test(rights, of_the_operator_reach_inputs_and_what_became_of_letters_but_no_state)
{
	const char *text = rights("cli");

	for (const char *const *t =
		 (const char *const[]){ "kw.fetch,", "kw.raw,", "kw.stories,",
					"kw.enriched,", "kw.dead-letter-state,", NULL };
	     *t; t++) {
		char want[64];
		(void)snprintf(want, sizeof want, "tW p.%s", *t);
		cr_assert(strstr(text, want) != NULL, "no %s in %s", want, text);
	}
	cr_assert(strstr(text, "tW p.kw.dead-letter,") == NULL);
	cr_assert(strstr(text, "tW p.kw.parse-state") == NULL);
	cr_assert(strstr(text, "tC p.kw.parse-state") != NULL);
	for (const char *const *h = rights_holders; strcmp(*h, "cli") != 0; h++) {
		char group[64];
		(void)snprintf(group, sizeof group, "gR p.kurilwire.%s,", *h);
		cr_assert(strstr(text, group) == NULL, "it joins the group of %s", *h);
	}
}

Test(rights, of_the_operator_reach_what_replays_write_and_read_by)
{
	const char *text = rights("cli");

	for (const char *const *t =
		 (const char *const[]){ "tR p.kw.shadow,", "tW p.kw.shadow,",
					"tC p.kw.shadow,", "gR p.kurilwire.reader,",
					"gR p.kurilwire.replay.,",
					"iW p.kurilwire.replay.", NULL };
	     *t; t++)
		cr_assert(strstr(text, *t) != NULL, "no %s in %s", *t, text);
}
