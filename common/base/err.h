/* SPDX-License-Identifier: Apache-2.0 */
/* err - why a call failed, said as what to do with the input it failed on. */
#pragma once

#include <stdbool.h>

#define NODISCARD __attribute__((warn_unused_result))

/* The fate of the record in hand, by how far the damage reaches. */
enum err_fate {
	ERR_NONE = 0,
	ERR_RETRY,  /* the world may recover: the same input can succeed later */
	ERR_REJECT, /* this input never will: dead-letter it and go on */
	ERR_STOP,   /* no input can: exit non-zero and let the supervisor act */
};

/* Lives on the caller's stack and owns nothing. Untouched on success. */
struct err {
	enum err_fate fate;
	char text[256]; /* one line, complete enough to log as it is */
};

/* Always returns false:  return err_set(err, ERR_REJECT, "item has no title"); */
bool err_set(struct err *err, enum err_fate fate, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts context in front, and returns false:  "feed 'urdupoint': timed out". */
bool err_prefix(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
