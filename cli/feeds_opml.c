/* SPDX-License-Identifier: Apache-2.0 */
/* OPML 2.0: an outline with an xmlUrl is a feed, wherever it stands. */
#include <stdio.h>

#include "cli/feeds_parts.h"
#include "cli/input.h"
#include "common/base/markup.h"
#include "common/story/url.h"
#include "parser/xml.h"

enum { FILE_BYTES = 64 * 1024 * 1024, DEPTH_MAX = 64 };

static struct view first_of(struct view a, struct view b)
{
	return a.len > 0 ? a : b;
}

static void take_outline(const struct feeds_command *k, const struct xml *x,
			 struct feeds_new **list, size_t *len)
{
	struct view url = view_trim(xml_attr(x, "xmlUrl"));
	struct view title = first_of(xml_attr(x, "title"), xml_attr(x, "text"));

	if (!view_eq_nocase(x->name.local, VIEW("outline")) || url.len == 0)
		return;
	if (!url_is_web(url)) {
		(void)feeds_failed(EXIT_OK,
				   "%.*s is left out: it is no address of the web",
				   VIEW_ARG(url));
		return;
	}
	struct feeds_new *f = ARENA_PUSH(k->arena, *list, *len);
	*f = (struct feeds_new){ .title = arena_copy(k->arena, title),
				 .url = arena_copy(k->arena, url) };
}

int feeds_import(const struct feeds_command *k)
{
	BUF(text, FILE_BYTES);
	struct feeds_new *list = NULL;
	size_t len = 0;
	struct err err;

	if (!input_read(k->words[0], &text, &err))
		return feeds_failed(EXIT_INPUT, "%s", err.text);
	struct xml *x = ARENA_NEW(k->arena, struct xml);
	xml_init(x, buf_view(&text), DEPTH_MAX, NULL, k->arena);
	for (enum xml_event e; (e = xml_next(x)) != XML_DONE;)
		if (e == XML_START)
			take_outline(k, x, &list, &len);
	if (len == 0)
		return feeds_failed(EXIT_INPUT, "%s: no outline with an xmlUrl in it",
				    k->words[0]);
	return feeds_write(k, list, len);
}

int feeds_export(const struct feeds_command *k)
{
	BUF(out, 2 * FILE_BYTES);

	(void)buf_add(
	    &out, VIEW("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		       "<opml version=\"2.0\">\n<head><title>Kurilwire</title></head>\n"
		       "<body>\n"));
	for (size_t i = 0; i < feeds_len(k->feeds); i++) {
		const struct feed *f = feeds_at(k->feeds, i);
		if (f->folder.len > 0) /* is no address that others could poll */
			continue;
		(void)buf_add(&out, VIEW("<outline type=\"rss\" text=\""));
		(void)markup_escape(&out, f->id, true);
		(void)buf_add(&out, VIEW("\" xmlUrl=\""));
		(void)markup_escape(&out, feeds_address(f, k->arena), true);
		(void)buf_add(&out, VIEW("\"/>\n"));
	}
	(void)buf_add(&out, VIEW("</body>\n</opml>\n"));
	(void)fwrite(out.p, 1, out.len, stdout);
	return EXIT_OK;
}
