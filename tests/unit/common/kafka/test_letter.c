/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "common/kafka/letter.h"
#include "common/story/header_rows.h"

static struct headers headers_of(const struct letter *l, char numbers[LETTER_NUMBERS])
{
	struct headers h = { 0 };

	h.len = letter_headers(l, numbers, h.items);
	return h;
}

Test(letter, comes_back_from_its_headers)
{
	char numbers[LETTER_NUMBERS];
	struct letter l = { .reason = VIEW("no title"),
			    .worker = VIEW("parser"),
			    .topic = VIEW("kw.raw"),
			    .partition = INT32_MAX,
			    .offset = INT64_MAX,
			    .part = true },
		      back;
	struct headers h = headers_of(&l, numbers);

	cr_assert(eq(sz, h.len, LETTER_HEADERS));
	cr_assert(letter_of_headers(&h, &back));
	cr_assert(view_eq(back.reason, l.reason));
	cr_assert(view_eq(back.worker, l.worker));
	cr_assert(view_eq(back.topic, l.topic));
	cr_assert(eq(i32, back.partition, INT32_MAX));
	cr_assert(eq(i64, back.offset, INT64_MAX));
	cr_assert(back.part);
}

Test(letter, names_no_place_for_what_is_not_a_record)
{
	char numbers[LETTER_NUMBERS];
	struct letter l = { .reason = VIEW("x"),
			    .worker = VIEW("fetcher"),
			    .partition = -1 };
	struct letter back;
	struct headers h = headers_of(&l, numbers);

	cr_assert(eq(sz, h.len, 2));
	cr_assert(letter_of_headers(&h, &back));
	cr_assert(eq(i32, back.partition, -1));
	cr_assert(eq(i64, back.offset, -1));
	cr_assert(not(back.part));
}

Test(letter, cuts_a_long_reason_between_code_points)
{
	char numbers[LETTER_NUMBERS], text[LETTER_REASON_MAX + 2];
	struct letter l = { .worker = VIEW("parser"), .partition = -1 };

	memset(text, 'x', sizeof text);
	memcpy(text + LETTER_REASON_MAX - 1, "\xc3\xa9", 2);
	l.reason = view_at(text, sizeof text);
	struct headers h = headers_of(&l, numbers);
	cr_assert(eq(sz, h.items[0].value.len, LETTER_REASON_MAX - 1));
}

Test(letter, is_not_read_from_headers_that_are_none)
{
	static const char *const bad[] = { "", "x", "-1", "2147483648" };
	struct letter l = { .partition = 7 };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct headers h = {
			.items = { { VIEW("kw-letter-reason"), VIEW("why") },
				   { VIEW("kw-letter-worker"), VIEW("parser") },
				   { VIEW("kw-letter-topic"), VIEW("kw.raw") },
				   { VIEW("kw-letter-partition"), view_of(bad[i]) },
				   { VIEW("kw-letter-offset"), VIEW("1") } },
			.len = 5
		};
		cr_assert(not(letter_of_headers(&h, &l)), "%s", bad[i]);
		cr_assert(eq(i32, l.partition, 7));
	}
	struct headers none = { .items = { { VIEW("kw-feed"), VIEW("a") } }, .len = 1 };
	cr_assert(not(letter_of_headers(&none, &l)));
}

Test(letter, owns_its_headers_and_no_others)
{
	cr_assert(letter_owns(VIEW("kw-letter-reason")));
	cr_assert(not(letter_owns(VIEW("kw-lett"))));
	cr_assert(not(letter_owns(VIEW("kw-feed"))));
}

Test(letter, has_the_headers_that_the_documents_name)
{
	char numbers[LETTER_NUMBERS];
	struct letter l = { .reason = VIEW("x"),
			    .worker = VIEW("sink"),
			    .topic = VIEW("kw.enriched") };
	struct headers h = headers_of(&l, numbers);
	size_t len;
	const struct header_row *rows = header_rows(HEADERS_OF_LETTER, &len);

	cr_assert(eq(sz, h.len, len));
	for (size_t i = 0; i < len; i++)
		cr_assert(view_eq(h.items[i].name, view_of(rows[i].name)));
}
