/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tagger - tag(story, gazetteer): mentions and scores.
 *
 * The one function that service, command line, tests and benchmarks share. A text without a
 * name in it costs folding and one scan; only one with a name is searched for what its
 * conditions look at. No state is kept from text to text but memory. A tagger belongs to one
 * thread; the gazetteer is shared.
 */
#pragma once

#include "common/story/story.h"
#include "enricher/gazetteer.h"

enum {
	TAGGER_NAMES_MAX =
	    200000, /* candidates of one text; further ones are not looked at */
	TAGGER_FIELDS_MAX = 3,
};

struct tagger;

enum tagger_state {
	UNDECIDED,     /* not judged yet; never in a result */
	TAGGED,        /* a mention */
	TAGGED_HINT,   /* counts for the scores only */
	MISSED,        /* its conditions did not hold */
	MISSED_TRAP,   /* overlaps a look-alike */
	MISSED_LONGER, /* inside a longer mention */
};

/* One place where a form stands; positions are bytes of the text that was searched. */
struct tagger_candidate {
	const struct gazetteer_form *form;
	const struct pack_way *way; /* by which it passed, or NULL */
	size_t start, end;
	enum tagger_state state;
	enum story_field field;
	bool is_cue;          /* others' conditions see it */
	struct view rule;     /* "iturup.name", "rujp_peace_treaty.treaty/by-parties" */
	struct view evidence; /* what let it pass; when explained, why it did not */
};

struct tagger_result {
	struct tagger_candidate *items; /* by position */
	size_t len;
	struct story_mentions mentions; /* the TAGGED ones, as the record has them */
	struct story_scores scores;     /* all topics of all packs */
	struct view language;           /* declared, else detected, else empty */
	bool cut;                       /* there was more than TAGGER_NAMES_MAX */
};

/* Borrows `g`. ERR_STOP: no memory. */
NODISCARD bool tagger_new(const struct gazetteer *g, struct tagger **ret,
			  struct err *err);
void tagger_free(struct tagger *t); /* NULL is fine */
DEFINE_AUTO(tagger)

/* One text, taken as a body, with the reasons of what is no mention. `language` is BCP 47 or empty. The result lies in `a` and looks
 * into `text`. */
void tagger_tag_text(struct tagger *t, struct view text, struct view language,
		     struct arena *a, struct tagger_result *ret);

/* All plain texts of a story. Sets ext.mentions, ext.scores, ext.tagger, ext.same_as and,
 * when none is declared, the language; adds to subjects, places, people and organisations.
 * Tags of an earlier run are replaced. */
void tagger_tag_story(struct tagger *t, struct story *s, struct arena *a);

/* The same search without changing the story: the texts that were searched, one after the
 * other, and all candidates, positions being bytes of that. */
struct view tagger_explain_story(struct tagger *t, const struct story *s, struct arena *a,
				 struct tagger_result *ret);
