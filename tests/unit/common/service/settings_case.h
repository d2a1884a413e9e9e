/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings_case - loads texts by the sample's rows, and what is complained of, for the tests of
 * settings. SETTINGS_SUITE(name) makes and frees what each test has.
 */
#pragma once

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "sample_rows.h"

static struct arena *arena;
static struct settings_errors *errors;
static struct sample sample;

static inline void case_setup(void)
{
	arena = arena_new(64 << 20);
	errors = settings_errors_new();
	/* What has no default is set too. */
	memset(&sample, 0xa5, sizeof sample);
}

static inline void case_teardown(void)
{
	settings_errors_free(errors);
	arena_free(arena);
}

static inline bool load(const char *text)
{
	return settings_load_text("a.yaml", view_of(text), sample_rows, arena, &sample,
				  errors);
}

/* Everything that is printed, in memory of the arena. */
static inline char *printed(void)
{
	BUF(out, 1 << 20);

	settings_errors_print(errors, false, &out);
	return arena_string(arena, buf_view(&out));
}

static inline void expect_error(const char *text, const char *complaint)
{
	case_teardown();
	case_setup();
	cr_assert(not(load(text)), "%s was accepted", text);
	char *all = printed();
	cr_assert(strstr(all, complaint) != NULL, "%s\nis not in\n%s", complaint, all);
	cr_assert(eq(sz, settings_errors_len(errors), 1), "%s", all);
}

static inline bool same(struct view v, const char *text)
{
	return view_eq(v, view_of(text));
}

#define SETTINGS_SUITE(name) TestSuite(name, .init = case_setup, .fini = case_teardown)
