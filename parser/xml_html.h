/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xml_html - markup that was read as XML, written as HTML.
 *
 * Names lose their prefix, void elements get no end tag, everything else is kept: what it
 * gives has still to be cleaned (html_text.h). All return false when `out` is over.
 */
#pragma once

#include "common/base/buf.h"
#include "parser/xml.h"

bool xml_html_start(const struct xml_name *name, const struct xml_attr *attrs,
		    size_t attrs_len, struct buf *out);
bool xml_html_end(const struct xml_name *name, struct buf *out);
bool xml_html_text(struct view text, struct buf *out);
/* The event at hand of the tokenizer. */
bool xml_html_event(struct xml *x, enum xml_event event, struct buf *out);
