/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "common/kafka/topics.h"

static const struct kafka_settings settings = { .prefix = "test." };

Test(topics, have_a_row_each_with_a_name_of_their_own)
{
	for (enum topic t = 0; t < TOPIC_COUNT; t++) {
		const struct topic_row *r = topics_row(t);
		cr_assert(r->name && r->key && r->value && r->written_by && r->read_by);
		for (enum topic u = 0; u < t; u++)
			cr_assert(strcmp(r->name, topics_row(u)->name) != 0, "%s",
				  r->name);
	}
}

Test(topics, are_compacted_exactly_where_they_hold_state)
{
	for (enum topic t = 0; t < TOPIC_COUNT; t++) {
		const struct topic_row *r = topics_row(t);
		cr_assert(eq(int, r->compact, strstr(r->name, "-state") != NULL), "%s",
			  r->name);
		cr_assert(eq(int, r->retention_ms > 0, !r->compact), "%s", r->name);
	}
}

Test(topics, get_the_configured_prefix)
{
	char name[TOPICS_NAME_MAX + 1];
	struct err err;

	cr_assert(topics_name(&settings, TOPIC_RAW, NULL, name, &err));
	cr_assert(eq(str, name, "test.kw.raw"));
	cr_assert(topics_name(&settings, TOPIC_PUBLIC, "news.kurils", name, &err));
	cr_assert(eq(str, name, "test.news.kurils"));
}

Test(topics, refuse_names_that_the_broker_would_refuse)
{
	char name[TOPICS_NAME_MAX + 1] = "untouched", long_name[TOPICS_NAME_MAX + 1];
	const char *const bad[] = { "news kurils", "news/kurils", "новости", "",
				    long_name };

	memset(long_name, 'n', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		cr_assert(not(topics_name(&settings, TOPIC_PUBLIC, bad[i], name, &err)));
		cr_assert(eq(int, err.fate, ERR_STOP));
		cr_assert(eq(str, name, "untouched"));
	}
}
