/* SPDX-License-Identifier: Apache-2.0 */
/* fault - the ways in which the newsroom misbehaves on request, by name. Pure data. */
#pragma once

#include <stdbool.h>

#include "common/base/view.h"

enum fault_kind {
	FAULT_NONE,
	FAULT_STATUS,        /* answers `status`, with Retry-After if there is one */
	FAULT_REDIRECT,      /* answers `status` (301 …) and Location: `to` */
	FAULT_SLOW_HEADERS,  /* `ms` pass before the first byte */
	FAULT_SLOW_BODY,     /* a byte each `ms`, without end */
	FAULT_ENDLESS,       /* a body without end, as fast as it goes */
	FAULT_TRUNCATE,      /* half of the promised length, then the connection closes */
	FAULT_SHORT_LENGTH,  /* a Content-Length that is smaller than the body */
	FAULT_RESET,         /* the connection closes without an answer */
	FAULT_BOMB,          /* 64 MiB of nothing, as 64 KiB of gzip */
	FAULT_GZIP,          /* the right body, compressed */
	FAULT_BIG_HEADER,    /* 200 KiB of headers */
	FAULT_NO_VALIDATORS, /* neither ETag nor Last-Modified; the build date changes */
	FAULT_ALWAYS_304, /* "not modified" to any conditional request, though it was */
	FAULT_CHANGING_ETAG, /* another ETag and Last-Modified at each poll of the same body */
	FAULT_CONSENT,       /* a consent wall: a page where the feed was, status 200 */
	FAULT_BINARY,        /* bytes that are no text, said to be text/html */
	FAULT_BROKEN_XML, /* the body torn in the middle of a tag, the length right */
	FAULT_KIND_COUNT
};

enum { FAULT_TEXT = 1024 };

struct fault {
	enum fault_kind kind;
	int status, ms;
	int times;           /* requests it holds for; -1: until it is taken away */
	char to[FAULT_TEXT]; /* Location */
	char retry_after[128];
};

const char *fault_name(enum fault_kind kind); /* "slow-headers", … */
bool fault_find(struct view name, enum fault_kind *ret);
