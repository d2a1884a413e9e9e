/* SPDX-License-Identifier: Apache-2.0 */
/*
 * children - programs of ours that run while a command runs, and never longer.
 *
 * Each writes its log to a file. A child dies with its parent, whatever ends that. One
 * owner, one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/base/err.h"

enum { CHILDREN_MAX = 16, CHILDREN_ARGS_MAX = 16 };

struct children {
	struct child {
		const char *name;
		pid_t pid; /* 0: has ended */
	} items[CHILDREN_MAX];
	size_t len;
};

/* `argv` ends with NULL; argv[0] is the program's path. Standard output and error go to
 * `log_file`. `name` is borrowed. ERR_STOP: it cannot be started. */
NODISCARD bool children_start(struct children *c, const char *name, char *const argv[],
			      const char *log_file, struct err *err);

/* Has one of them ended by itself? Its name, or NULL. */
const char *children_ended(struct children *c);

/* SIGTERM to all, up to 5 s for an orderly end, then SIGKILL. */
void children_stop(struct children *c);
