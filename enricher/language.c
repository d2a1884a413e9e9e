/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/language.h"

#include <libexttextcat/textcat.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"

enum { SAMPLE_BYTES = 2000, LETTERS_MIN = 2 };

struct language {
	void *textcat; /* NULL: its fingerprints are not installed; scripts still tell */
	char name[16];
};

bool language_new(struct language **ret, struct err *err)
{
	(void)err;
	struct language *l = mem_new(sizeof *l);
	l->textcat = special_textcat_Init("/usr/share/libexttextcat/fpdb.conf",
					  "/usr/share/libexttextcat/");
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

/* Characters of this beat and of every day whose two forms differ. */
static bool is_one_of(uint32_t c, const char *list)
{
	struct view v = view_of(list);
	for (size_t pos = 0; pos < v.len;)
		if (utf8_next(v, &pos) == c)
			return true;
	return false;
}

static void count(struct scripts *s, uint32_t c)
{
	if (c >= 0x3041 && c <= 0x30FF)
		s->kana++;
	else if (c >= 0xAC00 && c <= 0xD7A3)
		s->hangul++;
	else if (c >= 0x3400 && c <= 0x9FFF) {
		s->han++;
		s->traditional += is_one_of(
		    c, "國島條約領與為會說這個們後擇齒灣區東對時來發開關還於戰爭議");
		s->simplified += is_one_of(
		    c, "国岛条约领与为会说这个们后择齿湾区东对时来发开关还于战争议");
	} else if (c >= 0x400 && c <= 0x4FF) {
		s->cyrillic++;
		s->ukrainian += is_one_of(c, "іїєґІЇЄҐ");
		s->russian += is_one_of(c, "ыэёъЫЭЁЪ");
	} else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		   (c >= 0xC0 && c <= 0x24F)) {
		s->latin++;
	}
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

	for (size_t pos = 0; pos < sample.len;)
		count(&s, utf8_next(sample, &pos));
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
	return ask_textcat(l, sample);
}
