/* SPDX-License-Identifier: Apache-2.0 */
/* Complaints about settings: collected, sorted, shown with line and caret, or as JSON. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "common/base/digest.h"
#include "common/base/map.h"
#include "common/base/mem.h"
#include "common/base/plural.h"
#include "common/base/utf8.h"
#include "common/service/escape.h"
#include "common/service/settings_parts.h"

enum {
	MESSAGE_MAX = 512,
	QUOTED_MAX = 60,   /* code points of a value in a message */
	SHOWN_MAX = 120,   /* code points of a source line */
	SHOWN_BEFORE = 60, /* of those, before the caret */
	SAID_BYTES_MAX = 1024 * 1024,
};

/* A file's text and where its lines start. */
struct source {
	struct view text;
	size_t *starts;
	size_t lines;
};

struct complaint {
	struct setting_mark mark;
	size_t number; /* in order of arrival */
	struct view message, suggestion, line;
};

struct settings_errors {
	struct arena *arena;
	struct map *sources;
	struct complaint *items;
	size_t len, total;
	struct digest read;
};

struct settings_errors *settings_errors_new(void)
{
	struct settings_errors *e = mem_new(sizeof *e);

	/* Holds the files' texts, each bounded, and a bounded number of complaints. */
	e->arena = arena_new(SIZE_MAX / 4);
	e->sources = map_new();
	return e;
}

void settings_errors_free(struct settings_errors *e)
{
	if (!e)
		return;
	map_free(e->sources);
	arena_free(e->arena);
	free(e);
}

size_t settings_errors_len(const struct settings_errors *e)
{
	return e->total;
}

const char *settings_errors_digest(const struct settings_errors *e)
{
	return e->read.hex;
}

/* Length of the line break at `pos`, or 0: those that libyaml counts lines by. */
static size_t line_break(struct view v, size_t pos)
{
	static const struct view breaks[] = {
		VIEW_INIT("\r\n"),         VIEW_INIT("\n"),
		VIEW_INIT("\r"),           VIEW_INIT("\xc2\x85"),
		VIEW_INIT("\xe2\x80\xa8"), VIEW_INIT("\xe2\x80\xa9")
	};

	return view_prefix_in(view_from(v, pos), breaks, sizeof breaks / sizeof *breaks);
}

void settings_errors_source(struct settings_errors *e, const char *file, struct view text)
{
	struct source *s = map_get(e->sources, view_of(file));

	if (!s) {
		s = ARENA_NEW(e->arena, struct source);
		(void)map_put(e->sources, view_of(file), s);
	}
	*s = (struct source){ .text = arena_copy(e->arena, text) };
	const char *slash = strrchr(file, '/');
	const struct view parts[] = { view_of(e->read.hex),
				      view_of(slash ? slash + 1 : file), text };
	e->read = digest_of(parts, sizeof parts / sizeof *parts);
}

static void find_lines(struct source *s, struct arena *a)
{
	*ARENA_PUSH(a, s->starts, s->lines) = 0;
	for (size_t pos = 0; pos < s->text.len;) {
		size_t n = line_break(s->text, pos);
		pos += n ? n : 1;
		if (n)
			*ARENA_PUSH(a, s->starts, s->lines) = pos;
	}
}

static struct view source_line(struct settings_errors *e, struct setting_mark where)
{
	struct source *s = where.file ? map_get(e->sources, view_of(where.file)) : NULL;

	if (!s || where.line < 1)
		return VIEW("");
	if (!s->starts)
		find_lines(s, e->arena);
	if ((size_t)where.line > s->lines)
		return VIEW("");
	size_t start = s->starts[where.line - 1], end = start;
	while (end < s->text.len && !line_break(s->text, end))
		end++;
	return view_at(s->text.p + start, end - start);
}

/* What of a complaint's source line is shown. */
enum show { SHOW_ALL, HIDE_FROM_MARK, HIDE_AFTER_MARK };

/* A line that sets something secret by the look of its key is shown without its value. */
static struct view without_secret(struct settings_errors *e, struct view line,
				  struct setting_mark where, enum show show)
{
	static const struct view words[] = {
		VIEW_INIT("pass"),  VIEW_INIT("pwd"),        VIEW_INIT("secret"),
		VIEW_INIT("token"), VIEW_INIT("credential"), VIEW_INIT("authorization"),
		VIEW_INIT("api"),   VIEW_INIT("bearer"),     VIEW_INIT("cookie"),
	};
	size_t colon = view_find_byte(line, ':', 0);
	size_t cut = VIEW_NONE;

	if (show == HIDE_FROM_MARK)
		cut = utf8_offset(line, (size_t)where.column - 1);
	if (show == HIDE_AFTER_MARK)
		cut = utf8_offset(line, (size_t)where.column + (size_t)where.width + 1);
	for (size_t i = 0; colon != VIEW_NONE && i < sizeof words / sizeof *words; i++)
		if (view_find_nocase(view_head(line, colon), words[i], 0) != VIEW_NONE)
			cut = colon + 2 < cut ? colon + 2 : cut;
	if (cut >= line.len)
		return line;
	return arena_printf(e->arena, "%.*s…", VIEW_ARG(view_head(line, cut)));
}

static void add(struct settings_errors *e, struct setting_mark where, enum show show,
		const char *suggestion, struct view message)
{
	if (e->total++ >= SETTINGS_ERRORS_MAX)
		return;
	struct complaint *c = ARENA_PUSH(e->arena, e->items, e->len);
	c->number = e->len;
	c->mark = where;
	c->mark.file = arena_string(e->arena, view_of(where.file));
	c->message = arena_copy(e->arena, utf8_head(message, MESSAGE_MAX));
	c->suggestion = arena_copy(e->arena, view_of(suggestion));
	c->line = without_secret(e, source_line(e, where), where, show);
}

__attribute__((format(printf, 2, 0))) static struct view
format(struct settings_errors *e, const char *fmt, va_list ap)
{
	char text[MESSAGE_MAX + 1];
	int n = vsnprintf(text, sizeof text, fmt, ap);

	MUST(n >= 0);
	return arena_copy(e->arena, utf8_head(view_of(text), MESSAGE_MAX));
}

void settings_complain(struct settings_errors *e, struct setting_mark where,
		       const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(e, where, SHOW_ALL, NULL, format(e, fmt, ap));
	va_end(ap);
}

void settings_complain_suggest(struct settings_errors *e, struct setting_mark where,
			       const char *suggestion, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(e, where, SHOW_ALL, suggestion, format(e, fmt, ap));
	va_end(ap);
}

void settings_complain_secret(struct settings_errors *e, struct setting_mark where,
			      const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(e, where, HIDE_FROM_MARK, NULL, format(e, fmt, ap));
	va_end(ap);
}

void settings_complain_key(struct settings_errors *e, const struct setting_node *key,
			   bool hide_value, const char *suggestion, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(e, key->mark, hide_value ? HIDE_AFTER_MARK : SHOW_ALL, suggestion,
	    format(e, fmt, ap));
	va_end(ap);
}

/* Code points that a terminal would act on, and broken bytes, as U+FFFD. */
static void add_visible(struct buf *out, struct view v)
{
	for (size_t pos = 0; pos < v.len;) {
		uint32_t c = utf8_next(v, &pos);
		buf_add_utf8(out, c == '\t' || !escape_unsafe(c) ? c : 0xFFFD);
	}
}

struct view settings_quoted(struct arena *a, struct view value)
{
	BUF(out, (size_t)QUOTED_MAX * UTF8_MAX + 16);
	struct view head = view_head(value, utf8_offset(value, QUOTED_MAX));

	buf_add_byte(&out, '"');
	add_visible(&out, head);
	buf_add(&out, head.len < value.len ? VIEW("…\"") : VIEW("\""));
	return arena_copy(a, buf_view(&out));
}

static int in_order(const void *left, const void *right)
{
	const struct complaint *a = left, *b = right;
	int by_file = strcmp(a->mark.file, b->mark.file);

	if (by_file)
		return by_file;
	if (a->mark.line != b->mark.line)
		return a->mark.line < b->mark.line ? -1 : 1;
	if (a->mark.column != b->mark.column)
		return a->mark.column < b->mark.column ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

static struct complaint *sorted(const struct settings_errors *e)
{
	struct complaint *items = mem_raw((e->len + 1) * sizeof *items);

	if (e->len) {
		memcpy(items, e->items, e->len * sizeof *items);
		qsort(items, e->len, sizeof *items, in_order);
	}
	return items;
}

/* Columns that a terminal gives a code point: none for combining marks, two for the East
 * Asian wide ones (UAX #11, by blocks). */
static int columns_of(uint32_t c)
{
	if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) ||
	    (c >= 0xFE00 && c <= 0xFE0F) || c == 0x3099 || c == 0x309A)
		return 0;
	return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
		       (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
		       (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
		       (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
		       (c >= 0x20000 && c <= 0x3FFFD)
		   ? 2
		   : 1;
}

/* The caret line: blanks as wide as what stands before the mark, then ^~~~. */
static void add_caret(struct buf *out, struct view shown, size_t before, size_t width)
{
	size_t pos = 0;

	for (size_t i = 0; i < before && pos < shown.len; i++) {
		uint32_t c = utf8_next(shown, &pos);
		if (c == '\t')
			buf_add_byte(out, '\t');
		else
			buf_printf(out, "%*s", columns_of(c), "");
	}
	int columns = pos < shown.len ? 0 : 1;
	for (size_t i = 0; i < width && pos < shown.len; i++)
		columns += columns_of(utf8_next(shown, &pos));
	for (int i = 0; i < columns; i++)
		buf_add_byte(out, i ? '~' : '^');
	if (columns == 0)
		buf_add_byte(out, '^');
}

/* The part of a long line around its mark. `*before` is the code points left of the mark,
 * and becomes those that are shown. */
static void add_shown(struct buf *out, struct view line, size_t *before)
{
	bool cut_left = false;

	if (utf8_count(line) > SHOWN_MAX && *before > SHOWN_BEFORE) {
		line = view_from(line, utf8_offset(line, *before - SHOWN_BEFORE));
		*before = SHOWN_BEFORE + 1;
		cut_left = true;
	}
	struct view head = view_head(line, utf8_offset(line, SHOWN_MAX));
	if (cut_left)
		buf_add(out, VIEW("…"));
	add_visible(out, head);
	if (head.len < line.len)
		buf_add(out, VIEW("…"));
}

static void print_line(const struct complaint *c, bool colour, struct buf *out)
{
	BUF(shown, (size_t)(SHOWN_MAX + 2) * UTF8_MAX);
	size_t before = (size_t)c->mark.column - 1;

	add_shown(&shown, c->line, &before);
	buf_printf(out, "%5d | ", c->mark.line);
	buf_add(out, buf_view(&shown));
	buf_printf(out, "\n      | %s", colour ? "\033[31m" : "");
	add_caret(out, buf_view(&shown), before,
		  c->mark.width > 0 ? (size_t)c->mark.width : 1);
	buf_printf(out, "%s\n", colour ? "\033[0m" : "");
}

static void print_one(const struct complaint *c, bool colour, struct buf *out)
{
	const char *bold = colour ? "\033[1m" : "", *plain = colour ? "\033[0m" : "";

	buf_add(out, view_of(bold));
	buf_add(out, view_of(c->mark.file));
	if (c->mark.line > 0)
		buf_printf(out, ":%d:%d", c->mark.line, c->mark.column);
	buf_printf(out, "%s%s", c->mark.file[0] ? ":" : "", plain);
	buf_add(out, c->mark.file[0] ? VIEW(" ") : VIEW(""));
	add_visible(out, c->message);
	if (c->suggestion.len)
		buf_printf(out, "; did you mean \"%.*s\"?", VIEW_ARG(c->suggestion));
	buf_add_byte(out, '\n');
	if (c->mark.line > 0 && c->line.len)
		print_line(c, colour, out);
}

void settings_errors_print(const struct settings_errors *e, bool colour, struct buf *out)
{
	struct complaint *items = sorted(e);

	for (size_t i = 0; i < e->len; i++)
		print_one(&items[i], colour, out);
	free(items);
	if (e->total > e->len)
		buf_printf(out, "and %zu more\n", e->total - e->len);
	if (e->total)
		buf_printf(out, "%zu %s; nothing was started\n", e->total,
			   plural(e->total, "error", "errors"));
}

void settings_errors_say(const struct settings_errors *e)
{
	BUF(text, SAID_BYTES_MAX);

	settings_errors_print(e, isatty(STDERR_FILENO), &text);
	(void)fwrite(text.p, 1, text.len, stderr);
}

void settings_errors_json(const struct settings_errors *e, struct buf *out)
{
	struct complaint *items = sorted(e);

	buf_add_byte(out, '[');
	for (size_t i = 0; i < e->len; i++) {
		const struct complaint *c = &items[i];
		buf_add(out, i ? VIEW(",\n{\"file\":") : VIEW("\n{\"file\":"));
		escape_json(out, view_of(c->mark.file));
		buf_printf(out, ",\"line\":%d,\"column\":%d,\"message\":", c->mark.line,
			   c->mark.column);
		escape_json(out, c->message);
		buf_add(out, VIEW(",\"suggestion\":"));
		if (c->suggestion.len)
			escape_json(out, c->suggestion);
		else
			buf_add(out, VIEW("null"));
		buf_add_byte(out, '}');
	}
	buf_add(out, e->len ? VIEW("\n]\n") : VIEW("]\n"));
	free(items);
}
