/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intake_parts - what the files of the intake share. Included by parser/intake*.c alone.
 *
 * intake.c takes documents and their entries; intake_story.c settles what becomes of one story;
 * intake_page.c takes the pages that entries led to; intake_names.c knows what wires call their
 * stories; intake_follow.c says what a document leads to: the report of a poll, older parts of a
 * feed, sitemaps; intake_look.c what a page that is looked at again makes of its story.
 */
#pragma once

#include "common/base/map.h"
#include "common/story/want.h"
#include "parser/expiry.h"
#include "parser/intake.h"
#include "parser/memory.h"
#include "parser/poll_facts.h"
#include "parser/siblings.h"

struct intake {
	const struct feeds *feeds;
	struct document_limits limits;
	struct arena *arena;
	struct buf json;
	struct expiry *expiry;
};

/* One document on its way through. */
struct visit {
	struct intake *it;
	struct stage *stage;
	const struct stage_record *in;
	struct arena *a;
	struct memory memory;
	struct view provider, feed_id, url, requested_url, traceparent;
	const struct feed *feed; /* NULL: no longer configured */
	struct view feed_url;    /* its address as it may be told */
	bool is_poll;            /* the feed's own document, not a page */
	bool is_archive;         /* an older part of it */
	bool is_sitemap;         /* wanted because of it */
	bool is_look;            /* the page of a published story, looked at again */
	int64_t hops;            /* of what was wanted */
	instant_ms since; /* what is dated up to here was there before; or INSTANT_NONE */
	instant_ms fetched_at;
	int64_t today;
	/* What it contained. */
	struct map *newest_of; /* uri → the story of this document that counts */
	struct map *last_of;   /* uri → the last of its versions in a wire file */
	struct memory_feed seen;
	struct poll_facts facts;
	struct view home_url; /* of the site, as the document names it; or empty */
};

/* The document as the core takes it, with what the feed's configuration says. */
struct document intake_document(const struct visit *v);
/* Its keys, for intake_identify(). */
struct sibling intake_keys(const struct visit *v, struct story *s);
/* Which story it is: sets its uri and remembers its other ids. False: no id at all. */
bool intake_identify(struct visit *v, const struct sibling *one);
/* Entry or page, once it is known which story it is and what it says. */
NODISCARD bool intake_settle(struct visit *v, struct story *s,
			     const struct ledger_offer *offer, const struct digest *hash,
			     struct view link, bool pass_over, struct err *err);
/* An entry of a document, which has its uri. */
NODISCARD bool intake_entry(struct visit *v, struct story *s, struct err *err);
/* Takes what the feed's usage does not allow to pass on. */
void intake_usage(const struct visit *v, struct story *s);
/* One letter for `n` entries. */
void intake_reject(struct visit *v, size_t n, struct view why);
void intake_count(struct visit *v, enum disposition what);
/* A page that was wanted for the entry `partial`, or the error that came in its place. */
NODISCARD bool intake_page(struct visit *v, struct view partial, struct err *err);

/* Do stories of this format go by names, for want of ids? */
bool names_count_in(enum format format);
/* Remembers what a story is called. */
void names_keep(const struct visit *v, const struct story *s);
/* The uri of the one story that a kill or a correction names; else the empty view and, for a
 * kill, a note of what is wrong. */
struct view names_find(const struct visit *v, struct story *s);
/* What is wrong with the names of a kill, or the empty view. */
struct view names_kill_problem(const struct story *s);

/* The report of a poll, for the fetcher. `p` is NULL when it was no feed; `problem` then says
 * why. */
NODISCARD bool follow_report(struct visit *v, const struct parsed *p, struct view problem,
			     struct err *err);
/* What is remembered of the feed. */
void follow_remember(struct visit *v);
/* An archive was read: asks for the one before it, until it reaches what was known; then
 * says that the gap is closed. */
NODISCARD bool follow_archive(struct visit *v, const struct parsed *p, struct err *err);
/* An index of sitemaps was read: asks for those in it. */
NODISCARD bool follow_index(struct visit *v, const struct parsed *p, struct err *err);
/* May the page of an entry be asked for: is it on the feed's site, or on one that belongs to
 * it? */
bool follow_allows(const struct visit *v, struct view link);

/* `s` is the published version; becomes what the page says now, or the withdrawal of it.
 * False in `*ret_news`: nothing follows from the look. `p` is the page, parsed, or NULL when
 * there is no article in it or no page at all. */
void look_merge(struct visit *v, struct story *s, const struct story *page,
		bool *ret_news);
