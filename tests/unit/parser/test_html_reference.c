/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/html_reference.h"

/* "consumed:bytes" of the reference at the start of `text`. */
static const char *read_as(const char *text, enum html_place place)
{
	static char shown[64];
	char bytes[HTML_REFERENCE_MAX];
	size_t len = 0;
	size_t n = html_reference(view_of(text), place, bytes, &len);

	(void)snprintf(shown, sizeof(shown), "%zu:%.*s", n, n ? (int)len : 0, bytes);
	return shown;
}

#define READS(text, want)                                                   \
	cr_expect_str_eq(read_as(text, HTML_IN_TEXT), want, "%s: %s", text, \
			 read_as(text, HTML_IN_TEXT))
#define READS_IN_ATTRIBUTE(text, want) \
	cr_expect_str_eq(read_as(text, HTML_IN_ATTRIBUTE), want, "%s", text)

Test(html_reference, finds_each_name_of_the_table_and_nothing_between)
{
	for (size_t i = 0; i < HTML_ENTITIES; i++) {
		const struct html_entity *e = &html_entities[i];
		struct view name = view_at(e->name, e->name_len);
		cr_assert_eq(html_entity_find(name), e);
		if (i > 0)
			cr_assert(strcmp(html_entities[i - 1].name, e->name) < 0);
	}
	cr_assert_null(html_entity_find(VIEW("Nope")));
	cr_assert_null(html_entity_find(VIEW("")));
	cr_assert_null(html_entity_find(VIEW("1")));
}

Test(html_reference, reads_names_with_and_without_semicolon)
{
	READS("&amp;x", "5:&");
	READS("&copy 2023", "5:\xC2\xA9");
	READS("&CounterClockwiseContourIntegral;", "33:\xE2\x88\xB3");
	READS("&notit;", "4:\xC2\xAC");
	READS("&notin;", "7:\xE2\x88\x89");
	READS("&ngE;", "5:\xE2\x89\xA7\xCC\xB8");
	READS("&hellip", "0:");
	READS("&nosuch;", "0:");
	READS("& ", "0:");
	READS("&", "0:");
}

Test(html_reference, leaves_query_parameters_of_attributes_alone)
{
	READS_IN_ATTRIBUTE("&copy=2", "0:");
	READS_IN_ATTRIBUTE("&lten", "0:");
	READS_IN_ATTRIBUTE("&lt ", "3:<");
	READS_IN_ATTRIBUTE("&lt;en", "4:<");
	READS("&lten", "3:<");
}

Test(html_reference, reads_numbers_as_the_standard_says)
{
	READS("&#8212;", "7:\xE2\x80\x94");
	READS("&#x2014;", "8:\xE2\x80\x94");
	READS("&#X2014z", "7:\xE2\x80\x94");
	READS("&#8220Kurils", "6:\xE2\x80\x9C");
	READS("&#146;", "6:\xE2\x80\x99");
	READS("&#129;", "6:\xC2\x81");
	READS("&#0;", "4:\xEF\xBF\xBD");
	READS("&#xD800;", "8:\xEF\xBF\xBD");
	READS("&#99999999999999999999;", "23:\xEF\xBF\xBD");
	READS("&#x110000;", "10:\xEF\xBF\xBD");
	READS("&#;", "0:");
	READS("&#x;", "0:");
	READS("&#xg", "0:");
}
