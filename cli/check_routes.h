/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_routes - do the routes name things that there are?
 *
 * A route that waits for a topic, a subject, a feed, a provider or a language that no pack and
 * no feed has is right for its own file, and takes nothing for ever. Pure.
 */
#pragma once

#include "common/service/feeds.h"
#include "enricher/gazetteer.h"
#include "sink/route.h"

/* False if it added to `e`. */
NODISCARD bool check_routes(const struct routes *routes, const struct gazetteer *packs,
			    const struct feeds *feeds, struct arena *a,
			    struct settings_errors *e);
