/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/kafka/client.h"

static struct kafka_settings settings_with(const struct kafka_property *p)
{
	return (struct kafka_settings){ .brokers = "127.0.0.1:1",
					.prefix = "",
					.instance = "one",
					.compression = "lz4",
					.from = "",
					.message_max_bytes = 5 * 1024 * 1024,
					.properties = p,
					.properties_len = p ? 1 : 0 };
}

static bool opens(enum client_kind kind, const struct kafka_property *p, struct err *err)
{
	struct kafka_settings k = settings_with(p);
	struct rd_kafka_s *client;

	if (!client_open(&k, kind, kind < CLIENT_READER ? "parser" : NULL, NULL, &client,
			 err))
		return false;
	client_close(client);
	return true;
}

Test(client, of_each_kind_is_made_of_the_defaults)
{
	struct err err = { 0 };

	for (enum client_kind kind = CLIENT_CONSUMER; kind <= CLIENT_ADMIN; kind++)
		cr_assert(opens(kind, NULL, &err), "%d: %s", (int)kind, err.text);
}

Test(client, passes_a_property_of_librdkafka_through)
{
	struct err err = { 0 };
	const struct kafka_property good = { "ssl.endpoint.identification.algorithm",
					     "none" };
	const struct kafka_property bad = { "session.timeout.ms", "soon" };

	cr_assert(opens(CLIENT_CONSUMER, &good, &err), "%s", err.text);
	cr_assert(not(opens(CLIENT_CONSUMER, &bad, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	cr_assert(strstr(err.text, "session.timeout.ms") != NULL, "%s", err.text);
}

Test(client, refuses_by_name_what_the_loop_depends_on)
{
	static const char *const names[] = { "transactional.id",   "group.id",
					     "enable.auto.commit", "isolation.level",
					     "enable.idempotence", "partitioner",
					     "group.instance.id",  "acks",
					     "bootstrap.servers",  "auto.offset.reset" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct err err = { 0 };
		const struct kafka_property p = { names[i], "all" };
		cr_assert(not(opens(CLIENT_PRODUCER, &p, &err)));
		cr_assert(strstr(err.text, names[i]) != NULL, "%s", err.text);
		cr_assert(client_refuses(names[i]) != NULL);
	}
	cr_assert(client_refuses("linger.ms") == NULL);
}

Test(client, has_a_section_of_settings_with_the_defaults_of_the_loop)
{
	AUTO(arena) a = arena_new(65536);
	AUTO(settings_errors) e = settings_errors_new();
	struct kafka_section section;
	struct kafka_settings k;

	cr_assert(settings_load_text("kurilwire.yaml",
				     VIEW("brokers: one:9092,two:9092\n"
					  "compression: zstd\n"
					  "properties:\n"
					  "  security.protocol: ssl\n"),
				     kafka_settings_rows, a, &section, e));
	cr_assert(kafka_settings_of(&section, a, &k, e));
	cr_assert(eq(str, (char *)k.brokers, "one:9092,two:9092"));
	cr_assert(eq(str, (char *)k.compression, "zstd"));
	cr_assert(eq(i64, k.batch_records, 10000));
	cr_assert(eq(i64, k.batch_ms, 500));
	cr_assert(eq(sz, k.properties_len, 1));
	cr_assert(eq(str, (char *)k.properties[0].value, "ssl"));
}

static bool brokers_taken(const char *brokers, struct buf *out)
{
	AUTO(arena) a = arena_new(65536);
	AUTO(settings_errors) e = settings_errors_new();
	struct kafka_section section;
	struct kafka_settings k;

	struct view text = arena_printf(a, "brokers: \"%s\"\n", brokers);
	cr_assert(settings_load_text("kurilwire.yaml", text, kafka_settings_rows, a,
				     &section, e));
	bool ok = kafka_settings_of(&section, a, &k, e);
	settings_errors_print(e, false, out);
	return ok;
}

Test(client, takes_for_brokers_what_librdkafka_can_read)
{
	BUF(out, 4096);

	cr_assert(brokers_taken("one", &out));
	cr_assert(brokers_taken("one:9092, SASL_SSL://two:9093,[::1]:9092,", &out));
	cr_assert(eq(sz, out.len, 0));
	cr_assert(not(brokers_taken("http://one", &out)));
	cr_assert(not(brokers_taken("one:0", &out)));
	cr_assert(not(brokers_taken("one two", &out)));
	cr_assert(not(brokers_taken(":9092", &out)));
	cr_assert(not(brokers_taken("me@one:9092", &out)));
	buf_clear(&out);
	cr_assert(not(brokers_taken(" , ", &out)));
	cr_assert(view_starts(buf_view(&out),
			      VIEW("kurilwire.yaml:1:10: \"brokers\" names none\n")));
}

Test(client, complains_about_a_refused_property_where_it_stands)
{
	AUTO(arena) a = arena_new(65536);
	AUTO(settings_errors) e = settings_errors_new();
	struct kafka_section section;
	struct kafka_settings k;
	BUF(out, 4096);

	cr_assert(settings_load_text("kurilwire.yaml",
				     VIEW("properties:\n"
					  "  acks: 1\n"
					  "  no.such.property: 1\n"),
				     kafka_settings_rows, a, &section, e));
	cr_assert(not(kafka_settings_of(&section, a, &k, e)));
	cr_assert(eq(sz, settings_errors_len(e), 2));
	settings_errors_print(e, false, &out);
	cr_assert(view_find(buf_view(&out), VIEW("kurilwire.yaml:2:"), 0) != VIEW_NONE,
		  "%.*s", VIEW_ARG(buf_view(&out)));
}
