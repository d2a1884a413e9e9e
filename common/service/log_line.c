/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/log_line.h"

#include <math.h>

#include "common/base/utf8.h"
#include "common/service/escape.h"

/* What ends every line has room kept for it: swallowed, cut, brackets. */
enum { TAIL_ROOM = 128 };

static const char *const level_names[] = { "debug", "info", "warn", "error" };
/* sd-daemon(3): the priority a line starts with. */
static const char *const journal_prefixes[] = { "<7>", "<6>", "<4>", "<3>" };

static void add_escaped(struct buf *out, struct view v)
{
	struct view head = utf8_head(v, LOG_VALUE_MAX);

	escape_add(out, head);
	if (head.len < v.len)
		buf_add_utf8(out, 0x2026);
}

static bool is_bare(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.p[i] <= ' ' || v.p[i] >= 0x7F || v.p[i] == '=' || v.p[i] == '"' ||
		    v.p[i] == '\\')
			return false;
	return v.len > 0 && v.len <= LOG_VALUE_MAX;
}

struct writer {
	struct buf *out;
	size_t first; /* where the first name stands: no separator before it */
	bool json;
};

static void add_text(struct writer *w, struct view v)
{
	if (!w->json && is_bare(v)) {
		buf_add(w->out, v);
		return;
	}
	buf_add_byte(w->out, '"');
	add_escaped(w->out, v);
	buf_add_byte(w->out, '"');
}

static void add_name(struct writer *w, const char *name)
{
	if (w->out->len != w->first)
		buf_add_byte(w->out, w->json ? ',' : ' ');
	buf_printf(w->out, w->json ? "\"%s\":" : "%s=", name);
}

static void add_string(struct writer *w, const char *name, const char *value)
{
	add_name(w, name);
	add_text(w, view_of(value));
}

static void add_field(struct writer *w, const struct log_field *f)
{
	struct buf *out = w->out;

	add_name(w, f->name);
	switch (f->type) {
	case LOG_F_VIEW:
		add_text(w, f->text);
		break;
	case LOG_F_INT:
		buf_printf(out, "%lld", (long long)f->number);
		break;
	case LOG_F_BOOL:
		buf_add(out, f->number ? VIEW("true") : VIEW("false"));
		break;
	case LOG_F_DOUBLE:
		/* JSON has no word for what is not finite. */
		if (isfinite(f->real))
			buf_printf(out, "%.15g", f->real);
		else
			buf_add(out, VIEW("null"));
		break;
	case LOG_F_END:
		break;
	}
}

static void add_head(struct writer *w, const struct log_line *line)
{
	char text[INSTANT_TEXT];

	if (w->json)
		buf_add_byte(w->out, '{');
	else if (line->format == LOG_JOURNAL)
		buf_add(w->out, view_of(journal_prefixes[line->level]));
	w->first = w->out->len;

	/* journald knows time and priority itself. */
	if (line->format != LOG_JOURNAL) {
		instant_format(line->now, text);
		add_string(w, "time", text);
		add_string(w, "level", level_names[line->level]);
	}
	if (line->worker[0])
		add_string(w, "worker", line->worker);
	if (line->instance[0])
		add_string(w, "instance", line->instance);
	add_string(w, "event", line->event);
}

void log_line_format(const struct log_line *line, struct buf *out)
{
	struct writer w = { .out = out, .json = line->format == LOG_JSON };
	size_t start = out->len;
	bool cut = false;

	add_head(&w, line);
	for (const struct log_field *f = line->fields; f->type != LOG_F_END; f++) {
		size_t before = out->len;
		add_field(&w, f);
		if (out->over || out->len - start > LOG_LINE_MAX - TAIL_ROOM) {
			out->len = before;
			out->over = false;
			cut = true;
		}
	}
	if (line->swallowed) {
		add_name(&w, "swallowed");
		buf_printf(out, "%llu", (unsigned long long)line->swallowed);
	}
	if (cut) {
		add_name(&w, "cut");
		buf_add(out, VIEW("true"));
	}
	buf_add(out, w.json ? VIEW("}\n") : VIEW("\n"));
}
