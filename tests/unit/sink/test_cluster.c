/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink/cluster.h"

#define DAY ((int64_t)24 * 3600 * 1000)

enum { SET_MAX = 1000 };

/* --- the labelled set ------------------------------------------------------------------- */

struct labelled {
	char id[16], family[16], source[32];
	struct shingles text;
	char group[CLUSTER_URI_MAX + 1]; /* the first id of its cluster at the end */
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

static size_t load(struct labelled *set)
{
	FILE *f = fopen(TEST_SOURCE_DIR "/tests/data/clusters/stories.tsv", "r");
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

static void put(struct clusters *c, struct labelled *s, instant_ms now,
		struct cluster *ret)
{
	cr_assert(
	    clusters_add(c, view_of(s->id), &s->text, view_of(s->source), now, ret));
}

/* Puts all in an order, and then reads the cluster of each. */
static void group(struct labelled *set, const size_t *order, size_t n)
{
	AUTO(clusters) c = clusters_new(DAY, SET_MAX);
	struct cluster got;

	for (size_t i = 0; i < n; i++)
		put(c, &set[order[i]], (instant_ms)i, &got);
	for (size_t i = 0; i < n; i++) {
		put(c, &set[i], (instant_ms)n, &got);
		(void)snprintf(set[i].group, sizeof set[i].group, "%.*s",
			       VIEW_ARG(got.ids[0]));
	}
}

static bool labelled_same(const struct labelled *a, const struct labelled *b)
{
	return a->family[0] != '-' && strcmp(a->family, b->family) == 0;
}

Test(cluster, of_the_labelled_set_have_the_right_members)
{
	struct labelled *set = calloc(SET_MAX, sizeof *set);
	size_t order[SET_MAX] = { 0 }, n = load(set), right = 0, wrong = 0, missed = 0;

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

Test(cluster, members_are_the_same_in_whatever_order_the_copies_come)
{
	struct labelled *set = calloc(SET_MAX, sizeof *set),
			*other = calloc(SET_MAX, sizeof *other);
	size_t order[SET_MAX] = { 0 }, n = load(set);
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

static struct cluster add(struct clusters *c, const char *uri, struct shingles s,
			  const char *source, instant_ms now)
{
	struct cluster got;

	cr_assert(clusters_add(c, view_of(uri), &s, view_of(source), now, &got));
	return got;
}

Test(cluster, has_the_first_to_come_as_its_first_and_counts_its_members)
{
	AUTO(clusters) c = clusters_new(DAY, 100);
	struct cluster a = add(c, "a", words(0, 60), "", 1);

	cr_assert(a.first && a.size == 1 && a.sources == 1);
	struct cluster b = add(c, "b", words(0, 50), "", 2);
	cr_assert(b.size == 2 && !b.first);
	cr_assert(eq(sz, b.ids_len, 1));
	cr_assert(view_eq(b.ids[0], VIEW("a")));
	cr_assert(add(c, "c", words(500, 560), "", 3).first);
}

Test(cluster, counts_one_agency_s_text_in_many_outlets_as_one_source)
{
	AUTO(clusters) c = clusters_new(DAY, 100);
	char uri[8];

	for (int i = 0; i < 14; i++) {
		(void)snprintf(uri, sizeof uri, "u%d", i);
		struct cluster got =
		    add(c, uri, words(0, 60 + i), i % 2 ? "Northwire" : "", i);
		cr_assert(eq(sz, got.sources, 1));
	}
	cr_assert(eq(sz, add(c, "x", words(0, 55), "Pacific Press", 20).sources, 2));
}

Test(cluster, a_copy_that_joins_two_is_named_in_both)
{
	AUTO(clusters) c = clusters_new(DAY, 100);

	(void)add(c, "a", words(0, 40), "", 1);
	cr_assert(add(c, "b", words(40, 80), "", 2).first);
	struct cluster both = add(c, "c", words(0, 80), "", 3);
	cr_assert(eq(sz, both.size, 3));
	cr_assert(eq(sz, both.ids_len, 2));
	cr_assert(view_eq(both.ids[0], VIEW("a")));
	cr_assert(view_eq(both.ids[1], VIEW("b")));
	cr_assert(both.first == false);
}

Test(cluster, a_later_version_keeps_its_place_and_may_join_more)
{
	AUTO(clusters) c = clusters_new(DAY, 100);

	(void)add(c, "a", words(0, 40), "", 1);
	(void)add(c, "b", words(100, 140), "", 2);
	cr_assert(add(c, "a", words(0, 40), "", 3).first);
	cr_assert(eq(sz, add(c, "a", words(100, 141), "", 4).size, 2));
	cr_assert(eq(sz, clusters_len(c), 2));
	/* What it said before is not looked up any more. */
	cr_assert(eq(sz, add(c, "d", words(0, 40), "", 5).size, 1));
}

Test(cluster, is_forgotten_when_nothing_came_of_it_for_the_window)
{
	AUTO(clusters) c = clusters_new(DAY, 100);

	(void)add(c, "a", words(0, 40), "", 0);
	(void)add(c, "z", words(900, 940), "", 0);
	(void)add(c, "b", words(0, 40), "", DAY - 1);
	cr_assert(eq(sz, add(c, "c", words(0, 40), "", DAY + DAY / 2).size, 3));
	cr_assert(eq(sz, clusters_len(c), 3));
	struct cluster late = add(c, "d", words(0, 40), "", 3 * DAY);
	cr_assert(late.first && clusters_len(c) == 1);
	cr_assert(add(c, "a", words(0, 40), "", 3 * DAY + 1).size == 2);
}

Test(cluster, the_oldest_go_when_there_is_no_more_room)
{
	AUTO(clusters) c = clusters_new(DAY, 4);
	char uri[8];

	for (int i = 0; i < 40; i++) {
		(void)snprintf(uri, sizeof uri, "u%d", i);
		(void)add(c, uri, words(100 * i, 100 * i + 40), "", i * DAY / 40);
		cr_assert(le(sz, clusters_len(c), 4));
	}
	cr_assert(eq(sz, add(c, "x", words(3900, 3940), "", DAY).size, 2));
	/* All at once, and not one older than another. */
	for (int i = 0; i < 9; i++) {
		(void)snprintf(uri, sizeof uri, "v%d", i);
		(void)add(c, uri, words(9000 + 100 * i, 9040 + 100 * i), "", DAY);
	}
	cr_assert(le(sz, clusters_len(c), 4));
}

Test(cluster, refuses_a_uri_that_is_none)
{
	AUTO(clusters) c = clusters_new(DAY, 4);
	struct shingles s = words(0, 40);
	struct cluster got;
	char longer[CLUSTER_URI_MAX + 1];

	memset(longer, 'x', sizeof longer);
	cr_assert(not(clusters_add(c, VIEW(""), &s, VIEW(""), 1, &got)));
	cr_assert(not(clusters_add(c, VIEW("a\0b"), &s, VIEW(""), 1, &got)));
	cr_assert(
	    not(clusters_add(c, view_at(longer, sizeof longer), &s, VIEW(""), 1, &got)));
	cr_assert(
	    clusters_add(c, view_at(longer, CLUSTER_URI_MAX), &s, VIEW(""), 1, &got));
}

Test(cluster, two_hundred_thousand_stories_take_less_than_200_MB)
{
	enum { STORIES = 200000 };
	AUTO(clusters) c = clusters_new(DAY, STORIES);
	struct shingles s = { .len = SHINGLES_MAX };
	struct cluster got;
	uint32_t x = 1;
	char uri[64];

	for (int i = 0; i < STORIES; i++) {
		x = x * 1664525U + 1013904223U;
		for (uint32_t k = 0; k < SHINGLES_MAX; k++)
			s.hashes[k] = k * 40000000U + (x >> 7);
		(void)snprintf(uri, sizeof uri, "urn:kurilwire:story:%032d", i);
		cr_assert(clusters_add(c, view_of(uri), &s, VIEW(""), i, &got));
	}
	cr_assert(eq(sz, clusters_len(c), STORIES));
	cr_assert(lt(sz, clusters_bytes(c), 200 * 1000 * 1000));
}

Test(cluster, without_a_window_is_a_bug, .signal = SIGABRT)
{
	(void)clusters_new(0, 1);
}

Test(cluster, of_very_many_copies_costs_no_more_than_of_some)
{
	AUTO(clusters) c = clusters_new(DAY, 3000);
	struct cluster got = { .size = 0 };
	char uri[16];

	for (int i = 0; i < 3000; i++) {
		(void)snprintf(uri, sizeof uri, "u%d", i);
		got = add(c, uri, words(0, 60), "Northwire", i);
	}
	cr_assert(eq(sz, got.size, 3000));
	cr_assert(eq(sz, got.sources, 1));
	cr_assert(view_eq(got.ids[0], VIEW("u0")));
}
