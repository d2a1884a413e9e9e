/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every sample document of tests/data/wire against the records in tests/golden/wire, byte for
 * byte. With KW_GOLDEN=write in the environment the records are written instead; read the
 * difference before it is committed.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "common/story/identity.h"
#include "common/story/ninjs.h"
#include "parser/document.h"

#define NOON_25_JAN_2023 INT64_C(1674648000000)
enum { FILE_MAX = 1 << 20 };

static void read_file(const char *folder, const char *name, const char *suffix,
		      struct buf *out)
{
	char path[512];

	(void)snprintf(path, sizeof path, "%s/tests/%s/%s%s", TEST_SOURCE_DIR, folder,
		       name, suffix);
	FILE *f = fopen(path, "rb");
	if (!f)
		return;
	char *room = buf_room(out, FILE_MAX);
	out->len += fread(room, 1, FILE_MAX, f);
	(void)fclose(f);
}

static void write_golden(const char *name, struct view records)
{
	char path[512];

	(void)snprintf(path, sizeof path, "%s/tests/golden/wire/%s.jsonl",
		       TEST_SOURCE_DIR, name);
	FILE *f = fopen(path, "wb");
	cr_assert(f != NULL, "%s", path);
	(void)fwrite(records.p, 1, records.len, f);
	(void)fclose(f);
}

/* The records, and a last line with what was lost. */
static void parse(const char *name, struct arena *a, struct buf *out)
{
	struct parsed p;
	struct err err;
	BUF(body, 2 * FILE_MAX);

	read_file("data/wire", name, "", &body);
	struct document d = { .body = arena_copy(a, buf_view(&body)),
			      .fetched_at = NOON_25_JAN_2023,
			      .hints = { .provider = VIEW("test") },
			      .limits = DOCUMENT_LIMITS };
	if (!parse_document(&d, a, &p, &err)) {
		buf_printf(out, "rejected: %s\n", err.text);
		return;
	}
	for (size_t i = 0; i < p.stories_len; i++) {
		struct story *s = &p.stories[i];
		size_t keys_len;
		struct view *keys = identity_keys(s, d.hints.provider, a, &keys_len);
		cr_expect(ne(sz, keys_len, 0), "%s: story %zu has no id", name, i);
		s->uri = identity_uri(keys_len ? keys[0] : VIEW("none"), a);
		s->version = 1;
		cr_assert(ninjs_encode(s, out, &err), "%s", err.text);
		buf_add_byte(out, '\n');
	}
	buf_printf(out, "%s, %zu lost %.*s\n", format_name(p.format), p.lost,
		   VIEW_ARG(p.lost_why));
}

Test(wire_records, are_what_the_golden_files_say)
{
	static const char *const names[] = {
		"g2_message.xml", "g2_html.xml",   "g2_data.xml", "newsml1.xml",
		"nitf.xml",       "ninjs1.json",   "ninjs2.json", "ninjs3.json",
		"iptc7901.txt",   "anpa1312.txt",  "wire_en.txt", "wire_ru.txt",
		"wire_ja.txt",    "wire_file.txt",
	};
	const char *mode = getenv("KW_GOLDEN");

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		AUTO(arena) a = arena_new(64 << 20);
		BUF(records, 4 * FILE_MAX);
		BUF(golden, 4 * FILE_MAX);
		parse(names[i], a, &records);
		if (mode && strcmp(mode, "write") == 0)
			write_golden(names[i], buf_view(&records));
		read_file("golden/wire", names[i], ".jsonl", &golden);
		cr_expect(
		    eq(str, (char *)buf_string(&records), (char *)buf_string(&golden)),
		    "%s", names[i]);
	}
}
