/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agency - names by which news agencies sign their stories.
 *
 * A list of decisions, not of all agencies: a name that stands where agencies stand is taken
 * as one without it; the list settles what would else be doubtful. Pure.
 */
#pragma once

#include "common/base/view.h"

/* Is all of `name` an agency's name? Case of ASCII letters does not count. */
bool agency_known(struct view name);

/* Bytes of the longest agency's name that `text` begins with, up to the end of a word; 0 for
 * none. */
size_t agency_prefix(struct view text);

/* The same at the end, for scripts without spaces: "ソウル聯合ニュース". */
size_t agency_suffix(struct view text);

/* Bytes of the letters that `text` begins with if they are an agency's name, whatever stands
 * behind them: 3 of "AFP051030", of "APA0123"; 0 for none. */
size_t agency_letters(struct view text);
