/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/matcher.h"

#include <hs/hs.h>
#include <utf8proc.h>

#include "common/base/map.h"
#include "common/base/mem.h"
#include "common/base/utf8.h"

/* Literals of the same text are one pattern for Vectorscan. */
struct same {
	uint32_t first, count; /* in `order` */
};

struct matcher {
	const struct matcher_literal *literals;
	hs_database_t *database; /* NULL: no literals */
	struct same *patterns;
	uint32_t *order;
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

/* Groups equal texts; returns the number of groups. */
static size_t group(struct matcher *m, size_t len, const char **texts, size_t *lens)
{
	AUTO(map) seen = map_new();
	uint32_t *pattern_of = mem_raw(len * sizeof *pattern_of);
	size_t patterns = 0;

	for (size_t i = 0; i < len; i++) {
		struct view text = m->literals[i].text;
		uintptr_t known = (uintptr_t)map_get(seen, text);
		if (!known) {
			texts[patterns] = text.p;
			lens[patterns] = text.len;
			known = ++patterns;
			map_put(seen, text, (void *)known);
		}
		pattern_of[i] = (uint32_t)(known - 1);
		m->patterns[known - 1].count++;
	}
	uint32_t first = 0;
	for (size_t i = 0; i < patterns; i++) {
		m->patterns[i].first = first;
		first += m->patterns[i].count;
		m->patterns[i].count = 0;
	}
	for (uint32_t i = 0; i < len; i++) {
		struct same *p = &m->patterns[pattern_of[i]];
		m->order[p->first + p->count++] = i;
	}
	free(pattern_of);
	return patterns;
}

static bool compile(struct matcher *m, size_t len, struct err *err)
{
	const char **texts = mem_new(len * sizeof *texts);
	size_t *lens = mem_new(len * sizeof *lens);
	unsigned *flags = mem_new(len * sizeof *flags), *ids = mem_new(len * sizeof *ids);
	size_t patterns = group(m, len, texts, lens);
	hs_compile_error_t *why = NULL;

	for (size_t i = 0; i < patterns; i++)
		ids[i] = (unsigned)i;
	hs_error_t code =
	    hs_compile_lit_multi(texts, flags, ids, lens, (unsigned)patterns,
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
	m->patterns = mem_new((len + 1) * sizeof *m->patterns);
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
	free(m->patterns);
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

enum script { SCRIPT_NONE, SCRIPT_ALPHABET, SCRIPT_DIGIT, SCRIPT_JOINED };

static enum script script_of(uint32_t c)
{
	if (c < 0x80)
		return byte_is_alpha((char)c)   ? SCRIPT_ALPHABET
		       : byte_is_digit((char)c) ? SCRIPT_DIGIT
						: SCRIPT_NONE;
	if ((c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30FA) || c == 0x30FC ||
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
	return a != SCRIPT_ALPHABET || (b != SCRIPT_ALPHABET && b != SCRIPT_DIGIT);
}

bool matcher_boundary(struct view folded, size_t at)
{
	return edge_fits(EDGE_SCRIPT, before(folded, at), after(folded, at));
}

struct scan {
	const struct matcher *matcher;
	struct view text;
	struct matcher_hits *hits;
};

static int on_match(unsigned id, unsigned long long from, unsigned long long to,
		    unsigned flags, void *self)
{
	(void)from;
	(void)flags;
	struct scan *s = self;
	const struct same *same = &s->matcher->patterns[id];
	const uint32_t *order = s->matcher->order + same->first;
	size_t end = (size_t)to, start = end - s->matcher->literals[order[0]].text.len;
	uint32_t left = before(s->text, start), first = after(s->text, start);
	uint32_t last = before(s->text, end), right = after(s->text, end);

	for (uint32_t i = 0; i < same->count; i++) {
		const struct matcher_literal *l = &s->matcher->literals[order[i]];
		if (!edge_fits(l->left, first, left) || !edge_fits(l->right, last, right))
			continue;
		struct matcher_hits *h = s->hits;
		if (h->len == h->max) {
			h->cut = true;
			return 1;
		}
		if (h->len == h->cap) {
			h->cap = h->cap ? h->cap * 2 : 64;
			h->items = mem_grow(h->items, h->cap, sizeof *h->items);
		}
		h->items[h->len++] =
		    (struct matcher_hit){ order[i], (uint32_t)start, (uint32_t)end };
	}
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
				  s->scratch, on_match, &scan);
	MUST(code == HS_SUCCESS || code == HS_SCAN_TERMINATED);
}
