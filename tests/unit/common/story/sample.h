/* SPDX-License-Identifier: Apache-2.0 */
/* sample - a story with something in every field, for the tests of the record. */
#pragma once

#include "common/story/story.h"

static inline void sample_mention(struct story *s, struct arena *a, struct view slug,
				  struct view tag, struct view text, size_t start,
				  size_t end)
{
	struct story_mention *m =
	    ARENA_PUSH(a, s->ext.mentions.items, s->ext.mentions.len);

	*m = (struct story_mention){ .subject = slug,
				     .tag = tag,
				     .text = text,
				     .field = FIELD_BODY,
				     .start = start,
				     .end = end,
				     .rule = VIEW("form"),
				     .evidence = VIEW("near: Japan") };
}

static inline void sample_score(struct story *s, struct arena *a, struct view topic,
				int value, bool about)
{
	struct story_score *score = ARENA_PUSH(a, s->ext.scores.items, s->ext.scores.len);

	score->topic = topic;
	score->value = value;
	score->about = about;
	*ARENA_PUSH(a, score->parts, score->parts_len) =
	    (struct story_score_part){ VIEW("headline"), 30 };
	*ARENA_PUSH(a, score->parts, score->parts_len) =
	    (struct story_score_part){ VIEW("count"), value - 30 };
}

static inline void sample_extension(struct story *s, struct arena *a)
{
	s->ext.feed = VIEW("harbour-en");
	s->ext.fetched_at = INT64_C(1674466300123);
	s->ext.url = VIEW("https://news.example/2023/ferry");
	s->ext.content_hash = VIEW("00ff");
	s->ext.text_from = STORY_PAGE;
	s->ext.undated = s->ext.dated_ahead = true;
	s->ext.page_error = VIEW("404");
	s->ext.revision = 2;
	s->ext.tagger = VIEW("kurils 1, peace_treaty 1");
	sample_mention(s, a, VIEW("iturup"), VIEW("kurils"), VIEW("Iturup"), 13, 19);
	sample_mention(s, a, VIEW("kunashir"), VIEW("kurils"), VIEW("Kunashir"), 24, 32);
	sample_score(s, a, VIEW("kurils"), 72, true);
	sample_score(s, a, VIEW("peace_treaty"), 9, false);
	struct story_ids *same = &s->ext.same_as;
	*ARENA_PUSH(a, same->items, same->len) =
	    (struct story_id){ VIEW("urn:kurilwire:subject:iturup"),
			       VIEW("https://geo.example/1") };
	*ARENA_PUSH(a, same->items, same->len) =
	    (struct story_id){ VIEW("urn:kurilwire:subject:iturup"),
			       VIEW("https://wiki.example/Q1") };
	s->ext.cluster = VIEW("{\"id\":\"c1\",\"size\":2}");
	story_note(s, a, VIEW("headline.from"), VIEW("json-ld"));
}

/* Everything but the extension's lists of ids is text written for this test. */
static inline struct story sample_story(struct arena *a)
{
	struct story s;

	story_init(&s);
	s.uri = VIEW("urn:kurilwire:story:00112233445566778899aabbccddeeff");
	s.version = 2;
	s.provider_version = VIEW("7");
	s.first_created = INT64_C(1674466200000);
	s.version_created = INT64_C(1674466260250);
	s.content_created = INT64_C(1674432000000);
	s.embargoed_until = INT64_C(1674470000000);
	s.expires = INT64_C(1774470000000);
	s.urgency = 4;
	s.language = VIEW("en");
	s.slugline = VIEW("FERRY-ISLANDS");
	s.located = VIEW("NEMURO");
	s.by = VIEW("Jane Doe");
	s.ed_note = VIEW("Adds ferry times.");
	s.usage_terms = VIEW("Not for broadcast");
	s.copyright_holder = VIEW("Harbour News");
	s.copyright_notice = VIEW("\xC2\xA9 2023 Harbour News");
	story_add_headline(&s, a, VIEW("text/plain"), VIEW("Ferry returns to Iturup"));
	story_add_description(&s, a, VIEW("text/plain"), VIEW("A \"first\" trip.\\"));
	story_add_body(
	    &s, a, VIEW("text/plain"),
	    VIEW("The ferry to Iturup and Kunashir sails.\n\tIt\x01 is \xE5\xB3\xB6."));
	story_add_body(&s, a, VIEW("text/html"), VIEW("<p>The ferry</p>"));
	story_add_person(&s, a, VIEW("Jane Doe"), VIEW("author"))->uri =
	    VIEW("https://news.example/people/jane doe");
	story_add_organisation(&s, a, VIEW("Ferry Line"), VIEW("mentions"));
	struct story_concept *place =
	    story_add_place(&s, a, VIEW("Iturup"), VIEW("about"));
	place->uri = VIEW("urn:kurilwire:subject:iturup");
	place->literal = VIEW("iturup");
	place->has_point = true;
	place->longitude = 147.85;
	place->latitude = -45.0123456789;
	struct story_concept *subject =
	    story_add_subject(&s, a, VIEW("Iturup"), VIEW("urn:kurilwire:subject:iturup"),
			      VIEW("kurilwire"));
	subject->literal = VIEW("iturup");
	subject->rel = VIEW("about");
	subject->relevance = 0;
	subject->confidence = 100;
	(void)story_add_subject(&s, a, VIEW("transport"), VIEW(""), VIEW("harbour"));
	story_add_genre(&s, a, VIEW("Update"))->uri = VIEW("not a uri");
	story_add_source(&s, a, VIEW("Harbour News"), VIEW("provider"))->literal =
	    VIEW("harbour");
	(void)story_add_source(&s, a, VIEW("Sea Agency"), VIEW("agency"));
	story_add_alt_id(&s, a, VIEW("guid"), VIEW("tag:news.example,2023:1"));
	story_add_alt_id(&s, a, VIEW("link"),
			 VIEW("http://news.example/2023/ferry?utm_source=x"));
	struct story_rendition *r =
	    story_add_rendition(&s, a, VIEW("https://news.example/a b.jpg"));
	r->content_type = VIEW("image/jpeg");
	r->title = VIEW("The ferry");
	r->width = 640;
	r->height = 480;
	r->size_bytes = 123456;
	r->duration_s = 12;
	struct story_association *picture = story_add_association(
	    &s, a, VIEW("mainpic"), VIEW("urn:newsml:news.example:pic-1"));
	picture->rel = VIEW("seeAlso");
	picture->type = VIEW("picture");
	picture->by = VIEW("John Roe");
	picture->copyright_notice = VIEW("2023 Harbour Pictures");
	picture->headlines = s.headlines;
	picture->renditions = s.renditions;
	sample_extension(&s, a);
	return s;
}
