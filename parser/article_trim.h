/* SPDX-License-Identifier: Apache-2.0 */
/*
 * article_trim - drops what stands inside an article and is none of it.
 *
 * Forms, footers, asides, share buttons, and lists, tables and divs that hold more links,
 * fields or pictures than sentences. Counts of the elements around are kept right.
 */
#pragma once

#include "common/base/arena.h"
#include "parser/html_tree.h"

/* `how` as in article_find.h. The tree was measured. */
void article_trim(struct html_node *part, unsigned how, struct arena *a);
