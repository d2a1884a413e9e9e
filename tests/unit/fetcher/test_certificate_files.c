/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "fetcher/certificate_files.h"

static struct buf said;

static bool there(const char *ca_file)
{
	AUTO(settings_errors) e = settings_errors_new();
	const struct fetcher_settings s = { .ca_file = view_of(ca_file),
					    .ca_file_mark = { "f.yaml", 3, 5, 1 } };

	buf_clear(&said);
	bool ok = certificate_files_there(&s, NULL, e);
	settings_errors_print(e, false, &said);
	return ok;
}

Test(certificate_files, one_that_is_not_there_is_told_of_with_its_place)
{
	buf_init(&said, 4096);
	cr_assert(there(""));
	cr_assert(there("/etc/passwd"));
	cr_assert(eq(sz, said.len, 0));
	cr_assert(not(there("/no/such.pem")));
	cr_assert(
	    eq(str, (char *)buf_string(&said),
	       "f.yaml:3:5: \"ca_file\" names \"/no/such.pem\", which is not there\n"
	       "1 error; nothing was started\n"));
	buf_done(&said);
}
