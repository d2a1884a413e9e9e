/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/service/watch.h"

static char folder[64];
static struct watch w;

static const char *in(const char *name)
{
	static char path[160];

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(in(name), "w");

	cr_assert(ne(ptr, f, NULL));
	fputs(text, f);
	fclose(f);
}

/* As a write in another second would. */
static void age(const char *name, time_t at)
{
	struct timespec times[2] = { { .tv_sec = at }, { .tv_sec = at } };

	cr_assert(eq(int, utimensat(AT_FDCWD, in(name), times, 0), 0));
}

static void setup(void)
{
	strcpy(folder, "/tmp/kw-watch-XXXXXX");
	cr_assert(ne(ptr, mkdtemp(folder), NULL));
	cr_assert(eq(int, mkdir(in("feeds.d"), 0700), 0));
	put("kurilwire.yaml", "a: 1\n");
	watch_init(&w, folder);
}

static void teardown(void)
{
	char command[160];

	(void)snprintf(command, sizeof command, "rm -r %s", folder);
	cr_assert(eq(int, system(command), 0));
}

TestSuite(watch, .init = setup, .fini = teardown);

Test(watch, finds_nothing_where_nothing_has_changed)
{
	cr_assert(not(watch_changed(&w)));
	cr_assert(not(watch_changed(&w)));
}

Test(watch, tells_of_a_change_once_when_two_looks_find_the_same)
{
	put("kurilwire.yaml", "a: 12\n");
	cr_assert(not(watch_changed(&w)), "it may still be written to");
	cr_assert(watch_changed(&w));
	cr_assert(not(watch_changed(&w)));
}

Test(watch, waits_while_a_file_is_being_written)
{
	put("kurilwire.yaml", "a: 12\n");
	cr_assert(not(watch_changed(&w)));
	put("kurilwire.yaml", "a: 123\n");
	cr_assert(not(watch_changed(&w)));
	cr_assert(watch_changed(&w));
}

Test(watch, sees_files_that_come_change_and_go)
{
	put("feeds.d/a.yaml", "x\n");
	(void)watch_changed(&w);
	cr_assert(watch_changed(&w));
	age("feeds.d/a.yaml", 1000);
	(void)watch_changed(&w);
	cr_assert(watch_changed(&w));
	cr_assert(eq(int, unlink(in("feeds.d/a.yaml")), 0));
	(void)watch_changed(&w);
	cr_assert(watch_changed(&w));
	put("feeds.d/notes.txt", "no file of it\n");
	(void)watch_changed(&w);
	cr_assert(not(watch_changed(&w)));
}

Test(watch, forgets_a_change_that_was_taken_back)
{
	age("kurilwire.yaml", 1000);
	watch_init(&w, folder);
	age("kurilwire.yaml", 2000);
	(void)watch_changed(&w);
	age("kurilwire.yaml", 1000);
	cr_assert(not(watch_changed(&w)));
	cr_assert(not(watch_changed(&w)));
}
