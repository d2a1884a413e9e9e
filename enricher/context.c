/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/context.h"

#include <utf8proc.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"

enum {
	NEAR_LIMIT = 2 * PACK_NEAR_CHARS, /* a letter counts 2, a CJK character 5 */
	NEAR_LETTER = 2,
	NEAR_CJK = 5,
	GAP_MAX = 12,       /* bytes between a mention and what it touches */
	LOOK_BACK_MAX = 64, /* cues */
};

void context_init(struct context *c, const struct gazetteer *g)
{
	*c = (struct context){ .gazetteer = g };
	c->spans = mem_new((g->refs_len + 1) * sizeof *c->spans);
	c->found = mem_new((g->refs_len + 1) * sizeof *c->found);
}

void context_done(struct context *c)
{
	if (!c)
		return;
	free(c->cues);
	free(c->added);
	free(c->spans);
	free(c->found);
	sentences_done(&c->sentences);
	*c = (struct context){ 0 };
}

static void find_ref(struct context *c, size_t ref)
{
	if (!c->spans[ref].found)
		c->found[c->found_len++] = (uint32_t)ref;
	c->spans[ref].found = true;
}

void context_begin(struct context *c, struct view text, struct view language)
{
	char name[32] = "lang:";
	struct view primary = language;

	for (size_t i = 0; i < language.len; i++)
		if (language.p[i] == '-' || language.p[i] == '_')
			primary = view_head(language, i);
	primary = view_head(primary, sizeof name - 6);
	for (size_t i = 0; i < primary.len; i++)
		name[5 + i] = byte_lower(primary.p[i]);
	c->language_ref = gazetteer_ref(c->gazetteer, view_at(name, 5 + primary.len));
	c->text = text;
	c->cues_len = c->added_len = c->all_len = 0;
	for (size_t i = 0; i < c->found_len; i++)
		c->spans[c->found[i]] = (struct context_span){ 0 };
	c->found_len = 0;
	if (c->language_ref != GAZETTEER_NO_REF)
		find_ref(c, c->language_ref);
	sentences_find(&c->sentences, text);
}

/* --- cues --------------------------------------------------------------------------------- */

void context_add(struct context *c, size_t ref, size_t start, size_t end)
{
	if (c->all_len == CONTEXT_CUES_MAX)
		return;
	c->added = mem_room(c->added, c->added_len, 1, &c->added_cap, sizeof *c->added);
	c->added[c->added_len++] =
	    (struct context_cue){ (uint32_t)ref, (uint32_t)start, (uint32_t)end };
	c->all_len++;
	find_ref(c, ref);
	c->spans[ref].added++;
}

static int by_start(const void *a, const void *b)
{
	const struct context_cue *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

/* Cues of one ref, most often added by start already. */
static void sort_by_start(struct context_cue *cues, size_t len)
{
	for (size_t i = 1; i < len; i++)
		if (by_start(&cues[i - 1], &cues[i]) > 0) {
			qsort(cues, len, sizeof *cues, by_start);
			return;
		}
}

/* Moves the cues of each ref that has new ones to the end, with room for these behind them. */
static void lay_out(struct context *c)
{
	for (size_t i = 0; i < c->found_len; i++) {
		struct context_span *span = &c->spans[c->found[i]];
		uint32_t len = span->end - span->first;
		if (!span->added)
			continue;
		c->cues = mem_room(c->cues, c->cues_len, len + span->added, &c->cues_cap,
				   sizeof *c->cues);
		if (len)
			memcpy(c->cues + c->cues_len, c->cues + span->first,
			       len * sizeof *c->cues);
		span->first = (uint32_t)c->cues_len;
		span->end = span->first + len;
		c->cues_len += len + span->added;
	}
}

/* By counting: there are few refs, and within one the order of adding is kept. */
void context_ready(struct context *c)
{
	lay_out(c);
	for (size_t i = 0; i < c->added_len; i++)
		c->cues[c->spans[c->added[i].ref].end++] = c->added[i];
	c->added_len = 0;
	for (size_t i = 0; i < c->found_len; i++) {
		struct context_span *span = &c->spans[c->found[i]];
		if (span->added)
			sort_by_start(c->cues + span->first, span->end - span->first);
		span->added = 0;
	}
}

bool context_has(const struct context *c, size_t ref)
{
	return ref < c->gazetteer->refs_len && c->spans[ref].found;
}

/* The first cue of `ref` that starts at or after `from`; the ref's end when there is none. */
static size_t lower_bound(const struct context *c, size_t ref, size_t from)
{
	size_t low = c->spans[ref].first, high = c->spans[ref].end;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (c->cues[middle].start < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct context_cue *find_in(const struct context *c, size_t ref, size_t from,
					 size_t to)
{
	for (size_t i = lower_bound(c, ref, from);
	     i < c->spans[ref].end && c->cues[i].start < to; i++)
		if (c->cues[i].end <= to)
			return &c->cues[i];
	return NULL;
}

/* --- places ------------------------------------------------------------------------------- */

size_t context_sentence(const struct context *c, size_t at, size_t *ret_end)
{
	return sentences_around(&c->sentences, at, 0, ret_end);
}

static size_t weight(struct view text, size_t at)
{
	return (unsigned char)text.p[at] >= 0xE0 ? NEAR_CJK : NEAR_LETTER;
}

static size_t near_start(struct view text, size_t from, size_t start)
{
	for (size_t used = 0; start > from && used < NEAR_LIMIT;) {
		do
			start--;
		while (start > from && ((unsigned char)text.p[start] & 0xC0) == 0x80);
		used += weight(text, start);
	}
	return start;
}

static size_t near_end(struct view text, size_t end, size_t to)
{
	for (size_t used = 0; end < to && used < NEAR_LIMIT;) {
		used += weight(text, end);
		utf8_next(text, &end);
	}
	return end;
}

/* Only spaces, quotes, hyphens and brackets between the two. */
static bool is_gap(struct view text, size_t from, size_t to)
{
	if (to < from || to - from > GAP_MAX)
		return false;
	while (from < to) {
		uint32_t c = utf8_next(text, &from);
		switch (utf8proc_category((utf8proc_int32_t)c)) {
		case UTF8PROC_CATEGORY_ZS:
		case UTF8PROC_CATEGORY_PD:
		case UTF8PROC_CATEGORY_PS:
		case UTF8PROC_CATEGORY_PE:
		case UTF8PROC_CATEGORY_PI:
		case UTF8PROC_CATEGORY_PF:
		case UTF8PROC_CATEGORY_CF:
			break;
		default:
			if (c != '"' && c != '\'' && c != '\n' && c != '#' && c != '*')
				return false;
		}
	}
	return true;
}

static const struct context_cue *find_before(const struct context *c, size_t ref,
					     size_t start)
{
	size_t far = start > PATTERN_FORM_BYTES_MAX ? start - PATTERN_FORM_BYTES_MAX : 0;
	size_t i = lower_bound(c, ref, start);

	for (int n = 0; i > c->spans[ref].first && n < LOOK_BACK_MAX; n++) {
		const struct context_cue *cue = &c->cues[--i];
		if (cue->start < far)
			break;
		if (cue->end <= start && is_gap(c->text, cue->end, start))
			return cue;
	}
	return NULL;
}

static const struct context_cue *find_after(const struct context *c, size_t ref,
					    size_t end)
{
	size_t i = lower_bound(c, ref, end);
	if (i < c->spans[ref].end && is_gap(c->text, end, c->cues[i].start))
		return &c->cues[i];
	return NULL;
}

static const struct context_cue *find_near(const struct context *c, enum pack_scope scope,
					   size_t ref, size_t start, size_t end)
{
	size_t to, from = context_sentence(c, start, &to);
	const struct context_cue *cue = NULL;

	if (to < end)
		to = end;
	if (scope != SCOPE_NEAR_AFTER)
		cue = find_in(c, ref, near_start(c->text, from, start), start);
	if (!cue && scope != SCOPE_NEAR_BEFORE)
		cue = find_in(c, ref, end, near_end(c->text, end, to));
	return cue;
}

static const struct context_cue *find(const struct context *c, enum pack_scope scope,
				      size_t ref, size_t start, size_t end)
{
	size_t from, to;

	switch (scope) {
	case SCOPE_BEFORE:
		return find_before(c, ref, start);
	case SCOPE_AFTER:
		return find_after(c, ref, end);
	case SCOPE_NEAR_BEFORE:
	case SCOPE_NEAR_AFTER:
	case SCOPE_NEAR:
		return find_near(c, scope, ref, start, end);
	case SCOPE_SENTENCE:
		from = context_sentence(c, start, &to);
		return find_in(c, ref, from, to > end ? to : end);
	case SCOPE_AROUND:
		from = sentences_around(&c->sentences, start, 1, &to);
		return find_in(c, ref, from, to);
	case SCOPE_PARAGRAPH:
		from = sentences_paragraph(&c->sentences, start, &to);
		return find_in(c, ref, from, to > end ? to : end);
	case SCOPE_EARLIER:
		return find_in(c, ref, 0, start);
	case SCOPE_STORY:
	case SCOPE_COUNT:
		break;
	}
	return find_in(c, ref, 0, c->text.len);
}

/* --- conditions --------------------------------------------------------------------------- */

/* All of the pieces, or nothing when there is no room for all. */
static void say(struct buf *out, const struct view *pieces, size_t len)
{
	size_t total = 0;

	for (size_t i = 0; i < len; i++)
		total += pieces[i].len;
	if (buf_room(out, total))
		for (size_t i = 0; i < len; i++)
			buf_add(out, pieces[i]);
}

static void say_place(const struct context *c, const struct pack_line *line, size_t ref,
		      const struct context_cue *cue, struct buf *out)
{
	if (!out)
		return;
	struct view place[] = { out->len ? VIEW("; ") : VIEW(""),
				view_of(pack_scope_name(line->scope)), VIEW(" "),
				c->gazetteer->ref_names[ref] };
	say(out, place, sizeof place / sizeof place[0]);
	if (!cue)
		return;
	struct view words[] = { VIEW(" \""),
				view_at(c->text.p + cue->start, cue->end - cue->start),
				VIEW("\"") };
	say(out, words, sizeof words / sizeof words[0]);
}

static bool line_holds(const struct context *c, const struct pack_line *line,
		       size_t start, size_t end, struct buf *evidence)
{
	size_t found = 0;

	for (size_t i = 0; i < line->len; i++) {
		size_t ref = line->refs[i];
		/* Of most refs there is nothing in a text. */
		if (!c->spans[ref].found)
			continue;
		const struct context_cue *cue = find(c, line->scope, ref, start, end);
		if (!cue && ref != c->language_ref)
			continue;
		if (line->least == 0)
			return false;
		say_place(c, line, ref, cue, evidence);
		if (++found == line->least)
			return true;
	}
	return line->least == 0;
}

static inline bool is_found(const struct context *c, const struct pack_line *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (c->spans[line->refs[i]].found)
			return true;
	return false;
}

/* Does the text have something of each line that asks for it? Most often it has not. */
static inline bool may_hold(const struct context *c,
			    const struct pack_condition *condition)
{
	for (size_t i = 0; i < condition->len; i++)
		if (condition->lines[i].least && !is_found(c, &condition->lines[i]))
			return false;
	return true;
}

static bool holds_there(const struct context *c, const struct pack_condition *condition,
			size_t start, size_t end, struct buf *evidence)
{
	for (size_t i = 0; i < condition->len; i++)
		if (!line_holds(c, &condition->lines[i], start, end, evidence))
			return false;
	return true;
}

static inline bool holds(const struct context *c, const struct pack_condition *condition,
			 size_t start, size_t end, struct buf *evidence)
{
	return may_hold(c, condition) && holds_there(c, condition, start, end, evidence);
}

static void say_missing(const struct pack_condition *condition, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < condition->len; i++) {
		const struct pack_line *line = &condition->lines[i];
		buf_printf(out, "%s%s%s:", i ? " and " : "needs ",
			   line->least == 0   ? "no_"
			   : line->least == 2 ? "two_"
					      : "",
			   pack_scope_name(line->scope));
		for (size_t k = 0; k < line->len; k++)
			buf_printf(out, "%s%.*s", k ? " or " : " ",
				   VIEW_ARG(line->names[k]));
	}
}

/* The first of the conditions that does not hold; NULL when all do. */
static const struct pack_condition *unmet(const struct context *c,
					  const struct pack_conditions *needs,
					  size_t start, size_t end, struct buf *evidence)
{
	for (size_t i = 0; i < needs->len; i++)
		if (!holds(c, &needs->items[i], start, end, evidence))
			return &needs->items[i];
	return NULL;
}

/* The first of the conditions that holds; NULL when none does. */
static const struct pack_condition *met(const struct context *c,
					const struct pack_conditions *unless,
					size_t start, size_t end)
{
	for (size_t i = 0; i < unless->len; i++)
		if (holds(c, &unless->items[i], start, end, NULL))
			return &unless->items[i];
	return NULL;
}

bool context_passes(const struct context *c, const struct pack_way *way, size_t start,
		    size_t end)
{
	/* Most ways need something that the text does not have at all. */
	return !unmet(c, &way->needs, start, end, NULL) &&
	       !met(c, &way->unless, start, end);
}

bool context_explains(const struct context *c, const struct pack_way *way, size_t start,
		      size_t end, struct buf *evidence)
{
	const struct pack_condition *condition = met(c, &way->unless, start, end);

	if (condition) {
		BUF(why, CONTEXT_EVIDENCE_MAX);
		holds(c, condition, start, end, &why);
		buf_clear(evidence);
		buf_printf(evidence, "unless %.*s", VIEW_ARG(buf_view(&why)));
		return false;
	}
	condition = unmet(c, &way->needs, start, end, evidence);
	if (condition)
		say_missing(condition, evidence);
	return !condition;
}

void context_evidence(const struct context *c, const struct pack_way *way, size_t start,
		      size_t end, struct buf *evidence)
{
	unmet(c, &way->needs, start, end, evidence);
}
