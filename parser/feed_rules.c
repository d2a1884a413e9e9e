/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_rules.h"

#include <utf8proc.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"

/* "+09:00", "-0330"; anything else is a zone's name, which has no fixed offset. */
static int offset_minutes(struct view zone)
{
	uint64_t hours, minutes = 0;
	int sign = zone.len && zone.p[0] == '-' ? -1 : 1;

	if (zone.len < 3 || (zone.p[0] != '+' && zone.p[0] != '-'))
		return 0;
	struct view rest = view_from(zone, 3);
	if (rest.len && rest.p[0] == ':')
		rest = view_from(rest, 1);
	if (!view_to_u64(view_head(view_from(zone, 1), 2), &hours) || hours > 14 ||
	    (rest.len && (!view_to_u64(rest, &minutes) || minutes > 59)))
		return 0;
	return sign * (int)(hours * 60 + minutes);
}

void feed_rules_hints(const struct feed *f, struct document_hints *ret)
{
	static const enum document_usage usages[] = {
		[FEED_USAGE_FULL] = USAGE_FULL,
		[FEED_USAGE_TEXT] = USAGE_TEXT,
		[FEED_USAGE_HEADLINE] = USAGE_HEADLINE,
	};

	ret->provider = f->provider;
	ret->provider_name = f->provider_name;
	ret->feed = f->id;
	ret->language = f->language;
	ret->charset = f->charset;
	ret->zone = f->zone;
	ret->utc_offset_minutes =
	    f->zone ? zone_latest(f->zone) / 60 : offset_minutes(f->timezone);
	ret->day_first = f->day_first;
	ret->body_selector = f->body_selector;
	ret->usage = usages[f->usage];
}

static void add_lower(struct buf *out, struct view v)
{
	for (size_t pos = 0; pos < v.len;)
		(void)buf_add_utf8(out, (uint32_t)utf8proc_tolower(
					    (utf8proc_int32_t)utf8_next(v, &pos)));
	(void)buf_add_byte(out, '\n');
}

/* All that words are looked for in, in lower case. */
static void add_haystack(const struct story *s, struct buf *out)
{
	add_lower(out, story_plain(s, FIELD_HEADLINE));
	add_lower(out, story_plain(s, FIELD_DESCRIPTION));
	add_lower(out, story_plain(s, FIELD_BODY));
	for (size_t i = 0; i < s->subjects.len; i++)
		add_lower(out, s->subjects.items[i].name);
}

static bool any_word(const struct setting_strings *words, struct view haystack)
{
	for (size_t i = 0; i < words->len; i++) {
		BUF(word, 1024);
		add_lower(&word, words->items[i]);
		struct view needle = view_trim(buf_view(&word));
		if (needle.len && view_find(haystack, needle, 0) != VIEW_NONE)
			return true;
	}
	return false;
}

static bool any_part(const struct setting_strings *parts, struct view link)
{
	for (size_t i = 0; i < parts->len; i++)
		if (view_find_nocase(link, parts->items[i], 0) != VIEW_NONE)
			return true;
	return false;
}

bool feed_rules_accept(const struct feed *f, const struct story *s)
{
	struct view link = story_alt_id(s, VIEW("link"));

	if (any_part(&f->exclude_url, link) ||
	    (f->include_url.len && !any_part(&f->include_url, link)))
		return false;
	if (!f->include.len && !f->exclude.len)
		return true;

	BUF(haystack, 2 * STORY_TEXT_MAX);
	add_haystack(s, &haystack);
	return !any_word(&f->exclude, buf_view(&haystack)) &&
	       (!f->include.len || any_word(&f->include, buf_view(&haystack)));
}
