/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_rules - what a feed's configuration says about its documents and entries.
 *
 * Pure; words are compared by their Unicode lower case. Cost: one pass over an entry's text
 * for each word, and none for feeds without words.
 */
#pragma once

#include "common/service/feeds.h"
#include "parser/document.h"

/* Fills the hints that come from configuration. */
void feed_rules_hints(const struct feed *f, struct document_hints *ret);

/* Do include, exclude and their address forms let the entry through? */
bool feed_rules_accept(const struct feed *f, const struct story *s);
