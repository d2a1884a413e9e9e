/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_entry.h"

#include "common/base/utf8.h"
#include "common/story/url.h"
#include "parser/date.h"
#include "parser/html_text.h"

#define MS_PER_DAY INT64_C(86400000)

enum {
	FULL_BYTES = 1200,   /* a description as long as this, and in */
	EXACT_TAGS = 4,      /* so many escaped tags are not meant to be seen */
	FULL_PARAGRAPHS = 3, /* as many paragraphs, is the story itself */
	KEYWORDS_MAX = 64,
	NAME_MAX_BYTES = 512,
	SCRATCH_MAX = 2 * STORY_TEXT_MAX,
};

void feed_tools_init(struct feed_tools *t, const struct document *d, struct arena *a)
{
	*t = (struct feed_tools){ .d = d, .a = a };
	buf_init(&t->scratch, SCRATCH_MAX);
}

void feed_tools_done(struct feed_tools *t)
{
	buf_done(&t->scratch);
}

void feed_entry_init(struct feed_entry *e, struct story *s)
{
	*e = (struct feed_entry){ .story = s };
	e->published.at = e->updated.at = INSTANT_NONE;
}

/* Text. */

static bool is_space_at(struct view v, size_t i, size_t *ret_len)
{
	unsigned char c = (unsigned char)v.p[i];

	*ret_len = 1;
	if (c < 0x80) /* with control characters, which a reference can bring in */
		return c <= ' ' || c == 0x7f;
	/* No-break space; line and paragraph separator. */
	if (c == 0xc2 && i + 1 < v.len && (unsigned char)v.p[i + 1] == 0xa0) {
		*ret_len = 2;
		return true;
	}
	if (c == 0xe2 && i + 2 < v.len && (unsigned char)v.p[i + 1] == 0x80 &&
	    ((unsigned char)v.p[i + 2] == 0xa8 || (unsigned char)v.p[i + 2] == 0xa9)) {
		*ret_len = 3;
		return true;
	}
	return false;
}

/* Is it one line already, with single spaces and none at the ends? */
static bool is_line(struct view v)
{
	bool space = true;

	for (size_t i = 0; i < v.len; i++) {
		size_t len;
		bool now = is_space_at(v, i, &len);
		if (now && (space || v.p[i] != ' '))
			return false;
		space = now;
	}
	return v.len == 0 || !space;
}

static struct view fold_line(struct arena *a, struct view v)
{
	if (is_line(v))
		return v;
	char *p = arena_string(a, v);
	size_t to = 0, len;
	for (size_t i = 0; i < v.len; i += len) {
		if (!is_space_at(v, i, &len)) {
			p[to++] = v.p[i];
			len = 1;
		} else if (to > 0 && p[to - 1] != ' ') {
			p[to++] = ' ';
		}
	}
	while (to > 0 && p[to - 1] == ' ')
		to--;
	return view_at(p, to);
}

struct view feed_lines(struct arena *a, struct view v)
{
	v = view_trim(v);
	char *p = arena_string(a, v);
	size_t to = 0, breaks = 0, len;
	bool space = false;

	for (size_t i = 0; i < v.len; i += len) {
		if (is_space_at(v, i, &len)) {
			breaks +=
			    v.p[i] == '\n' || (v.p[i] == '\r' && v.p[i + 1] != '\n');
			space = true;
			continue;
		}
		/* What is written here is never longer than the white space it is for. */
		if (breaks > 1 && to > 0)
			p[to++] = '\n';
		if (breaks > 0 && to > 0)
			p[to++] = '\n';
		else if (space && to > 0)
			p[to++] = ' ';
		space = false;
		breaks = 0;
		p[to++] = v.p[i];
		len = 1;
	}
	return view_at(p, to);
}

static struct view run(struct feed_tools *t, struct view v,
		       bool (*convert)(struct view, struct buf *))
{
	buf_clear(&t->scratch);
	convert(utf8_head(v, STORY_TEXT_MAX), &t->scratch);
	return arena_copy(t->a, buf_view(&t->scratch));
}

static bool holds(struct view v, const char *tag)
{
	return view_find_nocase(v, view_of(tag), 0) != VIEW_NONE;
}

/* Tags of HTML that nobody writes in plain text. */
static bool has_known_tags(struct view v)
{
	static const char *const tags[] = { "<p>",        "</p>", "<br",  "<div",
					    "<a href",    "</a>", "<img", "<p ",
					    "<b>",        "<i>",  "<em>", "<strong",
					    "<ul",        "<li",  "<h",   "<span",
					    "<blockquote" };
	if (view_find_byte(v, '<', 0) == VIEW_NONE)
		return false;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (holds(v, tags[i]))
			return true;
	return false;
}

/* HTML that was escaped once too often is taken back: no tag in it, but tags when its
 * references are decoded. */
static struct view unescape_twice(struct feed_tools *t, struct view v,
				  enum feed_kind kind)
{
	if (view_find_byte(v, '<', 0) != VIEW_NONE ||
	    view_find(v, VIEW("&lt;"), 0) == VIEW_NONE)
		return v;
	struct view once = run(t, v, html_unescape);
	if (!has_known_tags(once))
		return v;
	size_t tags = 0;
	for (size_t at = 0; (at = view_find_byte(once, '<', at)) != VIEW_NONE; at++)
		tags++;
	return kind == FEED_EXACT && tags < EXACT_TAGS ? v : once;
}

struct view feed_line(struct feed_tools *t, struct view value, enum feed_kind kind)
{
	if (html_looks_like_markup(value)) {
		if (kind >= FEED_HTML || (kind == FEED_GUESS && has_known_tags(value)))
			value = run(t, unescape_twice(t, value, kind), html_text);
		else if (kind == FEED_GUESS)
			value = run(t, value, html_unescape);
	}
	return fold_line(t->a, value);
}

/* The plain text of a longer text, and its HTML when it has tags. */
static struct view text_of(struct feed_tools *t, struct feed_text *f)
{
	if (f->kind == FEED_GUESS)
		f->kind = has_known_tags(f->value) ? FEED_HTML : FEED_PLAIN;
	if (f->kind == FEED_PLAIN || !html_looks_like_markup(f->value)) {
		f->kind = FEED_PLAIN;
		return feed_lines(t->a, utf8_head(f->value, STORY_TEXT_MAX));
	}
	f->value = unescape_twice(t, f->value, f->kind);
	return run(t, f->value, html_text);
}

static struct view html_of(struct feed_tools *t, const struct feed_text *f)
{
	if (f->kind < FEED_HTML || view_find_byte(f->value, '<', 0) == VIEW_NONE)
		return (struct view){ NULL, 0 };
	buf_clear(&t->scratch);
	html_clean(utf8_head(f->value, STORY_TEXT_MAX), f->base, &t->scratch);
	return arena_copy(t->a, buf_view(&t->scratch));
}

void feed_text_offer(struct feed_text *t, struct view value, enum feed_kind kind,
		     int rank, struct view base)
{
	if (value.len && rank > t->rank)
		*t = (struct feed_text){ value, kind, rank, base };
}

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (byte_is_alpha(c))
		return c - 'a' + 26;
	if (byte_is_digit(c))
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

struct view feed_base64(struct arena *a, struct view value)
{
	char *p = arena_string(a, value);
	size_t to = 0;
	uint32_t bits = 0, have = 0;

	for (size_t i = 0; i < value.len && value.p[i] != '='; i++) {
		int digit = base64_digit(value.p[i]);
		if (digit < 0 && byte_is_space(value.p[i]))
			continue;
		if (digit < 0)
			return (struct view){ NULL, 0 };
		bits = bits << 6 | (uint32_t)digit;
		have += 6;
		if (have >= 8) {
			have -= 8;
			p[to++] = (char)(bits >> have & 0xff);
		}
	}
	struct view v = view_at(p, to);
	if (!utf8_valid(v))
		return (struct view){ NULL, 0 };
	for (size_t i = 0; i < v.len; i++)
		if ((unsigned char)v.p[i] < ' ' && !byte_is_space(v.p[i]))
			return (struct view){ NULL, 0 };
	return v;
}

/* What some feeds call their language in place of its code. */
static struct view language_named(struct view v)
{
	static const struct {
		struct view name, code;
	} names[] = {
		{ VIEW_INIT("english"), VIEW_INIT("en") },
		{ VIEW_INIT("russian"), VIEW_INIT("ru") },
		{ VIEW_INIT("русский"), VIEW_INIT("ru") },
		{ VIEW_INIT("Русский"), VIEW_INIT("ru") },
		{ VIEW_INIT("japanese"), VIEW_INIT("ja") },
		{ VIEW_INIT("日本語"), VIEW_INIT("ja") },
		{ VIEW_INIT("chinese"), VIEW_INIT("zh") },
		{ VIEW_INIT("中文"), VIEW_INIT("zh") },
		{ VIEW_INIT("korean"), VIEW_INIT("ko") },
		{ VIEW_INIT("한국어"), VIEW_INIT("ko") },
		{ VIEW_INIT("german"), VIEW_INIT("de") },
		{ VIEW_INIT("deutsch"), VIEW_INIT("de") },
		{ VIEW_INIT("french"), VIEW_INIT("fr") },
		{ VIEW_INIT("français"), VIEW_INIT("fr") },
		{ VIEW_INIT("spanish"), VIEW_INIT("es") },
		{ VIEW_INIT("español"), VIEW_INIT("es") },
		{ VIEW_INIT("italian"), VIEW_INIT("it") },
		{ VIEW_INIT("portuguese"), VIEW_INIT("pt") },
		{ VIEW_INIT("ukrainian"), VIEW_INIT("uk") },
		{ VIEW_INIT("українська"), VIEW_INIT("uk") },
		{ VIEW_INIT("polish"), VIEW_INIT("pl") },
		{ VIEW_INIT("turkish"), VIEW_INIT("tr") },
		{ VIEW_INIT("arabic"), VIEW_INIT("ar") },
		{ VIEW_INIT("dutch"), VIEW_INIT("nl") },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (view_eq_nocase(names[i].name, v))
			return names[i].code;
	return v;
}

struct view feed_language(struct arena *a, struct view value)
{
	struct view v = language_named(view_trim(value));
	size_t primary = 0;

	/* "ru_RU.UTF-8": a locale's name. */
	v = view_head(v, view_find_byte(v, '.', 0));

	for (size_t i = 0; i < v.len; i++)
		if (!byte_is_alpha(v.p[i]) && !byte_is_digit(v.p[i]) && v.p[i] != '-' &&
		    v.p[i] != '_')
			return (struct view){ NULL, 0 };
	while (primary < v.len && byte_is_alpha(v.p[primary]))
		primary++;
	if (primary < 2 || primary > 3 || v.len > 35)
		return (struct view){ NULL, 0 };
	char *p = arena_string(a, v);
	for (size_t i = 0, start = 0; i < v.len; i++) {
		if (p[i] == '-' || p[i] == '_') {
			p[i] = '-';
			start = i + 1;
			continue;
		}
		size_t len =
		    0; /* of this subtag: regions are upper case, scripts titled */
		while (start + len < v.len && v.p[start + len] != '-' &&
		       v.p[start + len] != '_')
			len++;
		p[i] = byte_lower(p[i]);
		bool upper = start > 0 && (len == 2 || (len == 4 && i == start));
		if (upper && byte_is_alpha(p[i]))
			p[i] = (char)(p[i] - 'a' + 'A');
	}
	return view_at(p, p[v.len - 1] == '-' ? v.len - 1 : v.len);
}

/* Dates and links. */

/* Does the language write the day before the month where only digits stand? English alone
 * does not say, Americans put the month first. */
static bool day_first_in(const struct feed_tools *t, const struct feed_entry *e)
{
	static const struct view others[] = { VIEW_INIT("ja"),    VIEW_INIT("zh"),
					      VIEW_INIT("ko"),    VIEW_INIT("hu"),
					      VIEW_INIT("lt"),    VIEW_INIT("fa"),
					      VIEW_INIT("en-US"), VIEW_INIT("es-US"),
					      VIEW_INIT("en-PH"), VIEW_INIT("en-CA") };
	struct view v = e->language.len   ? e->language
			: t->language.len ? t->language
					  : t->d->hints.language;

	if (v.len == 0 || view_eq(v, VIEW("en")))
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (view_starts(v, others[i]))
			return false;
	return true;
}

void feed_date_offer(struct feed_entry *e, struct feed_tools *t, struct feed_date *date,
		     struct view value, int rank)
{
	const struct document *d = t->d;
	struct date_hints hints = { .utc_offset_minutes = d->hints.utc_offset_minutes,
				    .zone = d->hints.zone,
				    .day_first =
					d->hints.day_first || day_first_in(t, e) };
	struct date found;

	value = view_trim(value);
	if (value.len == 0 || rank <= date->rank)
		return;
	if (d->fetched_at != INSTANT_NONE)
		hints.year = civil_of(d->fetched_at).year;
	if (date_parse(value, &hints, &found))
		*date = (struct feed_date){ found.at, rank };
	else
		story_note(e->story, t->a, VIEW("date.unread"),
			   utf8_head(value, NAME_MAX_BYTES));
}

/* Addresses that run in the reader's browser instead of leading anywhere. */
static bool is_active(struct view url)
{
	static const struct view schemes[] = { VIEW_INIT("javascript:"),
					       VIEW_INIT("vbscript:"), VIEW_INIT("data:"),
					       VIEW_INIT("file:") };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (view_starts_nocase(url, schemes[i]))
			return true;
	return false;
}

/* "?a=1&amp;b=2" is "?a=1&b=2" escaped once too often. */
static struct view without_escapes(struct feed_tools *t, struct view href)
{
	size_t to = 0;

	if (view_find(href, VIEW("&amp;"), 0) == VIEW_NONE)
		return href;
	char *p = arena_string(t->a, href);
	for (size_t i = 0; i < href.len; i++) {
		p[to++] = href.p[i];
		if (view_starts(view_from(href, i), VIEW("&amp;")))
			i += 4;
	}
	return view_at(p, to);
}

struct view feed_url(struct feed_tools *t, struct view base, struct view href)
{
	href = view_trim(href);
	if (href.len == 0)
		return (struct view){ NULL, 0 };
	struct view absolute = url_resolve(base, without_escapes(t, href), t->a);
	return is_active(absolute) ? (struct view){ NULL, 0 } : absolute;
}

void feed_link_offer(struct feed_entry *e, struct feed_tools *t, struct view base,
		     struct view href, int rank)
{
	href = view_trim(href);
	if (href.len == 0 || rank <= e->link.rank)
		return;
	struct view absolute = feed_url(t, base, href);
	if (absolute.len)
		e->link = (struct feed_link){ absolute, rank };
}

struct story_rendition *feed_media_add(struct story *s, struct feed_tools *t,
				       struct view base, struct view href)
{
	href = feed_url(t, base, href);
	return href.len ? story_add_rendition(s, t->a, href) : NULL;
}

/* People and terms. */

static bool is_mail(struct view v)
{
	return view_find_byte(v, '@', 0) != VIEW_NONE &&
	       view_find_byte(v, ' ', 0) == VIEW_NONE;
}

static struct view without_quotes(struct view v)
{
	if (v.len > 2 && v.p[0] == '"' && v.p[v.len - 1] == '"')
		return view_trim(view_at(v.p + 1, v.len - 2));
	return v;
}

/* The name in "Name mail" and "mail Name". */
static struct view without_mail(struct view v)
{
	size_t first = view_find_byte(v, ' ', 0), last = first;

	if (first == VIEW_NONE || view_find_byte(v, '@', 0) == VIEW_NONE)
		return v;
	for (size_t next; (next = view_find_byte(v, ' ', last + 1)) != VIEW_NONE;)
		last = next;
	if (is_mail(view_head(v, first)))
		return view_trim(view_from(v, first));
	return is_mail(view_from(v, last + 1)) ? view_trim(view_head(v, last)) : v;
}

/* The name in "mail (Name)", "Name <mail>", "Name (mail)" and "(Name)". */
static struct view person_name(struct view v)
{
	if (view_starts_nocase(v, VIEW("mailto:")))
		v = view_from(v, 7);
	size_t open = view_find_byte(v, '(', 0);
	if (open == VIEW_NONE)
		open = view_find_byte(v, '<', 0);
	if (open == VIEW_NONE)
		return without_quotes(without_mail(v));
	bool closed = v.p[v.len - 1] == ')' || v.p[v.len - 1] == '>';
	bool alone = open == 0 && v.p[0] == '(';
	if (!closed || (!alone && view_find_byte(v, '@', 0) == VIEW_NONE))
		return v;
	struct view before = without_quotes(view_trim(view_head(v, open)));
	struct view inside = view_trim(view_at(v.p + open + 1, v.len - open - 2));
	if ((alone || is_mail(before)) && inside.len)
		return inside;
	return is_mail(inside) && before.len ? before : v;
}

void feed_author_add(struct story *s, struct feed_tools *t, struct view value,
		     struct view rel)
{
	struct view v = feed_line(t, value, FEED_GUESS);

	v = view_trim(utf8_head(person_name(v), NAME_MAX_BYTES));
	if (view_starts_nocase(v, VIEW("by ")))
		v = view_trim(view_from(v, 3));
	story_add_person(s, t->a, v, rel);
}

void feed_category_add(struct story *s, struct feed_tools *t, struct view name,
		       struct view term, struct view scheme)
{
	struct view shown = feed_line(t, name, FEED_GUESS), literal = view_trim(term);
	struct view creator = view_trim(scheme), uri = { NULL, 0 };

	if (shown.len == 0)
		shown = literal;
	if (url_is_web(literal))
		uri = literal;
	if (creator.len == 0)
		creator =
		    t->d->hints.provider.len ? t->d->hints.provider : VIEW("provider");
	struct story_concept *c =
	    story_add_subject(s, t->a, utf8_head(shown, NAME_MAX_BYTES), uri, creator);
	if (c && !view_eq(literal, shown))
		c->literal = literal;
}

void feed_keywords_add(struct story *s, struct feed_tools *t, struct view value)
{
	struct view rest = view_trim(value), piece;
	char separator = view_find_byte(rest, ',', 0) == VIEW_NONE &&
				 view_find_byte(rest, ';', 0) != VIEW_NONE
			     ? ';'
			     : ',';

	for (int i = 0; i < KEYWORDS_MAX && view_next(&rest, separator, &piece); i++)
		feed_category_add(s, t, piece, (struct view){ NULL, 0 },
				  (struct view){ NULL, 0 });
}

void feed_point_set(struct feed_entry *e, double latitude, double longitude)
{
	if (latitude < -90 || latitude > 90 || longitude < -180 || longitude > 180)
		return;
	e->has_latitude = e->has_longitude = true;
	e->latitude = latitude;
	e->longitude = longitude;
}

/* The story. */

static void settle_texts(struct feed_entry *e, struct feed_tools *t)
{
	struct story *s = e->story;
	struct view summary = { NULL, 0 }, content = { NULL, 0 }, html;

	story_add_headline(s, t->a, VIEW("text/plain"),
			   feed_line(t, e->title.value, e->title.kind));
	if (e->content.rank)
		content = text_of(t, &e->content);
	if (e->summary.rank)
		summary = text_of(t, &e->summary);
	if (content.len) {
		s->ext.text_from = STORY_ENTRY;
		story_add_body(s, t->a, VIEW("text/plain"), content);
		if (t->d->hints.usage != USAGE_TEXT) {
			html = html_of(t, &e->content);
			if (html.len)
				story_add_body(s, t->a, VIEW("text/html"), html);
		}
		if (!view_eq(summary, content))
			story_add_description(s, t->a, VIEW("text/plain"), summary);
		return;
	}
	size_t paragraphs = 1;
	for (size_t at = 0; (at = view_find(summary, VIEW("\n\n"), at)) != VIEW_NONE;
	     at += 2)
		paragraphs++;
	bool full = summary.len >= FULL_BYTES && paragraphs >= FULL_PARAGRAPHS;
	s->ext.text_from = full ? STORY_ENTRY : STORY_SUMMARY;
	if (!full)
		story_add_description(s, t->a, VIEW("text/plain"), summary);
	story_add_body(s, t->a, VIEW("text/plain"), summary);
	/* A text that is nothing but a picture still has its HTML. */
	html = html_of(t, e->summary.rank ? &e->summary : &e->content);
	if (html.len)
		story_add_body(s, t->a, VIEW("text/html"), html);
}

void feed_byline(struct story *s, struct arena *a)
{
	BUF(by, STORY_HEADLINE_MAX);

	if (s->by.len)
		return;
	for (size_t i = 0; i < s->people.len; i++) {
		if (!view_eq(s->people.items[i].rel, VIEW("author")))
			continue;
		if (by.len)
			buf_add(&by, VIEW(", "));
		buf_add(&by, s->people.items[i].name);
	}
	s->by = arena_copy(a, buf_view(&by));
}

/* A change that is dated by the day alone, on the day of the time `at`, was not before it. */
static bool is_only_day_of(instant_ms day, instant_ms at)
{
	return day != INSTANT_NONE && at != INSTANT_NONE && day % MS_PER_DAY == 0 &&
	       day < at && at - day < MS_PER_DAY;
}

void feed_entry_settle(struct feed_entry *e, struct feed_tools *t)
{
	struct story *s = e->story;

	settle_texts(e, t);
	feed_byline(s, t->a);
	story_add_alt_id(s, t->a, VIEW("guid"), e->guid);
	story_add_alt_id(s, t->a, VIEW("link"), e->link.href);
	s->first_created = e->published.at;
	s->version_created = e->updated.rank ? e->updated.at : e->published.at;
	if (is_only_day_of(s->version_created, s->first_created))
		s->version_created = s->first_created;
	s->language = e->language.len ? e->language : e->text_language;
	if (!e->has_latitude || !e->has_longitude)
		return;
	/* A point belongs to the place that the entry names, or stands for one itself. */
	if (!s->places.len)
		story_add_place(s, t->a,
				arena_printf(t->a, "%g, %g", e->latitude, e->longitude),
				VIEW("mentions"));
	struct story_concept *place = s->places.len ? &s->places.items[0] : NULL;
	if (place) {
		place->has_point = true;
		place->latitude = e->latitude;
		place->longitude = e->longitude;
	}
}
