/* SPDX-License-Identifier: Apache-2.0 */
/* The `kafka:` section: its rows, and what tables cannot say. */
#include <librdkafka/rdkafka.h>
#include <stddef.h>

#include "common/kafka/client.h"

enum { MIB = 1024 * 1024, MINUTE_MS = 60 * 1000, NAME_PART_MAX = 64 };

static const char *const compressions[] = { "lz4", "zstd", "none", NULL };

#define AT(field) offsetof(struct kafka_section, field)

const struct setting kafka_settings_rows[] = {
	{ .key = "brokers",
	  .type = SETTING_STRING,
	  .offset = AT(brokers),
	  .mark_offset = AT(marks.brokers),
	  .fallback = "localhost:9092",
	  .help =
	      "Addresses of brokers to start from, with commas: host:port,host:port." },
	{ .key = "prefix",
	  .type = SETTING_STRING,
	  .offset = AT(prefix),
	  .mark_offset = AT(marks.prefix),
	  .fallback = "",
	  .help = "Goes before the name of every topic and group." },
	{ .key = "instance",
	  .type = SETTING_STRING,
	  .offset = AT(instance),
	  .mark_offset = AT(marks.instance),
	  .fallback = "",
	  .help = "Name of this instance, another for each one of a worker; the host's "
		  "name if empty." },
	{ .key = "partitions",
	  .type = SETTING_INT,
	  .offset = AT(partitions),
	  .min = 1,
	  .max = 1000,
	  .fallback = "6",
	  .help = "Partitions of each topic, fixed when it is made." },
	{ .key = "replication",
	  .type = SETTING_INT,
	  .offset = AT(replication),
	  .min = 1,
	  .max = 9,
	  .fallback = "1",
	  .help = "Copies of each partition; 3 where there are three brokers." },
	{ .key = "compression",
	  .type = SETTING_CHOICE,
	  .offset = AT(compression),
	  .fallback = "lz4",
	  .choices = compressions,
	  .help = "Compression of what is produced." },
	{ .key = "message_max_bytes",
	  .type = SETTING_BYTES,
	  .offset = AT(message_max_bytes),
	  .min = MIB,
	  .max = 100.0 * MIB,
	  .fallback = "5MiB",
	  .help = "Largest message: the largest document and 1 MiB more." },
	{ .key = "batch_records",
	  .type = SETTING_INT,
	  .offset = AT(batch_records),
	  .min = 1,
	  .max = 100000,
	  .fallback = "10000",
	  .help = "Most records in a transaction." },
	{ .key = "batch_bytes",
	  .type = SETTING_BYTES,
	  .offset = AT(batch_bytes),
	  .min = 64.0 * 1024,
	  .max = 128.0 * MIB,
	  .fallback = "32MiB",
	  .help = "Most bytes, read and written, in a transaction." },
	{ .key = "batch_time",
	  .type = SETTING_DURATION,
	  .offset = AT(batch_ms),
	  .min = 1,
	  .max = 5000,
	  .fallback = "500ms",
	  .help = "Longest time that a transaction collects records." },
	{ .key = "retry_first",
	  .type = SETTING_DURATION,
	  .offset = AT(retry_first_ms),
	  .min = 1,
	  .max = MINUTE_MS,
	  .fallback = "1s",
	  .help = "Wait before a record is tried again; doubles each time." },
	{ .key = "retry_max",
	  .type = SETTING_DURATION,
	  .offset = AT(retry_max_ms),
	  .min = 1,
	  .max = 60.0 * MINUTE_MS,
	  .fallback = "1m",
	  .help = "Longest wait before a record is tried again." },
	{ .key = "step_time",
	  .type = SETTING_DURATION,
	  .offset = AT(step_ms),
	  .min = 1000,
	  .max = 10.0 * MINUTE_MS,
	  .fallback = "20s",
	  .help = "Processor time that one record may take; what takes more becomes a "
		  "dead letter." },
	{ .key = "properties",
	  .type = SETTING_SECRETS,
	  .offset = AT(properties),
	  .help = "Any further property of librdkafka, as for TLS and SASL." },
	{ .key = NULL },
};

#undef AT

/* One address as librdkafka reads it: [PROTOCOL://]HOST[:PORT]. What it cannot read it leaves
 * out, and then no broker answers. */
static bool is_broker(struct view address)
{
	static const struct view protocols[] = { VIEW_INIT("plaintext://"),
						 VIEW_INIT("ssl://"),
						 VIEW_INIT("sasl_plaintext://"),
						 VIEW_INIT("sasl_ssl://") };
	uint64_t port;

	address = view_from(address,
			    view_prefix_in_nocase(address, protocols,
						  sizeof protocols / sizeof *protocols));
	/* An IPv6 address has colons of its own, within brackets. */
	size_t bracket = view_find_byte(address, ']', 0);
	size_t colon = view_find_byte(address, ':', bracket == VIEW_NONE ? 0 : bracket);
	struct view host = colon == VIEW_NONE ? address : view_head(address, colon);
	for (size_t i = 0; i < host.len; i++)
		if ((unsigned char)host.p[i] <= ' ' || strchr("/@;\"'", host.p[i]))
			return false;
	return host.len > 0 && (colon == VIEW_NONE ||
				(view_to_u64(view_from(address, colon + 1), &port) &&
				 port >= 1 && port <= UINT16_MAX));
}

static bool brokers_good(const struct kafka_section *s, struct settings_errors *e)
{
	bool ok = true, any = false;

	for (struct view one, rest = s->brokers; view_next(&rest, ',', &one);) {
		one = view_trim(one);
		any |= one.len > 0;
		if (one.len == 0 || is_broker(one))
			continue;
		settings_complain(e, s->marks.brokers,
				  "\"brokers\" has \"%.*s\", which is no address like "
				  "\"kafka-1:9092\"",
				  VIEW_ARG(one));
		ok = false;
	}
	if (!any)
		settings_complain(e, s->marks.brokers, "\"brokers\" names none");
	return ok && any;
}

/* What Kafka allows in the name of a topic. */
static bool is_part_of_name(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!byte_is_alpha(v.p[i]) && !byte_is_digit(v.p[i]) &&
		    !strchr("._-", v.p[i]))
			return false;
	return v.len <= NAME_PART_MAX;
}

static bool names_good(const struct kafka_section *s, struct settings_errors *e)
{
	const struct {
		const char *key;
		struct view value;
		struct setting_mark mark;
	} parts[] = { { "prefix", s->prefix, s->marks.prefix },
		      { "instance", s->instance, s->marks.instance } };
	bool ok = true;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (is_part_of_name(parts[i].value))
			continue;
		settings_complain(e, parts[i].mark,
				  "\"%s\" is at most %d letters, digits, \".\", \"_\" "
				  "and \"-\", not \"%.*s\"",
				  parts[i].key, NAME_PART_MAX, VIEW_ARG(parts[i].value));
		ok = false;
	}
	return ok;
}

/* Would librdkafka take it? */
static bool property_valid(const char *name, const char *value, char *text, size_t size)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	bool ok = rd_kafka_conf_set(conf, name, value, text, size) == RD_KAFKA_CONF_OK;

	rd_kafka_conf_destroy(conf);
	return ok;
}

static bool properties_of(const struct setting_pairs *pairs, struct arena *a,
			  struct kafka_settings *k, struct settings_errors *e)
{
	struct kafka_property *to = ARENA_ARRAY(a, struct kafka_property, pairs->len);
	bool ok = true;

	for (size_t i = 0; i < pairs->len; i++) {
		char text[256];
		to[i].name = arena_string(a, pairs->items[i].name);
		to[i].value = arena_string(a, pairs->items[i].value);
		const char *why = client_refuses(to[i].name);
		if (why)
			settings_complain(e, pairs->items[i].mark,
					  "property \"%s\" cannot be set: it %s",
					  to[i].name, why);
		else if (!property_valid(to[i].name, to[i].value, text, sizeof text))
			settings_complain(e, pairs->items[i].mark, "%s", text);
		else
			continue;
		ok = false;
	}
	k->properties = to;
	k->properties_len = pairs->len;
	return ok;
}

bool kafka_settings_of(const struct kafka_section *section, struct arena *a,
		       struct kafka_settings *ret, struct settings_errors *e)
{
	struct kafka_settings k = {
		.brokers = arena_string(a, section->brokers),
		.prefix = arena_string(a, section->prefix),
		.instance = arena_string(a, section->instance),
		.partitions = (int32_t)section->partitions,
		.replication = (int16_t)section->replication,
		.compression = compressions[section->compression],
		.from = "",
		.message_max_bytes = section->message_max_bytes,
		.batch_records = section->batch_records,
		.batch_bytes = section->batch_bytes,
		.batch_ms = section->batch_ms,
		.retry_first_ms = section->retry_first_ms,
		.retry_max_ms = section->retry_max_ms,
		.step_ms = section->step_ms,
	};

	bool ok = brokers_good(section, e);
	ok &= names_good(section, e);
	if (!properties_of(&section->properties, a, &k, e) || !ok)
		return false;
	*ret = k;
	return true;
}

struct kafka_settings kafka_settings_copy(const struct kafka_settings *k, struct arena *a)
{
	struct kafka_settings copy = *k;
	struct kafka_property *properties =
	    ARENA_ARRAY(a, struct kafka_property, k->properties_len);

	for (size_t i = 0; i < k->properties_len; i++)
		properties[i] = (struct kafka_property){
			arena_string(a, view_of(k->properties[i].name)),
			arena_string(a, view_of(k->properties[i].value)),
		};
	copy.brokers = arena_string(a, view_of(k->brokers));
	copy.prefix = arena_string(a, view_of(k->prefix));
	copy.instance = arena_string(a, view_of(k->instance));
	copy.compression = arena_string(a, view_of(k->compression));
	copy.from = arena_string(a, view_of(k->from));
	copy.properties = properties;
	return copy;
}
