/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/pack.h"

#include <stdio.h>
#include <string.h>

#include "enricher/pattern.h"

static const char *const kinds[] = { "place",  "topic",        "document",
				     "person", "organisation", NULL };
static const char *const wheres[] = { "any", "headline", "lead", "later", NULL };
static const char *const counts[] = { "once", "each", "more", "all", NULL };

static const char *const scopes[SCOPE_COUNT + 1] = {
	[SCOPE_BEFORE] = "before",
	[SCOPE_AFTER] = "after",
	[SCOPE_NEAR_BEFORE] = "near_before",
	[SCOPE_NEAR_AFTER] = "near_after",
	[SCOPE_NEAR] = "near",
	[SCOPE_SENTENCE] = "sentence",
	[SCOPE_AROUND] = "around",
	[SCOPE_PARAGRAPH] = "paragraph",
	[SCOPE_EARLIER] = "earlier",
	[SCOPE_STORY] = "story",
};

#define AT(type, member) offsetof(struct type, member)

static const struct setting way_rows[] = {
	{ "id", SETTING_ID, AT(pack_way, id), .required = true,
	  .help = "Name of the way, shown as evidence." },
	{ "needs", SETTING_NODE, AT(pack_way, needs_node),
	  .help = "Conditions that all have to hold." },
	{ "unless", SETTING_NODE, AT(pack_way, unless_node),
	  .help = "Conditions of which none may hold." },
	{ 0 },
};

static const struct setting rule_rows[] = {
	{ "id", SETTING_ID, AT(pack_rule, id), .required = true,
	  .help = "Name of the rule, shown with each mention." },
	{ "forms", SETTING_NODE, AT(pack_rule, forms_node), .required = true,
	  .help = "Surface forms for each language." },
	{ "capital", SETTING_BOOL, AT(pack_rule, capital), .fallback = "false",
	  .help = "The first letter has to be a capital, unless the text has none." },
	{ "inside", SETTING_BOOL, AT(pack_rule, inside), .fallback = "false",
	  .help = "It must not be the first word of a sentence." },
	{ "extend", SETTING_BOOL, AT(pack_rule, extend), .fallback = "true",
	  .help = "A generic noun directly after the form belongs to the mention." },
	{ "describes", SETTING_BOOL, AT(pack_rule, describes), .fallback = "false",
	  .help =
	      "The pack's modifiers directly before the form belong to the mention." },
	{ "hint", SETTING_BOOL, AT(pack_rule, hint), .fallback = "false",
	  .help = "Counts for scores only and is no mention." },
	{ "needs", SETTING_NODE, AT(pack_rule, needs_node),
	  .help = "Conditions that all have to hold." },
	{ "unless", SETTING_NODE, AT(pack_rule, unless_node),
	  .help = "Conditions of which none may hold." },
	{ "ways", SETTING_LIST, AT(pack_rule, ways), .rows = way_rows,
	  .item_size = sizeof(struct pack_way),
	  .help = "Ways to pass, tried in order; one of them has to." },
	{ 0 },
};

static const struct setting subject_rows[] = {
	{ "id", SETTING_ID, AT(pack_subject, id), .required = true,
	  .mark_offset = AT(pack_subject, mark), .help = "Stable slug of the subject." },
	{ "kind", SETTING_CHOICE, AT(pack_subject, kind), .fallback = "place",
	  .choices = kinds, .help = "What sort of thing it is." },
	{ "name", SETTING_MAP, AT(pack_subject, names), .required = true,
	  .help = "Its name for each language." },
	{ "part_of", SETTING_STRING, AT(pack_subject, part_of),
	  .help = "Slug of what it is part of." },
	{ "wikidata", SETTING_STRING, AT(pack_subject, wikidata),
	  .help = "Wikidata id, if verified." },
	{ "geonames", SETTING_STRING, AT(pack_subject, geonames),
	  .help = "GeoNames id, if verified." },
	{ "point", SETTING_STRING, AT(pack_subject, point),
	  .help = "Latitude and longitude in degrees, \"45.03 147.62\"." },
	{ "forms", SETTING_NODE, AT(pack_subject, forms_node),
	  .help = "Surface forms for each language." },
	{ "capital", SETTING_BOOL, AT(pack_subject, capital), .fallback = "false",
	  .help = "The first letter has to be a capital, unless the text has none." },
	{ "needs", SETTING_NODE, AT(pack_subject, needs_node),
	  .help = "Conditions of its own forms that all have to hold." },
	{ "unless", SETTING_NODE, AT(pack_subject, unless_node),
	  .help = "Conditions of its own forms of which none may hold." },
	{ "rules", SETTING_LIST, AT(pack_subject, rules_list), .rows = rule_rows,
	  .item_size = sizeof(struct pack_rule),
	  .help = "Further forms, each with conditions of its own." },
	{ 0 },
};

static const struct setting part_rows[] = {
	{ "id", SETTING_ID, AT(pack_part, id), .required = true,
	  .help = "Name of the part, shown in the record." },
	{ "points", SETTING_INT, AT(pack_part, points), .min = -100, .max = 100,
	  .required = true, .help = "What it adds to the score." },
	{ "max", SETTING_INT, AT(pack_part, max), .min = -100, .max = 100,
	  .fallback = "0",
	  .help = "The most it adds when it is counted more than once." },
	{ "where", SETTING_CHOICE, AT(pack_part, where), .fallback = "any",
	  .choices = wheres, .help = "Where the mention has to stand." },
	{ "count", SETTING_CHOICE, AT(pack_part, count), .fallback = "once",
	  .choices = counts,
	  .help =
	      "For one mention, for each, for each after the first, or only if all do." },
	{ "needs", SETTING_NODE, AT(pack_part, needs_node),
	  .help = "Conditions of the mention that all have to hold." },
	{ "unless", SETTING_NODE, AT(pack_part, unless_node),
	  .help = "Conditions of the mention of which none may hold." },
	{ "ways", SETTING_LIST, AT(pack_part, ways), .rows = way_rows,
	  .item_size = sizeof(struct pack_way),
	  .help = "Ways to hold; one of them has to." },
	{ 0 },
};

static const struct setting topic_rows[] = {
	{ "id", SETTING_ID, AT(pack_topic, id), .required = true,
	  .mark_offset = AT(pack_topic, mark), .help = "Name of the topic." },
	{ "threshold", SETTING_INT, AT(pack_topic, threshold), .min = 1, .max = 100,
	  .fallback = "50", .help = "A story with this score or more is about it." },
	{ "parts", SETTING_LIST, AT(pack_topic, parts), .rows = part_rows,
	  .item_size = sizeof(struct pack_part), .help = "What the score is made of." },
	{ 0 },
};

static const struct setting rows[] = {
	{ "id", SETTING_ID, AT(pack, id), .required = true, .mark_offset = AT(pack, mark),
	  .help = "Id of the pack: its tag." },
	{ "title", SETTING_STRING, AT(pack, title), .help = "What it is for." },
	{ "version", SETTING_STRING, AT(pack, version), .fallback = "1",
	  .help = "Version, shown in each record." },
	{ "context", SETTING_BOOL, AT(pack, context), .fallback = "false",
	  .help = "Its subjects are evidence and actors, not tags." },
	{ "pieces", SETTING_NODE, AT(pack, pieces_node),
	  .help = "Named patterns for {name} in forms." },
	{ "words", SETTING_NODE, AT(pack, words_node),
	  .help = "Lists of words for conditions, for each language." },
	{ "extend", SETTING_NODE, AT(pack, extend_node),
	  .help = "Generic nouns that belong to a name they follow, for each language." },
	{ "modifiers", SETTING_NODE, AT(pack, modifiers_node),
	  .help = "Numerals and adjectives that belong to a description they precede." },
	{ "unless", SETTING_NODE, AT(pack, unless_node),
	  .help = "Conditions that no mention of the pack may meet." },
	{ "subjects", SETTING_LIST, AT(pack, subjects), .rows = subject_rows,
	  .item_size = sizeof(struct pack_subject), .help = "What is tagged." },
	{ "traps", SETTING_LIST, AT(pack, traps), .rows = rule_rows,
	  .item_size = sizeof(struct pack_rule),
	  .help = "Look-alikes: no mention may overlap one." },
	{ "topics", SETTING_LIST, AT(pack, topics), .rows = topic_rows,
	  .item_size = sizeof(struct pack_topic), .help = "What a story can be about." },
	{ 0 },
};

const struct setting *pack_rows(void)
{
	return rows;
}

const char *pack_scope_name(enum pack_scope scope)
{
	return scopes[scope];
}

struct loading {
	struct arena *arena;
	struct settings_errors *errors;
	bool ok;
};

#define COMPLAIN(l, mark, ...) \
	((l)->ok = false, settings_complain((l)->errors, (mark), __VA_ARGS__))

/* A list of scalars, or one scalar. */
static const struct setting_node *scalars(struct loading *l, const struct setting_node *n,
					  const char *what, size_t *ret_len)
{
	*ret_len = 0;
	if (n->type == NODE_MAP) {
		COMPLAIN(l, n->mark, "%s are a list", what);
		return NULL;
	}
	const struct setting_node *items = n->type == NODE_LIST ? n->items : n;
	size_t len = n->type == NODE_LIST ? n->len : 1;
	for (size_t i = 0; i < len; i++)
		if (items[i].type != NODE_SCALAR) {
			COMPLAIN(l, items[i].mark, "%s are plain text", what);
			return NULL;
		}
	*ret_len = len;
	return items;
}

static void read_forms(struct loading *l, const struct setting_node *n,
		       struct pack_forms *ret)
{
	if (!n)
		return;
	if (n->type != NODE_MAP) {
		COMPLAIN(l, n->mark, "forms are given for each language: en: [...]");
		return;
	}
	for (size_t i = 0; i + 1 < n->len; i += 2) {
		size_t len;
		const struct setting_node *items =
		    scalars(l, &n->items[i + 1], "surface forms", &len);
		for (size_t k = 0; k < len; k++)
			*ARENA_PUSH(l->arena, ret->items, ret->len) =
			    (struct pack_form){ n->items[i].scalar, items[k].scalar,
						items[k].mark };
	}
}

static bool scope_of(struct view name, enum pack_scope *ret, size_t *ret_least)
{
	static const char *const counted[] = { "no_", "", "two_" };

	*ret_least = view_starts(name, VIEW("no_"))    ? 0
		     : view_starts(name, VIEW("two_")) ? 2
						       : 1;
	name = view_from(name, strlen(counted[*ret_least]));
	for (int i = 0; i < SCOPE_COUNT; i++)
		if (view_eq(name, view_of(scopes[i]))) {
			*ret = (enum pack_scope)i;
			return true;
		}
	return false;
}

static void read_condition(struct loading *l, const struct setting_node *n,
			   struct pack_condition *ret)
{
	if (n->type != NODE_MAP) {
		COMPLAIN(l, n->mark,
			 "a condition says where and what: sentence: [words]");
		return;
	}
	for (size_t i = 0; i + 1 < n->len; i += 2) {
		struct pack_line line = { .mark = n->items[i].mark };
		if (!scope_of(n->items[i].scalar, &line.scope, &line.least)) {
			const char *near = settings_suggest(n->items[i].scalar, scopes);
			COMPLAIN(l, n->items[i].mark, "unknown place \"%.*s\"%s%s%s",
				 VIEW_ARG(n->items[i].scalar),
				 near ? "; did you mean \"" : "", near ? near : "",
				 near ? "\"?" : "");
			continue;
		}
		size_t len;
		const struct setting_node *items =
		    scalars(l, &n->items[i + 1], "words of a condition", &len);
		line.names = ARENA_ARRAY(l->arena, struct view, len + 1);
		line.refs = ARENA_ARRAY(l->arena, size_t, len + 1);
		for (size_t k = 0; k < len; k++)
			line.names[line.len++] = items[k].scalar;
		*ARENA_PUSH(l->arena, ret->lines, ret->len) = line;
	}
}

static void read_conditions(struct loading *l, const struct setting_node *n,
			    struct pack_conditions *ret)
{
	if (!n)
		return;
	const struct setting_node *items = n->type == NODE_LIST ? n->items : n;
	size_t len = n->type == NODE_LIST ? n->len : 1;
	for (size_t i = 0; i < len; i++)
		read_condition(l, &items[i], ARENA_PUSH(l->arena, ret->items, ret->len));
}

static void read_way(struct loading *l, struct pack_way *w)
{
	read_conditions(l, w->needs_node, &w->needs);
	read_conditions(l, w->unless_node, &w->unless);
}

static void read_rule(struct loading *l, struct pack_rule *r)
{
	read_forms(l, r->forms_node, &r->forms);
	r->base = (struct pack_way){ .needs_node = r->needs_node,
				     .unless_node = r->unless_node };
	read_way(l, &r->base);
	struct pack_way *ways = r->ways.items;
	for (size_t i = 0; i < r->ways.len; i++)
		read_way(l, &ways[i]);
}

static void read_subject(struct loading *l, struct pack_subject *s)
{
	struct pack_rule *more = s->rules_list.items;

	if (s->point.len) {
		s->has_point = sscanf(arena_string(l->arena, s->point), "%lf %lf",
				      &s->latitude, &s->longitude) == 2;
		if (!s->has_point)
			COMPLAIN(l, s->mark, "the point of \"%.*s\" is not two numbers",
				 VIEW_ARG(s->id));
	}
	s->rules = ARENA_ARRAY(l->arena, struct pack_rule, s->rules_list.len + 1);
	if (s->forms_node)
		s->rules[s->rules_len++] = (struct pack_rule){
			.id = VIEW("name"),
			.forms_node = s->forms_node,
			.capital = s->capital,
			.extend = true,
			.needs_node = s->needs_node,
			.unless_node = s->unless_node,
		};
	for (size_t i = 0; i < s->rules_list.len; i++)
		s->rules[s->rules_len++] = more[i];
	for (size_t i = 0; i < s->rules_len; i++)
		read_rule(l, &s->rules[i]);
}

static void read_pieces(struct loading *l, struct pack *p)
{
	const struct setting_node *n = p->pieces_node;

	if (!n)
		return;
	if (n->type != NODE_MAP) {
		COMPLAIN(l, n->mark, "pieces are name: pattern");
		return;
	}
	for (size_t i = 0; i + 1 < n->len; i += 2)
		*ARENA_PUSH(l->arena, p->pieces, p->pieces_len) =
		    (struct pattern_piece){ n->items[i].scalar, n->items[i + 1].scalar };
}

static void read_words(struct loading *l, struct pack *p)
{
	const struct setting_node *n = p->words_node;

	if (!n)
		return;
	if (n->type != NODE_MAP) {
		COMPLAIN(l, n->mark, "words are name: {language: [forms]}");
		return;
	}
	for (size_t i = 0; i + 1 < n->len; i += 2) {
		struct pack_words *w = ARENA_PUSH(l->arena, p->words, p->words_len);
		w->id = n->items[i].scalar;
		w->mark = n->items[i].mark;
		read_forms(l, &n->items[i + 1], &w->forms);
	}
}

static void read_topic(struct loading *l, struct pack_topic *t)
{
	struct pack_part *parts = t->parts.items;

	for (size_t i = 0; i < t->parts.len; i++) {
		parts[i].when = (struct pack_way){ .needs_node = parts[i].needs_node,
						   .unless_node = parts[i].unless_node };
		read_way(l, &parts[i].when);
		struct pack_way *ways = parts[i].ways.items;
		for (size_t k = 0; k < parts[i].ways.len; k++)
			read_way(l, &ways[k]);
	}
}

static bool finish(struct pack *p, struct arena *a, struct settings_errors *e)
{
	struct loading l = { a, e, true };
	struct pack_subject *subjects = p->subjects.items;
	struct pack_rule *traps = p->traps.items;
	struct pack_topic *topics = p->topics.items;

	read_pieces(&l, p);
	read_words(&l, p);
	read_forms(&l, p->extend_node, &p->extend);
	read_forms(&l, p->modifiers_node, &p->modifiers);
	p->common.unless_node = p->unless_node;
	read_way(&l, &p->common);
	for (size_t i = 0; i < p->subjects.len; i++)
		read_subject(&l, &subjects[i]);
	for (size_t i = 0; i < p->traps.len; i++)
		read_rule(&l, &traps[i]);
	for (size_t i = 0; i < p->topics.len; i++)
		read_topic(&l, &topics[i]);
	return l.ok;
}

bool pack_load(const char *file, struct arena *a, struct pack *ret,
	       struct settings_errors *e)
{
	return settings_load(file, rows, a, ret, e) && finish(ret, a, e);
}

bool pack_load_text(const char *file, struct view text, struct arena *a, struct pack *ret,
		    struct settings_errors *e)
{
	return settings_load_text(file, text, rows, a, ret, e) && finish(ret, a, e);
}
