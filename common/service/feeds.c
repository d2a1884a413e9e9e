/* SPDX-License-Identifier: Apache-2.0 */
/* All files of feeds.d together: ids that are unique, references that lead somewhere. */
#include "common/service/feeds.h"

#include <malloc.h>
#include <stdlib.h>

#include "common/base/map.h"
#include "common/service/feeds_parts.h"
#include "common/service/settings_parts.h"

enum { FEEDS_FILE_MEMORY_MAX = 1024 * 1024 * 1024 };

/* One name of a feed: its id or the one it had before. */
struct name {
	struct view id;
	const struct feed *feed;
};

struct feeds {
	struct feed *items;
	size_t len;
	struct name *names; /* sorted */
	size_t names_len;
};

/* All files of one load. Each is read into an arena of its own, and what is kept of it is
 * copied out, so that a hundred thousand feeds take their own size and no file's. */
struct load {
	struct arena *arena; /* of the result */
	struct arena *work;  /* of the load */
	struct settings_errors *errors;
	struct map *providers;
	struct feeds *feeds;
	struct feed_draft *drafts; /* beside feeds->items */
	size_t drafts_len;
	bool ok;
};

static void add_feed(struct load *l, struct feed_row *row, const char *file,
		     struct arena *scratch)
{
	struct feed *f = &row->feed;

	l->ok &= feed_check(row, scratch, l->errors);
	if (f->id.len == 0)
		return; /* complained of already */
	if (l->drafts_len == FEEDS_MAX) {
		settings_complain(l->errors, f->mark, "more than %d feeds", FEEDS_MAX);
		l->ok = false;
		return;
	}
	settings_keep(feeds_feed_rows, row, file, l->arena);
	if (f->provider.len == 0)
		f->provider = f->id;
	struct feed_draft *draft = ARENA_PUSH(l->work, l->drafts, l->drafts_len);
	*draft = (struct feed_draft){ *f, row->marks.url, row->marks.was,
				      row->marks.provider, row->marks.timezone };
}

static void add_provider(struct load *l, struct provider *read, const char *file)
{
	if (!read->id.len)
		return;
	struct provider *p = ARENA_NEW(l->arena, struct provider);
	*p = *read;
	settings_keep(feeds_provider_rows, p, file, l->arena);
	const struct provider *other = map_put(l->providers, p->id, p);
	if (!other || view_eq(other->name, p->name))
		return;
	settings_complain(l->errors, p->mark,
			  "provider \"%.*s\" has another name at %s:%d",
			  VIEW_ARG(other->id), other->mark.file, other->mark.line);
	l->ok = false;
}

static void add_file(struct load *l, const char *name)
{
	AUTO(arena) scratch = arena_new(FEEDS_FILE_MEMORY_MAX);
	struct feeds_file file = { 0 };
	const char *kept_name = arena_string(l->arena, view_of(name));

	l->ok &= settings_load(name, feeds_file_rows, scratch, &file, l->errors);
	struct provider *providers = file.providers.items;
	for (size_t i = 0; i < file.providers.len; i++)
		add_provider(l, &providers[i], kept_name);
	struct feed_row *feeds = file.feeds.items;
	for (size_t i = 0; i < file.feeds.len && !arena_over(l->arena); i++)
		add_feed(l, &feeds[i], kept_name, scratch);
	if (!arena_over(l->arena))
		return;
	settings_complain(l->errors, (struct setting_mark){ .file = kept_name },
			  "the feeds up to this file fill the memory for settings");
	l->ok = false;
}

/* Now that their number is known. */
static void settle(struct load *l)
{
	l->feeds->len = l->drafts_len;
	l->feeds->items = ARENA_ARRAY(l->arena, struct feed, l->drafts_len);
	for (size_t i = 0; i < l->drafts_len; i++)
		l->feeds->items[i] = l->drafts[i].feed;
}

/* Names of providers, for a suggestion. */
static const char **provider_names(struct load *l)
{
	const char **names =
	    ARENA_ARRAY(l->work, const char *, map_len(l->providers) + 1);
	struct view id;
	void *value;
	size_t n = 0;

	for (size_t i = 0; map_each(l->providers, &i, &id, &value);)
		names[n++] = arena_string(l->work, id);
	return names;
}

/* A slip in a provider's id would make new stories of all its old ones. */
static void name_providers(struct load *l)
{
	const char **names = NULL;

	for (size_t i = 0; i < l->feeds->len; i++) {
		struct feed *f = &l->feeds->items[i];
		const struct provider *p = map_get(l->providers, f->provider);
		f->provider_name = p && p->name.len ? p->name : f->provider;
		if (p || !l->drafts[i].provider.line)
			continue;
		if (!names)
			names = provider_names(l);
		settings_complain_suggest(
		    l->errors, l->drafts[i].provider,
		    settings_suggest(f->provider, names),
		    "provider \"%.*s\" of feed \"%.*s\" is not defined",
		    VIEW_ARG(f->provider), VIEW_ARG(f->id));
		l->ok = false;
	}
}

/* A zone that cannot be read would shift all dates of its feed in silence. */
static void read_zones(struct load *l)
{
	AUTO(map) zones = map_new();
	struct err err;

	for (size_t i = 0; l->ok && i < l->feeds->len; i++) {
		struct feed *f = &l->feeds->items[i];
		if (!feed_names_zone(f) ||
		    feeds_zone(zones, f->timezone, l->arena, &f->zone, &err))
			continue;
		settings_complain(l->errors, l->drafts[i].timezone, "\"timezone\": %s",
				  err.text);
		l->ok = false;
	}
}

/* State lies under the address, so that two feeds cannot share one. */
static void check_addresses(struct load *l)
{
	AUTO(map) by_url = map_new();

	for (size_t i = 0; i < l->feeds->len; i++) {
		struct feed *f = &l->feeds->items[i];
		const struct feed *other = f->url.len ? map_get(by_url, f->url) : NULL;
		if (!other && f->url.len)
			(void)map_put(by_url, f->url, f);
		if (!other)
			continue;
		settings_complain(l->errors, l->drafts[i].url,
				  "feed \"%.*s\" has the %s of feed \"%.*s\"; remove one",
				  VIEW_ARG(f->id), f->folder.len ? "folder" : "address",
				  VIEW_ARG(other->id));
		l->ok = false;
	}
}

static int by_id(const void *a, const void *b)
{
	const struct name *left = a, *right = b;

	return view_cmp(left->id, right->id);
}

/* The first one in the files comes first, so that the second is complained of. */
static int by_id_and_place(const void *a, const void *b)
{
	const struct name *left = a, *right = b;
	int order = view_cmp(left->id, right->id);

	return order ? order : left->feed < right->feed ? -1 : left->feed > right->feed;
}

/* Once all are loaded, so that the list does not move any more. */
static void index_names(struct load *l)
{
	struct feeds *f = l->feeds;

	f->names = ARENA_ARRAY(l->arena, struct name, f->len * 2);
	for (size_t i = 0; i < f->len; i++) {
		f->names[f->names_len++] = (struct name){ f->items[i].id, &f->items[i] };
		if (f->items[i].was.len)
			f->names[f->names_len++] =
			    (struct name){ f->items[i].was, &f->items[i] };
	}
	if (f->names_len)
		qsort(f->names, f->names_len, sizeof *f->names, by_id_and_place);
	for (size_t i = 1; i < f->names_len; i++) {
		const struct feed *other = f->names[i - 1].feed, *feed = f->names[i].feed;
		if (by_id(&f->names[i - 1], &f->names[i]) != 0)
			continue;
		settings_complain(
		    l->errors,
		    view_eq(feed->id, f->names[i].id) ? feed->mark
						      : l->drafts[feed - f->items].was,
		    "the id \"%.*s\" is that of the feed at %s:%d too",
		    VIEW_ARG(f->names[i].id), other->mark.file, other->mark.line);
		l->ok = false;
	}
}

bool feeds_load(const char *config_folder, struct arena *a, const struct feeds **ret,
		struct settings_errors *e)
{
	AUTO(map) providers = map_new();
	AUTO(arena) work = arena_new(FEEDS_FILE_MEMORY_MAX);
	struct load l = {
		.arena = a, .work = work, .errors = e, .providers = providers, .ok = true
	};
	struct view folder = arena_printf(a, "%s/feeds.d", config_folder);
	const char **files;
	size_t len;
	struct err err;

	if (!settings_files(folder.p, work, &files, &len, &err)) {
		settings_complain(e, (struct setting_mark){ .file = folder.p }, "%s",
				  err.text);
		return false;
	}
	l.feeds = ARENA_NEW(a, struct feeds);
	for (size_t i = 0; i < len && !arena_over(a); i++)
		add_file(&l, files[i]);
	settle(&l);
	name_providers(&l);
	read_zones(&l);
	check_addresses(&l);
	index_names(&l);
	*ret = l.feeds;
	arena_free(TAKE(work));
	/* What the files took goes back to the system, or a worker would carry it for life. */
	malloc_trim(0);
	return l.ok;
}

size_t feeds_len(const struct feeds *f)
{
	return f->len;
}

const struct feed *feeds_at(const struct feeds *f, size_t i)
{
	return &f->items[i];
}

const struct feed *feeds_find(const struct feeds *f, struct view id)
{
	struct name wanted = { .id = id };
	const struct name *found = f->names_len ? bsearch(&wanted, f->names, f->names_len,
							  sizeof *f->names, by_id)
						: NULL;

	return found ? found->feed : NULL;
}
