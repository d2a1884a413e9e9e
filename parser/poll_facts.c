/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/poll_facts.h"

#include "common/base/utf8.h"

enum script {
	LATIN,
	CYRILLIC,
	GREEK,
	ARABIC,
	HEBREW,
	THAI,
	INDIC,
	HAN,
	KANA,
	HANGUL,
	SCRIPTS
};

/* Above ASCII. */
static const struct range {
	uint32_t first, last;
	enum script script;
} ranges[] = {
	{ 0xC0, 0x24F, LATIN },     { 0x370, 0x3FF, GREEK },
	{ 0x400, 0x52F, CYRILLIC }, { 0x590, 0x5FF, HEBREW },
	{ 0x600, 0x77F, ARABIC },   { 0x900, 0xDFF, INDIC },
	{ 0xE00, 0xE7F, THAI },     { 0x1100, 0x11FF, HANGUL },
	{ 0x1E00, 0x1EFF, LATIN },  { 0x3040, 0x30FF, KANA },
	{ 0x3400, 0x4DBF, HAN },    { 0x4E00, 0x9FFF, HAN },
	{ 0xAC00, 0xD7A3, HANGUL }, { 0x20000, 0x2FFFF, HAN },
};

static const char *const names[] = { "Latn", "Cyrl", "Grek", "Arab", "Hebr",
				     "Thai", "Deva", "Hans", "Jpan", "Kore" };

void poll_facts_init(struct poll_facts *f)
{
	*f = (struct poll_facts){ .oldest = INSTANT_NONE, .newest = INSTANT_NONE };
}

static bool holds(const struct range *r, uint32_t c)
{
	return c >= r->first && c <= r->last;
}

static void count(struct view text, size_t counts[SCRIPTS])
{
	const struct range *last =
	    ranges; /* most letters are of the script before them */

	for (size_t pos = 0; pos < text.len && pos < POLL_SCRIPT_BYTES;) {
		unsigned char byte = (unsigned char)text.p[pos];
		if (byte < 0x80) {
			counts[LATIN] += (unsigned)(byte | 0x20) - 'a' < 26;
			pos++;
			continue;
		}
		uint32_t c = utf8_next(text, &pos);
		for (size_t i = 0; !holds(last, c) && i < sizeof ranges / sizeof *ranges;
		     i++)
			if (holds(&ranges[i], c))
				last = &ranges[i];
		if (holds(last, c))
			counts[last->script]++;
	}
}

struct view poll_script_of(struct view text)
{
	size_t counts[SCRIPTS] = { 0 }, best = 0;

	count(text, counts);
	/* Han beside some kana or hangul is Japanese or Korean. */
	enum script beside = counts[KANA] >= counts[HANGUL] ? KANA : HANGUL;
	if (counts[beside] * 10 > counts[HAN]) {
		counts[beside] += counts[HAN];
		counts[HAN] = 0;
	}
	for (size_t i = 1; i < SCRIPTS; i++)
		if (counts[i] > counts[best])
			best = i;
	return counts[best] > 0 ? view_of(names[best]) : VIEW("");
}

static void note_language(struct poll_facts *f, struct view language, struct view script,
			  struct arena *a)
{
	size_t i = 0;

	for (; i < f->languages_len; i++) {
		struct view name = f->languages[i].name;
		if (view_starts(name, language) && name.len == language.len + 5 &&
		    view_ends(name, script))
			break;
	}
	if (i == POLL_LANGUAGES_MAX)
		return;
	if (i == f->languages_len) {
		f->languages[i].name =
		    arena_printf(a, "%.*s/%.*s", VIEW_ARG(language), VIEW_ARG(script));
		f->languages[i].entries = 0;
		f->languages_len++;
	}
	f->languages[i].entries++;
}

static void note_date(struct poll_facts *f, instant_ms at)
{
	if (at == INSTANT_NONE) {
		f->undated++;
		return;
	}
	if (f->oldest == INSTANT_NONE || at < f->oldest)
		f->oldest = at;
	if (f->newest == INSTANT_NONE || at > f->newest)
		f->newest = at;
}

instant_ms poll_date_of(const struct story *s)
{
	return s->first_created != INSTANT_NONE ? s->first_created : s->version_created;
}

void poll_facts_add(struct poll_facts *f, const struct story *s, struct arena *a)
{
	struct view body = story_plain(s, FIELD_BODY);
	struct view description = story_plain(s, FIELD_DESCRIPTION);
	struct view text = body.len > 0 ? body : description;
	struct view language = view_head(s->language, 35);

	f->entries++;
	f->text_bytes +=
	    (int64_t)(body.len > description.len ? body.len : description.len);
	note_date(f, poll_date_of(s));
	struct view script =
	    poll_script_of(text.len > 0 ? text : story_plain(s, FIELD_HEADLINE));
	if (script.len > 0)
		note_language(f, language, script, a);
}

struct view poll_facts_language(const struct poll_facts *f)
{
	size_t best = 0;

	for (size_t i = 1; i < f->languages_len; i++)
		if (f->languages[i].entries > f->languages[best].entries)
			best = i;
	return f->languages_len > 0 ? f->languages[best].name : VIEW("");
}
