/* SPDX-License-Identifier: Apache-2.0 */
/* feeds_parts - what the files of the feeds module share with each other alone. */
#pragma once

#include "common/base/map.h"
#include "common/service/feeds.h"

#define FEEDS_ZONES "/usr/share/zoneinfo"

struct provider {
	struct view id, name;
	struct setting_mark mark;
};

/* One file of feeds.d: of struct provider and struct feed_row. */
struct feeds_file {
	struct setting_list providers, feeds;
};

/* A feed as it stands in the file: what tables cannot say is still a node, and where things
 * stand is known. */
struct feed_row {
	struct feed feed;
	const struct setting_node *first_poll;
	struct feed_marks {
		struct setting_mark url, folder, instance, provider, was, language,
		    charset, timezone;
		struct setting_mark body_selector, interval_min, interval_max, proxy;
		struct setting_mark password, client_key;
	} marks;
};

/* What of a row is needed until all files are read. */
struct feed_draft {
	struct feed feed;
	struct setting_mark url, was, provider, timezone;
};

/* Rows of struct provider and struct feed_row. */
extern const struct setting feeds_provider_rows[], feeds_feed_rows[];

/* feeds_check.c: what rows cannot say of one feed by itself. Reads first_poll. */
bool feed_check(struct feed_row *row, struct arena *a, struct settings_errors *e);
/* feeds_check.c: is it the name of a zone, not an offset? */
bool feed_names_zone(const struct feed *f);
/* feeds_zones.c: the zone of that name, in the arena; `zones` holds those that were read. */
bool feeds_zone(struct map *zones, struct view name, struct arena *a,
		const struct zone **ret, struct err *err);
