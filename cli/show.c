/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/show.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#include "common/base/plural.h"
#include "common/base/utf8.h"
#include "common/service/escape.h"

#define RESET "\033[0m"
#define DIM "\033[2m"
#define BOLD "\033[1m"

enum { WIDTH_DEFAULT = 100, WIDTH_MIN = 40, WIDTH_MAX = 160, INDENT = 2 };

/* Text that flows into lines. A word is kept until it is known to fit. */
struct flow {
	struct buf *out;
	struct buf word;
	const struct show_options *o;
	size_t width, column, word_width;
	size_t lines;
	bool space; /* before the word, if it stays on this line */
};

bool show_colour_wanted(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
	       !(term && strcmp(term, "dumb") == 0);
}

size_t show_terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return WIDTH_DEFAULT;
	return size.ws_col;
}

static const char *paint(const struct show_options *o, const char *code)
{
	return o->colour ? code : "";
}

static const char *tag_colour(struct view tag)
{
	if (view_eq(tag, VIEW("kurils")))
		return "\033[1;33m";
	if (view_eq(tag, VIEW("peace_treaty")))
		return "\033[1;36m";
	return "\033[1;35m";
}

static void flow_newline(struct flow *f)
{
	(void)buf_add_byte(f->out, '\n');
	f->column = 0;
	f->space = false;
	f->lines++;
}

static void flow_end_word(struct flow *f)
{
	if (f->word.len == 0)
		return;
	size_t need = f->word_width + (f->space && f->column ? 1 : 0);
	if (f->column && f->column + need > f->width)
		flow_newline(f);
	if (f->column == 0) {
		(void)buf_add(f->out, VIEW("  "));
		f->column = INDENT;
	} else if (f->space) {
		(void)buf_add_byte(f->out, ' ');
		f->column++;
	}
	(void)buf_add(f->out, buf_view(&f->word));
	f->column += f->word_width;
	f->space = false;
	f->word_width = 0;
	buf_clear(&f->word);
}

static void flow_code_point(struct flow *f, uint32_t cp)
{
	if (cp == '\n') {
		flow_end_word(f);
		flow_newline(f);
		return;
	}
	if (cp == ' ' || escape_unsafe(cp)) {
		flow_end_word(f);
		f->space = f->column > 0;
		return;
	}
	int columns = utf8proc_charwidth((utf8proc_int32_t)cp);
	if (columns == 2)
		flow_end_word(f);
	(void)buf_add_utf8(&f->word, cp);
	f->word_width += (size_t)(columns > 0 ? columns : 0);
}

/* Marks do not count as columns with colour; brackets do. */
static void flow_mark(struct flow *f, struct view tag, bool begin)
{
	if (f->o->colour) {
		(void)buf_add(&f->word, view_of(begin ? tag_colour(tag) : RESET));
	} else {
		(void)buf_add_byte(&f->word, begin ? '[' : ']');
		f->word_width++;
	}
}

static void show_field(const struct story *s, enum story_field field, size_t lines_max,
		       const struct show_options *o, struct buf *out)
{
	struct view v = story_plain(s, field);
	struct flow f = { .out = out, .o = o, .width = o->width };
	size_t index = 0, next = 0;
	const struct story_mention *open = NULL;

	buf_init(&f.word, 64 * 1024);
	for (size_t pos = 0; pos < v.len && (!lines_max || f.lines < lines_max);
	     index++) {
		if (open && index == open->end) {
			flow_mark(&f, open->tag, false);
			open = NULL;
		}
		/* Mentions are in the order of field and start. */
		while (next < s->ext.mentions.len &&
		       (s->ext.mentions.items[next].field != field ||
			s->ext.mentions.items[next].start < index))
			next++;
		if (!open && next < s->ext.mentions.len &&
		    s->ext.mentions.items[next].start == index) {
			open = &s->ext.mentions.items[next++];
			if (f.word_width == 0 && f.space)
				flow_end_word(&f);
			flow_mark(&f, open->tag, true);
		}
		flow_code_point(&f, utf8_next(v, &pos));
	}
	if (open)
		flow_mark(&f, open->tag, false);
	flow_end_word(&f);
	if (f.column)
		flow_newline(&f);
	buf_done(&f.word);
}

static void join(struct buf *out, const struct story_concepts *list, struct view role,
		 const char *separator)
{
	bool first = true;

	for (size_t i = 0; i < list->len; i++) {
		const struct story_concept *c = &list->items[i];
		if (!view_eq(c->role.len ? c->role : c->rel, role))
			continue;
		(void)buf_add(out, view_of(first ? "" : separator));
		escape_spaced(out, c->name);
		first = false;
	}
}

static void show_head(const struct story *s, struct view where,
		      const struct show_options *o, struct buf *out)
{
	char date[INSTANT_TEXT];
	struct view day = s->first_created != INSTANT_NONE
			      ? view_head(instant_format(s->first_created, date), 10)
			      : VIEW("undated");

	(void)buf_add(out, view_of(paint(o, DIM)));
	(void)buf_add(out, VIEW("── "));
	if (where.len)
		(void)buf_printf(out, "%s%.*s%s%s · ", paint(o, RESET BOLD),
				 VIEW_ARG(where), paint(o, RESET), paint(o, DIM));
	(void)buf_printf(out, "version %d", s->version);
	if (s->status != STORY_USABLE)
		(void)buf_printf(out, " · %s", story_status_name(s->status));
	(void)buf_printf(out, " · %.*s", VIEW_ARG(day));
	if (s->language.len)
		(void)buf_printf(out, " · %.*s", VIEW_ARG(s->language));
	if (s->ext.feed.len)
		(void)buf_printf(out, " · feed %.*s", VIEW_ARG(s->ext.feed));
	(void)buf_printf(out, " · %s%s\n", story_kind_name(s->ext.text_from),
			 paint(o, RESET));
}

static void show_byline(const struct story *s, const struct show_options *o,
			struct buf *out)
{
	BUF(line, 16 * 1024);

	escape_spaced(&line, s->located);
	if (line.len)
		(void)buf_add(&line, VIEW(" · "));
	size_t before = line.len;
	join(&line, &s->sources, VIEW("agency"), ", ");
	if (line.len > before)
		(void)buf_add(&line, VIEW(" · "));
	before = line.len;
	join(&line, &s->people, VIEW("author"), ", ");
	if (line.len == before)
		escape_spaced(&line, s->by);
	struct view v = view_trim(buf_view(&line));
	if (view_ends(v, VIEW(" ·")))
		v.len -= strlen(" ·");
	if (v.len)
		(void)buf_printf(out, "  %s%.*s%s\n", paint(o, DIM), VIEW_ARG(v),
				 paint(o, RESET));
}

static void show_scores(const struct story *s, const struct show_options *o,
			struct buf *out)
{
	if (s->ext.scores.len == 0 && s->ext.mentions.len == 0)
		return;
	(void)buf_add(out, VIEW("  "));
	for (size_t i = 0; i < s->ext.scores.len; i++) {
		const struct story_score *score = &s->ext.scores.items[i];
		(void)buf_printf(out, "%s%s%.*s %d%s%s", i ? "   " : "",
				 paint(o, score->about ? tag_colour(score->topic) : DIM),
				 VIEW_ARG(score->topic), score->value,
				 score->about ? " (about)" : "", paint(o, RESET));
	}
	(void)buf_printf(out, "%s%zu %s\n", s->ext.scores.len ? "   " : "",
			 s->ext.mentions.len,
			 plural(s->ext.mentions.len, "mention", "mentions"));
}

void show_story(const struct story *s, struct view where, const struct show_options *o,
		struct buf *out)
{
	struct show_options fitted = *o;

	if (!fitted.width)
		fitted.width = WIDTH_DEFAULT;
	if (fitted.width < WIDTH_MIN)
		fitted.width = WIDTH_MIN;
	if (fitted.width > WIDTH_MAX)
		fitted.width = WIDTH_MAX;

	show_head(s, where, &fitted, out);
	(void)buf_add(out, view_of(paint(o, BOLD)));
	show_field(s, FIELD_HEADLINE, 0, &fitted, out);
	(void)buf_add(out, view_of(paint(o, RESET)));
	show_byline(s, &fitted, out);
	show_scores(s, &fitted, out);
	if (s->ext.page_error.len) {
		(void)buf_printf(out, "  %sno page: ", paint(o, DIM));
		escape_spaced(out, s->ext.page_error);
		(void)buf_printf(out, "%s\n", paint(o, RESET));
	}
	if (s->bodies.len) {
		(void)buf_add_byte(out, '\n');
		show_field(s, FIELD_BODY, fitted.lines_max, &fitted, out);
	} else if (s->descriptions.len) {
		(void)buf_add_byte(out, '\n');
		show_field(s, FIELD_DESCRIPTION, fitted.lines_max, &fitted, out);
	}
	(void)buf_add_byte(out, '\n');
}
