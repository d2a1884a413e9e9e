/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_text - text as a JSON string: what RFC 8259 §7 wants escaped, and nothing more.
 *
 * The text is valid UTF-8 and goes out as it is but for quotes, backslashes and control
 * characters. Sixteen bytes are looked at together: about 5 GB/s where nothing is escaped.
 */
#pragma once

#include "common/base/buf.h"

/* Without the quotes around it. */
void json_add_text(struct buf *out, struct view text);

/* Length of the run at the start that no string has to escape. */
size_t json_plain_run(const char *p, size_t len);

/* With them. */
void json_add_string(struct buf *out, struct view text);
