/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/service/clock.h"
#include "common/service/metrics.h"
#include "common/service/monitor.h"
#include "http_get.h"

static struct health *health;
static struct monitor *monitor;
static char answer[65536];

static void start(int64_t beat_ms)
{
	struct err err;

	health = health_new("parser", "a", "1.0", beat_ms);
	cr_assert(monitor_start("127.0.0.1", 0, health, &monitor, &err), "%s", err.text);
	cr_assert(gt(int, monitor_port(monitor), 0));
}

static void setup(void)
{
	start(clock_steady_ms());
}

static void teardown(void)
{
	monitor_free(monitor);
	health_free(health);
}

static bool get(const char *path, const char *status)
{
	cr_assert(http_get(monitor_port(monitor), "GET", path, answer, sizeof answer));
	return view_starts(view_of(answer), VIEW("HTTP/1.1 ")) &&
	       strncmp(answer + 9, status, 3) == 0;
}

TestSuite(monitor, .init = setup, .fini = teardown);

Test(monitor, serves_metrics)
{
	metrics_register_process("1.0");
	cr_assert(get("/metrics", "200"), "%s", answer);
	cr_assert(strstr(answer, "text/plain; version=0.0.4") != NULL);
	cr_assert(strstr(answer, "\nkurilwire_build_info{version=\"1.0\"} 1\n") != NULL);
	metrics_done();
}

Test(monitor, tells_health_by_status_and_json)
{
	cr_assert(get("/health", "503"), "%s", answer);
	cr_assert(strstr(answer, "{\"part\":\"start\",\"why\":\"starting\"}") != NULL);
	cr_assert(get("/health/ready", "503"));
	cr_assert(get("/health/live", "200"));
	health_part(health, "start", NULL);
	cr_assert(get("/health", "200"));
	cr_assert(strstr(answer, "\"ready\":true") != NULL);
	cr_assert(strstr(answer, "application/json") != NULL);
}

Test(monitor, tells_that_the_main_loop_hangs)
{
	teardown();
	start(clock_steady_ms() - HEALTH_BEAT_MAX_MS - 1);
	health_part(health, "start", NULL);
	cr_assert(get("/health/live", "503"));
	cr_assert(get("/health", "503"));
}

Test(monitor, refuses_what_it_does_not_have)
{
	cr_assert(get("/", "404"));
	cr_assert(get("/metrics/x", "404"));
	cr_assert(
	    http_get(monitor_port(monitor), "POST", "/metrics", answer, sizeof answer));
	cr_assert(strstr(answer, "HTTP/1.1 405") == answer);
	cr_assert(strstr(answer, "Allow: GET, HEAD") != NULL);
	cr_assert(http_get(monitor_port(monitor), "HEAD", "/health/live", answer,
			   sizeof answer));
	cr_assert(strstr(answer, "HTTP/1.1 200") == answer);
	cr_assert(view_ends(view_of(answer), VIEW("\r\n\r\n")));
}

Test(monitor, says_why_it_cannot_listen)
{
	struct monitor *second = NULL;
	struct err err;

	cr_assert(not(
	    monitor_start("127.0.0.1", monitor_port(monitor), health, &second, &err)));
	char want[128];
	(void)snprintf(
	    want, sizeof want,
	    "monitor: cannot listen on 127.0.0.1 port %d: Address already in use",
	    monitor_port(monitor));
	cr_assert(eq(str, err.text, want));
	cr_assert(not(monitor_start("localhost", 0, health, &second, &err)));
	cr_assert(eq(str, err.text, "monitor: \"localhost\" is no IP address"));
	cr_assert(eq(int, (int)err.fate, ERR_STOP));
	cr_assert(zero(ptr, second));
}
