/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feeds_parts - what the verbs of `kurilwire feeds` share. Included by cli/feeds*.c alone.
 *
 * feeds.c reads the command line, feeds_read.c the fetcher's state; feeds_show.c and feeds_why.c
 * tell of it in the words of feeds_words.c, feeds_poll.c asks for a poll, feeds_opml.c imports
 * and exports, feeds_find.c looks for the feed of a site, feeds_write.c writes what was imported
 * or found.
 */
#pragma once

#include "cli/broker_options.h"
#include "cli/subcommand.h"
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/kafka/state.h"
#include "common/service/feeds.h"
#include "fetcher/feed_state.h"

struct feeds_command {
	struct broker_options broker;
	bool json, to_stdout;
	const char *provider; /* --provider ID, or NULL */
	char **words;         /* what stands behind the verb */
	size_t words_len;
	struct arena *arena;
	const struct feeds *feeds; /* as configured; NULL for verbs that want none */
};

/* Each prints its result and returns an exit code. */
int feeds_list(const struct feeds_command *k);
int feeds_status(const struct feeds_command *k);
int feeds_why(const struct feeds_command *k);
int feeds_courtesy(const struct feeds_command *k);
int feeds_poll(const struct feeds_command *k);
int feeds_import(const struct feeds_command *k);
int feeds_export(const struct feeds_command *k);
int feeds_add(const struct feeds_command *k);

/* A feed that is to be written down. */
struct feeds_new {
	struct view title, url;
	bool allow_private;
};
/* Writes them as a new file of feeds.d, or on standard output if the command says so. Those
 * whose address is configured already are left out. Returns an exit code. */
int feeds_write(const struct feeds_command *k, const struct feeds_new *feeds, size_t len);
/* Its address as it may be told. */
struct view feeds_address(const struct feed *f, struct arena *a);
/* "kurilwire feeds: …" on standard error; returns `code`. */
int feeds_failed(int code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The state of all feeds and hosts, if all words are ids of feeds: an exit code, after a
 * complaint unless it is EXIT_OK. */
int feeds_read(const struct feeds_command *k, struct state **ret);
/* What is known of a feed. False: nothing, and `*ret` is as of one that was never polled. */
bool feeds_state(const struct state *state, const struct feed *f, struct arena *a,
		 struct feed_state *ret);
/* Are all words ids of feeds? Complains of the first that is none. */
bool feeds_all_known(const struct feeds_command *k);

/* "12 s", "4 min", "3 h", "9 d" */
struct view feeds_span(int64_t ms, struct arena *a);
struct view feeds_ago(instant_ms at, instant_ms now, struct arena *a); /* or "never" */
struct view feeds_ahead(instant_ms at, instant_ms now,
			struct arena *a); /* or "now", "-" */
/* How it is, folders and feeds that are off included. */
struct view feeds_condition(const struct feed *f, const struct feed_state *s,
			    instant_ms now, struct arena *a);
void feeds_status_json(const struct feed *f, const struct feed_state *s, instant_ms now,
		       struct arena *a, struct buf *out);
