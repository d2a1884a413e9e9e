/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/schema.h"

#include <inttypes.h>

#include "common/story/json_text.h"
#include "common/story/shape.h"

static void add(struct buf *out, const char *text)
{
	(void)buf_add(out, view_of(text));
}

static void add_quoted(struct buf *out, const char *text)
{
	json_add_string(out, view_of(text));
}

/* "type":"integer" and its limits, but for those that only the machine sets. */
static void add_integer(struct buf *out, const struct shape_member *m)
{
	add(out, "\"type\": \"integer\"");
	if (m->min > INT32_MIN)
		(void)buf_printf(out, ", \"minimum\": %" PRId64, m->min);
	if (m->max < INT32_MAX)
		(void)buf_printf(out, ", \"maximum\": %" PRId64, m->max);
}

static void add_names(struct buf *out, const struct shape_member *m)
{
	add(out, "\"enum\": [");
	for (size_t i = 0; m->names[i]; i++) {
		add(out, i ? ", " : "");
		add_quoted(out, m->names[i]);
	}
	add(out, "]");
}

static void add_reference(struct buf *out, const struct shape *of)
{
	(void)buf_printf(out, "\"$ref\": \"#/$defs/%s\"", of->name);
}

static void add_list(struct buf *out, const struct shape_member *m)
{
	(void)buf_printf(out, "\"type\": \"array\", \"minItems\": 1, \"maxItems\": %d, ",
			 STORY_LIST_MAX);
	add(out, "\"items\": {");
	add_reference(out, m->of);
	add(out, "}");
}

/* What a value of a type is when nothing else is known of it, without braces. */
static const char *const fixed[] = {
	[SHAPE_TEXT] = "\"type\": \"string\", \"minLength\": 1",
	[SHAPE_URI] = "\"type\": \"string\", \"format\": \"uri\"",
	[SHAPE_SLUG] = "\"type\": \"string\", \"format\": \"uri\", "
		       "\"pattern\": \"^" SUBJECT_PREFIX "[a-z0-9]\"",
	[SHAPE_INSTANT] = "\"type\": \"string\", \"format\": \"date-time\", "
			  "\"pattern\": \"Z$\"",
	[SHAPE_VERSION] = "\"type\": \"string\", \"pattern\": \"^[1-9][0-9]*$\"",
	[SHAPE_FLAG] = "\"const\": true",
	[SHAPE_BOOL] = "\"type\": \"boolean\"",
	[SHAPE_POINTS] = "\"type\": \"object\", "
			 "\"additionalProperties\": {\"type\": \"integer\"}",
	[SHAPE_GROUPS] = "\"type\": \"object\", \"additionalProperties\": "
			 "{\"type\": \"array\", \"minItems\": 1, \"items\": "
			 "{\"type\": \"string\", \"format\": \"uri\"}}",
	[SHAPE_CLUSTER] = "\"type\": \"object\", \"properties\": {"
			  "\"id\": {\"type\": \"string\", \"minLength\": 1}, "
			  "\"first\": {\"type\": \"string\", \"format\": \"uri\"}, "
			  "\"ids\": {\"type\": \"array\", \"minItems\": 2, \"items\": "
			  "{\"type\": \"string\", \"format\": \"uri\"}}, "
			  "\"size\": {\"type\": \"integer\", \"minimum\": 1}, "
			  "\"sources\": {\"type\": \"integer\", \"minimum\": 1}}",
	[SHAPE_PLACE] =
	    "\"type\": \"object\", \"required\": [\"type\", \"coordinates\"], "
	    "\"properties\": {\"type\": {\"const\": \"Point\"}, "
	    "\"coordinates\": {\"type\": \"array\", \"prefixItems\": ["
	    "{\"type\": \"number\", \"minimum\": -180, \"maximum\": 180}, "
	    "{\"type\": \"number\", \"minimum\": -90, \"maximum\": 90}], "
	    "\"minItems\": 2, \"maxItems\": 2}}",
	[SHAPE_STANDARD] =
	    "\"type\": \"object\", \"required\": [\"name\", \"version\", \"schema\"], "
	    "\"properties\": {\"name\": {\"const\": \"ninjs\"}, "
	    "\"version\": {\"const\": \"3.1\"}, "
	    "\"schema\": {\"type\": \"string\", \"format\": \"uri\"}}",
};

static void add_type(struct buf *out, const struct shape_member *m)
{
	switch (m->type) {
	case SHAPE_INT:
	case SHAPE_INT64:
	case SHAPE_SIZE:
		add_integer(out, m);
		break;
	case SHAPE_CHOICE:
	case SHAPE_KIND:
		add_names(out, m);
		break;
	case SHAPE_OBJECT:
		add_reference(out, m->of);
		break;
	case SHAPE_LIST:
		add_list(out, m);
		break;
	case SHAPE_KEYED:
		add(out, "\"type\": \"object\", \"additionalProperties\": {");
		add_reference(out, m->of);
		add(out, "}");
		break;
	default:
		add(out, fixed[m->type]);
	}
}

static bool is_always_there(const struct shape_member *m)
{
	return m->required || m->type == SHAPE_BOOL || m->type == SHAPE_CHOICE ||
	       m->type == SHAPE_KIND || m->type == SHAPE_OBJECT ||
	       m->type == SHAPE_STANDARD;
}

static void add_required(struct buf *out, const struct shape *shape, const char *indent)
{
	const char *before = "";

	(void)buf_printf(out, "%s\"required\": [", indent);
	for (size_t i = 0; i < shape->len; i++) {
		if (!is_always_there(&shape->members[i]))
			continue;
		add(out, before);
		json_add_string(out, shape_name(&shape->members[i]));
		before = ", ";
	}
	add(out, "],\n");
}

static void add_object(struct buf *out, const struct shape *shape, const char *indent)
{
	(void)buf_printf(out, "%s\"type\": \"object\",\n", indent);
	add_required(out, shape, indent);
	(void)buf_printf(out, "%s\"properties\": {\n", indent);
	for (size_t i = 0; i < shape->len; i++) {
		const struct shape_member *m = &shape->members[i];
		(void)buf_printf(out, "%s  ", indent);
		json_add_string(out, shape_name(m));
		add(out, ": {\"description\": ");
		add_quoted(out, m->help);
		add(out, ", ");
		add_type(out, m);
		add(out, i + 1 < shape->len ? "},\n" : "}\n");
	}
	(void)buf_printf(out, "%s}", indent);
}

/* A canceled story has no text. */
static void add_condition(struct buf *out)
{
	const char *before = "";

	add(out,
	    "  \"if\": {\"properties\": {\"pubStatus\": {\"const\": \"canceled\"}}},\n"
	    "  \"then\": {\"properties\": {");
	for (size_t i = 0; i < shape_story.len; i++) {
		if (!shape_story.members[i].text)
			continue;
		add(out, before);
		json_add_string(out, shape_name(&shape_story.members[i]));
		add(out, ": false");
		before = ", ";
	}
	add(out, "}},\n");
}

static bool defined_before(const struct shape *shape, const struct shape *const *defined,
			   size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (defined[i] == shape)
			return true;
	return false;
}

enum { DEFINITIONS_MAX = 32 };

/* Every shape that the story's leads to, each once. */
static void add_definitions(struct buf *out)
{
	const struct shape *defined[DEFINITIONS_MAX] = { &shape_story };
	size_t len = 1;

	add(out, "  \"$defs\": {\n");
	for (size_t next = 0; next < len; next++) {
		const struct shape *shape = defined[next];
		for (size_t i = 0; i < shape->len; i++) {
			const struct shape *of = shape->members[i].of;
			if (of && len < DEFINITIONS_MAX &&
			    !defined_before(of, defined, len))
				defined[len++] = of;
		}
		if (next == 0)
			continue;
		(void)buf_printf(out, "    \"%s\": {\n", shape->name);
		add_object(out, shape, "      ");
		add(out, next + 1 < len ? "\n    },\n" : "\n    }\n");
	}
	add(out, "  }\n");
}

void schema_print(struct buf *out)
{
	add(out,
	    "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
	    "  \"$id\": \"" SCHEMA_ID "\",\n"
	    "  \"title\": \"One version of a news story: IPTC ninjs 3.1 and "
	    "`kurilwire`\",\n"
	    "  \"$comment\": \"Without the member kurilwire each record is valid against "
	    "IPTC's schema of ninjs 3.1, whose members these are. Within v1 members are "
	    "only added.\",\n");
	add_object(out, &shape_story, "  ");
	add(out, ",\n");
	add_condition(out);
	add_definitions(out);
	add(out, "}\n");
}
