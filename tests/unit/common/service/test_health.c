/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "common/service/health.h"

Test(health, is_not_ready_until_it_started)
{
	AUTO(health) h = health_new("parser", "a", "1.0", 1000);

	cr_assert(not(health_ready(h)));
	cr_assert(health_alive(h, 1000));
	health_part(h, "start", NULL);
	cr_assert(health_ready(h));
}

Test(health, is_ready_when_no_part_says_it_is_not)
{
	AUTO(health) h = health_new("parser", "a", "1.0", 0);

	health_part(h, "start", NULL);
	health_part(h, "kafka", "no broker answers");
	health_part(h, "feeds", NULL);
	cr_assert(not(health_ready(h)));
	health_part(h, "kafka", NULL);
	cr_assert(health_ready(h));
	health_note(h, "config", "reload refused");
	cr_assert(health_ready(h));
}

Test(health, is_alive_as_long_as_it_beats)
{
	AUTO(health) h = health_new("parser", "a", "1.0", 1000);

	cr_assert(health_alive(h, 1000 + HEALTH_BEAT_MAX_MS));
	cr_assert(not(health_alive(h, 1001 + HEALTH_BEAT_MAX_MS)));
	health_beat(h, 2000);
	cr_assert(health_alive(h, 2000 + HEALTH_BEAT_MAX_MS));
}

Test(health, says_why_as_json)
{
	AUTO(health) h = health_new("parser", "a\"b", "1.0", 0);
	BUF(out, 10000);

	health_part(h, "start", NULL);
	health_part(h, "kafka", "no broker \"x\"");
	health_part(h, "state", "restoring");
	health_note(h, "config", "reload refused");
	health_note(h, "gone", "x");
	health_note(h, "gone", NULL);
	health_config(h, "c0ffee");
	health_json(h, 0, &out);
	cr_assert(eq(str, (char *)buf_string(&out),
		     "{\"worker\":\"parser\",\"instance\":\"a\\\"b\",\"version\":\"1.0\","
		     "\"config\":\"c0ffee\","
		     "\"alive\":true,\"ready\":false,"
		     "\"why\":[{\"part\":\"kafka\",\"why\":\"no broker \\\"x\\\"\"},"
		     "{\"part\":\"state\",\"why\":\"restoring\"}],"
		     "\"notes\":[{\"part\":\"config\",\"note\":\"reload refused\"}]}\n"));
}

Test(health, calls_parts_without_end_a_bug, .signal = SIGABRT)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h",
					     "i", "j", "k", "l", "m", "n", "o", "p" };
	AUTO(health) h = health_new("parser", "a", "1.0", 0);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		health_part(h, names[i], "x");
}
