/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One lock guards the desk, the faults and the counts. A request is looked up and its answer
 * made under it, as bytes of its own; sending, and waiting where a fault asks for it, is
 * done outside.
 */
#include "cli/newsroom/newsroom.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <time.h>

#include "cli/newsroom/newsroom_parts.h"
#include "common/base/map.h"
#include "common/base/mem.h"

enum { PATHS_MAX = 10000 };

instant_ms newsroom_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (instant_ms)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void newsroom_lock(struct newsroom *n)
{
	MUST(pthread_mutex_lock(&n->lock) == 0);
}

void newsroom_unlock(struct newsroom *n)
{
	MUST(pthread_mutex_unlock(&n->lock) == 0);
}

struct seen *newsroom_seen(struct newsroom *n, const char *path)
{
	struct seen *s = map_get(n->seen, view_of(path));
	if (s || map_len(n->seen) >= PATHS_MAX)
		return s;
	s = mem_new(sizeof *s);
	(void)map_put(n->seen, view_of(path), s);
	return s;
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
	    NULL, NULL, newsroom_on_request, n, MHD_OPTION_SOCK_ADDR,
	    (struct sockaddr *)&at, MHD_OPTION_NOTIFY_COMPLETED, newsroom_on_completed, n,
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
	else if (!desk_open(&n->desk, settings->folder, newsroom_clock(), err))
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
	newsroom_lock(n);
	n->stopping = true;
	MUST(pthread_cond_broadcast(&n->stopping_now) == 0);
	newsroom_unlock(n);
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
	newsroom_lock(n);
	bool ok = desk_add_file(&n->desk, path, &feed, err);
	newsroom_unlock(n);
	return ok;
}

void newsroom_feeds_yaml(struct newsroom *n, const char *interval, struct buf *out)
{
	newsroom_lock(n);
	answer_feeds_yaml(&n->desk, view_of(n->base), view_of(interval), out);
	newsroom_unlock(n);
}

bool newsroom_edit(struct newsroom *n, const char *story, const char *title,
		   const char *summary, const char *body)
{
	newsroom_lock(n);
	struct desk_story *s = desk_story(&n->desk, view_of(story));
	if (s)
		desk_edit(&n->desk, s, view_of(title), view_of(summary), view_of(body),
			  newsroom_clock());
	newsroom_unlock(n);
	return s != NULL;
}

bool newsroom_withdraw(struct newsroom *n, const char *story, bool withdrawn)
{
	struct view same = { NULL, 0 };

	newsroom_lock(n);
	struct desk_story *s = desk_story(&n->desk, view_of(story));
	if (s) {
		s->withdrawn = withdrawn;
		desk_edit(&n->desk, s, same, same, same, newsroom_clock());
	}
	newsroom_unlock(n);
	return s != NULL;
}

bool newsroom_write(struct newsroom *n, const char *story, const char *feeds,
		    const char *title, const char *body)
{
	instant_ms now = newsroom_clock() / 1000 * 1000;
	struct desk_story s = { .id = view_of(story),
				.feeds = view_of(feeds),
				.title = view_of(title),
				.summary = view_of(title),
				.body = view_of(body),
				.published = now,
				.updated = now };

	if (s.title.len == 0 || s.body.len == 0)
		return false;
	newsroom_lock(n);
	bool ok = desk_write(&n->desk, &s);
	newsroom_unlock(n);
	return ok;
}

void newsroom_fault(struct newsroom *n, const char *path, const struct fault *fault)
{
	newsroom_lock(n);
	struct seen *s = newsroom_seen(n, path);
	if (s)
		s->fault = *fault;
	newsroom_unlock(n);
}

void newsroom_robots(struct newsroom *n, const char *text)
{
	char *copy = strdup(text);
	MUST(copy != NULL);
	newsroom_lock(n);
	free(n->robots);
	n->robots = copy;
	newsroom_unlock(n);
}

size_t newsroom_count(struct newsroom *n, const char *path, int status)
{
	newsroom_lock(n);
	const struct seen *s = map_get(n->seen, view_of(path));
	size_t count = 0;
	if (s && status >= 0 && status < STATUS_MAX)
		count = status == 0 ? s->requests : s->by_status[status];
	newsroom_unlock(n);
	return count;
}

size_t newsroom_busiest(struct newsroom *n)
{
	newsroom_lock(n);
	size_t busiest = n->busiest;
	newsroom_unlock(n);
	return busiest;
}

bool newsroom_asked_with(struct newsroom *n, const char *path, const char *header,
			 struct buf *out)
{
	bool found = false;
	newsroom_lock(n);
	const struct seen *s = map_get(n->seen, view_of(path));
	struct view rest = view_of(s ? s->headers : NULL), line, name = view_of(header);
	while (!found && view_next(&rest, '\n', &line)) {
		found = view_starts_nocase(line, name) && line.len > name.len &&
			line.p[name.len] == ':';
		if (found)
			buf_add(out, view_trim(view_from(line, name.len + 1)));
	}
	newsroom_unlock(n);
	return found;
}
