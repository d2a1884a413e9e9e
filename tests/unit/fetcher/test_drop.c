/* SPDX-License-Identifier: Apache-2.0 */
/* Deaths between every two steps: a folder and a topic of the test's own. */
#include "fetcher/drop.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetcher/drop_folder.h"

enum { FILES_MAX = 32, SECOND = 1000 };

struct fake_file {
	char name[64], bytes[64];
	instant_ms changed;
	uint64_t inode;
	bool there;
};

/* Outlives the processes. */
struct world {
	struct fake_file files[FILES_MAX];
	size_t files_len, done, refused;
	char renamed[64];
	bool stuck; /* nothing can be moved */
	/* What is committed, and what is in the open transaction. */
	struct {
		char key[96], value[128];
	} records[FILES_MAX], open[FILES_MAX];
	size_t records_len, open_len;
	char raw[FILES_MAX][64], open_raw[FILES_MAX][64];
	size_t raw_len, open_raw_len;
	size_t told[DROP_EVENT_COUNT];
	struct drop *drop;
	instant_ms now;
};

static const struct drop_feed feeds[] = { { VIEW_INIT("wire"), VIEW_INIT("agency"),
					    VIEW_INIT("file:///in"), "/in", 40 } };

static struct fake_file *find(struct world *w, const char *name)
{
	for (size_t i = 0; i < w->files_len; i++)
		if (w->files[i].there && strcmp(w->files[i].name, name) == 0)
			return &w->files[i];
	return NULL;
}

static struct drop_file as_is(const struct fake_file *f)
{
	return (struct drop_file){ view_of(f->name), (int64_t)strlen(f->bytes),
				   f->changed, f->inode };
}

static bool list(void *files, const struct drop_feed *f,
		 void (*each)(void *to, const struct drop_file *file), void *to,
		 struct err *err)
{
	struct world *w = files;
	(void)f;
	(void)err;
	for (size_t i = 0; i < w->files_len; i++) {
		struct drop_file file = as_is(&w->files[i]);
		if (w->files[i].there)
			each(to, &file);
	}
	return true;
}

static bool renamed(void *files, size_t *ret_feed, char ret_name[DROP_NAME_MAX + 1])
{
	struct world *w = files;
	if (!w->renamed[0])
		return false;
	*ret_feed = 0;
	(void)snprintf(ret_name, DROP_NAME_MAX + 1, "%s", w->renamed);
	w->renamed[0] = '\0';
	return true;
}

static bool look(void *files, const struct drop_feed *f, const char *name,
		 struct drop_file *ret)
{
	const struct fake_file *file = find(files, name);
	(void)f;
	if (file)
		*ret = as_is(file);
	return file != NULL;
}

static bool read_file(void *files, const struct drop_feed *f, const char *name,
		      struct buf *out, struct drop_file *ret, struct err *err)
{
	if (!look(files, f, name, ret))
		return err_set(err, ERR_RETRY, "no such file");
	return buf_add(out, view_of(find(files, name)->bytes));
}

static bool move(void *files, const struct drop_feed *f, const char *name, const char *to,
		 struct err *err)
{
	struct world *w = files;
	struct fake_file *file = find(w, name);
	(void)f;
	if (w->stuck)
		return err_set(err, ERR_RETRY, "moving: permission denied");
	cr_assert(file != NULL);
	file->there = false;
	*(strcmp(to, "done") == 0 ? &w->done : &w->refused) += 1;
	return true;
}

static void emit(void *self, const struct drop_feed *f, const char *name,
		 struct view bytes, struct view sha256)
{
	struct world *w = self;
	(void)f;
	(void)name;
	cr_assert(eq(sz, sha256.len, 64));
	(void)snprintf(w->open_raw[w->open_raw_len++], 64, "%.*s", VIEW_ARG(bytes));
}

static void remember(void *self, struct view key, struct view value)
{
	struct world *w = self;
	cr_assert(lt(sz, w->open_len, FILES_MAX));
	(void)snprintf(w->open[w->open_len].key, 96, "%.*s", VIEW_ARG(key));
	(void)snprintf(w->open[w->open_len++].value, 128, "%.*s", VIEW_ARG(value));
}

static void tell(void *self, enum drop_event event, const struct drop_feed *f,
		 const char *name, struct view why)
{
	struct world *w = self;
	(void)f;
	(void)name;
	(void)why;
	w->told[event]++;
}

/* A process begins, and learns what its predecessor committed. */
static void start(struct world *w)
{
	const struct drop_ports ports = {
		.files = w,
		.list = list,
		.renamed = renamed,
		.read = read_file,
		.look = look,
		.move = move,
		.self = w,
		.emit = emit,
		.remember = remember,
		.tell = tell,
	};

	drop_free(w->drop);
	w->open_len = w->open_raw_len = 0;
	w->drop = drop_new(feeds, 1, &ports);
	for (size_t i = 0; i < w->records_len; i++)
		if (w->records[i].value[0])
			drop_known(w->drop, view_of(w->records[i].key),
				   view_of(w->records[i].value));
}

static void broker_commits(struct world *w)
{
	for (size_t i = 0; i < w->open_len; i++) {
		size_t k = 0;
		while (k < w->records_len && strcmp(w->records[k].key, w->open[i].key))
			k++;
		w->records_len += k == w->records_len;
		memcpy(&w->records[k], &w->open[i], sizeof w->open[i]);
	}
	for (size_t i = 0; i < w->open_raw_len; i++)
		memcpy(w->raw[w->raw_len++], w->open_raw[i], 64);
	w->open_len = w->open_raw_len = 0;
}

static void live(struct world *w, int64_t ms)
{
	for (instant_ms end = w->now + ms; w->now < end;) {
		int64_t wait = drop_turn(w->drop, w->now);
		broker_commits(w);
		drop_committed(w->drop);
		w->now += wait > 0 ? wait : 1;
	}
}

static void deliver(struct world *w, const char *name, const char *bytes)
{
	struct fake_file *f = find(w, name);
	if (!f)
		f = &w->files[w->files_len++];
	(void)snprintf(f->name, sizeof f->name, "%s", name);
	(void)snprintf(f->bytes, sizeof f->bytes, "%s", bytes);
	f->changed = w->now;
	f->inode = w->files_len;
	f->there = true;
}

static size_t records_left(const struct world *w)
{
	size_t n = 0;
	for (size_t i = 0; i < w->records_len; i++)
		n += w->records[i].value[0] != '\0';
	return n;
}

static struct world world;

static void begin(void)
{
	world.now = 1700000000000;
	start(&world);
}

static void end(void)
{
	drop_free(world.drop);
}

TestSuite(drop, .init = begin, .fini = end);

Test(drop, takes_a_file_when_it_has_not_changed_for_ten_seconds)
{
	struct world *w = &world;

	deliver(w, "a.xml", "half");
	live(w, 9 * SECOND);
	deliver(w, "a.xml", "half and half");
	live(w, 9 * SECOND);
	cr_assert(eq(sz, w->raw_len, 0), "it is still being written");
	live(w, 4 * SECOND);
	cr_assert(eq(sz, w->raw_len, 1));
	cr_assert(eq(str, w->raw[0], "half and half"));
	cr_assert(eq(sz, w->done, 1));
	live(w, 60 * SECOND);
	cr_assert(eq(sz, w->raw_len, 1));
	cr_assert(eq(sz, records_left(w), 0), "nothing is kept of what is done");
}

Test(drop, takes_a_file_at_once_that_was_renamed_into_place)
{
	struct world *w = &world;

	live(w, SECOND);
	deliver(w, "a.xml", "whole");
	(void)snprintf(w->renamed, sizeof w->renamed, "a.xml");
	live(w, 1);
	cr_assert(eq(sz, w->raw_len, 1));
	cr_assert(eq(sz, w->done, 1));
}

Test(drop, a_death_anywhere_loses_and_doubles_nothing)
{
	/* 0: before the commit; 1: after it, before the move; 2: after the move. */
	for (int point = 0; point < 3; point++) {
		struct world *w = &world;
		*w = (struct world){ .now = 1700000000000, .drop = w->drop };
		start(w);
		deliver(w, "a.xml", "story");
		(void)drop_turn(w->drop, w->now);
		w->now += DROP_STABLE_MS;
		(void)drop_turn(w->drop, w->now);
		cr_assert(eq(sz, w->open_raw_len, 1));
		if (point > 0)
			broker_commits(w);
		if (point > 1)
			drop_committed(w->drop);
		start(w);
		live(w, 60 * SECOND);
		cr_assert(eq(sz, w->raw_len, 1), "point %d", point);
		cr_assert(eq(sz, w->done, 1), "point %d", point);
		cr_assert(eq(sz, records_left(w), 0), "point %d", point);
		cr_assert(eq(sz, w->told[DROP_AGAIN], point == 1));
	}
}

Test(drop, takes_again_what_an_aborted_transaction_held)
{
	struct world *w = &world;

	deliver(w, "a.xml", "story");
	(void)drop_turn(w->drop, w->now);
	w->now += DROP_STABLE_MS;
	(void)drop_turn(w->drop, w->now);
	w->open_len = w->open_raw_len = 0;
	drop_aborted(w->drop);
	cr_assert(eq(sz, w->done, 0));
	live(w, 5 * SECOND);
	cr_assert(eq(sz, w->raw_len, 1));
	cr_assert(eq(sz, w->done, 1));
}

Test(drop, another_file_of_the_same_name_is_another_file)
{
	struct world *w = &world;

	deliver(w, "a.xml", "first");
	(void)drop_turn(w->drop, w->now);
	w->now += DROP_STABLE_MS;
	(void)drop_turn(w->drop, w->now);
	broker_commits(w);
	deliver(w, "a.xml", "second"); /* before it could be moved */
	drop_committed(w->drop);
	cr_assert(eq(sz, w->done, 0));
	start(w);
	live(w, 30 * SECOND);
	cr_assert(eq(sz, w->raw_len, 2));
	cr_assert(eq(str, w->raw[1], "second"));
	deliver(w, "a.xml", "second");
	live(w, 30 * SECOND);
	cr_assert(eq(sz, w->raw_len, 3), "delivered again is taken again");
}

Test(drop, a_file_that_cannot_be_moved_is_taken_once_and_told_once)
{
	struct world *w = &world;

	w->stuck = true;
	deliver(w, "a.xml", "story");
	live(w, 60 * SECOND);
	start(w);
	live(w, 60 * SECOND);
	cr_assert(eq(sz, w->raw_len, 1));
	cr_assert(eq(sz, w->told[DROP_STUCK], 2), "once in each life");
	w->stuck = false;
	live(w, 2 * SECOND);
	cr_assert(eq(sz, w->done, 1));
	cr_assert(eq(sz, w->raw_len, 1));
}

Test(drop, puts_aside_what_is_empty_or_too_large)
{
	struct world *w = &world;

	deliver(w, "empty", "");
	deliver(w, "large", "0123456789012345678901234567890123456789-");
	live(w, 20 * SECOND);
	cr_assert(eq(sz, w->raw_len, 0));
	cr_assert(eq(sz, w->refused, 2));
	cr_assert(eq(sz, w->told[DROP_REFUSED], 2));
}

/* --- a real folder ------------------------------------------------------------------------ */

struct names {
	char all[256];
};

static void add_name(void *to, const struct drop_file *f)
{
	struct names *n = to;
	size_t len = strlen(n->all);
	(void)snprintf(n->all + len, sizeof n->all - len, "%.*s ", VIEW_ARG(f->name));
}

static void write_file(const char *folder, const char *name, const char *bytes)
{
	char path[256];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	cr_assert(f && fputs(bytes, f) >= 0 && fclose(f) == 0);
}

Test(drop, a_real_folder_hides_what_is_being_written_and_tells_what_was_renamed)
{
	char folder[] = "/tmp/kurilwire-drop-XXXXXX", from[256], to[256];
	char name[DROP_NAME_MAX + 1];
	struct names n = { "" };
	struct drop_file file;
	struct err err;
	size_t feed = 9;
	BUF(body, 64);

	cr_assert(mkdtemp(folder) != NULL);
	const struct drop_feed f = { VIEW("a"), VIEW("a"), VIEW("u"), folder, 64 };
	AUTO(drop_folder) d = drop_folder_new(&f, 1);
	write_file(folder, "x.part", "1");
	write_file(folder, ".hidden", "2");
	(void)snprintf(from, sizeof from, "%s/x.part", folder);
	(void)snprintf(to, sizeof to, "%s/link", folder);
	cr_assert(symlink("/etc/passwd", to) == 0);
	cr_assert(drop_folder_list(d, &f, add_name, &n, &err));
	cr_assert(eq(str, n.all, ""));
	cr_assert(not(drop_folder_read(d, &f, "link", &body, &file, &err)));
	cr_assert(not(drop_folder_renamed(d, &feed, name)));

	(void)snprintf(to, sizeof to, "%s/x.xml", folder);
	cr_assert(rename(from, to) == 0);
	cr_assert(drop_folder_renamed(d, &feed, name));
	cr_assert(eq(str, name, "x.xml"));
	cr_assert(eq(sz, feed, 0));
	cr_assert(drop_folder_read(d, &f, "x.xml", &body, &file, &err), "%s", err.text);
	cr_assert(view_eq(buf_view(&body), VIEW("1")));
	cr_assert(drop_folder_move(d, &f, "x.xml", "done", &err), "%s", err.text);
	write_file(folder, "x.xml", "3");
	cr_assert(drop_folder_move(d, &f, "x.xml", "done", &err), "%s", err.text);
	(void)snprintf(to, sizeof to, "%s/done/x.xml.1", folder);
	cr_assert(access(to, R_OK) == 0, "no file is overwritten");
	static const char *const all[] = { "done/x.xml", "done/x.xml.1", "done",
					   ".hidden",    "link",         "" };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		(void)snprintf(to, sizeof to, "%s/%s", folder, all[i]);
		cr_assert(remove(to) == 0, "%s", to);
	}
}

Test(drop, a_real_folder_is_counted_with_what_was_done_and_refused)
{
	static const char *const files[] = { "a.xml",  "b.xml",      "c.part",
					     "done/d", "done/e.xml", "done/f.xml" };
	char folder[] = "/tmp/kurilwire-drop-XXXXXX", path[256];
	struct drop_counts n;
	struct err err;

	cr_assert(mkdtemp(folder) != NULL);
	cr_assert(drop_folder_count(folder, &n, &err));
	cr_assert(eq(sz, n.waiting + n.done + n.refused, 0));
	(void)snprintf(path, sizeof path, "%s/done", folder);
	cr_assert(mkdir(path, 0700) == 0);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		write_file(folder, files[i], "1");
	cr_assert(drop_folder_count(folder, &n, &err));
	cr_assert(eq(sz, n.waiting, 2));
	cr_assert(eq(sz, n.done, 3));
	cr_assert(eq(sz, n.refused, 0));
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		cr_assert(remove(path) == 0);
	}
	(void)snprintf(path, sizeof path, "%s/done", folder);
	cr_assert(remove(path) == 0 && remove(folder) == 0);
	cr_assert(not(drop_folder_count(folder, &n, &err)));
}
