/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/language.h"

#include <endian.h>
#include <libexttextcat/textcat.h>

#include "common/base/block.h"
#include "common/base/mem.h"
#include "common/base/utf8.h"
#include "enricher/scripts.h"

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

/* Characters of this beat and of every day that only one of two scripts writes. */
enum mark { MARK_TRADITIONAL = 1, MARK_SIMPLIFIED = 2 };
enum { MARKED_FIRST = 0x3400, MARKED_END = 0xA000 };

struct language {
	void *textcat; /* NULL: its fingerprints are not installed; scripts still tell */
	struct small_word small[1 << SMALL_SLOT_BITS]; /* open addressing */
	uint8_t marks[MARKED_END - MARKED_FIRST];
	char name[16];
};

static void set_marks(struct language *l, struct view characters, enum mark mark)
{
	for (size_t pos = 0; pos < characters.len;)
		l->marks[utf8_next(characters, &pos) - MARKED_FIRST] |= (uint8_t)mark;
}

/* A word of 1 to SMALL_BYTES_MAX bytes as one number, in lower case if it is of ASCII letters; of
 * `bytes` the word is the first, which are the lowest. Bytes of others stay above 0x7F. */
static uint64_t small_key(uint64_t bytes, size_t len)
{
	unsigned others = 8 * (unsigned)(SMALL_BYTES_MAX - len);

	return (bytes << others >> others) | (UINT64_C(0x2020202020202020) >> others);
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
			uint64_t letters = 0;
			memcpy(&letters, words.p + at, end - at);
			letters = small_key(le64toh(letters), end - at);
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

/* zh-Hant when more characters are traditional than simplified. */
static struct view chinese(const struct language *l, struct view sample)
{
	size_t traditional = 0, simplified = 0;

	for (size_t pos = 0; pos < sample.len;) {
		uint32_t c = utf8_next(sample, &pos);
		if (c < MARKED_FIRST || c >= MARKED_END)
			continue;
		traditional += l->marks[c - MARKED_FIRST] & MARK_TRADITIONAL;
		simplified += (l->marks[c - MARKED_FIRST] & MARK_SIMPLIFIED) != 0;
	}
	return traditional > simplified ? VIEW("zh-Hant") : VIEW("zh-Hans");
}

/* Words of up to SMALL_BYTES_MAX bytes; at least that many can be read. */
static void count_word(const struct language *l, const char *word, size_t len,
		       size_t counts[SMALL_LEN])
{
	uint64_t letters;

	if (len > SMALL_BYTES_MAX)
		return;
	memcpy(&letters, word, sizeof letters);
	letters = small_key(le64toh(letters), len);
	unsigned languages = l->small[small_slot(l, letters)].languages;
	for (size_t i = 0; languages >> i; i++)
		counts[i] += languages >> i & 1;
}

/* Counts the words of a sample that has SMALL_BYTES_MAX + BLOCK bytes of zeros behind it. */
static void count_words(const struct language *l, struct view sample,
			size_t counts[SMALL_LEN])
{
	uint64_t before = 0; /* bit 0: the last byte was of a word */
	size_t start = 0;

	for (size_t at = 0; at <= sample.len; at += BLOCK) {
		block x = block_load(sample.p + at);
		uint64_t in =
		    block_bits(block_between(x | 0x20, 'a', 'z') | (block)(x >= 0x80));
		uint64_t turns = in ^ (in << 1 | before);
		for (turns &= 0xFFFF; turns; turns &= turns - 1) {
			size_t turn = at + (size_t)__builtin_ctzll(turns);
			if (in >> (turn - at) & 1)
				start = turn;
			else
				count_word(l, sample.p + start, turn - start, counts);
		}
		before = in >> (BLOCK - 1);
	}
}

static struct view by_small_words(const struct language *l, struct view sample)
{
	size_t counts[SMALL_LEN] = { 0 }, best = 0, second = 0;
	char padded[SAMPLE_BYTES + SMALL_BYTES_MAX + BLOCK];

	memcpy(padded, sample.p, sample.len);
	memset(padded + sample.len, 0, SMALL_BYTES_MAX + BLOCK);
	count_words(l, view_at(padded, sample.len), counts);
	for (size_t i = 1; i < SMALL_LEN; i++)
		if (counts[i] > counts[best])
			best = i;
	for (size_t i = 0; i < SMALL_LEN; i++)
		if (i != best && counts[i] > second)
			second = counts[i];
	bool sure = counts[best] >= SMALL_MIN && counts[best] > second + second / 2;
	return sure ? view_of(small_words[best].language) : VIEW("");
}

/* textcat answers "[en--utf8][de--utf8]", best first. It reads on behind what it is
 * given, up to a zero: it gets a copy that has one. */
static struct view ask_textcat(struct language *l, struct view sample)
{
	char padded[SAMPLE_BYTES + BLOCK];

	if (!l->textcat)
		return VIEW("");
	memcpy(padded, sample.p, sample.len);
	memset(padded + sample.len, 0, BLOCK);
	const char *answer = textcat_Classify(l->textcat, padded, sample.len);
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
	struct scripts s = scripts_count(sample);
	size_t cjk = s.kana + s.hangul + s.han;

	if (cjk * 3 > s.latin + s.cyrillic && cjk >= LETTERS_MIN) {
		if (s.hangul > s.kana && s.hangul * 2 > s.han)
			return VIEW("ko");
		return s.kana * 12 > s.han ? VIEW("ja") : chinese(l, sample);
	}
	if (s.cyrillic > s.latin) {
		struct scripts_cyrillic c = scripts_count_cyrillic(sample);
		if (c.ukrainian > c.russian)
			return VIEW("uk");
		if (c.russian)
			return VIEW("ru");
	}
	struct view language =
	    s.latin > s.cyrillic ? by_small_words(l, sample) : VIEW("");
	if (language.len || s.latin + s.cyrillic < TEXTCAT_LETTERS_MIN)
		return language;
	return ask_textcat(l, sample);
}
