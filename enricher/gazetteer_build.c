/* SPDX-License-Identifier: Apache-2.0 */
/* From packs as they were read to forms that can be found: names of conditions become refs,
 * patterns are written out and folded. */
#include <stdio.h>

#include "common/base/mem.h"
#include "enricher/fold.h"
#include "enricher/gazetteer_parts.h"

enum { VARIANT_BYTES_MAX = 48, SCRATCH_BUDGET = 512 * 1024 * 1024 };

/* Forms that grow, with room for more. */
struct growing {
	struct gazetteer_forms *forms;
	size_t items_cap, literals_cap, texts_len, texts_cap;
};

struct building {
	struct gazetteer *g;
	struct settings_errors *errors;
	struct fold *fold;
	struct map *seen;      /* what was added: owner, edges and text */
	struct arena *scratch; /* of one pattern */
	struct growing names, cues;
	bool ok;
};

static size_t add_ref(struct gazetteer *g, struct view name)
{
	uintptr_t known = (uintptr_t)map_get(g->ref_numbers, name);
	if (known)
		return known - 1;
	*ARENA_PUSH(g->arena, g->ref_names, g->refs_len) = name;
	map_put(g->ref_numbers, name, (void *)(uintptr_t)g->refs_len);
	return g->refs_len - 1;
}

/* --- forms ------------------------------------------------------------------------------ */

/* Was this text added for the same owner already? Names and traps are found in any language,
 * words and the names of actors in their own. */
static bool is_repeated(struct building *b, const struct growing *to,
			const struct gazetteer_form *form, struct view folded,
			const struct pattern_forms *edges)
{
	const void *owner = form->rule;
	bool any_language = to == &b->names || (form->rule && !form->subject);
	char key[PATTERN_FORM_BYTES_MAX * 4];
	int len = snprintf(key, sizeof key, "%p %d %u %d %d %.*s %.*s", owner,
			   to == &b->names, form->rule ? 0 : form->refs[0], edges->left,
			   edges->right, any_language ? 0 : (int)form->lang.len,
			   form->lang.p, VIEW_ARG(folded));
	if (len < 0 || (size_t)len >= sizeof key)
		return false;
	return map_put(b->seen, view_at(key, (size_t)len), b) != NULL;
}

/* The items, with room for `len` of them. */
static void *with_room(void *items, size_t len, size_t *cap, size_t item_size)
{
	if (len <= *cap)
		return items;
	*cap = len < 64 ? 64 : len * 2;
	return mem_grow(items, *cap, item_size);
}

static void add_item(struct growing *to, const struct gazetteer_form *form)
{
	struct gazetteer_forms *f = to->forms;

	f->items =
	    with_room(f->items, f->items_len + 1, &to->items_cap, sizeof *f->items);
	f->items[f->items_len++] = *form;
}

/* One more form of the last item. Where its letters are is not known before settle(). */
static void add_literal(struct building *b, struct growing *to, struct view folded,
			const struct pattern_forms *edges)
{
	struct gazetteer_forms *f = to->forms;
	size_t cap = to->literals_cap, item = f->items_len - 1;

	if (is_repeated(b, to, &f->items[item], folded, edges))
		return;
	f->of = with_room(f->of, f->len + 1, &cap, sizeof *f->of);
	f->literals =
	    with_room(f->literals, f->len + 1, &to->literals_cap, sizeof *f->literals);
	f->texts = with_room(f->texts, to->texts_len + folded.len, &to->texts_cap, 1);
	f->of[f->len] = (uint32_t)item;
	f->literals[f->len++] =
	    (struct matcher_literal){ { NULL, folded.len }, edges->left, edges->right };
	memcpy(f->texts + to->texts_len, folded.p, folded.len);
	to->texts_len += folded.len;
}

/* No more are added: gives back the room that was left, and lets literals have their text. */
static void settle(struct growing *g)
{
	struct gazetteer_forms *f = g->forms;
	const char *text;

	if (f->len == 0)
		return;
	f->items = mem_grow(f->items, f->items_len, sizeof *f->items);
	f->literals = mem_grow(f->literals, f->len, sizeof *f->literals);
	f->of = mem_grow(f->of, f->len, sizeof *f->of);
	text = f->texts = mem_grow(f->texts, g->texts_len, 1);
	for (size_t i = 0; i < f->len; i++) {
		f->literals[i].text.p = text;
		text += f->literals[i].text.len;
	}
}

static struct view without(struct arena *a, struct view v, char c)
{
	char *p = arena_alloc(a, v.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < v.len; i++)
		if (v.p[i] != c)
			p[len++] = v.p[i];
	return view_at(p, len);
}

/* Short names also match without a hyphen that fell on the end of a line. */
static void add_variants(struct building *b, const struct pack_rule *rule,
			 struct view folded, const struct pattern_forms *edges)
{
	if (folded.len <= VARIANT_BYTES_MAX && !rule->describes &&
	    view_find_byte(folded, '-', 0) != VIEW_NONE)
		add_literal(b, &b->names, without(b->scratch, folded, '-'), edges);
}

static void add_pattern(struct building *b, struct growing *to,
			struct gazetteer_form *form, const struct pack_form *source)
{
	struct pattern_pieces pieces = { form->pack->pieces, form->pack->pieces_len };
	struct pattern_forms all;
	struct err err = { 0 };

	form->lang = source->lang;
	form->lang_code =
	    view_eq(form->lang, VIEW("en")) ? 0 : gazetteer_lang_code(form->lang);
	arena_reset(b->scratch);
	if (!pattern_expand(source->pattern, pieces, b->scratch, &all, &err)) {
		settings_complain(b->errors, source->mark, "\"%.*s\" %s",
				  VIEW_ARG(source->pattern), err.text);
		b->ok = false;
		return;
	}
	add_item(to, form);
	for (size_t i = 0; i < all.len; i++) {
		struct view folded = view_trim(fold_text(b->fold, all.items[i]));
		if (folded.len == 0) {
			settings_complain(b->errors, source->mark,
					  "\"%.*s\" has a form that can never match",
					  VIEW_ARG(source->pattern));
			b->ok = false;
			return;
		}
		add_literal(b, to, folded, &all);
		if (to == &b->names)
			add_variants(b, form->rule, folded, &all);
	}
}

static void add_forms(struct building *b, struct growing *to, struct gazetteer_form form,
		      const struct pack_forms *forms)
{
	for (size_t i = 0; i < forms->len; i++)
		add_pattern(b, to, &form, &forms->items[i]);
}

/* --- refs ------------------------------------------------------------------------------- */

static bool is_own_mention(const struct gazetteer *g, struct view name)
{
	for (size_t i = 0; i < g->packs_len; i++) {
		const struct pack_subject *s = g->packs[i].subjects.items;
		if (g->packs[i].context)
			continue;
		if (view_eq(g->packs[i].id, name))
			return true;
		for (size_t k = 0; k < g->packs[i].subjects.len; k++)
			if (view_eq(s[k].id, name))
				return true;
	}
	return false;
}

static void resolve(struct building *b, struct pack_conditions *all)
{
	for (size_t i = 0; i < all->len; i++)
		for (size_t k = 0; k < all->items[i].len; k++) {
			struct pack_line *line = &all->items[i].lines[k];
			if (line->len < line->least || line->len == 0) {
				settings_complain(
				    b->errors, line->mark, "names %s: the condition %s",
				    line->len ? "one word" : "no words",
				    line->least ? "can never hold" : "always holds");
				b->ok = false;
			}
			for (size_t n = 0; n < line->len; n++) {
				struct view name = line->names[n];
				if (view_starts(name, VIEW("lang:")))
					add_ref(b->g, name);
				line->refs[n] = gazetteer_ref(b->g, name);
				if (line->refs[n] == GAZETTEER_NO_REF) {
					settings_complain(b->errors, line->mark,
							  "no words, subject or pack "
							  "is called \"%.*s\"",
							  VIEW_ARG(name));
					b->ok = false;
				}
				all->items[i].on_mentions |= is_own_mention(b->g, name);
			}
		}
}

static void resolve_ways(struct building *b, struct pack_way *base,
			 const struct setting_list *more)
{
	struct pack_way *ways = more->items;

	resolve(b, &base->needs);
	resolve(b, &base->unless);
	for (size_t i = 0; i < more->len; i++) {
		resolve(b, &ways[i].needs);
		resolve(b, &ways[i].unless);
	}
}

static bool look_at_mentions(const struct pack_conditions *all)
{
	for (size_t i = 0; i < all->len; i++)
		if (all->items[i].on_mentions)
			return true;
	return false;
}

static void resolve_rule(struct building *b, struct pack_rule *r)
{
	const struct pack_way *ways = r->ways.items;

	resolve_ways(b, &r->base, &r->ways);
	r->waits = look_at_mentions(&r->base.needs) || look_at_mentions(&r->base.unless);
	for (size_t i = 0; i < r->ways.len; i++)
		r->waits |=
		    look_at_mentions(&ways[i].needs) || look_at_mentions(&ways[i].unless);
}

static void resolve_pack(struct building *b, struct pack *p)
{
	struct pack_subject *subjects = p->subjects.items;
	struct pack_rule *traps = p->traps.items;
	struct pack_topic *topics = p->topics.items;

	resolve(b, &p->common.unless);
	for (size_t i = 0; i < p->subjects.len; i++)
		for (size_t k = 0; k < subjects[i].rules_len; k++)
			resolve_rule(b, &subjects[i].rules[k]);
	for (size_t i = 0; i < p->traps.len; i++)
		resolve_rule(b, &traps[i]);
	for (size_t i = 0; i < p->topics.len; i++) {
		struct pack_part *parts = topics[i].parts.items;
		for (size_t k = 0; k < topics[i].parts.len; k++)
			resolve_ways(b, &parts[k].when, &parts[k].ways);
	}
}

static void name_refs(struct building *b)
{
	for (size_t i = 0; i < b->g->packs_len; i++) {
		const struct pack *p = &b->g->packs[i];
		const struct pack_subject *subjects = p->subjects.items;
		add_ref(b->g, p->id);
		for (size_t k = 0; k < p->words_len; k++)
			add_ref(b->g, p->words[k].id);
		for (size_t k = 0; k < p->subjects.len; k++) {
			add_ref(b->g, subjects[k].id);
			if (subjects[k].part_of.len &&
			    !gazetteer_subject(b->g, subjects[k].part_of)) {
				settings_complain(
				    b->errors, subjects[k].mark,
				    "\"%.*s\" is part of \"%.*s\", which is "
				    "no subject",
				    VIEW_ARG(subjects[k].id),
				    VIEW_ARG(subjects[k].part_of));
				b->ok = false;
			}
		}
	}
	b->g->mask_ref = add_ref(b->g, VIEW("masked"));
}

/* What a record, a route or a condition names has to be one thing. */
static void check_one(struct building *b, struct map *seen, const char *what,
		      struct view id, const struct setting_mark *mark)
{
	struct view key = arena_printf(b->g->arena, "%s %.*s", what, VIEW_ARG(id));
	const struct setting_mark *first = map_get(seen, key);

	if (!first) {
		(void)map_put(seen, key, (void *)(uintptr_t)mark);
		return;
	}
	settings_complain(b->errors, *mark, "there is a %s \"%.*s\" at %s:%d, too", what,
			  VIEW_ARG(id), first->file, first->line);
	b->ok = false;
}

static void check_ids(struct building *b)
{
	AUTO(map) seen = map_new();

	for (size_t i = 0; i < b->g->packs_len; i++) {
		const struct pack *p = &b->g->packs[i];
		const struct pack_subject *subjects = p->subjects.items;
		const struct pack_topic *topics = p->topics.items;
		check_one(b, seen, "pack", p->id, &p->mark);
		for (size_t k = 0; k < p->subjects.len; k++)
			check_one(b, seen, "subject", subjects[k].id, &subjects[k].mark);
		for (size_t k = 0; k < p->topics.len; k++)
			check_one(b, seen, "topic", topics[k].id, &topics[k].mark);
	}
}

/* --- building ----------------------------------------------------------------------------- */

/* What each story would be given anew. */
static void name_subject(const struct gazetteer *g, struct pack_subject *s)
{
	s->ref = gazetteer_ref(g, s->id);
	s->uri = arena_printf(g->arena, GAZETTEER_SUBJECT_PREFIX "%.*s", VIEW_ARG(s->id));
	if (s->wikidata.len)
		s->wikidata_uri =
		    arena_printf(g->arena, "https://www.wikidata.org/entity/%.*s",
				 VIEW_ARG(s->wikidata));
	if (s->geonames.len)
		s->geonames_uri = arena_printf(g->arena, "https://sws.geonames.org/%.*s/",
					       VIEW_ARG(s->geonames));
}

static void name_rule(const struct gazetteer *g, const struct pack_subject *s,
		      struct pack_rule *r)
{
	struct pack_way *ways = r->ways.items;

	r->base.name =
	    arena_printf(g->arena, "%.*s.%.*s", VIEW_ARG(s->id), VIEW_ARG(r->id));
	for (size_t i = 0; i < r->ways.len; i++)
		ways[i].name = arena_printf(g->arena, "%.*s/%.*s", VIEW_ARG(r->base.name),
					    VIEW_ARG(ways[i].id));
}

static void add_subjects(struct building *b, const struct pack *p)
{
	struct pack_subject *subjects = p->subjects.items;

	for (size_t i = 0; i < p->subjects.len; i++) {
		struct gazetteer_form form = { .pack = p, .subject = &subjects[i] };
		form.refs_len =
		    (uint16_t)gazetteer_refs_of(b->g, p, &subjects[i], form.refs);
		name_subject(b->g, &subjects[i]);
		for (size_t k = 0; k < subjects[i].rules_len; k++) {
			struct pack_rule *r = &subjects[i].rules[k];
			name_rule(b->g, &subjects[i], r);
			form.rule = r;
			form.name = r->base.name;
			add_forms(b, p->context ? &b->cues : &b->names, form, &r->forms);
		}
	}
}

static void add_pack(struct building *b, const struct pack *p)
{
	const struct pack_rule *traps = p->traps.items;

	add_subjects(b, p);
	for (size_t i = 0; i < p->traps.len; i++)
		add_forms(b, &b->cues,
			  (struct gazetteer_form){ .pack = p, .rule = &traps[i] },
			  &traps[i].forms);
	for (size_t i = 0; i < p->words_len; i++) {
		struct gazetteer_form form = { .pack = p, .refs_len = 1 };
		form.refs[0] = (uint32_t)gazetteer_ref(b->g, p->words[i].id);
		add_forms(b, &b->cues, form, &p->words[i].forms);
	}
}

static int by_length(const void *a, const void *b)
{
	const struct view *x = a, *y = b;
	return x->len < y->len ? 1 : x->len > y->len ? -1 : 0;
}

static void add_edge_word(struct gazetteer_words *words, struct arena *a,
			  struct view word)
{
	if (word.len == 0)
		return;
	words->begins[(unsigned char)word.p[0]] = true;
	words->ends[(unsigned char)word.p[word.len - 1]] = true;
	*ARENA_PUSH(a, words->items, words->len) = word;
}

static void add_edge_words(struct building *b, const struct pack *p,
			   const struct pack_forms *forms, struct gazetteer_words *ret)
{
	struct arena *a = b->g->arena;

	for (size_t i = 0; i < forms->len; i++) {
		struct pattern_forms all;
		struct err err = { 0 };
		const struct pack_form *f = &forms->items[i];
		arena_reset(b->scratch);
		if (!pattern_expand(f->pattern,
				    (struct pattern_pieces){ p->pieces, p->pieces_len },
				    b->scratch, &all, &err)) {
			settings_complain(b->errors, f->mark, "\"%.*s\" %s",
					  VIEW_ARG(f->pattern), err.text);
			b->ok = false;
			continue;
		}
		for (size_t k = 0; k < all.len; k++)
			add_edge_word(ret, a,
				      arena_copy(a, fold_text(b->fold, all.items[k])));
	}
	if (ret->len)
		qsort(ret->items, ret->len, sizeof *ret->items, by_length);
}

bool gazetteer_build(struct gazetteer *g, struct settings_errors *e)
{
	AUTO(fold) fold = fold_new();
	AUTO(map) seen = map_new();
	AUTO(arena) scratch = arena_new(SCRATCH_BUDGET);
	struct building b = { .g = g,
			      .errors = e,
			      .fold = fold,
			      .seen = seen,
			      .scratch = scratch,
			      .names = { .forms = &g->names },
			      .cues = { .forms = &g->cues },
			      .ok = true };

	check_ids(&b);
	name_refs(&b);
	for (size_t i = 0; i < g->packs_len; i++) {
		resolve_pack(&b, &g->packs[i]);
		add_pack(&b, &g->packs[i]);
		add_edge_words(&b, &g->packs[i], &g->packs[i].extend, &g->extend);
		add_edge_words(&b, &g->packs[i], &g->packs[i].modifiers, &g->modifiers);
		g->version =
		    arena_printf(g->arena, "%.*s%s%.*s %.*s", VIEW_ARG(g->version),
				 g->version.len ? ", " : "", VIEW_ARG(g->packs[i].id),
				 VIEW_ARG(g->packs[i].version));
	}
	settle(&b.names);
	settle(&b.cues);
	g->tagger = arena_printf(g->arena, "kurilwire 0.1 (%.*s)", VIEW_ARG(g->version));
	return b.ok;
}
