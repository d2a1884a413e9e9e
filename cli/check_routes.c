/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/check_routes.h"

#include "common/base/mem.h"

struct names {
	const char **items; /* NULL-terminated, as settings_suggest() wants them */
	size_t len;
};

struct known {
	struct arena *arena;
	struct settings_errors *errors;
	struct names names[ROUTE_REFS];
	bool ok;
};

static const char *const whats[ROUTE_REFS] = {
	[ROUTE_REF_PACK] = "no pack is called",
	[ROUTE_REF_TOPIC] = "no pack scores a topic",
	[ROUTE_REF_SUBJECT] = "no pack has a subject",
	[ROUTE_REF_LANGUAGE] = "no pack and no feed has the language",
	[ROUTE_REF_FEED] = "there is no feed",
	[ROUTE_REF_PROVIDER] = "there is no provider",
};

static void add(struct known *k, enum route_ref what, struct view name)
{
	struct names *n = &k->names[what];

	if (name.len)
		*ARENA_PUSH(k->arena, n->items, n->len) = arena_string(k->arena, name);
}

/* "zh" of "zh-Hant": a route's language takes what is narrower. */
static struct view primary(struct view language)
{
	size_t dash = view_find_byte(language, '-', 0);

	return dash == VIEW_NONE ? language : view_head(language, dash);
}

static void add_language(struct known *k, struct view language)
{
	const struct names *n = &k->names[ROUTE_REF_LANGUAGE];

	language = primary(language);
	for (size_t i = 0; i < n->len; i++)
		if (view_eq(view_of(n->items[i]), language))
			return;
	add(k, ROUTE_REF_LANGUAGE, language);
}

static void add_pack(struct known *k, const struct pack *p)
{
	const struct pack_subject *subjects = p->subjects.items;
	const struct pack_topic *topics = p->topics.items;

	if (!p->context)
		add(k, ROUTE_REF_PACK, p->id);
	for (size_t i = 0; i < p->subjects.len; i++)
		add(k, ROUTE_REF_SUBJECT, subjects[i].id);
	for (size_t i = 0; i < p->topics.len; i++)
		add(k, ROUTE_REF_TOPIC, topics[i].id);
}

static void add_feeds(struct known *k, const struct feeds *feeds)
{
	for (size_t i = 0; i < feeds_len(feeds); i++) {
		const struct feed *f = feeds_at(feeds, i);
		add(k, ROUTE_REF_FEED, f->id);
		add(k, ROUTE_REF_PROVIDER, f->provider);
		add_language(k, f->language);
	}
}

static void visit(void *self, enum route_ref what, struct view name,
		  struct setting_mark where)
{
	struct known *k = self;
	const struct names *n = &k->names[what];
	struct view wanted = what == ROUTE_REF_LANGUAGE ? primary(name) : name;

	for (size_t i = 0; i < n->len; i++)
		if (what == ROUTE_REF_LANGUAGE
			? view_eq_nocase(view_of(n->items[i]), wanted)
			: view_eq(view_of(n->items[i]), wanted))
			return;
	k->ok = false;
	settings_complain_suggest(k->errors, where,
				  n->len ? settings_suggest(name, n->items) : NULL,
				  "%s \"%.*s\"", whats[what], VIEW_ARG(name));
}

bool check_routes(const struct routes *routes, const struct gazetteer *packs,
		  const struct feeds *feeds, struct arena *a, struct settings_errors *e)
{
	struct known k = { .arena = a, .errors = e, .ok = true };

	for (size_t i = 0; i < packs->packs_len; i++)
		add_pack(&k, &packs->packs[i]);
	for (size_t i = 0; i < packs->names.items_len; i++)
		add_language(&k, packs->names.items[i].lang);
	add_feeds(&k, feeds);
	for (size_t i = 0; i < ROUTE_REFS; i++)
		*ARENA_PUSH(a, k.names[i].items, k.names[i].len) = NULL;
	for (size_t i = 0; i < ROUTE_REFS; i++)
		k.names[i].len--;
	route_refs(routes, visit, &k);
	return k.ok;
}
