/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/document.h"

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "parser/charset.h"
#include "parser/formats.h"
#include "parser/unpack.h"

/* Every format, in the order of enum format. */
static const struct {
	const char *name;
	format_parse *parse; /* NULL: FORMAT_UNKNOWN only */
} formats[] = {
	[FORMAT_UNKNOWN] = { "unknown", NULL },
	[FORMAT_RSS] = { "rss", feed_xml_parse },
	[FORMAT_ATOM] = { "atom", feed_xml_parse },
	[FORMAT_JSON_FEED] = { "json-feed", json_feed_parse },
	[FORMAT_SITEMAP] = { "sitemap", sitemap_parse },
	[FORMAT_SITEMAP_INDEX] = { "sitemap-index", sitemap_parse },
	[FORMAT_NEWSML_1] = { "newsml-1", newsml1_parse },
	[FORMAT_NEWSML_G2] = { "newsml-g2", newsml_g2_parse },
	[FORMAT_NITF] = { "nitf", nitf_parse },
	[FORMAT_NINJS] = { "ninjs", ninjs_in_parse },
	[FORMAT_IPTC_7901] = { "iptc-7901", iptc7901_parse },
	[FORMAT_ANPA_1312] = { "anpa-1312", anpa1312_parse },
	[FORMAT_HTML] = { "html", article_parse },
	[FORMAT_TEXT] = { "text", wire_text_parse },
};

/* Text with one control character in so many is none. */
enum { BINARY_SHARE = 32, STORIES_COPIED = 64 };
/* The old wire formats have their own control characters; NULs are no part of them. */
enum { NUL_SHARE = 64 };
enum { ROOT_SHOWN = 60 /* bytes of an element's name */ };
/* The last piece that is unpacked may reach beyond the limit. */
enum { UNPACK_ROOM = 128 * 1024 };

enum { FORMATS_LEN = sizeof(formats) / sizeof(formats[0]) };

const char *format_name(enum format f)
{
	MUST((int)f >= 0 && (int)f < FORMATS_LEN);
	return formats[f].name;
}

/* A longer list is a copy of the list: is there room for it? */
static bool has_room(const struct parsed *p, const struct arena *a)
{
	size_t len = p->stories_len;
	bool full = len >= STORIES_COPIED && (len & (len - 1)) == 0;

	return !full || arena_left(a) > 2 * len * sizeof *p->stories;
}

struct story *parsed_add(struct parsed *p, const struct document *d, struct arena *a)
{
	if (!has_room(p, a)) {
		p->lost++;
		if (p->lost_why.len == 0)
			p->lost_why = VIEW("the document needs too much memory");
		return NULL;
	}
	if (p->stories_len >= d->limits.stories_max) {
		p->lost++;
		if (p->lost_why.len == 0)
			p->lost_why = arena_printf(a, "over %zu stories in one document",
						   d->limits.stories_max);
		return NULL;
	}
	struct story *s = ARENA_PUSH(a, p->stories, p->stories_len);
	story_init(s);
	s->ext.feed = d->hints.feed;
	s->ext.url = d->url;
	s->ext.fetched_at = d->fetched_at;
	struct view name =
	    d->hints.provider_name.len ? d->hints.provider_name : d->hints.provider;
	struct story_concept *provider = story_add_source(s, a, name, VIEW("provider"));
	if (provider)
		provider->literal = d->hints.provider;
	return s;
}

/* Files that a server may send in place of a document. */
static const char *binary_kind(struct view v)
{
	static const struct {
		struct view start;
		const char *kind;
	} kinds[] = {
		{ VIEW_INIT("%PDF-"), "a PDF file" },
		{ VIEW_INIT("\x89PNG"), "a PNG picture" },
		{ VIEW_INIT("\xff\xd8\xff"), "a JPEG picture" },
		{ VIEW_INIT("GIF8"), "a GIF picture" },
		{ VIEW_INIT("PK\x03\x04"), "a ZIP archive" },
		{ VIEW_INIT("\x28\xb5\x2f\xfd"), "zstd data" },
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (view_starts(v, kinds[i].start))
			return kinds[i].kind;
	return NULL;
}

static bool is_control(char c)
{
	unsigned char u = (unsigned char)c;
	return (u < ' ' && u != '\t' && u != '\n' && u != '\r') || u == 0x7f;
}

/* Position of the first control character at or after `from`, or v.len. */
static size_t control_find(struct view v, size_t from)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	size_t i = from;

	while (i < v.len) {
		uint64_t word;
		size_t len = v.len - i < sizeof(word) ? v.len - i : sizeof(word);
		if (len == sizeof(word)) {
			/* Eight bytes at once: is any below 0x20 or 0x7f? Line breaks are, so
			 * that a hit is only worth a closer look. */
			memcpy(&word, v.p + i, sizeof(word));
			uint64_t del = word ^ ones * 0x7f;
			uint64_t hit =
			    ((word - ones * 0x20) & ~word) | ((del - ones) & ~del);
			if (!(hit & high)) {
				i += len;
				continue;
			}
		}
		for (; len > 0; len--, i++)
			if (is_control(v.p[i]))
				return i;
	}
	return v.len;
}

/* The text without control characters, which neither XML nor a record may hold. Those that
 * some programs have in place of a line break leave a space. */
static struct view without_controls(struct view v, struct arena *a)
{
	size_t to = control_find(v, 0);

	if (to == v.len)
		return v;
	char *p = arena_string(a, v);
	for (size_t i = to; i < v.len; i++) {
		bool breaks = v.p[i] == '\v' || v.p[i] == '\f';
		if (!is_control(v.p[i]) || breaks)
			p[to++] = breaks ? ' ' : v.p[i];
	}
	return view_at(p, to);
}

/* Bodies in HTML go where there is one in plain text. */
static void keep_plain(struct story *s)
{
	size_t kept = 0;

	if (!story_plain(s, FIELD_BODY).len)
		return;
	for (size_t i = 0; i < s->bodies.len; i++)
		if (!view_eq(s->bodies.items[i].content_type, VIEW("text/html")))
			s->bodies.items[kept++] = s->bodies.items[i];
	s->bodies.len = kept;
}

/* What holds for a story of any format, once it is read. */
static void story_settle(struct story *s, const struct document *d)
{
	instant_ms date =
	    s->first_created != INSTANT_NONE ? s->first_created : s->version_created;

	if (s->language.len == 0)
		s->language = d->hints.language;
	s->ext.undated = date == INSTANT_NONE && s->content_created == INSTANT_NONE;
	s->ext.dated_ahead =
	    d->fetched_at != INSTANT_NONE && date != INSTANT_NONE && date > d->fetched_at;
	if (d->hints.usage == USAGE_TEXT)
		keep_plain(s);
	if (d->hints.usage == USAGE_HEADLINE || s->status == STORY_CANCELED) {
		s->bodies.len = 0;
		s->descriptions.len = 0;
		s->renditions.len = 0;
		s->associations.len = 0;
	}
	if (s->status == STORY_CANCELED)
		s->headlines.len = s->associations.len = 0;
}

static size_t nuls(struct view v)
{
	size_t n = 0;

	for (size_t at = view_find_byte(v, '\0', 0); at != VIEW_NONE;
	     at = view_find_byte(v, '\0', at + 1))
		n++;
	return n;
}

static bool unpacked(const struct document *d, struct arena *a, struct view *ret,
		     struct err *err)
{
	BUF(out, d->limits.bytes_max + UNPACK_ROOM);

	if (!unpack_gzip(d->body, d->limits.bytes_max, &out, err))
		return false;
	*ret = arena_copy(a, buf_view(&out));
	return true;
}

bool parse_document(const struct document *d, struct arena *a, struct parsed *ret,
		    struct err *err)
{
	struct charset_result text;
	struct parsed p = { .encoding = "" };
	struct view body = d->body;

	if (unpack_is_gzip(body) && !unpacked(d, a, &body, err))
		return false;
	const char *binary = binary_kind(body);
	if (binary)
		return err_set(err, ERR_REJECT, "%s, not a document", binary);
	if (!charset_decode(body, d->content_type, d->hints.charset, d->limits.bytes_max,
			    a, &text, err))
		return false;
	p.encoding = text.name;
	p.encoding_from = text.from;
	p.format = format_detect(text.text, d->content_type);
	if (p.format == FORMAT_UNKNOWN)
		return err_set(err, ERR_REJECT, "the document is empty");
	bool may_be_binary = p.format == FORMAT_TEXT || p.format == FORMAT_HTML ||
			     p.format == FORMAT_IPTC_7901 || p.format == FORMAT_ANPA_1312;
	if (may_be_binary && nuls(text.text) > text.text.len / NUL_SHARE)
		return err_set(err, ERR_REJECT, "binary data, not a document");
	/* The old wire formats are made of control characters. */
	if (p.format != FORMAT_IPTC_7901 && p.format != FORMAT_ANPA_1312) {
		size_t len = text.text.len;
		text.text = without_controls(text.text, a);
		if (may_be_binary && text.text.len < len - len / BINARY_SHARE)
			return err_set(err, ERR_REJECT, "binary data, not a document");
	}
	if (!formats[p.format].parse(d, text.text, a, &p, err)) {
		struct view root = format_foreign_root(text.text);
		if (p.format == FORMAT_HTML && root.len)
			err_prefix(err, "XML that begins with <%.*s>",
				   VIEW_ARG(utf8_head(root, ROOT_SHOWN)));
		return false;
	}
	for (size_t i = 0; i < p.stories_len; i++)
		story_settle(&p.stories[i], d);
	*ret = p;
	return true;
}
