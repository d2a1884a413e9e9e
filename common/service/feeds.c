/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/feeds.h"

#include <stdlib.h>

#include "common/base/map.h"
#include "common/service/settings_parts.h"

#define HOUR_MS (3600.0 * 1000)
#define DAY_MS (24 * HOUR_MS)

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

struct provider {
	struct view id, name;
	struct setting_mark mark;
};

/* One file. */
struct feeds_file {
	struct setting_list providers, feeds;
};

/* A feed as it stands in the file: what tables cannot say is still a node. */
struct feed_row {
	struct feed feed;
	const struct setting_node *first_poll;
};

static const struct setting provider_rows[] = {
	{ .key = "id",
	  .type = SETTING_ID,
	  .offset = offsetof(struct provider, id),
	  .required = true,
	  .mark_offset = offsetof(struct provider, mark),
	  .help = "Permanent id: the uris of its stories are made from it." },
	{ .key = "name",
	  .type = SETTING_STRING,
	  .offset = offsetof(struct provider, name),
	  .help = "What subscribers read as the provider; the id, if none is given." },
	{ .key = NULL }
};

static const char *const kinds[] = { "feed", "page", NULL };
static const char *const usages[] = { "full", "headline", NULL };

#define AT(field) .offset = offsetof(struct feed_row, feed.field)
static const struct setting feed_rows[] = {
	{ .key = "id",
	  .type = SETTING_ID,
	  AT(id),
	  .required = true,
	  .mark_offset = offsetof(struct feed_row, feed.mark),
	  .help = "Permanent id of the feed." },
	{ .key = "was",
	  .type = SETTING_ID,
	  AT(was),
	  .help = "The id that the feed had before it was renamed." },
	{ .key = "provider",
	  .type = SETTING_ID,
	  AT(provider),
	  .help = "Id of its provider; the feed's own id, if none is given." },
	{ .key = "url", .type = SETTING_URL, AT(url), .required = true, .help = "Its address." },
	{ .key = "kind",
	  .type = SETTING_CHOICE,
	  AT(kind),
	  .choices = kinds,
	  .fallback = "feed",
	  .help = "Whether the address is a feed, or itself the page of one story." },
	{ .key = "enabled",
	  .type = SETTING_BOOL,
	  AT(enabled),
	  .fallback = "yes",
	  .help = "Whether it is polled." },
	{ .key = "full_text",
	  .type = SETTING_BOOL,
	  AT(full_text),
	  .fallback = "no",
	  .help = "Fetch the pages that its entries lead to, for the whole text." },
	{ .key = "language",
	  .type = SETTING_STRING,
	  AT(language),
	  .help = "BCP 47 language of documents that name none." },
	{ .key = "charset",
	  .type = SETTING_STRING,
	  AT(charset),
	  .help = "Character set of documents that name none." },
	{ .key = "timezone",
	  .type = SETTING_STRING,
	  AT(timezone),
	  .help = "Time zone of dates that name none: \"Asia/Tokyo\" or \"+09:00\"." },
	{ .key = "day_first",
	  .type = SETTING_BOOL,
	  AT(day_first),
	  .fallback = "yes",
	  .help = "Whether 03/04/2023 is 3 April." },
	{ .key = "body_selector",
	  .type = SETTING_STRING,
	  AT(body_selector),
	  .help = "The element that holds a page's article: \"#id\", \".class\" or \"tag\"." },
	{ .key = "usage",
	  .type = SETTING_CHOICE,
	  AT(usage),
	  .choices = usages,
	  .fallback = "full",
	  .help = "What may be published: the full text, or headline and link only." },
	{ .key = "first_poll",
	  .type = SETTING_NODE,
	  .offset = offsetof(struct feed_row, first_poll),
	  .help = "What the first poll publishes: all, none, or what is younger than an age; "
		  "2d by default." },
	{ .key = "include",
	  .type = SETTING_STRINGS,
	  AT(include),
	  .help = "Keep only entries with one of these words or categories." },
	{ .key = "exclude",
	  .type = SETTING_STRINGS,
	  AT(exclude),
	  .help = "Drop entries with one of these words or categories." },
	{ .key = "include_url",
	  .type = SETTING_STRINGS,
	  AT(include_url),
	  .help = "Keep only entries whose link holds one of these." },
	{ .key = "exclude_url",
	  .type = SETTING_STRINGS,
	  AT(exclude_url),
	  .help = "Drop entries whose link holds one of these." },
	{ .key = "interval",
	  .type = SETTING_DURATION,
	  AT(interval_ms),
	  .min = 1000,
	  .max = 7 * DAY_MS,
	  .help = "Fixed time between two polls; without it the schedule adapts to the feed." },
	{ .key = "interval_min",
	  .type = SETTING_DURATION,
	  AT(interval_min_ms),
	  .min = 1000,
	  .max = 7 * DAY_MS,
	  .fallback = "2m",
	  .help = "Shortest time between two polls of the adaptive schedule." },
	{ .key = "interval_max",
	  .type = SETTING_DURATION,
	  AT(interval_max_ms),
	  .min = 1000,
	  .max = 7 * DAY_MS,
	  .fallback = "1h",
	  .help = "Longest time between two polls of the adaptive schedule." },
	{ .key = "timeout",
	  .type = SETTING_DURATION,
	  AT(timeout_ms),
	  .min = 1000,
	  .max = 120000,
	  .fallback = "30s",
	  .help = "Longest time that one request may take." },
	{ .key = "size",
	  .type = SETTING_BYTES,
	  AT(bytes_max),
	  .min = 1024,
	  .max = 64.0 * 1024 * 1024,
	  .fallback = "4MiB",
	  .help = "Largest document, after decoding." },
	{ .key = "host_delay",
	  .type = SETTING_DURATION,
	  AT(host_delay_ms),
	  .min = 0,
	  .max = HOUR_MS,
	  .fallback = "1s",
	  .help = "Shortest time between two requests to its host." },
	{ .key = "allow_private",
	  .type = SETTING_BOOL,
	  AT(allow_private),
	  .fallback = "no",
	  .help = "Whether its address may be private or loopback." },
	{ .key = "robots",
	  .type = SETTING_BOOL,
	  AT(obey_robots),
	  .fallback = "yes",
	  .help = "Whether its pages obey robots.txt." },
	{ .key = "user_agent",
	  .type = SETTING_STRING,
	  AT(user_agent),
	  .help = "User-Agent for this feed instead of the fetcher's." },
	{ .key = "headers",
	  .type = SETTING_MAP,
	  AT(headers),
	  .help = "Further request headers." },
	{ .key = "cookie", .type = SETTING_SECRET, AT(cookie), .help = "Cookie header." },
	{ .key = "user",
	  .type = SETTING_STRING,
	  AT(user),
	  .help = "User name for basic authentication." },
	{ .key = "password",
	  .type = SETTING_SECRET,
	  AT(password),
	  .help = "Password for basic authentication." },
	{ .key = "bearer", .type = SETTING_SECRET, AT(bearer), .help = "Bearer token." },
	{ .key = "secret_parameters",
	  .type = SETTING_STRINGS,
	  AT(secret_parameters),
	  .help = "Parameters of its address that are never shown, stored or published." },
	{ .key = "proxy", .type = SETTING_STRING, AT(proxy), .help = "Address of a proxy." },
	{ .key = "client_certificate",
	  .type = SETTING_STRING,
	  AT(client_certificate),
	  .help = "File with a client certificate (PEM)." },
	{ .key = "client_key",
	  .type = SETTING_STRING,
	  AT(client_key),
	  .help = "File with its key (PEM)." },
	{ .key = "ca_file",
	  .type = SETTING_STRING,
	  AT(ca_file),
	  .help = "File with the certificates to trust instead of the system's." },
	{ .key = NULL }
};
#undef AT

const struct setting feeds_file_rows[] = {
	{ .key = "providers",
	  .type = SETTING_LIST,
	  .offset = offsetof(struct feeds_file, providers),
	  .rows = provider_rows,
	  .item_size = sizeof(struct provider),
	  .help = "Who publishes the feeds." },
	{ .key = "feeds",
	  .type = SETTING_LIST,
	  .offset = offsetof(struct feeds_file, feeds),
	  .rows = feed_rows,
	  .item_size = sizeof(struct feed_row),
	  .help = "The feeds." },
	{ .key = NULL }
};

/* All files of one load. */
struct load {
	struct arena *arena;
	struct settings_errors *errors;
	struct map *providers;
	struct feeds *feeds;
	bool ok;
};

static bool first_poll(struct load *l, struct feed_row *row)
{
	static const struct setting age = { .key = "first_poll",
					    .type = SETTING_DURATION,
					    .min = 0,
					    .max = 3650 * DAY_MS };
	struct feed *f = &row->feed;

	f->first = FEED_FIRST_AGE;
	f->first_age_ms = (int64_t)(2 * DAY_MS);
	if (!row->first_poll)
		return true;
	if (row->first_poll->type == NODE_SCALAR) {
		if (view_eq(row->first_poll->scalar, VIEW("all"))) {
			f->first = FEED_FIRST_ALL;
			return true;
		}
		if (view_eq(row->first_poll->scalar, VIEW("none"))) {
			f->first = FEED_FIRST_NONE;
			return true;
		}
	}
	return settings_value(&age, row->first_poll, l->arena, &f->first_age_ms, l->errors);
}

static bool check_intervals(struct load *l, const struct feed *f)
{
	if (f->interval_min_ms <= f->interval_max_ms)
		return true;
	settings_complain(l->errors, f->mark,
			  "\"interval_min\" of feed \"%.*s\" is more than its \"interval_max\"",
			  VIEW_ARG(f->id));
	return false;
}

static void add_feed(struct load *l, struct feed_row *row)
{
	struct feed *f = &row->feed;
	bool ok = first_poll(l, row);

	if (f->id.len == 0)
		return; /* complained about already */
	ok &= check_intervals(l, f);
	if (f->provider.len == 0)
		f->provider = f->id;
	if (l->feeds->len == FEEDS_MAX) {
		settings_complain(l->errors, f->mark, "more than %d feeds", FEEDS_MAX);
		ok = false;
	} else {
		struct feed *kept = ARENA_PUSH(l->arena, l->feeds->items, l->feeds->len);
		*kept = *f;
	}
	l->ok &= ok;
}

static void add_file(struct load *l, const char *name)
{
	struct feeds_file file = { 0 };

	l->ok &= settings_load(name, feeds_file_rows, l->arena, &file, l->errors);
	struct provider *providers = file.providers.items;
	for (size_t i = 0; i < file.providers.len; i++) {
		if (!providers[i].id.len)
			continue;
		struct provider *other = map_put(l->providers, providers[i].id, &providers[i]);
		if (other && !view_eq(other->name, providers[i].name)) {
			settings_complain(l->errors, providers[i].mark,
					  "provider \"%.*s\" has another name at %s:%d",
					  VIEW_ARG(other->id), other->mark.file,
					  other->mark.line);
			l->ok = false;
		}
	}
	struct feed_row *feeds = file.feeds.items;
	for (size_t i = 0; i < file.feeds.len; i++)
		add_feed(l, &feeds[i]);
}

static void name_providers(struct load *l)
{
	for (size_t i = 0; i < l->feeds->len; i++) {
		struct feed *f = &l->feeds->items[i];
		const struct provider *p = map_get(l->providers, f->provider);
		f->provider_name = p && p->name.len ? p->name : f->provider;
	}
}

static int by_id(const void *a, const void *b)
{
	const struct name *left = a, *right = b;

	return view_cmp(left->id, right->id);
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
		qsort(f->names, f->names_len, sizeof *f->names, by_id);
	for (size_t i = 1; i < f->names_len; i++) {
		const struct feed *other = f->names[i - 1].feed;
		if (by_id(&f->names[i - 1], &f->names[i]) != 0)
			continue;
		settings_complain(l->errors, f->names[i].feed->mark,
				  "the id \"%.*s\" is that of the feed at %s:%d too",
				  VIEW_ARG(f->names[i].id), other->mark.file,
				  other->mark.line);
		l->ok = false;
	}
}

bool feeds_load(const char *config_folder, struct arena *a, const struct feeds **ret,
		struct settings_errors *e)
{
	AUTO(map) providers = map_new();
	struct load l = { a, e, providers, ARENA_NEW(a, struct feeds), true };
	struct view folder = arena_printf(a, "%s/feeds.d", config_folder);
	const char **files;
	size_t len;
	struct err err;

	if (!settings_files(folder.p, a, &files, &len, &err)) {
		settings_complain(e, (struct setting_mark){ .file = folder.p }, "%s", err.text);
		return false;
	}
	for (size_t i = 0; i < len; i++)
		add_file(&l, files[i]);
	name_providers(&l);
	index_names(&l);
	*ret = l.feeds;
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
	const struct name *found =
	    f->names_len ?
		bsearch(&wanted, f->names, f->names_len, sizeof *f->names, by_id) :
		NULL;

	return found ? found->feed : NULL;
}
