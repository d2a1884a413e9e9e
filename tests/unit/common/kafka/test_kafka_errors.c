/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of settings, names and offsets that Kafka or a worker cannot take, and of topics
 * that are not as they should be, kept word for word. */
#include "../service/golden.h"
#include "common/kafka/letterbox.h"
#include "common/kafka/mark.h"
#include "common/kafka/reader.h"
#include "common/kafka/writer.h"
#include "stage_rig.h"

enum { LONG = 300, OUT_BYTES = 1 << 14 };

static void say(struct buf *out, const struct err *err)
{
	cr_assert(err->text[0] != '\0');
	(void)buf_printf(out, "%s\n", err->text);
}

/* A client with one property, or another instance's name. */
static void refuse_client(struct rig *r, const char *name, const char *value,
			  struct buf *out)
{
	const struct kafka_property p = { name, value };
	struct kafka_settings k = r->settings;
	struct rd_kafka_s *client;
	struct reader *reader;
	struct err err = { 0 };

	k.properties = &p;
	k.properties_len = 1;
	cr_assert(not(client_open(&k, CLIENT_PRODUCER, "parser", NULL, &client, &err)));
	say(out, &err);
	if (!client_refuses(name)) {
		cr_assert(
		    not(reader_open(&k, "t.kw.raw", READER_END, -1, &reader, &err)));
		say(out, &err);
	}
}

static void refuse_name(const char *name, struct buf *out)
{
	const struct kafka_settings k = { .prefix = "" };
	char full[TOPICS_NAME_MAX + 1];
	struct err err = { 0 };

	cr_assert(not(topics_name(&k, TOPIC_PUBLIC, name, full, &err)));
	say(out, &err);
}

static void refuse_mark(const char *text, struct buf *out)
{
	struct mark m;
	struct err err = { 0 };

	cr_assert(not(mark_parse(view_of(text), &m, &err)));
	say(out, &err);
}

static int64_t far_ahead(void *self, int32_t partition)
{
	(void)self;
	(void)partition;
	return 1000;
}

static void refuse_writing(struct rig *r, struct buf *out)
{
	struct kafka_settings k = r->settings;
	struct err err = { 0 };

	k.prefix = "other.";
	cr_assert(not(writer_send(&k, TOPIC_DEAD_LETTER, NULL, 0, &err)));
	say(out, &err);
}

static void refuse_reading(struct rig *r, struct buf *out)
{
	struct reader *reader;
	struct err err = { 0 };

	cr_assert(not(
	    reader_open_at(&r->settings, "t.kw.raw", far_ahead, NULL, &reader, &err)));
	say(out, &err);
}

/* What became of a letter, in words of a later version. */
static void refuse_letters(struct rig *r, struct buf *out)
{
	static const struct writer_record later = { VIEW_INIT("0:1"),
						    VIEW_INIT("2 sent") };
	struct letterbox *box;
	struct err err = { 0 };

	cr_assert(writer_send(&r->settings, TOPIC_DEAD_LETTER_STATE, &later, 1, &err),
		  "%s", err.text);
	cr_assert(not(letterbox_open(&r->settings, false, &box, &err)));
	say(out, &err);
}

/* A worker that makes too much of a record. */
static void refuse_output(struct rig *r, struct buf *out)
{
	struct seen letters[READ_MAX];

	r->emit_bytes = 2 << 20;
	rig_open(r);
	feed(r, (const char *const[]){ "a", "#", NULL });
	turn_until(r, 2);
	cr_assert(gt(int, read_topic(r, "t.kw.dead-letter", letters), 0));
	(void)buf_printf(out, "%s\n", letters[0].reason);
	stage_free(r->stage);
	r->stage = NULL;
}

/* A worker that comes back, and whose state or offset is not what it left. */
static void refuse_assignment(struct rig *r, const char *from, unsigned format,
			      struct buf *out)
{
	struct err err = { 0 };

	r->settings.from = from;
	r->worker.state_format = (uint8_t)format;
	cr_assert(stage_open(&r->worker, &r->settings, &r->stage, &err), "%s", err.text);
	cr_assert(stage_reach(r->stage, &err), "%s", err.text);
	assign(r, RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS);
	say(out, &r->stage->failed);
	stage_free(r->stage);
	r->stage = NULL;
}

static void refuse_stage(struct rig *r, const char *prefix, int partitions,
			 struct buf *out)
{
	struct err err = { 0 };

	r->settings.prefix = prefix;
	r->settings.partitions = partitions;
	cr_assert(stage_open(&r->worker, &r->settings, &r->stage, &err), "%s", err.text);
	cr_assert(not(stage_run(r->stage, &err)));
	say(out, &err);
	stage_free(r->stage);
	r->stage = NULL;
}

Test(kafka_errors, are_those_that_are_kept)
{
	char name[LONG + 1];
	struct rig r;
	struct rd_kafka_s *client;
	struct err err = { 0 };
	BUF(out, OUT_BYTES);

	rig_setup(&r);
	memset(name, 'n', LONG);
	name[LONG] = '\0';
	refuse_client(&r, "acks", "1", &out);
	refuse_client(&r, "linger.ms", "soon", &out);
	refuse_name("news kurils", &out);
	refuse_name("", &out);
	refuse_name(name, &out);
	refuse_mark("2", &out);
	refuse_mark("1 stolen=3", &out);
	refuse_reading(&r, &out);
	refuse_writing(&r, &out);
	refuse_stage(&r, "other.", PARTITIONS, &out);
	refuse_stage(&r, "t.", PARTITIONS + 1, &out);
	(void)rd_kafka_mock_topic_create(embedded_cluster(r.broker), "u.kw.raw", 2, 1);
	(void)rd_kafka_mock_topic_create(embedded_cluster(r.broker), "u.kw.parse-state",
					 1, 1);
	refuse_stage(&r, "u.", PARTITIONS, &out);
	r.settings.prefix = "t.";
	refuse_letters(&r, &out);
	refuse_output(&r, &out);
	refuse_assignment(&r, "", r.worker.state_format, &out);
	refuse_assignment(&r, "latest", r.worker.state_format + 2, &out);
	r.settings.instance = name;
	cr_assert(not(
	    client_open(&r.settings, CLIENT_PRODUCER, "parser", NULL, &client, &err)));
	say(&out, &err);
	golden("tests/golden/kafka/errors.txt", &out);
	rig_done(&r);
}
