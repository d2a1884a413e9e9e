/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asyncapi - the contract of all topics as one AsyncAPI 3.0 document.
 *
 * Made of the tables that the code works by: topics_row(), header_rows(). Values of stories
 * refer to story-1.schema.json, which lies beside it (schema.h). Pure.
 */
#pragma once

#include "common/base/buf.h"

/* Appends the document as JSON, indented, with a line end at its end. */
void asyncapi_print(struct buf *out);
