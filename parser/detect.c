/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/formats.h"

enum {
	LOOK_BYTES = 64 * 1024, /* in which a document shows what it is */
	PROLOG_BYTES = 1024,    /* in which a document type begins */
	WIRE_BYTES = 64,        /* in which a wire message starts */
};

/* The format of a document by its first element, local name in lower case. */
static const struct {
	struct view root;
	enum format format;
} roots[] = {
	{ VIEW_INIT("rss"), FORMAT_RSS },
	{ VIEW_INIT("rdf"), FORMAT_RSS },
	{ VIEW_INIT("channel"), FORMAT_RSS },
	{ VIEW_INIT("feed"), FORMAT_ATOM },
	{ VIEW_INIT("entry"), FORMAT_ATOM },
	{ VIEW_INIT("urlset"), FORMAT_SITEMAP },
	{ VIEW_INIT("sitemapindex"), FORMAT_SITEMAP_INDEX },
	{ VIEW_INIT("newsml"), FORMAT_NEWSML_1 },
	{ VIEW_INIT("newsmessage"), FORMAT_NEWSML_G2 },
	{ VIEW_INIT("newsitem"), FORMAT_NEWSML_G2 },
	{ VIEW_INIT("packageitem"), FORMAT_NEWSML_G2 },
	{ VIEW_INIT("conceptitem"), FORMAT_NEWSML_G2 },
	{ VIEW_INIT("knowledgeitem"), FORMAT_NEWSML_G2 },
	{ VIEW_INIT("planningitem"), FORMAT_NEWSML_G2 },
	{ VIEW_INIT("newsmessages"), FORMAT_NEWSML_G2 },
	{ VIEW_INIT("nitf"), FORMAT_NITF },
	{ VIEW_INIT("html"), FORMAT_HTML },
	{ VIEW_INIT("head"), FORMAT_HTML },
	{ VIEW_INIT("body"), FORMAT_HTML },
	{ VIEW_INIT("meta"), FORMAT_HTML },
	{ VIEW_INIT("title"), FORMAT_HTML },
};

static enum format format_of_root(struct view name)
{
	size_t colon = view_find_byte(name, ':', 0);

	if (colon != VIEW_NONE)
		name = view_from(name, colon + 1);
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (view_eq_nocase(roots[i].root, name))
			return roots[i].format;
	return FORMAT_UNKNOWN;
}

static bool in_name(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || c == ':' || c == '_' || c == '-';
}

/* The end of a comment, an instruction or a declaration at `pos`. */
static size_t prolog_end(struct view v, size_t pos)
{
	struct view rest = view_from(v, pos);
	struct view close = view_starts(rest, VIEW("<!--")) ? VIEW("-->")
			    : view_starts(rest, VIEW("<?")) ? VIEW("?>")
							    : VIEW(">");
	size_t end = view_find(v, close, pos), bracket = view_find_byte(v, '[', pos);

	/* A document type's own declarations. */
	if (rest.len > 1 && rest.p[1] == '!' && close.len == 1 && bracket < end)
		end = view_find(v, VIEW("]"), pos);
	return end == VIEW_NONE ? v.len : end + 1;
}

/* The first element's name, or the empty view. */
static struct view first_element(struct view v)
{
	for (size_t pos = 0; (pos = view_find_byte(v, '<', pos)) != VIEW_NONE;) {
		char c = pos + 1 < v.len ? v.p[pos + 1] : 0;
		if (c == '!' || c == '?') {
			pos = prolog_end(v, pos);
			continue;
		}
		size_t end = ++pos;
		while (end < v.len && in_name(v.p[end]))
			end++;
		if (end > pos)
			return view_at(v.p + pos, end - pos);
	}
	return (struct view){ NULL, 0 };
}

/* A feed that something else was printed in front of, as the warnings of a broken site. */
static enum format format_behind_noise(struct view v)
{
	static const struct {
		struct view mark;
		enum format format;
	} marks[] = {
		{ VIEW_INIT("<rss"), FORMAT_RSS },
		{ VIEW_INIT("<rdf:RDF"), FORMAT_RSS },
		{ VIEW_INIT("<feed "), FORMAT_ATOM },
		{ VIEW_INIT("<urlset"), FORMAT_SITEMAP },
		{ VIEW_INIT("<NewsML"), FORMAT_NEWSML_1 },
		{ VIEW_INIT("<newsItem"), FORMAT_NEWSML_G2 },
		{ VIEW_INIT("<newsMessage"), FORMAT_NEWSML_G2 },
		{ VIEW_INIT("<nitf"), FORMAT_NITF },
		{ VIEW_INIT("<channel>"), FORMAT_RSS },
		{ VIEW_INIT("<item>"), FORMAT_RSS },
	};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (view_find(v, marks[i].mark, 0) != VIEW_NONE)
			return marks[i].format;
	return FORMAT_UNKNOWN;
}

static bool says(struct view content_type, struct view word)
{
	return view_find_nocase(content_type, word, 0) != VIEW_NONE;
}

static enum format detect_markup(struct view v, struct view content_type)
{
	struct view name = first_element(v);
	enum format f = format_of_root(name);

	if (view_find_nocase(view_head(v, 256), VIEW("<!doctype html"), 0) != VIEW_NONE &&
	    f != FORMAT_RSS && f != FORMAT_ATOM)
		return FORMAT_HTML;
	if (f != FORMAT_UNKNOWN)
		return f;
	f = format_behind_noise(v);
	if (f != FORMAT_UNKNOWN)
		return f;
	if (view_find_nocase(v, VIEW("<html"), 0) != VIEW_NONE ||
	    says(content_type, VIEW("html")))
		return FORMAT_HTML;
	if (says(content_type, VIEW("rss")) || says(content_type, VIEW("rdf")))
		return FORMAT_RSS;
	if (says(content_type, VIEW("atom")))
		return FORMAT_ATOM;
	return FORMAT_UNKNOWN;
}

static bool has_key(struct view v, struct view quoted)
{
	return view_find(v, quoted, 0) != VIEW_NONE;
}

static enum format detect_json(struct view v, struct view content_type)
{
	if (has_key(v, VIEW("jsonfeed.org/version")) ||
	    has_key(v, VIEW("jsonfeed.org\\/version")) ||
	    says(content_type, VIEW("feed+json")))
		return FORMAT_JSON_FEED;
	if (has_key(v, VIEW("\"uri\"")) || has_key(v, VIEW("\"headline")) ||
	    has_key(v, VIEW("\"body_")) || has_key(v, VIEW("\"bodies\"")))
		return FORMAT_NINJS;
	return FORMAT_JSON_FEED;
}

/* SOH opens both; ANPA's header goes on with one letter and four digits, IPTC's with two to
 * four letters. */
static enum format detect_wire(struct view v)
{
	struct view start = view_head(v, WIRE_BYTES);
	size_t soh = view_find_byte(start, 0x01, 0);

	if (soh == VIEW_NONE)
		return FORMAT_UNKNOWN;
	struct view header = view_from(v, soh + 1);
	bool anpa =
	    header.len > 2 && byte_is_alpha(header.p[0]) && byte_is_digit(header.p[1]);
	return anpa ? FORMAT_ANPA_1312 : FORMAT_IPTC_7901;
}

/* "[東京 23日 ロイター]" opens a bracket as well. */
static bool looks_like_json(struct view v)
{
	size_t next = 1;

	if (v.p[0] != '{' && v.p[0] != '[')
		return false;
	while (next < v.len && byte_is_space(v.p[next]))
		next++;
	return v.p[0] == '{' || next == v.len || strchr("{[]\"", v.p[next]) != NULL;
}

/* The text from where it can show what it is: behind the declarations of a document type that
 * fill more than what is looked at. */
static struct view behind_declarations(struct view text)
{
	struct view head = view_head(text, PROLOG_BYTES);
	size_t at = view_find(head, VIEW("<!DOCTYPE"), 0);
	size_t open = at == VIEW_NONE ? at : view_find_byte(head, '[', at);

	if (open == VIEW_NONE || open > view_find_byte(head, '>', at))
		return text;
	for (size_t end = open; (end = view_find_byte(text, ']', end)) != VIEW_NONE;) {
		end++;
		while (end < text.len && byte_is_space(text.p[end]))
			end++;
		if (end < text.len && text.p[end] == '>')
			return end < LOOK_BYTES ? text : view_from(text, end + 1);
	}
	return text;
}

struct view format_foreign_root(struct view text)
{
	struct view head = view_trim(view_head(text, LOOK_BYTES)), name;

	if (!view_starts(head, VIEW("<?xml")))
		return (struct view){ NULL, 0 };
	name = first_element(head);
	return format_of_root(name) == FORMAT_UNKNOWN ? name : (struct view){ NULL, 0 };
}

enum format format_detect(struct view text, struct view content_type)
{
	struct view head = view_head(behind_declarations(text), LOOK_BYTES);
	size_t start = 0;
	enum format f = detect_wire(head);

	if (f != FORMAT_UNKNOWN)
		return f;
	while (start < head.len && (unsigned char)head.p[start] <= ' ')
		start++;
	head = view_from(head, start);
	if (head.len == 0)
		return FORMAT_UNKNOWN;
	if (looks_like_json(head))
		return detect_json(head, content_type);
	/* JSON behind a comment, in a callback, behind a guard against inclusion. */
	if (head.p[0] != '<' && has_key(head, VIEW("jsonfeed.org/version")))
		return FORMAT_JSON_FEED;
	if (head.p[0] == '<') {
		f = detect_markup(head, content_type);
		return f != FORMAT_UNKNOWN ? f : FORMAT_HTML;
	}
	f = format_behind_noise(head);
	if (f != FORMAT_UNKNOWN)
		return f;
	if (view_find_nocase(head, VIEW("<html"), 0) != VIEW_NONE ||
	    (says(content_type, VIEW("html")) &&
	     view_find_byte(head, '<', 0) != VIEW_NONE))
		return FORMAT_HTML;
	return FORMAT_TEXT;
}
