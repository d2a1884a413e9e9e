/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markup - plain text inside HTML or XML.
 *
 * Pure, O(length); runs without a character of markup are copied whole.
 */
#pragma once

#include "common/base/buf.h"

/* Appends `v` with <, > and & as entities, and " too with `quotes`, for a value between double
 * quotes. False: it did not fit. */
bool markup_escape(struct buf *out, struct view v, bool quotes);
