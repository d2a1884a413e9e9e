/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_line - one event and its fields as one line of text.
 *
 * Values cannot break out of their place: quotes, backslashes, control characters, line and
 * paragraph separators and bidirectional controls are escaped, and what is not UTF-8 becomes
 * U+FFFD. A value is cut at LOG_VALUE_MAX bytes; a field that no longer fits in a line of
 * LOG_LINE_MAX bytes is left out, and the line says so with cut=true. Pure.
 */
#pragma once

#include "common/base/buf.h"
#include "common/base/instant.h"
#include "common/service/log.h"

enum { LOG_VALUE_MAX = 2048, LOG_LINE_MAX = 16 * 1024, LOG_NAME_MAX = 64 };

struct log_line {
	enum log_level level;
	enum log_format format;
	instant_ms now;
	const char *worker, *instance; /* "" leaves them out */
	const char *event;
	uint64_t swallowed; /* lines of this event that were not written before it */
	const struct log_field *fields;
};

/* Appends the line and its newline; `out` is empty and has a maximum of at least LOG_LINE_MAX. */
void log_line_format(const struct log_line *line, struct buf *out);
