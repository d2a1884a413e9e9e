/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAR = 30 };

void progress_tell(uint64_t read, uint64_t left, bool last, bool done, const char *fmt,
		   ...)
{
	uint64_t all = read + left;
	int percent = done ? 100 : all ? (int)(100 * read / all) : 0;
	char bar[BAR + 1];
	va_list args;

	if (!isatty(STDERR_FILENO))
		return;
	memset(bar, '.', BAR);
	memset(bar, '#', (size_t)(BAR * percent / 100));
	bar[BAR] = '\0';
	fprintf(stderr, "\r[%s] %3d %%  ", bar, percent);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	if (last)
		fputc('\n', stderr);
}
