/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <string.h>

#include "common/base/buf.h"
#include "enricher/sentences.h"

/* The text with | before each sentence but the first, and ¶ before each paragraph. */
static void expect(const char *text, const char *expected)
{
	struct sentences s = { 0 };
	BUF(marked, 1000);

	sentences_find(&s, view_of(text));
	for (size_t at = 0, end, start; at < strlen(text); at = end) {
		start = sentences_around(&s, at, 0, &end);
		cr_assert(start == at && end > at);
		size_t ignored;
		if (at)
			buf_add(&marked, sentences_paragraph(&s, at, &ignored) == at
					     ? VIEW("¶")
					     : VIEW("|"));
		buf_add(&marked, view_at(text + start, end - start));
	}
	cr_expect_str_eq(buf_string(&marked), expected);
	sentences_done(&s);
}

Test(sentences, end_at_marks_before_what_is_no_small_letter)
{
	expect("It rained. He left! \"Why?\" Nobody knew… Then it stopped.",
	       "It rained. |He left! |\"Why?\" |Nobody knew… |Then it stopped.");
	expect("At 3.5 m. the sea rose.", "At 3.5 m. the sea rose.");
	expect("雨が降った。「なぜ？」と聞いた。", "雨が降った。|「なぜ？」|と聞いた。");
}

Test(sentences, go_on_after_abbreviations_initials_and_days)
{
	expect("Mr. Abe met V. Putin.", "Mr. Abe met V. Putin.");
	expect("MM. Lavrov et Motegi, le Capt. Ito.",
	       "MM. Lavrov et Motegi, le Capt. Ito.");
	expect("На ул. Ленина снег.", "На ул. Ленина снег.");
	expect("Seit dem 28. April ruht er.", "Seit dem 28. April ruht er.");
	expect("It was in 1956. April came.", "It was in 1956. |April came.");
}

Test(sentences, end_with_a_line_that_was_not_wrapped)
{
	expect("Quake off Iturup\nNobody was hurt", "Quake off Iturup\n|Nobody was hurt");
	expect("a peace\ntreaty", "a peace\ntreaty");
}

Test(sentences, of_one_paragraph_stand_between_empty_lines)
{
	expect("One. Two.\n\nThree.", "One. |Two.\n\n¶Three.");
	expect("one\n\ntwo", "one\n\n¶two");
}

Test(sentences, around_a_place_reach_to_both_sides_and_not_past_the_text)
{
	struct sentences s = { 0 };
	size_t end;

	sentences_find(&s, VIEW("A. One. Two. Three."));
	cr_expect(sentences_around(&s, 9, 1, &end) == 0 && end == 19);
	cr_expect(sentences_around(&s, 0, 1, &end) == 0 && end == 13);
	cr_expect(sentences_around(&s, 18, 5, &end) == 0 && end == 19);
	sentences_find(&s, VIEW(""));
	cr_expect(sentences_around(&s, 0, 1, &end) == 0 && end == 0);
	sentences_done(&s);
}
