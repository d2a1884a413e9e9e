/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema - the contract of the record as JSON Schema 2020-12.
 *
 * Made of the tables that the encoder walks (shape.h), so it says what is written. It stands
 * alone: the members of IPTC ninjs 3.1 that we fill, each as narrow as we write it, and
 * `kurilwire`. It forbids no unknown members, because v1 may add some. Pure.
 */
#pragma once

#include "common/base/buf.h"

#define SCHEMA_ID "urn:kurilwire:schema:story:1"

/* Appends the schema, indented, with a line end at its end. */
void schema_print(struct buf *out);
