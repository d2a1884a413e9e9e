/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/rights.h"

#include <stdio.h>
#include <string.h>

#include "common/kafka/client.h"

const char *const rights_holders[] = { "fetcher", "parser", "enricher",
				       "sink",    "cli",    NULL };

bool rights_is_worker(const char *name)
{
	for (const char *const *h = rights_holders; *h; h++)
		if (strcmp(*h, name) == 0)
			return strcmp(name, "cli") != 0;
	return false;
}

struct list {
	const struct kafka_settings *settings;
	struct arena *arena;
	struct right *items;
	size_t len;
};

static void add(struct list *l, enum right_resource resource,
		enum right_operation operation, const char *name)
{
	*ARENA_PUSH(l->arena, l->items, l->len) =
	    (struct right){ resource, operation, name, false };
}

static void add_begin(struct list *l, enum right_resource resource,
		      enum right_operation operation, const char *name)
{
	*ARENA_PUSH(l->arena, l->items, l->len) =
	    (struct right){ resource, operation, name, true };
}

/* Is the holder among "parser, sink, cli"? "all" are the workers. */
static bool names(const char *list, const char *holder)
{
	struct view rest = view_of(list), one;

	while (view_next(&rest, ',', &one)) {
		one = view_trim(one);
		if (view_eq(one, view_of(holder)) ||
		    (view_eq(one, VIEW("all")) && strcmp(holder, "cli") != 0))
			return true;
	}
	return false;
}

/* A letter goes back to where it came from: what a worker reads as its input. */
static bool is_input(const struct topic_row *row)
{
	return !row->compact &&
	       (names(row->read_by, "fetcher") || names(row->read_by, "parser") ||
		names(row->read_by, "enricher") || names(row->read_by, "sink"));
}

static bool may(const struct topic_row *row, const char *holder, enum right_operation o)
{
	bool person = strcmp(holder, "cli") == 0;

	switch (o) {
	case RIGHT_READ: /* tail, explain and feeds look at any */
		return person || names(row->read_by, holder);
	case RIGHT_WRITE:
		return names(row->written_by, holder) || (person && is_input(row));
	case RIGHT_CREATE:
		return person;
	case RIGHT_OPERATIONS:
		break;
	}
	return false;
}

static bool add_topics(struct list *l, const char *holder, enum right_operation o,
		       const struct topics_public *publics, size_t publics_len,
		       struct err *err)
{
	char name[TOPICS_NAME_MAX + 1];

	for (enum topic t = 0; t < TOPIC_PUBLIC; t++) {
		if (!may(topics_row(t), holder, o))
			continue;
		if (!topics_name(l->settings, t, NULL, name, err))
			return false;
		add(l, RIGHT_TOPIC, o, arena_string(l->arena, view_of(name)));
	}
	for (size_t i = 0; may(topics_row(TOPIC_PUBLIC), holder, o) && i < publics_len;
	     i++) {
		if (!topics_name(l->settings, TOPIC_PUBLIC, publics[i].name, name, err))
			return false;
		add(l, RIGHT_TOPIC, o, arena_string(l->arena, view_of(name)));
	}
	return true;
}

static const char *in_group(struct list *l, const char *name, const char *end)
{
	char text[256];

	return arena_printf(l->arena, "%.*s%s",
			    VIEW_ARG(client_group(l->settings, name, text)), end)
	    .p;
}

/* A replay is a worker of a name of its own, and its shadow topics are named by whom it is for. */
static void add_replays(struct list *l)
{
	const char *shadows =
	    arena_printf(l->arena, "%s%s", l->settings->prefix, TOPICS_SHADOW).p;

	for (enum right_operation o = 0; o < RIGHT_OPERATIONS; o++)
		add_begin(l, RIGHT_TOPIC, o, shadows);
	add_begin(l, RIGHT_GROUP, RIGHT_READ, in_group(l, "replay", "."));
}

bool rights_of(const struct kafka_settings *settings, const char *holder,
	       const struct topics_public *publics, size_t publics_len, struct arena *a,
	       const struct right **ret, size_t *ret_len, struct err *err)
{
	struct list l = { .settings = settings, .arena = a };

	for (enum right_operation o = 0; o < RIGHT_OPERATIONS; o++)
		if (!add_topics(&l, holder, o, publics, publics_len, err))
			return false;
	if (strcmp(holder, "cli") == 0) { /* letters have a name of their own */
		add(&l, RIGHT_GROUP, RIGHT_READ, in_group(&l, "reader", ""));
		add_replays(&l);
		add_begin(&l, RIGHT_TRANSACTIONAL_ID, RIGHT_WRITE,
			  in_group(&l, "cli", "."));
		add_begin(&l, RIGHT_TRANSACTIONAL_ID, RIGHT_WRITE,
			  in_group(&l, "dead-letter", "."));
		add_begin(&l, RIGHT_TRANSACTIONAL_ID, RIGHT_WRITE,
			  in_group(&l, "replay", "."));
	} else {
		add(&l, RIGHT_GROUP, RIGHT_READ, in_group(&l, holder, ""));
		add_begin(&l, RIGHT_TRANSACTIONAL_ID, RIGHT_WRITE,
			  in_group(&l, holder, "."));
	}
	*ret = l.items;
	*ret_len = l.len;
	return true;
}
