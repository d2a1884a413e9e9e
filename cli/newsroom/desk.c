/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/newsroom/desk.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

void desk_init(struct desk *d)
{
	*d = (struct desk){ .arena = arena_new(DESK_MEMORY_MAX) };
}

void desk_done(struct desk *d)
{
	arena_free(d->arena);
	*d = (struct desk){ 0 };
}

static bool read_file(struct arena *a, const char *path, struct view *ret,
		      struct err *err)
{
	FILE *f = fopen(path, "rbe");
	if (!f)
		return err_set(err, ERR_STOP, "%s: cannot be read: %s", path,
			       strerror(errno));

	BUF(bytes, DESK_FILE_MAX);
	bool ok = true;
	for (size_t n = 1; n > 0 && ok;) {
		char *room = buf_room(&bytes, 65536);
		ok = room != NULL;
		n = ok ? fread(room, 1, 65536, f) : 0;
		bytes.len += n;
	}
	ok = ok && !ferror(f);
	(void)fclose(f);
	if (!ok)
		return err_set(err, ERR_STOP, "%s: cannot be read, or is over %d bytes",
			       path, DESK_FILE_MAX - 65536);
	*ret = arena_copy(a, buf_view(&bytes));
	return true;
}

/* --- "Key: value" lines ----------------------------------------------------------------- */

struct lines {
	const char *path;
	struct view rest;
	int line;
};

/* The next "Key: value" of a block; false at its end, which is an empty line. */
static bool next_pair(struct lines *l, struct view *ret_key, struct view *ret_value,
		      struct err *err)
{
	struct view line;
	while (view_next(&l->rest, '\n', &line)) {
		l->line++;
		if (line.len > 0 && line.p[0] == '#')
			continue;
		line = view_trim(line);
		if (line.len == 0)
			return false;
		size_t colon = view_find_byte(line, ':', 0);
		if (colon == VIEW_NONE)
			return err_set(err, ERR_STOP, "%s:%d: no \"Key: value\"", l->path,
				       l->line);
		*ret_key = view_head(line, colon);
		*ret_value = view_trim(view_from(line, colon + 1));
		return true;
	}
	return false;
}

static bool unknown(const struct lines *l, struct view key, struct view value,
		    struct err *err)
{
	return err_set(err, ERR_STOP, "%s:%d: unknown key or value \"%.*s: %.*s\"",
		       l->path, l->line, VIEW_ARG(key), VIEW_ARG(value));
}

static bool is(struct view a, const char *b)
{
	return view_eq(a, view_of(b));
}

static bool read_feed(struct lines *l, struct desk_feed *f, struct err *err)
{
	struct view key, value;
	while (next_pair(l, &key, &value, err)) {
		if (is(key, "Id"))
			f->id = value;
		else if (is(key, "Provider"))
			f->provider = value;
		else if (is(key, "Title"))
			f->title = value;
		else if (is(key, "Language"))
			f->language = value;
		else if (is(key, "Format") && (is(value, "atom") || is(value, "rss")))
			f->atom = is(value, "atom");
		else if (is(key, "Text") && is(value, "full"))
			f->full_text = true;
		else if (is(key, "Text") && is(value, "short"))
			f->short_summary = true;
		else if (is(key, "Text") && is(value, "summary"))
			f->full_text = false;
		else if (is(key, "Guids") && is(value, "own"))
			f->own_guids = true;
		else if (is(key, "Validators") && is(value, "none"))
			f->no_validators = true;
		else
			return unknown(l, key, value, err);
	}
	return err->fate == ERR_NONE;
}

static bool read_feeds(struct desk *d, const char *path, struct err *err)
{
	struct lines l = { .path = path };
	if (!read_file(d->arena, path, &l.rest, err))
		return false;
	while (l.rest.p) {
		struct desk_feed f = { 0 };
		if (!read_feed(&l, &f, err))
			return false;
		if (f.id.len == 0)
			continue;
		struct desk_feed *added = ARENA_PUSH(d->arena, d->feeds, d->feeds_len);
		*added = f;
	}
	return true;
}

/* RFC 3339, or an age: "-3h", "-2d", "-10m". */
static bool read_date(struct view v, instant_ms now, instant_ms *ret)
{
	uint64_t n;
	if (instant_parse(v, ret))
		return true;
	if (v.len < 3 || v.p[0] != '-' ||
	    !view_to_u64(view_head(view_from(v, 1), v.len - 2), &n) || n > 100000)
		return false;
	char unit = v.p[v.len - 1];
	int64_t ms = unit == 'm'   ? 60000
		     : unit == 'h' ? 3600000
		     : unit == 'd' ? 86400000
				   : 0;
	*ret = (now / 1000) * 1000 - (int64_t)n * ms;
	return ms != 0;
}

static bool read_story(struct desk *d, const char *path, struct view id, instant_ms now,
		       struct err *err)
{
	struct lines l = { .path = path };
	struct desk_story s = { .id = id, .published = INSTANT_NONE };
	struct view key, value;

	if (!read_file(d->arena, path, &l.rest, err))
		return false;
	while (next_pair(&l, &key, &value, err)) {
		if (is(key, "Feeds"))
			s.feeds = value;
		else if (is(key, "Title"))
			s.title = value;
		else if (is(key, "Summary"))
			s.summary = value;
		else if (is(key, "Place"))
			s.place = value;
		else if (is(key, "Agency"))
			s.agency = value;
		else if (is(key, "Author"))
			s.author = value;
		else if (is(key, "Topics"))
			s.topics = value;
		else if (!is(key, "Date") || !read_date(value, now, &s.published))
			return unknown(&l, key, value, err);
	}
	if (err->fate != ERR_NONE)
		return false;
	s.body = view_trim(l.rest);
	s.updated = s.published;
	if (s.title.len == 0 || s.body.len == 0 || s.published == INSTANT_NONE)
		return err_set(err, ERR_STOP, "%s: no Title, no Date or no text", path);
	return desk_write(d, &s);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool read_entry(struct desk *d, const char *folder, const char *name,
		       instant_ms now, struct err *err)
{
	struct view file = view_of(name);
	struct desk_feed *feed;
	const char *path = arena_printf(d->arena, "%s/%s", folder, name).p;

	if (view_ends(file, VIEW(".story")))
		return read_story(d, path,
				  arena_copy(d->arena, view_head(file, file.len - 6)),
				  now, err);
	if (view_ends(file, VIEW(".txt")))
		return desk_add_file(d, path, &feed, err);
	return true;
}

bool desk_open(struct desk *d, const char *folder, instant_ms now, struct err *err)
{
	struct dirent **names;
	struct err why = { 0 };

	desk_init(d);
	int len = scandir(folder, &names, NULL, by_name);
	if (len < 0)
		return err_set(err, ERR_STOP, "%s: cannot be read: %s", folder,
			       strerror(errno));
	bool ok = read_feeds(d, arena_printf(d->arena, "%s/feeds.conf", folder).p, &why);
	for (int i = 0; i < len; i++) {
		ok = ok && read_entry(d, folder, names[i]->d_name, now, &why);
		free(names[i]);
	}
	free(names);
	if (!ok)
		*err = why;
	return ok;
}

/* --- files of the caller's ---------------------------------------------------------------- */

static struct view type_of(struct view name, struct view bytes)
{
	struct view head = view_trim(view_head(bytes, 512));

	if (view_ends(name, VIEW(".json")))
		return VIEW("application/json");
	if (view_find_nocase(head, VIEW("<html"), 0) != VIEW_NONE ||
	    view_starts_nocase(head, VIEW("<!doctype html")))
		return VIEW("text/html; charset=utf-8");
	if (view_starts(head, VIEW("<?xml")) || view_ends(name, VIEW(".xml")) ||
	    view_ends(name, VIEW(".rss")) || view_ends(name, VIEW(".atom")))
		return VIEW("application/xml");
	return VIEW("text/plain; charset=utf-8");
}

/* A feed's id out of a file's name: a-z, 0-9 and dashes. */
static struct view id_of(struct arena *a, struct view name)
{
	char *id = arena_alloc(a, name.len + sizeof "file-");
	size_t len = 5;

	memcpy(id, "file-", 5);
	for (size_t i = 0; i < name.len; i++) {
		char c = byte_lower(name.p[i]);
		if ((c >= 'a' && c <= 'z') || byte_is_digit(c))
			id[len++] = c;
		else if (id[len - 1] != '-')
			id[len++] = '-';
	}
	return view_at(id, len > 5 && id[len - 1] == '-' ? len - 1 : len);
}

bool desk_add_file(struct desk *d, const char *path, struct desk_feed **ret_feed,
		   struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct view name = arena_copy(d->arena, view_of(slash ? slash + 1 : path)), bytes;

	if (!read_file(d->arena, path, &bytes, err))
		return false;
	struct view id = id_of(d->arena, name);
	if (desk_feed(d, id))
		id = arena_printf(d->arena, "%.*s-%zu", VIEW_ARG(id), d->feeds_len);
	struct desk_feed *f = ARENA_PUSH(d->arena, d->feeds, d->feeds_len);
	f->id = id;
	f->provider = id;
	f->title = name;
	f->file_path = arena_printf(d->arena, "/files/%.*s", VIEW_ARG(id));
	f->file_type = type_of(name, bytes);
	f->file_bytes = bytes;
	*ret_feed = f;
	return true;
}

/* --- what stands --------------------------------------------------------------------------- */

struct desk_feed *desk_feed(const struct desk *d, struct view id)
{
	for (size_t i = 0; i < d->feeds_len; i++)
		if (view_eq(d->feeds[i].id, id))
			return &d->feeds[i];
	return NULL;
}

struct desk_story *desk_story(const struct desk *d, struct view id)
{
	for (size_t i = 0; i < d->stories_len; i++)
		if (view_eq(d->stories[i].id, id))
			return &d->stories[i];
	return NULL;
}

static bool in_feed(const struct desk_story *s, const struct desk_feed *f)
{
	struct view rest = s->feeds, id;
	while (view_next(&rest, ',', &id))
		if (view_eq(view_trim(id), f->id))
			return true;
	return false;
}

/* The language of the first feed that a story is in. */
static struct view language_of(const struct desk *d, const struct desk_story *s)
{
	for (size_t i = 0; i < d->feeds_len; i++)
		if (in_feed(s, &d->feeds[i]))
			return d->feeds[i].language;
	return VIEW("en");
}

static void join_feeds(struct desk *d, size_t story)
{
	struct view rest = d->stories[story].feeds, id;
	while (view_next(&rest, ',', &id)) {
		struct desk_feed *f = desk_feed(d, view_trim(id));
		if (!f)
			continue;
		size_t *place = ARENA_PUSH(d->arena, f->stories, f->stories_len);
		*place = story;
	}
}

bool desk_write(struct desk *d, const struct desk_story *story)
{
	if (story->id.len == 0 || desk_story(d, story->id))
		return false;
	struct desk_story *s = ARENA_PUSH(d->arena, d->stories, d->stories_len);
	*s = *story;
	struct view *texts[] = { &s->id,     &s->title,  &s->summary,  &s->place,
				 &s->agency, &s->author, &s->language, &s->feeds,
				 &s->topics, &s->body };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		*texts[i] = arena_copy(d->arena, *texts[i]);
	if (s->language.len == 0)
		s->language = language_of(d, s);
	join_feeds(d, d->stories_len - 1);
	return true;
}

void desk_edit(struct desk *d, struct desk_story *s, struct view title,
	       struct view summary, struct view body, instant_ms now)
{
	if (title.len > 0)
		s->title = arena_copy(d->arena, title);
	if (summary.len > 0)
		s->summary = arena_copy(d->arena, summary);
	if (body.len > 0)
		s->body = arena_copy(d->arena, body);
	s->updated = now / 1000 * 1000;
	s->edits++;
}
