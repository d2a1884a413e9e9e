/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_tag - how fast packs load, and how fast texts are tagged, beside Vectorscan alone.
 *
 *   bench_tag TEXTS PACKS [SECONDS]
 *
 * TEXTS holds texts, each after its length (32 bits, little end first); PACKS is a folder as
 * config/tags.d. Two peers search for the same literals in the same run, with no word
 * boundaries, no context and no scores: Vectorscan, in text that was folded before and does
 * not count, and an Aho-Corasick table over text that it lower-cases itself, which is what
 * one would write without a tagger. The same is done with a pack of 20,000 invented forms.
 * The steps take turns over all texts for SECONDS (2) of CPU time each, with 3 MB in a turn, so
 * that each works with its own tables in the cache; on a busy machine their ratio means more
 * than their speed. Then tagging goes on alone for SECONDS more.
 */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/mem.h"
#include "enricher/fold.h"
#include "enricher/tagger.h"
#include "tests/bench/aho_corasick.h"
#include "tests/bench/cpu.h"

enum {
	TEXTS_MAX = 1 << 30,
	ARENA_BYTES = 64 * 1024 * 1024,
	FORMS = 20000,
	BATCH = 2000, /* texts between two looks at the clock */
};

struct texts {
	char *memory;
	struct view *items;
	size_t len, bytes;
};

static struct texts texts_read(const char *path)
{
	struct texts t = { .memory = mem_raw(TEXTS_MAX) };
	FILE *f = fopen(path, "rb");
	size_t len = f ? fread(t.memory, 1, TEXTS_MAX, f) : 0, cap = 0;

	if (f)
		(void)fclose(f);
	for (size_t at = 0; at + 4 <= len;) {
		uint32_t size;
		memcpy(&size, t.memory + at, sizeof size);
		MUST(size <= len - at - 4);
		if (t.len == cap) {
			cap = cap ? cap * 2 : 4096;
			t.items = mem_grow(t.items, cap, sizeof *t.items);
		}
		t.items[t.len++] = view_at(t.memory + at + 4, size);
		t.bytes += size;
		at += 4 + size;
	}
	if (t.len == 0) {
		fprintf(stderr, "%s: no texts\n", path);
		exit(66);
	}
	return t;
}

/* --- Vectorscan alone ------------------------------------------------------------------ */

static int count_match(unsigned id, unsigned long long from, unsigned long long to,
		       unsigned flags, void *self)
{
	(void)id, (void)from, (void)to, (void)flags;
	++*(size_t *)self;
	return 0;
}

static hs_database_t *plain_database(const struct gazetteer *g)
{
	size_t len = g->names.len;
	const char **texts = mem_new(len * sizeof *texts);
	size_t *lens = mem_new(len * sizeof *lens);
	unsigned *flags = mem_new(len * sizeof *flags), *ids = mem_new(len * sizeof *ids);
	hs_database_t *database = NULL;
	hs_compile_error_t *why = NULL;

	for (size_t i = 0; i < len; i++) {
		texts[i] = g->names.literals[i].text.p;
		lens[i] = g->names.literals[i].text.len;
		ids[i] = (unsigned)i;
	}
	MUST(hs_compile_lit_multi(texts, flags, ids, lens, (unsigned)len, HS_MODE_BLOCK,
				  NULL, &database, &why) == HS_SUCCESS);
	free(texts);
	free(lens);
	free(flags);
	free(ids);
	return database;
}

static struct aho_corasick *plain_table(const struct gazetteer *g)
{
	struct view *words = mem_new(g->names.len * sizeof *words);

	for (size_t i = 0; i < g->names.len; i++)
		words[i] = g->names.literals[i].text;
	struct aho_corasick *table = aho_corasick_new(words, g->names.len);
	free(words);
	return table;
}

/* --- all of them, in turns ----------------------------------------------------------------- */

struct bench {
	const struct texts *texts;
	struct fold *fold;
	struct tagger *tagger;
	struct arena *arena, *kept; /* of one text, and of one batch */
	hs_database_t *database;
	hs_scratch_t *scratch;
	struct aho_corasick *table;
	struct buf lower;
	double fold_seconds, plain_seconds, table_seconds, tag_seconds;
	size_t bytes, matches, tagged, done;
};

static const struct view *text_at(const struct bench *b, size_t i)
{
	return &b->texts->items[i % b->texts->len];
}

/* Tags BATCH texts from `first` on; returns what that took. */
static double tag_batch(struct bench *b, size_t first)
{
	struct story *stories = ARENA_ARRAY(b->kept, struct story, BATCH);

	for (size_t i = 0; i < BATCH; i++)
		story_add_body(&stories[i], b->kept, VIEW("text/plain"),
			       *text_at(b, first + i));
	double start = cpu_thread_seconds();
	for (size_t i = 0; i < BATCH; i++) {
		arena_reset(b->arena);
		tagger_tag_story(b->tagger, &stories[i], b->arena);
		b->tagged += stories[i].ext.mentions.len > 0;
		b->bytes += text_at(b, first + i)->len;
	}
	b->done += BATCH;
	return cpu_thread_seconds() - start;
}

/* The same texts through each step in its turn. */
static void batch(struct bench *b, size_t first)
{
	struct view *folded = ARENA_ARRAY(b->kept, struct view, BATCH);
	double times[4];

	times[0] = cpu_thread_seconds();
	for (size_t i = 0; i < BATCH; i++)
		folded[i] =
		    arena_copy(b->kept, fold_text(b->fold, *text_at(b, first + i)));
	times[1] = cpu_thread_seconds();
	for (size_t i = 0; i < BATCH; i++)
		MUST(hs_scan(b->database, folded[i].p, (unsigned)folded[i].len, 0,
			     b->scratch, count_match, &b->matches) == HS_SUCCESS);
	times[2] = cpu_thread_seconds();
	for (size_t i = 0; i < BATCH; i++)
		b->matches +=
		    aho_corasick_scan(b->table, *text_at(b, first + i), &b->lower);
	times[3] = cpu_thread_seconds();
	b->fold_seconds += times[1] - times[0];
	b->plain_seconds += times[2] - times[1];
	b->table_seconds += times[3] - times[2];
	b->tag_seconds += tag_batch(b, first);
	arena_reset(b->kept);
}

/* MB per second, with nothing else between. */
static double tag_alone(struct bench *b, double seconds)
{
	double taken = 0;

	b->bytes = 0;
	for (size_t i = 0; taken < seconds; i += BATCH) {
		taken += tag_batch(b, i);
		arena_reset(b->kept);
	}
	return (double)b->bytes / 1e6 / taken;
}

static void measure(const char *name, const struct gazetteer *g, double load_seconds,
		    const struct texts *texts, double seconds)
{
	struct bench b = { .texts = texts, .fold = fold_new() };
	struct err err;

	MUST(tagger_new(g, &b.tagger, &err));
	b.arena = arena_new(ARENA_BYTES);
	b.kept = arena_new(ARENA_BYTES);
	b.database = plain_database(g);
	MUST(hs_alloc_scratch(b.database, &b.scratch) == HS_SUCCESS);
	b.table = plain_table(g);
	buf_init(&b.lower, TEXTS_MAX);
	double start = cpu_thread_seconds();
	for (size_t i = 0; cpu_thread_seconds() - start < seconds * 2; i += BATCH)
		batch(&b, i);

	double megabytes = (double)b.bytes / 1e6;
	printf("%-10s %6zu %6zu %8.3f %8.0f %10.0f %8.0f %8.0f %8.2f %7.1f", name,
	       g->names.len, g->cues.len, load_seconds, megabytes / b.fold_seconds,
	       megabytes / b.plain_seconds, megabytes / b.table_seconds,
	       megabytes / b.tag_seconds, b.table_seconds / b.tag_seconds,
	       100.0 * (double)b.tagged / (double)b.done);
	printf(" %8.0f\n", tag_alone(&b, seconds));
	aho_corasick_free(b.table);
	buf_done(&b.lower);
	hs_free_scratch(b.scratch);
	hs_free_database(b.database);
	arena_free(b.kept);
	arena_free(b.arena);
	tagger_free(b.tagger);
	fold_free(b.fold);
}

/* --- packs ----------------------------------------------------------------------------- */

static struct gazetteer *loaded(bool ok, struct gazetteer *g, struct settings_errors *e)
{
	BUF(text, 65536);

	if (ok && g->names.len)
		return g;
	settings_errors_print(e, false, &text);
	fprintf(stderr, "no packs, or wrong ones\n%s", buf_string(&text));
	exit(78);
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

/* A pack of FORMS invented names, of two to four syllables, in three scripts. */
static void invent(struct buf *out)
{
	static const char *const syllables[3][12] = {
		{ "ka", "ru", "shi", "mor", "tel", "van", "os", "ib", "qui", "lan", "dze",
		  "py" },
		{ "ка", "ру", "ши", "мор", "тел", "ван", "ос", "иб", "кви", "лан", "дзе",
		  "пы" },
		{ "坂", "槻", "鵜", "麓", "琴", "鴨", "椿", "嵯", "峨", "鷲", "榊",
		  "蓬" },
	};
	uint32_t state = 7;

	buf_printf(out, "id: invented\nsubjects:\n  - id: all\n    name: {en: All}\n"
			"    forms:\n      en:\n");
	for (int i = 0; i < FORMS; i++) {
		int script = i % 3, len = 3 + (int)(next_random(&state) % 3);
		buf_printf(out, "        - '");
		for (int k = 0; k < len; k++)
			buf_printf(out, "%s",
				   syllables[script][next_random(&state) % 12]);
		buf_printf(out, "'\n");
	}
}

int main(int argc, char **argv)
{
	double seconds = argc > 3 ? atof(argv[3]) : 2, start;
	struct gazetteer *g = NULL;

	if (argc < 3) {
		fputs("usage: bench_tag TEXTS PACKS [SECONDS]\n", stderr);
		return 64;
	}
	struct texts texts = texts_read(argv[1]);
	AUTO(settings_errors) errors = settings_errors_new();
	BUF(pack, 4 * 1024 * 1024);

	printf("%zu texts, %zu MB\n", texts.len, texts.bytes / 1000000);
	printf("%-10s %6s %6s %8s %8s %10s %8s %8s %8s %7s %8s\n", "packs", "names",
	       "cues", "load s", "fold", "vectorscan", "table", "tag", "ratio", "named",
	       "alone");
	start = cpu_thread_seconds();
	bool ok = gazetteer_load(argv[2], &g, errors);
	double load_seconds = cpu_thread_seconds() - start;
	measure("shipped", loaded(ok, g, errors), load_seconds, &texts, seconds);
	gazetteer_free(g);

	invent(&pack);
	struct pattern_piece file = { VIEW("invented.yaml"), buf_view(&pack) };
	start = cpu_thread_seconds();
	ok = gazetteer_load_text(&file, 1, &g, errors);
	load_seconds = cpu_thread_seconds() - start;
	measure("invented", loaded(ok, g, errors), load_seconds, &texts, seconds);
	gazetteer_free(g);
	printf(
	    "speeds in MB of text per CPU second; ratio: tag to the Aho-Corasick table; "
	    "named: %% of texts with a mention\n");
	free(texts.items);
	free(texts.memory);
	return 0;
}
