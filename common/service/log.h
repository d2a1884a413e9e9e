/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log - one line for each event, to standard error: an event name and typed fields.
 *
 *   log_warn("story.rejected", F_STR("feed", id), F_ERR(&err));
 *
 * At least one field. No format strings, and values are escaped, so that a headline with a
 * newline cannot forge a line. As logfmt, JSON, or with journald priorities (log_setup). Each event name is
 * rate-limited on its own, and its next line says how many were swallowed. Called by
 * workers' shells and the command line, never by cores. Thread-safe; a line costs about
 * two microseconds and one write().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/view.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
enum log_format { LOG_LOGFMT, LOG_JSON, LOG_JOURNAL };

enum log_type { LOG_F_END, LOG_F_VIEW, LOG_F_INT, LOG_F_BOOL, LOG_F_DOUBLE };

struct log_field {
	enum log_type type;
	const char *name;
	struct view text;
	int64_t number;
	double real;
};

#define F_STR(name, string) \
	((struct log_field){ LOG_F_VIEW, (name), view_of(string), 0, 0 })
#define F_VIEW(name, view) ((struct log_field){ LOG_F_VIEW, (name), (view), 0, 0 })
#define F_INT(name, n) \
	((struct log_field){ LOG_F_INT, (name), { NULL, 0 }, (int64_t)(n), 0 })
#define F_BOOL(name, b) ((struct log_field){ LOG_F_BOOL, (name), { NULL, 0 }, (b), 0 })
#define F_DOUBLE(name, d) \
	((struct log_field){ LOG_F_DOUBLE, (name), { NULL, 0 }, 0, (d) })
#define F_ERR(err_ptr) F_STR("why", (err_ptr)->text)

/* A child process logs, too, whoever was logging when it was made. log_setup() sees to that,
 * and whoever holds a lock of its own over forks, under which it may log, does so before. */
void log_hold_over_forks(void);

/* At start and at a reload; any thread. `worker` and `instance` go into each line; they are copied. */
void log_setup(enum log_level least, enum log_format format, const char *worker,
	       const char *instance);

#define log_debug(event, ...) LOG_EVENT(LOG_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...) LOG_EVENT(LOG_INFO, event, __VA_ARGS__)
#define log_warn(event, ...) LOG_EVENT(LOG_WARN, event, __VA_ARGS__)
#define log_error(event, ...) LOG_EVENT(LOG_ERROR, event, __VA_ARGS__)
#define LOG_EVENT(level, event, ...) \
	log_write(                   \
	    (level), (event),        \
	    (const struct log_field[]){ __VA_ARGS__, { LOG_F_END, 0, { 0 }, 0, 0 } })

void log_write(enum log_level level, const char *event, const struct log_field *fields);
