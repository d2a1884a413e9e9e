/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_parse - CPU seconds per 100,000 stories of parsing and encoding, without Kafka.
 *
 *   bench_parse DOCS [SECONDS]     DOCS as generate.py makes them
 *
 * One thread; each step runs over all documents until SECONDS (3) of CPU time are used.
 * Prints one line a step, and the peak memory.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/story/ninjs.h"
#include "parser/document.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, JSON_MAX = 64 * 1024 * 1024 };

struct docs {
	struct view *items;
	size_t len;
	size_t bytes;
	char *memory;
};

static double cpu_seconds(void)
{
	struct rusage u;

	(void)getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static struct docs read_docs(const char *path)
{
	struct docs d = { 0 };
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
		at += 8 + key;
		MUST(at + len <= (size_t)size);
		d.items = mem_grow(d.items, d.len + 1, sizeof *d.items);
		d.items[d.len++] = view_at(d.memory + at, len);
		d.bytes += len;
		at += len;
	}
	return d;
}

static void report(const char *step, size_t stories, size_t bytes, double seconds)
{
	printf("%-24s %8.3f CPU s per 100,000 stories  %8.1f MB/s\n", step,
	       seconds / (double)stories * 1e5, (double)bytes / seconds / 1e6);
}

static void parse_one(struct view body, struct arena *a, struct parsed *p)
{
	struct document d = { .body = body,
			      .content_type = VIEW("application/rss+xml"),
			      .fetched_at = INSTANT_NONE,
			      .limits = DOCUMENT_LIMITS };
	struct err err;

	if (!parse_document(&d, a, p, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(65);
	}
}

int main(int argc, char **argv)
{
	double seconds = argc > 2 ? atof(argv[2]) : 3;

	if (argc < 2) {
		fputs("usage: bench_parse DOCS [SECONDS]\n", stderr);
		return 64;
	}
	struct docs docs = read_docs(argv[1]);
	AUTO(arena) a = arena_new(ARENA_BYTES);
	BUF(json, JSON_MAX);
	size_t stories = 0, bytes = 0, encoded = 0;
	double parsing = 0, encoding = 0;
	struct err err;

	while (parsing + encoding < seconds)
		for (size_t i = 0; i < docs.len; i++) {
			struct parsed p = { 0 };
			arena_reset(a);
			double t0 = cpu_seconds();
			parse_one(docs.items[i], a, &p);
			double t1 = cpu_seconds();
			buf_clear(&json);
			for (size_t k = 0; k < p.stories_len; k++) {
				p.stories[k].uri =
				    VIEW("urn:kurilwire:story:"
					 "00000000000000000000000000000000");
				if (!ninjs_encode(&p.stories[k], &json, &err))
					return 1;
			}
			encoding += cpu_seconds() - t1;
			parsing += t1 - t0;
			stories += p.stories_len;
			bytes += docs.items[i].len;
			encoded += json.len;
		}
	report("parse, text and HTML", stories, bytes, parsing);
	report("encode", stories, encoded, encoding);
	struct rusage u;
	(void)getrusage(RUSAGE_SELF, &u);
	printf("%-24s %8ld MiB (documents: %zu MiB)\n", "peak memory", u.ru_maxrss / 1024,
	       docs.bytes >> 20);
	free(docs.items);
	free(docs.memory);
	return 0;
}
