/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/monitor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <string.h>

#include "common/base/mem.h"
#include "common/service/clock.h"
#include "common/service/metrics.h"

enum { BODY_MAX = 64 * 1024 * 1024 };

struct monitor {
	struct MHD_Daemon *daemon;
	const struct health *health;
	int port;
};

static enum MHD_Result answer(struct MHD_Connection *c, unsigned status, const char *type,
			      struct buf *body)
{
	/* The library copies the body, so that it may go away before it is sent. */
	struct MHD_Response *r =
	    MHD_create_response_from_buffer(body->len, body->p, MHD_RESPMEM_MUST_COPY);

	if (!r)
		return MHD_NO;
	(void)MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	(void)MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
	enum MHD_Result queued = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return queued;
}

static enum MHD_Result handle(void *self, struct MHD_Connection *c, const char *url,
			      const char *method, const char *version, const char *upload,
			      size_t *upload_len, void **request)
{
	const struct monitor *m = self;
	int64_t now_ms = clock_steady_ms();
	unsigned status = MHD_HTTP_OK;
	const char *type = "application/json";
	BUF(body, BODY_MAX);

	(void)version;
	(void)upload;
	(void)request;
	if (*upload_len)
		*upload_len = 0;
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
		status = MHD_HTTP_METHOD_NOT_ALLOWED;
		buf_add(&body, VIEW("{\"error\":\"GET or HEAD\"}\n"));
	} else if (strcmp(url, "/metrics") == 0) {
		type = "text/plain; version=0.0.4; charset=utf-8";
		metrics_render(&body);
	} else if (strcmp(url, "/health") == 0 || strcmp(url, "/health/ready") == 0) {
		if (!health_alive(m->health, now_ms) || !health_ready(m->health))
			status = MHD_HTTP_SERVICE_UNAVAILABLE;
		health_json(m->health, now_ms, &body);
	} else if (strcmp(url, "/health/live") == 0) {
		if (!health_alive(m->health, now_ms))
			status = MHD_HTTP_SERVICE_UNAVAILABLE;
		health_json(m->health, now_ms, &body);
	} else {
		status = MHD_HTTP_NOT_FOUND;
		buf_add(&body, VIEW("{\"error\":\"there are /metrics and /health\"}\n"));
	}
	return answer(c, status, type, &body);
}

static bool to_sockaddr(const char *address, int port, struct sockaddr_storage *ret)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
				   .sin6_port = htons((uint16_t)port) };

	memset(ret, 0, sizeof *ret);
	if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
		memcpy(ret, &v4, sizeof v4);
	else if (inet_pton(AF_INET6, address, &v6.sin6_addr) == 1)
		memcpy(ret, &v6, sizeof v6);
	else
		return false;
	return true;
}

bool monitor_start(const char *address, int port, const struct health *health,
		   struct monitor **ret, struct err *err)
{
	struct sockaddr_storage where;

	if (!to_sockaddr(address, port, &where))
		return err_set(err, ERR_STOP, "monitor: \"%s\" is no IP address",
			       address);
	AUTO(monitor) m = mem_new(sizeof *m);
	m->health = health;
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
			 (where.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0u);
	errno = 0;
	m->daemon = MHD_start_daemon(
	    flags, 0, NULL, NULL, handle, m, MHD_OPTION_SOCK_ADDR, &where,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)MONITOR_CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)MONITOR_TIMEOUT_S, MHD_OPTION_END);
	if (!m->daemon)
		return err_set(err, ERR_STOP, "monitor: cannot listen on %s port %d: %s",
			       address, port, errno ? strerror(errno) : "refused");
	const union MHD_DaemonInfo *info =
	    MHD_get_daemon_info(m->daemon, MHD_DAEMON_INFO_BIND_PORT);
	m->port = info ? info->port : port;
	*ret = TAKE(m);
	return true;
}

void monitor_free(struct monitor *m)
{
	if (!m)
		return;
	if (m->daemon)
		MHD_stop_daemon(m->daemon);
	free(m);
}

int monitor_port(const struct monitor *m)
{
	return m->port;
}
