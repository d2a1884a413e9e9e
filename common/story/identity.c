/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/identity.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/story/url.h"

enum { URI_HEX = 32 };

/* --- ids ------------------------------------------------------------------------------- */

struct keys {
	struct arena *a;
	struct view provider;
	struct view *items;
	size_t len;
};

static void add_key(struct keys *keys, char kind, struct view id)
{
	if (id.len == 0)
		return;
	struct view key = arena_printf(keys->a, "%.*s\x1f%c\x1f%.*s",
				       VIEW_ARG(keys->provider), kind, VIEW_ARG(id));
	for (size_t i = 0; i < keys->len; i++)
		if (view_eq(keys->items[i], key))
			return;
	*ARENA_PUSH(keys->a, keys->items, keys->len) = key;
}

/* The one form of a web address that leads deeper than a front page, else empty. */
static struct view deep_link(struct view url, struct arena *a)
{
	struct view link = url_canonical(url, a);
	size_t host = sizeof "https://" - 1;

	if (!url_is_web(link) || (view_find_byte(link, '/', host) == VIEW_NONE &&
				  view_find_byte(link, '?', host) == VIEW_NONE))
		return (struct view){ NULL, 0 };
	return link;
}

/* Of each alternative id with this role, as `kind`: addresses in their one form. */
static void add_links(struct keys *keys, const struct story *s, struct view role,
		      char kind)
{
	for (size_t i = 0; i < s->alt_ids.len; i++)
		if (view_eq(s->alt_ids.items[i].role, role))
			add_key(keys, kind,
				deep_link(s->alt_ids.items[i].value, keys->a));
}

static void add_guids(struct keys *keys, const struct story *s)
{
	for (size_t i = 0; i < s->alt_ids.len; i++)
		if (view_eq(s->alt_ids.items[i].role, VIEW("guid")))
			add_key(keys, 'g', view_trim(s->alt_ids.items[i].value));
}

/* The UTC day, or empty. */
static struct view day_of(instant_ms t, char text[INSTANT_TEXT])
{
	return t == INSTANT_NONE
		   ? (struct view){ NULL, 0 }
		   : view_head(instant_format(t, text), sizeof "0000-00-00" - 1);
}

static void add_title(struct keys *keys, const struct story *s)
{
	struct view title = view_trim(story_plain(s, FIELD_HEADLINE));
	char text[INSTANT_TEXT];
	bool dated = s->content_created != INSTANT_NONE;
	struct view day = day_of(dated ? s->content_created : s->first_created, text);

	if (title.len)
		add_key(keys, 't',
			arena_printf(keys->a, "%.*s\x1f%.*s", VIEW_ARG(title),
				     VIEW_ARG(day)));
}

struct view *identity_keys(const struct story *s, struct view provider, struct arena *a,
			   size_t *ret_len)
{
	struct keys keys = { .a = a, .provider = provider };

	add_guids(&keys, s);
	add_links(&keys, s, VIEW("canonical"), 'c');
	add_links(&keys, s, VIEW("link"), 'l');
	add_links(&keys, s, VIEW("canonical"), 'l');
	add_links(&keys, s, VIEW("guid"), 'l');
	if (keys.len == 0)
		add_title(&keys, s);
	*ret_len = keys.len;
	return keys.items;
}

struct view identity_uri(struct view key, struct arena *a)
{
	return arena_printf(a, "urn:kurilwire:story:%.*s", URI_HEX, digest_one(key).hex);
}

/* --- versions -------------------------------------------------------------------------- */

static bool is_space(uint32_t cp)
{
	return (cp < 0x80 && byte_is_space((char)cp)) || cp == 0xA0 || cp == 0x3000 ||
	       (cp >= 0x2000 && cp <= 0x200B) || cp == 0x202F || cp == 0xFEFF;
}

/* The text with each run of white space as one space and none at its ends, then an end
 * mark that no text holds. */
static void add_text(struct buf *out, struct view v)
{
	bool gap = false, any = false;

	for (size_t pos = 0; pos < v.len;) {
		size_t from = pos;
		uint32_t cp = utf8_next(v, &pos);
		if (is_space(cp)) {
			gap = any;
			continue;
		}
		if (gap)
			(void)buf_add_byte(out, ' ');
		(void)buf_add(out, view_at(v.p + from, pos - from));
		gap = false;
		any = true;
	}
	(void)buf_add_byte(out, '\0');
}

static void add_texts(struct buf *out, const struct story_texts *texts)
{
	bool plain = false;

	for (size_t i = 0; i < texts->len; i++)
		plain |= view_eq(texts->items[i].content_type, VIEW("text/plain"));
	for (size_t i = 0; i < texts->len; i++)
		if (!plain || view_eq(texts->items[i].content_type, VIEW("text/plain")))
			add_text(out, texts->items[i].value);
	(void)buf_add_byte(out, '\x1e');
}

struct digest identity_content(const struct story *s)
{
	char text[INSTANT_TEXT];
	BUF(all, SIZE_MAX / 4);

	add_texts(&all, &s->headlines);
	add_texts(&all, &s->descriptions);
	add_texts(&all, &s->bodies);
	add_text(&all, s->by);
	add_text(&all, s->located);
	add_text(&all, view_of(story_status_name(s->status)));
	add_text(&all, s->usage_terms);
	add_text(&all, day_of(s->content_created, text));
	add_text(&all, s->embargoed_until == INSTANT_NONE
			   ? VIEW("")
			   : instant_format(s->embargoed_until, text));
	return digest_one(buf_view(&all));
}
