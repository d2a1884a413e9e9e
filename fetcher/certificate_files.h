/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certificate_files - whether the certificates and keys that the configuration names are there.
 *
 * With one that is missing no request of its feed could begin, and each would be told of as the
 * server's failure. Only that they are there is looked at: whether they may be read is for the
 * user that the fetcher runs as.
 */
#pragma once

#include "common/service/feeds.h"
#include "common/service/settings.h"
#include "fetcher/fetcher.h"

/* False if it complained. `feeds` may be NULL. */
NODISCARD bool certificate_files_there(const struct fetcher_settings *settings,
				       const struct feeds *feeds,
				       struct settings_errors *e);
