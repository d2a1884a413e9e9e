/* SPDX-License-Identifier: Apache-2.0 */
/*
 * monitor - the small HTTP server of a worker: /metrics, /health, /health/live,
 * /health/ready.
 *
 * GET and HEAD only; /health answers 200 when alive and ready, else 503, with the reasons as
 * JSON. One thread of its own, MONITOR_CONNECTIONS_MAX connections, MONITOR_TIMEOUT_S
 * seconds for each. No credentials and no TLS: it belongs on loopback or an inner network.
 */
#pragma once

#include "common/base/err.h"
#include "common/service/health.h"

enum { MONITOR_CONNECTIONS_MAX = 32, MONITOR_TIMEOUT_S = 5 };

struct monitor;

/* Listens on an IPv4 or IPv6 address; port 0 takes any that is free. ERR_STOP if it
 * cannot. Borrows `health` until monitor_free(). */
NODISCARD bool monitor_start(const char *address, int port, const struct health *health,
			     struct monitor **ret, struct err *err);
void monitor_free(struct monitor *m); /* NULL is fine */
DEFINE_AUTO(monitor)

int monitor_port(const struct monitor *m);
