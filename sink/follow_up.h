/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow_up - what follows when a record goes to a public topic.
 *
 * How long its road was is noted (latency.h), and another look at its page is asked for
 * (later_look.h). On the stage's thread.
 */
#pragma once

#include "common/kafka/stage.h"

struct follow_up;

struct follow_up *follow_up_new(void);
void follow_up_free(struct follow_up *f); /* NULL is fine */
DEFINE_AUTO(follow_up)

/* Pages are looked at again so long after; 0, as at first: never. */
void follow_up_look_after(struct follow_up *f, int64_t ms);

/* A record of an input's partition goes to a public topic. True if a look was asked for. */
bool follow_up_note(struct follow_up *f, struct stage *s, int32_t partition,
		    struct view value, const struct headers *h);
/* What was noted stands, or does not. */
void follow_up_committed(struct follow_up *f);
void follow_up_aborted(struct follow_up *f);
