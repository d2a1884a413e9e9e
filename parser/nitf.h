/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nitf - IPTC NITF 3.x, alone or as the content of NewsML 1 and NewsML-G2.
 *
 * What the containers say of a story goes before what NITF says of it: nothing that is set
 * is changed. Media objects become renditions and leave the text; sub-headings, lists and
 * tables stay in it. NITF 3.6, IPTC.
 */
#pragma once

#include "parser/feed_entry.h"
#include "parser/xml_tree.h"

/* The fields of a <nitf> element. */
void nitf_read(struct story *s, struct feed_tools *t, const struct xml_node *nitf);

/* Adds what is inside `n` as body, with NITF's or HTML's elements. */
void nitf_body(struct story *s, struct feed_tools *t, const struct xml_node *n);
