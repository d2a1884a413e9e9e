/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "common/story/ninjs.h"
#include "sample.h"

enum { ARENA_BYTES = 8 * 1024 * 1024, JSON_MAX = 1024 * 1024 };

static struct view encoded(const struct story *s, struct arena *a)
{
	struct err err;
	BUF(out, JSON_MAX);

	cr_assert(ninjs_encode(s, &out, &err), "%s", err.text);
	return arena_copy(a, buf_view(&out));
}

static struct story decoded(struct view json, struct arena *a)
{
	struct story s;
	struct err err;

	cr_assert(ninjs_decode(json, a, &s, &err), "%s", err.text);
	return s;
}

static bool holds(struct view json, const char *what)
{
	return view_find(json, view_of(what), 0) != VIEW_NONE;
}

static bool refused(const char *json, const char *why)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;
	struct err err = { 0 };

	if (ninjs_decode(view_of(json), a, &s, &err))
		return false;
	bool said = strstr(err.text, why) != NULL && err.fate == ERR_REJECT;
	if (!said)
		fprintf(stderr, "%s: %s\n", json, err.text);
	return said;
}

#define URI "\"uri\":\"urn:kurilwire:story:0\""

Test(ninjs, gives_back_every_field_of_a_story)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = sample_story(a);
	struct view once = encoded(&s, a);
	struct story back = decoded(once, a);
	struct view twice = encoded(&back, a);

	cr_assert(view_eq(once, twice), "\n%.*s\n%.*s", VIEW_ARG(once), VIEW_ARG(twice));
	cr_assert(view_eq(back.uri, s.uri));
	cr_assert(eq(int, back.version, 2));
	cr_assert(view_eq(back.provider_version, s.provider_version));
	cr_assert(eq(i64, back.version_created, s.version_created));
	cr_assert(eq(i64, back.expires, s.expires));
	cr_assert(view_eq(story_plain(&back, FIELD_BODY), story_plain(&s, FIELD_BODY)));
	cr_assert(eq(sz, back.bodies.items[0].words, s.bodies.items[0].words));
	cr_assert(eq(int, back.subjects.items[0].relevance, 0));
	cr_assert(eq(int, back.subjects.items[1].relevance, -1));
	cr_assert(back.places.items[0].has_point);
	cr_assert(eq(dbl, back.places.items[0].latitude, -45.012346));
	cr_assert(eq(i64, back.renditions.items[0].size_bytes, 123456));
	cr_assert(view_eq(back.associations.items[0].type, VIEW("picture")));
	cr_assert(eq(sz, back.associations.items[0].renditions.len, 1));
	cr_assert(eq(int, (int)back.ext.text_from, STORY_PAGE));
	cr_assert(eq(sz, back.ext.mentions.len, 2));
	cr_assert(view_eq(back.ext.mentions.items[1].subject, VIEW("kunashir")));
	cr_assert(eq(sz, back.ext.mentions.items[1].start, 24));
	cr_assert(view_eq(back.ext.scores.items[0].topic, VIEW("kurils")));
	cr_assert(back.ext.scores.items[0].about);
	cr_assert(eq(int, back.ext.scores.items[0].parts[1].points, 42));
	cr_assert(eq(sz, back.ext.same_as.len, 2));
	cr_assert(view_eq(back.ext.cluster, s.ext.cluster));
	cr_assert(back.ext.undated && back.ext.dated_ahead);
}

Test(ninjs, writes_what_the_schema_wants)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = sample_story(a);
	struct view json = encoded(&s, a);

	cr_assert(view_starts(json, VIEW("{\"uri\":\"urn:kurilwire:story:")));
	cr_assert(holds(json, "\"version\":\"2\""));
	cr_assert(holds(json, "\"type\":\"text\""));
	cr_assert(holds(json, "\"versionCreated\":\"2023-01-23T09:31:00.250Z\""));
	cr_assert(holds(json, "\"pubStatus\":\"usable\""));
	cr_assert(holds(json, "A \\\"first\\\" trip.\\\\"));
	cr_assert(holds(json, "\\n\\tIt\\u0001 is \xE5\xB3\xB6."));
	cr_assert(holds(json, "\"coordinates\":[147.85,-45.012346]"));
	cr_assert(holds(json, "https://news.example/people/jane%20doe"));
	cr_assert(holds(json, "https://news.example/a%20b.jpg"));
	cr_assert(holds(json, "\"genres\":[{\"name\":\"Update\"}]"));
	cr_assert(holds(json, "\"subject\":\"urn:kurilwire:subject:iturup\""));
	cr_assert(holds(json, "\"kurils\":{\"value\":72,\"about\":true,"
			      "\"parts\":{\"headline\":30,\"count\":42}}"));
	cr_assert(holds(json, "\"sameAs\":{\"urn:kurilwire:subject:iturup\":["
			      "\"https://geo.example/1\",\"https://wiki.example/Q1\"]}"));
	cr_assert(holds(json, "\"schema\":\"http://www.iptc.org/std/ninjs/"
			      "ninjs-schema_3.1.json#\""));
	cr_assert(not(holds(json, "\n")));
}

Test(ninjs, writes_a_canceled_story_without_its_text)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = sample_story(a);

	s.status = STORY_CANCELED;
	struct view json = encoded(&s, a);
	cr_assert(holds(json, "\"pubStatus\":\"canceled\""));
	cr_assert(not(holds(json, "ferry to")));
	cr_assert(not(holds(json, "Ferry returns")));
	cr_assert(not(holds(json, "bodies")));
	cr_assert(not(holds(json, "\"mentions\":")));
	cr_assert(holds(json, "\"altIds\""));
}

Test(ninjs, leaves_out_what_is_not_there)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	s.uri = VIEW("urn:x:1");
	cr_assert(view_eq(
	    encoded(&s, a),
	    VIEW("{\"uri\":\"urn:x:1\",\"type\":\"text\",\"pubStatus\":\"usable\","
		 "\"standard\":{\"name\":\"ninjs\",\"version\":\"3.1\",\"schema\":"
		 "\"http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#\"},"
		 "\"kurilwire\":{\"textFrom\":\"summary\"}}")));
}

Test(ninjs, leaves_out_links_that_cannot_be_made_uris)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	s.uri = VIEW("urn:x:1");
	(void)story_add_rendition(&s, a, VIEW("/only/a/path.jpg"));
	(void)story_add_association(&s, a, VIEW("only"), VIEW("no uri"));
	(void)story_add_rendition(&s, a, VIEW("https://x.example/\xE5\xB3\xB6.jpg"));
	struct view json = encoded(&s, a);
	cr_assert(not(holds(json, "only")));
	cr_assert(holds(json, "https://x.example/%E5%B3%B6.jpg"));
}

Test(ninjs, refuses_to_write_a_story_without_a_uri)
{
	struct story s;
	struct err err = { 0 };
	BUF(out, JSON_MAX);

	story_init(&s);
	cr_assert(not(ninjs_encode(&s, &out, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(eq(sz, out.len, 0));
}

Test(ninjs, says_when_the_json_does_not_fit)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = sample_story(a);
	struct err err = { 0 };
	BUF(out, 1000);

	(void)buf_add(&out, VIEW("before"));
	cr_assert(not(ninjs_encode(&s, &out, &err)));
	cr_assert(strstr(err.text, "1000") != NULL);
	cr_assert(view_eq(buf_view(&out), VIEW("before")));
}

Test(ninjs, skips_members_it_does_not_know)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s =
	    decoded(VIEW("{\"new\":[{\"uri\":[1,{\"a\":null}]}],\"x\":1.5e3," URI
			 ",\"kurilwire\":{\"later\":{\"feed\":\"no\"},\"feed\":\"yes\"},"
			 "\"headlines\":[{\"value\":\"A\",\"odd\":[[]]}],\"standard\":{"
			 "\"name\":1}}"),
		    a);

	cr_assert(view_eq(s.uri, VIEW("urn:kurilwire:story:0")));
	cr_assert(view_eq(s.ext.feed, VIEW("yes")));
	cr_assert(view_eq(story_plain(&s, FIELD_HEADLINE), VIEW("A")));
}

Test(ninjs, looks_into_the_json_for_text_without_escapes)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct view json = VIEW("{" URI ",\"by\":\"plain\",\"located\":\"a\\nb\"}");
	struct story s = decoded(json, a);

	cr_assert(s.by.p > json.p && s.by.p < json.p + json.len);
	cr_assert(s.located.p < json.p || s.located.p > json.p + json.len);
	cr_assert(view_eq(s.located, VIEW("a\nb")));
}

Test(ninjs, keeps_a_cluster_as_json_on_one_line)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = decoded(
	    VIEW("{" URI
		 ",\"kurilwire\":{\"cluster\":{ \"a\" : [ 1 , -2.5e1,\n true, null,"
		 " \"x\\\"\\n\", [ ], { } ], \"b\":{\"c\":false} }}}"),
	    a);

	cr_assert(
	    view_eq(s.ext.cluster, VIEW("{\"a\":[1,-2.5e1,true,null,\"x\\\"\\n\",[],{}],"
					"\"b\":{\"c\":false}}")),
	    "%.*s", VIEW_ARG(s.ext.cluster));
}

Test(ninjs, refuses_what_is_no_record)
{
	cr_assert(refused("", "not JSON"));
	cr_assert(refused("{" URI, "not JSON"));
	cr_assert(refused("{" URI "} x", "not JSON"));
	cr_assert(refused("[]", "not an object"));
	cr_assert(refused("7", "not an object"));
	cr_assert(refused("{}", "no uri"));
	cr_assert(refused("{" URI ",\"by\":\"\xFF\"}", "not UTF-8"));
}

Test(ninjs, refuses_members_of_a_wrong_type)
{
	cr_assert(refused("{\"uri\":7}", "uri: of a wrong type"));
	cr_assert(refused("{" URI ",\"by\":null}", "by: of a wrong type"));
	cr_assert(refused("{" URI ",\"by\":[]}", "by: of a wrong type"));
	cr_assert(refused("{" URI ",\"headlines\":{}}", "headlines: of a wrong type"));
	cr_assert(refused("{" URI ",\"headlines\":\"x\"}", "headlines: of a wrong type"));
	cr_assert(refused("{" URI ",\"headlines\":[7]}", "headlines: of a wrong type"));
	cr_assert(refused("{" URI ",\"version\":\"0\"}", "version: of a wrong type"));
	cr_assert(refused("{" URI ",\"version\":1}", "version: of a wrong type"));
	cr_assert(refused("{" URI ",\"urgency\":10}", "urgency: of a wrong type"));
	cr_assert(refused("{" URI ",\"urgency\":1.5}", "urgency: of a wrong type"));
	cr_assert(
	    refused("{" URI ",\"pubStatus\":\"gone\"}", "pubStatus: of a wrong type"));
	cr_assert(refused("{" URI ",\"expires\":\"soon\"}", "expires: of a wrong type"));
	cr_assert(
	    refused("{" URI ",\"kurilwire\":{\"undated\":1}}", "undated: of a wrong"));
	cr_assert(refused("{" URI ",\"kurilwire\":{\"mentions\":[{\"subject\":\"x\"}]}}",
			  "subject: of a wrong type"));
	cr_assert(refused("{" URI
			  ",\"kurilwire\":{\"scores\":{\"a\":{\"parts\":{\"b\":\"\"}}}}}",
			  "parts: not a number"));
	cr_assert(
	    refused("{" URI ",\"kurilwire\":{\"sameAs\":{\"a\":\"b\"}}}", "sameAs"));
	cr_assert(refused("{" URI ",\"kurilwire\":{\"sameAs\":{\"a\":[1]}}}", "sameAs"));
	cr_assert(
	    refused("{" URI ",\"kurilwire\":{\"cluster\":[]}}", "cluster: of a wrong"));
}

Test(ninjs, refuses_text_that_escapes_make_no_utf8)
{
	cr_assert(refused("{" URI ",\"by\":\"\\udc00\"}", "not UTF-8"));
}

/* `{…,"headlines":[` and then `count` times `item`. */
static bool refused_many(const char *before, const char *item, size_t count,
			 const char *after, const char *why)
{
	BUF(json, JSON_MAX);

	(void)buf_add(&json, view_of(before));
	for (size_t i = 0; i < count; i++)
		(void)buf_printf(&json, "%s%s", i && after[0] == ']' ? "," : "", item);
	(void)buf_add(&json, view_of(after));
	return refused(buf_string(&json), why);
}

Test(ninjs, refuses_lists_and_nesting_over_their_limits)
{
	const char *list = "{" URI ",\"altIds\":[";

	cr_assert(refused_many(list, "{\"value\":\"x\"}", STORY_LIST_MAX + 1, "]}",
			       "altIds: too many items"));
	cr_assert(not(refused_many(list, "{\"value\":\"x\"}", STORY_LIST_MAX, "]}", "")));
	cr_assert(refused_many("{" URI ",\"odd\":", "[", 1000, "", "nested too deep"));
	cr_assert(refused_many("{" URI ",\"kurilwire\":{\"cluster\":{\"a\":", "[", 1000,
			       "", "nested too deep"));
}

Test(ninjs, refuses_a_cluster_that_is_too_long)
{
	cr_assert(refused_many("{" URI ",\"kurilwire\":{\"cluster\":{\"a\":[\"x\"",
			       ",\"0123456789012345\"", 5000, "}}}",
			       "cluster: over its"));
}
