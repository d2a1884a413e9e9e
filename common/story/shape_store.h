/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape_store - a scalar of the JSON record, put into the field of struct story that it is.
 *
 * What takes no more than the member, its field and the scalar; lists and objects are the
 * decoder's. For the files of this folder alone. Pure.
 */
#pragma once

#include "common/story/json_scan.h"
#include "common/story/shape.h"

/* False: of another type than the member, or not within its limits; the field is as before.
 * A text is borrowed as long as the story lives. */
bool shape_store(const struct shape_member *m, void *field, enum json_token token,
		 struct view v);
