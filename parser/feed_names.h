/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_names - which element of a feed is which, whatever its prefix and spelling.
 *
 * A namespace is known by its URI, in the spellings the wild has of it, and by its usual
 * prefix where the URI is unknown or missing. Local names count without case. Pure.
 */
#pragma once

#include "common/base/view.h"
#include "parser/xml.h"

enum feed_ns {
	NS_CORE, /* RSS of any version, Atom, and what is in no namespace */
	NS_OTHER,
	NS_APP,
	NS_CC,
	NS_CONTENT,
	NS_DC, /* with its terms */
	NS_FEEDBURNER,
	NS_GEO,
	NS_GEORSS, /* with GML */
	NS_ITUNES,
	NS_MEDIA,
	NS_PRISM,
	NS_RDF,
	NS_SYNDICATION,
	NS_TOMBSTONE,
	NS_XHTML,
	NS_XML,
	NS_YANDEX,
};

enum feed_name {
	NAME_OTHER,
	/* Structure. */
	NAME_ROOT,
	NAME_FEED,
	NAME_ENTRY,
	NAME_DELETED,
	NAME_DELETED_WHY,
	NAME_ASIDE,
	NAME_WRAPPER,
	NAME_GROUP,
	/* Texts. */
	NAME_TITLE,
	NAME_SUBTITLE,
	NAME_SUMMARY,
	NAME_CONTENT,
	NAME_FULL_TEXT,
	NAME_XHTML,
	NAME_ITUNES_TITLE,
	NAME_ITUNES_SUMMARY,
	NAME_MEDIA_TITLE,
	NAME_MEDIA_DESCRIPTION,
	/* Ids, links and dates. */
	NAME_GUID,
	NAME_DC_ID,
	NAME_LINK,
	NAME_ORIGINAL_LINK,
	NAME_ORIGINAL_ENCLOSURE,
	NAME_COMMENTS,
	NAME_PUBLISHED,
	NAME_DC_DATE,
	NAME_CREATED,
	NAME_UPDATED,
	NAME_EDITED,
	/* People and terms. */
	NAME_AUTHOR,
	NAME_CREATOR,
	NAME_ITUNES_AUTHOR,
	NAME_CONTRIBUTOR,
	NAME_PERSON_NAME,
	NAME_PERSON_EMAIL,
	NAME_PERSON_URI,
	NAME_CREDIT,
	NAME_EDITOR,
	NAME_CATEGORY,
	NAME_KEYWORDS,
	NAME_ITUNES_CATEGORY,
	NAME_GENRE,
	NAME_PLACE,
	NAME_POINT,
	NAME_LATITUDE,
	NAME_LONGITUDE,
	NAME_LANGUAGE,
	NAME_RIGHTS,
	NAME_LICENSE,
	NAME_SOURCE,
	NAME_PUBLISHER,
	NAME_TTL,
	NAME_PERIOD,
	NAME_FREQUENCY,
	NAME_SKIPS,
	NAME_SKIP_HOUR,
	NAME_SKIP_DAY,
	/* Media. */
	NAME_ENCLOSURE,
	NAME_MEDIA_CONTENT,
	NAME_PLAYER,
	NAME_THUMBNAIL,
	NAME_IMAGE,
	NAME_ITUNES_IMAGE,
	NAME_URL,
	NAME_ICON,
};

/* For xml_init(). */
int feed_ns_of(struct view prefix, struct view uri);

enum { FEED_NAMES_SLOTS = 512 };

/* A look-up table, made once a document (some two microseconds). */
struct feed_names {
	unsigned char slots[FEED_NAMES_SLOTS];
};
void feed_names_init(struct feed_names *n);
enum feed_name feed_name_of(const struct feed_names *n, int ns, struct view local);
