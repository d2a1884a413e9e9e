/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packs - where the gazetteer packs are, and loading them for a command.
 *
 * Packs lie in DIR/tags.d, DIR being what place_config() makes of --config.
 */
#pragma once

#include "common/base/arena.h"
#include "enricher/gazetteer.h"

/* `config` may be NULL. The folder's path, in the arena. */
const char *packs_folder(const char *config, struct arena *a);

/* Loads them; complaints go to standard error with file, line and caret. NULL if there are
 * any, or no pack. */
struct gazetteer *packs_load(const char *config);
/* The same for the folder that the packs themselves lie in. */
struct gazetteer *packs_load_folder(const char *folder);
