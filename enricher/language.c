/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/language.h"

#include <endian.h>
#include <libexttextcat/textcat.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"
#include "enricher/block.h"

enum { SAMPLE_BYTES = 2000, LETTERS_MIN = 2, TEXTCAT_LETTERS_MIN = 20 };

/* The small words of the packs' Latin languages: sure where textcat, on a sentence or two,
 * takes English for Scots. */
static const struct {
	const char *language, *words;
} small_words[] = {
	{ "en", " the of and to in that was with for on is by after from has said " },
	{ "de", " der die das und den im mit von auf dem nicht ist ein eine des sich " },
	{ "fr", " le la les des et dans que est une sur pour du au par qui avec " },
	{ "es", " el la los las de y en que una por con del se al para su " },
};

enum {
	SMALL_LEN = sizeof small_words / sizeof small_words[0],
	SMALL_MIN = 2,
	SMALL_BYTES_MAX = 8,
	SMALL_SLOT_BITS = 8, /* four times as many slots as there are words */
};

struct small_word {
	uint64_t letters;  /* as small_key() makes it; 0: an empty slot */
	uint8_t languages; /* a bit for each row of small_words */
};

/* Characters of this beat and of every day that only one of two languages writes. */
enum mark {
	MARK_TRADITIONAL = 1,
	MARK_SIMPLIFIED = 2,
	MARK_UKRAINIAN = 4,
	MARK_RUSSIAN = 8
};
enum { MARKED_END = 0xA000 };

struct language {
	void *textcat; /* NULL: its fingerprints are not installed; scripts still tell */
	struct small_word small[1 << SMALL_SLOT_BITS]; /* open addressing */
	uint8_t marks[MARKED_END];
	char name[16];
};

static void set_marks(struct language *l, struct view characters, enum mark mark)
{
	for (size_t pos = 0; pos < characters.len;)
		l->marks[utf8_next(characters, &pos)] |= (uint8_t)mark;
}

/* An ASCII word in lower case as one number; `word` has 1 to SMALL_BYTES_MAX bytes, letters of
 * ASCII or bytes of others, which stay above 0x7F. */
static uint64_t small_key(struct view word)
{
	uint64_t letters = 0;
	memcpy(&letters, word.p, word.len);
	return le64toh(letters) |
	       (UINT64_C(0x2020202020202020) >> 8 * (SMALL_BYTES_MAX - word.len));
}

static size_t small_slot(const struct language *l, uint64_t letters)
{
	size_t at = letters * UINT64_C(0x9E3779B97F4A7C15) >> (64 - SMALL_SLOT_BITS);

	while (l->small[at].letters && l->small[at].letters != letters)
		at = (at + 1) & ((1 << SMALL_SLOT_BITS) - 1);
	return at;
}

static void read_small_words(struct language *l)
{
	for (size_t i = 0; i < SMALL_LEN; i++) {
		struct view words = view_of(small_words[i].words);
		for (size_t at = 1; at < words.len;) {
			size_t end = view_find_byte(words, ' ', at);
			uint64_t letters = small_key(view_at(words.p + at, end - at));
			struct small_word *w = &l->small[small_slot(l, letters)];
			w->letters = letters;
			w->languages |= (uint8_t)(1 << i);
			at = end + 1;
		}
	}
}

bool language_new(struct language **ret, struct err *err)
{
	(void)err;
	struct language *l = mem_new(sizeof *l);
	l->textcat = special_textcat_Init("/usr/share/libexttextcat/fpdb.conf",
					  "/usr/share/libexttextcat/");
	read_small_words(l);
	set_marks(l, VIEW("國島條約領與為會說這個們後擇齒灣區東對時來發開關還於戰爭議"),
		  MARK_TRADITIONAL);
	set_marks(l, VIEW("国岛条约领与为会说这个们后择齿湾区东对时来发开关还于战争议"),
		  MARK_SIMPLIFIED);
	set_marks(l, VIEW("іїєґІЇЄҐ"), MARK_UKRAINIAN);
	set_marks(l, VIEW("ыэёъЫЭЁЪ"), MARK_RUSSIAN);
	*ret = l;
	return true;
}

void language_free(struct language *l)
{
	if (!l)
		return;
	if (l->textcat)
		textcat_Done(l->textcat);
	free(l);
}

struct scripts {
	size_t kana, hangul, han, traditional, simplified, cyrillic, ukrainian, russian,
	    latin;
};

static void count(const struct language *l, struct scripts *s, uint32_t c)
{
	unsigned marks = c < MARKED_END ? l->marks[c] : 0;

	if (c >= 0x3041 && c <= 0x30FF)
		s->kana++;
	else if (c >= 0xAC00 && c <= 0xD7A3)
		s->hangul++;
	else if (c >= 0x3400 && c <= 0x9FFF)
		s->han++;
	else if (c >= 0x400 && c <= 0x4FF)
		s->cyrillic++;
	else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		 (c >= 0xC0 && c <= 0x24F))
		s->latin++;
	s->traditional += (marks & MARK_TRADITIONAL) != 0;
	s->simplified += (marks & MARK_SIMPLIFIED) != 0;
	s->ukrainian += (marks & MARK_UKRAINIAN) != 0;
	s->russian += (marks & MARK_RUSSIAN) != 0;
}

/* As many whole blocks of ASCII as there are: their length in bytes. */
static size_t count_ascii(struct scripts *s, struct view text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t at = 0;

	for (; text.len - at >= BLOCK; at += BLOCK) {
		block x = block_load(text.p + at);
		if (block_any(x & 0x80))
			break;
		block latin = block_between(x | 0x20, 'a', 'z');
		uint64_t half[2];
		memcpy(half, &latin, sizeof half);
		s->latin += (((half[0] & ones) + (half[1] & ones)) * ones) >> 56;
	}
	return at;
}

static void count_word(const struct language *l, struct view word,
		       size_t counts[SMALL_LEN])
{
	if (word.len == 0 || word.len > SMALL_BYTES_MAX)
		return;
	unsigned languages = l->small[small_slot(l, small_key(word))].languages;
	for (size_t i = 0; languages >> i; i++)
		counts[i] += languages >> i & 1;
}

static struct view by_small_words(const struct language *l, struct view sample)
{
	size_t counts[SMALL_LEN] = { 0 }, best = 0, second = 0;
	size_t start = 0;

	for (size_t i = 0; i <= sample.len; i++) {
		char c = i < sample.len ? sample.p[i] : ' ';
		if (byte_is_alpha(c) || (unsigned char)c >= 0x80)
			continue;
		count_word(l, view_at(sample.p + start, i - start), counts);
		start = i + 1;
	}
	for (size_t i = 1; i < SMALL_LEN; i++)
		if (counts[i] > counts[best])
			best = i;
	for (size_t i = 0; i < SMALL_LEN; i++)
		if (i != best && counts[i] > second)
			second = counts[i];
	bool sure = counts[best] >= SMALL_MIN && counts[best] > second + second / 2;
	return sure ? view_of(small_words[best].language) : VIEW("");
}

/* textcat answers "[en--utf8][de--utf8]", best first. */
static struct view ask_textcat(struct language *l, struct view sample)
{
	if (!l->textcat)
		return VIEW("");
	const char *answer = textcat_Classify(l->textcat, sample.p, sample.len);
	if (!answer || answer[0] != '[')
		return VIEW("");
	size_t len = strcspn(answer + 1, "-]");
	if (len == 0 || len >= sizeof l->name)
		return VIEW("");
	memcpy(l->name, answer + 1, len);
	return view_at(l->name, len);
}

struct view language_of(struct language *l, struct view text)
{
	struct view sample = utf8_head(text, SAMPLE_BYTES);
	struct scripts s = { 0 };

	for (size_t pos = 0; pos < sample.len;) {
		size_t ascii = count_ascii(&s, view_from(sample, pos));
		pos += ascii;
		if (!ascii)
			count(l, &s, utf8_next(sample, &pos));
	}
	size_t cjk = s.kana + s.hangul + s.han;
	if (cjk * 3 > s.latin + s.cyrillic && cjk >= LETTERS_MIN) {
		if (s.hangul > s.kana && s.hangul * 2 > s.han)
			return VIEW("ko");
		if (s.kana * 12 > s.han)
			return VIEW("ja");
		return s.traditional > s.simplified ? VIEW("zh-Hant") : VIEW("zh-Hans");
	}
	if (s.cyrillic > s.latin && s.ukrainian > s.russian)
		return VIEW("uk");
	if (s.cyrillic > s.latin && s.russian)
		return VIEW("ru");
	struct view language =
	    s.latin > s.cyrillic ? by_small_words(l, sample) : VIEW("");
	if (language.len || s.latin + s.cyrillic < TEXTCAT_LETTERS_MIN)
		return language;
	return ask_textcat(l, sample);
}
