/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/documents.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/mem.h"

struct documents documents_read(const char *path)
{
	struct documents d = { 0 };
	FILE *f = fopen(path, "rb");

	if (!f || fseek(f, 0, SEEK_END) != 0) {
		perror(path);
		exit(66);
	}
	long size = ftell(f);
	MUST(size > 0);
	rewind(f);
	d.memory = mem_raw((size_t)size);
	MUST(fread(d.memory, 1, (size_t)size, f) == (size_t)size);
	(void)fclose(f);
	for (size_t at = 0; at + 8 <= (size_t)size;) {
		uint32_t key, len;
		memcpy(&key, d.memory + at, sizeof key);
		memcpy(&len, d.memory + at + 4, sizeof len);
		at += 8;
		MUST(at + key + len <= (size_t)size);
		d.keys = mem_grow(d.keys, d.len + 1, sizeof *d.keys);
		d.items = mem_grow(d.items, d.len + 1, sizeof *d.items);
		d.keys[d.len] = view_at(d.memory + at, key);
		d.items[d.len++] = view_at(d.memory + at + key, len);
		d.bytes += len;
		at += key + len;
	}
	return d;
}

void documents_done(struct documents *d)
{
	free(d->keys);
	free(d->items);
	free(d->memory);
	*d = (struct documents){ 0 };
}
