/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rights - what each worker needs on a broker with access control, and whether it has it.
 *
 * Made of the table of topics, so that what is documented, granted and tried is one list. Read
 * and Write bring Describe with them (Kafka's rule). Nothing is needed on the cluster.
 */
#pragma once

#include <stddef.h>

#include "common/kafka/topics.h"

enum right_resource { RIGHT_TOPIC, RIGHT_GROUP, RIGHT_TRANSACTIONAL_ID, RIGHT_RESOURCES };
enum right_operation { RIGHT_READ, RIGHT_WRITE, RIGHT_CREATE, RIGHT_OPERATIONS };

struct right {
	enum right_resource resource;
	enum right_operation operation;
	const char *name; /* with prefix */
	bool begins;      /* all names that begin so */
};

/* fetcher, parser, enricher, sink, and cli: the person who runs `kurilwire`. NULL ends it. */
extern const char *const rights_holders[];
/* Is it a worker: one of them but the person? */
bool rights_is_worker(const char *name);

/* In the arena, those of one resource, operation and kind of name together. `holder` is one of rights_holders. */
NODISCARD bool rights_of(const struct kafka_settings *settings, const char *holder,
			 const struct topics_public *publics, size_t publics_len,
			 struct arena *a, const struct right **ret, size_t *ret_len,
			 struct err *err);

/* Called for each right that is missing. */
typedef void rights_report(void *self, const struct right *right, const char *why);

/* Does what a worker does, as far as nothing comes of it: reads the end of its topics, writes
 * records that no broker takes (too large, of another decade, without a key), and opens a
 * transaction with an offset in it, under an instance name of its own, which it aborts. Running
 * workers notice nothing, and a first start is still a first one. Takes seconds, and some 5 MiB
 * for each topic. False: no broker answers, or a setting is refused. */
NODISCARD bool rights_try(const struct kafka_settings *settings, const char *worker,
			  const struct right *rights, size_t len, rights_report *report,
			  void *self, struct err *err);
