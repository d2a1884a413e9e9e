/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/zone.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "common/base/buf.h"

enum { HOUR = 3600 };

/* The head of a TZif file: version, and counts of transitions, types and name bytes. */
static void add_head(struct buf *out, char version, int times, int types, int chars)
{
	char head[44] = "TZif";

	head[4] = version;
	head[35] = (char)times;
	head[39] = (char)types;
	head[43] = (char)chars;
	(void)buf_add(out, view_at(head, sizeof head));
}

static void add_number(struct buf *out, int64_t n, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--)
		(void)buf_add_byte(out, (char)((uint64_t)n >> (8 * i)));
}

static void add_type(struct buf *out, int offset)
{
	add_number(out, offset, 4);
	(void)buf_add(out, view_at("\0\0", 2));
}

/* A file of version 2 with these transitions to the types 0 (winter) and 1 (summer). */
static struct zone zone_of(const int64_t *times, int len, const char *rule,
			   struct arena *a)
{
	BUF(file, 4096);
	struct zone z;
	struct err err;

	add_head(&file, '2', 0, 1, 1);
	add_type(&file, 0);
	(void)buf_add_byte(&file, '\0');
	add_head(&file, '2', len, 2, 1);
	for (int i = 0; i < len; i++)
		add_number(&file, times[i], 8);
	for (int i = 0; i < len; i++)
		(void)buf_add_byte(&file, (char)!(i % 2));
	add_type(&file, HOUR);
	add_type(&file, 2 * HOUR);
	(void)buf_add_byte(&file, '\0');
	(void)buf_add(&file, VIEW("\n"));
	(void)buf_add(&file, view_of(rule));
	(void)buf_add(&file, VIEW("\n"));
	cr_assert(zone_decode(buf_view(&file), a, &z, &err), "%s", err.text);
	return z;
}

static int offset(const struct zone *z, int year, int month, int day, int hour,
		  int minute)
{
	const struct civil c = {
		.year = year, .month = month, .day = day, .hour = hour, .minute = minute
	};

	return zone_offset_at(z, civil_to_instant(&c));
}

Test(zone, follows_its_transitions_and_then_its_rule)
{
	AUTO(arena) a = arena_new(1 << 20);
	/* Summer time of 2023 in Berlin: 26 March and 29 October, 01:00 UTC. */
	const int64_t times[] = { 1679792400, 1698541200 };
	struct zone z = zone_of(times, 2, "CET-1CEST,M3.5.0,M10.5.0/3", a);

	cr_assert(eq(int, offset(&z, 2023, 1, 1, 12, 0), HOUR));
	cr_assert(eq(int, offset(&z, 2023, 7, 1, 12, 0), 2 * HOUR));
	cr_assert(eq(int, offset(&z, 2023, 12, 1, 12, 0), HOUR));
	cr_assert(eq(int, offset(&z, 2026, 3, 29, 1, 59), HOUR));
	cr_assert(eq(int, offset(&z, 2026, 3, 29, 3, 0), 2 * HOUR));
	cr_assert(eq(int, offset(&z, 2026, 10, 25, 1, 59), 2 * HOUR));
	cr_assert(eq(int, offset(&z, 2026, 10, 25, 3, 0), HOUR));
}

Test(zone, reads_an_hour_that_is_skipped_or_comes_twice_by_the_offset_before)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct zone z = zone_of(NULL, 0, "CET-1CEST,M3.5.0,M10.5.0/3", a);

	cr_assert(eq(int, offset(&z, 2026, 3, 29, 2, 30), HOUR));
	cr_assert(eq(int, offset(&z, 2026, 10, 25, 2, 30), 2 * HOUR));
}

Test(zone, knows_the_forms_of_rules)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct zone tokyo = zone_of(NULL, 0, "JST-9", a);
	struct zone nameless = zone_of(NULL, 0, "<+0545>-5:45", a);
	struct zone south = zone_of(NULL, 0, "AEST-10AEDT,M10.1.0,M4.1.0/3", a);
	struct zone days = zone_of(NULL, 0, "XXX3YYY2:30,J60/0,300/0", a);

	cr_assert(eq(int, zone_latest(&tokyo), 9 * HOUR));
	cr_assert(eq(int, offset(&tokyo, 2026, 7, 1, 0, 0), 9 * HOUR));
	cr_assert(eq(int, offset(&nameless, 2026, 7, 1, 0, 0), 5 * HOUR + 2700));
	cr_assert(eq(int, offset(&south, 2026, 1, 1, 0, 0), 11 * HOUR));
	cr_assert(eq(int, offset(&south, 2026, 7, 1, 0, 0), 10 * HOUR));
	cr_assert(eq(int, offset(&days, 2024, 2, 29, 12, 0), -3 * HOUR),
		  "J60 is 1 March");
	cr_assert(eq(int, offset(&days, 2024, 3, 1, 12, 0), -2 * HOUR - 1800));
}

Test(zone, refuses_what_is_no_such_file)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct zone z;
	struct err err;
	BUF(file, 4096);

	cr_assert(not(zone_decode(VIEW(""), a, &z, &err)));
	cr_assert(not(zone_decode(VIEW("Asia/Tokyo"), a, &z, &err)));
	add_head(&file, '2', 0, 1, 1);
	for (size_t len = 0; len < file.len; len++)
		cr_assert(not(zone_decode(view_at(file.p, len), a, &z, &err)));
	add_type(&file, 99 * HOUR);
	(void)buf_add_byte(&file, '\0');
	cr_assert(not(zone_decode(buf_view(&file), a, &z, &err)));
}

static bool system_zone(const char *name, struct arena *a, struct zone *ret)
{
	char path[128], bytes[16384];
	struct err err;

	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	size_t len = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	cr_assert(zone_decode(view_at(bytes, len), a, ret, &err), "%s", name);
	return true;
}

Test(zone, reads_those_of_the_system_where_there_are_some)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct zone z;

	if (system_zone("Asia/Tokyo", a, &z))
		cr_assert(eq(int, offset(&z, 2026, 7, 1, 0, 0), 9 * HOUR));
	if (system_zone("Europe/Berlin", a, &z)) {
		cr_assert(eq(int, offset(&z, 1980, 7, 1, 0, 0), 2 * HOUR));
		cr_assert(eq(int, offset(&z, 2050, 7, 1, 0, 0), 2 * HOUR));
		cr_assert(eq(int, offset(&z, 2050, 1, 1, 0, 0), HOUR));
	}
	if (system_zone("Europe/Moscow", a, &z)) {
		cr_assert(eq(int, offset(&z, 2012, 1, 1, 0, 0), 4 * HOUR));
		cr_assert(eq(int, offset(&z, 2026, 1, 1, 0, 0), 3 * HOUR));
	}
}
