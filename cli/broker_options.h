/* SPDX-License-Identifier: Apache-2.0 */
/*
 * broker_options - how a subcommand finds Kafka: --config, or --broker alone.
 *
 * With --broker nothing is read but the options; else the `kafka:` section of kurilwire.yaml
 * says where and how. Everything lies in the arena.
 */
#pragma once

#include "common/base/arena.h"
#include "common/kafka/client.h"

struct broker_options {
	const char *config; /* --config DIR, or NULL */
	const char *broker; /* --broker HOST:PORT, or NULL */
};

/* Mistakes in the configuration are printed. False: they were, and the exit code is 78. */
NODISCARD bool broker_options_settings(const struct broker_options *o, struct arena *a,
				       struct kafka_settings *ret);
