/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/identity.h"

#include "common/base/buf.h"
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

static struct view story_day(const struct story *s, char text[INSTANT_TEXT])
{
	bool dated = s->content_created != INSTANT_NONE;

	return day_of(dated ? s->content_created : s->first_created, text);
}

static void add_title(struct keys *keys, const struct story *s)
{
	struct view title = view_trim(story_plain(s, FIELD_HEADLINE));
	char text[INSTANT_TEXT];

	if (title.len)
		add_key(keys, 't',
			arena_printf(keys->a, "%.*s\x1f%.*s", VIEW_ARG(title),
				     VIEW_ARG(story_day(s, text))));
}

struct view identity_text_key(const struct story *s, struct view provider,
			      struct arena *a)
{
	char text[INSTANT_TEXT];
	struct digest d;

	if (!s->headlines.len && !s->descriptions.len && !s->bodies.len)
		return (struct view){ NULL, 0 };
	d = identity_content(s);
	return arena_printf(a, "%.*s\x1fx\x1f%s\x1f%.*s", VIEW_ARG(provider), d.hex,
			    VIEW_ARG(story_day(s, text)));
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

/* Length of the white space that begins at `at`, 0 if none does. Beside ASCII's that is U+00A0,
 * U+2000 to U+200B, U+202F, U+3000 and U+FEFF. */
static size_t space_len(struct view v, size_t at)
{
	const unsigned char *s = (const unsigned char *)v.p + at;
	size_t left = v.len - at;

	switch (s[0]) {
	case 0xC2:
		return left >= 2 && s[1] == 0xA0 ? 2 : 0;
	case 0xE2:
		return left >= 3 && s[1] == 0x80 &&
			       ((s[2] >= 0x80 && s[2] <= 0x8B) || s[2] == 0xAF)
			   ? 3
			   : 0;
	case 0xE3:
		return left >= 3 && s[1] == 0x80 && s[2] == 0x80 ? 3 : 0;
	case 0xEF:
		return left >= 3 && s[1] == 0xBB && s[2] == 0xBF ? 3 : 0;
	default:
		return byte_is_space(v.p[at]) ? 1 : 0;
	}
}

/* The bytes that white space begins with. */
static const bool may_be_space[256] = {
	[' '] = true,  ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true,
	['\r'] = true, [0xC2] = true, [0xE2] = true, [0xE3] = true, [0xEF] = true,
};

enum { BLOCK = 16, ROOM_BESIDE = 512 };

typedef unsigned char block __attribute__((vector_size(BLOCK)));

static block block_at(const char *p)
{
	block b;

	memcpy(&b, p, sizeof b);
	return b;
}

/* 0xff for each byte that white space other than a space may begin with, the one that
 * follows it considered: Japanese is full of bytes that begin an ideographic space, too. */
static block odd_bytes(block b, block next)
{
	return (block)(b < ' ') | ((block)(b == 0xC2) & (block)(next == 0xA0)) |
	       ((block)((b & 0xFE) == 0xE2) & (block)(next == 0x80)) |
	       ((block)(b == 0xEF) & (block)(next == 0xBB));
}

/* Sixteen bytes whose spaces, if any, are single ones between words; two more are looked
 * at. */
static bool is_plain_block(const char *p)
{
	block b = block_at(p), next = block_at(p + 1), third = block_at(p + 2);
	block odd = odd_bytes(b, next) |
		    ((block)(b == ' ') & (odd_bytes(next, third) | (block)(next == ' ')));
	uint64_t halves[2];

	memcpy(halves, &odd, sizeof halves);
	return (halves[0] | halves[1]) == 0;
}

/* Where the next white space begins that is more than one space between two words. */
static size_t run_end(struct view v, size_t at)
{
	while (at < v.len) {
		if (v.len - at >= BLOCK + 2 && is_plain_block(v.p + at))
			at += BLOCK;
		else if (!may_be_space[(unsigned char)v.p[at]] || space_len(v, at) == 0)
			at++;
		else if (v.p[at] == ' ' && at + 1 < v.len && space_len(v, at + 1) == 0)
			at += 2;
		else
			break;
	}
	return at;
}

/* The text with each run of white space as one space and none at its ends, then an end
 * mark that no text holds. Most texts are one such run already. */
static void add_text(struct buf *out, struct view v)
{
	bool any = false;

	for (size_t at = 0; at < v.len;) {
		size_t space = space_len(v, at);
		if (space > 0) {
			at += space;
			continue;
		}
		size_t end = run_end(v, at);
		if (any)
			(void)buf_add_byte(out, ' ');
		(void)buf_add(out, view_at(v.p + at, end - at));
		any = true;
		at = end;
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

static size_t plain_bytes(const struct story *s)
{
	return story_plain(s, FIELD_HEADLINE).len +
	       story_plain(s, FIELD_DESCRIPTION).len + story_plain(s, FIELD_BODY).len;
}

struct digest identity_content(const struct story *s)
{
	char text[INSTANT_TEXT];
	BUF(all, SIZE_MAX / 4);

	/* Most often enough. */
	(void)buf_room(&all, plain_bytes(s) + ROOM_BESIDE);
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
