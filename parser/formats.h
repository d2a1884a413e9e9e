/* SPDX-License-Identifier: Apache-2.0 */
/*
 * formats - one function for each format, behind parse_document().
 *
 * Each is given the document with its text already decoded to UTF-8 and adds stories to
 * `*ret`. ERR_REJECT with the reason when the text is not that format or holds nothing;
 * entries that came before some damage are kept and the loss is counted in `ret->lost`.
 * Pure; memory from the arena, which is asked arena_over() once an entry.
 */
#pragma once

#include "parser/document.h"

typedef bool format_parse(const struct document *d, struct view text, struct arena *a,
			  struct parsed *ret, struct err *err);

/* What the text looks like; `content_type` only breaks ties. */
enum format format_detect(struct view text, struct view content_type);

/* The name of an XML document's first element, if no format is known by it; else empty. Such a
 * document is tried as a page. */
struct view format_foreign_root(struct view text);

NODISCARD format_parse feed_xml_parse;  /* RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0 */
NODISCARD format_parse json_feed_parse; /* JSON Feed 1.0, 1.1 */
NODISCARD format_parse sitemap_parse;   /* news sitemaps and indexes */
NODISCARD format_parse newsml1_parse;   /* NewsML 1.0 to 1.2 */
NODISCARD format_parse newsml_g2_parse; /* newsItem, packageItem, newsMessage, … */
NODISCARD format_parse nitf_parse;      /* NITF 3.x */
NODISCARD format_parse ninjs_in_parse;  /* ninjs 1.x, 2.x, 3.x of others */
NODISCARD format_parse iptc7901_parse;
NODISCARD format_parse anpa1312_parse;
NODISCARD format_parse article_parse;   /* an HTML page with one article */
NODISCARD format_parse wire_text_parse; /* a wire story as plain text */
