/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feeds - what is fetched: the feeds of config/feeds.d, as the fetcher and the parser need them.
 *
 * Each file holds providers, and each provider its feeds. Ids are permanent: a story's uri is
 * made from its provider's, and state is kept under the feed's; a rename says `was`. Plain data
 * in the arena of the load; loaded whole at start and at reload.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/zone.h"
#include "common/service/settings.h"

enum {
	FEEDS_MAX = 200000,
	FEEDS_FIRST_AGE_MS =
	    2 * 24 * 60 * 60 * 1000, /* of first_poll, if nothing is said */
};

enum feed_kind {
	FEED_FEED, /* entries: RSS, Atom, JSON Feed, sitemap, wire file with stories */
	FEED_PAGE, /* the address itself is one story, looked at again and again */
};

enum feed_first { FEED_FIRST_AGE, FEED_FIRST_ALL, FEED_FIRST_NONE };
enum feed_usage { FEED_USAGE_FULL, FEED_USAGE_TEXT, FEED_USAGE_HEADLINE };

struct feed {
	struct view id;
	struct view was;                     /* former id, or empty */
	struct view provider, provider_name; /* id, and what subscribers read */
	struct view url;                     /* of a folder: file:// and its path */
	struct view folder;   /* that files are delivered into, instead of an address */
	struct view instance; /* of the fetcher that sees the folder */
	int kind;             /* enum feed_kind */
	bool enabled;

	/* What the parser needs. */
	bool full_text;          /* fetch the pages that entries lead to */
	struct view language;    /* BCP 47, for documents that name none */
	struct view charset;     /* for documents that name none */
	struct view timezone;    /* "Asia/Tokyo" or "+09:00", of dates that name none */
	const struct zone *zone; /* the table of such a name, else NULL */
	bool day_first;
	struct view body_selector;
	int usage; /* enum feed_usage */
	int first; /* enum feed_first */
	int64_t first_age_ms;
	struct setting_strings include, exclude; /* words in headline, text or category */
	struct setting_strings include_url, exclude_url;
	struct setting_strings
	    sites; /* that its pages may be on beside its own; "*": any */

	/* What the fetcher needs. */
	int64_t interval_ms; /* fixed; 0: adaptive between the two below */
	int64_t interval_min_ms, interval_max_ms;
	int64_t timeout_ms, bytes_max;
	int64_t host_delay_ms;        /* between two requests to its host */
	bool allow_private;           /* its address may be private or loopback */
	bool obey_robots;             /* for its pages */
	struct view user_agent;       /* instead of the fleet's */
	struct setting_pairs headers; /* values may be secret */
	struct view cookie, user, password, bearer; /* secrets but for `user` */
	struct setting_strings secret_parameters;   /* never leave the fetcher */
	struct view proxy;                          /* secret: it may hold a password */
	struct view client_certificate, client_key, ca_file;

	struct setting_mark mark;
};

struct feeds;

/* Loads DIR/feeds.d/<*.yaml>. False: errors were added to `e` (bad values, an id twice, an
 * address twice, a provider that is not defined; no feed at all is none). The result lives in `a`. */
NODISCARD bool feeds_load(const char *config_folder, struct arena *a,
			  const struct feeds **ret, struct settings_errors *e);

size_t feeds_len(const struct feeds *f);
const struct feed *feeds_at(const struct feeds *f, size_t i);
/* By id, or by the id that it had before; NULL. */
const struct feed *feeds_find(const struct feeds *f, struct view id);

/* The rows, for `--describe` and the schema. */
extern const struct setting feeds_file_rows[];
