/* SPDX-License-Identifier: Apache-2.0 */
/* input - the bytes of a file named on the command line, or of standard input. */
#pragma once

#include "common/base/buf.h"
#include "common/base/err.h"

/* Appends the file, "-" for standard input. ERR_REJECT: it does not fit into `out`;
 * ERR_STOP: it cannot be read. */
NODISCARD bool input_read(const char *path, struct buf *out, struct err *err);
