/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xml_parts - what the files of the tokenizer share. Included by parser/xml*.c alone.
 *
 * xml.c finds tags and texts; xml_reference.c decodes what they hold; xml_doctype.c reads the
 * entities that a document declares.
 */
#pragma once

#include "parser/xml.h"

/* The bytes that end a name, all below 64: controls, white space and " ' / < = > */
#define NAME_END_MASK                                                              \
	(0x1ffffffffULL | 1ULL << '"' | 1ULL << '\'' | 1ULL << '/' | 1ULL << '<' | \
	 1ULL << '=' | 1ULL << '>')

static inline bool xml_ends_name(char c)
{
	unsigned char u = (unsigned char)c;
	return u < 64 && (NAME_END_MASK >> u & 1);
}

static inline size_t xml_skip_space(struct view v, size_t pos)
{
	while (pos < v.len && byte_is_space(v.p[pos]))
		pos++;
	return pos;
}

static inline struct view xml_name_at(struct view v, size_t pos)
{
	size_t end = pos;
	while (end < v.len && !xml_ends_name(v.p[end]))
		end++;
	return view_at(v.p + pos, end - pos);
}

static inline void xml_damaged(struct xml *x, const char *what)
{
	if (!x->damage)
		x->damage = what;
}

/* The character of "#…;" behind the ampersand, at `*pos`, which moves behind it. */
bool xml_number_decode(struct view v, size_t *pos, struct buf *out);
/* The entity that was declared by this name, or NULL. */
const struct xml_entity *xml_entity_of(const struct xml *x, struct view name);
/* An attribute's value: references decoded, white space as spaces. */
struct view xml_value_decode(struct xml *x, struct view raw);
/* Moves behind the document type at the position, and takes its entities. */
void xml_doctype(struct xml *x);
