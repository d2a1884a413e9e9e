/* SPDX-License-Identifier: Apache-2.0 */
/*
 * article_wall - what a page says that shows something else in place of its article.
 *
 * Requests for consent, a subscription or a password, refusals, pages that were not found: known
 * by the sentences that sites show, in the languages of the shipped feeds. Only for short texts:
 * a long one may speak of any of these. Pure.
 */
#pragma once

#include "common/base/view.h"

/* What the text asks for or says, for "no article in the page: …"; NULL: nothing of that kind.
 * Static. */
const char *article_wall(struct view text);
/* Does the page's title say that it was not found or is not shown? */
bool article_wall_title(struct view title);
