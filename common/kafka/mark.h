/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mark - what a committed offset carries in its metadata: what must survive the instance.
 *
 * How many entries of the partition ended in which disposition since it was first read, and
 * whether an instance has it that has not given it up in an orderly way: found at a start,
 * that one has died, perhaps of one of the next records. As text, versioned:
 *
 *   1 start published=10 unchanged=3 rejected=1
 *
 * Pure, allocates nothing. Kafka's limit for the metadata is 4096 bytes by default; this
 * stays below MARK_TEXT.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/view.h"
#include "common/kafka/stage.h"

enum { MARK_TEXT = 320 };

struct mark {
	bool start; /* an instance has started on it and not ended */
	uint64_t counts[DISPOSITION_COUNT];
};

/* "published", … */
const char *mark_disposition_name(enum disposition what);

struct view mark_format(const struct mark *m, char text[MARK_TEXT]);

/* The empty text is a mark of zeros. ERR_STOP: written by a newer version, or by somebody
 * else. */
NODISCARD bool mark_parse(struct view text, struct mark *ret, struct err *err);
