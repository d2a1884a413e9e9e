/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "sink/record_text.h"

static bool read(struct arena *a, const char *json, struct record_text *ret)
{
	return record_text_of(view_of(json), a, ret);
}

Test(record_text, finds_the_plain_body_whatever_stands_before_it)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	struct record_text t;

	cr_assert(read(a,
		       "{\"uri\": \"u\", \"x\": [1, {\"bodies\": \"no\"}], \"bodies\":"
		       "[{\"contentType\":\"text/html\",\"value\":\"<p>}]\\\"\"},"
		       "{\"value\":\"One \\u304f \\ud83d\\ude00 \\\"two\\\"\\nthree\","
		       "\"charCount\":9,\"contentType\":\"text/plain\"}]}",
		       &t));
	cr_assert(
	    view_eq(t.body, VIEW("One \xE3\x81\x8F \xF0\x9F\x98\x80 \"two\" three")));
	cr_assert(t.inside == 0 && t.agency.len == 0);
}

Test(record_text, takes_the_description_of_a_story_without_a_body)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	struct record_text t;

	cr_assert(read(a,
		       "{\"bodies\":[],\"descriptions\":[{\"contentType\":\"text/plain\","
		       "\"value\":\"Short\"}]}",
		       &t));
	cr_assert(view_eq(t.body, VIEW("Short")));
}

Test(record_text, finds_the_agency_and_where_the_extension_begins)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	struct record_text t;
	const char *json =
	    "{\"infoSources\":[{\"name\":\"Outlet\",\"role\":\"provider\"},"
	    "{\"name\":\"Northwire\",\"role\":\"agency\"}],\"kurilwire\" : {\"feed\":1}}";

	cr_assert(read(a, json, &t));
	cr_assert(view_eq(t.agency, VIEW("Northwire")));
	cr_assert(view_eq(view_of(json + t.inside), VIEW("\"feed\":1}}")));
	cr_assert(not(t.has_cluster));
	cr_assert(read(a, "{\"kurilwire\":{\"a\":[],\"cluster\":{}}}", &t));
	cr_assert(t.has_cluster);
}

Test(record_text, takes_no_bytes_that_are_no_record)
{
	static const char *const none[] = {
		"",          "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":\"\\\"}",
		"{\"a\":[}", "x",  NULL
	};
	AUTO(arena) a = arena_new(1024 * 1024);
	struct record_text t;

	for (size_t i = 0; none[i]; i++)
		cr_assert(not(read(a, none[i], &t)), "%s", none[i]);
	cr_assert(read(a,
		       "{\"bodies\":[{\"contentType\":\"text/plain\",\"value\":"
		       "\"\\u12\\ud800\\\\\"}]}",
		       &t));
}
