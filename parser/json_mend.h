/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_mend - JSON as programs print it by mistake, made JSON (RFC 8259).
 *
 * For documents that a strict reader refused: what stands before the first bracket and
 * behind its partner goes (a callback's name, a guard against inclusion), comments and
 * commas before a closing bracket go, line ends and quotes within strings are escaped,
 * escapes that JSON does not have lose their backslash, strings between single quotes get
 * double ones, and NaN, None, True and the like become what JSON has for them. One pass; what is right stays as it
 * is. An end that is missing stays missing.
 */
#pragma once

#include "common/base/buf.h"

/* Appends to `out`. False: over its maximum. */
bool json_mend(struct view text, struct buf *out);
