/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/gazetteer.h"

#include <stdio.h>

#include "common/base/mem.h"
#include "enricher/fold.h"

enum { ARENA_BUDGET = 512 * 1024 * 1024, VARIANT_BYTES_MAX = 48 };

struct building {
	struct gazetteer *g;
	struct settings_errors *errors;
	struct fold *fold;
	struct map *seen; /* what was added: owner, edges and text */
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

size_t gazetteer_ref(const struct gazetteer *g, struct view name)
{
	uintptr_t known = (uintptr_t)map_get(g->ref_numbers, name);
	return known ? known - 1 : GAZETTEER_NO_REF;
}

uint16_t gazetteer_lang_code(struct view language)
{
	if (language.len < 2)
		return 0;
	return (uint16_t)((unsigned char)language.p[0] << 8 |
			  (unsigned char)language.p[1]);
}

const struct pack_subject *gazetteer_subject(const struct gazetteer *g, struct view id)
{
	for (size_t i = 0; i < g->packs_len; i++) {
		const struct pack_subject *s = g->packs[i].subjects.items;
		for (size_t k = 0; k < g->packs[i].subjects.len; k++)
			if (view_eq(s[k].id, id))
				return &s[k];
	}
	return NULL;
}

size_t gazetteer_refs_of(const struct gazetteer *g, const struct pack *p,
			 const struct pack_subject *s,
			 size_t refs[GAZETTEER_REFS_PER_FORM])
{
	size_t len = 0;

	refs[len++] = gazetteer_ref(g, p->id);
	/* The room for refs ends a chain that leads back to its start. */
	while (s && len < GAZETTEER_REFS_PER_FORM) {
		refs[len++] = gazetteer_ref(g, s->id);
		s = s->part_of.len ? gazetteer_subject(g, s->part_of) : NULL;
	}
	return len;
}

/* --- forms ------------------------------------------------------------------------------ */

/* Was this text added for the same owner already? Names and traps are found in any language,
 * words and the names of actors in their own. */
static bool is_repeated(struct building *b, const struct gazetteer_forms *forms,
			const struct gazetteer_form *form, struct view folded,
			const struct pattern_forms *edges)
{
	const void *owner = form->rule;
	bool any_language = forms == &b->g->names || (form->rule && !form->subject);
	char key[PATTERN_FORM_BYTES_MAX * 4];
	int len = snprintf(
	    key, sizeof key, "%p %p %zu %d %d %.*s %.*s", owner, (const void *)forms,
	    form->rule ? 0 : form->refs[0], edges->left, edges->right,
	    any_language ? 0 : (int)form->lang.len, form->lang.p, VIEW_ARG(folded));
	if (len < 0 || (size_t)len >= sizeof key)
		return false;
	return map_put(b->seen, view_at(key, (size_t)len), b) != NULL;
}

static void add_literal(struct building *b, struct gazetteer_forms *forms,
			const struct gazetteer_form *form, struct view folded,
			const struct pattern_forms *edges)
{
	struct arena *a = b->g->arena;
	size_t len = forms->len;

	if (is_repeated(b, forms, form, folded, edges))
		return;
	*ARENA_PUSH(a, forms->items, forms->len) = *form;
	*ARENA_PUSH(a, forms->literals, len) =
	    (struct matcher_literal){ arena_copy(a, folded), edges->left, edges->right };
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
static void add_variants(struct building *b, struct gazetteer_form *form,
			 struct view folded, const struct pattern_forms *edges)
{
	if (folded.len <= VARIANT_BYTES_MAX && !form->rule->describes &&
	    view_find_byte(folded, '-', 0) != VIEW_NONE)
		add_literal(b, &b->g->names, form, without(b->g->arena, folded, '-'),
			    edges);
}

static void add_pattern(struct building *b, bool is_name, struct gazetteer_form *form,
			const struct pack_form *source)
{
	struct pattern_pieces pieces = { form->pack->pieces, form->pack->pieces_len };
	struct pattern_forms all;
	struct err err = { 0 };

	form->lang = source->lang;
	form->lang_code =
	    view_eq(form->lang, VIEW("en")) ? 0 : gazetteer_lang_code(form->lang);
	if (!pattern_expand(source->pattern, pieces, b->g->arena, &all, &err)) {
		settings_complain(b->errors, source->mark, "\"%.*s\" %s",
				  VIEW_ARG(source->pattern), err.text);
		b->ok = false;
		return;
	}
	for (size_t i = 0; i < all.len; i++) {
		struct view folded = view_trim(fold_text(b->fold, all.items[i]));
		if (folded.len == 0) {
			settings_complain(b->errors, source->mark,
					  "\"%.*s\" has a form that can never match",
					  VIEW_ARG(source->pattern));
			b->ok = false;
			return;
		}
		add_literal(b, is_name ? &b->g->names : &b->g->cues, form, folded, &all);
		if (is_name)
			add_variants(b, form, folded, &all);
	}
}

static void add_forms(struct building *b, bool is_name, struct gazetteer_form form,
		      const struct pack_forms *forms)
{
	for (size_t i = 0; i < forms->len; i++)
		add_pattern(b, is_name, &form, &forms->items[i]);
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
		form.refs_len = gazetteer_refs_of(b->g, p, &subjects[i], form.refs);
		name_subject(b->g, &subjects[i]);
		for (size_t k = 0; k < subjects[i].rules_len; k++) {
			struct pack_rule *r = &subjects[i].rules[k];
			name_rule(b->g, &subjects[i], r);
			form.rule = r;
			form.name = r->base.name;
			add_forms(b, !p->context, form, &r->forms);
		}
	}
}

static void add_pack(struct building *b, const struct pack *p)
{
	const struct pack_rule *traps = p->traps.items;

	add_subjects(b, p);
	for (size_t i = 0; i < p->traps.len; i++)
		add_forms(b, false,
			  (struct gazetteer_form){ .pack = p, .rule = &traps[i] },
			  &traps[i].forms);
	for (size_t i = 0; i < p->words_len; i++) {
		struct gazetteer_form form = { .pack = p, .refs_len = 1 };
		form.refs[0] = gazetteer_ref(b->g, p->words[i].id);
		add_forms(b, false, form, &p->words[i].forms);
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
		if (!pattern_expand(f->pattern,
				    (struct pattern_pieces){ p->pieces, p->pieces_len },
				    a, &all, &err)) {
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

bool gazetteer_counts(const struct gazetteer_form *cue, uint16_t lang_code)
{
	bool is_trap = cue->rule && !cue->subject;

	return lang_code == 0 || is_trap || cue->lang_code == 0 ||
	       cue->lang_code == lang_code;
}

bool gazetteer_is_mask(const struct gazetteer *g, const struct gazetteer_form *cue)
{
	return cue->refs_len && cue->refs[0] == g->mask_ref;
}

static bool compile_language(struct gazetteer *g, uint16_t code, struct err *err)
{
	/* No language has this code, so that it stands for all that packs do not have. */
	uint16_t asked = code ? code : UINT16_MAX;
	uint32_t *which = mem_raw((g->cues.len + 1) * sizeof *which);
	struct matcher *m = NULL;
	size_t len = 0;

	for (size_t i = 0; i < g->cues.len; i++)
		if (gazetteer_counts(&g->cues.items[i], asked) ||
		    gazetteer_is_mask(g, &g->cues.items[i]))
			which[len++] = (uint32_t)i;
	bool ok = matcher_new_of(g->cues.literals, which, len, &m, err);
	free(which);
	if (ok)
		*ARENA_PUSH(g->arena, g->languages, g->languages_len) =
		    (struct gazetteer_language){ code, m };
	return ok;
}

static struct matcher *compiled(const struct gazetteer *g, uint16_t code)
{
	for (size_t i = 0; i < g->languages_len; i++)
		if (g->languages[i].code == code)
			return g->languages[i].matcher;
	return NULL;
}

const struct matcher *gazetteer_cues(const struct gazetteer *g, uint16_t lang_code)
{
	const struct matcher *own;

	if (lang_code == 0)
		return g->cues.matcher;
	own = compiled(g, lang_code);
	if (own)
		return own;
	return g->languages_len < GAZETTEER_LANGUAGES_MAX ? compiled(g, 0)
							  : g->cues.matcher;
}

static bool compile_all(struct gazetteer *g, struct err *err)
{
	if (!matcher_new(g->names.literals, g->names.len, &g->names.matcher, err) ||
	    !matcher_new(g->cues.literals, g->cues.len, &g->cues.matcher, err) ||
	    !compile_language(g, 0, err))
		return false;
	for (size_t i = 0; i < g->cues.len; i++) {
		uint16_t code = g->cues.items[i].lang_code;
		if (g->languages_len < GAZETTEER_LANGUAGES_MAX && !compiled(g, code) &&
		    !compile_language(g, code, err))
			return false;
	}
	return true;
}

static bool compile(struct building *b)
{
	struct err err = { 0 };

	if (compile_all(b->g, &err))
		return true;
	settings_complain(b->errors, (struct setting_mark){ 0 }, "%s", err.text);
	return false;
}

static bool build(struct gazetteer *g, struct settings_errors *e)
{
	AUTO(fold) fold = fold_new();
	AUTO(map) seen = map_new();
	struct building b = { g, e, fold, seen, true };

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
	g->tagger = arena_printf(g->arena, "kurilwire 0.1 (%.*s)", VIEW_ARG(g->version));
	return b.ok && compile(&b);
}

static struct gazetteer *new_gazetteer(void)
{
	struct gazetteer *g = mem_new(sizeof *g);
	g->arena = arena_new(ARENA_BUDGET);
	g->ref_numbers = map_new();
	g->packs = ARENA_ARRAY(g->arena, struct pack, GAZETTEER_PACKS_MAX);
	return g;
}

bool gazetteer_load(const char *folder, struct gazetteer **ret, struct settings_errors *e)
{
	AUTO(gazetteer) g = new_gazetteer();
	const char **files;
	size_t len;
	struct err err = { 0 };
	bool ok = true;

	if (!settings_files(folder, g->arena, &files, &len, &err)) {
		settings_complain(e, (struct setting_mark){ .file = folder }, "%s",
				  err.text);
		return false;
	}
	if (len > GAZETTEER_PACKS_MAX) {
		settings_complain(e, (struct setting_mark){ .file = folder },
				  "more than %d packs", GAZETTEER_PACKS_MAX);
		return false;
	}
	for (size_t i = 0; i < len; i++)
		ok &= pack_load(files[i], g->arena, &g->packs[g->packs_len++], e);
	if (!ok || !build(g, e))
		return false;
	*ret = TAKE(g);
	return true;
}

bool gazetteer_load_text(const struct pattern_piece *packs, size_t len,
			 struct gazetteer **ret, struct settings_errors *e)
{
	AUTO(gazetteer) g = new_gazetteer();
	bool ok = true;

	MUST(len <= GAZETTEER_PACKS_MAX);
	for (size_t i = 0; i < len; i++)
		ok &= pack_load_text(arena_string(g->arena, packs[i].name),
				     packs[i].pattern, g->arena,
				     &g->packs[g->packs_len++], e);
	if (!ok || !build(g, e))
		return false;
	*ret = TAKE(g);
	return true;
}

void gazetteer_free(struct gazetteer *g)
{
	if (!g)
		return;
	matcher_free(g->names.matcher);
	matcher_free(g->cues.matcher);
	for (size_t i = 0; i < g->languages_len; i++)
		matcher_free(g->languages[i].matcher);
	map_free(g->ref_numbers);
	arena_free(g->arena);
	free(g);
}
