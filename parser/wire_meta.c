/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/wire_meta.h"

#include "common/base/utf8.h"
#include "common/story/url.h"
#include "parser/byline.h"
#include "parser/date.h"
#include "parser/html_text.h"
#include "parser/wire_text.h"

enum { NOTE_BYTES_MAX = 200, NAME_BYTES_MAX = 512 };

instant_ms wire_date(struct story *s, struct feed_tools *t, struct view value)
{
	struct date_hints hints = { .utc_offset_minutes = t->d->hints.utc_offset_minutes,
				    .zone = t->d->hints.zone,
				    .day_first = t->d->hints.day_first };
	struct date found;

	value = view_trim(value);
	if (value.len == 0)
		return INSTANT_NONE;
	if (date_parse(value, &hints, &found))
		return found.at;
	story_note(s, t->a, VIEW("date.unread"), utf8_head(value, NOTE_BYTES_MAX));
	return INSTANT_NONE;
}

struct view wire_code(struct view qcode)
{
	size_t colon = view_find_byte(qcode, ':', 0);

	if (colon == VIEW_NONE || url_is_web(qcode))
		return qcode;
	return view_from(qcode, colon + 1);
}

static struct view behind_last_slash(struct view v)
{
	for (size_t i = v.len; i > 0; i--)
		if (v.p[i - 1] == '/')
			return view_from(v, i);
	return v;
}

enum story_status wire_status(struct view value)
{
	static const struct {
		struct view word;
		enum story_status status;
	} words[] = {
		{ VIEW_INIT("canceled"), STORY_CANCELED },
		{ VIEW_INIT("cancelled"), STORY_CANCELED },
		{ VIEW_INIT("killed"), STORY_CANCELED },
		{ VIEW_INIT("kill"), STORY_CANCELED },
		{ VIEW_INIT("withdrawn"), STORY_CANCELED },
		{ VIEW_INIT("deleted"), STORY_CANCELED },
		{ VIEW_INIT("withheld"), STORY_WITHHELD },
	};
	struct view word = behind_last_slash(wire_code(view_trim(value)));

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (view_eq_nocase(words[i].word, word))
			return words[i].status;
	return STORY_USABLE;
}

int wire_urgency(struct view value)
{
	struct view code = behind_last_slash(wire_code(view_trim(value)));

	return code.len == 1 && code.p[0] >= '1' && code.p[0] <= '9' ? code.p[0] - '0'
								     : 0;
}

struct view wire_code_uri(struct feed_tools *t, struct view qcode)
{
	static const struct {
		struct view alias, uri;
	} schemes[] = {
		{ VIEW_INIT("medtop"),
		  VIEW_INIT("http://cv.iptc.org/newscodes/mediatopic/") },
		{ VIEW_INIT("mediatopic"),
		  VIEW_INIT("http://cv.iptc.org/newscodes/mediatopic/") },
		{ VIEW_INIT("subj"),
		  VIEW_INIT("http://cv.iptc.org/newscodes/subjectcode/") },
		{ VIEW_INIT("subjectcode"),
		  VIEW_INIT("http://cv.iptc.org/newscodes/subjectcode/") },
		{ VIEW_INIT("genre"), VIEW_INIT("http://cv.iptc.org/newscodes/genre/") },
		{ VIEW_INIT("iso3166-1a2"),
		  VIEW_INIT("http://cvx.iptc.org/iso3166-1a2/") },
		{ VIEW_INIT("iso3166-1a3"),
		  VIEW_INIT("http://cvx.iptc.org/iso3166-1a3/") },
		{ VIEW_INIT("wd"), VIEW_INIT("http://www.wikidata.org/entity/") },
		{ VIEW_INIT("wikidata"), VIEW_INIT("http://www.wikidata.org/entity/") },
	};
	size_t colon = view_find_byte(qcode, ':', 0);

	if (url_is_web(qcode))
		return qcode;
	for (size_t i = 0; colon != VIEW_NONE && i < sizeof schemes / sizeof schemes[0];
	     i++)
		if (view_eq(schemes[i].alias, view_head(qcode, colon)))
			return arena_printf(t->a, "%.*s%.*s", VIEW_ARG(schemes[i].uri),
					    VIEW_ARG(view_from(qcode, colon + 1)));
	return (struct view){ NULL, 0 };
}

static struct view creator_of(const struct feed_tools *t)
{
	return t->d->hints.provider.len ? t->d->hints.provider : VIEW("provider");
}

void wire_subject(struct story *s, struct feed_tools *t, struct view name,
		  struct view qcode, struct view uri)
{
	struct view shown = feed_line(t, name, FEED_PLAIN);

	qcode = view_trim(qcode);
	uri = view_trim(uri);
	if (!url_is_web(uri))
		uri = wire_code_uri(t, qcode);
	if (shown.len == 0)
		shown = qcode.len ? qcode : behind_last_slash(uri);
	struct story_concept *c = story_add_subject(
	    s, t->a, utf8_head(shown, NAME_BYTES_MAX), uri, creator_of(t));
	if (c && !view_eq(qcode, shown))
		c->literal = qcode;
}

void wire_subject_code(struct story *s, struct feed_tools *t, struct view name,
		       struct view code)
{
	uint64_t number;

	code = view_trim(code);
	bool iptc = code.len == 8 && view_to_u64(code, &number);
	struct view uri =
	    iptc ? wire_code_uri(t, arena_printf(t->a, "%s:%.*s",
						 code.p[0] == '2' ? "medtop" : "subj",
						 VIEW_ARG(code)))
		 : (struct view){ NULL, 0 };
	wire_subject(s, t, name, code, uri);
}

static struct view run(struct feed_tools *t, struct view v,
		       bool (*convert)(struct view, struct buf *))
{
	buf_clear(&t->scratch);
	(void)convert(utf8_head(v, STORY_TEXT_MAX), &t->scratch);
	return arena_copy(t->a, buf_view(&t->scratch));
}

/* A further part goes to the end of the body of its type. */
static void add_part(struct story *s, struct feed_tools *t, struct view type,
		     struct view value, struct view between)
{
	if (value.len == 0)
		return;
	for (size_t i = 0; i < s->bodies.len; i++) {
		struct story_text *body = &s->bodies.items[i];
		if (!view_eq(body->content_type, type))
			continue;
		if (body->value.len + value.len > STORY_TEXT_MAX)
			return;
		struct story_texts before = s->bodies;
		struct view joined =
		    arena_printf(t->a, "%.*s%.*s%.*s", VIEW_ARG(body->value),
				 VIEW_ARG(between), VIEW_ARG(value));
		/* Counted anew by adding it to an empty list. */
		s->bodies = (struct story_texts){ 0 };
		story_add_body(s, t->a, type, joined);
		struct story_text counted = s->bodies.items[0];
		counted.role = body->role;
		s->bodies = before;
		s->bodies.items[i] = counted;
		return;
	}
	story_add_body(s, t->a, type, value);
}

void wire_body_html(struct story *s, struct feed_tools *t, struct view html)
{
	add_part(s, t, VIEW("text/plain"), run(t, html, html_text), VIEW("\n\n"));
	buf_clear(&t->scratch);
	(void)html_clean(utf8_head(html, STORY_TEXT_MAX), t->d->url, &t->scratch);
	add_part(s, t, VIEW("text/html"), arena_copy(t->a, buf_view(&t->scratch)),
		 VIEW("\n"));
}

void wire_body_text(struct story *s, struct feed_tools *t, struct view text)
{
	struct wire_lines lines = wire_lines_split(text, t->a);

	add_part(s, t, VIEW("text/plain"), wire_lines_join(&lines, 0, lines.len, t->a),
		 VIEW("\n\n"));
}

static void read_text(struct story *s, struct feed_tools *t)
{
	struct view body = story_plain(s, FIELD_BODY);
	size_t end = view_find(body, VIEW("\n\n"), 0);
	struct view first = view_head(body, end == VIEW_NONE ? body.len : end);

	if (s->by.len == 0 && byline_is(first)) {
		wire_text_byline(s, first, t->a);
		first = view_from(body, end == VIEW_NONE ? body.len : end + 2);
	}
	if (s->located.len == 0)
		wire_text_dateline(s, t->d, first, t->a);
}

void wire_settle(struct parsed *p, struct feed_tools *t)
{
	struct story *s = &p->stories[p->stories_len - 1];
	bool says = s->headlines.len || s->descriptions.len || s->bodies.len ||
		    s->renditions.len || s->status == STORY_CANCELED;

	if (!says) {
		p->stories_len--;
		p->lost++;
		p->lost_why = VIEW("an item without headline, text or files");
		return;
	}
	s->ext.text_from = STORY_WIRE;
	wire_settle_dates(s);
	read_text(s, t);
}

void wire_settle_dates(struct story *s)
{
	if (s->first_created == INSTANT_NONE)
		s->first_created = s->content_created != INSTANT_NONE
				       ? s->content_created
				       : s->version_created;
	if (s->version_created == INSTANT_NONE)
		s->version_created = s->first_created;
}

struct view wire_type(struct view name)
{
	static const struct {
		const char *word, *type;
	} types[] = {
		{ "text", "text" },        { "picture", "picture" },
		{ "photo", "picture" },    { "image", "picture" },
		{ "video", "video" },      { "audio", "audio" },
		{ "graphic", "graphic" },  { "composite", "composite" },
		{ "animated", "graphic" }, { "component", "text" },
	};
	struct view word = behind_last_slash(wire_code(view_trim(name)));

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (view_eq_nocase(view_of(types[i].word), word))
			return view_of(types[i].type);
	return VIEW("text");
}

bool wire_nothing(const struct parsed *p, const char *why, struct err *err)
{
	if (p->lost_why.len)
		return err_set(err, ERR_REJECT, "%s: %.*s", why, VIEW_ARG(p->lost_why));
	return err_set(err, ERR_REJECT, "%s", why);
}
