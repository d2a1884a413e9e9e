/* SPDX-License-Identifier: Apache-2.0 */
/*
 * desk - the newsroom's stories and feeds, as they stand now.
 *
 * Read from a folder: feeds.conf and *.story, written as "Key: value" lines, and *.txt, wire
 * stories served as they are. A story can be edited, withdrawn and brought back. Not a
 * parser for the wild: the folder is our own, and a mistake in it is told with file and
 * line. Owns all its text. One thread, or the caller's lock.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/instant.h"

enum { DESK_FILE_MAX = 8 * 1024 * 1024, DESK_MEMORY_MAX = 256 * 1024 * 1024 };

struct desk_feed {
	struct view id, provider, title, language;
	bool atom;      /* else RSS 2.0 */
	bool full_text; /* entries carry the text; else a summary, and there is a page */
	bool short_summary; /* the first sentence of it */
	bool own_guids;     /* not the same as in the provider's other feeds */
	bool no_validators; /* and a build date that changes at each poll */
	size_t *stories;    /* those in it, as indices, the oldest written first */
	size_t stories_len;
	/* A file of the caller's, served as it is: the rest is empty then. */
	struct view file_path, file_type, file_bytes;
};

struct desk_story {
	struct view id, title, summary, place, agency, author, language;
	struct view feeds;  /* ids, separated by commas */
	struct view topics; /* what it is about, separated by commas, or empty */
	struct view body;   /* paragraphs, an empty line between them */
	instant_ms published, updated;
	int edits;
	bool withdrawn;
};

struct desk {
	struct arena *arena;
	struct desk_feed *feeds;
	size_t feeds_len;
	struct desk_story *stories;
	size_t stories_len;
};

/* Dates that the folder gives as an age ("-3h") count back from `now`. ERR_STOP: a file
 * cannot be read or understood. */
NODISCARD bool desk_open(struct desk *d, const char *folder, instant_ms now,
			 struct err *err);
/* Without stories. */
void desk_init(struct desk *d);
void desk_done(struct desk *d);

/* Serves a file of the caller's under /files/NAME, as a feed of its own. Its type is told by
 * its name and first bytes. `*ret_feed` is good until the next feed is added. */
NODISCARD bool desk_add_file(struct desk *d, const char *path,
			     struct desk_feed **ret_feed, struct err *err);

struct desk_feed *desk_feed(const struct desk *d, struct view id);   /* or NULL */
struct desk_story *desk_story(const struct desk *d, struct view id); /* or NULL */

/* Copies what is not empty into the story and moves its date of change to `now`. */
void desk_edit(struct desk *d, struct desk_story *s, struct view title,
	       struct view summary, struct view body, instant_ms now);
/* A new story in the feeds named. An id that is there is a false. */
bool desk_write(struct desk *d, const struct desk_story *story);
