/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml's events into nodes: no recursion, what is not taken is refused with its place. */
#include <limits.h>
#include <stdio.h>
#include <yaml.h>

#include "common/base/map.h"
#include "common/base/must.h"
#include "common/base/utf8.h"
#include "common/service/settings_parts.h"

struct reader {
	const char *file;
	struct arena *arena;
	struct settings_errors *errors;
	yaml_parser_t parser;
	/* The lists and maps that are open, outermost first, and a place for the root. */
	struct setting_node *open[SETTINGS_DEPTH_MAX + 1];
	struct setting_node root; /* a list of all documents */
	size_t depth, nodes;
	bool was_over; /* the arena, before */
	bool ok;       /* no complaint yet */
	bool done;     /* no more events */
	bool broken;   /* the rest could not be read */
};

static struct setting_mark mark_of(const struct reader *r, yaml_mark_t start,
				   yaml_mark_t end)
{
	struct setting_mark m = { .file = r->file };

	m.line = (int)start.line + 1;
	m.column = (int)start.column + 1;
	if (end.line == start.line && end.column > start.column)
		m.width = (int)(end.column - start.column);
	else if (end.line > start.line)
		m.width = INT_MAX; /* to the end of the line */
	return m;
}

static void give_up(struct reader *r)
{
	r->ok = false;
	r->done = true;
	r->broken = true;
}

static void refuse(struct reader *r, struct setting_mark where, const char *what)
{
	settings_complain(r->errors, where, "%s", what);
	r->ok = false;
}

/* libyaml's words for what usually went wrong, in ours, with what to do about it. */
static const char *problem_in_words(const char *problem)
{
	static const struct {
		const char *problem, *words;
	} known[] = {
		{ "mapping values are not allowed in this context",
		  "a \": \" inside a value, or a line that is indented too far; put the "
		  "value "
		  "in quotes or move the line" },
		{ "did not find expected key",
		  "this does not fit what stands before it; check the indentation, and "
		  "put "
		  "values with special characters in quotes" },
		{ "did not find expected '-' indicator",
		  "this does not fit the list before it; start it with \"- \" or check "
		  "the "
		  "indentation" },
		{ "could not find expected ':'",
		  "no \":\" after a key; write \"key: value\"" },
		{ "found character that cannot start any token",
		  "a value cannot begin with this character, nor a line with a tab; use "
		  "spaces, and quotes around the value" },
		{ "found unexpected end of stream",
		  "a quote that was opened before is not closed; add it" },
		{ "did not find expected ',' or ']'",
		  "a list that was opened with \"[\" is not closed; add \",\" or \"]\", "
		  "or put "
		  "the value before in quotes" },
		{ "did not find expected ',' or '}'",
		  "a map that was opened with \"{\" is not closed; add \",\" or \"}\", "
		  "or put "
		  "the value before in quotes" },
		{ "found a tab character that violates indentation",
		  "a tab cannot indent; use spaces" },
		{ "found unknown escape character",
		  "unknown escape in double quotes; write \"\\\\\" for a backslash or "
		  "use "
		  "single quotes" },
		{ "block sequence entries are not allowed in this context",
		  "a list cannot begin here; put its \"- \" on a line of its own" },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(problem, known[i].problem) == 0)
			return known[i].words;
	return problem;
}

static void complain_of_syntax(struct reader *r)
{
	const char *problem = r->parser.problem ? r->parser.problem : "unreadable";
	yaml_mark_t at = r->parser.problem_mark;

	/* An open quote is best shown where it was opened. */
	if (strcmp(problem, "found unexpected end of stream") == 0 && r->parser.context)
		at = r->parser.context_mark;
	struct setting_mark where = mark_of(r, at, at);
	refuse(r, where, problem_in_words(problem));
	give_up(r);
}

/* libyaml would refuse these too, but without a line. */
static bool check_bytes(struct reader *r, struct view text)
{
	struct setting_mark where = {
		.file = r->file, .line = 1, .column = 1, .width = 1
	};
	char message[96] = "";

	for (size_t pos = 0; pos < text.len && !message[0];) {
		uint32_t c = utf8_next(text, &pos);
		if (c == UTF8_BAD)
			(void)snprintf(message, sizeof message,
				       "not UTF-8; save the file in that encoding");
		else if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F ||
			 (c > 0x7F && c < 0xA0 && c != 0x85) || c == 0xFFFE ||
			 c == 0xFFFF)
			(void)snprintf(message, sizeof message,
				       "control character U+%04X; remove it",
				       (unsigned)c);
		if (message[0]) {
			refuse(r, where, message);
			give_up(r);
		} else if (c == '\n' ||
			   (c == '\r' && (pos >= text.len || text.p[pos] != '\n')) ||
			   c == 0x85 || c == 0x2028 || c == 0x2029) {
			where.line++;
			where.column = 1;
		} else {
			where.column++;
		}
	}
	return r->ok;
}

/* Where the next node goes; NULL when there may be no more. */
static struct setting_node *add_node(struct reader *r, enum setting_node_type type,
				     const yaml_event_t *event)
{
	struct setting_mark where = mark_of(r, event->start_mark, event->end_mark);

	if (++r->nodes > SETTINGS_NODES_MAX || (arena_over(r->arena) && !r->was_over)) {
		settings_complain(
		    r->errors, where,
		    "more than %d values, or more memory than settings may take; "
		    "split the file",
		    SETTINGS_NODES_MAX);
		give_up(r);
		return NULL;
	}
	struct setting_node *parent = r->open[r->depth];
	struct setting_node *node = ARENA_PUSH(r->arena, parent->items, parent->len);
	node->type = type;
	node->mark = where;
	/* A key has an even place in its map. */
	if (parent->type == NODE_MAP && parent->len % 2 == 1 && type != NODE_SCALAR) {
		refuse(r, where, "a key is one value, not a list or a map");
		node->refused = true;
	}
	return node;
}

static void check_extras(struct reader *r, const yaml_event_t *event,
			 const yaml_char_t *anchor, const yaml_char_t *tag)
{
	struct setting_mark where = mark_of(r, event->start_mark, event->end_mark);

	where.width = 1;
	if (anchor)
		refuse(r, where, "anchors (&name) are not taken; write the value out");
	if (tag)
		refuse(r, where, "tags (!name) are not taken; remove it");
}

static void open_node(struct reader *r, enum setting_node_type type,
		      const yaml_event_t *event)
{
	struct setting_node *node = add_node(r, type, event);

	if (!node)
		return;
	node->mark.width = 1;
	if (r->depth == SETTINGS_DEPTH_MAX) {
		settings_complain(r->errors, node->mark, "nested more than %d deep",
				  SETTINGS_DEPTH_MAX);
		give_up(r);
		return;
	}
	r->open[++r->depth] = node;
}

static void check_keys(struct reader *r, const struct setting_node *map)
{
	AUTO(map) seen = map_new();

	for (size_t i = 0; i + 1 < map->len; i += 2) {
		struct setting_node *key = &map->items[i], *first;
		if (key->refused)
			continue;
		first = map_get(seen, key->scalar);
		if (first) {
			struct view name = settings_quoted(r->arena, key->scalar);
			settings_complain(
			    r->errors, key->mark,
			    "%.*s is set twice, first in line %d; remove one",
			    VIEW_ARG(name), first->mark.line);
			r->ok = false;
		} else {
			(void)map_put(seen, key->scalar, key);
		}
	}
}

static void add_scalar(struct reader *r, const yaml_event_t *event)
{
	struct setting_node *node = add_node(r, NODE_SCALAR, event);

	if (!node)
		return;
	node->scalar = arena_copy(
	    r->arena, view_at(event->data.scalar.value, event->data.scalar.length));
	if (view_find_byte(node->scalar, '\0', 0) != VIEW_NONE)
		refuse(r, node->mark, "a NUL character (\\0) cannot be part of a value");
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
}

static void take_event(struct reader *r, const yaml_event_t *event)
{
	struct setting_node *node;
	struct setting_mark where = mark_of(r, event->start_mark, event->end_mark);

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (event->data.document_start.version_directive ||
		    event->data.document_start.tag_directives.start !=
			event->data.document_start.tag_directives.end)
			refuse(r, where, "directives (%NAME) are not taken; remove it");
		if (r->root.len) {
			refuse(r, where, "a second document; one file holds one");
			r->done = true;
		}
		break;
	case YAML_ALIAS_EVENT:
		refuse(r, where, "aliases (*name) are not taken; write the value out");
		node = add_node(r, NODE_SCALAR, event);
		if (node)
			node->refused = true;
		break;
	case YAML_SCALAR_EVENT:
		check_extras(r, event, event->data.scalar.anchor, event->data.scalar.tag);
		add_scalar(r, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		check_extras(r, event, event->data.sequence_start.anchor,
			     event->data.sequence_start.tag);
		open_node(r, NODE_LIST, event);
		break;
	case YAML_MAPPING_START_EVENT:
		check_extras(r, event, event->data.mapping_start.anchor,
			     event->data.mapping_start.tag);
		open_node(r, NODE_MAP, event);
		break;
	case YAML_MAPPING_END_EVENT:
		check_keys(r, r->open[r->depth]);
		r->depth--;
		break;
	case YAML_SEQUENCE_END_EVENT:
		r->depth--;
		break;
	case YAML_STREAM_END_EVENT:
		r->done = true;
		break;
	default:
		break;
	}
}

static void read_events(struct reader *r, struct view text)
{
	MUST(yaml_parser_initialize(&r->parser));
	yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r->parser, (const unsigned char *)text.p, text.len);
	while (!r->done) {
		yaml_event_t event;
		if (!yaml_parser_parse(&r->parser, &event)) {
			complain_of_syntax(r);
			break;
		}
		take_event(r, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&r->parser);
}

bool settings_yaml(const char *file, struct view text, struct arena *a,
		   struct setting_node *ret_root, struct settings_errors *e)
{
	struct reader r = { .arena = a, .errors = e, .ok = true };

	/* Editors that begin a file with a byte order mark mean nothing by it. */
	if (view_starts(text, VIEW("\xef\xbb\xbf")))
		text = view_from(text, 3);
	r.file = arena_string(a, view_of(file));
	r.root.type = NODE_LIST;
	r.was_over = arena_over(a);
	r.open[0] = &r.root;
	*ret_root = (struct setting_node){ .type = NODE_MAP, .mark = { .file = r.file } };
	settings_errors_source(e, file, text);
	if (text.len && check_bytes(&r, text))
		read_events(&r, text);

	if (r.broken) {
		*ret_root =
		    (struct setting_node){ .type = NODE_LIST, .mark = ret_root->mark };
		return false;
	}
	if (r.root.len == 0 || settings_is_nothing(&r.root.items[0])) {
		ret_root->mark = (struct setting_mark){ r.file, 1, 1, 1 };
		return r.ok;
	}
	*ret_root = r.root.items[0];
	if (ret_root->type != NODE_MAP)
		refuse(&r, ret_root->mark,
		       "a file of settings is lines of \"key: value\"");
	return r.ok;
}
