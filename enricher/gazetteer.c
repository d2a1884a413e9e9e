/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/gazetteer.h"

#include "common/base/mem.h"
#include "enricher/gazetteer_parts.h"

enum { ARENA_BUDGET = 512 * 1024 * 1024 };

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
			 uint32_t refs[GAZETTEER_REFS_PER_FORM])
{
	size_t len = 0;

	refs[len++] = (uint32_t)gazetteer_ref(g, p->id);
	/* The room for refs ends a chain that leads back to its start. */
	while (s && len < GAZETTEER_REFS_PER_FORM) {
		refs[len++] = (uint32_t)gazetteer_ref(g, s->id);
		s = s->part_of.len ? gazetteer_subject(g, s->part_of) : NULL;
	}
	return len;
}

/* --- matchers ------------------------------------------------------------------------------ */

static bool compile_language(struct gazetteer *g, uint16_t code, struct err *err)
{
	/* No language has this code, so that it stands for all that packs do not have. */
	uint16_t asked = code ? code : UINT16_MAX;
	uint32_t *which = mem_raw((g->cues.len + 1) * sizeof *which);
	struct matcher *m = NULL;
	size_t len = 0;

	for (size_t i = 0; i < g->cues.len; i++) {
		uint32_t literal = matcher_in_order(g->cues.matcher, i);
		const struct gazetteer_form *cue = gazetteer_form_of(&g->cues, literal);
		if (gazetteer_counts(cue, asked) || gazetteer_is_mask(g, cue))
			which[len++] = literal;
	}
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
	for (size_t i = 0; i < g->cues.items_len; i++) {
		uint16_t code = g->cues.items[i].lang_code;
		if (g->languages_len < GAZETTEER_LANGUAGES_MAX && !compiled(g, code) &&
		    !compile_language(g, code, err))
			return false;
	}
	return true;
}

static bool compile(struct gazetteer *g, struct settings_errors *e)
{
	struct err err = { 0 };

	if (compile_all(g, &err))
		return true;
	settings_complain(e, (struct setting_mark){ 0 }, "%s", err.text);
	return false;
}

/* --- loading ------------------------------------------------------------------------------- */

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
	if (!ok || !gazetteer_build(g, e) || !compile(g, e))
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
	if (!ok || !gazetteer_build(g, e) || !compile(g, e))
		return false;
	*ret = TAKE(g);
	return true;
}

static void forms_done(struct gazetteer_forms *f)
{
	matcher_free(f->matcher);
	free(f->items);
	free(f->literals);
	free(f->of);
	free(f->texts);
}

void gazetteer_free(struct gazetteer *g)
{
	if (!g)
		return;
	forms_done(&g->names);
	forms_done(&g->cues);
	for (size_t i = 0; i < g->languages_len; i++)
		matcher_free(g->languages[i].matcher);
	map_free(g->ref_numbers);
	arena_free(g->arena);
	free(g);
}
