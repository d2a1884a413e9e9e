/* SPDX-License-Identifier: Apache-2.0 */
/* A stage's clients and topics: opened, found on the broker, and closed. */
#include "common/kafka/stage.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "common/base/mem.h"
#include "common/base/plural.h"
#include "common/kafka/stage_own.h"
#include "common/service/log.h"

enum {
	CONNECT_WAIT_MS = 3000,
	CONNECT_PAUSE_MS = 1000,
};

/* --- clients -------------------------------------------------------------------------- */

static void on_refused(void *self, const char *topic, int code)
{
	struct stage *s = self;

	/* What an abort throws away was not refused. */
	if (code == RD_KAFKA_RESP_ERR__PURGE_QUEUE ||
	    code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT || s->refused)
		return;
	s->refused = code;
	(void)snprintf(s->refused_topic, sizeof s->refused_topic, "%s", topic);
}

static void on_fatal(void *self, const char *why)
{
	struct stage *s = self;

	if (s->failed.fate == ERR_NONE)
		(void)err_set(&s->failed, ERR_STOP, "kafka: %s", why);
}

static void on_statistics(void *self, struct view json)
{
	const struct stage *s = self;

	s->worker->statistics(s->worker->alive_self, json);
}

static bool open_clients(struct stage *s, struct err *err)
{
	const struct stage_worker *w = s->worker;
	struct client_hooks hooks = { .self = s,
				      .refused = on_refused,
				      .statistics = w->statistics ? on_statistics : NULL,
				      .fatal = on_fatal };

	if (!client_open(s->settings, CLIENT_PRODUCER, w->name, &hooks, &s->producer,
			 err))
		return false;
	hooks.rebalance = assign_rebalance;
	if (!client_open(s->settings, CLIENT_CONSUMER, w->name, &hooks, &s->consumer,
			 err))
		return false;
	(void)rd_kafka_poll_set_consumer(s->consumer);
	s->queue = rd_kafka_queue_get_consumer(s->consumer);
	rd_kafka_queue_io_event_enable(s->queue, s->wake_fd, &(uint64_t){ 1 },
				       sizeof(uint64_t));
	return (w->state == TOPIC_COUNT &&
		(!w->second || w->second->state == TOPIC_COUNT)) ||
	       client_open(s->settings, CLIENT_READER, NULL, NULL, &s->reader, err);
}

static bool name_source(struct stage *s, enum topic topic, enum topic state,
			uint8_t state_format, struct err *err)
{
	struct source *source = &s->sources[s->sources_len++];

	source->topic = topic;
	source->state = state;
	source->state_format = state_format;
	return topics_name(s->settings, topic, NULL, source->name, err) &&
	       (state == TOPIC_COUNT ||
		topics_name(s->settings, state, NULL, source->state_name, err));
}

bool stage_open(const struct stage_worker *worker, const struct kafka_settings *settings,
		struct stage **ret, struct err *err)
{
	AUTO(stage) s = mem_new(sizeof *s);

	MUST(worker->step && worker->name && worker->input < TOPIC_PUBLIC);
	s->worker = worker;
	s->settings = settings;
	s->publics = map_new();
	s->limit = STAGE_FIRST_RECORDS;
	s->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	s->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	MUST(s->wake_fd >= 0 && s->stop_fd >= 0);
	(void)pthread_mutex_init(&s->stats_lock, NULL);
	const struct stage_input *second = worker->second;
	if (!name_source(s, worker->input, worker->state, worker->state_format, err) ||
	    (second &&
	     !name_source(s, second->topic, second->state, second->state_format, err)) ||
	    !open_clients(s, err))
		return false;
	*ret = TAKE(s);
	return true;
}

void stage_free(struct stage *s)
{
	if (!s)
		return;
	watchdog_free(s->watchdog);
	emit_free(s);
	if (s->queue)
		rd_kafka_queue_destroy(s->queue);
	client_close(s->consumer);
	client_close(s->reader);
	client_close(s->producer);
	for (int32_t i = 0; i < s->partitions_len; i++)
		state_free(s->partitions[i].state);
	free(s->partitions);
	(void)close(s->wake_fd);
	(void)close(s->stop_fd);
	(void)pthread_mutex_destroy(&s->stats_lock);
	free(s);
}

/* --- connecting ----------------------------------------------------------------------- */

static bool find_topic(struct stage *s, const char *name, int32_t *ret, struct err *err)
{
	if (!topics_partitions(s->producer, name, CONNECT_WAIT_MS, ret, err))
		return false;
	return *ret > 0 ||
	       err_set(err, ERR_STOP, "there is no topic %s; `kurilwire topics` makes it",
		       name);
}

static bool unlike(const char *name, int32_t partitions, const char *other,
		   int32_t wanted, struct err *err)
{
	return err_set(err, ERR_STOP, "%s has %d %s, but %s has %d", name, partitions,
		       plural((uint64_t)partitions, "partition", "partitions"), other,
		       wanted);
}

/* All have as many partitions as the first input, `*each`; 0: this is the first. */
static bool check_source(struct stage *s, const struct source *source, int32_t *each,
			 struct err *err)
{
	int32_t input, state;

	if (!find_topic(s, source->name, &input, err))
		return false;
	if (s->settings->partitions > 0 && input != s->settings->partitions)
		return err_set(err, ERR_STOP,
			       "%s has %d %s, the settings say %d: see `kurilwire "
			       "topics --repartition`",
			       source->name, input,
			       plural((uint64_t)input, "partition", "partitions"),
			       s->settings->partitions);
	if (*each && input != *each)
		return unlike(source->name, input, s->sources[0].name, *each, err);
	*each = input;
	if (source->state == TOPIC_COUNT)
		return true;
	if (!find_topic(s, source->state_name, &state, err))
		return false;
	return state == input ||
	       unlike(source->state_name, state, source->name, input, err);
}

static bool check_topics(struct stage *s, struct err *err)
{
	char letters[TOPICS_NAME_MAX + 1];
	int32_t each = 0, letter;

	for (int32_t i = 0; i < s->sources_len; i++)
		if (!check_source(s, &s->sources[i], &each, err))
			return false;
	if (!topics_name(s->settings, TOPIC_DEAD_LETTER, NULL, letters, err) ||
	    !find_topic(s, letters, &letter, err))
		return false;
	if (s->partitions)
		return true;
	s->each_len = each;
	s->partitions_len = each * s->sources_len;
	s->partitions = mem_new((size_t)s->partitions_len * sizeof *s->partitions);
	for (int32_t i = 0; i < s->partitions_len; i++) {
		s->partitions[i].source = &s->sources[i / each];
		s->partitions[i].id = i % each;
		s->partitions[i].number = i;
	}
	return true;
}

static bool init_transactions(struct stage *s, struct err *err)
{
	rd_kafka_error_t *e = rd_kafka_init_transactions(s->producer, CONNECT_WAIT_MS);

	if (!e)
		return true;
	(void)err_set(err, rd_kafka_error_is_retriable(e) ? ERR_RETRY : ERR_STOP,
		      "transactions cannot begin: %s", rd_kafka_error_string(e));
	rd_kafka_error_destroy(e);
	return false;
}

/* Until it works or is stopped. */
bool stage_reach(struct stage *s, struct err *err)
{
	bool found = false;

	while (!stage_stopping(s)) {
		found = found || check_topics(s, err);
		if (found && init_transactions(s, err))
			return true;
		if (err->fate != ERR_RETRY)
			return false;
		log_warn("kafka.waiting", F_STR("brokers", s->settings->brokers),
			 F_ERR(err));
		stage_show_alive(s);
		stage_pause(s, CONNECT_PAUSE_MS);
	}
	return true;
}
