/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cluster - which stories are copies of one text, over a window of days.
 *
 * Two stories belong together when shingles_same() says so, and so do those that both belong
 * to a third: hence the members are the same in whatever order they come. First is the one
 * that came first. A cluster's id is its first story's and stays: a copy that joins two
 * clusters makes one of them that has both ids.
 *
 * The caller keeps what has to outlive a process: of each story a `struct cluster_story` and
 * its packed text, which is lent, not copied. From them everything is put together again.
 *
 * Pure: time is an argument. Looking for copies costs one look-up for each of
 * CLUSTER_INDEXED shingles, about 2 us a story; a story takes about 150 bytes beside its
 * text. One owner, one thread.
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/instant.h"
#include "sink/shingles.h"

enum {
	CLUSTER_IDS_MAX = 8,   /* of one cluster; more are left out */
	CLUSTER_JOINS_MAX = 8, /* clusters that one story brings together; more are not */
	CLUSTER_INDEXED = 16,  /* smallest hashes of a text, of which copies share one */
	CLUSTER_COUNTED = 256, /* members whose sources and ids are told */
	CLUSTER_STORIES_MAX = 10 * 1000 * 1000,
};

struct clusters;

struct clusters *clusters_new(size_t stories_max);
void clusters_free(struct clusters *c); /* NULL is fine */
DEFINE_AUTO(clusters)

struct cluster_id {
	unsigned char bytes[16];
};

/* What is to be kept of a story. Numbers grow as stories arrive. */
struct cluster_story {
	int64_t number;
	struct cluster_id id;
	uint32_t source;   /* of cluster_source() */
	instant_ms latest; /* when its last version came */
	bool founder;      /* it belonged to no cluster when it came */
	int64_t
	    joins[CLUSTER_JOINS_MAX]; /* first stories of the clusters that it joined */
	size_t joins_len;
};

/* What is kept of an agency's name; 0 of the empty one. */
uint32_t cluster_source(struct view name);

/* A story with this text comes soon. The index is far larger than a cache, and what a text
 * needs of it is not near each other: all of it is asked for, and comes while other work is
 * done. */
void clusters_expect(struct clusters *c, const struct shingles *text);
/* A version of a story: new, with a number that is larger than any before, or known, with
 * what was kept of it. Sets `founder` of a new one, and adds to `joins`. Its text has to be
 * lent before anything else is asked. A new one wants clusters_full() to be false. */
void clusters_add(struct clusters *c, struct cluster_story *story,
		  const struct shingles *text);
/* The packed text of a story, borrowed until another is lent for it or it is taken out. */
void clusters_lend(struct clusters *c, int64_t number, struct view packed);
/* A story as it was kept; in the order of their numbers. Borrows `packed`. */
void clusters_restore(struct clusters *c, const struct cluster_story *story,
		      struct view packed);

/* What is known of a story's cluster. */
struct cluster {
	struct cluster_id ids[CLUSTER_IDS_MAX]; /* oldest first */
	size_t ids_len;
	size_t size;    /* stories, with this one */
	size_t sources; /* independent ones: agencies that are named, at least 1 */
	bool first;     /* this story came first */
};

/* False: the story is not known, or not any more. */
bool clusters_describe(struct clusters *c, int64_t number, struct cluster *ret);
/* Does another of its cluster say nearly all that the story says, and nothing else? */
bool clusters_repeats(struct clusters *c, int64_t number);

/* Takes out whole clusters that nothing came of since `before`, until `max` stories or more
 * are gone; tells each one's id. Returns how many. */
size_t clusters_take_old(struct clusters *c, instant_ms before, size_t max,
			 void (*gone)(void *self, const struct cluster_id *id),
			 void *self);
/* No room for another story: some have to be taken out. */
bool clusters_full(const struct clusters *c);
/* When something came last of the cluster that is the oldest; INSTANT_NONE: there is none.
 * O(stories). */
instant_ms clusters_oldest(struct clusters *c);

size_t clusters_len(const struct clusters *c); /* stories */
/* Bytes that all of it takes, texts that were lent not counted. */
size_t clusters_bytes(const struct clusters *c);
