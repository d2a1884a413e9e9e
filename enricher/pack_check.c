/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/pack_check.h"

#include <inttypes.h>

#include "common/base/map.h"
#include "enricher/fold.h"

enum { ARENA_BUDGET = 512 * 1024 * 1024 };

enum owner_kind { OWNER_WORDS, OWNER_TRAP, OWNER_NAME };

/* Whose forms they are: of words or of a rule. */
struct owner {
	enum owner_kind kind;
	const struct pack *pack;
	const struct pack_rule *rule; /* NULL for words */
	const void *scope; /* the list or the rule: no form stands twice in it */
};

struct check {
	const struct gazetteer *g;
	struct settings_errors *errors;
	struct arena *arena;
	struct fold *fold;
	struct map *seen;  /* scope, language, edges and text, to its pack_form */
	struct map *traps; /* pack and text of a free look-alike, to its pack_form */
	bool *found;       /* of each ref: is there a form that stands for it? */
	bool ok;
};

#define COMPLAIN(k, mark, ...) \
	((k)->ok = false, settings_complain((k)->errors, (mark), __VA_ARGS__))

/* --- forms -------------------------------------------------------------------------------- */

static bool is_free(const struct pack_rule *r)
{
	return !r->base.needs.len && !r->base.unless.len && !r->ways.len && !r->capital &&
	       !r->inside && !r->hint;
}

static struct view key_of(struct check *k, const void *scope, const struct pack_form *f,
			  const struct pattern_forms *all, struct view folded)
{
	return arena_printf(k->arena, "%p %d %d %.*s %.*s", scope, all->left, all->right,
			    VIEW_ARG(f->lang), VIEW_ARG(folded));
}

/* The form that had this text in this scope before, if it is another one. */
static const struct pack_form *before(struct check *k, struct view key,
				      const struct pack_form *f)
{
	const struct pack_form *first = map_get(k->seen, key);

	if (!first)
		map_put(k->seen, key, (void *)(uintptr_t)f);
	return first != f ? first : NULL;
}

static bool tell_double(struct check *k, const struct owner *o, const struct pack_form *f,
			const struct pattern_forms *all, struct view folded)
{
	const struct pack_form *first = before(k, key_of(k, o->scope, f, all, folded), f);

	/* Where nothing is asked for, it does not matter which of two rules it is. */
	if (!first && o->kind == OWNER_NAME && is_free(o->rule))
		first = before(k, key_of(k, o->pack, f, all, folded), f);
	if (first)
		COMPLAIN(k, f->mark,
			 "\"%.*s\" gives \"%.*s\", which stands at %s:%d:%d, too",
			 VIEW_ARG(f->pattern), VIEW_ARG(folded), first->mark.file,
			 first->mark.line, first->mark.column);
	return first != NULL;
}

static struct view trap_key(struct check *k, const struct pack *p, struct view folded)
{
	return arena_printf(k->arena, "%p %.*s", (const void *)p, VIEW_ARG(folded));
}

/* Is the name a look-alike that asks for nothing? A longer name would win. */
static bool tell_taken(struct check *k, const struct owner *o, const struct pack_form *f,
		       struct view folded)
{
	const struct pack_form *trap = map_get(k->traps, trap_key(k, o->pack, folded));

	if (trap)
		COMPLAIN(k, f->mark,
			 "\"%.*s\" gives \"%.*s\", which can never match: the look-alike "
			 "at %s:%d:%d takes it",
			 VIEW_ARG(f->pattern), VIEW_ARG(folded), trap->mark.file,
			 trap->mark.line, trap->mark.column);
	return trap != NULL;
}

/* Signs by which other notations make what stands before them optional or repeat it. Where no
 * letter or bracket stands before one, or a backslash, it is meant as it is. */
static bool tell_foreign(struct check *k, const struct pack_form *f)
{
	struct view p = f->pattern;

	for (size_t i = 1; i < p.len; i++) {
		char before = p.p[i - 1];
		if (!strchr("?*+", p.p[i]) ||
		    !(byte_is_alpha(before) || (unsigned char)before >= 0x80 ||
		      strchr(").]>", before)))
			continue;
		COMPLAIN(
		    k, f->mark,
		    "\"%.*s\": %c stands for itself here; [x] is x or nothing, and \\%c "
		    "if the sign is meant",
		    VIEW_ARG(p), p.p[i], p.p[i]);
		return true;
	}
	return false;
}

/* Each pattern is told of once, however many of its forms are wrong. */
static void check_form(struct check *k, const struct owner *o, const struct pack_form *f)
{
	struct pattern_pieces pieces = { o->pack->pieces, o->pack->pieces_len };
	struct pattern_forms all;
	struct err err = { 0 };
	bool told = tell_foreign(k, f);

	if (!pattern_expand(f->pattern, pieces, k->arena, &all, &err))
		return; /* it was told of when the packs were read */
	for (size_t i = 0; i < all.len && !told; i++) {
		struct view folded =
		    arena_copy(k->arena, view_trim(fold_text(k->fold, all.items[i])));
		told = tell_double(k, o, f, &all, folded);
		if (o->kind == OWNER_TRAP && is_free(o->rule) &&
		    all.left != EDGE_CLOSED && all.right != EDGE_CLOSED)
			map_put(k->traps, trap_key(k, o->pack, folded),
				(void *)(uintptr_t)f);
		if (o->kind == OWNER_NAME)
			told = told || tell_taken(k, o, f, folded);
	}
}

static void check_forms(struct check *k, struct owner o, const struct pack_forms *forms)
{
	for (size_t i = 0; i < forms->len; i++)
		check_form(k, &o, &forms->items[i]);
}

/* Look-alikes first: names are looked up among them. */
static void check_pack_forms(struct check *k, const struct pack *p)
{
	const struct pack_subject *subjects = p->subjects.items;
	const struct pack_rule *traps = p->traps.items;

	for (size_t i = 0; i < p->words_len; i++)
		check_forms(k, (struct owner){ OWNER_WORDS, p, NULL, &p->words[i] },
			    &p->words[i].forms);
	check_forms(k, (struct owner){ OWNER_WORDS, p, NULL, &p->extend }, &p->extend);
	check_forms(k, (struct owner){ OWNER_WORDS, p, NULL, &p->modifiers },
		    &p->modifiers);
	for (size_t i = 0; i < p->traps.len; i++)
		check_forms(k, (struct owner){ OWNER_TRAP, p, &traps[i], &traps[i] },
			    &traps[i].forms);
	for (size_t i = 0; i < p->subjects.len; i++)
		for (size_t n = 0; n < subjects[i].rules_len; n++) {
			const struct pack_rule *r = &subjects[i].rules[n];
			check_forms(k, (struct owner){ OWNER_NAME, p, r, r }, &r->forms);
		}
}

/* --- conditions --------------------------------------------------------------------------- */

static void note_refs(struct check *k, const struct gazetteer_forms *forms)
{
	for (size_t i = 0; i < forms->items_len; i++)
		for (size_t n = 0; n < forms->items[i].refs_len; n++)
			k->found[forms->items[i].refs[n]] = true;
}

static void find_refs(struct check *k)
{
	const struct gazetteer *g = k->g;

	k->found = ARENA_ARRAY(k->arena, bool, g->refs_len);
	note_refs(k, &g->names);
	note_refs(k, &g->cues);
	for (size_t i = 0; i < g->refs_len; i++)
		if (view_starts(g->ref_names[i], VIEW("lang:")))
			k->found[i] = true;
}

static void check_line(struct check *k, const struct pack_line *line)
{
	size_t found = 0;
	struct view none = VIEW("");

	for (size_t i = 0; i < line->len; i++) {
		if (k->found[line->refs[i]])
			found++;
		else
			none = line->names[i];
	}
	if (found < line->least)
		COMPLAIN(k, line->mark,
			 "there are no forms of \"%.*s\": the condition can never hold",
			 VIEW_ARG(none));
}

/* The place itself, or one that is sure to lie around it. */
static bool lies_in(enum pack_scope inner, enum pack_scope outer)
{
	static const enum pack_scope wider[] = {
		[SCOPE_BEFORE] = SCOPE_EARLIER,   [SCOPE_AFTER] = SCOPE_STORY,
		[SCOPE_NEAR_BEFORE] = SCOPE_NEAR, [SCOPE_NEAR_AFTER] = SCOPE_NEAR,
		[SCOPE_NEAR] = SCOPE_SENTENCE,    [SCOPE_SENTENCE] = SCOPE_AROUND,
		[SCOPE_AROUND] = SCOPE_STORY,     [SCOPE_PARAGRAPH] = SCOPE_STORY,
		[SCOPE_EARLIER] = SCOPE_STORY,
	};
	while (inner != outer && inner != SCOPE_STORY)
		inner = wider[inner];
	return inner == outer;
}

static bool names_ref(const struct pack_line *line, size_t ref)
{
	for (size_t i = 0; i < line->len; i++)
		if (line->refs[i] == ref)
			return true;
	return false;
}

/* Whenever `needed` holds, at least `least` words of `other` stand in its place. */
static bool implies(const struct pack_line *needed, const struct pack_line *other,
		    size_t least)
{
	if (needed->least < least || !lies_in(needed->scope, other->scope))
		return false;
	for (size_t i = 0; i < needed->len; i++)
		if (!names_ref(other, needed->refs[i]))
			return false;
	return true;
}

/* The line of `others` that is against `needed`, or NULL: a "no_" line of what is needed as
 * well, or a condition of what must not be that has no other lines. */
static const struct pack_line *against(const struct pack_line *needed,
				       const struct pack_conditions *others,
				       bool are_needed)
{
	for (size_t i = 0; i < others->len; i++)
		for (size_t n = 0; n < others->items[i].len; n++) {
			const struct pack_line *line = &others->items[i].lines[n];
			bool counts = are_needed
					  ? line->least == 0
					  : line->least > 0 && others->items[i].len == 1;
			if (counts && implies(needed, line, are_needed ? 1 : line->least))
				return line;
		}
	return NULL;
}

static void check_needs(struct check *k, const struct pack_conditions *needs,
			const struct pack_conditions *others, bool are_needed)
{
	for (size_t i = 0; i < needs->len; i++)
		for (size_t n = 0; n < needs->items[i].len; n++) {
			const struct pack_line *line = &needs->items[i].lines[n];
			const struct pack_line *other =
			    line->least ? against(line, others, are_needed) : NULL;
			if (other)
				COMPLAIN(
				    k, line->mark,
				    "this and \"%s\" at %s:%d:%d exclude each other: "
				    "it can never hold",
				    pack_scope_name(other->scope), other->mark.file,
				    other->mark.line, other->mark.column);
		}
}

static void check_lines(struct check *k, const struct pack_conditions *all)
{
	for (size_t i = 0; i < all->len; i++)
		for (size_t n = 0; n < all->items[i].len; n++)
			check_line(k, &all->items[i].lines[n]);
}

static void check_way(struct check *k, const struct pack_way *w,
		      const struct pack_conditions *common)
{
	check_lines(k, &w->needs);
	check_lines(k, &w->unless);
	check_needs(k, &w->needs, &w->needs, true);
	check_needs(k, &w->needs, &w->unless, false);
	if (common)
		check_needs(k, &w->needs, common, false);
}

/* All of `base` has to pass, and one of the ways. */
static void check_ways(struct check *k, const struct pack_way *base,
		       const struct setting_list *more,
		       const struct pack_conditions *common)
{
	const struct pack_way *ways = more->items;

	check_way(k, base, common);
	for (size_t i = 0; i < more->len; i++) {
		check_way(k, &ways[i], common);
		check_needs(k, &ways[i].needs, &base->needs, true);
		check_needs(k, &ways[i].needs, &base->unless, false);
		check_needs(k, &base->needs, &ways[i].needs, true);
		check_needs(k, &base->needs, &ways[i].unless, false);
	}
}

/* --- topics ------------------------------------------------------------------------------- */

static void check_topic(struct check *k, const struct pack_topic *t)
{
	const struct pack_part *parts = t->parts.items;
	int64_t most = 0;

	for (size_t i = 0; i < t->parts.len; i++) {
		bool counted =
		    parts[i].count == COUNT_EACH || parts[i].count == COUNT_MORE;
		check_ways(k, &parts[i].when, &parts[i].ways, NULL);
		if (parts[i].points > 0)
			most += !counted       ? parts[i].points
				: parts[i].max ? parts[i].max
					       : t->threshold;
	}
	/* One without parts is yet to be written. */
	if (t->parts.len && most < t->threshold)
		COMPLAIN(k, t->mark,
			 "the parts of \"%.*s\" come to %" PRId64
			 " points at most: the threshold %" PRId64 " is never reached",
			 VIEW_ARG(t->id), most, t->threshold);
}

static void check_pack(struct check *k, const struct pack *p)
{
	const struct pack_subject *subjects = p->subjects.items;
	const struct pack_rule *traps = p->traps.items;
	const struct pack_topic *topics = p->topics.items;

	check_pack_forms(k, p);
	check_lines(k, &p->common.unless);
	for (size_t i = 0; i < p->subjects.len; i++)
		for (size_t n = 0; n < subjects[i].rules_len; n++)
			check_ways(k, &subjects[i].rules[n].base,
				   &subjects[i].rules[n].ways, &p->common.unless);
	for (size_t i = 0; i < p->traps.len; i++)
		check_ways(k, &traps[i].base, &traps[i].ways, NULL);
	for (size_t i = 0; i < p->topics.len; i++)
		check_topic(k, &topics[i]);
}

bool pack_check(const struct gazetteer *g, struct settings_errors *e)
{
	AUTO(arena) a = arena_new(ARENA_BUDGET);
	AUTO(fold) fold = fold_new();
	AUTO(map) seen = map_new();
	AUTO(map) traps = map_new();
	struct check k = { .g = g,
			   .errors = e,
			   .arena = a,
			   .fold = fold,
			   .seen = seen,
			   .traps = traps,
			   .ok = true };

	find_refs(&k);
	for (size_t i = 0; i < g->packs_len; i++)
		check_pack(&k, &g->packs[i]);
	return k.ok;
}
