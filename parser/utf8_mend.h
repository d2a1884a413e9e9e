/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8_mend - text that is UTF-8 but for some bytes.
 *
 * CESU-8, in which Java and MySQL write what lies beyond U+FFFF as two surrogates (Unicode
 * Technical Report 26), becomes what it means; quotes and dashes of windows-1252 that were pasted
 * between ASCII are read as such. What else does not belong becomes U+FFFD, one for each
 * character that is torn. Pure, linear.
 */
#pragma once

#include "common/base/buf.h"

/* Appends the text; adds to `*ret_replaced` how often U+FFFD was put. False: over the buffer's
 * maximum. */
bool utf8_mend(struct view v, struct buf *out, size_t *ret_replaced);

/* Bytes of the two surrogates at `pos`; 0 for anything else. */
size_t utf8_mend_pair(struct view v, size_t pos);
/* Is the byte a quote, a dash or the ellipsis of windows-1252, alone between ASCII? */
bool utf8_mend_pasted(struct view v, size_t pos);
