/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch - whether the files of a configuration have changed, for those who want no reload to be
 * asked for.
 *
 * It looks at names, sizes and times of kurilwire.yaml, feeds.d, tags.d and routes.d, and never
 * into a file; links are followed, as the mounted folders of Kubernetes want it. Files that are
 * still being written are waited for: a change counts when two looks find the same. One stat a
 * file and look. One thread.
 */
#pragma once

#include <stdbool.h>

#include "common/base/digest.h"

enum { WATCH_LOOK_MS = 2000 };

struct watch {
	const char *folder; /* borrows until it is not used any more */
	struct digest known, seen;
};

/* What is there now is known. */
void watch_init(struct watch *w, const char *folder);

/* True once for each change. */
bool watch_changed(struct watch *w);
