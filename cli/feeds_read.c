/* SPDX-License-Identifier: Apache-2.0 */
/* The fetcher's state topic, read to its end. */
#include "cli/feeds_parts.h"
#include "common/kafka/reader.h"
#include "common/kafka/topics.h"

static bool keep(void *self, const struct stage_record *r, struct err *err)
{
	(void)err;
	/* The stage writes a byte of its own before each value. */
	state_load(self, r->key, view_from(r->value, 1));
	return true;
}

/* The last value of each key counts. */
static bool read_all(const struct kafka_settings *kafka, struct state *state,
		     struct err *err)
{
	AUTO(reader) r = NULL;
	char name[TOPICS_NAME_MAX + 1];

	return topics_name(kafka, TOPIC_FETCH_STATE, NULL, name, err) &&
	       reader_open(kafka, name, READER_BEGINNING, 0, &r, err) &&
	       reader_each(r, keep, state, err);
}

bool feeds_all_known(const struct feeds_command *k)
{
	for (size_t i = 0; i < k->words_len; i++)
		if (!feeds_find(k->feeds, view_of(k->words[i]))) {
			(void)feeds_failed(EXIT_USAGE,
					   "there is no feed \"%s\"; kurilwire feeds "
					   "list says which there are",
					   k->words[i]);
			return false;
		}
	return true;
}

int feeds_read(const struct feeds_command *k, struct state **ret)
{
	AUTO(state) state = state_new();
	struct kafka_settings kafka;
	struct err err;

	if (!feeds_all_known(k))
		return EXIT_USAGE;
	if (!broker_options_settings(&k->broker, k->arena, &kafka))
		return EXIT_CONFIG;
	if (!read_all(&kafka, state, &err))
		return feeds_failed(EXIT_FAILED, "%s", err.text);
	*ret = TAKE(state);
	return EXIT_OK;
}

bool feeds_state(const struct state *state, const struct feed *f, struct arena *a,
		 struct feed_state *ret)
{
	struct view value;
	struct err err;

	if (state_get(state, feed_state_key(f->id, a), &value) &&
	    feed_state_decode(value, a, ret, &err))
		return true;
	feed_state_init(ret);
	return false;
}
