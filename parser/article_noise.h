/* SPDX-License-Identifier: Apache-2.0 */
/*
 * article_noise - what stands between an article's paragraphs and is none of them.
 *
 * Links to other stories ("Read also: …"), labels ("Advertisement"), requests to subscribe,
 * the page's date above the text; told by how short blocks begin, in the languages of the
 * feeds that are read. One pass for each; nothing long is dropped.
 */
#pragma once

#include "parser/html_tree.h"

void article_noise_drop(struct html_node *part);
