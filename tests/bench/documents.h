/* SPDX-License-Identifier: Apache-2.0 */
/*
 * documents - the workload's file, as generate.py writes it, read into memory.
 *
 * For programs that measure: what is wrong with the file ends the program.
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/view.h"

struct documents {
	struct view *keys, *items;
	size_t len;
	size_t bytes; /* of all documents */
	char *memory;
};

struct documents documents_read(const char *path);
void documents_done(struct documents *d);
