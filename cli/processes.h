/* SPDX-License-Identifier: Apache-2.0 */
/*
 * processes - the workers that run on this machine, by /proc.
 *
 * A worker is told by its program's name and the folder of its configuration, whatever path
 * leads there. What belongs to another user is seen by root alone.
 */
#pragma once

#include <sys/types.h>

#include "common/base/arena.h"

struct process {
	pid_t pid;
	const char *worker;   /* "fetcher" */
	const char *instance; /* as on its command line, or "" */
};

/* Those with this folder; the list lies in the arena. Returns how many there are. */
size_t processes_find(const char *config, struct arena *a, struct process **ret);
