/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worker - a worker of the stage as a program: Kafka settings, running, metrics, reload.
 *
 * What stands between service_main() and stage_run(), the same for all workers.
 */
#pragma once

#include "common/kafka/client.h"
#include "common/kafka/stage.h"
#include "common/service/service.h"

/* The `kafka:` section, for the worker's list of parts. */
#define WORKER_KAFKA_PART                    \
	{                                    \
		"kafka", kafka_settings_rows \
	}

/* The section as settings, with what the command line says of instance and start. Lies in
 * the config's arena. */
NODISCARD bool worker_kafka(struct config *c, const struct options *o,
			    struct kafka_settings *ret, struct settings_errors *e);

/* What a client of these settings needs at work: files that properties name, and, unless it may
 * connect anywhere, the ports of the brokers. */
void worker_needs(const struct kafka_settings *k, struct confine_rules *r);

/* The stage as metrics: for the worker's own list, or to be registered beside it. */
extern struct metric worker_metrics[];

/* Runs the worker on the stage until the service is to stop. `alive` and `alive_self` of
 * `w` are this call's. `tick`, which may be NULL, is called about once a second between
 * records; `reloaded` when the configuration that service_own() gives is another one. */
struct worker_hooks {
	void (*tick)(void *self);
	void (*reloaded)(void *self, void *own);
	void *self;
};
NODISCARD bool worker_run(struct service *s, struct stage_worker *w,
			  const struct kafka_settings *settings,
			  const struct worker_hooks *hooks, struct err *err);
