/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "sink/latency.h"

/* 2023-01-25T12:00:00Z */
static const instant_ms noon = INT64_C(1674648000000);

static void note(struct latency *l, const char *id, const char *fetched_at,
		 const char *embargo)
{
	AUTO(arena) a = arena_new(4096);
	struct headers h = { 0 };

	headers_set(&h, a, VIEW("ce_id"), view_of(id));
	headers_set(&h, a, VIEW("kw-fetched-at"), view_of(fetched_at));
	headers_set(&h, a, VIEW("kw-embargo"), view_of(embargo));
	latency_note(l, &h);
}

/* The line of the rendered histogram that begins like this, behind it. */
static double line(const char *begin)
{
	BUF(out, 64 * 1024);

	metrics_render(&out);
	(void)buf_add_byte(&out, '\0');
	const char *at = strstr(out.p, begin);
	cr_assert(at != NULL, "%s", begin);
	return strtod(at + strlen(begin), NULL);
}

static double observed(void)
{
	return metric_value(latency_metrics, 0);
}

Test(latency, is_from_fetch_to_commit)
{
	AUTO(latency) l = latency_new();

	metrics_register(latency_metrics);
	note(l, "urn:x:1#1.0", "2023-01-25T12:00:00Z", "");
	note(l, "urn:x:2#3.0", "2023-01-25T11:59:58.500Z", "");
	cr_assert(eq(dbl, observed(), 0));
	latency_committed(l, noon + 400);
	cr_assert(eq(dbl, observed(), 2));
	cr_assert(eq(dbl, line("kurilwire_sink_latency_seconds_sum "), 2.3));
	cr_assert(eq(dbl, line("kurilwire_sink_latency_seconds_bucket{le=\"0.5\"} "), 1));
	latency_committed(l, noon + 500);
	cr_assert(eq(dbl, observed(), 2));
	metrics_done();
}

Test(latency, forgets_what_an_abort_undid)
{
	AUTO(latency) l = latency_new();

	metrics_register(latency_metrics);
	note(l, "urn:x:1#1.0", "2023-01-25T12:00:00Z", "");
	latency_aborted(l);
	latency_committed(l, noon);
	cr_assert(eq(dbl, observed(), 0));
	metrics_done();
}

Test(latency, passes_over_embargoes_revisions_and_records_that_do_not_say)
{
	AUTO(latency) l = latency_new();

	metrics_register(latency_metrics);
	note(l, "urn:x:1#1.0", "2023-01-25T12:00:00Z", "2023-01-25T12:30:00Z");
	note(l, "urn:x:1#1.1", "2023-01-25T12:00:00Z", "");
	note(l, "urn:x:1#1.0", "", "");
	note(l, "urn:x:1#1.0", "yesterday", "");
	note(l, "", "2023-01-25T12:00:00Z", "");
	latency_committed(l, noon);
	cr_assert(eq(dbl, observed(), 0));
	metrics_done();
}

Test(latency, takes_a_clock_that_went_back_for_no_time)
{
	AUTO(latency) l = latency_new();

	metrics_register(latency_metrics);
	for (int i = 0; i < 3000; i++)
		note(l, "urn:x:1#1.0", "2023-01-25T12:00:01Z", "");
	latency_committed(l, noon);
	cr_assert(eq(dbl, observed(), 3000));
	cr_assert(eq(dbl, line("kurilwire_sink_latency_seconds_sum "), 0));
	metrics_done();
}
