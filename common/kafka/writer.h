/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer - a few records written at once by the command line: in one transaction, or not at all.
 *
 * Connects, writes and disconnects: about a second. Never for a worker, whose outputs belong
 * to its inputs' offsets.
 */
#pragma once

#include "common/base/err.h"
#include "common/base/view.h"
#include "common/kafka/client.h"
#include "common/kafka/stage.h"

struct writer_record {
	struct view key, value;
};

/* `topic` is one of Kurilwire's own. ERR_RETRY: no broker answers within 10 s; ERR_REJECT:
 * there is no such topic; ERR_STOP: a record or a setting is refused. */
NODISCARD bool writer_send(const struct kafka_settings *settings, enum topic topic,
			   const struct writer_record *records, size_t len,
			   struct err *err);
