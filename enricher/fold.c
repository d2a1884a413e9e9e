/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/fold.h"

#include <utf8proc.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"

/*
 * The map is a list of steps. From `folded` on, the text goes on at `source`, byte for
 * byte, up to the next step; in a `fixed` stretch every folded byte comes from the one
 * piece of text between this step's source and the next one's.
 */
struct step {
	uint32_t folded;
	uint32_t source : 31;
	uint32_t fixed : 1;
};

enum {
	TABLE_LEN = 0x800, /* every code point that UTF-8 writes in two bytes */
	MARKS_MAX = 8,     /* combining marks on one letter that are looked at */
	HASHTAG_MAX = 200, /* bytes of a hashtag that is taken apart */
	STRETCH = 6,       /* bytes taken one by one between faster tries */
	SLACK = 64,        /* bytes that the output may run ahead of its check */
};

struct short_form {
	uint8_t len;
	char bytes[3];
};

struct fold {
	struct short_form table[TABLE_LEN];
	unsigned char lower[128];
	char *out;
	size_t len, cap;
	struct step *steps;
	size_t steps_len, steps_cap;
	size_t last_asked; /* a step: places are mostly asked for in order */
	struct view text;
};

enum { PUNCT_DELETE = 0xE000, PUNCT_SPACE };

/* What a code point that NFKC leaves alone becomes here. */
static uint32_t plain(uint32_t c)
{
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x2043 || c == 0x2E3A)
		return '-';
	if ((c >= 0x2018 && c <= 0x201B) || c == 0x2032 || c == 0x02BC || c == '`' ||
	    c == 0xB4 || c == 0x2039 || c == 0x203A)
		return '\'';
	if ((c >= 0x201C && c <= 0x201F) || c == 0x2033 || c == 0xAB || c == 0xBB)
		return '"';
	if (c == 0xAD || c == 0x034F || c == 0x061C || c == 0x180E || c == 0xFEFF ||
	    (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	    (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) ||
	    (c >= 0xE0000 && c <= 0xE0FFF))
		return PUNCT_DELETE;
	if (c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
	    c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0x85)
		return PUNCT_SPACE;
	if (c == 0x451 || c == 0x401)
		return 0x435;
	return c;
}

static bool is_mark(uint32_t c)
{
	utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
	return cat == UTF8PROC_CATEGORY_MN || cat == UTF8PROC_CATEGORY_ME;
}

static bool loses_marks(uint32_t c)
{
	return c < 0x400 || (c >= 0x1E00 && c < 0x2000);
}

/* One letter with its marks, folded: writes UTF-8 to `bytes` and returns its length. */
static size_t fold_letter(struct view letter, char *bytes, size_t room)
{
	utf8proc_int32_t wide[64];
	utf8proc_ssize_t n = utf8proc_decompose(
	    (const utf8proc_uint8_t *)letter.p, (utf8proc_ssize_t)letter.len, wide, 64,
	    UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE);
	if (n <= 0 || n > 64)
		return 0;
	/* й and ї are letters of their own: compose what is not Latin or Greek. */
	if (!loses_marks((uint32_t)wide[0])) {
		n = utf8proc_normalize_utf32(wide, n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
		if (n <= 0)
			return 0;
	}
	size_t len = 0;
	for (utf8proc_ssize_t i = 0; i < n; i++) {
		uint32_t c = plain((uint32_t)wide[i]);
		if (c == PUNCT_DELETE || is_mark(c))
			continue;
		if (c == PUNCT_SPACE)
			c = ' ';
		if (len + UTF8_MAX > room)
			break;
		len += utf8_encode(c, bytes + len);
	}
	return len;
}

static void build_table(struct fold *f)
{
	for (unsigned c = 0; c < 128; c++)
		f->lower[c] = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	for (uint32_t c = 0x80; c < TABLE_LEN; c++) {
		char source[UTF8_MAX], bytes[32];
		size_t len = fold_letter(view_at(source, utf8_encode(c, source)), bytes,
					 sizeof bytes);
		/* A single letter gives at most three bytes; others are left as they are. */
		if (len > 3) {
			len = 2;
			memcpy(bytes, source, 2);
		}
		f->table[c].len = (uint8_t)len;
		memcpy(f->table[c].bytes, bytes, len);
	}
}

struct fold *fold_new(void)
{
	struct fold *f = mem_new(sizeof *f);
	build_table(f);
	return f;
}

void fold_free(struct fold *f)
{
	if (!f)
		return;
	free(f->out);
	free(f->steps);
	free(f);
}

static void make_room(struct fold *f, size_t more)
{
	if (f->cap - f->len >= more)
		return;
	f->cap = (f->len + more) * 2;
	f->out = mem_grow(f->out, f->cap, 1);
}

static size_t fold_one(struct fold *f, size_t pos);

static void step(struct fold *f, size_t source, bool fixed)
{
	if (f->steps_len == f->steps_cap) {
		f->steps_cap = f->steps_cap ? f->steps_cap * 2 : 256;
		f->steps = mem_grow(f->steps, f->steps_cap, sizeof *f->steps);
	}
	f->steps[f->steps_len++] =
	    (struct step){ (uint32_t)f->len, (uint32_t)source & 0x7FFFFFFF, fixed };
}

/* The text from `from` to `to` becomes these bytes. */
static void put(struct fold *f, size_t from, size_t to, const char *bytes, size_t len)
{
	if (len) {
		step(f, from, true);
		memcpy(f->out + f->len, bytes, len);
		f->len += len;
	}
	step(f, to, false);
}

static bool is_han_or_kana(uint32_t c)
{
	return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30FF) ||
	       (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0xFF66 && c <= 0xFF9D) || (c >= 0x20000 && c <= 0x3FFFF);
}

static uint32_t last_written(const struct fold *f)
{
	size_t start = f->len;
	while (start > 0 && f->len - start < UTF8_MAX) {
		start--;
		if (((unsigned char)f->out[start] & 0xC0) != 0x80)
			return utf8_next(view_at(f->out, f->len), &start);
	}
	return 0;
}

/* Reads one white space character at `*pos`: 0 for none, 1 for one, 2 for a newline. */
static int space_at(struct view text, size_t *pos)
{
	size_t next = *pos;
	if (next >= text.len)
		return 0;
	uint32_t c = utf8_next(text, &next);
	bool newline = c == '\n' || c == 0x2028 || c == 0x2029;
	if (c != ' ' && !(c >= '\t' && c <= '\r') && plain(c) != PUNCT_SPACE)
		return 0;
	*pos = next;
	return newline ? 2 : 1;
}

static size_t fold_space(struct fold *f, size_t from)
{
	size_t pos = from, newlines = 0;
	for (int kind; (kind = space_at(f->text, &pos)) != 0;)
		newlines += kind == 2 || f->text.p[pos - 1] == '\f';

	size_t ahead = pos;
	if (newlines < 2 && pos < f->text.len && is_han_or_kana(last_written(f)) &&
	    is_han_or_kana(utf8_next(f->text, &ahead)))
		put(f, from, pos, "", 0);
	else if (newlines < 2 && pos == from + 1)
		f->out[f->len++] = ' ';
	else
		put(f, from, pos, newlines < 2 ? " " : "\n", 1);
	return pos;
}

static bool is_letter_byte(char c)
{
	return byte_is_alpha(c) || (unsigned char)c >= 0xC3;
}

/* A hyphen between letters at the end of a line joins them. */
static size_t fold_hyphen(struct fold *f, size_t pos)
{
	size_t next = pos + 1, newlines = 0;
	if (pos > 0 && next < f->text.len && byte_is_space(f->text.p[next]) &&
	    (byte_is_alpha(f->text.p[pos - 1]) ||
	     (unsigned char)f->text.p[pos - 1] >= 0x80)) {
		size_t end = next;
		while (end < f->text.len && byte_is_space(f->text.p[end]))
			newlines += f->text.p[end++] == '\n';
		if (newlines == 1 && f->text.p[next] != ' ' && end < f->text.len &&
		    is_letter_byte(f->text.p[end])) {
			put(f, pos, end, "", 0);
			return end;
		}
	}
	f->out[f->len++] = '-';
	return next;
}

static bool is_upper(uint32_t c)
{
	return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LU;
}

/* The end of the hashtag's word: letters, digits and underscores. */
static size_t hashtag_end(struct view text, size_t pos)
{
	for (size_t start = pos; pos < text.len && pos - start < HASHTAG_MAX;) {
		size_t next = pos;
		uint32_t c = utf8_next(text, &next);
		utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
		if (c != '_' &&
		    (cat < UTF8PROC_CATEGORY_LU || cat > UTF8PROC_CATEGORY_ND))
			break;
		pos = next;
	}
	return pos;
}

/* #KurilIslands and #kuril_islands become "kuril islands". */
static size_t fold_hash(struct fold *f, size_t pos)
{
	bool was_lower = false;
	size_t end = hashtag_end(f->text, pos + 1);

	if (end == pos + 1) {
		f->out[f->len++] = '#';
		return end;
	}
	put(f, pos, pos + 1, "", 0);
	for (pos++; pos < end;) {
		size_t next = pos;
		uint32_t c = utf8_next(f->text, &next);
		make_room(f, f->text.len - pos + SLACK);
		if (was_lower && is_upper(c))
			put(f, pos, pos, " ", 1);
		was_lower = !is_upper(c);
		if (c == '_') {
			put(f, pos, next, " ", 1);
			pos = next;
		} else {
			pos = fold_one(f, pos);
		}
	}
	return pos;
}

static bool is_joining(uint32_t c)
{
	return is_mark(c) || (c >= 0x1160 && c <= 0x11FF) || (c >= 0xFF9E && c <= 0xFF9F);
}

/* The character at `from` and the marks on it, by utf8proc. Marks beyond MARKS_MAX are
 * dropped, so that marks without end stay cheap. */
static size_t fold_slowly(struct fold *f, size_t from)
{
	size_t pos = from, used = 0;
	utf8_next(f->text, &pos);
	used = pos;
	for (int marks = 0; pos < f->text.len; marks++) {
		size_t next = pos;
		if (!is_joining(utf8_next(f->text, &next)))
			break;
		pos = next;
		if (marks < MARKS_MAX)
			used = pos;
	}
	char bytes[SLACK];
	size_t len =
	    fold_letter(view_at(f->text.p + from, used - from), bytes, sizeof bytes);
	put(f, from, pos, bytes, len);
	return pos;
}

/* Marks after a letter that was written already: takes the letter back and folds both. */
static size_t fold_marks(struct fold *f, size_t at)
{
	size_t since = f->steps_len ? f->steps[f->steps_len - 1].folded : 0;
	size_t from = at, len = 0;

	do {
		from--;
		len++;
	} while (from > 0 && ((unsigned char)f->text.p[from] & 0xC0) == 0x80);
	if (at > 0 && f->len >= since + len) {
		f->len -= len;
		return fold_slowly(f, from);
	}
	/* What the marks stand on was folded slowly itself: they are dropped. */
	size_t pos = at;
	utf8_next(f->text, &pos);
	for (size_t next = pos;
	     next < f->text.len && is_joining(utf8_next(f->text, &next));)
		pos = next;
	put(f, at, pos, "", 0);
	return pos;
}

static void copy(struct fold *f, size_t pos, size_t len)
{
	memcpy(f->out + f->len, f->text.p + pos, len);
	f->len += len;
}

static size_t fold_two(struct fold *f, size_t pos)
{
	unsigned char a = (unsigned char)f->text.p[pos],
		      b = (unsigned char)f->text.p[pos + 1];
	const struct short_form *form = &f->table[(size_t)(a & 0x1F) << 6 | (b & 0x3F)];

	if (form->len == 2) {
		f->out[f->len++] = form->bytes[0];
		f->out[f->len++] = form->bytes[1];
		return pos + 2;
	}
	if (a >= 0xCC && a <= 0xCD && form->len == 0 && pos > 0)
		return fold_marks(f, pos);
	if (a == 0xC2 && (b == 0xA0 || b == 0x85))
		return fold_space(f, pos);
	put(f, pos, pos + 2, form->bytes, form->len);
	return pos + 2;
}

static size_t fold_three(struct fold *f, size_t pos)
{
	unsigned char a = (unsigned char)f->text.p[pos],
		      b = (unsigned char)f->text.p[pos + 1],
		      c = (unsigned char)f->text.p[pos + 2];

	/* Kana, Han and Hangul syllables have neither case nor width. */
	bool as_is = (a == 0xE3 && b >= 0x81 && b <= 0x87) || (a >= 0xE4 && a <= 0xEE) ||
		     (a == 0xE3 && b >= 0x90) || (a == 0xE3 && b == 0x80 && c > 0x80);
	if (as_is && !(a == 0xE3 && b == 0x82 && (c == 0x99 || c == 0x9A))) {
		copy(f, pos, 3);
		return pos + 3;
	}
	if (a == 0xE3 && b == 0x82 && pos > 0)
		return fold_marks(f, pos);

	size_t next = pos;
	uint32_t code_point = utf8_next(f->text, &next), simple = plain(code_point);
	if (simple == PUNCT_SPACE)
		return fold_space(f, pos);
	if (simple == PUNCT_DELETE) {
		put(f, pos, next, "", 0);
		return next;
	}
	if (simple != code_point) {
		char byte = (char)simple;
		put(f, pos, next, &byte, 1);
		return next;
	}
	if (pos > 0 && is_joining(code_point))
		return fold_marks(f, pos);
	return fold_slowly(f, pos);
}

static size_t fold_four(struct fold *f, size_t pos)
{
	size_t next = pos;
	uint32_t c = utf8_next(f->text, &next);

	if (plain(c) == PUNCT_DELETE) {
		put(f, pos, next, "", 0);
		return next;
	}
	/* Mathematical letters, enclosed letters, compatibility ideographs. */
	if ((c >= 0x1D400 && c <= 0x1D7FF) || (c >= 0x1F100 && c <= 0x1F2FF) ||
	    (c >= 0x2F800 && c <= 0x2FA1F))
		return fold_slowly(f, pos);
	copy(f, pos, 4);
	return next;
}

typedef unsigned char block __attribute__((vector_size(16)));

/* Lower-cases 16 bytes if they are ASCII and ask for nothing else. */
static inline bool fold_block(const char *from, char *to)
{
	block x, next;
	uint64_t odd[2];

	memcpy(&x, from, sizeof x);
	memcpy(&next, from + 1, sizeof next);
	block strange = (block)(x < 0x20) | (block)(x >= 0x80) | (block)(x == '-') |
			(block)(x == '#') | (block)(x == '`') |
			((block)(x == ' ') & (block)(next <= ' '));
	memcpy(odd, &strange, sizeof odd);
	if (odd[0] | odd[1])
		return false;
	block upper = (block)(x >= 'A') & (block)(x <= 'Z');
	x |= upper & 0x20;
	memcpy(to, &x, sizeof x);
	return true;
}

/* A byte before which one space stays one space: ASCII, or a letter of two bytes. */
static bool is_word_start(unsigned char c)
{
	return (c > ' ' && c < 0x80) || (c >= 0xC3 && c <= 0xDF);
}

static bool is_cyrillic_at(struct view text, size_t pos)
{
	unsigned char lead = (unsigned char)text.p[pos];
	return lead >= 0xD0 && lead <= 0xD2;
}

/* A Latin letter beside a Cyrillic one is meant as the Cyrillic one that it looks like. */
static const char *look_alike(struct view text, size_t pos)
{
	static const char *const pairs[] = { "aа", "cс", "eе", "oо", "pр", "xх", "yу",
					     "iі", "Aа", "Bв", "Cс", "Eе", "Hн", "Kк",
					     "Mм", "Oо", "Pр", "Tт", "Xх", "Iі", NULL };
	bool beside = (pos >= 2 && is_cyrillic_at(text, pos - 2)) ||
		      (pos + 2 < text.len && is_cyrillic_at(text, pos + 1));
	for (size_t i = 0; beside && pairs[i]; i++)
		if (pairs[i][0] == text.p[pos])
			return pairs[i] + 1;
	return NULL;
}

static size_t fold_one(struct fold *f, size_t pos)
{
	unsigned char c = (unsigned char)f->text.p[pos];

	if (c < 0x80) {
		if (c == ' ' && (pos + 1 >= f->text.len ||
				 is_word_start((unsigned char)f->text.p[pos + 1]))) {
			f->out[f->len++] = ' ';
			return pos + 1;
		}
		if (byte_is_space((char)c))
			return fold_space(f, pos);
		if (c == '-')
			return fold_hyphen(f, pos);
		if (c == '#')
			return fold_hash(f, pos);
		const char *meant = look_alike(f->text, pos);
		if (meant) {
			put(f, pos, pos + 1, meant, 2);
			return pos + 1;
		}
		f->out[f->len++] = c == '`' ? '\'' : (char)f->lower[c];
		return pos + 1;
	}
	if (c < 0xE0)
		return fold_two(f, pos);
	return c < 0xF0 ? fold_three(f, pos) : fold_four(f, pos);
}

/* Kana and CJK punctuation, but for the ideographic space and marks of voicing. */
static inline bool is_kana_as_is(const unsigned char *p)
{
	if (p[0] != 0xE3)
		return false;
	return (p[1] == 0x80 && p[2] > 0x80) || p[1] == 0x81 || p[1] == 0x83 ||
	       (p[1] == 0x82 && p[2] != 0x99 && p[2] != 0x9A);
}

/* Characters whose folded form is as long as they are: nothing to write into the map. Goes
 * on from `pos` to the first that asks for more. */
static size_t fold_plain(struct fold *f, size_t pos, size_t stop)
{
	const unsigned char *in = (const unsigned char *)f->text.p;
	char *out = f->out + f->len;

	while (pos < stop) {
		unsigned char c = in[pos];
		if (c >= 0xC3 && c < 0xE0) {
			const struct short_form *form =
			    &f->table[(size_t)(c & 0x1F) << 6 | (in[pos + 1] & 0x3F)];
			if (form->len != 2)
				break;
			*out++ = form->bytes[0];
			*out++ = form->bytes[1];
			pos += 2;
		} else if ((c >= 0xE4 && c <= 0xED) || is_kana_as_is(in + pos)) {
			memcpy(out, in + pos, 3);
			out += 3;
			pos += 3;
		} else if (c == ' ' && is_word_start(in[pos + 1])) {
			*out++ = ' ';
			pos++;
		} else if ((c >= '.' && c <= '@') || c == ',') {
			*out++ = (char)c;
			pos++;
		} else {
			break;
		}
	}
	f->len = (size_t)(out - f->out);
	return pos;
}

struct view fold_text(struct fold *f, struct view text)
{
	MUST(text.len <= FOLD_TEXT_MAX);
	f->text = text;
	f->len = f->steps_len = f->last_asked = 0;
	make_room(f, text.len + SLACK);

	for (size_t pos = 0; pos < text.len;) {
		/* Slow folding may make three bytes eighteen times as long. */
		if (f->cap - f->len < text.len - pos + SLACK)
			make_room(f, text.len - pos + SLACK);
		if ((signed char)text.p[pos] >= 0 && text.len - pos > sizeof(block)) {
			bool plain_block = fold_block(text.p + pos, f->out + f->len);
			if (plain_block) {
				pos += sizeof(block);
				f->len += sizeof(block);
				continue;
			}
		}
		/* The last characters go the slow way, which looks where the text ends. */
		if (text.len - pos > SLACK)
			pos = fold_plain(f, pos, text.len - SLACK);
		size_t stop = pos + STRETCH < text.len ? pos + STRETCH : text.len;
		while (pos < stop && f->cap - f->len >= SLACK)
			pos = fold_one(f, pos);
	}
	return view_at(f->out, f->len);
}

/* The last step at or before the folded position. */
static const struct step *step_at(struct fold *f, size_t at)
{
	enum { AHEAD = 4 };
	const struct step *steps = f->steps;
	size_t low = 0, high = f->steps_len;

	if (high == 0 || steps[0].folded > at)
		return NULL;
	if (steps[f->last_asked].folded <= at)
		low = f->last_asked;
	for (int i = 0; i < AHEAD && high - low > 1; i++)
		if (steps[low + 1].folded <= at)
			low++;
		else
			high = low + 1;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (steps[middle].folded <= at)
			low = middle;
		else
			high = middle;
	}
	f->last_asked = low;
	return &steps[low];
}

size_t fold_start(struct fold *f, size_t at)
{
	if (at >= f->len)
		return f->text.len;
	const struct step *s = step_at(f, at);
	if (!s)
		return at;
	return s->fixed ? s->source : s->source + (at - s->folded);
}

size_t fold_end(struct fold *f, size_t end)
{
	MUST(end > 0 && end <= f->len);
	const struct step *s = step_at(f, end - 1);
	if (!s)
		return end;
	return s->fixed ? s[1].source : s->source + (end - s->folded);
}
