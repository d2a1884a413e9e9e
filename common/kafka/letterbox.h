/* SPDX-License-Identifier: Apache-2.0 */
/*
 * letterbox - the dead letters as a whole: which there are, what became of each, and a
 * second chance for some.
 *
 * A letter's id is its place in kw.dead-letter, "3:17". What became of it stands under that
 * id in the compacted kw.dead-letter-state. A retry puts the input's bytes, key and headers
 * on the topic they came from and marks the letter, both in one transaction; so does a drop,
 * which only marks. One person at a time: whoever opens the box for changes fences whoever
 * had, so that no letter is retried twice. Letters are never removed; they fall to the
 * topic's retention.
 *
 * One owner, one thread. Costs reading both topics once.
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/err.h"
#include "common/kafka/client.h"
#include "common/kafka/letter.h"
#include "common/kafka/stage.h"

enum letterbox_fate { LETTERBOX_OPEN, LETTERBOX_RETRIED, LETTERBOX_DROPPED };

enum { LETTERBOX_ID_BYTES = 40 };

/* A letter, borrowed while it is visited. */
struct letterbox_item {
	char id[LETTERBOX_ID_BYTES];
	struct stage_record record; /* as it stands on kw.dead-letter */
	struct letter letter;
	enum letterbox_fate fate;
	int64_t fate_ms; /* wall clock of the fate; 0: open */
};

struct letterbox;

/* Reads what became of the letters. For changes it also becomes the only one who makes some.
 * ERR_RETRY: no broker answers; ERR_REJECT: the topics are not there. */
NODISCARD bool letterbox_open(const struct kafka_settings *settings, bool for_changes,
			      struct letterbox **ret, struct err *err);
/* Changes that are not committed are undone. NULL is fine. */
void letterbox_free(struct letterbox *b);
DEFINE_AUTO(letterbox)

/* Every letter that was written at or after `since_ms` (-1: all). Records on the topic that
 * are none are left out. Stops early when `visit` says false, which is no error unless it
 * has set `err->text`. */
typedef bool letterbox_visit(void *self, const struct letterbox_item *item,
			     struct err *err);
NODISCARD bool letterbox_each(struct letterbox *b, int64_t since_ms,
			      letterbox_visit *visit, void *self, struct err *err);

/* Can it be retried? If not, why, as the end of a sentence. */
const char *letterbox_refuses(const struct letterbox_item *item);

/* Part of the current change, which the first call begins. MUST be open, and retried only
 * if letterbox_refuses() has nothing against it. ERR_STOP: refused by the broker, or somebody
 * else has opened the box for changes. */
NODISCARD bool letterbox_settle(struct letterbox *b, const struct letterbox_item *item,
				enum letterbox_fate fate, struct err *err);
/* Makes everything since the last call stand, or nothing of it. */
NODISCARD bool letterbox_commit(struct letterbox *b, struct err *err);

const char *letterbox_fate_name(enum letterbox_fate fate);
