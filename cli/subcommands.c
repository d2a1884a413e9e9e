/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/subcommands.h"

#include <stddef.h>

#include "cli/archive.h"
#include "cli/check.h"
#include "cli/dead_letter.h"
#include "cli/explain.h"
#include "cli/feeds.h"
#include "cli/fetch.h"
#include "cli/parse.h"
#include "cli/reload.h"
#include "cli/replay.h"
#include "cli/route.h"
#include "cli/schema.h"
#include "cli/tag.h"
#include "cli/tags.h"
#include "cli/tail.h"
#include "cli/test.h"
#include "cli/topics.h"
#include "cli/try.h"

const struct subcommand *const subcommands[] = {
	&try_subcommand,    &check_subcommand,       &topics_subcommand,
	&reload_subcommand, &parse_subcommand,       &tag_subcommand,
	&tags_subcommand,   &test_subcommand,        &route_subcommand,
	&schema_subcommand, &tail_subcommand,        &feeds_subcommand,
	&fetch_subcommand,  &dead_letter_subcommand, &explain_subcommand,
	&replay_subcommand, &archive_subcommand,     NULL,
};
