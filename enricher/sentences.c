/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/sentences.h"

#include <utf8proc.h>

#include "common/base/block.h"
#include "common/base/mem.h"
#include "common/base/utf8.h"

static void push(struct sentences_starts *to, size_t start)
{
	to->items = mem_room(to->items, to->len, 1, &to->cap, sizeof *to->items);
	to->items[to->len++] = (uint32_t)start;
}

static bool is_closing(uint32_t c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0xBB ||
	       c == 0x201D || c == 0x2019 || c == 0x300D || c == 0x300F || c == 0xFF09;
}

static bool is_lower(uint32_t c)
{
	return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LL;
}

/* A number of one or two digits and its full stop: "am 28. April". */
static bool is_ordinal(struct view text, size_t dot)
{
	size_t digits = 0;

	while (digits < 3 && digits < dot && byte_is_digit(text.p[dot - 1 - digits]))
		digits++;
	return (digits == 1 || digits == 2) &&
	       (digits == dot || byte_is_space(text.p[dot - 1 - digits]));
}

/* A full stop after one letter or a short abbreviation in the middle of a sentence. */
static bool is_abbreviation(struct view text, size_t dot)
{
	size_t letters = 0, at = dot;

	while (at > 0 && letters < 4 &&
	       (byte_is_alpha(text.p[at - 1]) || (unsigned char)text.p[at - 1] >= 0x80)) {
		at--;
		letters += ((unsigned char)text.p[at] & 0xC0) != 0x80;
	}
	if (letters == 0)
		return false;
	size_t pos = at;
	uint32_t first = utf8_next(text, &pos);
	if (letters == 1)
		return !is_lower(first) || first >= 0x80;
	struct view word = view_at(text.p + at, dot - at);
	static const struct view known[] = {
		VIEW_INIT("St"),   VIEW_INIT("Mr"),   VIEW_INIT("Dr"),  VIEW_INIT("Mrs"),
		VIEW_INIT("Ms"),   VIEW_INIT("Gen"),  VIEW_INIT("Col"), VIEW_INIT("Nr"),
		VIEW_INIT("No"),   VIEW_INIT("vs"),   VIEW_INIT("bzw"), VIEW_INIT("ca"),
		VIEW_INIT("etc"),  VIEW_INIT("Sr"),   VIEW_INIT("ул"),  VIEW_INIT("см"),
		VIEW_INIT("им"),   VIEW_INIT("пр"),   VIEW_INIT("св"),  VIEW_INIT("ред"),
		VIEW_INIT("гг"),   VIEW_INIT("EE"),   VIEW_INIT("Jan"), VIEW_INIT("Feb"),
		VIEW_INIT("Aug"),  VIEW_INIT("Sept"), VIEW_INIT("Oct"), VIEW_INIT("Nov"),
		VIEW_INIT("Dec"),  VIEW_INIT("Gov"),  VIEW_INIT("Sen"), VIEW_INIT("Rep"),
		VIEW_INIT("Prof"), VIEW_INIT("Mt"),   VIEW_INIT("MM"),  VIEW_INIT("Mme"),
		VIEW_INIT("Mmes"), VIEW_INIT("Mlle"), VIEW_INIT("Sra"), VIEW_INIT("Sres"),
		VIEW_INIT("Dra"),  VIEW_INIT("Lt"),   VIEW_INIT("Maj"), VIEW_INIT("Capt"),
		VIEW_INIT("Adm"),  VIEW_INIT("Sgt")
	};
	return view_is_in(word, known, sizeof known / sizeof known[0]);
}

static size_t skip_spaces(struct view text, size_t at, size_t *ret_newlines)
{
	*ret_newlines = 0;
	while (at < text.len && byte_is_space(text.p[at]))
		*ret_newlines += text.p[at++] == '\n';
	return at;
}

/* After a mark that may end a sentence: where the next one starts, or 0; how many lines end
 * in between. */
static size_t next_sentence(struct view text, uint32_t mark, size_t dot, size_t at,
			    size_t *ret_newlines)
{
	size_t ahead;

	while (at < text.len) {
		ahead = at;
		if (!is_closing(utf8_next(text, &ahead)))
			break;
		at = ahead;
	}
	if (mark == 0x3002 || mark == 0xFF01 || mark == 0xFF1F)
		return skip_spaces(text, at, ret_newlines);
	size_t next = skip_spaces(text, at, ret_newlines);
	if (next == at || next >= text.len)
		return 0;
	ahead = next;
	if (is_lower(utf8_next(text, &ahead)))
		return 0;
	if (mark == '.' && (is_abbreviation(text, dot) || is_ordinal(text, dot)))
		return 0;
	return next;
}

/* A newline, or a mark that may end a sentence: . ! ? … 。！？ */
static inline bool is_mark(const char *p, size_t left)
{
	switch ((unsigned char)p[0]) {
	case '\n':
	case '.':
	case '!':
	case '?':
		return true;
	case 0xE2:
		return left > 2 && memcmp(p, "…", 3) == 0;
	case 0xE3:
		return left > 2 && memcmp(p, "。", 3) == 0;
	case 0xEF:
		return left > 2 && (memcmp(p, "！", 3) == 0 || memcmp(p, "？", 3) == 0);
	default:
		return false;
	}
}

/* Where the next mark is at or after `pos`; the text's length when there is none. */
static size_t next_mark(struct view text, size_t pos)
{
	while (pos < text.len) {
		if (text.len - pos <= BLOCK) {
			if (is_mark(text.p + pos, text.len - pos))
				return pos;
			pos++;
			continue;
		}
		block x = block_load(text.p + pos), next = block_load(text.p + pos + 1);
		block likely = (block)(x == '\n') | (block)(x == '.') |
			       (block)(x == '!') | (block)(x == '?') |
			       (block)(x == 0xE2) | (block)(x == 0xEF) |
			       ((block)(x == 0xE3) & (block)(next == 0x80));
		for (uint64_t bits = block_bits(likely); bits; bits &= bits - 1) {
			size_t at = pos + (size_t)__builtin_ctzll(bits);
			if (is_mark(text.p + at, text.len - at))
				return at;
		}
		pos += BLOCK;
	}
	return text.len;
}

/* Where the sentence after this line begins, or 0 if the line was only wrapped and goes on in
 * lower case; the end of the text if nothing comes. */
static size_t next_line(struct view text, size_t at, size_t *ret_newlines)
{
	size_t next = skip_spaces(text, at, ret_newlines), ahead = next;

	if (next < text.len && *ret_newlines < 2 && is_lower(utf8_next(text, &ahead)))
		return 0;
	return next;
}

void sentences_find(struct sentences *s, struct view text)
{
	s->text_len = text.len;
	s->sentences.len = s->paragraphs.len = 0;
	push(&s->sentences, 0);
	push(&s->paragraphs, 0);
	for (size_t pos = next_mark(text, 0); pos < text.len;
	     pos = next_mark(text, pos)) {
		size_t at = pos, newlines = 0;
		uint32_t mark = utf8_next(text, &pos);
		size_t next = mark == '\n'
				  ? next_line(text, at, &newlines)
				  : next_sentence(text, mark, at, pos, &newlines);
		if (mark == '\n' && next == text.len)
			break;
		if (next == 0 || next >= text.len)
			continue;
		pos = next;
		push(&s->sentences, next);
		if (newlines > 1)
			push(&s->paragraphs, next);
	}
}

void sentences_done(struct sentences *s)
{
	if (!s)
		return;
	free(s->sentences.items);
	free(s->paragraphs.items);
	*s = (struct sentences){ 0 };
}

static size_t last_at_or_before(const struct sentences_starts *starts, size_t at)
{
	size_t low = 0, high = starts->len;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (starts->items[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? low - 1 : 0;
}

static size_t start_of(const struct sentences_starts *starts, size_t i, size_t end)
{
	return i < starts->len ? starts->items[i] : end;
}

size_t sentences_around(const struct sentences *s, size_t at, size_t beside,
			size_t *ret_end)
{
	size_t i = last_at_or_before(&s->sentences, at);

	*ret_end = start_of(&s->sentences, i + beside + 1, s->text_len);
	return s->sentences.items[i > beside ? i - beside : 0];
}

size_t sentences_paragraph(const struct sentences *s, size_t at, size_t *ret_end)
{
	size_t i = last_at_or_before(&s->paragraphs, at);

	*ret_end = start_of(&s->paragraphs, i + 1, s->text_len);
	return s->paragraphs.items[i];
}
