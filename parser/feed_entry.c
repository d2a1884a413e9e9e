/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_entry.h"

#include "common/base/utf8.h"
#include "common/story/url.h"
#include "parser/date.h"
#include "parser/html_text.h"

#define MS_PER_DAY INT64_C(86400000)

enum {
	FULL_BYTES = 1200,   /* a description as long as this, and in */
	FULL_PARAGRAPHS = 3, /* as many paragraphs, is the story itself */
	KEYWORDS_MAX = 64,
	DAYS_AHEAD = 30, /* that a day without a year may lie ahead */
	NAME_MAX_BYTES = 512,
};

void feed_entry_init(struct feed_entry *e, struct story *s)
{
	*e = (struct feed_entry){ .story = s };
	e->published.at = e->updated.at = INSTANT_NONE;
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

	return v.len && !view_eq(v, VIEW("en")) &&
	       !view_prefix_in(v, others, sizeof(others) / sizeof(others[0]));
}

/* A day without a year is of the last twelve months, or of the next days. */
static bool yearless_date(struct view value, struct date_hints *hints,
			  instant_ms fetched_at, struct date *ret)
{
	if (fetched_at == INSTANT_NONE)
		return false;
	hints->year = civil_of(fetched_at).year;
	if (!date_parse(value, hints, ret))
		return false;
	if (ret->at <= fetched_at + DAYS_AHEAD * MS_PER_DAY)
		return true;
	hints->year--;
	return date_parse(value, hints, ret);
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
	if (date_parse(value, &hints, &found) ||
	    yearless_date(value, &hints, d->fetched_at, &found))
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

	return view_prefix_in_nocase(url, schemes, sizeof(schemes) / sizeof(schemes[0]));
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
		content = feed_text_plain(t, &e->content);
	if (e->summary.rank)
		summary = feed_text_plain(t, &e->summary);
	if (content.len) {
		s->ext.text_from = STORY_ENTRY;
		story_add_body(s, t->a, VIEW("text/plain"), content);
		if (t->d->hints.usage != USAGE_TEXT) {
			html = feed_text_html(t, &e->content);
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
	html = feed_text_html(t, e->summary.rank ? &e->summary : &e->content);
	if (html.len)
		story_add_body(s, t->a, VIEW("text/html"), html);
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
