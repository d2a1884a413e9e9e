/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink/cluster.h"

#define DAY ((int64_t)24 * 3600 * 1000)

enum { SET_MAX = 1000, KEPT_MAX = 4000 };

/* --- what a caller keeps ------------------------------------------------------------------ */

struct kept_story {
	unsigned id;
	struct cluster_story s;
	char text[SHINGLES_PACKED];
};

struct kept {
	struct clusters *c;
	struct kept_story *items;
	size_t len;
};

static struct kept kept_new(size_t max)
{
	return (struct kept){ .c = clusters_new(max),
			      .items = calloc(KEPT_MAX, sizeof(struct kept_story)) };
}

static void kept_free(struct kept *k)
{
	clusters_free(k->c);
	free(k->items);
}

static struct kept_story *kept_find(struct kept *k, unsigned id)
{
	for (size_t i = 0; i < k->len; i++)
		if (k->items[i].id == id)
			return &k->items[i];
	return NULL;
}

static unsigned id_number(const struct cluster_id *id)
{
	unsigned n;

	memcpy(&n, id->bytes, sizeof n);
	return n;
}

static struct cluster kept_add(struct kept *k, unsigned id, struct shingles text,
			       const char *source, instant_ms now)
{
	struct kept_story *one = kept_find(k, id);
	struct cluster got;

	if (!one) {
		cr_assert(k->len < KEPT_MAX);
		one = &k->items[k->len++];
		one->id = id;
		one->s.number = (int64_t)k->len;
		memcpy(one->s.id.bytes, &id, sizeof id);
	}
	one->s.latest = now;
	if (*source)
		one->s.source = cluster_source(view_of(source));
	clusters_add(k->c, &one->s, &text);
	size_t len = shingles_pack(&text, one->text);
	clusters_lend(k->c, one->s.number, view_at(one->text, len));
	cr_assert(clusters_describe(k->c, one->s.number, &got));
	return got;
}

/* All of it put together again from what is kept. */
static void kept_restore(struct kept *k, size_t max)
{
	clusters_free(k->c);
	k->c = clusters_new(max);
	for (size_t i = 0; i < k->len; i++)
		clusters_restore(k->c, &k->items[i].s,
				 view_at(k->items[i].text, sizeof k->items[i].text));
}

/* --- the labelled set ------------------------------------------------------------------- */

struct labelled {
	char id[16], family[16], source[32];
	struct shingles text;
	char group[16]; /* the first id of its cluster at the end */
};

static void unescape(char *text)
{
	char *to = text;

	for (const char *c = text; *c; c++)
		if (c[0] == '\\' && c[1] == 'n') {
			*to++ = '\n';
			c++;
		} else
			*to++ = *c;
	*to = '\0';
}

static size_t load(struct labelled *set, const char *file)
{
	char path[512];
	(void)snprintf(path, sizeof path, TEST_SOURCE_DIR "/tests/data/clusters/%s",
		       file);
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0, n = 0;

	cr_assert(f != NULL);
	for (ssize_t len; (len = getline(&line, &room, f)) > 0; n++) {
		char *rest = line, *field[5];
		cr_assert(n < SET_MAX);
		line[len - 1] = '\0';
		for (int i = 0; i < 5; i++)
			field[i] = strsep(&rest, "\t");
		unescape(field[4]);
		(void)snprintf(set[n].id, sizeof set[n].id, "%s", field[0]);
		(void)snprintf(set[n].family, sizeof set[n].family, "%s", field[1]);
		(void)snprintf(set[n].source, sizeof set[n].source, "%s", field[3]);
		shingles_of(view_of(field[4]), &set[n].text);
	}
	free(line);
	(void)fclose(f);
	return n;
}

/* Puts all in an order, and then asks for the cluster of each. */
static void group(struct labelled *set, const size_t *order, size_t n)
{
	struct kept k = kept_new(SET_MAX);
	struct cluster got;

	for (size_t i = 0; i < n; i++)
		(void)kept_add(&k, (unsigned)order[i], set[order[i]].text,
			       set[order[i]].source, (instant_ms)i);
	for (size_t i = 0; i < n; i++) {
		cr_assert(
		    clusters_describe(k.c, kept_find(&k, (unsigned)i)->s.number, &got));
		(void)snprintf(set[i].group, sizeof set[i].group, "%u",
			       id_number(&got.ids[0]));
	}
	kept_free(&k);
}

static bool labelled_same(const struct labelled *a, const struct labelled *b)
{
	return a->family[0] != '-' && strcmp(a->family, b->family) == 0;
}

static void expect_right_members(const char *file)
{
	struct labelled *set = calloc(SET_MAX, sizeof *set);
	size_t order[SET_MAX] = { 0 }, n = load(set, file), right = 0, wrong = 0,
	       missed = 0;

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	group(set, order, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++) {
			bool want = labelled_same(&set[i], &set[k]);
			bool got = strcmp(set[i].group, set[k].group) == 0;
			right += want && got;
			wrong += !want && got;
			missed += want && !got;
		}
	printf("%zu stories: %zu pairs right, %zu wrong, %zu missed\n", n, right, wrong,
	       missed);
	cr_assert(ge(sz, n, 300));
	cr_assert(ge(sz, 2 * right * 100, 95 * (2 * right + wrong + missed)));
	free(set);
}

Test(cluster, of_the_labelled_set_have_the_right_members)
{
	expect_right_members("stories.tsv");
}

Test(cluster, of_a_set_of_other_frames_have_the_right_members)
{
	expect_right_members("other.tsv");
}

Test(cluster, members_are_the_same_in_whatever_order_the_copies_come)
{
	struct labelled *set = calloc(SET_MAX, sizeof *set),
			*other = calloc(SET_MAX, sizeof *other);
	size_t order[SET_MAX] = { 0 }, n = load(set, "stories.tsv");
	uint32_t x = 5;

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	group(set, order, n);
	for (int round = 0; round < 4; round++) {
		for (size_t i = n; i > 1; i--) {
			x = x * 1664525U + 1013904223U;
			size_t k = (x >> 8) % i, t = order[i - 1];
			order[i - 1] = order[k];
			order[k] = t;
		}
		memcpy(other, set, n * sizeof *set);
		group(other, order, n);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < i; k++)
				cr_assert(
				    eq(int, strcmp(set[i].group, set[k].group) == 0,
				       strcmp(other[i].group, other[k].group) == 0));
	}
	free(other);
	free(set);
}

/* --- one by one -------------------------------------------------------------------------- */

/* Words number `from` to `to` of an endless text: what two such texts share is known. */
static struct shingles words(int from, int to)
{
	static char text[64 * 1024];
	struct shingles s;
	size_t n = 0;

	for (int i = from; i < to; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "word%da ", i);
	shingles_of(view_at(text, n), &s);
	return s;
}

Test(cluster, has_the_first_to_come_as_its_first_and_counts_its_members)
{
	struct kept k = kept_new(100);
	struct cluster a = kept_add(&k, 1, words(0, 60), "", 1);

	cr_assert(a.first && a.size == 1 && a.sources == 1);
	struct cluster b = kept_add(&k, 2, words(0, 50), "", 2);
	cr_assert(b.size == 2 && !b.first);
	cr_assert(eq(sz, b.ids_len, 1));
	cr_assert(eq(uint, id_number(&b.ids[0]), 1));
	cr_assert(kept_add(&k, 3, words(500, 560), "", 3).first);
	kept_free(&k);
}

Test(cluster, counts_one_agency_s_text_in_many_outlets_as_one_source)
{
	struct kept k = kept_new(100);

	for (unsigned i = 0; i < 14; i++)
		cr_assert(
		    eq(sz,
		       kept_add(&k, i, words(0, 60 + (int)i), i % 2 ? "Northwire" : "", i)
			   .sources,
		       1));
	cr_assert(eq(sz, kept_add(&k, 14, words(0, 55), "NORTHWIRE", 15).sources, 1));
	cr_assert(eq(sz, kept_add(&k, 15, words(0, 55), "Pacific Press", 20).sources, 2));
	kept_free(&k);
}

Test(cluster, a_copy_that_joins_two_is_named_in_both)
{
	struct kept k = kept_new(100);

	(void)kept_add(&k, 1, words(0, 40), "", 1);
	cr_assert(kept_add(&k, 2, words(40, 80), "", 2).first);
	struct cluster both = kept_add(&k, 3, words(0, 80), "", 3);
	cr_assert(eq(sz, both.size, 3));
	cr_assert(eq(sz, both.ids_len, 2));
	cr_assert(eq(uint, id_number(&both.ids[0]), 1));
	cr_assert(eq(uint, id_number(&both.ids[1]), 2));
	cr_assert(both.first == false);
	kept_free(&k);
}

Test(cluster, a_later_version_keeps_its_place_and_may_join_more)
{
	struct kept k = kept_new(100);

	(void)kept_add(&k, 1, words(0, 40), "", 1);
	(void)kept_add(&k, 2, words(100, 140), "", 2);
	cr_assert(kept_add(&k, 1, words(0, 40), "", 3).first);
	cr_assert(eq(sz, kept_add(&k, 1, words(100, 141), "", 4).size, 2));
	cr_assert(eq(sz, clusters_len(k.c), 2));
	/* What it said before is not looked up any more. */
	cr_assert(eq(sz, kept_add(&k, 4, words(0, 40), "", 5).size, 1));
	kept_free(&k);
}

Test(cluster, is_the_same_when_it_is_put_together_again)
{
	struct kept k = kept_new(100);
	struct cluster before, after;

	(void)kept_add(&k, 1, words(0, 40), "A", 1);
	(void)kept_add(&k, 2, words(100, 140), "B", 2);
	(void)kept_add(&k, 3, words(200, 240), "", 3);
	/* Joined by a text that it has no more. */
	(void)kept_add(&k, 3, words(0, 40), "", 4);
	(void)kept_add(&k, 3, words(100, 140), "", 5);
	(void)kept_add(&k, 3, words(300, 340), "", 6);
	cr_assert(clusters_describe(k.c, 2, &before));
	cr_assert(eq(sz, before.size, 3));
	kept_restore(&k, 100);
	for (int64_t number = 1; number <= 3; number++) {
		cr_assert(clusters_describe(k.c, number, &after));
		cr_assert(after.size == 3 && after.sources == before.sources);
		cr_assert(eq(sz, after.ids_len, before.ids_len));
		cr_assert(zero(int, memcmp(after.ids, before.ids,
					   before.ids_len * sizeof *before.ids)));
		cr_assert(eq(int, after.first, number == 1));
	}
	cr_assert(eq(sz, kept_add(&k, 4, words(300, 340), "", 7).size, 4));
	kept_free(&k);
}

Test(cluster, tells_a_copy_that_says_nothing_new_from_one_that_does)
{
	struct kept k = kept_new(100);

	(void)kept_add(&k, 1, words(0, 60), "", 1);
	cr_assert(not(clusters_repeats(k.c, 1)));
	(void)kept_add(&k, 2, words(0, 61), "", 2);
	cr_assert(clusters_repeats(k.c, 2));
	cr_assert(eq(sz, kept_add(&k, 3, words(0, 90), "", 3).size, 3));
	cr_assert(not(clusters_repeats(k.c, 3)));
	cr_assert(not(clusters_repeats(k.c, 99)));
	kept_free(&k);
}

static void count(void *self, const struct cluster_id *id)
{
	*(int64_t *)self += id_number(id);
}

Test(cluster, is_taken_out_when_nothing_came_of_it_since)
{
	struct kept k = kept_new(100);
	struct cluster got;
	int64_t sum = 0;

	cr_assert(eq(i64, clusters_oldest(k.c), INSTANT_NONE));
	(void)kept_add(&k, 1, words(0, 40), "", 0);
	(void)kept_add(&k, 2, words(900, 940), "", 0);
	(void)kept_add(&k, 3, words(0, 40), "", DAY - 1);
	cr_assert(eq(i64, clusters_oldest(k.c), 0));
	cr_assert(eq(sz, clusters_take_old(k.c, DAY / 2, 10, count, &sum), 1));
	cr_assert(eq(i64, sum, 2));
	cr_assert(not(clusters_describe(k.c, 2, &got)));
	cr_assert(eq(sz, kept_add(&k, 4, words(0, 40), "", DAY + DAY / 2).size, 3));
	cr_assert(eq(sz, clusters_take_old(k.c, 3 * DAY, 10, count, &sum), 3));
	cr_assert(eq(sz, clusters_len(k.c), 0));
	cr_assert(kept_add(&k, 5, words(0, 40), "", 3 * DAY).first);
	kept_free(&k);
}

Test(cluster, no_more_than_wanted_are_taken_out_but_whole_ones)
{
	struct kept k = kept_new(8);
	int64_t sum = 0;

	for (unsigned i = 0; i < 8; i++)
		(void)kept_add(&k, i, words(100 * (int)(i / 2), 100 * (int)(i / 2) + 40),
			       "", i);
	cr_assert(clusters_full(k.c));
	cr_assert(eq(sz, clusters_take_old(k.c, DAY, 3, count, &sum), 4));
	cr_assert(not(clusters_full(k.c)));
	cr_assert(eq(i64, sum, 0 + 1 + 2 + 3));
	cr_assert(eq(sz, clusters_take_old(k.c, 0, 3, count, &sum), 0));
	kept_free(&k);
}

Test(cluster, two_hundred_thousand_stories_take_40_MB_beside_their_texts)
{
	enum { STORIES = 200000 };
	AUTO(clusters) c = clusters_new(STORIES);
	struct shingles s = { .len = SHINGLES_MAX };
	static char packed[STORIES][SHINGLES_PACKED];
	uint32_t x = 1;

	for (uint32_t i = 0; i < STORIES; i++) {
		struct cluster_story story = { .number = i, .latest = i };
		x = x * 1664525U + 1013904223U;
		for (uint32_t k = 0; k < SHINGLES_MAX; k++)
			s.hashes[k] = k * 40000000U + (x >> 7);
		clusters_add(c, &story, &s);
		size_t len = shingles_pack(&s, packed[i]);
		clusters_lend(c, i, view_at(packed[i], len));
	}
	cr_assert(eq(sz, clusters_len(c), STORIES));
	cr_assert(lt(sz, clusters_bytes(c), 40 * 1000 * 1000));
}

Test(cluster, without_room_is_a_bug, .signal = SIGABRT)
{
	(void)clusters_new(0);
}

Test(cluster, of_very_many_copies_costs_no_more_than_of_some)
{
	struct kept k = kept_new(3000);
	struct cluster got = { .size = 0 };

	for (unsigned i = 0; i < 3000; i++)
		got = kept_add(&k, i, words(0, 60), "Northwire", i);
	cr_assert(eq(sz, got.size, 3000));
	cr_assert(eq(sz, got.sources, 1));
	cr_assert(eq(uint, id_number(&got.ids[0]), 0));
	kept_free(&k);
}
