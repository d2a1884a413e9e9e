/* SPDX-License-Identifier: Apache-2.0 */
/* Every complaint about settings, and the documents made of rows. */
#include <unistd.h>

#include "golden.h"
#include "sample_rows.h"

#define FOLDER "tests/golden/settings/"

static void load(struct arena *a, struct settings_errors *errors)
{
	struct sample sample;
	const char **files;
	size_t len;
	struct err err;

	cr_assert(eq(int, chdir(TEST_SOURCE_DIR "/" FOLDER), 0));
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
	golden(FOLDER "errors.txt", &plain);
	golden(FOLDER "errors-colour.txt", &colour);
	golden(FOLDER "errors.json", &json);
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
	golden(FOLDER "describe.txt", &text);
	golden(FOLDER "describe.man", &man);
	golden(FOLDER "schema.json", &schema);
}
