/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/digest.h"

/* FIPS 180-4's examples, as NIST publishes them. */
Test(digest, is_sha_256)
{
	cr_assert(eq(str, digest_one(VIEW("")).hex,
		     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
	cr_assert(eq(str, digest_one(VIEW("abc")).hex,
		     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	cr_assert(
	    eq(str, digest_one((struct view){ NULL, 0 }).hex, digest_one(VIEW("")).hex));
}

Test(digest, keeps_parts_apart)
{
	struct view one[] = { VIEW("ab"), VIEW("c") }, two[] = { VIEW("a"), VIEW("bc") };
	struct view three[] = { VIEW("ab"), VIEW("c"), VIEW("") };

	cr_assert(ne(str, digest_of(one, 2).hex, digest_of(two, 2).hex));
	cr_assert(ne(str, digest_of(one, 2).hex, digest_one(VIEW("abc")).hex));
	cr_assert(ne(str, digest_of(one, 2).hex, digest_of(three, 3).hex));
	cr_assert(eq(str, digest_of(one, 2).hex, digest_one(VIEW("ab\0c\0")).hex));
}

/* As xxhsum -H2 prints them. */
Test(digest, is_xxh3_of_128_bits_where_it_has_to_be_quick)
{
	cr_assert(
	    eq(str, digest_quick(VIEW("")).hex, "99aa06d3014798d86001c324468d497f"));
	cr_assert(
	    eq(str, digest_quick(VIEW("abc")).hex, "06b05ab6733a618578af5f94892f3950"));
	cr_assert(eq(str, digest_quick((struct view){ NULL, 0 }).hex,
		     digest_quick(VIEW("")).hex));
}
