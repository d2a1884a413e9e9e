/* SPDX-License-Identifier: Apache-2.0 */
/* What people read, byte for byte: tests/golden/settings. With KW_GOLDEN_WRITE=1 in the
 * environment the files are written anew, to be read before they are committed. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sample_rows.h"

#define FOLDER TEST_SOURCE_DIR "/tests/golden/settings"

static void compare(const char *name, struct buf *got)
{
	char path[512];
	BUF(want, 1 << 20);
	(void)snprintf(path, sizeof path, "%s/%s", FOLDER, name);

	if (getenv("KW_GOLDEN_WRITE")) {
		FILE *f = fopen(path, "w");
		cr_assert(ne(ptr, f, NULL));
		fwrite(got->p, 1, got->len, f);
		fclose(f);
		return;
	}
	FILE *f = fopen(path, "r");
	cr_assert(ne(ptr, f, NULL), "%s", path);
	want.len = fread(buf_room(&want, 1 << 20), 1, 1 << 20, f);
	fclose(f);
	cr_assert(view_eq(buf_view(got), buf_view(&want)), "%s has changed to\n%s", name,
		  buf_string(got));
}

static void load(struct arena *a, struct settings_errors *errors)
{
	struct sample sample;
	const char **files;
	size_t len;
	struct err err;

	cr_assert(eq(int, chdir(FOLDER), 0));
	unsetenv("KW_NOT_SET");
	cr_assert(settings_files("config", a, &files, &len, &err));
	cr_assert(gt(sz, len, 0));
	for (size_t i = 0; i < len; i++)
		cr_assert(not(settings_load(files[i], sample_rows, a, &sample, errors)));
}

Test(settings_golden, errors_read_as_they_are_kept)
{
	AUTO(arena) a = arena_new(16 << 20);
	AUTO(settings_errors) errors = settings_errors_new();
	BUF(plain, 1 << 20);
	BUF(colour, 1 << 20);
	BUF(json, 1 << 20);

	load(a, errors);
	settings_errors_print(errors, false, &plain);
	settings_errors_print(errors, true, &colour);
	settings_errors_json(errors, &json);
	compare("errors.txt", &plain);
	compare("errors-colour.txt", &colour);
	compare("errors.json", &json);
}

Test(settings_golden, documents_made_of_rows_read_as_they_are_kept)
{
	BUF(text, 1 << 20);
	BUF(man, 1 << 20);
	BUF(schema, 1 << 20);

	settings_describe(sample_rows, &text);
	settings_man(sample_rows, &man);
	settings_json_schema(sample_rows, "https://example.org/sample.json",
			     "A \"sample\"", &schema);
	compare("describe.txt", &text);
	compare("describe.man", &man);
	compare("schema.json", &schema);
}
