/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/reader.h"
#include "stage_rig.h"

/* A request's number in Kafka's protocol; each that is refused is asked again half a second
 * later. */
enum { FETCH = 1, REFUSED = 1000 };

struct looking {
	int seen;
	volatile sig_atomic_t stop;
	int stop_after; /* records; 0: never */
};

static bool look(void *self, const struct stage_record *record, struct err *err)
{
	struct looking *l = self;

	(void)record, (void)err;
	if (++l->seen == l->stop_after)
		l->stop = 1;
	return true;
}

/* How many of the three records it sees. */
static int read_all(struct rig *r, int stop_after)
{
	AUTO(reader) reader = NULL;
	struct looking l = { .stop_after = stop_after };
	struct err err = { 0 };

	cr_assert(
	    reader_open(&r->settings, "t.kw.raw", READER_BEGINNING, 0, &reader, &err),
	    "%s", err.text);
	reader_stop_by(reader, &l.stop);
	cr_expect(reader_each(reader, look, &l, &err), "%s", err.text);
	return l.seen;
}

Test(reader, sees_each_record_up_to_the_end_or_until_it_is_stopped)
{
	static const char *const values[] = { "one", "two", "three", NULL };
	struct rig r;

	rig_setup(&r);
	feed(&r, values);
	cr_expect(eq(int, read_all(&r, 0), 3));
	cr_expect(eq(int, read_all(&r, 2), 2));
	rig_done(&r);
}

/* By a signal, a second later. */
static volatile sig_atomic_t stopped;

static void on_alarm(int number)
{
	(void)number;
	stopped = 1;
}

Test(reader, ends_when_it_is_stopped_while_nothing_comes)
{
	static const char *const values[] = { "one", NULL };
	AUTO(reader) reader = NULL;
	struct looking l = { 0 };
	struct err err = { 0 };
	struct rig r;

	rig_setup(&r);
	feed(&r, values);
	cr_assert(
	    reader_open(&r.settings, "t.kw.raw", READER_BEGINNING, 0, &reader, &err),
	    "%s", err.text);
	(void)rd_kafka_mock_broker_set_down(embedded_cluster(r.broker), 1);
	reader_stop_by(reader, &stopped);
	(void)signal(SIGALRM, on_alarm);
	(void)alarm(1);
	cr_expect(reader_each(reader, look, &l, &err), "%s", err.text);
	cr_expect(stopped == 1);
	cr_expect(eq(int, l.seen, 0));
	rd_kafka_mock_clear_request_errors(embedded_cluster(r.broker), FETCH);
	rig_done(&r);
}
