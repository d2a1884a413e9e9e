/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trial - what `kurilwire try` sets up and takes down: folder, broker, newsroom, services.
 *
 * Its folder holds the configuration and the services' logs. One owner, one thread.
 */
#pragma once

#include "cli/children.h"
#include "cli/newsroom/newsroom.h"
#include "common/kafka/embedded.h"
#include "sink/route.h"

struct trial {
	struct arena *arena;
	struct embedded *broker;
	struct newsroom *newsroom;
	struct children services;
	const char *folder; /* removed by trial_done() unless `keep` */
	bool keep;
	const struct route_topic *topics; /* the public ones */
	size_t topics_len;
	struct kafka_settings kafka;
};

/* `files` are served instead of the bundled stories; none: those. ERR_STOP says what could
 * not be set up; trial_done() is for both ends. */
NODISCARD bool trial_begin(struct trial *t, const char *config, const char *const *files,
			   size_t files_len, struct err *err);
NODISCARD bool trial_start_services(struct trial *t, struct err *err);
void trial_done(struct trial *t);
