/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "cli/tags_diff.h"

/* A pack whose forms of two islands are the test's. */
#define PACK(one, two)                 \
	"id: isles\n"                  \
	"subjects:\n"                  \
	"  - id: iturup\n"             \
	"    name: {en: Iturup}\n"     \
	"    forms: {en: [" one "]}\n" \
	"  - id: kunashir\n"           \
	"    name: {en: Kunashir}\n"   \
	"    forms: {en: [" two "]}\n" \
	"topics:\n"                    \
	"  - id: isles\n"              \
	"    threshold: 50\n"          \
	"    parts:\n"                 \
	"      - {id: headline, points: 60, where: headline}\n"

#define STORY(headline, body)                                                            \
	"{\"uri\":\"urn:kurilwire:story:1\",\"version\":\"1\",\"pubStatus\":\"usable\"," \
	"\"language\":\"en\",\"headlines\":[{\"role\":\"main\",\"contentType\":"         \
	"\"text/plain\",\"value\":\"" headline "\"}],\"bodies\":[{\"role\":\"main\","    \
	"\"contentType\":\"text/plain\",\"value\":\"" body "\"}]}"

static struct gazetteer *before, *after;
static struct tags_diff *diff;

static struct gazetteer *load(const char *pack)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct pattern_piece file = { VIEW("test.yaml"), view_of(pack) };
	struct gazetteer *g = NULL;
	BUF(text, 65536);

	if (!gazetteer_load_text(&file, 1, &g, errors)) {
		settings_errors_print(errors, false, &text);
		cr_fatal("%s", buf_string(&text));
	}
	return g;
}

static void open_diff(const char *old, const char *new, size_t samples)
{
	struct err err;

	before = load(old);
	after = load(new);
	cr_assert(tags_diff_new(before, after, samples, &diff, &err), "%s", err.text);
}

static void teardown(void)
{
	tags_diff_free(diff);
	gazetteer_free(before);
	gazetteer_free(after);
}

TestSuite(tags_diff, .fini = teardown);

static void add(const char *story)
{
	struct err err = { 0 };

	cr_assert(tags_diff_add(diff, view_of(story), NULL, &err), "%s", err.text);
}

static void shows(const char *text)
{
	BUF(out, 65536);

	tags_diff_show(diff, false, &out);
	cr_assert(eq(str, (char *)buf_string(&out), (char *)text));
}

Test(tags_diff, the_same_packs_show_nothing)
{
	open_diff(PACK("Iturup", "Kunashir"), PACK("Iturup", "Kunashir"), 3);
	add(STORY("Iturup", "A ship went to Kunashir."));
	shows("");
	cr_assert(zero(u64, tags_diff_counts(diff).differ));
	cr_assert(eq(u64, tags_diff_counts(diff).records, 1));
}

Test(tags_diff, what_is_gained_and_lost_is_counted_with_samples)
{
	open_diff(PACK("Iturup", "Kunashir"), PACK("Etorofu", "Kunashir"), 1);
	add(STORY("News", "A ship\\nleft Iturup, and Iturup saw it go."));
	add(STORY("News", "A ship left Etorofu."));
	add(STORY("News", "A ship left Kunashir."));
	shows("                                   gained     lost  changed\n"
	      "isles/iturup                            1        2        0\n"
	      "\n"
	      "isles/iturup\n"
	      "  + A ship left [Etorofu].\n"
	      "      urn:kurilwire:story:1\n"
	      "  - A ship left [Iturup], and Iturup saw it go.\n"
	      "      urn:kurilwire:story:1\n");
	cr_assert(eq(u64, tags_diff_counts(diff).differ, 2));
}

Test(tags_diff, another_end_or_another_subject_is_a_change)
{
	open_diff(PACK("Iturup", "Kunashir"), PACK("Iturup Island", "Iturup"), 1);
	add(STORY("News", "Past Iturup Island."));
	add(STORY("News", "Past Iturup."));
	shows("                                   gained     lost  changed\n"
	      "isles/iturup                            0        0        1\n"
	      "isles/kunashir                          0        0        1\n"
	      "\n"
	      "isles/iturup\n"
	      "  ~ Past [Iturup Island].  (was isles/iturup \"Iturup\")\n"
	      "      urn:kurilwire:story:1\n"
	      "\n"
	      "isles/kunashir\n"
	      "  ~ Past [Iturup].  (was isles/iturup \"Iturup\")\n"
	      "      urn:kurilwire:story:1\n");
}

Test(tags_diff, a_topic_is_gained_where_its_threshold_is_crossed)
{
	open_diff(PACK("Iturup", "Kunashir"), PACK("Etorofu", "Kunashir"), 0);
	add(STORY("Etorofu", "Nothing."));
	shows("                                   gained     lost  changed\n"
	      "about isles                             1        0        0\n"
	      "isles/iturup                            1        0        0\n");
}

Test(tags_diff, each_change_is_a_line_for_programs)
{
	struct err err;
	BUF(lines, 65536);

	open_diff(PACK("Iturup", "Kunashir"), PACK("Etorofu", "Kunashir"), 0);
	cr_assert(tags_diff_add(diff, VIEW(STORY("News", "To Etorofu.")), &lines, &err));
	cr_assert(eq(
	    str, (char *)buf_string(&lines),
	    "{\"uri\":\"urn:kurilwire:story:1\",\"version\":1,\"change\":\"gained\","
	    "\"after\":{\"tag\":\"isles\",\"subject\":\"iturup\",\"field\":\"body\","
	    "\"start\":3,\"end\":10,\"text\":\"Etorofu\",\"rule\":\"iturup.name\"}}\n"));
}

Test(tags_diff, what_is_no_story_is_refused_and_not_counted)
{
	struct err err;

	open_diff(PACK("Iturup", "Kunashir"), PACK("Iturup", "Kunashir"), 3);
	cr_assert(not(tags_diff_add(diff, VIEW("{\"kurilwire\":"), NULL, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(zero(u64, tags_diff_counts(diff).records));
}
