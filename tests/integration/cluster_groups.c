/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cluster_groups - which stories of a labelled set the pure core takes for copies of one text.
 *
 *   cluster_groups STORIES.tsv    one line a story: its number in the file, a tab, and the
 *                                 smallest number of its cluster
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/base/must.h"
#include "sink/cluster.h"

enum { STORIES_MAX = 10000, TEXT_MAX = 1024 * 1024 };

static void add(struct clusters *c, int64_t number, struct view line, char *packed)
{
	struct cluster_story story = { .number = number };
	struct shingles text;
	struct view field = { NULL, 0 };
	BUF(body, TEXT_MAX);

	for (int i = 0; i < 5; i++)
		(void)view_next(&line, '\t', &field);
	for (size_t i = 0; i < field.len; i++) {
		bool newline =
		    i + 1 < field.len && field.p[i] == '\\' && field.p[i + 1] == 'n';
		(void)buf_add_byte(&body, newline ? '\n' : field.p[i]);
		i += newline;
	}
	uint32_t at = (uint32_t)number;
	memcpy(story.id.bytes, &at, sizeof at);
	shingles_of(buf_view(&body), &text);
	clusters_add(c, &story, &text);
	clusters_lend(c, number, view_at(packed, shingles_pack(&text, packed)));
}

int main(int argc, char **argv)
{
	AUTO(clusters) c = clusters_new(STORIES_MAX);
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	char *line = NULL, *packed = mem_grow(NULL, STORIES_MAX, SHINGLES_PACKED);
	size_t room = 0;
	int64_t n = 0;

	if (!f) {
		fprintf(stderr, "usage: cluster_groups STORIES.tsv\n");
		return 64;
	}
	for (ssize_t len; n < STORIES_MAX && (len = getline(&line, &room, f)) > 0; n++)
		add(c, n, view_at(line, (size_t)len - 1),
		    packed + (size_t)n * SHINGLES_PACKED);
	for (int64_t i = 0; i < n; i++) {
		struct cluster got;
		uint32_t first;
		MUST(clusters_describe(c, i, &got));
		memcpy(&first, got.ids[0].bytes, sizeof first);
		printf("%lld\t%u\n", (long long)i, first);
	}
	free(line);
	free(packed);
	(void)fclose(f);
	return 0;
}
