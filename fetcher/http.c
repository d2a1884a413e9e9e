/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A transfer is a curl handle with its options set once; it is used again and again, and only
 * what differs is set for a request. Transfers are in one of three lists: idle, under way,
 * and finished with a reply that nobody took yet.
 */
#include "fetcher/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/mem.h"
#include "fetcher/address.h"

enum {
	SLOW_BYTES_A_SECOND = 16,
	CONNECTIONS_KEPT = 512,
	RECEIVE_BYTES = 64 * 1024,
	RESERVE_MAX = 256 * 1024,
	VALIDATOR_MAX = 1024,
	LINES_MAX = 64 * 1024 * 1024 /* no file of settings can say more */
};

struct transfer {
	CURL *easy;
	struct transfer *next, **place; /* in its list */
	uint64_t id;
	struct reply *reply;
	struct buf lines;        /* of the request's headers, each with a NUL behind it */
	struct curl_slist *list; /* of those lines: an array */
	size_t list_cap;
	size_t header_bytes;
	bool allow_private;
	bool plain; /* none of the options that few feeds have is set */
	char error[CURL_ERROR_SIZE];
};

struct http {
	CURLM *multi;
	struct http_settings settings;
	const char *ca_file; /* when a request names none */
	struct curl_slist *resolve;
	struct transfer *idle, *under_way, *finished, **finished_end;
	size_t idle_len, under_way_len;
};

static void list_add(struct transfer **head, struct transfer *t)
{
	t->next = *head;
	t->place = head;
	if (t->next)
		t->next->place = &t->next;
	*head = t;
}

static void list_remove(struct transfer *t)
{
	*t->place = t->next;
	if (t->next)
		t->next->place = t->place;
	t->next = NULL;
	t->place = NULL;
}

/* Keeps the first reason: what curl says later only follows from it. */
__attribute__((format(printf, 2, 3))) static void fail(struct transfer *t,
						       const char *fmt, ...)
{
	if (t->reply->error[0])
		return;
	va_list args;
	va_start(args, fmt);
	(void)vsnprintf(t->reply->error, sizeof t->reply->error, fmt, args);
	va_end(args);
	for (char *p = t->reply->error; *p; p++)
		if ((unsigned char)*p < 0x20)
			*p = ' ';
}

/* --- what curl calls ------------------------------------------------------------------------ */

static size_t on_header(char *line, size_t one, size_t len, void *self)
{
	struct transfer *t = self;
	(void)one;
	t->header_bytes += len;
	if (t->header_bytes > HTTP_HEADERS_MAX) {
		fail(t, "the headers are over %d bytes", HTTP_HEADERS_MAX);
		return 0;
	}
	reply_add_line(t->reply, view_at(line, len));
	return len;
}

static size_t on_body(char *bytes, size_t one, size_t len, void *self)
{
	struct transfer *t = self;
	curl_off_t whole = 0;
	(void)one;
	/* Room at once for what is promised, within what a lie may cost. */
	if (t->reply->body.len == 0 &&
	    curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &whole) ==
		CURLE_OK &&
	    whole > 0 && whole <= RESERVE_MAX && (size_t)whole <= t->reply->body.max)
		(void)buf_room(&t->reply->body, (size_t)whole);
	if (!buf_add(&t->reply->body, view_at(bytes, len))) {
		fail(t, "the body is over %zu bytes", t->reply->body.max);
		return 0;
	}
	return len;
}

static curl_socket_t on_open(void *self, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct transfer *t = self;
	char name[INET6_ADDRSTRLEN] = "?";

	if (purpose != CURLSOCKTYPE_IPCXN)
		return CURL_SOCKET_BAD;
	if (!t->allow_private && !address_public(&to->addr)) {
		const struct sockaddr *a = &to->addr;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		if (a->sa_family == AF_INET6) {
			memcpy(&v6, a, sizeof v6);
			(void)inet_ntop(AF_INET6, &v6.sin6_addr, name, sizeof name);
		} else if (a->sa_family == AF_INET) {
			memcpy(&v4, a, sizeof v4);
			(void)inet_ntop(AF_INET, &v4.sin_addr, name, sizeof name);
		}
		fail(t, "%s is not a public address", name);
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* Before the request is sent, on kept connections too: one that was opened for a feed with
 * allow_private must not serve another. */
static int on_connected(void *self, char *address, char *local, int port, int local_port)
{
	struct transfer *t = self;
	(void)local;
	(void)port;
	(void)local_port;
	if (t->allow_private || address_text_public(view_of(address)))
		return CURL_PREREQFUNC_OK;
	fail(t, "%s is not a public address", address);
	return CURL_PREREQFUNC_ABORT;
}

/* --- transfers --------------------------------------------------------------------------------- */

#define SET(easy, option, value) \
	MUST(curl_easy_setopt((easy), CURLOPT_##option, (value)) == CURLE_OK)

static void set_once(const struct http *h, struct transfer *t)
{
	const struct http_settings *s = &h->settings;

	SET(t->easy, PRIVATE, t);
	SET(t->easy, NOSIGNAL, 1L);
	SET(t->easy, ERRORBUFFER, t->error);
	SET(t->easy, PROTOCOLS_STR, "http,https");
	SET(t->easy, FOLLOWLOCATION, 0L);
	SET(t->easy, ACCEPT_ENCODING, ""); /* so that it decodes */
	SET(t->easy, HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(t->easy, BUFFERSIZE, (long)RECEIVE_BYTES);
	SET(t->easy, CONNECTTIMEOUT_MS, (long)s->connect_ms);
	SET(t->easy, LOW_SPEED_LIMIT, (long)SLOW_BYTES_A_SECOND);
	SET(t->easy, LOW_SPEED_TIME, (long)((s->slow_ms + 999) / 1000));
	SET(t->easy, HEADERFUNCTION, on_header);
	SET(t->easy, HEADERDATA, t);
	SET(t->easy, WRITEFUNCTION, on_body);
	SET(t->easy, WRITEDATA, t);
	SET(t->easy, SUPPRESS_CONNECT_HEADERS, 1L);
	SET(t->easy, RESOLVE, h->resolve);
	SET(t->easy, OPENSOCKETFUNCTION, on_open);
	SET(t->easy, OPENSOCKETDATA, t);
	SET(t->easy, PREREQFUNCTION, on_connected);
	SET(t->easy, PREREQDATA, t);
}

static struct transfer *transfer_new(const struct http *h)
{
	struct transfer *t = mem_new(sizeof *t);
	t->easy = curl_easy_init();
	MUST(t->easy != NULL);
	buf_init(&t->lines, LINES_MAX);
	set_once(h, t);
	return t;
}

static void transfer_free(struct transfer *t)
{
	curl_easy_cleanup(t->easy);
	buf_done(&t->lines);
	free(t->list);
	reply_free(t->reply);
	free(t);
}

static void add_line(struct transfer *t, struct view name, struct view value)
{
	buf_add(&t->lines, name);
	buf_add(&t->lines, value);
	buf_add_byte(&t->lines, '\0');
}

static bool add_validator(struct transfer *t, struct view name, struct view value)
{
	if (value.len == 0 || value.len > VALIDATOR_MAX)
		return false;
	add_line(t, name, value);
	return true;
}

/* The lines as the list that curl wants, which keeps both until the request is over. */
static struct curl_slist *list_of(struct transfer *t, size_t count)
{
	char *p = t->lines.p;

	MUST(!t->lines.over);
	if (count > t->list_cap) {
		t->list = mem_grow(t->list, count, sizeof t->list[0]);
		t->list_cap = count;
	}
	for (size_t i = 0; i < count; i++, p += strlen(p) + 1)
		t->list[i] =
		    (struct curl_slist){ p, i + 1 < count ? &t->list[i + 1] : NULL };
	return t->list;
}

static bool is_plain(const struct http_request *r)
{
	return !r->user_agent && !r->proxy && !r->user_password && !r->bearer &&
	       !r->client_cert && !r->client_key && !r->ca_file;
}

/* The options that few feeds have: nothing to do after a request that had none, either. */
static void set_rare(const struct http *h, struct transfer *t,
		     const struct http_request *r)
{
	bool plain = is_plain(r);

	if (plain && t->plain)
		return;
	t->plain = plain;
	SET(t->easy, USERAGENT, r->user_agent ? r->user_agent : h->settings.user_agent);
	SET(t->easy, PROXY, r->proxy ? r->proxy : "");
	SET(t->easy, HTTPAUTH, (long)(r->bearer ? CURLAUTH_BEARER : CURLAUTH_BASIC));
	SET(t->easy, USERPWD, r->user_password);
	SET(t->easy, XOAUTH2_BEARER, r->bearer);
	SET(t->easy, SSLCERT, r->client_cert);
	SET(t->easy, SSLKEY, r->client_key);
	SET(t->easy, CAINFO, r->ca_file ? r->ca_file : h->ca_file);
}

/* Accept-Encoding is what curl would say itself, a tenth of its work for a request dearer. */
static void set_lines(struct transfer *t, const struct http_request *r)
{
	size_t count = 1;

	buf_clear(&t->lines);
	add_line(t, VIEW("Accept-Encoding: "), VIEW("gzip, br, zstd, deflate"));
	count += add_validator(t, VIEW("If-None-Match: "), r->etag);
	count += add_validator(t, VIEW("If-Modified-Since: "), r->last_modified);
	for (size_t i = 0; r->headers && r->headers[i]; i++, count++)
		add_line(t, view_of(r->headers[i]), VIEW(""));
	SET(t->easy, HTTPHEADER, list_of(t, count));
}

static void set_request(const struct http *h, struct transfer *t,
			const struct http_request *r)
{
	t->id = r->id;
	/* What is connected to is then the proxy, which may be one of our own network. */
	t->allow_private = r->allow_private || r->proxy;
	t->header_bytes = 0;
	t->error[0] = '\0';
	t->reply = reply_new(r->body_max);

	SET(t->easy, URL, r->url);
	SET(t->easy, TIMEOUT_MS, (long)r->total_ms);
	set_lines(t, r);
	set_rare(h, t, r);
}

/* For what goes through a proxy no address is seen here but the proxy's. */
static bool proxy_may_be_asked(const char *url)
{
	CURLU *u = curl_url();
	char *host = NULL;

	MUST(u != NULL);
	bool may = curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
		   curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
		   address_host_public(view_of(host));
	curl_free(host);
	curl_url_cleanup(u);
	return may;
}

static void add_finished(struct http *h, struct transfer *t)
{
	*h->finished_end = t;
	h->finished_end = &t->next;
}

static void finish(struct http *h, struct transfer *t, CURLcode code)
{
	long status = 0;

	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	t->reply->status = status > 0 && status < 1000 ? (int)status : 0;
	if (code != CURLE_OK)
		fail(t, "%s", t->error[0] ? t->error : curl_easy_strerror(code));
	(void)curl_multi_remove_handle(h->multi, t->easy);
	list_remove(t);
	h->under_way_len--;
	add_finished(h, t);
}

static void harvest(struct http *h)
{
	int left, running;

	(void)curl_multi_perform(h->multi, &running);
	for (CURLMsg *m; (m = curl_multi_info_read(h->multi, &left)) != NULL;) {
		struct transfer *t = NULL;
		CURLcode code = m->data.result;
		(void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t);
		finish(h, t, code);
	}
}

/* --- the calls --------------------------------------------------------------------------------- */

bool http_new(const struct http_settings *settings, struct http **ret, struct err *err)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_STOP, "libcurl cannot be set up");
	struct http *h = mem_new(sizeof *h);
	h->settings = *settings;
	h->ca_file = settings->ca_file ? settings->ca_file
				       : curl_version_info(CURLVERSION_NOW)->cainfo;
	h->finished_end = &h->finished;
	h->multi = curl_multi_init();
	MUST(h->multi != NULL);
	(void)curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
	(void)curl_multi_setopt(h->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
	for (size_t i = 0; settings->resolve && settings->resolve[i]; i++) {
		h->resolve = curl_slist_append(h->resolve, settings->resolve[i]);
		MUST(h->resolve != NULL);
	}
	*ret = h;
	return true;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	while (h->under_way) {
		struct transfer *t = h->under_way;
		(void)curl_multi_remove_handle(h->multi, t->easy);
		list_remove(t);
		transfer_free(t);
	}
	struct transfer *lists[] = { h->idle, h->finished };
	for (size_t i = 0; i < 2; i++)
		for (struct transfer *t = lists[i], *next; t; t = next) {
			next = t->next;
			transfer_free(t);
		}
	(void)curl_multi_cleanup(h->multi);
	curl_slist_free_all(h->resolve);
	free(h);
	curl_global_cleanup();
}

bool http_start(struct http *h, const struct http_request *request)
{
	if (h->under_way_len >= (size_t)h->settings.requests_max)
		return false;
	struct transfer *t = h->idle;
	if (t) {
		list_remove(t);
		h->idle_len--;
	} else {
		t = transfer_new(h);
	}
	set_request(h, t, request);
	if (request->proxy && !request->allow_private &&
	    !proxy_may_be_asked(request->url)) {
		fail(t, "the proxy is not asked for an address that is not public");
		add_finished(h, t);
		return true;
	}
	MUST(curl_multi_add_handle(h->multi, t->easy) == CURLM_OK);
	list_add(&h->under_way, t);
	h->under_way_len++;
	return true;
}

static void put_away(struct http *h, struct transfer *t)
{
	/* Handles hold their buffers: so many as are busy at once in calm times are kept. */
	if (h->idle_len >= 64) {
		transfer_free(t);
		return;
	}
	list_add(&h->idle, t);
	h->idle_len++;
}

void http_cancel(struct http *h, uint64_t id)
{
	for (struct transfer *t = h->under_way; t; t = t->next) {
		if (t->id != id)
			continue;
		(void)curl_multi_remove_handle(h->multi, t->easy);
		list_remove(t);
		h->under_way_len--;
		reply_free(t->reply);
		t->reply = NULL;
		put_away(h, t);
		return;
	}
}

size_t http_under_way(const struct http *h)
{
	return h->under_way_len;
}

void http_wait(struct http *h, int fd, int64_t timeout_ms)
{
	struct curl_waitfd extra = { .fd = fd, .events = CURL_WAIT_POLLIN };

	harvest(h);
	if (h->finished)
		return;
	(void)curl_multi_poll(h->multi, &extra, fd >= 0 ? 1 : 0,
			      timeout_ms < INT32_MAX ? (int)timeout_ms : INT32_MAX, NULL);
	harvest(h);
}

bool http_take(struct http *h, uint64_t *ret_id, struct reply **ret)
{
	struct transfer *t = h->finished;
	if (!t)
		return false;
	h->finished = t->next;
	if (!h->finished)
		h->finished_end = &h->finished;
	*ret_id = t->id;
	*ret = TAKE(t->reply);
	put_away(h, t);
	return true;
}
