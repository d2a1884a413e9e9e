/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/tag.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/arguments.h"
#include "cli/input.h"
#include "cli/input_url.h"
#include "cli/packs.h"
#include "cli/show.h"
#include "cli/tag_explain.h"
#include "cli/tag_lines.h"
#include "common/base/utf8.h"
#include "common/story/ninjs.h"
#include "enricher/tagger.h"
#include "parser/document.h"

enum {
	OUT_BYTES = 64 * 1024 * 1024,
	ARENA_BYTES = 256 * 1024 * 1024,
};

struct tag_options {
	const char *file, *config;
	struct view language;
	bool lines, json, explain;
};

static bool write_out(const struct buf *out, struct err *err)
{
	if (fwrite(out->p, 1, out->len, stdout) != out->len)
		return err_set(err, ERR_STOP, "standard output cannot be written");
	return true;
}

static bool tag_lines(struct tagger *t, struct err *err)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	BUF(out, OUT_BYTES);
	char *line = NULL;
	size_t cap = 0, number = 0;
	bool ok = true;

	for (ssize_t len; ok && (len = getline(&line, &cap, stdin)) >= 0;) {
		struct view text = view_trim(view_at(line, (size_t)len));
		number++;
		if (text.len == 0)
			continue;
		arena_reset(a);
		buf_clear(&out);
		ok = tag_line(t, text, a, &out, err);
		if (!ok)
			err_prefix(err, "line %zu", number);
		else
			ok = write_out(&out, err);
	}
	free(line);
	return ok;
}

static bool tag_one(const struct tag_options *o, struct tagger *t, struct story *s,
		    struct arena *a, struct err *err)
{
	const struct show_options how = { .colour = show_colour_wanted(),
					  .width = show_terminal_width() };
	BUF(out, OUT_BYTES);

	if (o->language.len)
		s->language = o->language;
	if (o->explain) {
		tag_explain(t, s, a, how.colour, &out);
		return write_out(&out, err);
	}
	tagger_tag_story(t, s, a);
	if (!o->json)
		show_story(s, VIEW(""), &how, &out);
	else if (!ninjs_encode(s, &out, err))
		return false;
	buf_add_byte(&out, '\n');
	return write_out(&out, err);
}

/* A document, or what is none: plain text, taken as a body. */
static bool tag_file(const struct tag_options *o, struct tagger *t, struct err *err)
{
	struct document d = { .hints = { .provider = VIEW("local") },
			      .fetched_at = (instant_ms)time(NULL) * 1000,
			      .limits = DOCUMENT_LIMITS };
	AUTO(arena) a = arena_new(ARENA_BYTES);
	BUF(body, d.limits.bytes_max);
	struct parsed p = { 0 };
	struct story plain;

	struct input_document from = { .url.len = 0 };
	if (!(input_is_url(o->file) ? input_fetch(o->file, a, &body, &from, err)
				    : input_read(o->file, &body, err)))
		return false;
	d.url = from.url;
	d.content_type = from.content_type;
	d.body = buf_view(&body);
	if (!parse_document(&d, a, &p, err)) {
		if (!utf8_valid(d.body))
			return false;
		story_init(&plain);
		plain.uri = VIEW("urn:kurilwire:story:plain");
		plain.version = 1;
		story_add_body(&plain, a, VIEW("text/plain"), d.body);
		return tag_one(o, t, &plain, a, err);
	}
	for (size_t i = 0; i < p.stories_len; i++) {
		if (!p.stories[i].uri.len)
			p.stories[i].uri = VIEW("urn:kurilwire:story:local");
		if (!tag_one(o, t, &p.stories[i], a, err))
			return false;
	}
	return true;
}

static int run(const struct tag_options *o)
{
	AUTO(gazetteer) g = packs_load(o->config);
	AUTO(tagger) t = NULL;
	struct err err = { 0 };

	if (!g)
		return EXIT_CONFIG;
	if (!tagger_new(g, &t, &err) ||
	    !(o->lines ? tag_lines(t, &err) : tag_file(o, t, &err))) {
		fprintf(stderr, "kurilwire tag: %s\n", err.text);
		return err.fate == ERR_REJECT ? EXIT_INPUT : EXIT_FAILED;
	}
	return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
}

static int tag_run(int argc, char **argv)
{
	struct tag_options o = { 0 };
	const struct argument rows[] = {
		{ "lines", ARGUMENT_FLAG, &o.lines },
		{ "json", ARGUMENT_FLAG, &o.json },
		{ "explain", ARGUMENT_FLAG, &o.explain },
		{ "config", ARGUMENT_TEXT, &o.config },
		{ "language", ARGUMENT_VIEW, &o.language },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_read(&tag_subcommand, argc, argv, rows, &code))
		return code;
	if (o.lines ? optind != argc : optind + 1 != argc)
		return subcommand_usage(&tag_subcommand,
					o.lines ? "--lines reads standard input"
						: "one file is wanted, or -");
	o.file = argv[optind];
	return run(&o);
}

const struct subcommand tag_subcommand = {
	.name = "tag",
	.summary = "show what a text mentions and what it is about",
	.run = tag_run,
	.help =
	    "usage: kurilwire tag [OPTION]... FILE|URL|-\n"
	    "       kurilwire tag --lines\n"
	    "\n"
	    "Reads a document (as kurilwire parse does) or plain text and shows its "
	    "stories "
	    "with\n"
	    "the mentions marked, the scores, and what they are made of.\n"
	    "\n"
	    "  --explain     why each mention passed, what nearly was one, and why not\n"
	    "  --json        one ninjs record a line\n"
	    "  --lines       JSON lines {\"id\",\"lang\",\"text\"} on standard input, "
	    "answers as\n"
	    "                JSON lines\n"
	    "  --language L  of the text (BCP 47); otherwise it is detected\n"
	    "  --config DIR  packs are in DIR/tags.d (default: $KURILWIRE_CONFIG, "
	    "./config or\n"
	    "                /etc/kurilwire)\n"
	    "\n"
	    "exit: 0 done; 1 the file cannot be read; 64 wrong usage; 65 the input was\n"
	    "rejected; 78 the packs have errors\n",
};
