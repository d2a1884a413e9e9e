/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cluster - which stories are copies of one text, over a window of days.
 *
 * Two stories belong together when shingles_same() says so, and so do those that both belong
 * to a third: hence the members are the same in whatever order they come. First is the one
 * that came first. A cluster's id is its first story's uri and stays: a copy that joins two
 * clusters makes one of them that has both ids.
 *
 * Pure: time is an argument. A cluster is forgotten when nothing came of it for the window.
 * Looking for copies costs an index look-up for each of CLUSTER_INDEXED shingles; a story takes
 * about 800 bytes. One owner, one thread.
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/instant.h"
#include "sink/shingles.h"

enum {
	CLUSTER_URI_MAX = 63,  /* bytes */
	CLUSTER_IDS_MAX = 8,   /* of one cluster; more are left out */
	CLUSTER_INDEXED = 40,  /* smallest hashes of a text, of which copies share one */
	CLUSTER_COUNTED = 256, /* members whose sources and ids are told */
	CLUSTER_STORIES_MAX = 50 * 1000 * 1000,
};

struct clusters;

/* When `stories_max` are known, those whose clusters are the oldest go before their time. */
struct clusters *clusters_new(int64_t window_ms, size_t stories_max);
void clusters_free(struct clusters *c); /* NULL is fine */
DEFINE_AUTO(clusters)

/* What is known of a story's cluster. */
struct cluster {
	struct view ids[CLUSTER_IDS_MAX]; /* oldest first; borrowed until the next add */
	size_t ids_len;
	size_t size;    /* stories, with this one */
	size_t sources; /* independent ones: agencies that are named, at least 1 */
	bool first;     /* this story came first */
};

/* A version of a story; `source` is the agency that it names, or empty. A story that is known
 * keeps its place, and its new text may join it to more. `now` never goes back. False, with
 * nothing added: the uri is longer than CLUSTER_URI_MAX or empty. */
bool clusters_add(struct clusters *c, struct view uri, const struct shingles *text,
		  struct view source, instant_ms now, struct cluster *ret);

size_t clusters_len(const struct clusters *c); /* stories */
/* Bytes that all of it takes. */
size_t clusters_bytes(const struct clusters *c);
