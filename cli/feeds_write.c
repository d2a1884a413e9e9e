/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/feeds_parts.h"
#include "cli/place.h"
#include "common/base/map.h"
#include "common/service/escape.h"
#include "common/story/url.h"

enum { FILE_BYTES = 64 * 1024 * 1024, ID_MAX = 40, LONGEST_ID = SETTINGS_ID_MAX - 6 };

/* An id out of a title or a host: lower-case letters, digits and "-". */
static struct view id_of(struct view text, struct arena *a)
{
	char id[ID_MAX];
	size_t len = 0;

	for (size_t i = 0; i < text.len && len < sizeof id; i++) {
		char c = byte_lower(text.p[i]);
		if (byte_is_alpha(c) || byte_is_digit(c))
			id[len++] = c;
		else if (len > 0 && id[len - 1] != '-')
			id[len++] = '-';
	}
	while (len > 0 && id[len - 1] == '-')
		len--;
	return arena_copy(a, view_at(id, len));
}

/* A scalar in double quotes, as JSON has it, which YAML reads; on one line, with nothing in it
 * that YAML refuses or a terminal acts on. */
static void add_text(struct buf *out, struct view text)
{
	BUF(line, text.len * 3 + 1);

	escape_spaced(&line, text);
	escape_json(out, buf_view(&line));
}

/* The address as feeds.d takes it: lists of feeds are full of spaces. */
static struct view url_of(struct view url, struct arena *a)
{
	BUF(out, url.len * 3 + 1);

	for (size_t i = 0; i < url.len; i++)
		if (settings_is_url_byte(url.p[i]))
			(void)buf_add_byte(&out, url.p[i]);
		else
			(void)buf_printf(&out, "%%%02X", (unsigned char)url.p[i]);
	return arena_copy(a, buf_view(&out));
}

struct writing {
	const struct feeds_command *k;
	struct map *ids, *providers, *urls; /* that are taken */
	struct buf *head, *rows;
	size_t written, known;
	struct view first_id;
};

static void take(struct map *m, struct view name)
{
	(void)map_put(m, name, m);
}

static struct view host_of(const struct writing *w, struct view url)
{
	struct view host = url_host(url, w->k->arena);

	return view_starts(host, VIEW("www.")) ? view_from(host, 4) : host;
}

static struct view free_id(struct writing *w, struct view provider, struct view title)
{
	struct arena *a = w->k->arena;
	struct view name = id_of(title, a);
	struct view id =
	    name.len == 0 || view_starts(name, provider)
		? (name.len ? name : provider)
		: arena_printf(a, "%.*s-%.*s", VIEW_ARG(provider), VIEW_ARG(name));
	struct view base = view_head(id, LONGEST_ID);

	id = base;
	for (int n = 2; map_get(w->ids, id); n++)
		id = arena_printf(a, "%.*s-%d", VIEW_ARG(base), n);
	take(w->ids, id);
	return id;
}

static void add_provider(struct writing *w, struct view id, struct view name)
{
	if (map_get(w->providers, id))
		return;
	take(w->providers, id);
	(void)buf_printf(w->head, "  - id: %.*s\n    name: ", VIEW_ARG(id));
	add_text(w->head, name);
	(void)buf_add_byte(w->head, '\n');
}

static void add_feed(struct writing *w, const struct feeds_new *f)
{
	struct view url = url_of(f->url, w->k->arena), host = host_of(w, url);
	struct view provider =
	    w->k->provider ? view_of(w->k->provider) : id_of(host, w->k->arena);

	if (map_get(w->urls, url)) {
		w->known++;
		return;
	}
	take(w->urls, url);
	add_provider(w, provider, w->k->provider ? provider : host);
	struct view id = free_id(w, provider, f->title);
	if (w->written++ == 0)
		w->first_id = id;
	(void)buf_printf(w->rows,
			 "  - id: %.*s\n    provider: %.*s\n    url: ", VIEW_ARG(id),
			 VIEW_ARG(provider));
	add_text(w->rows, url);
	(void)buf_add(w->rows,
		      f->allow_private ? VIEW("\n    allow_private: yes\n") : VIEW("\n"));
}

static bool write_file(const char *path, struct view text)
{
	/* A file that somebody wrote by hand is never lost. */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	bool ok = fd >= 0 && write(fd, text.p, text.len) == (ssize_t)text.len;

	if (fd >= 0)
		ok = close(fd) == 0 && ok;
	return ok;
}

static int put(struct writing *w)
{
	struct arena *a = w->k->arena;
	BUF(text, 2 * FILE_BYTES);

	if (w->head->len > 0)
		(void)buf_printf(&text, "providers:\n%.*s\n",
				 VIEW_ARG(buf_view(w->head)));
	(void)buf_printf(&text, "feeds:\n%.*s", VIEW_ARG(buf_view(w->rows)));
	if (w->k->to_stdout) {
		(void)fwrite(text.p, 1, text.len, stdout);
		return EXIT_OK;
	}
	const char *path =
	    arena_printf(a, "%s/feeds.d/%.*s.yaml", place_config(w->k->broker.config, a),
			 VIEW_ARG(w->first_id))
		.p;
	if (!write_file(path, buf_view(&text)))
		return feeds_failed(EXIT_FAILED, "%s cannot be written: %s", path,
				    strerror(errno));
	printf("%s; feeds: %zu; kurilwire check says whether all is good\n", path,
	       w->written);
	return EXIT_OK;
}

int feeds_write(const struct feeds_command *k, const struct feeds_new *feeds, size_t len)
{
	AUTO(map) ids = map_new();
	AUTO(map) providers = map_new();
	AUTO(map) urls = map_new();
	BUF(head, FILE_BYTES);
	BUF(rows, FILE_BYTES);
	struct writing w = { k, ids, providers, urls, &head, &rows, 0, 0, VIEW("") };
	int code = EXIT_OK;

	for (size_t i = 0; i < feeds_len(k->feeds); i++) {
		const struct feed *f = feeds_at(k->feeds, i);
		take(ids, f->id);
		take(providers, f->provider);
		take(urls, f->url);
	}
	for (size_t i = 0; i < len; i++)
		add_feed(&w, &feeds[i]);
	if (w.known > 0)
		(void)feeds_failed(EXIT_OK, "configured already: %zu", w.known);
	if (w.written > 0)
		code = put(&w);
	return code;
}
