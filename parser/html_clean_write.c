/* SPDX-License-Identifier: Apache-2.0 */
/* Tags, attributes and addresses as html_clean() writes them. */
#include "parser/html_clean_own.h"

#include "common/base/markup.h"
#include "common/base/utf8.h"
#include "common/story/url.h"
#include "parser/html_text.h"

void clean_write_attr(struct buf *out, struct view name, struct view value)
{
	buf_add_byte(out, ' ');
	buf_add(out, name);
	buf_add(out, VIEW("=\""));
	(void)markup_escape(out, value, true);
	buf_add_byte(out, '"');
}

void clean_write_open(struct buf *out, enum html_tag tag)
{
	buf_add_byte(out, '<');
	buf_add(out, html_tag_name(tag));
}

void clean_write_close(struct buf *out, enum html_tag tag)
{
	buf_add(out, VIEW("</"));
	buf_add(out, html_tag_name(tag));
	buf_add_byte(out, '>');
}

/* Without control characters, white space folded. */
static void fold(struct view v, struct buf *out)
{
	for (size_t i = 0; i < v.len; i++) {
		bool c1 =
		    v.p[i] == '\xC2' && i + 1 < v.len && (unsigned char)v.p[i + 1] < 0xA0;
		if (c1)
			i++;
		else if (!byte_is_space(v.p[i]) && (unsigned char)v.p[i] >= 0x20 &&
			 v.p[i] != 0x7F)
			buf_add_byte(out, v.p[i]);
		else if (byte_is_space(v.p[i]) && out->len && out->p[out->len - 1] != ' ')
			buf_add_byte(out, ' ');
	}
}

/* A title or an alternative text. */
void clean_write_title(struct buf *out, struct view name, struct view attrs)
{
	struct view raw;

	if (!html_attr(attrs, name, &raw))
		return;
	BUF(decoded, 8 * TITLE_MAX);
	BUF(folded, 8 * TITLE_MAX);
	html_unescape(utf8_head(raw, 8 * TITLE_MAX), &decoded);
	fold(buf_view(&decoded), &folded);
	struct view text = view_trim(utf8_head(buf_view(&folded), TITLE_MAX));
	if (text.len)
		clean_write_attr(out, name, text);
}

/* An absolute address that needs neither decoding nor escaping: the common case. */
bool clean_is_plain_address(struct view v)
{
	size_t at = view_starts(v, VIEW("https://"))  ? 8
		    : view_starts(v, VIEW("http://")) ? 7
						      : 0;

	if (at == 0 || at >= v.len || v.len > URL_MAX)
		return false;
	if (!byte_is_alpha(v.p[at]) && !byte_is_digit(v.p[at]))
		return false;
	for (; at < v.len; at++) {
		char c = v.p[at];
		if (!byte_is_alpha(c) && !byte_is_digit(c) &&
		    !memchr("-._~/?#=%+,:", c, 12))
			return false;
	}
	return true;
}

/* The absolute web address that an attribute names; empty when it names none. Good
 * until the next call. */
struct view clean_address(struct cleaner *c, struct view raw)
{
	BUF(decoded, URL_MAX);

	raw = view_trim(raw);
	if (clean_is_plain_address(raw))
		return raw;
	if (raw.len == 0 || raw.len > URL_MAX || !html_unescape(raw, &decoded))
		return VIEW("");
	if (!c->arena)
		c->arena = arena_new(ARENA_BYTES);
	arena_reset(c->arena);
	struct view url = url_resolve(c->base, buf_view(&decoded), c->arena);
	/* What reads differently the second time is read differently by browsers, too. */
	bool stable =
	    url_is_web(url) && view_eq(url, url_resolve(c->base, url, c->arena));
	return stable ? url : VIEW("");
}

struct view clean_address_in(struct cleaner *c, struct view attrs, struct view name)
{
	struct view raw;

	return html_attr(attrs, name, &raw) ? clean_address(c, raw) : VIEW("");
}
