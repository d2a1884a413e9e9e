/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of config/routes.d: tables say what a topic and a route have; conditions are
 * walked as nodes, each value of them again by a table of one row, so that its complaints
 * read like all others.
 */
#include "sink/route_rules.h"
#include "sink/route_settings.h"

static const char *const cleanups[] = { "delete", "compact", "never", NULL };
enum cleanup { CLEANUP_DELETE, CLEANUP_COMPACT, CLEANUP_NEVER };

#define YEAR_MS (366.0 * 24 * 3600 * 1000)

struct topic_entry {
	struct view name;
	int cleanup;
	int64_t retention_ms;
	struct setting_mark mark;
};

static const struct setting topic_rows[] = {
	{ "name", SETTING_STRING, offsetof(struct topic_entry, name), .min = 1,
	  .max = 200, .required = true, .mark_offset = offsetof(struct topic_entry, mark),
	  .help =
	      "Name of the topic; it begins with \"news.\", and the prefix of all topics "
	      "is put before it." },
	{ "cleanup", SETTING_CHOICE, offsetof(struct topic_entry, cleanup),
	  .fallback = "delete", .choices = cleanups,
	  .help =
	      "What the broker throws away: stories by age, all but each story's last "
	      "version, or nothing." },
	{ "retention", SETTING_DURATION, offsetof(struct topic_entry, retention_ms),
	  .min = 0, .max = 100 * YEAR_MS, .fallback = "0s",
	  .help = "How long stories stay, from when they were sent; 0s is the usual for "
		  "public topics." },
	{ .key = NULL },
};

static const char *const copies_choices[] = { "unasked", "all", "first", "changed",
					      NULL };

struct route_entry {
	struct view id;
	struct setting_strings to;
	int copies; /* enum route_copies */
	struct setting_node *when;
	struct setting_mark mark, to_mark;
};

static const struct setting entry_rows[] = {
	{ "id", SETTING_ID, offsetof(struct route_entry, id), .required = true,
	  .mark_offset = offsetof(struct route_entry, mark),
	  .help = "Name of the route in logs and explanations." },
	{ "to", SETTING_STRINGS, offsetof(struct route_entry, to), .required = true,
	  .mark_offset = offsetof(struct route_entry, to_mark),
	  .help = "The topic or topics that the stories go to." },
	{ "copies", SETTING_CHOICE, offsetof(struct route_entry, copies),
	  .fallback = "unasked", .choices = copies_choices,
	  .help =
	      "Which copies of one text to send on: all, with what is known of their "
	      "cluster; the first; those that are changed; or it is not asked which "
	      "stories "
	      "are copies, which costs least. No other route leads to the same topics." },
	{ "when", SETTING_NODE, offsetof(struct route_entry, when), .required = true,
	  .help = "The conditions, or \"always\"." },
	{ .key = NULL },
};

struct file {
	struct setting_list topics, routes;
};

const struct setting route_settings_rows[] = {
	{ "topics", SETTING_LIST, offsetof(struct file, topics), .rows = topic_rows,
	  .item_size = sizeof(struct topic_entry),
	  .help = "Public topics and their life." },
	{ "routes", SETTING_LIST, offsetof(struct file, routes), .rows = entry_rows,
	  .item_size = sizeof(struct route_entry), .help = "Which stories go where." },
	{ .key = NULL },
};

struct load {
	struct arena *a;
	struct settings_errors *e;
	struct routes *routes;
	bool ok;
	bool says_status; /* the route in hand has a condition on the status */
};

/* --- conditions ------------------------------------------------------------------------ */

/* The value of one key, by a table of one row. */
static bool load_value(struct load *l, const struct setting_node *key,
		       const struct setting_node *value, const struct setting *row,
		       void *ret)
{
	struct setting_node pair[2] = { *key, *value };
	struct setting_node map = {
		.type = NODE_MAP, .items = pair, .len = 2, .mark = key->mark
	};
	const struct setting rows[2] = { *row, { .key = NULL } };

	if (settings_load_node(&map, rows, l->a, ret, l->e))
		return true;
	l->ok = false;
	return false;
}

static void load_condition(struct load *l, const struct setting_node *map,
			   struct condition *ret);

static enum condition_kind kind_of(struct load *l, const struct setting_node *key)
{
	for (enum condition_kind k = 0; k < CONDITION_KINDS; k++)
		if (view_eq(key->scalar, view_of(condition_names[k])))
			return k;
	settings_complain_suggest(l->e, key->mark,
				  settings_suggest(key->scalar, condition_names),
				  "unknown condition \"%.*s\"", VIEW_ARG(key->scalar));
	l->ok = false;
	return CONDITION_KINDS;
}

/* Each topic with the least score wanted of it; all of them have to be reached. */
static void load_score(struct load *l, const struct setting_node *value,
		       struct condition *c)
{
	if (value->type != NODE_MAP || value->len == 0) {
		settings_complain(
		    l->e, value->mark,
		    "\"score\" is a map of topics and the least score, as in "
		    "{kurils: 40}");
		l->ok = false;
		return;
	}
	*c = (struct condition){ .kind = CONDITION_ALL_OF };
	for (size_t i = 0; i + 1 < value->len; i += 2) {
		const struct setting_node *topic = &value->items[i];
		struct condition *score = ARENA_PUSH(l->a, c->inner, c->inner_len);
		struct setting row = { .type = SETTING_INT, .min = 0, .max = 100 };
		row.key = arena_string(l->a, topic->scalar);
		score->kind = CONDITION_SCORE;
		score->wanted = ARENA_NEW(l->a, struct view);
		score->wanted_len = 1;
		score->wanted[0] = topic->scalar;
		score->marks = ARENA_NEW(l->a, struct setting_mark);
		score->marks[0] = topic->mark;
		(void)load_value(l, topic, &value->items[i + 1], &row, &score->limit);
	}
	if (c->inner_len == 1)
		*c = c->inner[0];
}

static void load_inner(struct load *l, const struct setting_node *key,
		       const struct setting_node *value, struct condition *c)
{
	if (c->kind == CONDITION_NOT) {
		c->inner = ARENA_NEW(l->a, struct condition);
		c->inner_len = 1;
		load_condition(l, value, c->inner);
		return;
	}
	if (value->type != NODE_LIST || value->len == 0) {
		settings_complain(l->e, value->mark, "\"%.*s\" is a list of conditions",
				  VIEW_ARG(key->scalar));
		l->ok = false;
		return;
	}
	c->inner = ARENA_ARRAY(l->a, struct condition, value->len);
	c->inner_len = value->len;
	for (size_t i = 0; i < value->len; i++)
		load_condition(l, &value->items[i], &c->inner[i]);
}

static void check_status(struct load *l, const struct setting_strings *wanted)
{
	static const char *const names[] = { "usable", "withheld", "canceled", NULL };

	l->says_status = true;
	for (size_t i = 0; i < wanted->len; i++) {
		bool known = false;
		for (size_t k = 0; names[k]; k++)
			known |= view_eq(wanted->items[i], view_of(names[k]));
		if (known)
			continue;
		settings_complain_suggest(
		    l->e, wanted->marks[i], settings_suggest(wanted->items[i], names),
		    "\"status\" is usable, withheld or canceled, not \"%.*s\"",
		    VIEW_ARG(wanted->items[i]));
		l->ok = false;
	}
}

static void load_wanted(struct load *l, const struct setting_node *key,
			const struct setting_node *value, struct condition *c)
{
	struct setting_strings wanted = { .len = 0 };
	const struct setting row = { .key = condition_names[c->kind],
				     .type = SETTING_STRINGS };

	if (!load_value(l, key, value, &row, &wanted))
		return;
	if (wanted.len == 0) {
		settings_complain(l->e, value->mark, "\"%s\" says nothing",
				  condition_names[c->kind]);
		l->ok = false;
	}
	if (c->kind == CONDITION_STATUS)
		check_status(l, &wanted);
	c->wanted = wanted.items;
	c->marks = wanted.marks;
	c->wanted_len = wanted.len;
}

static void load_pair(struct load *l, const struct setting_node *key,
		      const struct setting_node *value, struct condition *c)
{
	static const struct setting age = {
		.key = "age", .type = SETTING_DURATION, .min = 1000, .max = 100 * YEAR_MS
	};

	*c = (struct condition){ .kind = kind_of(l, key) };
	switch (c->kind) {
	case CONDITION_SCORE:
		load_score(l, value, c);
		break;
	case CONDITION_AGE:
		(void)load_value(l, key, value, &age, &c->limit);
		break;
	case CONDITION_ANY_OF:
	case CONDITION_ALL_OF:
	case CONDITION_NOT:
		load_inner(l, key, value, c);
		break;
	case CONDITION_KINDS:
		break;
	default:
		load_wanted(l, key, value, c);
	}
}

/* A map: all of its conditions. The depth is limited where the file is read. */
static void load_condition(struct load *l, const struct setting_node *map,
			   struct condition *ret)
{
	*ret = (struct condition){ .kind = CONDITION_ALL_OF };
	if (map->type == NODE_SCALAR && view_eq(map->scalar, VIEW("always")))
		return;
	if (map->type != NODE_MAP || map->len == 0) {
		settings_complain(
		    l->e, map->mark,
		    "conditions are a map, as in {about: kurils}, or \"always\"");
		l->ok = false;
		return;
	}
	ret->inner_len = map->len / 2;
	ret->inner = ARENA_ARRAY(l->a, struct condition, ret->inner_len);
	for (size_t i = 0; i < ret->inner_len; i++)
		load_pair(l, &map->items[2 * i], &map->items[2 * i + 1], &ret->inner[i]);
	if (ret->inner_len == 1)
		*ret = ret->inner[0];
}

/* --- topics and routes ----------------------------------------------------------------- */

/* What Kafka allows in a name, after "news.": nothing that a shell would trip over. */
static bool is_topic_name(struct view name)
{
	if (!view_starts(name, VIEW("news.")) || name.len == sizeof "news." - 1)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!byte_is_alpha(name.p[i]) && !byte_is_digit(name.p[i]) &&
		    name.p[i] != '.' && name.p[i] != '_' && name.p[i] != '-')
			return false;
	return true;
}

/* The number of the topic, which is added when it is new; ROUTE_TOPICS_MAX when it cannot
 * be. */
static size_t topic_of(struct load *l, struct view name, struct setting_mark mark)
{
	struct routes *r = l->routes;

	for (size_t i = 0; i < r->topics_len; i++)
		if (view_eq(view_of(r->topics[i].name), name))
			return i;
	if (!is_topic_name(name))
		settings_complain(
		    l->e, mark,
		    "a public topic is \"news.\" and letters, digits, '.', '_' or "
		    "'-', not \"%.*s\"",
		    VIEW_ARG(name));
	else if (r->topics_len == ROUTE_TOPICS_MAX)
		settings_complain(l->e, mark, "more than %d topics", ROUTE_TOPICS_MAX);
	else {
		r->topics[r->topics_len].name = arena_string(l->a, name);
		return r->topics_len++;
	}
	l->ok = false;
	return ROUTE_TOPICS_MAX;
}

static void add_topic(struct load *l, const struct topic_entry *entry)
{
	size_t i = topic_of(l, entry->name, entry->mark);

	if (i == ROUTE_TOPICS_MAX)
		return;
	struct setting_mark *before = &l->routes->described[i];
	if (before->line) {
		settings_complain(l->e, entry->mark,
				  "topic \"%.*s\" is described in %s, line %d, already",
				  VIEW_ARG(entry->name), before->file, before->line);
		l->ok = false;
		return;
	}
	*before = entry->mark;
	struct route_topic *topic = &l->routes->topics[i];
	topic->compact = entry->cleanup == CLEANUP_COMPACT;
	topic->retention_ms = entry->cleanup == CLEANUP_NEVER ? -1 : entry->retention_ms;
}

/* What tells copies apart has to see all that goes to its topics. */
static void check_alone(struct load *l, const struct route *route, size_t topic,
			struct setting_mark mark)
{
	const struct route *other = l->routes->leads_to[topic];

	if (other && (route->copies || other->copies)) {
		const struct route *asks = route->copies ? route : other;
		settings_complain(l->e, mark,
				  "routes \"%.*s\" and \"%.*s\" lead to \"%s\", but "
				  "\"%.*s\" says \"copies\": it has to be alone there",
				  VIEW_ARG(other->id), VIEW_ARG(route->id),
				  l->routes->topics[topic].name, VIEW_ARG(asks->id));
		l->ok = false;
	}
	/* The list of routes moves as it grows. */
	struct route *copy = ARENA_NEW(l->a, struct route);
	*copy = *route;
	l->routes->leads_to[topic] = copy;
}

static void add_clustered(struct load *l, struct route *route, struct setting_mark mark)
{
	struct routes *r = l->routes;

	if (r->clustered_len == ROUTE_CLUSTERED_MAX) {
		settings_complain(l->e, mark, "more than %d routes say \"copies\"",
				  ROUTE_CLUSTERED_MAX);
		l->ok = false;
		route->copies = ROUTE_COPIES_UNASKED;
		return;
	}
	route->clustered = r->clustered_len;
	r->clustered[r->clustered_len++] = (struct route_clustered){
		.id = route->id, .copies = route->copies, .topics = route->topics
	};
}

static void add_route(struct load *l, const struct route_entry *entry)
{
	struct routes *r = l->routes;

	for (size_t i = 0; i < r->len; i++)
		if (view_eq(r->items[i].id, entry->id)) {
			settings_complain(l->e, entry->mark,
					  "there are two routes \"%.*s\"",
					  VIEW_ARG(entry->id));
			l->ok = false;
			return;
		}
	if (r->len == ROUTES_MAX) {
		settings_complain(l->e, entry->mark, "more than %d routes", ROUTES_MAX);
		l->ok = false;
		return;
	}
	struct route *route = ARENA_PUSH(l->a, r->items, r->len);
	route->id = entry->id;
	route->copies = (enum route_copies)entry->copies;
	if (entry->to_mark.line && entry->to.len == 0) {
		settings_complain(l->e, entry->to_mark, "\"to\" names no topic");
		l->ok = false;
	}
	for (size_t i = 0; i < entry->to.len; i++) {
		size_t topic = topic_of(l, entry->to.items[i], entry->to.marks[i]);
		if (topic == ROUTE_TOPICS_MAX || route->topics >> topic & 1)
			continue;
		route->topics |= (route_set)1 << topic;
		check_alone(l, route, topic, entry->to.marks[i]);
	}
	if (route->copies)
		add_clustered(l, route, entry->mark);
	l->says_status = false;
	if (entry->when)
		load_condition(l, entry->when, &route->when);
	route->any_status = l->says_status;
}

static void add_file(struct load *l, const struct file *file)
{
	const struct topic_entry *topics = file->topics.items;
	const struct route_entry *routes = file->routes.items;

	for (size_t i = 0; i < file->topics.len; i++)
		if (topics[i].name.len)
			add_topic(l, &topics[i]);
	for (size_t i = 0; i < file->routes.len; i++)
		if (routes[i].id.len)
			add_route(l, &routes[i]);
}

static struct load begin(struct arena *a, struct settings_errors *e)
{
	return (struct load){
		.a = a, .e = e, .routes = ARENA_NEW(a, struct routes), .ok = true
	};
}

bool routes_load_text(const char *file, struct view text, struct arena *a,
		      struct routes **ret, struct settings_errors *e)
{
	struct load l = begin(a, e);
	struct file content = { .topics.len = 0 };

	l.ok = settings_load_text(file, text, route_settings_rows, a, &content, e);
	add_file(&l, &content);
	*ret = l.routes;
	return l.ok;
}

bool routes_load(const char *folder, struct arena *a, struct routes **ret,
		 struct settings_errors *e)
{
	struct load l = begin(a, e);
	const char **files;
	size_t len;
	struct err err;

	*ret = l.routes;
	if (!settings_files(folder, a, &files, &len, &err)) {
		settings_complain(e, (struct setting_mark){ .file = folder }, "%s",
				  err.text);
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		struct file content = { .topics.len = 0 };
		l.ok &= settings_load(files[i], route_settings_rows, a, &content, e);
		add_file(&l, &content);
	}
	return l.ok;
}
