/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gazetteer - all packs of a folder, made ready for matching.
 *
 * Surface forms are expanded, folded and compiled into two matchers: `names` holds the
 * forms of subjects that are tags, `cues` everything that conditions look at (words, traps,
 * and the subjects of context packs), which is searched only in a text that has a name, and
 * for each language by a matcher of its own. What conditions name is a number, a ref: a list of
 * words, a subject, a pack, or `lang:xx`; what is found of a subject is found of all that it is
 * part of, too.
 *
 * Immutable once loaded, so that threads share one; loading takes well under 0.1 s for the
 * shipped packs.
 */
#pragma once

#include "common/base/map.h"
#include "enricher/matcher.h"
#include "enricher/pack.h"

enum {
	GAZETTEER_PACKS_MAX = 64,
	GAZETTEER_LANGUAGES_MAX = 64,
	GAZETTEER_REFS_PER_FORM = 12
};

#define GAZETTEER_NO_REF SIZE_MAX
#define GAZETTEER_SUBJECT_PREFIX "urn:kurilwire:subject:"

/* What the forms of one pattern stand for. */
struct gazetteer_form {
	const struct pack *pack;
	const struct pack_subject *subject; /* NULL for words and traps */
	const struct pack_rule *rule;       /* NULL for words */
	struct view lang;
	struct view name;                       /* "iturup.name": subject and rule */
	uint32_t refs[GAZETTEER_REFS_PER_FORM]; /* of cues */
	uint16_t refs_len;
	uint16_t lang_code; /* 0: English, whose names and numbers all languages use */
};

/* The forms, folded: thousands, of some 30 bytes beside their letters, so that they share all
 * that a pattern's forms have in common. Literals are what a matcher finds. */
struct gazetteer_forms {
	struct gazetteer_form *items;
	size_t items_len;
	struct matcher_literal *literals;
	uint32_t *of; /* of each literal, which item */
	size_t len;
	char *texts; /* letters of all literals */
	struct matcher *matcher;
};

static inline const struct gazetteer_form *
gazetteer_form_of(const struct gazetteer_forms *f, size_t literal)
{
	return &f->items[f->of[literal]];
}

/* What finds the cues that count in texts of one language. */
struct gazetteer_language {
	uint16_t code; /* 0: of every language that the packs have no cues of */
	struct matcher *matcher;
};

/* Folded words, longest first. */
struct gazetteer_words {
	struct view *items;
	size_t len;
	bool begins[256], ends[256]; /* with that byte, one of them */
};

struct gazetteer {
	struct arena *arena;
	struct pack *packs;
	size_t packs_len;
	struct gazetteer_forms names, cues;
	struct gazetteer_language *languages;
	size_t languages_len;
	struct gazetteer_words extend, modifiers; /* of all packs */
	struct map *ref_numbers;                  /* name to number + 1 */
	struct view *ref_names;
	size_t refs_len;
	size_t mask_ref;     /* of the words "masked": they hide the cues inside them */
	struct view version; /* "kurils 1, peace_treaty 1" */
	struct view tagger;  /* "kurilwire 0.1 (kurils 1, peace_treaty 1)" */
};

/* All packs *.yaml of `folder`. False if it added to `e`. */
NODISCARD bool gazetteer_load(const char *folder, struct gazetteer **ret,
			      struct settings_errors *e);
/* Packs that are given as text, each said to be the file of its name. */
NODISCARD bool gazetteer_load_text(const struct pattern_piece *packs, size_t len,
				   struct gazetteer **ret, struct settings_errors *e);
void gazetteer_free(struct gazetteer *g); /* NULL is fine */
DEFINE_AUTO(gazetteer)

/* The two letters that a language's tag begins with, as a number; 0 if there are none. */
uint16_t gazetteer_lang_code(struct view language);

/* Does this cue count in texts of the language with that code, 0 being an unknown one? Words
 * count in their own language, English ones (names, numbers) in all, and so do traps. */
static inline bool gazetteer_counts(const struct gazetteer_form *cue, uint16_t lang_code)
{
	bool is_trap = cue->rule && !cue->subject;

	return lang_code == 0 || is_trap || cue->lang_code == 0 ||
	       cue->lang_code == lang_code;
}
/* Is it one of the words that hide the cues inside them, in texts of any language? */
static inline bool gazetteer_is_mask(const struct gazetteer *g,
				     const struct gazetteer_form *cue)
{
	return cue->refs_len && cue->refs[0] == g->mask_ref;
}
/* Finds at least the cues that count in that language, and the masks. */
const struct matcher *gazetteer_cues(const struct gazetteer *g, uint16_t lang_code);

/* The number of a name, or GAZETTEER_NO_REF. */
size_t gazetteer_ref(const struct gazetteer *g, struct view name);
/* The refs of a subject that was found: its own, those it is part of, its pack's. Returns
 * how many. */
size_t gazetteer_refs_of(const struct gazetteer *g, const struct pack *p,
			 const struct pack_subject *s,
			 uint32_t refs[GAZETTEER_REFS_PER_FORM]);
const struct pack_subject *gazetteer_subject(const struct gazetteer *g, struct view id);
