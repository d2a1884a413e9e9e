/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger - what the parser remembers of a story, and what that makes of the next sight of it.
 *
 * The rules are architecture.md's, "Which story, which version": a new version comes only when
 * the story's own source changed, or once when a richer kind arrives; another feed's rendering
 * never is one, and neither is a document older than the one behind the current version.
 *
 * Pure: a line from the state and an offer go in, a verdict and the next line come out. A
 * line is one row of text, format number first, so that it can be read with kcat.
 */
#pragma once

#include <stdbool.h>

#include "common/base/buf.h"
#include "common/base/digest.h"
#include "common/base/err.h"
#include "common/story/story.h"

enum {
	LEDGER_HASH = 32,     /* hex digits kept of a content hash */
	LEDGER_FEED_MAX = 64, /* bytes of a feed's id */
	LEDGER_LINE_MAX = 512,
	LEDGER_KEEP_DAYS = 90,       /* after the story was last seen in a document */
	LEDGER_ASK_AGAIN_HOURS = 24, /* for a page that was asked for and has not come */
	LEDGER_REFRESH_DAYS =
	    7, /* how stale "last seen" may be before it is written again */
};

struct ledger {
	int version;  /* 0: nothing published yet */
	bool pending; /* its page was asked for and has not come */
	enum story_kind kind;
	enum story_status status;
	instant_ms fetched_at;            /* of the document behind the current version */
	int64_t seen_day;                 /* days since 1970 */
	char feed[LEDGER_FEED_MAX + 1];   /* the story's own source */
	char entry_hash[LEDGER_HASH + 1]; /* of the feed's entry; "" for none */
	char content_hash[LEDGER_HASH + 1]; /* of the published version; "" for none */
};

NODISCARD bool ledger_decode(struct view line, struct ledger *ret, struct err *err);
struct view ledger_encode(const struct ledger *l, char line[LEDGER_LINE_MAX]);

/* One sight of a story. */
struct ledger_offer {
	struct view feed;
	enum story_kind kind;
	enum story_status status;
	instant_ms fetched_at;
	const char *content_hash; /* hex, at least LEDGER_HASH digits */
	bool is_page;             /* a wanted page, not a feed's entry */
	bool wants_page;          /* an entry whose page will be asked for first */
};

enum ledger_verdict {
	LEDGER_PUBLISH,   /* the next version */
	LEDGER_WANT,      /* ask for the page; the story goes out with it */
	LEDGER_UNCHANGED, /* seen, the same */
	LEDGER_DUPLICATE, /* another feed's rendering, or a document that came late */
	LEDGER_FILTERED,  /* withdrawn before anybody got it */
};

/* `l` is what is known, all zero for a new story, and becomes what is to be remembered.
 * `*ret_write` says whether it differs from what is stored by more than it may. */
enum ledger_verdict ledger_judge(struct ledger *l, bool known,
				 const struct ledger_offer *offer, int64_t today,
				 bool *ret_write);

/* Is the line old enough to be dropped? */
static inline bool ledger_expired(const struct ledger *l, int64_t today)
{
	return today - l->seen_day > LEDGER_KEEP_DAYS;
}

/* Remembers an entry that is not to be published, though it is new: too old for a first poll,
 * excluded by the feed's rules. It goes out when its source changes it. */
void ledger_pass_over(struct ledger *l, const struct ledger_offer *offer, int64_t today);

/* The story's own source is no longer polled: the offer's feed takes its place. What it says
 * today is no new version, since it only says the same in other words. */
void ledger_adopt(struct ledger *l, const struct ledger_offer *offer);
/* The story's own source goes by another name now. */
void ledger_rename(struct ledger *l, struct view feed);
