/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

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

void log_setup(enum log_level least, enum log_format format, const char *worker,
	       const char *instance)
{
	pthread_mutex_lock(&logger.lock);
	logger.least = least;
	logger.format = format;
	(void)snprintf(logger.worker, sizeof logger.worker, "%s", worker ? worker : "");
	(void)snprintf(logger.instance, sizeof logger.instance, "%s",
		       instance ? instance : "");
	pthread_mutex_unlock(&logger.lock);
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

	pthread_mutex_lock(&logger.lock);
	if (level >= logger.least &&
	    log_limit_take(&logger.limit, event, clock_steady_ms(), &line.swallowed)) {
		line.format = logger.format;
		line.now = clock_wall_ms();
		line.worker = logger.worker;
		line.instance = logger.instance;
		log_line_format(&line, &out);
		write_line(buf_view(&out));
	}
	pthread_mutex_unlock(&logger.lock);
	errno = saved_errno;
}
