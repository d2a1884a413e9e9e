/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/matcher.h"

#include <hs/hs.h>
#include <utf8proc.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"

/*
 * Vectorscan looks for anchors, the first bytes of the literals, of which there are far
 * fewer; at an anchor, the texts that begin with it are looked up. The texts lie sorted, so
 * that all that begin with one anchor are neighbours, and of those that begin a given place
 * of the text each is the beginning of the next: `parent` leads from one to the one before.
 */
enum { ANCHOR_BYTES = 8 };
#define NO_TEXT UINT32_MAX

/* Literals of the same text. */
struct same {
	struct view text;
	uint32_t first, count; /* in `order` */
	uint32_t parent; /* the longest other text that it begins with, or NO_TEXT */
};

struct anchor {
	uint32_t first, end; /* in `texts` */
	uint8_t len;
	bool starts_word; /* each of its literals has a boundary before it */
};

struct matcher {
	const struct matcher_literal *literals;
	hs_database_t *database; /* NULL: no literals */
	struct same *texts;
	struct anchor *anchors;
	uint32_t *order;
	size_t texts_len, anchors_len;
};

struct matcher_scratch {
	hs_scratch_t *scratch;
};

void matcher_hits_done(struct matcher_hits *h)
{
	if (!h)
		return;
	free(h->items);
	*h = (struct matcher_hits){ .max = h->max };
}

/* --- letters ------------------------------------------------------------------------------ */

/* Words of Han, hiragana and hangul run into each other; those of katakana do not. */
enum script {
	SCRIPT_NONE,
	SCRIPT_ALPHABET,
	SCRIPT_DIGIT,
	SCRIPT_JOINED,
	SCRIPT_KATAKANA
};

static enum script script_of(uint32_t c)
{
	if (c < 0x80)
		return byte_is_alpha((char)c)   ? SCRIPT_ALPHABET
		       : byte_is_digit((char)c) ? SCRIPT_DIGIT
						: SCRIPT_NONE;
	if ((c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC)
		return SCRIPT_KATAKANA;
	if ((c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x309F) ||
	    (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3400 && c <= 0x9FFF) ||
	    (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) ||
	    (c >= 0x20000 && c <= 0x3FFFF))
		return SCRIPT_JOINED;
	utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
	if (cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_ME)
		return SCRIPT_ALPHABET;
	return cat == UTF8PROC_CATEGORY_ND ? SCRIPT_DIGIT : SCRIPT_NONE;
}

static uint32_t before(struct view text, size_t at)
{
	if (at == 0)
		return 0;
	size_t start = at;
	do
		start--;
	while (start > 0 && ((unsigned char)text.p[start] & 0xC0) == 0x80);
	return utf8_next(text, &start);
}

static uint32_t after(struct view text, size_t at)
{
	return at < text.len ? utf8_next(text, &at) : 0;
}

static bool edge_fits(enum pattern_edge edge, uint32_t own, uint32_t next)
{
	if (edge == EDGE_OPEN)
		return true;
	enum script a = script_of(own), b = script_of(next);
	if (a == SCRIPT_NONE || b == SCRIPT_NONE)
		return true;
	if (edge == EDGE_CLOSED)
		return false;
	if (a == SCRIPT_DIGIT)
		return b != SCRIPT_DIGIT && b != SCRIPT_ALPHABET;
	if (a == SCRIPT_KATAKANA)
		return b != SCRIPT_KATAKANA;
	return a != SCRIPT_ALPHABET || (b != SCRIPT_ALPHABET && b != SCRIPT_DIGIT);
}

/* --- compiling ---------------------------------------------------------------------------- */

struct sorted {
	struct view text;
	uint32_t literal;
};

static int by_text(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int order = view_cmp(x->text, y->text);
	if (order)
		return order;
	return x->literal < y->literal ? -1 : x->literal > y->literal;
}

static void sort_texts(struct matcher *m, size_t len)
{
	struct sorted *all = mem_raw(len * sizeof *all);

	for (size_t i = 0; i < len; i++)
		all[i] = (struct sorted){ m->literals[i].text, (uint32_t)i };
	qsort(all, len, sizeof *all, by_text);
	for (uint32_t i = 0; i < len; i++) {
		struct same *last = m->texts_len ? &m->texts[m->texts_len - 1] : NULL;
		m->order[i] = all[i].literal;
		if (last && view_eq(last->text, all[i].text)) {
			last->count++;
			continue;
		}
		uint32_t parent = last ? (uint32_t)m->texts_len - 1 : NO_TEXT;
		while (parent != NO_TEXT &&
		       !view_starts(all[i].text, m->texts[parent].text))
			parent = m->texts[parent].parent;
		m->texts[m->texts_len++] = (struct same){ all[i].text, i, 1, parent };
	}
	free(all);
}

static bool starts_word(const struct matcher *m, const struct same *text)
{
	if (script_of(after(text->text, 0)) != SCRIPT_ALPHABET)
		return false;
	for (uint32_t i = 0; i < text->count; i++)
		if (m->literals[m->order[text->first + i]].left == EDGE_OPEN)
			return false;
	return true;
}

static void list_anchors(struct matcher *m, const char **texts, size_t *lens)
{
	struct view last = { 0 };

	for (uint32_t i = 0; i < m->texts_len; i++) {
		struct view text = m->texts[i].text;
		if (!last.len || !view_starts(text, last)) {
			last = view_head(text, ANCHOR_BYTES);
			texts[m->anchors_len] = last.p;
			lens[m->anchors_len] = last.len;
			m->anchors[m->anchors_len++] =
			    (struct anchor){ i, i, (uint8_t)last.len, true };
		}
		struct anchor *a = &m->anchors[m->anchors_len - 1];
		a->end = i + 1;
		a->starts_word &= starts_word(m, &m->texts[i]);
	}
}

static bool compile(struct matcher *m, size_t len, struct err *err)
{
	const char **texts = mem_new(len * sizeof *texts);
	size_t *lens = mem_new(len * sizeof *lens);
	unsigned *flags = mem_new(len * sizeof *flags), *ids = mem_new(len * sizeof *ids);
	hs_compile_error_t *why = NULL;

	sort_texts(m, len);
	list_anchors(m, texts, lens);
	for (size_t i = 0; i < m->anchors_len; i++)
		ids[i] = (unsigned)i;
	hs_error_t code =
	    hs_compile_lit_multi(texts, flags, ids, lens, (unsigned)m->anchors_len,
				 HS_MODE_BLOCK, NULL, &m->database, &why);
	if (code != HS_SUCCESS)
		err_set(err, ERR_STOP, "surface forms do not compile: %s",
			why ? why->message : "out of memory");
	hs_free_compile_error(why);
	free(texts);
	free(lens);
	free(flags);
	free(ids);
	return code == HS_SUCCESS;
}

bool matcher_new(const struct matcher_literal *literals, size_t len, struct matcher **ret,
		 struct err *err)
{
	if (len > MATCHER_LITERALS_MAX)
		return err_set(err, ERR_STOP, "more than %d surface forms",
			       MATCHER_LITERALS_MAX);
	AUTO(matcher) m = mem_new(sizeof *m);
	m->literals = literals;
	m->texts = mem_new((len + 1) * sizeof *m->texts);
	m->anchors = mem_new((len + 1) * sizeof *m->anchors);
	m->order = mem_new((len + 1) * sizeof *m->order);
	if (len && !compile(m, len, err))
		return false;
	*ret = TAKE(m);
	return true;
}

void matcher_free(struct matcher *m)
{
	if (!m)
		return;
	hs_free_database(m->database);
	free(m->texts);
	free(m->anchors);
	free(m->order);
	free(m);
}

bool matcher_scratch_new(const struct matcher *m, struct matcher_scratch **ret,
			 struct err *err)
{
	AUTO(matcher_scratch) s = mem_new(sizeof *s);
	if (m->database && hs_alloc_scratch(m->database, &s->scratch) != HS_SUCCESS)
		return err_set(err, ERR_STOP, "no memory for matching");
	*ret = TAKE(s);
	return true;
}

void matcher_scratch_free(struct matcher_scratch *s)
{
	if (!s)
		return;
	hs_free_scratch(s->scratch);
	free(s);
}

/* --- scanning ----------------------------------------------------------------------------- */

bool matcher_boundary(struct view folded, size_t at)
{
	return edge_fits(EDGE_SCRIPT, before(folded, at), after(folded, at));
}

struct scan {
	const struct matcher *matcher;
	struct view text;
	struct matcher_hits *hits;
};

/* The last text, in order of bytes, that is not greater than what stands at `rest`: those
 * that `rest` begins with are it and its parents. */
static uint32_t not_greater(const struct matcher *m, const struct anchor *a,
			    struct view rest)
{
	uint32_t low = a->first, high = a->end;

	while (low < high) {
		uint32_t middle = (low + high) / 2;
		struct view text = m->texts[middle].text;
		size_t common = text.len < rest.len ? text.len : rest.len;
		int order = memcmp(text.p + a->len, rest.p + a->len, common - a->len);
		if (order > 0 || (order == 0 && text.len > rest.len))
			high = middle;
		else
			low = middle + 1;
	}
	return low > a->first ? low - 1 : NO_TEXT;
}

/* False when there is no room for more hits. */
static bool add_hits(const struct scan *s, const struct same *same, size_t start)
{
	const uint32_t *order = s->matcher->order + same->first;
	size_t end = start + same->text.len;
	uint32_t left = before(s->text, start), first = after(s->text, start);
	uint32_t last = before(s->text, end), right = after(s->text, end);

	for (uint32_t i = 0; i < same->count; i++) {
		const struct matcher_literal *l = &s->matcher->literals[order[i]];
		if (!edge_fits(l->left, first, left) || !edge_fits(l->right, last, right))
			continue;
		struct matcher_hits *h = s->hits;
		if (h->len == h->max) {
			h->cut = true;
			return false;
		}
		if (h->len == h->cap) {
			h->cap = h->cap ? h->cap * 2 : 64;
			h->items = mem_grow(h->items, h->cap, sizeof *h->items);
		}
		h->items[h->len++] =
		    (struct matcher_hit){ order[i], (uint32_t)start, (uint32_t)end };
	}
	return true;
}

static int on_anchor(unsigned id, unsigned long long from, unsigned long long to,
		     unsigned flags, void *self)
{
	(void)from;
	(void)flags;
	const struct scan *s = self;
	const struct matcher *m = s->matcher;
	const struct anchor *a = &m->anchors[id];
	size_t start = (size_t)to - a->len;

	if (a->starts_word && start > 0 &&
	    !edge_fits(EDGE_SCRIPT, after(s->text, start), before(s->text, start)))
		return 0;
	struct view rest = view_from(s->text, start);
	for (uint32_t i = not_greater(m, a, rest); i != NO_TEXT; i = m->texts[i].parent)
		if (view_starts(rest, m->texts[i].text) &&
		    !add_hits(s, &m->texts[i], start))
			return 1;
	return 0;
}

void matcher_scan(const struct matcher *m, struct matcher_scratch *s, struct view folded,
		  struct matcher_hits *hits)
{
	hits->len = 0;
	hits->cut = false;
	if (!m->database || folded.len == 0)
		return;
	struct scan scan = { m, folded, hits };
	hs_error_t code = hs_scan(m->database, folded.p, (unsigned)folded.len, 0,
				  s->scratch, on_anchor, &scan);
	MUST(code == HS_SUCCESS || code == HS_SCAN_TERMINATED);
}
