/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "enricher/fold.h"

static struct fold *fold;

static void setup(void)
{
	fold = fold_new();
}

static void teardown(void)
{
	fold_free(fold);
}

TestSuite(fold, .init = setup, .fini = teardown);

static void expect(const char *text, const char *folded)
{
	BUF(got, 65536);
	buf_add(&got, fold_text(fold, view_of(text)));
	cr_assert(eq(str, (char *)buf_string(&got), (char *)folded), "of \"%s\"", text);
}

Test(fold, brings_letters_to_one_case_width_and_accent)
{
	expect("KURIL Islands", "kuril islands");
	expect("КУРИЛЬСКИЕ Острова", "курильские острова");
	expect("Ёлка и ёж", "елка и еж");
	expect("Їжак, Ґанок, Йод", "їжак, ґанок, йод");
	expect("Kourïles, Etorofū, Große", "kouriles, etorofu, grosse");
	expect("Ｋｕｒｉｌｓ　１９５６", "kurils 1956");
	expect("ｸﾘﾙ ガ", "クリルガ");
	expect("ﬁsh № 1", "fish no 1");
	expect("\xE1\x84\x8F\xE1\x85\xAE", "쿠");
}

Test(fold, drops_marks_that_only_decorate_and_keeps_letters)
{
	expect("Кури\xCC\x81лы", "курилы");
	expect("и\xCC\x86од", "йод");
	expect("cafe\xCC\x81", "cafe");
	expect("か\xE3\x82\x99", "が");
}

Test(fold, leaves_out_what_nobody_sees_and_what_joins_lines)
{
	expect("Ku\xC2\xADril\xE2\x80\x8Bs", "kurils");
	expect("trea-\nty", "treaty");
	expect("well-known - really", "well-known - really");
	expect("平和\n条約", "平和条約");
	expect("쿠릴\n열도", "쿠릴 열도");
	expect("peace\xC2\xA0 \n treaty", "peace treaty");
	expect("end.\n\nNext", "end.\nnext");
	expect("“a” «b» ‘c’", "\"a\" \"b\" 'c'");
	expect("1956–2023", "1956-2023");
}

Test(fold, takes_hashtags_apart)
{
	expect("#KurilIslands now", "kuril islands now");
	expect("#южные_курилы", "южные курилы");
	expect("#Kurils#Japan, #北方領土#択捉", "kurils japan, 北方領土択捉");
	expect("# 1", "# 1");
}

Test(fold, drops_a_mark_or_a_vowel_that_stands_on_nothing)
{
	expect("##\xE1\x85\xB0k", "#k");
	expect("#\xEF\xBE\x9Ek", "k");
	expect("#\xCC\x81k", "k");
}

Test(fold, reads_look_alike_letters_inside_a_word_of_the_other_alphabet)
{
	expect("Куpилы", "курилы");
	expect("Sea of Okhotsk и Cахалин", "sea of okhotsk и сахалин");
}

/* What each folded character came from, cut out of the text and put together, with what is
 * between. */
static void expect_cut(const char *text, const char *part, const char *cut)
{
	struct view folded = fold_text(fold, view_of(text));
	size_t at = view_find(folded, view_of(part), 0);

	cr_assert(at != VIEW_NONE, "\"%s\" in \"%s\"", part, text);
	size_t start = fold_start(fold, at), end = fold_end(fold, at + strlen(part));
	cr_assert(view_eq(view_at(text + start, end - start), view_of(cut)),
		  "got \"%.*s\", not \"%s\"", (int)(end - start), text + start, cut);
}

Test(fold, leads_back_to_the_text_as_given)
{
	expect_cut("the Kuril\xC2\xA0Islands are", "kuril islands",
		   "Kuril\xC2\xA0Islands");
	expect_cut("a trea-\nty now", "treaty", "trea-\nty");
	expect_cut("é Kurilé, x", "kurile", "Kurilé");
	expect_cut("Кури\xCC\x81лы!", "курилы", "Кури\xCC\x81лы");
	expect_cut("（平和\n条約）", "平和条約", "平和\n条約");
	expect_cut("x Kurils\xE2\x80\x8B y", "kurils", "Kurils");
	expect_cut("#KurilIslands", "kuril islands", "KurilIslands");
	expect_cut("ß Straße Kuril", "kuril", "Kuril");
	expect_cut("Ｋｕｒｉｌ!", "kuril", "Ｋｕｒｉｌ");
}

Test(fold, maps_every_position_inside_the_text_and_in_order)
{
	BUF(text, 1 << 20);
	static const char *const bits[] = { "Kuril ",   "ё",        "é",   "平和", "\n",
					    "\xC2\xAD", "쿠릴",     "-\n", "①",    "ﬃ",
					    "#AbC",     "\xCC\x81", "😀",   " " };
	unsigned seed = 7;

	for (int i = 0; i < 5000; i++) {
		seed = seed * 1103515245u + 12345u;
		buf_add(&text,
			view_of(bits[(seed >> 16) % (sizeof bits / sizeof bits[0])]));
	}
	struct view v = buf_view(&text), folded = fold_text(fold, v);
	size_t last = 0;
	cr_assert(utf8_valid(folded));
	for (size_t at = 0; at < folded.len; at++) {
		size_t start = fold_start(fold, at), end = fold_end(fold, at + 1);
		cr_assert(start >= last && end >= start && end <= v.len, "at %zu", at);
		last = start;
	}
}

Test(fold, copes_with_marks_without_end)
{
	BUF(text, 4 << 20);
	buf_add(&text, VIEW("a"));
	for (int i = 0; i < 1000000; i++)
		buf_add(&text, VIEW("\xCC\x81"));
	buf_add(&text, VIEW("b"));
	struct view folded = fold_text(fold, buf_view(&text));
	cr_assert(view_eq(folded, VIEW("ab")));
	cr_assert(eq(sz, fold_end(fold, 1), text.len - 1));
}

/* --- runs beside the slow way ------------------------------------------------------------- */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

/* Up to 10 bytes of characters that runs take, and of those that end them. */
static void add_soup(uint32_t *state, struct buf *out)
{
	static const char *const all[] = {
		"a", "K",  "Я",  "п",  "ё",  "Ё",  "ї", "І", "é",  "#",  "-",
		" ", "島", "の", "バ", "゙",   "섬", "́",  "ӑ", "　", "。", "`",
		"1", "\n", "—",  "Ａ", "𠀋", "ß",  "Р", "c", "ぱ", "㌔"
	};
	size_t start = out->len;

	while (out->len - start < 10) {
		const char *piece =
		    all[next_random(state) % (sizeof all / sizeof all[0])];
		if (out->len - start + strlen(piece) > 10)
			break;
		buf_add(out, view_of(piece));
	}
}

static size_t no_run(struct view text, size_t pos, char *out)
{
	(void)text;
	(void)pos;
	(void)out;
	return 0;
}

/* What a text folds to, and where each byte of that comes from. */
struct folded {
	char bytes[256];
	size_t len, starts[256], ends[256];
};

static struct folded folded_by(struct fold *f, struct view text, fold_run *run)
{
	struct view whole = fold_text_by(f, text, run);
	struct folded ret = { .len = whole.len };

	memcpy(ret.bytes, whole.p, whole.len);
	for (size_t i = 0; i < whole.len; i++) {
		ret.starts[i] = fold_start(f, i);
		ret.ends[i] = fold_end(f, i + 1);
	}
	return ret;
}

static void expect_same_by(struct fold *f, struct view text, fold_run *run)
{
	struct folded plain = folded_by(f, text, no_run), fast = folded_by(f, text, run);

	cr_assert(eq(sz, fast.len, plain.len));
	cr_assert_arr_eq(fast.bytes, plain.bytes, plain.len, "\"%.*s\" gives \"%.*s\"",
			 VIEW_ARG(text), (int)fast.len, fast.bytes);
	cr_assert_arr_eq(fast.starts, plain.starts, plain.len * sizeof *plain.starts);
	cr_assert_arr_eq(fast.ends, plain.ends, plain.len * sizeof *plain.ends);
}

/* Within a block, across the ends of two, in the last one, in one that is no whole one. */
Test(fold, a_run_folds_as_character_by_character)
{
	enum { ROUNDS = 20000, PLACES = 40 };
	static const char plain[] = "and so on, in plain letters for quite a while; qq";
	AUTO(fold) f = fold_new();
	uint32_t state = 3;

	for (int round = 0; round < ROUNDS; round++) {
		BUF(text, 256);
		buf_add(&text,
			view_head(view_of(plain), 2 + next_random(&state) % PLACES));
		add_soup(&state, &text);
		buf_add(&text, view_head(view_of(plain), next_random(&state) % PLACES));
		expect_same_by(f, buf_view(&text), fold_run_16);
		expect_same_by(f, buf_view(&text), BLOCK_BEST(fold_run));
	}
}
