/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/header_rows.h"

#include "common/base/must.h"

static const struct header_row of_story[] = {
	{ "ce_specversion", "the version of CloudEvents", "1.0", true },
	{ "ce_id", "uri#version.revision: one event, whatever topic it is on",
	  "urn:kurilwire:story:00112233445566778899aabbccddeeff#2.0", true },
	{ "ce_source", "id of the feed that this version came by", "harbour-en", true },
	{ "ce_type", "what happened to the story", "org.kurilwire.story.enriched.v1",
	  true },
	{ "ce_time", "when this version was published, else when it was fetched",
	  "2023-01-23T09:31:00Z", false },
	{ "ce_subject", "id of the provider", "harbour", false },
	{ "content-type", "of the value", "application/json", true },
	{ "kw-version", "version of the story, from 1", "2", true },
	{ "kw-status", "usable, withheld or canceled; a canceled story has no text",
	  "usable", true },
	{ "kw-lang", "language, BCP 47", "en", false },
	{ "kw-provider", "id of the provider", "harbour", false },
	{ "kw-embargo", "not to be published before; past on public topics",
	  "2023-01-23T10:33:20Z", false },
	{ "kw-fetched-at", "when the document behind this version was received",
	  "2023-01-23T09:31:40.123Z", false },
	{ "kw-about", "topics that the story is about", "kurils,peace_treaty", false },
	{ "kw-scores", "how much it is about each topic, 0 to 100",
	  "kurils=72,peace_treaty=9", false },
	{ "kw-tags", "topics that it mentions", "kurils", false },
	{ "kw-subjects", "what it mentions", "iturup,kunashir", false },
	{ "traceparent", "W3C trace context, from the fetch to the last topic",
	  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false },
	{ "kw-cluster",
	  "set by routes that tell copies apart: ids of the story's cluster",
	  "urn:kurilwire:story:00112233445566778899aabbccddeeff", false },
	{ "kw-cluster-size", "stories of the cluster, with this one", "14", false },
	{ "kw-cluster-sources", "independent sources of the cluster", "1", false },
};

static const struct header_row of_raw[] = {
	{ "kw-url", "address of the document, after redirects",
	  "https://news.example/feed.xml", true },
	{ "kw-requested-url", "address that was asked for",
	  "https://news.example/feed.xml", true },
	{ "kw-feed", "id of the feed that led to it", "harbour-en", true },
	{ "kw-fetched-at", "when it was received", "2023-01-23T09:32:00.120Z", true },
	{ "traceparent", "W3C trace context",
	  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true },
	{ "kw-status", "HTTP status", "200", false },
	{ "content-type", "of the body, as it was sent", "application/rss+xml", false },
	{ "kw-etag", "ETag, as it was sent", "\"7f\"", false },
	{ "kw-last-modified", "Last-Modified, as it was sent",
	  "Mon, 23 Jan 2023 09:31:00 GMT", false },
	{ "kw-body-hash", "XXH3 of the body, 128 bits",
	  "99aa06d3014798d86001c324468d497f", false },
	{ "kw-story", "of a page that an entry led to: the partial story, ninjs", "{}",
	  false },
	{ "kw-error", "why a page could not be had; the value is empty then", "404",
	  false },
	{ "kw-hops", "how far from its feed a page is", "1", false },
	{ "kw-kind", "what was wanted: page, archive, sitemap, or look: the page again",
	  "page", false },
	{ "kw-since", "of an archive or sitemap: what is older was there before",
	  "2023-01-23T09:31:00Z", false },
};

static const struct header_row of_letter[] = {
	{ "kw-letter-reason", "why, in one line", "not JSON", true },
	{ "kw-letter-worker", "who gave up", "sink", true },
	{ "kw-letter-topic", "topic of the input", "kw.enriched", false },
	{ "kw-letter-partition", "its partition", "3", false },
	{ "kw-letter-offset", "its offset", "1042", false },
};

#define ROWS(table)                                 \
	{                                           \
		table, sizeof table / sizeof *table \
	}

const struct header_row *header_rows(enum header_kind kind, size_t *ret_len)
{
	static const struct {
		const struct header_row *rows;
		size_t len;
	} all[HEADER_KINDS] = {
		[HEADERS_OF_STORY] = ROWS(of_story),
		[HEADERS_OF_RAW] = ROWS(of_raw),
		[HEADERS_OF_LETTER] = ROWS(of_letter),
	};

	MUST(kind < HEADER_KINDS);
	*ret_len = all[kind].len;
	return all[kind].rows;
}
