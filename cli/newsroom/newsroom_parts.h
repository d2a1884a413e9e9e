/* SPDX-License-Identifier: Apache-2.0 */
/*
 * newsroom_parts - what the two files of the newsroom share: newsroom.c opens it and is told
 * what to do, newsroom_requests.c answers. Included by those files alone.
 */
#pragma once

#include <microhttpd.h>
#include <pthread.h>

#include "cli/newsroom/answer.h"
#include "cli/newsroom/newsroom.h"
#include "common/base/map.h"

enum { HEADERS_KEPT = 4096, STATUS_MAX = 600 };

/* What is remembered of a path. */
struct seen {
	struct fault fault;
	uint32_t requests, by_status[STATUS_MAX];
	char headers[HEADERS_KEPT]; /* of the last request: "Name: value\n" */
};

struct newsroom {
	struct MHD_Daemon *daemon;
	char base[64];
	uint16_t port;

	pthread_mutex_t lock;
	pthread_cond_t stopping_now;
	bool stopping;
	struct desk desk;
	struct map *seen; /* by path */
	char *robots;     /* "" for none */
	size_t busy, busiest;
	uint64_t polls;
};

/* newsroom.c */
instant_ms newsroom_clock(void);
void newsroom_lock(struct newsroom *n);
void newsroom_unlock(struct newsroom *n);
/* With the lock. NULL: too many paths were seen. */
struct seen *newsroom_seen(struct newsroom *n, const char *path);

/* newsroom_requests.c: as libmicrohttpd calls them; `self` is the newsroom. */
enum MHD_Result newsroom_on_request(void *self, struct MHD_Connection *c,
				    const char *path, const char *method,
				    const char *version, const char *upload,
				    size_t *upload_len, void **request);
void newsroom_on_completed(void *self, struct MHD_Connection *c, void **request,
			   enum MHD_RequestTerminationCode why);
