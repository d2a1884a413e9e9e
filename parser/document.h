/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document - what the parser is given and what it gives back.
 *
 * The parser is a pure function: a document as received and what the feed's configuration
 * says about it go in, stories come out, or an error with the reason why there are none.
 * No network, no files, no clock. Everything in the result lies in the arena of the
 * call or looks into the document's bytes.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/zone.h"
#include "common/story/story.h"

enum document_usage {
	USAGE_FULL,
	USAGE_TEXT,    /* bodies in HTML only where there is no plain text */
	USAGE_HEADLINE /* headline and link only */
};

/* Per feed, from config/feeds.d. All optional: empty, or the default. */
struct document_hints {
	struct view provider; /* id */
	struct view provider_name;
	struct view feed;        /* id */
	struct view language;    /* BCP 47, when the document names none */
	struct view charset;     /* when the document names none */
	int utc_offset_minutes;  /* of dates that name no zone */
	const struct zone *zone; /* instead of the offset, or NULL */
	bool day_first;          /* 03/04/2023 is 3 April (the default is by language) */
	struct view body_selector; /* of the article in a page: "#id", ".class", "tag" */
	enum document_usage usage;
};

/* Limits of one document. DOCUMENT_LIMITS are the defaults. */
struct document_limits {
	size_t bytes_max; /* after decoding to UTF-8 */
	size_t stories_max;
	size_t depth_max; /* of nested elements */
};
#define DOCUMENT_LIMITS ((struct document_limits){ 16 * 1024 * 1024, 20000, 256 })

struct document {
	struct view body;         /* as received, content encoding removed */
	struct view content_type; /* as the server sent it, or empty */
	struct view url; /* where it came from, the base of relative links; or empty */
	bool
	    polled; /* the address is a feed's, which serves other stories later: it names none */
	instant_ms fetched_at; /* INSTANT_NONE when unknown: no date is then "ahead" */
	struct document_hints hints;
	struct document_limits limits;
};

enum format {
	FORMAT_UNKNOWN,
	FORMAT_RSS,  /* 0.9x, 1.0, 2.0 */
	FORMAT_ATOM, /* 0.3, 1.0 */
	FORMAT_JSON_FEED,
	FORMAT_SITEMAP, /* news sitemap: stories without text */
	FORMAT_SITEMAP_INDEX,
	FORMAT_NEWSML_1,
	FORMAT_NEWSML_G2,
	FORMAT_NITF,
	FORMAT_NINJS,
	FORMAT_IPTC_7901,
	FORMAT_ANPA_1312,
	FORMAT_HTML,
	FORMAT_TEXT,
};
const char *format_name(enum format f); /* "rss", "newsml-g2", … */

/* What a document was found to be and what it held. */
struct parsed {
	enum format format;
	const char *encoding;      /* "UTF-8", "windows-1251", …; static */
	const char *encoding_from; /* "bom", "declaration", "http", "meta", "guess", … */
	struct story *stories;
	size_t stories_len;
	size_t lost; /* entries that were damaged and dropped */
	struct view lost_why;
	/* What the feed says of itself. */
	struct view title, home_url, self_url, language;
	struct view next_url; /* paging (RFC 5005), or empty */
	/* What it asks of those who poll it, as in want.h. */
	int ttl_minutes, period_minutes;
	uint32_t skip_hours, skip_days;
	struct view *more_urls; /* sitemap index: the sitemaps */
	instant_ms *more_dates; /* and when each was changed, or INSTANT_NONE */
	size_t more_urls_len;
};

/* Appends a story, initialised, with hints applied where they always hold. NULL at
 * limits.stories_max: the rest is lost and counted. */
struct story *parsed_add(struct parsed *p, const struct document *d, struct arena *a);

/*
 * Finds the format by the content, with the server's claim only as evidence, decodes to
 * UTF-8 and parses. ERR_REJECT with the reason when it holds no story and is not an empty
 * feed; a page without an article says "no article in the page: …".
 */
NODISCARD bool parse_document(const struct document *d, struct arena *a,
			      struct parsed *ret, struct err *err);
