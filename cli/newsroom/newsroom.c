/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One lock guards the desk, the faults and the counts. A request is looked up and its answer
 * made under it, as bytes of its own; sending, and waiting where a fault asks for it, is
 * done outside.
 */
#include "cli/newsroom/newsroom.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "cli/newsroom/answer.h"
#include "common/base/map.h"
#include "common/base/mem.h"

enum { PATHS_MAX = 10000, HEADERS_KEPT = 4096, STATUS_MAX = 600 };

/* What is remembered of a path. */
struct seen {
	struct fault fault;
	uint32_t requests, by_status[STATUS_MAX];
	char headers[HEADERS_KEPT]; /* of the last request: "Name: value\n" */
};

struct newsroom {
	struct MHD_Daemon *daemon;
	char base[64];
	uint16_t port;

	pthread_mutex_t lock;
	pthread_cond_t stopping_now;
	bool stopping;
	struct desk desk;
	struct map *seen; /* by path */
	char *robots;     /* "" for none */
	size_t busy, busiest;
	uint64_t polls;
};

static instant_ms wall_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (instant_ms)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void lock(struct newsroom *n)
{
	MUST(pthread_mutex_lock(&n->lock) == 0);
}

static void unlock(struct newsroom *n)
{
	MUST(pthread_mutex_unlock(&n->lock) == 0);
}

/* Waits, or less when the newsroom stops; false then. Without the lock. */
static bool pause_ms(struct newsroom *n, int ms)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;

	lock(n);
	while (!n->stopping &&
	       pthread_cond_timedwait(&n->stopping_now, &n->lock, &until) == 0) {
	}
	bool go_on = !n->stopping;
	unlock(n);
	return go_on;
}

static struct seen *seen_of(struct newsroom *n, const char *path)
{
	struct seen *s = map_get(n->seen, view_of(path));
	if (s || map_len(n->seen) >= PATHS_MAX)
		return s;
	s = mem_new(sizeof *s);
	(void)map_put(n->seen, view_of(path), s);
	return s;
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
	struct seen *s = seen_of(n, path);
	struct request r = {
		.path = view_of(path),
		.base = view_of(n->base),
		.none_match = asked(c, MHD_HEADER_KIND, "If-None-Match"),
		.modified_since = asked(c, MHD_HEADER_KIND, "If-Modified-Since"),
		.query = query,
		.query_self = c,
		.robots = view_of(n->robots),
		.now = wall_clock(),
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
		lock(n);
		show_counts(n, out);
		unlock(n);
	} else {
		return 404;
	}
	return ok ? 200 : 400;
}

static enum MHD_Result on_request(void *self, struct MHD_Connection *c, const char *path,
				  const char *method, const char *version,
				  const char *upload, size_t *upload_len, void **request)
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
		lock(n);
		if (++n->busy > n->busiest)
			n->busiest = n->busy;
		look_up(n, c, path, &a);
		unlock(n);
		*request = n; /* counted as busy until it is completed */
	}
	enum MHD_Result result = send_answer(n, c, &a);
	answer_done(&a);
	return result;
}

static void on_completed(void *self, struct MHD_Connection *c, void **request,
			 enum MHD_RequestTerminationCode why)
{
	struct newsroom *n = self;
	(void)c;
	(void)why;
	if (*request != n)
		return;
	lock(n);
	n->busy--;
	unlock(n);
}

/* --- opening and closing ------------------------------------------------------------------------ */

static bool listen_on(struct newsroom *n, const struct newsroom_settings *s,
		      struct err *err)
{
	const char *address = s->address ? s->address : "127.0.0.1";
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(s->port) };

	if (inet_pton(AF_INET, address, &at.sin_addr) != 1)
		return err_set(err, ERR_STOP, "\"%s\" is no IPv4 address", address);
	n->daemon = MHD_start_daemon(
	    MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD, s->port,
	    NULL, NULL, on_request, n, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, n,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)512 * 1024, MHD_OPTION_END);
	if (!n->daemon)
		return err_set(err, ERR_STOP, "the newsroom cannot listen on %s port %u",
			       address, s->port);
	n->port = MHD_get_daemon_info(n->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
	(void)snprintf(n->base, sizeof n->base, "http://%s:%u", address, n->port);
	return true;
}

bool newsroom_open(const struct newsroom_settings *settings, struct newsroom **ret,
		   struct err *err)
{
	AUTO(newsroom) n = mem_new(sizeof *n);
	pthread_condattr_t steady;

	MUST(pthread_mutex_init(&n->lock, NULL) == 0);
	MUST(pthread_condattr_init(&steady) == 0);
	MUST(pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0);
	MUST(pthread_cond_init(&n->stopping_now, &steady) == 0);
	MUST(pthread_condattr_destroy(&steady) == 0);
	n->seen = map_new();
	n->robots = strdup("User-agent: *\nDisallow: /private/\n");
	MUST(n->robots != NULL);

	if (!settings->folder)
		desk_init(&n->desk);
	else if (!desk_open(&n->desk, settings->folder, wall_clock(), err))
		return false;
	if (!listen_on(n, settings, err))
		return false;
	*ret = TAKE(n);
	return true;
}

void newsroom_free(struct newsroom *n)
{
	if (!n)
		return;
	lock(n);
	n->stopping = true;
	MUST(pthread_cond_broadcast(&n->stopping_now) == 0);
	unlock(n);
	if (n->daemon)
		MHD_stop_daemon(n->daemon);

	struct view path;
	void *value;
	for (size_t i = 0; map_each(n->seen, &i, &path, &value);)
		free(value);
	map_free(n->seen);
	desk_done(&n->desk);
	free(n->robots);
	MUST(pthread_cond_destroy(&n->stopping_now) == 0);
	MUST(pthread_mutex_destroy(&n->lock) == 0);
	free(n);
}

uint16_t newsroom_port(const struct newsroom *n)
{
	return n->port;
}

const char *newsroom_base(const struct newsroom *n)
{
	return n->base;
}

/* --- what it is told ------------------------------------------------------------------------------ */

bool newsroom_add_file(struct newsroom *n, const char *path, struct err *err)
{
	struct desk_feed *feed;
	lock(n);
	bool ok = desk_add_file(&n->desk, path, &feed, err);
	unlock(n);
	return ok;
}

void newsroom_feeds_yaml(struct newsroom *n, const char *interval, struct buf *out)
{
	lock(n);
	answer_feeds_yaml(&n->desk, view_of(n->base), view_of(interval), out);
	unlock(n);
}

bool newsroom_edit(struct newsroom *n, const char *story, const char *title,
		   const char *summary, const char *body)
{
	lock(n);
	struct desk_story *s = desk_story(&n->desk, view_of(story));
	if (s)
		desk_edit(&n->desk, s, view_of(title), view_of(summary), view_of(body),
			  wall_clock());
	unlock(n);
	return s != NULL;
}

bool newsroom_withdraw(struct newsroom *n, const char *story, bool withdrawn)
{
	struct view same = { NULL, 0 };

	lock(n);
	struct desk_story *s = desk_story(&n->desk, view_of(story));
	if (s) {
		s->withdrawn = withdrawn;
		desk_edit(&n->desk, s, same, same, same, wall_clock());
	}
	unlock(n);
	return s != NULL;
}

bool newsroom_write(struct newsroom *n, const char *story, const char *feeds,
		    const char *title, const char *body)
{
	instant_ms now = wall_clock() / 1000 * 1000;
	struct desk_story s = { .id = view_of(story),
				.feeds = view_of(feeds),
				.title = view_of(title),
				.summary = view_of(title),
				.body = view_of(body),
				.published = now,
				.updated = now };

	if (s.title.len == 0 || s.body.len == 0)
		return false;
	lock(n);
	bool ok = desk_write(&n->desk, &s);
	unlock(n);
	return ok;
}

void newsroom_fault(struct newsroom *n, const char *path, const struct fault *fault)
{
	lock(n);
	struct seen *s = seen_of(n, path);
	if (s)
		s->fault = *fault;
	unlock(n);
}

void newsroom_robots(struct newsroom *n, const char *text)
{
	char *copy = strdup(text);
	MUST(copy != NULL);
	lock(n);
	free(n->robots);
	n->robots = copy;
	unlock(n);
}

size_t newsroom_count(struct newsroom *n, const char *path, int status)
{
	lock(n);
	const struct seen *s = map_get(n->seen, view_of(path));
	size_t count = 0;
	if (s && status >= 0 && status < STATUS_MAX)
		count = status == 0 ? s->requests : s->by_status[status];
	unlock(n);
	return count;
}

size_t newsroom_busiest(struct newsroom *n)
{
	lock(n);
	size_t busiest = n->busiest;
	unlock(n);
	return busiest;
}

bool newsroom_asked_with(struct newsroom *n, const char *path, const char *header,
			 struct buf *out)
{
	bool found = false;
	lock(n);
	const struct seen *s = map_get(n->seen, view_of(path));
	struct view rest = view_of(s ? s->headers : NULL), line, name = view_of(header);
	while (!found && view_next(&rest, '\n', &line)) {
		found = view_starts_nocase(line, name) && line.len > name.len &&
			line.p[name.len] == ':';
		if (found)
			buf_add(out, view_trim(view_from(line, name.len + 1)));
	}
	unlock(n);
	return found;
}
