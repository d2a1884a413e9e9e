/* SPDX-License-Identifier: Apache-2.0 */
/* How a request is looked up, under the lock, and its answer sent, without it. */
#include <stdio.h>
#include <time.h>

#include "cli/newsroom/newsroom_parts.h"
#include "common/base/mem.h"

/* Waits, or less when the newsroom stops; false then. Without the lock. */
static bool pause_ms(struct newsroom *n, int ms)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;

	newsroom_lock(n);
	while (!n->stopping &&
	       pthread_cond_timedwait(&n->stopping_now, &n->lock, &until) == 0) {
	}
	bool go_on = !n->stopping;
	newsroom_unlock(n);
	return go_on;
}

/* --- sending -------------------------------------------------------------------------------- */

/* A body that is made while it is sent: of faults only. */
struct stream {
	struct newsroom *newsroom;
	enum fault_kind kind;
	int ms;
	struct buf body;
};

static ssize_t stream_read(void *self, uint64_t pos, char *to, size_t max)
{
	struct stream *s = self;

	switch (s->kind) {
	case FAULT_SLOW_BODY:
		if (!pause_ms(s->newsroom, s->ms))
			return MHD_CONTENT_READER_END_WITH_ERROR;
		to[0] = ' ';
		return 1;
	case FAULT_ENDLESS:
		memset(to, ' ', max);
		return (ssize_t)max;
	default: /* FAULT_TRUNCATE */
		if (pos >= s->body.len / 2)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		if (max > s->body.len / 2 - pos)
			max = s->body.len / 2 - pos;
		memcpy(to, s->body.p + pos, max);
		return (ssize_t)max;
	}
}

static void stream_free(void *self)
{
	struct stream *s = self;
	buf_done(&s->body);
	free(s);
}

static struct MHD_Response *response_of(struct newsroom *n, struct answer *a)
{
	bool streamed = a->manner.kind == FAULT_SLOW_BODY ||
			a->manner.kind == FAULT_ENDLESS ||
			a->manner.kind == FAULT_TRUNCATE;
	if (!streamed)
		return MHD_create_response_from_buffer(a->body.len, a->body.p,
						       MHD_RESPMEM_MUST_COPY);

	struct stream *s = mem_new(sizeof *s);
	*s = (struct stream){ n, a->manner.kind, a->manner.ms > 0 ? a->manner.ms : 100,
			      a->body };
	a->body = (struct buf){ 0 };
	uint64_t size = s->kind == FAULT_TRUNCATE ? s->body.len : MHD_SIZE_UNKNOWN;
	return MHD_create_response_from_callback(size, 16384, stream_read, s,
						 stream_free);
}

static void add_headers(struct MHD_Response *r, const struct answer *a)
{
	for (size_t i = 0; i < a->headers_len; i++)
		(void)MHD_add_response_header(r, a->headers[i].name, a->headers[i].value);
	if (a->manner.kind == FAULT_SHORT_LENGTH) {
		char length[24];
		(void)snprintf(length, sizeof length, "%zu", a->body.len / 2);
		(void)MHD_set_response_options(r, MHD_RF_INSANITY_HEADER_CONTENT_LENGTH,
					       MHD_RO_END);
		(void)MHD_add_response_header(r, "Content-Length", length);
		(void)MHD_add_response_header(r, "Connection", "close");
	}
	if (a->manner.kind == FAULT_BIG_HEADER) {
		static char filler[8 * 1024];
		memset(filler, 'x', sizeof filler - 1);
		for (int i = 0; i < 25; i++)
			(void)MHD_add_response_header(r, "X-Filler", filler);
	}
}

static enum MHD_Result send_answer(struct newsroom *n, struct MHD_Connection *c,
				   struct answer *a)
{
	if (a->manner.kind == FAULT_RESET)
		return MHD_NO;
	if (a->manner.kind == FAULT_SLOW_HEADERS && !pause_ms(n, a->manner.ms))
		return MHD_NO;
	struct MHD_Response *r = response_of(n, a);
	MUST(r != NULL);
	add_headers(r, a);
	enum MHD_Result result = MHD_queue_response(c, (unsigned)a->status, r);
	MHD_destroy_response(r);
	return result;
}

/* --- receiving ------------------------------------------------------------------------------- */

static enum MHD_Result keep_header(void *self, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	char *to = self;
	size_t used = strlen(to);
	(void)kind;
	(void)snprintf(to + used, HEADERS_KEPT - used, "%s: %s\n", name,
		       value ? value : "");
	return MHD_YES;
}

static struct view asked(struct MHD_Connection *c, enum MHD_ValueKind kind,
			 const char *name)
{
	return view_of(MHD_lookup_connection_value(c, kind, name));
}

static const char *query(void *self, const char *name)
{
	const char *value =
	    MHD_lookup_connection_value(self, MHD_GET_ARGUMENT_KIND, name);
	return value ? value : "";
}

/* Which answer a request gets. With the lock. */
static void look_up(struct newsroom *n, struct MHD_Connection *c, const char *path,
		    struct answer *ret)
{
	struct seen *s = newsroom_seen(n, path);
	struct request r = {
		.path = view_of(path),
		.base = view_of(n->base),
		.none_match = asked(c, MHD_HEADER_KIND, "If-None-Match"),
		.modified_since = asked(c, MHD_HEADER_KIND, "If-Modified-Since"),
		.query = query,
		.query_self = c,
		.robots = view_of(n->robots),
		.now = newsroom_clock(),
		.poll = n->polls++,
	};

	if (s) {
		s->requests++;
		s->headers[0] = '\0';
		(void)MHD_get_connection_values(c, MHD_HEADER_KIND, keep_header,
						s->headers);
		if (s->fault.times != 0)
			r.fault = s->fault;
		if (s->fault.times > 0)
			s->fault.times--;
	}
	answer_make(&n->desk, &r, ret);
	if (s && ret->status < STATUS_MAX)
		s->by_status[ret->status]++;
}

static int number(void *c, const char *name, int fallback)
{
	int64_t n;
	return view_to_i64(view_of(query(c, name)), &n) && n >= -1 && n < 100000000
		   ? (int)n
		   : fallback;
}

static bool set_fault(struct newsroom *n, void *c)
{
	struct fault f = { .status = number(c, "status", 500),
			   .ms = number(c, "ms", 1000),
			   .times = number(c, "times", -1) };

	if (!fault_find(view_of(query(c, "kind")), &f.kind))
		return false;
	(void)snprintf(f.to, sizeof f.to, "%s", query(c, "to"));
	(void)snprintf(f.retry_after, sizeof f.retry_after, "%s",
		       query(c, "retry_after"));
	newsroom_fault(n, query(c, "path"), &f);
	return true;
}

static void show_counts(struct newsroom *n, struct buf *out)
{
	struct view path;
	void *value;

	for (size_t i = 0; map_each(n->seen, &i, &path, &value);) {
		const struct seen *s = value;
		buf_printf(out, "%.*s %u", VIEW_ARG(path), s->requests);
		for (int status = 0; status < STATUS_MAX; status++)
			if (s->by_status[status] > 0)
				buf_printf(out, " %d:%u", status, s->by_status[status]);
		buf_add_byte(out, '\n');
	}
}

/* POST /_control/…; the status of its answer. Without the lock. */
static int control(struct newsroom *n, struct MHD_Connection *c, struct view what,
		   struct buf *out)
{
	const char *story = query(c, "story");
	bool ok = true;

	if (view_eq(what, VIEW("fault")))
		ok = set_fault(n, c);
	else if (view_eq(what, VIEW("edit")))
		ok = newsroom_edit(n, story, query(c, "title"), query(c, "summary"),
				   query(c, "text"));
	else if (view_eq(what, VIEW("withdraw")) || view_eq(what, VIEW("restore")))
		ok = newsroom_withdraw(n, story, view_eq(what, VIEW("withdraw")));
	else if (view_eq(what, VIEW("write")))
		ok = newsroom_write(n, story, query(c, "feeds"), query(c, "title"),
				    query(c, "text"));
	else if (view_eq(what, VIEW("robots")))
		newsroom_robots(n, query(c, "text"));
	else if (view_eq(what, VIEW("feeds.yaml")))
		newsroom_feeds_yaml(n, query(c, "interval"), out);
	else if (view_eq(what, VIEW("counts"))) {
		newsroom_lock(n);
		show_counts(n, out);
		newsroom_unlock(n);
	} else {
		return 404;
	}
	return ok ? 200 : 400;
}

enum MHD_Result newsroom_on_request(void *self, struct MHD_Connection *c,
				    const char *path, const char *method,
				    const char *version, const char *upload,
				    size_t *upload_len, void **request)
{
	static const struct view prefix = VIEW_INIT("/_control/");
	static int begun;
	struct newsroom *n = self;
	struct answer a = { .status = 200, .body = { .max = ANSWER_MAX } };

	(void)version;
	(void)upload;
	if (*request == NULL) {
		*request = &begun;
		return MHD_YES;
	}
	if (*upload_len > 0) {
		*upload_len = 0;
		return MHD_YES;
	}
	if (view_starts(view_of(path), prefix)) {
		a.status = control(n, c, view_from(view_of(path), prefix.len), &a.body);
	} else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
		a.status = 405;
	} else {
		newsroom_lock(n);
		if (++n->busy > n->busiest)
			n->busiest = n->busy;
		look_up(n, c, path, &a);
		newsroom_unlock(n);
		*request = n; /* counted as busy until it is completed */
	}
	enum MHD_Result result = send_answer(n, c, &a);
	answer_done(&a);
	return result;
}

void newsroom_on_completed(void *self, struct MHD_Connection *c, void **request,
			   enum MHD_RequestTerminationCode why)
{
	struct newsroom *n = self;
	(void)c;
	(void)why;
	if (*request != n)
		return;
	newsroom_lock(n);
	n->busy--;
	newsroom_unlock(n);
}
