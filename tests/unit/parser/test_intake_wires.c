/* SPDX-License-Identifier: Apache-2.0 */
#include "intake_polls.h"

#define SOH "\x01"
#define STX "\x02"
#define ETX "\x03"
#define EOT "\x04"
#define MESSAGE(number, head, text)                                  \
	SOH "dpa" number " 4 pl 20" STX "\n" head "\n" text "\n" ETX \
	    "091000 GMT JAN 26" EOT
#define BOATS \
	MESSAGE("0123", "Japan/Russia/\nBoats leave =\n", "Tokio (dpa) - The boats left.")

static struct sent wire(const char *body, int64_t at)
{
	struct sent d = poll_at(body, at);

	d.type = "text/plain";
	return d;
}

Test(intake_wires, withdraws_the_story_that_a_kill_names)
{
	static const char *const kills[] = {
		MESSAGE("0200", "KILL =\n", "Bitte die Meldung dpa0123 nicht verwenden."),
		MESSAGE("0200", "KILL\n", "Please kill JAPAN-RUSSIA sent at 1000 GMT."),
		MESSAGE("0200", "KILL\n", "Please kill the story \"Boats leave\"."),
		MESSAGE("0200", "Japan/Russia/Kill/\nKILL =\n", "It is wrong."),
		"KILL KILL\n\nPlease kill the story slugged JAPAN-RUSSIA.\n",
	};

	for (size_t i = 0; i < sizeof kills / sizeof kills[0]; i++) {
		struct bench b = bench_new(ASIA);
		bench_send(&b, wire(BOATS, NOW));
		const struct story *s = bench_story(&b);
		cr_assert(s && s->version == 1, "%zu", i);
		for (int k = 1; k < 3; k++)
			bench_send(&b, wire(kills[i], NOW + k));
		const struct story *kill = bench_story(&b);
		cr_assert(kill && kill->status == STORY_CANCELED, "%zu", i);
		cr_assert(view_eq(kill->uri, s->uri) && kill->version == 2, "%zu", i);
		cr_assert(eq(ptr, (void *)bench_story(&b), NULL), "%zu", i);
		cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1), "%zu", i);
		bench_free(&b);
	}
}

Test(intake_wires, makes_a_version_of_a_correction_that_names_its_story)
{
	static const char *const corrections[] = {
		MESSAGE("0200",
			"Japan/Russia/\n(Berichtigung: Zahl) =\nTwo boats leave =\n",
			"Tokio (dpa) - Two boats left."),
		MESSAGE("0200", "CORRECTED-Boats leave =\n",
			"Tokio (dpa) - Two boats left."),
		"CORRECTION: Boats leave\n\nTOKYO, Jan 10 (dpa) -- Two boats left.\n",
		"JAPAN-RUSSIA, Ld-Writethru\nBoats leave\n\nTOKYO (Kyodo) -- Two.\n",
	};

	for (size_t i = 0; i < sizeof corrections / sizeof corrections[0]; i++) {
		struct bench b = bench_new(ASIA);
		bench_send(&b, wire(BOATS, NOW));
		const struct story *s = bench_story(&b);
		for (int k = 1; k < 3; k++)
			bench_send(&b, wire(corrections[i], NOW + k));
		const struct story *again = bench_story(&b);
		cr_assert(again && view_eq(again->uri, s->uri), "%zu", i);
		cr_assert(again->version == 2 && again->status == STORY_USABLE, "%zu", i);
		cr_assert(eq(ptr, (void *)bench_story(&b), NULL), "%zu", i);
		bench_free(&b);
	}
}

Test(intake_wires, takes_a_correction_for_a_story_of_its_own_where_it_replaces_none)
{
	static const char *const others[] = {
		"CORRECTION: Boats leave\n\nTOKYO (Kyodo) -- Please read two.\n",
		"CORRECTION: Boats return\n\nTOKYO, Jan 10 (dpa) -- Two boats left.\n",
		"JAPAN-RUSSIA, 1st Ld\nBoats leave\n\nTOKYO, Jan 10 (dpa) -- Two left.\n",
	};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		struct bench b = bench_new(ASIA);
		bench_send(&b, wire(BOATS, NOW));
		const struct story *s = bench_story(&b);
		bench_send(&b, wire(others[i], NOW + 1));
		const struct story *own = bench_story(&b);
		cr_assert(own && !view_eq(own->uri, s->uri), "%zu", i);
		cr_assert(own->version == 1, "%zu", i);
		bench_free(&b);
	}
}

Test(intake_wires, tells_the_texts_apart_that_one_address_serves_in_turn)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, wire("TOKYO, Jan 9 (Kyodo) -- Boats left.\n", NOW));
	bench_send(&b, wire("TOKYO, Jan 10 (Kyodo) -- Talks began.\n", NOW + 1));
	bench_send(
	    &b, wire("TOKYO, Jan 10 (Kyodo) -- Talks began.\n\nThey ended.\n", NOW + 2));
	const struct story *boats = bench_story(&b), *talks = bench_story(&b),
			   *end = bench_story(&b);
	cr_assert(boats && talks && !view_eq(boats->uri, talks->uri));
	cr_assert(end && view_eq(end->uri, talks->uri) && end->version == 2);
	bench_free(&b);
}

Test(intake_wires, says_so_when_a_kill_names_no_story_or_several)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, wire(BOATS MESSAGE("0124", "Japan/Russia/\nBoats return =\n",
					  "Tokio (dpa) - The boats came back."),
			    NOW));
	cr_assert(bench_story(&b) && bench_story(&b));
	for (int i = 1; i < 3; i++)
		bench_send(&b, wire("KILL\n\nPlease kill JAPAN-RUSSIA.\n", NOW + i));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_REJECTED), 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1));
	struct sent other = wire("KILL\n\nPlease kill JAPAN-CHINA.\n", NOW + 3);
	other.url = "https://a.example/other";
	bench_send(&b, other);
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_REJECTED), 2));
	bench_send(&b, wire("KILL\n\nPlease kill JAPAN-KOREA.\n(END)\n"
			    "KILL\n\nPlease kill JAPAN-PERU.\n(END)\n",
			    NOW + 4));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_REJECTED), 4));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	bench_free(&b);
}

Test(intake_wires, takes_a_file_that_grows_for_what_is_new_in_it)
{
	struct bench b = bench_new(ASIA);
	const char *const kill =
	    BOATS MESSAGE("0200", "KILL\n", "Bitte dpa0123 nicht verwenden.");

	for (int i = 0; i < 3; i++)
		bench_send(&b, wire(i ? kill : BOATS, NOW + i));
	cr_assert(eq(int, bench_story(&b)->version, 1));
	const struct story *last = bench_story(&b);
	cr_assert(last && last->status == STORY_CANCELED && last->version == 2);
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	bench_free(&b);
}
