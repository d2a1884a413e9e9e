/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drop - folders that agencies deliver files into: which file is taken when, each once.
 *
 * A file is taken when it was renamed into its folder, or has not changed for
 * DROP_STABLE_MS. Its bytes go out in one transaction with a record of path, size and hash,
 * and only when that is committed the file is moved to the subfolder "done"; then the
 * record is taken back. So whoever comes after a process that died knows of each file that
 * is still there whether it was taken. Files and Kafka are reached through a table of
 * functions, so that a test lives through deaths at every point. No globals, no clock.
 *
 * One owner, one thread. About 200 bytes for a file that is in a folder.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/auto.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/instant.h"

enum {
	DROP_STABLE_MS = 10 * 1000,
	DROP_SCAN_MS = 1000,         /* from one look at the folders to the next */
	DROP_TURN_BYTES = 16 << 20,  /* taken in one transaction, and one file more */
	DROP_FILES_MAX = 100 * 1000, /* in all folders; what is over it waits */
	DROP_NAME_MAX = 255,
};

/* A folder as a feed; lives as long as the drop. */
struct drop_feed {
	struct view id, provider, url;
	const char *folder;
	size_t bytes_max; /* of one file */
};

/* A file as it stands in its folder. */
struct drop_file {
	struct view name;
	int64_t bytes;
	instant_ms changed;
	uint64_t inode;
};

enum drop_event {
	DROP_TAKEN,   /* its bytes are on kw.raw, and it is moved away */
	DROP_AGAIN,   /* a predecessor took it and died before moving it */
	DROP_REFUSED, /* empty or too large: moved to "refused" */
	DROP_STUCK,   /* it cannot be read or moved; told once */
	DROP_EVENT_COUNT
};
extern const char *const drop_event_names[]; /* "file.taken", …; NULL-terminated */

struct drop_ports {
	void *files; /* of the next five, `self` of the others */
	void *self;
	/* Each file of the folder but those that hide or are being uploaded, by its name. */
	bool (*list)(void *files, const struct drop_feed *f,
		     void (*each)(void *to, const struct drop_file *file), void *to,
		     struct err *err);
	/* The next file that was renamed into a folder: which, and its name. */
	bool (*renamed)(void *files, size_t *ret_feed, char ret_name[DROP_NAME_MAX + 1]);
	/* Its bytes, and what it was while they were read. */
	bool (*read)(void *files, const struct drop_feed *f, const char *name,
		     struct buf *out, struct drop_file *ret, struct err *err);
	bool (*look)(void *files, const struct drop_feed *f, const char *name,
		     struct drop_file *ret);
	/* To a subfolder, under a name that is free there. */
	bool (*move)(void *files, const struct drop_feed *f, const char *name,
		     const char *to, struct err *err);
	/* In the transaction that is open. An empty value takes the record back. */
	void (*emit)(void *self, const struct drop_feed *f, const char *name,
		     struct view bytes, struct view sha256);
	void (*remember)(void *self, struct view key, struct view value);
	void (*tell)(void *self, enum drop_event event, const struct drop_feed *f,
		     const char *name, struct view why);
};

struct drop;

/* Borrows all for its life. */
struct drop *drop_new(const struct drop_feed *feeds, size_t len,
		      const struct drop_ports *ports);
void drop_free(struct drop *d); /* NULL is fine */
DEFINE_AUTO(drop)

/* A record of a predecessor's, before the first turn. */
void drop_known(struct drop *d, struct view key, struct view value);

/* In a transaction: looks at the folders when it is time, takes what is ready. Returns in how
 * many ms it wants to be called again. */
int64_t drop_turn(struct drop *d, instant_ms now);

/* What was taken is committed, and is moved away; or is not, and will be taken again. */
void drop_committed(struct drop *d);
void drop_aborted(struct drop *d);
