/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints stories as the workers write them, one a line, for tests/integration/check_records.py;
 * or with the argument "schema", the record's JSON Schema; or with "again", the records of
 * standard input, one a line, read and written again.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/common/story/sample.h"
#include "common/base/must.h"
#include "common/story/ninjs.h"
#include "common/story/schema.h"

enum { ARENA_BYTES = 1024 * 1024, OUT_MAX = 1024 * 1024 };

static void print(const struct story *s, struct buf *out)
{
	struct err err;

	MUST(ninjs_encode(s, out, &err));
	(void)buf_add_byte(out, '\n');
}

/* Links of every shape that the wild sends, where a record has room for one. */
static void print_odd_links(struct arena *a, struct buf *out)
{
	static const char *const links[] = {
		"http://x.example/a b?c=\"d\"&e=<f>#g#h",
		"https://\xD0\xBE.example/\xE5\xB3\xB6",
		"http://x.example:80x/",
		"http://[::1]/a[1]",
		"http://[1::2::3]/",
		"/no/base",
		"urn:x:\xFF\xFE",
		"http://u s e r@x.example/%zz%4",
		"x",
		"",
		"http:\\\\x.example\\y",
	};
	struct story s;

	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		story_init(&s);
		s.uri = VIEW("urn:kurilwire:story:1");
		s.ext.url = view_of(links[i]);
		(void)story_add_rendition(&s, a, view_of(links[i]));
		(void)story_add_subject(&s, a, VIEW("x"), view_of(links[i]), VIEW("p"));
		story_add_place(&s, a, VIEW("x"), VIEW("about"))->uri = view_of(links[i]);
		story_add_genre(&s, a, VIEW("x"))->uri = view_of(links[i]);
		*ARENA_PUSH(a, s.ext.same_as.items, s.ext.same_as.len) =
		    (struct story_id){ VIEW("urn:kurilwire:subject:x"),
				       view_of(links[i]) };
		print(&s, out);
	}
}

static void print_stories(struct arena *a, struct buf *out)
{
	struct story s = sample_story(a);

	print(&s, out);
	s.status = STORY_CANCELED;
	print(&s, out);
	story_init(&s);
	s.uri = VIEW("urn:kurilwire:story:2");
	s.type = VIEW("telegram");
	s.urgency = 12;
	struct story_concept *place =
	    story_add_place(&s, a, VIEW("Nowhere"), VIEW("about"));
	place->has_point = true;
	place->longitude = 1e300;
	print(&s, out);
	s.type = VIEW("picture");
	place->longitude = -179.9999996;
	place->latitude = 0.0000004;
	print(&s, out);
	print_odd_links(a, out);
}

/* False at the first line that is no record, with a line on standard error. */
static bool print_again(struct arena *a, struct buf *out)
{
	char *line = NULL;
	size_t room = 0;
	bool ok = true;

	for (ssize_t n; ok && (n = getline(&line, &room, stdin)) > 0;) {
		struct story s;
		struct err err;
		ok = ninjs_decode(view_at(line, (size_t)n), a, &s, &err);
		if (ok) {
			print(&s, out);
			arena_reset(a);
		} else
			fprintf(stderr, "%s\n", err.text);
	}
	free(line);
	return ok;
}

int main(int argc, char **argv)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	BUF(out, OUT_MAX);

	if (argc > 1 && view_eq(view_of(argv[1]), VIEW("again"))) {
		if (!print_again(a, &out))
			return 1;
	} else if (argc > 1 && view_eq(view_of(argv[1]), VIEW("schema")))
		schema_print(&out);
	else
		print_stories(a, &out);
	return fwrite(out.p, 1, out.len, stdout) == out.len ? 0 : 1;
}
