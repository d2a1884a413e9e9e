/* SPDX-License-Identifier: Apache-2.0 */
/* `feeds poll`: asks the fetcher over kw.fetch. */
#include <stdio.h>

#include "cli/feeds_parts.h"
#include "common/kafka/writer.h"
#include "common/story/want.h"

/* Why there is nothing to poll, as the end of a sentence, or NULL. */
static const char *not_polled(const struct feed *f)
{
	if (!f->enabled)
		return "is off: it says \"enabled: no\"";
	return f->folder.len > 0 ? "is a folder, which is looked at each second" : NULL;
}

int feeds_poll(const struct feeds_command *k)
{
	struct writer_record *records =
	    ARENA_ARRAY(k->arena, struct writer_record, k->words_len);
	struct kafka_settings kafka;
	struct err err;

	if (!feeds_all_known(k))
		return EXIT_USAGE;
	if (!broker_options_settings(&k->broker, k->arena, &kafka))
		return EXIT_CONFIG;
	for (size_t i = 0; i < k->words_len; i++) {
		const struct feed *f = feeds_find(k->feeds, view_of(k->words[i]));
		BUF(value, WANT_VALUE_MAX);
		struct want w;
		const char *why = not_polled(f);
		if (why)
			return feeds_failed(EXIT_USAGE, "\"%s\" %s", k->words[i], why);
		want_init(&w, WANT_POLL);
		w.feed = f->id;
		w.url = feeds_address(f, k->arena);
		if (!want_encode(&w, &value, &err))
			return feeds_failed(EXIT_INPUT, "%s", err.text);
		records[i].key = want_key(f->url, k->arena);
		records[i].value = arena_copy(k->arena, buf_view(&value));
	}
	if (!writer_send(&kafka, TOPIC_FETCH, records, k->words_len, &err))
		return feeds_failed(EXIT_FAILED, "%s", err.text);
	printf("%zu asked to be polled now\n", k->words_len);
	return EXIT_OK;
}
