/* SPDX-License-Identifier: Apache-2.0 */
/*
 * newsroom - a small real HTTP server with bundled news, for trying and testing.
 *
 * Serves each feed of its desk under /feeds/ID.xml, each story's page under
 * /LANGUAGE/stories/ID.html, files of the caller's under /files/ID, and /robots.txt; honours
 * conditional GET by ETag and Last-Modified. What it is told to do, by calls here or by
 * POST /_control/… (README.md beside this file), it does from the next request on.
 *
 * Threads: one for each connection, by libmicrohttpd; every call here may come from any
 * thread. Loopback only. No match for a publisher's server in speed: tests of speed use
 * nginx.
 */
#pragma once

#include <stdint.h>

#include "cli/newsroom/fault.h"
#include "common/base/auto.h"
#include "common/base/buf.h"
#include "common/base/err.h"

struct newsroom;

struct newsroom_settings {
	const char *folder; /* of bundled stories; NULL: none */
	const char
	    *address;  /* an IPv4 address of this machine's loopback; NULL: 127.0.0.1 */
	uint16_t port; /* 0: any that is free */
};

/* ERR_STOP: the folder is wrong, or the port is taken. */
NODISCARD bool newsroom_open(const struct newsroom_settings *settings,
			     struct newsroom **ret, struct err *err);
/* Ends every connection, slow ones too. NULL is fine. */
void newsroom_free(struct newsroom *n);
DEFINE_AUTO(newsroom)

uint16_t newsroom_port(const struct newsroom *n);
/* "http://127.0.0.1:4711", without a slash at its end; lives as long as the newsroom. */
const char *newsroom_base(const struct newsroom *n);

/* A file of the caller's, as a feed of its own. */
NODISCARD bool newsroom_add_file(struct newsroom *n, const char *path, struct err *err);

/* The feeds as a file for config/feeds.d: ids, providers, addresses, and `allow_private`,
 * polled every `interval` ("5s"). */
void newsroom_feeds_yaml(struct newsroom *n, const char *interval, struct buf *out);

/* False: no such story. A text that is empty stays as it was. */
bool newsroom_edit(struct newsroom *n, const char *story, const char *title,
		   const char *summary, const char *body);
bool newsroom_withdraw(struct newsroom *n, const char *story, bool withdrawn);
/* A new story, published now. False: it is there, or lacks something. */
bool newsroom_write(struct newsroom *n, const char *story, const char *feeds,
		    const char *title, const char *body);

/* From now on requests for `path` ("/feeds/asia.xml") meet the fault; FAULT_NONE ends it. */
void newsroom_fault(struct newsroom *n, const char *path, const struct fault *fault);
/* The text of /robots.txt; "" for a 404. */
void newsroom_robots(struct newsroom *n, const char *text);

/* How many requests for `path` were answered with `status` (0: with any, or none yet). */
size_t newsroom_count(struct newsroom *n, const char *path, int status);
/* The most requests that were under way at one time. */
size_t newsroom_busiest(struct newsroom *n);
/* Appends a header of the last request for `path`. False: there was none. */
bool newsroom_asked_with(struct newsroom *n, const char *path, const char *header,
			 struct buf *out);
