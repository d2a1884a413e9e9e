/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/letter.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/base/utf8.h"

#define PREFIX "kw-letter-"

enum { HALF = LETTER_NUMBERS / 2 };

static const struct view reason_name = VIEW_INIT(PREFIX "reason");
static const struct view worker_name = VIEW_INIT(PREFIX "worker");
static const struct view topic_name = VIEW_INIT(PREFIX "topic");
static const struct view partition_name = VIEW_INIT(PREFIX "partition");
static const struct view offset_name = VIEW_INIT(PREFIX "offset");
static const struct view part_name = VIEW_INIT(PREFIX "part");

static struct view digits(char text[HALF], int64_t n)
{
	int len = snprintf(text, HALF, "%" PRId64, n);

	return view_at(text, (size_t)len);
}

size_t letter_headers(const struct letter *l, char numbers[LETTER_NUMBERS],
		      struct header ret[LETTER_HEADERS])
{
	size_t n = 0;

	ret[n++] =
	    (struct header){ reason_name, utf8_head(l->reason, LETTER_REASON_MAX) };
	ret[n++] = (struct header){ worker_name, l->worker };
	if (l->partition < 0)
		return n;
	ret[n++] = (struct header){ topic_name, l->topic };
	ret[n++] = (struct header){ partition_name, digits(numbers, l->partition) };
	ret[n++] = (struct header){ offset_name, digits(numbers + HALF, l->offset) };
	if (l->part)
		ret[n++] = (struct header){ part_name, VIEW("yes") };
	return n;
}

bool letter_owns(struct view name)
{
	return view_starts(name, VIEW(PREFIX));
}

/* The last header of the name, or the empty view. */
static struct view last(const struct headers *h, struct view name)
{
	for (size_t i = h->len; i-- > 0;)
		if (view_eq(h->items[i].name, name))
			return h->items[i].value;
	return view_at(NULL, 0);
}

bool letter_of_headers(const struct headers *h, struct letter *ret)
{
	struct letter l = {
		.reason = last(h, reason_name),
		.worker = last(h, worker_name),
		.topic = last(h, topic_name),
		.partition = -1,
		.offset = -1,
		.part = last(h, part_name).len > 0,
	};
	int64_t partition;

	if (l.reason.len == 0 || l.worker.len == 0)
		return false;
	if (l.topic.len) {
		if (!view_to_i64(last(h, partition_name), &partition) || partition < 0 ||
		    partition > INT32_MAX ||
		    !view_to_i64(last(h, offset_name), &l.offset))
			return false;
		l.partition = (int32_t)partition;
	}
	*ret = l;
	return true;
}
