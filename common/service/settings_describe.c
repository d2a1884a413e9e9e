/* SPDX-License-Identifier: Apache-2.0 */
/* The rows as documents: plain text, man page, JSON Schema (draft 2020-12). */
#include <math.h>

#include "common/base/mem.h"
#include "common/service/escape.h"
#include "common/service/settings_parts.h"

enum { PATH_MAX_BYTES = 256 };

/* What a row's line says of its values: "duration, 1s to 120s, default 30s". */
static void add_values(const struct setting *row, struct arena *a, struct buf *out)
{
	struct view range = settings_range(row, a);

	if (row->type == SETTING_CHOICE)
		buf_add(out, settings_choices(row->choices, a));
	else
		buf_add(out, view_of(settings_kind_short(row->type)));
	if (range.len && row->type == SETTING_STRING)
		buf_printf(out, " of %.*s characters", VIEW_ARG(range));
	else if (range.len)
		buf_printf(out, ", %.*s", VIEW_ARG(range));
	if (row->required)
		buf_add(out, VIEW(", required"));
	else if (row->fallback)
		buf_printf(out, ", default %s",
			   row->fallback[0] ? row->fallback : "\"\"");
}

/* Each row with the path that leads to it; `man` in troff. */
static void add_rows(const struct setting *rows, const char *path, bool man,
		     struct arena *a, struct buf *out)
{
	for (const struct setting *row = rows; row->key; row++) {
		const char *end = row->type == SETTING_LIST ? "[]" : "";
		struct view name = arena_printf(a, "%s%s%s", path, row->key, end);
		if (man)
			buf_printf(out, ".TP\n\\fB%.*s\\fR\n", VIEW_ARG(name));
		else
			buf_printf(out, "%.*s: ", VIEW_ARG(name));
		add_values(row, a, out);
		if (man)
			buf_printf(out, ".\n.br\n%s\n", row->help);
		else
			buf_printf(out, "\n    %s\n", row->help);
		if (row->rows)
			add_rows(row->rows, arena_printf(a, "%.*s.", VIEW_ARG(name)).p,
				 man, a, out);
	}
}

static void describe(const struct setting *rows, bool man, struct buf *out)
{
	AUTO(arena) a = arena_new((size_t)1 << 30);

	add_rows(rows, "", man, a, out);
}

void settings_describe(const struct setting *rows, struct buf *out)
{
	describe(rows, false, out);
}

void settings_man(const struct setting *rows, struct buf *out)
{
	describe(rows, true, out);
}

/* --- JSON Schema ----------------------------------------------------------------------- */

/* Values may be written with or without quotes, and as a variable of the environment. */
#define ENV_PATTERN "\\\\$\\\\{[A-Za-z_][A-Za-z0-9_]*\\\\}"
#define SCALAR_TYPES "\"type\":[\"string\",\"number\",\"boolean\"]"

static void add_pattern(struct buf *out, const char *types, const char *pattern)
{
	buf_printf(out, "\"type\":[%s],\"pattern\":\"%s|" ENV_PATTERN "\"", types,
		   pattern);
}

static void add_integer(const struct setting *row, struct buf *out)
{
	bool whole = row->type != SETTING_NUMBER;

	buf_printf(out, "\"anyOf\":[{\"type\":\"%s\"", whole ? "integer" : "number");
	if (row->min != 0 || row->max != 0) {
		if (isfinite(row->min))
			buf_printf(out, ",\"minimum\":%.15g", row->min);
		if (isfinite(row->max))
			buf_printf(out, ",\"maximum\":%.15g", row->max);
	}
	buf_add(out, VIEW("},{"));
	if (row->type == SETTING_BYTES)
		add_pattern(out, "\"string\"", "^[0-9]+ *([KMG]i)?B?$");
	else if (whole)
		add_pattern(out, "\"string\"", "^[-+]?[0-9]+$");
	else
		add_pattern(out, "\"string\"", "^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$");
	buf_add(out, VIEW("}]"));
}

static void add_choice(const struct setting *row, struct buf *out)
{
	buf_add(out, VIEW("\"anyOf\":[{\"enum\":["));
	for (size_t i = 0; row->choices[i]; i++) {
		buf_add(out, i ? VIEW(",") : VIEW(""));
		escape_json(out, view_of(row->choices[i]));
	}
	buf_add(out, VIEW("]},{\"type\":\"string\",\"pattern\":\"" ENV_PATTERN "\"}]"));
}

static void add_object(const struct setting *rows, struct arena *a, struct buf *out);

static void add_type(const struct setting *row, struct arena *a, struct buf *out)
{
	switch (row->type) {
	case SETTING_STRING:
	case SETTING_SECRET:
		buf_add(out, VIEW(SCALAR_TYPES));
		break;
	case SETTING_ID:
		add_pattern(out, "\"string\",\"integer\",\"boolean\"",
			    "^[a-z0-9][a-z0-9_-]*$");
		buf_add(out, VIEW(",\"minimum\":0"));
		break;
	case SETTING_URL:
		add_pattern(out, "\"string\"", "^[Hh][Tt][Tt][Pp][Ss]?://[^/:?#@]");
		break;
	case SETTING_BOOL:
		buf_add(out, VIEW("\"anyOf\":[{\"type\":\"boolean\"},{"));
		add_pattern(
		    out, "\"string\"",
		    "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo]|"
		    "[Oo][Nn]|[Oo][Ff][Ff])$");
		buf_add(out, VIEW("}]"));
		break;
	case SETTING_INT:
	case SETTING_BYTES:
	case SETTING_NUMBER:
		add_integer(row, out);
		break;
	case SETTING_DURATION:
		buf_add(out, VIEW("\"anyOf\":[{\"const\":0},{"));
		add_pattern(out, "\"string\"", "^ *(0|([0-9]+(ms|s|m|h|d) *)+)$");
		buf_add(out, VIEW("}]"));
		break;
	case SETTING_CHOICE:
		add_choice(row, out);
		break;
	case SETTING_STRINGS:
		buf_add(out,
			VIEW("\"anyOf\":[{" SCALAR_TYPES
			     "},{\"type\":\"array\",\"items\":{" SCALAR_TYPES "}}]"));
		break;
	case SETTING_MAP:
	case SETTING_SECRETS:
		buf_add(out, VIEW("\"type\":[\"object\",\"null\"],"
				  "\"additionalProperties\":{" SCALAR_TYPES "}"));
		break;
	case SETTING_OBJECT:
		add_object(row->rows, a, out);
		break;
	case SETTING_LIST:
		buf_add(out, VIEW("\"type\":[\"array\",\"null\"],\"items\":{"));
		add_object(row->rows, a, out);
		buf_add(out, VIEW("}"));
		break;
	case SETTING_NODE:
		break;
	}
}

static void add_property(const struct setting *row, struct arena *a, struct buf *out)
{
	BUF(values, 4096);

	escape_json(out, view_of(row->key));
	buf_add(out, VIEW(":{"));
	add_type(row, a, out);
	add_values(row, a, &values);
	buf_add(out, row->type == SETTING_NODE ? VIEW("\"description\":")
					       : VIEW(",\"description\":"));
	struct view text =
	    arena_printf(a, "%s (%.*s)", row->help, VIEW_ARG(buf_view(&values)));
	escape_json(out, text);
	buf_add_byte(out, '}');
}

static void add_object(const struct setting *rows, struct arena *a, struct buf *out)
{
	bool any = false;

	/* "key:" with nothing after it is an empty map. */
	buf_add(out, VIEW("\"type\":[\"object\",\"null\"],\"additionalProperties\":false,"
			  "\"properties\":{\n"));
	for (const struct setting *row = rows; row->key; row++) {
		buf_add(out, row == rows ? VIEW("") : VIEW(",\n"));
		add_property(row, a, out);
	}
	buf_add(out, VIEW("\n}"));
	for (const struct setting *row = rows; row->key; row++)
		if (row->required) {
			buf_add(out, any ? VIEW(",") : VIEW(",\"required\":["));
			escape_json(out, view_of(row->key));
			any = true;
		}
	buf_add(out, any ? VIEW("]") : VIEW(""));
}

void settings_json_schema(const struct setting *rows, const char *id, const char *title,
			  struct buf *out)
{
	AUTO(arena) a = arena_new((size_t)1 << 30);

	buf_add(out, VIEW("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
			  "\n\"$id\":"));
	escape_json(out, view_of(id));
	buf_add(out, VIEW(",\n\"title\":"));
	escape_json(out, view_of(title));
	buf_add(out, VIEW(",\n"));
	add_object(rows, a, out);
	buf_add(out, VIEW("}\n"));
}
