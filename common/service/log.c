/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "common/base/must.h"
#include "common/service/clock.h"
#include "common/service/log_limit.h"
#include "common/service/log_line.h"

/* One of the process's two globals: passing a logger through every edge would say nothing. */
static struct {
	pthread_mutex_t lock;
	enum log_level least;
	enum log_format format;
	char worker[LOG_NAME_MAX], instance[LOG_NAME_MAX];
	struct log_limit limit;
} logger = { .lock = PTHREAD_MUTEX_INITIALIZER, .least = LOG_INFO };

static void hold(void)
{
	pthread_mutex_lock(&logger.lock);
}

static void release(void)
{
	pthread_mutex_unlock(&logger.lock);
}

static void hold_at_forks(void)
{
	MUST(pthread_atfork(hold, release, release) == 0);
}

void log_hold_over_forks(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	MUST(pthread_once(&once, hold_at_forks) == 0);
}

void log_setup(enum log_level least, enum log_format format, const char *worker,
	       const char *instance)
{
	log_hold_over_forks();
	hold();
	logger.least = least;
	logger.format = format;
	(void)snprintf(logger.worker, sizeof logger.worker, "%s", worker ? worker : "");
	(void)snprintf(logger.instance, sizeof logger.instance, "%s",
		       instance ? instance : "");
	release();
}

/* The whole line in one write(), so that lines of several processes do not mix. There is
 * nobody to tell if it fails. */
static void write_line(struct view line)
{
	while (line.len) {
		ssize_t n = write(STDERR_FILENO, line.p, line.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		line = view_from(line, (size_t)n);
	}
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
	BUF(out, LOG_LINE_MAX);
	struct log_line line = { .level = level, .event = event, .fields = fields };
	int saved_errno = errno;

	hold();
	if (level >= logger.least &&
	    log_limit_take(&logger.limit, event, clock_steady_ms(), &line.swallowed)) {
		line.format = logger.format;
		line.now = clock_wall_ms();
		line.worker = logger.worker;
		line.instance = logger.instance;
		log_line_format(&line, &out);
		write_line(buf_view(&out));
	}
	release();
	errno = saved_errno;
}
