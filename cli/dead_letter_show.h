/* SPDX-License-Identifier: Apache-2.0 */
/* dead_letter_show - a dead letter as a line, as a whole, or as JSON. Pure. */
#pragma once

#include "common/base/buf.h"
#include "common/kafka/letterbox.h"

enum { DEAD_LETTER_SAMPLE = 1000 /* bytes of an input that are shown */ };

/* The feed that a letter's input came from, or empty. */
struct view dead_letter_feed(const struct letterbox_item *item);

/* "3:17  2026-01-23T09:30:00Z  parser  kw.raw  kyodo  1234 B  open  no title" */
void dead_letter_line(const struct letterbox_item *item, struct buf *out);
/* The line, the headers, and the beginning of the input. */
void dead_letter_whole(const struct letterbox_item *item, struct buf *out);
/* One object: id, time, worker, topic, partition, offset, part, feed, key, bytes, state,
 * settled, reason; `whole` adds headers and the beginning of the value. */
void dead_letter_json(const struct letterbox_item *item, bool whole, struct buf *out);
