/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/buf.h"
#include "enricher/boundary.h"
#include "enricher/matcher.h"

enum { LITERALS_MAX = 16, HITS_MAX = 1000 };

static struct matcher_literal literals[LITERALS_MAX];
static size_t literals_len;

static void literal(const char *text, enum pattern_edge left, enum pattern_edge right)
{
	literals[literals_len++] = (struct matcher_literal){ view_of(text), left, right };
}

static void word(const char *text)
{
	literal(text, EDGE_SCRIPT, EDGE_SCRIPT);
}

static int by_place(const void *a, const void *b)
{
	const struct matcher_hit *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return x->literal < y->literal ? -1 : x->literal > y->literal;
}

/* "literal@start-end", by place. */
static const char *scan(const char *text, size_t max, struct buf *out)
{
	AUTO(matcher) m = NULL;
	struct matcher_hits hits = { .max = max };
	struct err err;

	cr_assert(matcher_new(literals, literals_len, &m, &err), "%s", err.text);
	matcher_scan(m, view_of(text), &hits);
	if (hits.len)
		qsort(hits.items, hits.len, sizeof *hits.items, by_place);
	buf_clear(out);
	for (size_t i = 0; i < hits.len; i++)
		buf_printf(out, "%s%u@%u-%u", i ? " " : "", hits.items[i].literal,
			   hits.items[i].start, hits.items[i].end);
	if (hits.cut)
		buf_printf(out, " cut");
	matcher_hits_done(&hits);
	return buf_string(out);
}

#define FINDS(text, expected)                                           \
	do {                                                            \
		BUF(out, 65536);                                        \
		cr_expect_str_eq(scan(text, HITS_MAX, &out), expected); \
	} while (0)

static void forget(void)
{
	literals_len = 0;
}

TestSuite(matcher, .init = forget);

Test(matcher, finds_each_literal_where_it_stands)
{
	word("iturup");
	word("shikotan");
	FINDS("from iturup to shikotan", "0@5-11 1@15-23");
	FINDS("", "");
	FINDS("iturup", "0@0-6");
}

Test(matcher, finds_all_literals_that_begin_at_one_place)
{
	word("kuril");
	word("kuril islands");
	word("kuril island");
	word("kuril isles");
	word("kurilsk");
	FINDS("the kuril islands", "0@4-9 1@4-17");
	FINDS("kuril isles", "0@0-5 3@0-11");
	FINDS("kuril isla", "0@0-5");
}

Test(matcher, literals_that_share_their_first_eight_bytes_are_told_apart)
{
	word("treaty of peace");
	word("treaty of trade");
	word("treaty of");
	FINDS("a treaty of trade", "2@2-11 1@2-17");
	FINDS("a treaty of peac", "2@2-11");
	FINDS("a treaty o", "");
}

Test(matcher, literals_of_the_same_text_are_all_reported)
{
	word("matua");
	word("matua");
	literal("matua", EDGE_OPEN, EDGE_OPEN);
	FINDS("matua", "0@0-5 1@0-5 2@0-5");
	FINDS("amatuan", "2@1-6");
}

Test(matcher, a_word_of_an_alphabet_has_a_boundary_on_both_sides)
{
	word("urup");
	word("уруп");
	FINDS("iturup, urups, urup2", "");
	FINDS("(urup) \"urup\"", "0@1-5 0@8-12");
	FINDS("итуруп уруп", "1@13-21");
}

Test(matcher, han_hiragana_and_hangul_have_no_boundaries)
{
	word("択捉");
	word("쿠릴");
	FINDS("北方領土の択捉島", "0@15-21");
	FINDS("남쿠릴열도", "1@3-9");
}

Test(matcher, a_word_of_katakana_has_a_boundary_where_its_script_ends)
{
	word("クリル");
	FINDS("南クリル諸島", "0@3-12");
	FINDS("クリル・カムチャツカ", "0@0-9");
	FINDS("アクリル板 クリルオイル クリルー", "");
}

Test(matcher, an_open_edge_lets_the_word_go_on)
{
	literal("kurilen", EDGE_SCRIPT, EDGE_OPEN);
	literal("krieg", EDGE_OPEN, EDGE_SCRIPT);
	FINDS("kurilenstreit", "0@0-7");
	FINDS("nordkurilenstreit", "");
	FINDS("winterkrieg kriegs", "1@6-11");
}

Test(matcher, a_closed_edge_ends_the_word_in_any_script)
{
	literal("島", EDGE_CLOSED, EDGE_CLOSED);
	FINDS("択捉島", "");
	FINDS("島 島。", "0@0-3 0@4-7");
}

Test(matcher, a_text_that_matches_everywhere_is_cut_at_the_limit)
{
	BUF(out, 65536);

	literal("a", EDGE_OPEN, EDGE_OPEN);
	cr_expect_str_eq(scan("aaaaaa", 3, &out), "0@0-1 0@1-2 0@2-3 cut");
}

Test(matcher, no_literals_find_nothing)
{
	FINDS("iturup", "");
}

/* --- beside the plain way ----------------------------------------------------------------- */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

/* Few pieces, so that they meet often: letters of all scripts, signs, digits, spaces. */
static struct view soup(uint32_t *state, size_t pieces, struct buf *out)
{
	static const char *const all[] = { "a",  "b",  "ab", "1",  "'", "-",
					   " ",  "я",  "ё",  "á",  "§", "α",
					   "島", "の", "섬", "𠀋", "A", "̈" };

	buf_clear(out);
	for (size_t i = 0; i < pieces; i++)
		buf_add(out,
			view_of(all[next_random(state) % (sizeof all / sizeof all[0])]));
	return buf_view(out);
}

/* Every literal is compared at every place. */
static void scan_plainly(struct view text, struct matcher_hits *hits)
{
	for (uint32_t at = 0; at < text.len; at++)
		for (uint32_t i = 0; i < literals_len; i++) {
			const struct matcher_literal *l = &literals[i];
			size_t end = at + l->text.len;
			if (!view_starts(view_from(text, at), l->text) ||
			    !(boundary_of_start(text, at) >> l->left & 1) ||
			    !(boundary_of_end(text, end) >> l->right & 1))
				continue;
			hits->items[hits->len++] =
			    (struct matcher_hit){ i, at, (uint32_t)end };
		}
}

static void expect_same(struct view text, const struct matcher_hits *hits,
			const struct matcher_hits *plain)
{
	cr_assert_eq(hits->len, plain->len, "%zu, not %zu, in %.*s", hits->len,
		     plain->len, VIEW_ARG(text));
	if (hits->len == 0)
		return;
	qsort(hits->items, hits->len, sizeof *hits->items, by_place);
	cr_assert_arr_eq(hits->items, plain->items, hits->len * sizeof *hits->items);
}

static void compare_on(struct view text, struct matcher_hits *plain)
{
	AUTO(matcher) m = NULL;
	struct matcher_hits hits = { .max = HITS_MAX };
	struct err err;

	cr_assert(matcher_new(literals, literals_len, &m, &err));
	plain->len = 0;
	scan_plainly(text, plain);
	if (plain->len)
		qsort(plain->items, plain->len, sizeof *plain->items, by_place);
	matcher_scan(m, text, &hits);
	expect_same(text, &hits, plain);
	matcher_scan_16(m, text, &hits);
	expect_same(text, &hits, plain);
	matcher_hits_done(&hits);
}

Test(matcher, finds_what_comparing_every_literal_at_every_place_finds)
{
	enum { ROUNDS = 3000, PIECES = 120 };
	static struct matcher_hit room[LITERALS_MAX * 1000];
	struct matcher_hits plain = { .items = room };
	uint32_t state = 1;
	AUTO(arena) a = arena_new(1 << 20);
	BUF(text, 65536);

	for (int round = 0; round < ROUNDS; round++) {
		arena_reset(a);
		literals_len = 0;
		while (literals_len < 1 + next_random(&state) % (LITERALS_MAX - 1)) {
			struct view form =
			    view_trim(soup(&state, 1 + next_random(&state) % 5, &text));
			if (form.len == 0)
				continue;
			/* Open edges only sometimes: they change where is looked at all. */
			bool open = next_random(&state) % 8 == 0;
			literals[literals_len++] = (struct matcher_literal){
				arena_copy(a, form),
				open                      ? EDGE_OPEN
				: next_random(&state) % 2 ? EDGE_SCRIPT
							  : EDGE_CLOSED,
				(enum pattern_edge)(next_random(&state) % 3)
			};
		}
		compare_on(soup(&state, next_random(&state) % PIECES, &text), &plain);
	}
}

Test(matcher, of_some_literals_finds_those_alone_under_their_own_numbers)
{
	AUTO(matcher) m = NULL;
	struct matcher_hits hits = { .max = HITS_MAX };
	static const uint32_t some[] = { 1, 3 };
	struct err err;

	word("iturup");
	word("no");
	word("north");
	word("northern");
	cr_assert(matcher_new_of(literals, some, 2, &m, &err), "%s", err.text);
	matcher_scan(m, VIEW("no iturup north of the northern"), &hits);
	cr_assert(eq(sz, hits.len, 2));
	cr_expect(eq(u32, hits.items[0].literal, 1));
	cr_expect(eq(u32, hits.items[1].literal, 3));
	cr_expect(eq(u32, hits.items[1].start, 23));
	matcher_hits_done(&hits);
}

Test(matcher, of_some_finds_the_same_in_whatever_order_they_are_named)
{
	AUTO(matcher) all = NULL;
	AUTO(matcher) ordered = NULL;
	AUTO(matcher) reversed = NULL;
	struct matcher_hits hits = { .max = HITS_MAX }, other = { .max = HITS_MAX };
	uint32_t order[4], backwards[4];
	struct err err;

	word("treaty of trade");
	word("no");
	word("treaty of peace");
	word("iturup");
	cr_assert(matcher_new(literals, 4, &all, &err), "%s", err.text);
	for (size_t i = 0; i < 4; i++)
		order[i] = backwards[3 - i] = matcher_in_order(all, i);
	cr_assert(matcher_new_of(literals, order, 4, &ordered, &err), "%s", err.text);
	cr_assert(matcher_new_of(literals, backwards, 4, &reversed, &err), "%s",
		  err.text);
	struct view text = VIEW("no treaty of peace or treaty of trade for iturup");
	matcher_scan(ordered, text, &hits);
	matcher_scan(reversed, text, &other);
	cr_assert(eq(sz, hits.len, 4));
	cr_assert(eq(sz, other.len, 4));
	cr_expect(zero(int, memcmp(hits.items, other.items, 4 * sizeof *hits.items)));
	matcher_hits_done(&hits);
	matcher_hits_done(&other);
}

Test(matcher, of_literals_that_begin_each_other_gives_the_longest_first)
{
	AUTO(matcher) m = NULL;
	struct matcher_hits hits = { .max = HITS_MAX };
	static const uint32_t lens[] = { 9, 8, 7, 6, 5, 4, 3, 2, 1 };
	struct err err;

	for (size_t i = 1; i < 10; i++)
		literals[literals_len++] =
		    (struct matcher_literal){ view_at("kurilsh-x", i), EDGE_OPEN,
					      EDGE_OPEN };
	cr_assert(matcher_new(literals, literals_len, &m, &err), "%s", err.text);
	matcher_scan(m, VIEW("kurilsh-x"), &hits);
	cr_assert(eq(sz, hits.len, 9));
	for (size_t i = 0; i < 9; i++)
		cr_expect(eq(u32, hits.items[i].end, lens[i]));
	matcher_hits_done(&hits);
}
