/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "common/kafka/statistics.h"

enum { TEXT_BYTES = 1 << 20 };

static const char producer[] =
    "{\"name\":\"p#1\",\"type\":\"producer\",\"msg_cnt\":7,\"msg_size\":7000,"
    "\"brokers\":{"
    "\"a:9092/1\":{\"nodeid\":1,\"state\":\"UP\",\"outbuf_cnt\":2,\"waitresp_cnt\":3,"
    "\"req_timeouts\":4,\"disconnects\":5,\"rtt\":{\"min\":1,\"avg\":2500,\"p99\":9},"
    "\"throttle\":{\"avg\":250,\"max\":900},\"toppars\":{\"x-0\":{\"partition\":0}}},"
    "\"b:9092/2\":{\"nodeid\":2,\"state\":\"CONNECT\",\"rtt\":{\"avg\":0},"
    "\"req_timeouts\":1},"
    "\"GroupCoordinator\":{\"nodeid\":-1,\"state\":\"UP\",\"disconnects\":1}},"
    "\"topics\":{},\"eos\":{\"idemp_state\":\"Assigned\",\"txn_state\":\"InTransaction\"}"
    "}";

static const char consumer[] =
    "{\"type\":\"consumer\",\"msg_cnt\":900,\"brokers\":{\"a:9092/1\":{\"nodeid\":1,"
    "\"state\":\"UP\",\"rtt\":{\"avg\":500000},\"throttle\":{\"avg\":20}}},"
    "\"topics\":{\"kw.raw\":{\"partitions\":{"
    "\"0\":{\"partition\":0,\"desired\":true,\"fetchq_cnt\":10,\"fetchq_size\":100,"
    "\"consumer_lag\":42},"
    "\"1\":{\"partition\":1,\"desired\":false,\"fetchq_cnt\":99,\"consumer_lag\":99},"
    "\"2\":{\"partition\":2,\"desired\":true,\"fetchq_cnt\":1,\"fetchq_size\":10,"
    "\"consumer_lag\":-1},"
    "\"-1\":{\"partition\":-1,\"desired\":false,\"consumer_lag\":5}}}},"
    "\"cgrp\":{\"state\":\"up\",\"rebalance_cnt\":3}}";

static const char *rendered(void)
{
	static char text[TEXT_BYTES];
	BUF(out, TEXT_BYTES);

	metrics_render(&out);
	(void)snprintf(text, sizeof text, "%s", buf_string(&out));
	return text;
}

static bool shows(const char *line)
{
	char whole[256];

	(void)snprintf(whole, sizeof whole, "\nkurilwire_kafka_%s\n", line);
	bool found = strstr(rendered(), whole) != NULL;
	if (!found)
		(void)fprintf(stderr, "\"%s\" is not in\n%s", line, rendered());
	return found;
}

Test(statistics, of_a_producer_say_how_brokers_answer_and_what_waits)
{
	metrics_register(statistics_metrics);
	statistics_show(view_of(producer));
	cr_assert(shows("rtt_seconds{broker=\"1\"} 0.0025000000000000001"));
	cr_assert(shows("rtt_seconds{broker=\"2\"} 0"));
	cr_assert(shows("requests_waiting{broker=\"1\"} 5"));
	cr_assert(shows("produce_throttle_seconds{broker=\"1\"} 0.25"));
	cr_assert(shows("connections{client=\"producer\"} 1"));
	cr_assert(shows("timeouts_total{client=\"producer\"} 5"));
	cr_assert(shows("disconnects_total{client=\"producer\"} 6"));
	cr_assert(shows("queue_messages 7"));
	cr_assert(shows("queue_bytes 7000"));
	cr_assert(shows("transaction_state{state=\"InTransaction\"} 1"));
	cr_assert(shows("transaction_state{state=\"Ready\"} 0"));
	metrics_done();
}

Test(statistics, of_a_consumer_say_what_is_fetched_ahead_of_its_partitions)
{
	metrics_register(statistics_metrics);
	statistics_show(view_of(consumer));
	cr_assert(shows("fetched_messages 11"));
	cr_assert(shows("fetched_bytes 110"));
	cr_assert(shows("fetch_throttle_seconds{broker=\"1\"} 0.02"));
	cr_assert(shows("connections{client=\"consumer\"} 1"));
	/* Its requests wait for records, which says nothing of the broker. */
	cr_assert(strstr(rendered(), "rtt_seconds{") == NULL);
	metrics_done();
}

Test(statistics, pass_over_what_they_do_not_know)
{
	static const char *const odd[] = {
		"",
		"7",
		"[]",
		"{}",
		"{\"type\":\"consumer\"",
		"{\"brokers\":{\"a\":{\"nodeid\":1,\"state\":\"UP\"}}}",
		"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}",
		"[[[[[[[[[[[[[1]]]]]]]]]]]]]",
	};

	metrics_register(statistics_metrics);
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		statistics_show(view_of(odd[i]));
	cr_assert(shows("connections{client=\"producer\"} 0"));
	cr_assert(shows("connections{client=\"consumer\"} 0"));
	statistics_show(
	    VIEW("{\"type\":\"producer\",\"msg_cnt\":\"many\",\"new\":[{\"x\":"
		 "[1,{}]}],\"eos\":{\"txn_state\":\"Thinking\"}}"));
	cr_assert(shows("queue_messages 0"));
	cr_assert(shows("transaction_state{state=\"Init\"} 0"));
	metrics_done();
}
