/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/unpack.h"

/* "<a/>", compressed. */
#define MEMBER                                                         \
	"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xb3\x49\xd4\xb7\x03" \
	"\x00\xd4\x1c\xd1\x01\x04\x00\x00\x00"

Test(unpack, knows_a_gzip_file_by_its_first_bytes)
{
	cr_expect(unpack_is_gzip(VIEW(MEMBER)));
	cr_expect(not(unpack_is_gzip(VIEW("<rss>"))));
	cr_expect(not(unpack_is_gzip(VIEW("\x1f\x8b"))));
}

Test(unpack, gives_all_members_of_a_file)
{
	BUF(out, 1024 * 1024);
	struct err err;

	cr_assert(unpack_gzip(VIEW(MEMBER MEMBER), 100, &out, &err), "%s", err.text);
	cr_expect(view_eq(buf_view(&out), VIEW("<a/><a/>")));
}

Test(unpack, gives_what_is_there_of_a_file_that_ends_too_early)
{
	BUF(out, 1024 * 1024);
	struct err err;

	cr_assert(unpack_gzip(VIEW(MEMBER "\x1f\x8b\x08"), 100, &out, &err));
	cr_expect(view_eq(buf_view(&out), VIEW("<a/>")));
}

Test(unpack, rejects_what_is_no_file_and_what_is_too_much)
{
	BUF(out, 1024 * 1024);
	struct err err;

	cr_expect(not(unpack_gzip(VIEW("\x1f\x8b\x08 and then text"), 100, &out, &err)));
	cr_expect(eq(int, err.fate, ERR_REJECT));
	cr_expect(eq(str, err.text, "gzip data that cannot be unpacked"));
	cr_expect(not(unpack_gzip(VIEW(MEMBER), 3, &out, &err)));
	cr_expect(eq(int, err.fate, ERR_REJECT));
	cr_expect(eq(str, err.text, "gzip data of over 3 bytes"));
}
