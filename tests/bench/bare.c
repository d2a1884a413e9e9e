/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/bare.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/mem.h"
#include "tests/bench/cpu.h"

static size_t ignore(char *bytes, size_t one, size_t len, void *self)
{
	(void)bytes, (void)self;
	return one * len;
}

double bare_requests(const char *url, size_t n, struct view etag)
{
	CURLM *multi = curl_multi_init();
	CURL *easy[BARE_AT_ONCE];
	char line[256];
	struct curl_slist *headers = NULL;
	size_t started = 0, done = 0;

	(void)snprintf(line, sizeof line, "If-None-Match: %.*s", VIEW_ARG(etag));
	if (etag.len > 0)
		headers = curl_slist_append(NULL, line);
	double cpu = cpu_seconds();
	for (size_t i = 0; i < BARE_AT_ONCE; i++) {
		easy[i] = curl_easy_init();
		(void)curl_easy_setopt(easy[i], CURLOPT_URL, url);
		(void)curl_easy_setopt(easy[i], CURLOPT_WRITEFUNCTION, ignore);
		(void)curl_easy_setopt(easy[i], CURLOPT_HTTPHEADER, headers);
		if (started++ < n)
			(void)curl_multi_add_handle(multi, easy[i]);
	}
	while (done < n) {
		int running, left;
		(void)curl_multi_perform(multi, &running);
		for (CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL;) {
			CURL *e = m->easy_handle;
			done++;
			(void)curl_multi_remove_handle(multi, e);
			if (started++ < n)
				(void)curl_multi_add_handle(multi, e);
		}
		if (done < n)
			(void)curl_multi_poll(multi, NULL, 0, 1000, NULL);
	}
	cpu = cpu_seconds() - cpu;
	for (size_t i = 0; i < BARE_AT_ONCE; i++)
		curl_easy_cleanup(easy[i]);
	(void)curl_multi_cleanup(multi);
	curl_slist_free_all(headers);
	return cpu;
}

static void bare_keep(const char *line, size_t len, const char *name, char to[80])
{
	size_t skip = strlen(name);

	if (len <= skip || strncasecmp(line, name, skip) != 0)
		return;
	while (skip < len && line[skip] == ' ')
		skip++;
	while (len > skip && (line[len - 1] == '\r' || line[len - 1] == '\n'))
		len--;
	(void)snprintf(to, 80, "%.*s", (int)(len - skip), line + skip);
}

static size_t bare_header(char *line, size_t one, size_t len, void *self)
{
	struct bare_transfer *t = self;
	struct bare_feed *f = &t->bare->feeds[t->number];

	bare_keep(line, one * len, "etag:", f->etag);
	bare_keep(line, one * len, "last-modified:", f->modified);
	return one * len;
}

void bare_init(struct bare *b, const struct crawl_feed *urls, size_t len)
{
	*b = (struct bare){ .urls = urls, .len = len, .multi = curl_multi_init() };
	b->feeds = mem_new(len * sizeof b->feeds[0]);
	for (size_t i = 0; i < BARE_TRANSFERS; i++) {
		struct bare_transfer *t = &b->transfers[i];
		t->bare = b;
		t->easy = curl_easy_init();
		(void)curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, ignore);
		(void)curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, bare_header);
		(void)curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
		(void)curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
		(void)curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
	}
}

void bare_done(struct bare *b)
{
	for (size_t i = 0; i < BARE_TRANSFERS; i++) {
		curl_easy_cleanup(b->transfers[i].easy);
		curl_slist_free_all(b->transfers[i].lines);
	}
	(void)curl_multi_cleanup(b->multi);
	free(b->feeds);
}

static void bare_add(struct bare *b, struct bare_transfer *t, size_t number)
{
	const struct bare_feed *f = &b->feeds[number];
	char line[128];

	t->number = number;
	(void)curl_easy_setopt(t->easy, CURLOPT_URL, b->urls[number].url.p);
	curl_slist_free_all(t->lines);
	t->lines = NULL;
	if (f->etag[0]) {
		(void)snprintf(line, sizeof line, "If-None-Match: %s", f->etag);
		t->lines = curl_slist_append(NULL, line);
		(void)snprintf(line, sizeof line, "If-Modified-Since: %s", f->modified);
		t->lines = curl_slist_append(t->lines, line);
	}
	(void)curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->lines);
	(void)curl_multi_add_handle(b->multi, t->easy);
}

double bare_round(struct bare *b)
{
	size_t started = 0, done = 0;
	double cpu = cpu_seconds();

	for (; started < BARE_TRANSFERS && started < b->len; started++)
		bare_add(b, &b->transfers[started], started);
	while (done < b->len) {
		int running, left;
		(void)curl_multi_perform(b->multi, &running);
		for (CURLMsg *m; (m = curl_multi_info_read(b->multi, &left)) != NULL;) {
			struct bare_transfer *t = NULL;
			long status = 0;
			(void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE,
						(char **)&t);
			(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
			b->statuses[status % 1000]++;
			done++;
			(void)curl_multi_remove_handle(b->multi, t->easy);
			if (started < b->len)
				bare_add(b, t, started++);
		}
		if (done < b->len)
			(void)curl_multi_poll(b->multi, NULL, 0, 1000, NULL);
	}
	return cpu_seconds() - cpu;
}
