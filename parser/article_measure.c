/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/article_measure.h"

#include "common/base/utf8.h"
#include "parser/article_hints.h"
#include "parser/html_tokens.h"

enum { REFERENCE_BYTES = 10 }; /* "&thetasym;": longer ones count by their letters */

/* Does a character take the room of two, as those of Chinese, Japanese and Korean do?
 * Their texts say in one what others say in two or three. */
static bool is_wide(uint32_t c)
{
	return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
	       (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0xFF00 && c <= 0xFF60);
}

/* Commas of all scripts, as marks of sentences. */
static bool is_comma(uint32_t c)
{
	switch (c) {
	case ',':
	case 0x060C: /* Arabic */
	case 0xFE50:
	case 0xFE10:
	case 0xFE11:
	case 0x2E41:
	case 0x2E34:
	case 0x2E32:
	case 0xFF0C: /* Chinese */
	case 0x3001: /* Japanese */
		return true;
	default:
		return false;
	}
}

/* Length of the reference at the '&' that `v` begins with, or 1. */
static size_t reference_len(struct view v)
{
	for (size_t i = 1; i < v.len && i < REFERENCE_BYTES; i++) {
		if (v.p[i] == ';')
			return i + 1;
		if (!byte_is_alpha(v.p[i]) && !byte_is_digit(v.p[i]) && v.p[i] != '#')
			break;
	}
	return 1;
}

static void count_text(struct html_node *n)
{
	struct view v = n->text;
	bool white = false;
	unsigned chars = 0, commas = 0;

	for (size_t at = 0; at < v.len;) {
		unsigned char c = (unsigned char)v.p[at];
		if (byte_is_space(v.p[at])) {
			white = true;
			at++;
			continue;
		}
		chars += white ? 2 : 1;
		white = false;
		if (c >= 0xE0) {
			uint32_t code = utf8_next(v, &at);
			chars += is_wide(code);
			commas += is_comma(code);
			continue;
		}
		commas +=
		    c == ',' || (c == 0xD8 && at + 1 < v.len && v.p[at + 1] == '\x8C');
		at += c == '&' ? reference_len(view_from(v, at)) : c >= 0xC0 ? 2 : 1;
	}
	n->chars = chars;
	n->commas = commas;
}

/* Links within the page weigh less: notes and tables of contents. */
static unsigned link_chars(const struct html_node *a)
{
	struct view href;

	if (html_attr(a->text, VIEW("href"), &href) && href.len > 1 && href.p[0] == '#')
		return a->chars * 3 / 10;
	return a->chars;
}

static bool breaks_lines(const struct html_node *n)
{
	unsigned does = html_tag_does((enum html_tag)n->tag);

	return (does & (HTML_PARA | HTML_LINE)) || n->tag == TAG_TD || n->tag == TAG_TH;
}

static struct html_node *deepest(struct html_node *n)
{
	while (n->first)
		n = n->first;
	return n;
}

static void add_up(struct html_node *n)
{
	n->chars = n->linked = n->commas = 0;
	n->hints &= (unsigned short)~HINT_BLOCKS;
	for (const struct html_node *c = n->first; c; c = c->next) {
		if (c->dropped)
			continue;
		n->chars += c->chars;
		n->linked += c->linked;
		n->commas += c->commas;
		if (!c->is_text && (breaks_lines(c) || (c->hints & HINT_BLOCKS)))
			n->hints |= HINT_BLOCKS;
	}
	if (n->tag == TAG_A)
		n->linked = link_chars(n);
}

void article_measure(struct html_node *root)
{
	for (struct html_node *n = deepest(root);;
	     n = n->next ? deepest(n->next) : n->parent) {
		if (!n->is_text)
			add_up(n);
		else if (!n->chars)
			count_text(n);
		if (n == root)
			return;
	}
}

void article_drop(struct html_node *n)
{
	unsigned linked = n->linked;

	n->dropped = true;
	for (struct html_node *p = n->parent; p; p = p->parent) {
		if (p->tag == TAG_A)
			linked = n->chars; /* all of it was part of a link */
		p->chars -= n->chars;
		p->linked -= p->linked < linked ? p->linked : linked;
		p->commas -= n->commas;
	}
}
