/* SPDX-License-Identifier: Apache-2.0 */
/* topics - `kurilwire topics`: makes the topics that are not there, and says what there is. */
#pragma once

#include "cli/subcommand.h"
#include "common/kafka/topics.h"
#include "sink/route.h"

extern const struct subcommand topics_subcommand;

/* The public topics that routes name, as common/kafka takes them; they lie in `a`. */
struct topics_public *topics_publics(const struct routes *routes, struct arena *a,
				     size_t *ret_len);
