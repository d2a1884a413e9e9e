/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *err, enum err_fate fate, const char *fmt, ...)
{
	va_list ap;

	err->fate = fate;
	va_start(ap, fmt);
	(void)vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	return false;
}

bool err_prefix(struct err *err, const char *fmt, ...)
{
	char cause[sizeof err->text];
	va_list ap;

	memcpy(cause, err->text, sizeof cause);
	va_start(ap, fmt);
	int n = vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);

	size_t used = n < 0 ? 0 : (size_t)n;
	if (used + sizeof ": " < sizeof err->text) {
		size_t room = sizeof err->text - used;
		(void)snprintf(err->text + used, room, ": %.*s",
			       (int)(room - sizeof ": "), cause);
	}
	return false;
}
