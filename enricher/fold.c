/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/fold.h"

#include <utf8proc.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"
#include "enricher/fold_map.h"
#include "enricher/fold_run.h"
#include "enricher/letter.h"

enum {
	TABLE_LEN = 0x800,     /* every code point that UTF-8 writes in two bytes */
	MARKS_MAX = 8,         /* combining marks on one letter that are looked at */
	HASHTAG_MAX = 200,     /* bytes of a hashtag that is taken apart */
	STRETCH = 2,           /* bytes taken one by one between faster tries */
	SLACK = FOLD_RUN_OVER, /* bytes that the output may run ahead of its check */
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
	struct fold_map map;
	struct view text;
};

static void build_table(struct fold *f)
{
	for (unsigned c = 0; c < 128; c++)
		f->lower[c] = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	for (uint32_t c = 0x80; c < TABLE_LEN; c++) {
		char source[UTF8_MAX], bytes[32];
		size_t len = letter_fold(view_at(source, utf8_encode(c, source)), bytes,
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
	fold_map_done(&f->map);
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

/* The text from `from` to `to` becomes these bytes. */
static void put(struct fold *f, size_t from, size_t to, const char *bytes, size_t len)
{
	if (len) {
		fold_map_add(&f->map, f->len, from, true);
		memcpy(f->out + f->len, bytes, len);
		f->len += len;
	}
	fold_map_add(&f->map, f->len, to, false);
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
	if (c != ' ' && !(c >= '\t' && c <= '\r') && letter_plain(c) != LETTER_SPACE)
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

/* A letter or a digit that the next word must not be joined to. */
static bool ends_word(uint32_t c)
{
	utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
	return cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_NO &&
	       !is_han_or_kana(c);
}

/* #KurilIslands and #kuril_islands become "kuril islands", #Kurils#Japan "kurils japan". */
static size_t fold_hash(struct fold *f, size_t pos)
{
	bool was_lower = false;
	size_t end = hashtag_end(f->text, pos + 1);

	if (end == pos + 1) {
		f->out[f->len++] = '#';
		return end;
	}
	put(f, pos, pos + 1, " ", ends_word(last_written(f)));
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
	return letter_is_mark(c) || (c >= 0x1160 && c <= 0x11FF) ||
	       (c >= 0xFF9E && c <= 0xFF9F);
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
	    letter_fold(view_at(f->text.p + from, used - from), bytes, sizeof bytes);
	put(f, from, pos, bytes, len);
	return pos;
}

/* Marks after a letter that was written already: takes the letter back and folds both. */
static size_t fold_marks(struct fold *f, size_t at)
{
	size_t since = fold_map_last(&f->map);
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
	uint32_t code_point = utf8_next(f->text, &next),
		 simple = letter_plain(code_point);
	if (simple == LETTER_SPACE)
		return fold_space(f, pos);
	if (simple == LETTER_DELETE) {
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

	if (letter_plain(c) == LETTER_DELETE) {
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

/* Was the last character that was written of one byte or two, and so neither Han nor kana? */
static bool follows_short(const struct fold *f)
{
	const unsigned char *end = (const unsigned char *)f->out + f->len;

	return f->len >= 2 && (end[-1] < 0x80 || (end[-2] >= 0xC2 && end[-2] <= 0xDF));
}

/* Does a character start there that is no space? Says so of those that most often follow one:
 * quotes, dashes, Han and Hangul. */
static bool is_no_space(struct view text, size_t at)
{
	if (text.len - at < UTF8_MAX)
		return false;
	const unsigned char *p = (const unsigned char *)text.p + at;
	return (p[0] == 0xC2 && p[1] > 0xA0) || (p[0] >= 0xE4 && p[0] <= 0xED) ||
	       (p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] < 0xA8);
}

static size_t fold_one(struct fold *f, size_t pos)
{
	unsigned char c = (unsigned char)f->text.p[pos];

	if (c < 0x80) {
		if (c == ' ' && (pos + 1 >= f->text.len ||
				 fold_run_is_word((unsigned char)f->text.p[pos + 1]) ||
				 (follows_short(f) && is_no_space(f->text, pos + 1)))) {
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
		} else if (c == ' ' && fold_run_is_word(in[pos + 1])) {
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

struct view fold_text_by(struct fold *f, struct view text, fold_run *run)
{
	MUST(text.len <= FOLD_TEXT_MAX);
	f->text = text;
	f->len = 0;
	fold_map_clear(&f->map);
	make_room(f, text.len + SLACK);

	for (size_t pos = 0; pos < text.len;) {
		/* Slow folding may make three bytes eighteen times as long. */
		if (f->cap - f->len < text.len - pos + SLACK)
			make_room(f, text.len - pos + SLACK);
		size_t done = run(text, pos, f->out + f->len);
		f->len += done;
		pos += done;
		/* What ended the run, and the last characters, go the slow way, which looks
		 * where the text ends. */
		if (text.len - pos > SLACK)
			pos = fold_plain(f, pos, pos + STRETCH);
		size_t stop = pos + STRETCH < text.len ? pos + STRETCH : text.len;
		while (pos < stop && f->cap - f->len >= SLACK)
			pos = fold_one(f, pos);
	}
	return view_at(f->out, f->len);
}

struct view fold_text(struct fold *f, struct view text)
{
	return fold_text_by(f, text, BLOCK_BEST(fold_run));
}

size_t fold_start(struct fold *f, size_t at)
{
	return at >= f->len ? f->text.len : fold_map_start(&f->map, at);
}

size_t fold_end(struct fold *f, size_t end)
{
	MUST(end > 0 && end <= f->len);
	return fold_map_end(&f->map, end);
}
