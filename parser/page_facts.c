/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/page_facts.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/story/url.h"
#include "parser/byline.h"
#include "parser/html_text.h"
#include "parser/html_tokens.h"

/* Two rounds: some pages escape what they have escaped already. */
static void decode(struct view raw, struct buf *out)
{
	BUF(once, 2 * PAGE_TEXT_MAX);

	(void)html_unescape(raw, &once);
	if (html_looks_like_markup(buf_view(&once)))
		(void)html_text(buf_view(&once), out);
	else
		(void)buf_add(out, buf_view(&once));
}

struct view page_line(struct view raw, struct arena *a)
{
	BUF(text, 2 * PAGE_TEXT_MAX);
	size_t len = 0;

	decode(utf8_head(raw, PAGE_TEXT_MAX), &text);
	char *p = arena_alloc(a, text.len + 1);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bool no_break =
		    view_starts(view_from(buf_view(&text), i), VIEW("\xC2\xA0"));
		if (byte_is_space(text.p[i]) || no_break) {
			if (len && p[len - 1] != ' ')
				p[len++] = ' ';
			i += no_break;
		} else if (c == 0xC2 && i + 1 < text.len &&
			   (unsigned char)text.p[i + 1] < 0xA0) {
			i++;
		} else if (c >= 0x20 && c != 0x7F) {
			p[len++] = text.p[i];
		}
	}
	return view_trim(utf8_head(view_at(p, len), PAGE_TEXT_MAX));
}

void page_fact_set(struct page_fact *f, struct view value, const char *from)
{
	if (!f->from && value.len)
		*f = (struct page_fact){ value, from };
}

void page_date_set(struct page_date *f, struct view value, const struct page_source *s,
		   const char *from)
{
	struct date d;

	if (!f->from && value.len && date_parse(value, s->dates, &d))
		*f = (struct page_date){ d.at, from };
}

static bool is_known(const struct page_facts *f, struct view name)
{
	for (size_t i = 0; i < f->authors_len; i++)
		if (view_eq_nocase(f->authors[i], name))
			return true;
	return false;
}

void page_author_add(struct page_facts *f, struct view name, const char *from)
{
	name = view_trim(name);
	if (view_starts_nocase(name, VIEW("by ")))
		name = view_trim(view_from(name, 3));
	if (name.len == 0 || f->authors_len == PAGE_AUTHORS_MAX || is_known(f, name))
		return;
	if (f->authors_from && f->authors_from != from)
		return;
	/* The address of a profile is no name. */
	if (url_is_web(name) || view_starts(name, VIEW("@")))
		return;
	f->authors[f->authors_len++] = name;
	f->authors_from = from;
}

/* Did reading the byline lose no more than "By" and "and"? "Mac & i" is one magazine. */
static bool kept_all(const struct byline *people, struct view byline)
{
	enum { JOINER = 6 };
	size_t len = (people->len - 1) * JOINER;

	for (size_t i = 0; i < people->len; i++)
		len += people->names[i].len;
	return len >= (size_t)(byline.p + byline.len - people->names[0].p);
}

void page_authors_add(struct page_facts *f, struct view byline, const char *from)
{
	enum { NAME_MIN = 3 };
	struct byline people;

	byline = view_trim(byline);
	if (!byline_read(byline, &people) || people.len == 0 ||
	    !kept_all(&people, byline)) {
		page_author_add(f, byline, from);
		return;
	}
	for (size_t i = 0; i < people.len; i++)
		if (people.names[i].len < NAME_MIN) {
			page_author_add(f, byline, from);
			return;
		}
	for (size_t i = 0; i < people.len; i++)
		page_author_add(f, people.names[i], from);
}

void page_keyword_add(struct page_facts *f, struct view word)
{
	enum { WORD_MAX = 100 };

	word = view_trim(word);
	if (word.len == 0 || word.len > WORD_MAX || f->keywords_len == PAGE_KEYWORDS_MAX)
		return;
	for (size_t i = 0; i < f->keywords_len; i++)
		if (view_eq_nocase(f->keywords[i], word))
			return;
	f->keywords[f->keywords_len++] = word;
}

void page_facts_read(const struct page_source *s, struct page_facts *ret)
{
	struct page_facts f = { .published = { INSTANT_NONE, NULL },
				.modified = { INSTANT_NONE, NULL } };
	struct view lang;

	if (html_attr(s->tree->html_attrs, VIEW("lang"), &lang) ||
	    html_attr(s->tree->html_attrs, VIEW("xml:lang"), &lang))
		page_fact_set(&f.language, page_line(lang, s->a), "html");
	page_canonical_read(s, &f);
	page_jsonld_read(s, &f);
	page_microdata_read(s, &f);
	page_meta_read(s, &f);
	page_fact_set(&f.site, f.publisher.value, f.publisher.from);
	*ret = f;
}
