/* SPDX-License-Identifier: Apache-2.0 */
#include "docs/man/manual.h"

#include "common/base/arena.h"

enum { ARENA_BYTES = 64 * 1024 * 1024 };

/* --- troff ----------------------------------------------------------------------------- */

static void add_text(struct buf *out, struct view text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];
		if (c == '\\')
			buf_add(out, VIEW("\\e"));
		else if (c == '-')
			buf_add(out, VIEW("\\-"));
		else
			buf_add_byte(out, c);
	}
}

/* A whole line; one that would be taken for a request begins with nothing visible. */
static void add_line(struct buf *out, struct view text)
{
	if (view_starts(text, VIEW(".")) || view_starts(text, VIEW("'")))
		buf_add(out, VIEW("\\&"));
	add_text(out, text);
	buf_add_byte(out, '\n');
}

static void add_head(struct buf *out, const char *name, const char *section,
		     const char *summary)
{
	buf_printf(out,
		   ".\\\" Generated; see docs/man/manual.h.\n"
		   ".TH %s %s \"\" Kurilwire \"Kurilwire manual\"\n.SH NAME\n",
		   name, section);
	add_text(out, view_of(name));
	buf_add(out, VIEW(" \\- "));
	add_line(out, view_of(summary));
}

/* --- a help text ----------------------------------------------------------------------- */

/* Where in the page the text is. */
enum place { PLACE_SYNOPSIS, PLACE_TEXT, PLACE_OPTION, PLACE_LITERAL };

struct help {
	struct buf *out;
	enum place place;
	bool used, described, options, paragraph;
};

static size_t indent_of(struct view line)
{
	size_t n = 0;

	while (n < line.len && line.p[n] == ' ')
		n++;
	return n;
}

static void leave(struct help *h, enum place to)
{
	if (h->place == PLACE_LITERAL && to != PLACE_LITERAL)
		buf_add(h->out, VIEW(".fi\n"));
	if (h->place != PLACE_LITERAL && to == PLACE_LITERAL)
		buf_add(h->out, VIEW(".PP\n.nf\n"));
	h->place = to;
}

/* "  --config DIR  the folder": name and text are two spaces apart. */
static void add_option(struct help *h, struct view line)
{
	size_t gap = view_find(line, VIEW("  "), 0);
	struct view name = gap == VIEW_NONE ? line : view_head(line, gap);

	leave(h, PLACE_OPTION);
	if (!h->options)
		buf_add(h->out, VIEW(".SH OPTIONS\n"));
	h->options = true;
	buf_add(h->out, VIEW(".TP\n.B "));
	add_line(h->out, name);
	if (gap != VIEW_NONE)
		add_line(h->out, view_trim(view_from(line, gap)));
}

static void add_synopsis(struct help *h, struct view line)
{
	buf_add(h->out, VIEW(".B "));
	add_line(h->out, line);
	buf_add(h->out, VIEW(".br\n"));
	h->used = true;
}

static void add_prose(struct help *h, struct view line)
{
	struct view exits = VIEW("exit: ");

	leave(h, PLACE_TEXT);
	if (view_starts(line, exits)) {
		buf_add(h->out, VIEW(".SH EXIT STATUS\n"));
		line = view_from(line, exits.len);
	} else if (!h->described) {
		buf_add(h->out, VIEW(".SH DESCRIPTION\n"));
		h->described = true;
	} else if (h->paragraph) {
		buf_add(h->out, h->options ? VIEW(".SH NOTES\n") : VIEW(".PP\n"));
	}
	h->paragraph = false;
	add_line(h->out, line);
}

static void add_help_line(struct help *h, struct view line)
{
	struct view usage = VIEW("sage: ");
	size_t indent = indent_of(line);
	struct view text = view_from(line, indent);

	if (text.len == 0)
		h->paragraph = true;
	else if (view_starts(view_from(line, 1), usage))
		add_synopsis(h, view_from(line, 1 + usage.len));
	else if (!h->used)
		return; /* what the page's head says already */
	else if (h->place == PLACE_SYNOPSIS && indent == 7)
		add_synopsis(h, text);
	else if (indent == 2 && view_starts(text, VIEW("--")))
		add_option(h, text);
	else if (h->place == PLACE_OPTION && indent > 2)
		add_line(h->out, text);
	else if (indent >= 2) {
		leave(h, PLACE_LITERAL);
		add_line(h->out, line);
	} else
		add_prose(h, line);
}

static void add_help(struct buf *out, struct view text)
{
	struct help h = { .out = out };
	struct view line;

	buf_add(out, VIEW(".SH SYNOPSIS\n"));
	while (view_next(&text, '\n', &line))
		add_help_line(&h, line);
	leave(&h, PLACE_TEXT);
}

/* --- pages ----------------------------------------------------------------------------- */

static void add_section(struct buf *out, const struct manual_section *s)
{
	struct view text = view_of(s->text), line;
	bool literal = false;

	buf_printf(out, ".SH %s\n", s->title);
	while (view_next(&text, '\n', &line)) {
		bool tabbed = view_starts(line, VIEW("\t"));
		if (tabbed != literal)
			buf_add(out,
				tabbed ? VIEW(".PP\n.nf\n.RS 4\n") : VIEW(".RE\n.fi\n"));
		literal = tabbed;
		if (line.len == 0)
			buf_add(out, VIEW(".PP\n"));
		else
			add_line(out, tabbed ? view_from(line, 1) : line);
	}
	if (literal)
		buf_add(out, VIEW(".RE\n.fi\n"));
}

static void add_see_also(struct buf *out, const char *pages)
{
	buf_add(out, VIEW(".SH SEE ALSO\n"));
	add_line(out, view_of(pages));
}

void manual_of_page(const struct manual_page *p, struct buf *out)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	BUF(help, 1024 * 1024);

	add_head(out, p->name, p->section, p->summary);
	if (p->help) {
		p->help(&help);
		add_help(out, buf_view(&help));
	}
	for (const struct manual_section *s = p->sections; s && s->title; s++)
		add_section(out, s);
	if (p->rows) {
		buf_add(out, VIEW(".SH SETTINGS\n"));
		settings_man(p->rows(a), out);
	}
	add_see_also(out, p->see_also);
}

void manual_of_subcommand(const struct subcommand *c, struct buf *out)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);

	add_head(out, arena_printf(a, "kurilwire-%s", c->name).p, "1", c->summary);
	add_help(out, view_of(c->help));
	add_see_also(out, "kurilwire(1), kurilwire.yaml(5)");
}

void manual_of_settings(struct buf *out)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);

	buf_add(out, VIEW("# Settings\n\nGenerated from the tables that the programs "
			  "load files by; see docs/man/manual.h.\n"));
	for (const struct manual_page *p = manual_pages; p->name; p++) {
		if (!p->rows)
			continue;
		buf_printf(out, "\n## %s: %s\n\n```text\n", p->name, p->summary);
		settings_describe(p->rows(a), out);
		buf_add(out, VIEW("```\n"));
	}
}
