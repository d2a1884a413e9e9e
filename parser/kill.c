/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/kill.h"

#include "common/base/buf.h"

enum {
	NAME_BYTES_MAX = 300,
	NAME_BYTES_MIN = 3,
	NAMES_MAX = 16, /* of one kill */
	LETTERS_MAX = 4,
	DIGITS_MIN = 3,
	DIGITS_MAX = 6,
};
#define MS_PER_DAY INT64_C(86400000)

/* ---- one form of a name ---- */

static bool is_word_byte(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || (unsigned char)c >= 0x80;
}

/* Bytes of the quotation mark, dash or other character between words at `at`; 0 for part of one:
 * ASCII, «, », U+2000 to U+207F, U+3000 to U+303F. */
static size_t gap_len(struct view v, size_t at)
{
	const unsigned char *p = (const unsigned char *)v.p + at;
	size_t left = v.len - at;

	if (p[0] < 0x80)
		return is_word_byte(v.p[at]) ? 0 : 1;
	if (left >= 2 && p[0] == 0xC2 && (p[1] == 0xAB || p[1] == 0xBB))
		return 2;
	bool general = p[0] == 0xE2 && left >= 3 && (p[1] == 0x80 || p[1] == 0x81);
	bool east = p[0] == 0xE3 && left >= 3 && p[1] == 0x80;
	return general || east ? 3 : 0;
}

/* The next run of letters and digits; empty at the end. */
static struct view next_word(struct view *rest)
{
	size_t at = 0, end, gap;

	while (at < rest->len && (gap = gap_len(*rest, at)) > 0)
		at += gap;
	for (end = at; end < rest->len && gap_len(*rest, end) == 0; end++)
		;
	struct view word = view_at(rest->p + at, end - at);
	*rest = view_from(*rest, end);
	return word;
}

static bool is_one_of(struct view word, const char *const *words)
{
	for (; *words; words++)
		if (view_eq_nocase(word, view_of(*words)))
			return true;
	return false;
}

/* "1st", "22nd" */
static bool is_ordinal(struct view word)
{
	static const char *const ends[] = { "st", "nd", "rd", "th", NULL };

	return word.len > 2 && byte_is_digit(word.p[0]) &&
	       is_one_of(view_from(word, word.len - 2), ends);
}

/* "BC-Kurils-Talks,120": without the number of words. */
static struct view without_count(struct view name)
{
	for (size_t i = 1; i + 1 < name.len; i++) {
		struct view behind = view_trim(view_from(name, i + 1));
		if (name.p[i] == ',' && !byte_is_digit(name.p[i - 1]) && behind.len &&
		    byte_is_digit(behind.p[0]))
			return view_head(name, i);
	}
	return name;
}

/* "BC-Kurils-Talks, 1st Ld-Writethru, 120" and "KILL-KURILS TALKS" are both "kurils talks". */
static struct view normal_form(struct view name, struct arena *a)
{
	static const char *const cycles[] = { "bc", "am", "pm", "ap", "ax", NULL };
	static const char *const fillers[] = { "kill",      "urgent",     "bulletin",
					       "corrected", "correction", "corrects",
					       NULL };
	BUF(out, NAME_BYTES_MAX + 1);
	struct view word, rest = view_head(without_count(name), NAME_BYTES_MAX);

	while ((word = next_word(&rest)).len && !is_ordinal(word)) {
		if (is_one_of(word, fillers) || (!out.len && is_one_of(word, cycles)))
			continue;
		if (out.len)
			(void)buf_add_byte(&out, ' ');
		for (size_t i = 0; i < word.len; i++)
			(void)buf_add_byte(&out, byte_lower(word.p[i]));
	}
	return arena_copy(a, buf_view(&out));
}

/* ---- names in the text of a kill ---- */

/* "a0123", "dpa0123": one to four letters and three to six digits. */
static bool is_number(struct view word)
{
	size_t letters = 0;
	uint64_t number;

	while (letters < word.len && byte_is_alpha(word.p[letters]))
		letters++;
	struct view digits = view_from(word, letters);
	return letters >= 1 && letters <= LETTERS_MAX && digits.len >= DIGITS_MIN &&
	       digits.len <= DIGITS_MAX && view_to_u64(digits, &number);
}

/* "RUSSIA-JAPAN/TALKS", "BC-Kurils-Talks": words tied together, each with a capital. */
static bool is_slug(struct view word)
{
	bool tied = false, capitals = true;

	for (size_t i = 0; i < word.len; i++) {
		bool first = i == 0 || !is_word_byte(word.p[i - 1]);
		if (first && byte_is_alpha(word.p[i]))
			capitals &= word.p[i] >= 'A' && word.p[i] <= 'Z';
		tied |= i > 0 && i + 1 < word.len &&
			(word.p[i] == '-' || word.p[i] == '/') &&
			is_word_byte(word.p[i - 1]);
	}
	return tied && capitals && word.len >= NAME_BYTES_MIN;
}

static struct view without_punctuation(struct view word)
{
	while (word.len && !is_word_byte(word.p[word.len - 1]))
		word.len--;
	while (word.len && !is_word_byte(word.p[0]))
		word = view_from(word, 1);
	return word;
}

static void note_name(struct story *kill, struct view name, struct arena *a)
{
	name = without_punctuation(name);
	if (name.len >= NAME_BYTES_MIN && name.len <= NAME_BYTES_MAX &&
	    kill->ext.notes.len < NAMES_MAX)
		story_note(kill, a, VIEW("kill.name"), name);
}

static void note_quoted(struct story *kill, struct view text, struct arena *a)
{
	static const struct {
		struct view open, close;
	} quotes[] = {
		{ VIEW_INIT("\""), VIEW_INIT("\"") },
		{ VIEW_INIT("“"), VIEW_INIT("”") },
		{ VIEW_INIT("«"), VIEW_INIT("»") },
		{ VIEW_INIT("„"), VIEW_INIT("“") },
		{ VIEW_INIT("「"), VIEW_INIT("」") },
		{ VIEW_INIT("『"), VIEW_INIT("』") },
		{ VIEW_INIT("《"), VIEW_INIT("》") },
		{ VIEW_INIT("‘"), VIEW_INIT("’") },
		{ VIEW_INIT(" '"), VIEW_INIT("'") },
	};

	for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
		size_t at = 0;
		while ((at = view_find(text, quotes[i].open, at)) != VIEW_NONE) {
			size_t from = at + quotes[i].open.len;
			size_t to = view_find(text, quotes[i].close, from);
			if (to == VIEW_NONE)
				break;
			note_name(kill, view_at(text.p + from, to - from), a);
			at = to + quotes[i].close.len;
		}
	}
}

/* What stands behind "slugged", numbers, and what is tied together like a slug. */
static void note_words(struct story *kill, struct view text, struct arena *a)
{
	static const char *const leads[] = { "slugged", "slug", "slugline", "keyword",
					     NULL };
	struct view rest = text, word;
	bool behind = false;

	while (view_next(&rest, ' ', &word)) {
		word = without_punctuation(word);
		if (word.len == 0)
			continue;
		if (behind || is_number(word) || is_slug(word))
			note_name(kill, word, a);
		behind = is_one_of(word, leads);
	}
}

static bool speaks_of_another(struct view sentence)
{
	static const char *const words[] = { "replac",  "substitut",   "instead",
					     "ersetz",  "stattdessen", "remplac",
					     "sustitu", "sostitu",     "замен",
					     "взамен",  "差し替え",    NULL };

	for (const char *const *w = words; *w; w++)
		if (view_find_nocase(sentence, view_of(*w), 0) != VIEW_NONE)
			return true;
	return false;
}

/* The text up to the end of its first sentence, which moves out of `*rest`. */
static struct view next_sentence(struct view *rest)
{
	static const struct view ends[] = { VIEW_INIT(". "), VIEW_INIT(".\n"),
					    VIEW_INIT("。"), VIEW_INIT("\n\n"),
					    VIEW_INIT("! ") };
	size_t end = rest->len;

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t at = view_find(*rest, ends[i], 0);
		if (at != VIEW_NONE && at + ends[i].len < end)
			end = at + ends[i].len;
	}
	struct view sentence = view_head(*rest, end);
	*rest = view_from(*rest, end);
	return sentence;
}

void kill_read(struct story *kill, struct view text, struct arena *a)
{
	while (text.len) {
		struct view sentence = next_sentence(&text);
		if (speaks_of_another(sentence))
			continue;
		note_quoted(kill, sentence, a);
		note_words(kill, sentence, a);
	}
}

/* ---- keys ---- */

struct keys {
	struct arena *a;
	struct view provider;
	struct view *items;
	size_t len;
};

static void add_key(struct keys *keys, struct view name, instant_ms day)
{
	char text[INSTANT_TEXT];
	struct view form = normal_form(name, keys->a);

	if (form.len < NAME_BYTES_MIN || day == INSTANT_NONE)
		return;
	struct view key =
	    arena_printf(keys->a, "%.*s\x1fn\x1f%.*s\x1f%.*s", VIEW_ARG(keys->provider),
			 VIEW_ARG(form), 10, instant_format(day, text).p);
	for (size_t i = 0; i < keys->len; i++)
		if (view_eq(keys->items[i], key))
			return;
	*ARENA_PUSH(keys->a, keys->items, keys->len) = key;
}

static instant_ms day_of(const struct story *s, instant_ms otherwise)
{
	if (s->version_created != INSTANT_NONE)
		return s->version_created;
	if (s->first_created != INSTANT_NONE)
		return s->first_created;
	return s->content_created != INSTANT_NONE ? s->content_created : otherwise;
}

struct view *kill_keys_of_story(const struct story *s, struct view provider,
				instant_ms day, struct arena *a, size_t *ret_len)
{
	struct keys keys = { .a = a, .provider = provider };

	day = day_of(s, day);
	add_key(&keys, s->slugline, day);
	add_key(&keys, story_plain(s, FIELD_HEADLINE), day);
	for (size_t i = 0; i < s->alt_ids.len; i++)
		if (view_eq(s->alt_ids.items[i].role, VIEW("agency")))
			add_key(&keys, s->alt_ids.items[i].value, day);
	*ret_len = keys.len;
	return keys.items;
}

/* The names in notes of this role, of the story's day and the day before. */
static void add_noted(struct keys *keys, const struct story *s, struct view role,
		      instant_ms day)
{
	for (size_t i = 0; i < s->ext.notes.len; i++)
		if (view_eq(s->ext.notes.items[i].role, role))
			add_key(keys, s->ext.notes.items[i].value, day);
}

struct view *kill_keys_named(const struct story *kill, struct view provider,
			     instant_ms day, struct arena *a, size_t *ret_len)
{
	struct keys keys = { .a = a, .provider = provider };

	day = day_of(kill, day);
	for (int days = 0; days < 2 && day != INSTANT_NONE; days++) {
		add_key(&keys, kill->slugline, day - days * MS_PER_DAY);
		add_noted(&keys, kill, VIEW("kill.name"), day - days * MS_PER_DAY);
	}
	*ret_len = keys.len;
	return keys.items;
}

/* ---- corrections ---- */

/* Instructions how a story is to be read, instead of the story. */
static bool is_notice(struct view text)
{
	static const struct view words[] = {
		VIEW_INIT("please read"),
		VIEW_INIT("should read"),
		VIEW_INIT("should have read"),
		VIEW_INIT("the story headlined"),
		VIEW_INIT("reported erroneously"),
		VIEW_INIT("bitte lesen"),
		VIEW_INIT("muss es richtig heißen"),
		VIEW_INIT("prière de lire"),
		VIEW_INIT("следует читать"),
		VIEW_INIT("просим читать"),
		VIEW_INIT("誤りでした"),
		VIEW_INIT("の誤り"),
	};
	struct view first = view_head(text, view_find(text, VIEW("\n\n"), 0));

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (view_find_nocase(first, words[i], 0) != VIEW_NONE)
			return true;
	return false;
}

static bool says_corrected(const struct story *s)
{
	static const struct view titles[] = {
		VIEW_INIT("CORRECTED"),    VIEW_INIT("CORRECTION"),
		VIEW_INIT("CORRECTS"),     VIEW_INIT("Berichtigung"),
		VIEW_INIT("BERICHTIGUNG"), VIEW_INIT("CORRECTIF"),
		VIEW_INIT("CORRECCIÓN"),   VIEW_INIT("RETTIFICA"),
		VIEW_INIT("ИСПРАВЛЕНО"),   VIEW_INIT("УТОЧНЕНИЕ"),
		VIEW_INIT("【訂正】"),     VIEW_INIT("（訂正）"),
	};
	static const struct view notes[] = {
		VIEW_INIT("CORRECTS"),      VIEW_INIT("Corrects"),
		VIEW_INIT("CORRECTED"),     VIEW_INIT("Corrected"),
		VIEW_INIT("(Berichtigung"), VIEW_INIT("Berichtigung"),
		VIEW_INIT("(Berichtigt"),   VIEW_INIT("Berichtigt"),
		VIEW_INIT("(Korrektur"),    VIEW_INIT("Korrektur"),
	};
	struct view slug = s->slugline;

	for (size_t i = 0; i < s->ext.notes.len; i++)
		if (view_eq(s->ext.notes.items[i].role, VIEW("correction")))
			return true;
	return view_find_nocase(slug, VIEW("writethru"), 0) != VIEW_NONE ||
	       view_find_nocase(slug, VIEW("correct"), 0) != VIEW_NONE ||
	       view_prefix_in(story_plain(s, FIELD_HEADLINE), titles,
			      sizeof titles / sizeof titles[0]) ||
	       view_prefix_in(s->ed_note, notes, sizeof notes / sizeof notes[0]);
}

bool kill_replaces(const struct story *s)
{
	return s->ext.text_from == STORY_WIRE && s->status == STORY_USABLE &&
	       !is_notice(story_plain(s, FIELD_BODY)) && says_corrected(s);
}

struct view *kill_keys_replaced(const struct story *s, struct view provider,
				instant_ms day, struct arena *a, size_t *ret_len)
{
	struct keys keys = { .a = a, .provider = provider };

	day = day_of(s, day);
	for (int days = 0; days < 2 && day != INSTANT_NONE; days++) {
		add_key(&keys, s->slugline, day - days * MS_PER_DAY);
		add_key(&keys, story_plain(s, FIELD_HEADLINE), day - days * MS_PER_DAY);
		add_noted(&keys, s, VIEW("correction"), day - days * MS_PER_DAY);
	}
	*ret_len = keys.len;
	return keys.items;
}
