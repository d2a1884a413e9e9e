/* SPDX-License-Identifier: Apache-2.0 */
/* intake_polls - documents of one feed of one provider, for the tests of the intake. */
#pragma once

#include "intake_bench.h"

#define ALL(more)                                                            \
	"providers: [{id: agency, name: The Agency}]\n"                      \
	"feeds:\n"                                                           \
	"  - {id: asia, provider: agency, url: \"https://a.example/asia\", " \
	"first_poll: all" more "}\n"
#define ASIA ALL("")
#define ITEM(more) "<item>" more "</item>"
#define RSS(items)                                                             \
	"<rss version=\"2.0\"><channel><title>Asia</title>" items "</channel>" \
	"</rss>"
#define ATOM(entries)                                          \
	"<feed xmlns=\"http://www.w3.org/2005/Atom\" "         \
	"xmlns:at=\"http://purl.org/atompub/tombstones/1.0\">" \
	"<title>Asia</title><id>f</id>" entries "</feed>"
#define ENTRY(title, updated)                                           \
	"<entry><id>tag:a,1</id><title>" title "</title>"               \
	"<link href=\"https://a.example/1\"/><updated>2026-01-" updated \
	"Z</updated></entry>"
#define STORY_1                                                                   \
	ITEM("<guid>1</guid><title>Harbour opens</title>"                         \
	     "<link>https://a.example/1</link><description>It did.</description>" \
	     "<pubDate>Fri, 09 Jan 2026 12:00:00 GMT</pubDate>")
#define OLD_STORY                                          \
	ITEM("<guid>0</guid><title>Harbour closes</title>" \
	     "<link>https://a.example/0</link>"            \
	     "<pubDate>Thu, 01 Jan 2026 12:00:00 GMT</pubDate>")

static inline struct sent poll(const char *body)
{
	return (
	    struct sent){ .feed = "asia", .url = "https://a.example/asia", .body = body };
}

static inline struct sent poll_at(const char *body, int64_t at)
{
	struct sent d = poll(body);

	d.at = at;
	return d;
}
