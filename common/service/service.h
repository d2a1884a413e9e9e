/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service - what every worker's main() shares: command line, configuration, log, metrics,
 * health, signals, the service manager, exit codes.
 *
 *   int main(int argc, char *argv[])
 *   {
 *           static const struct service_program program = {
 *                   .name = "parser", .summary = "reads documents into stories",
 *                   .load = load, .run = run,
 *           };
 *           return service_main(argc, argv, &program);
 *   }
 *
 * run() gets its configuration from service_own(), connects, calls service_ready(), and
 * works until service_stopping(). SIGTERM and SIGINT stop (a second one ends at once),
 * SIGHUP loads the configuration anew, and service_reload() hands it over: all or nothing.
 * Threads: run() on the main one; signals and the watchdog on one of their own.
 */
#pragma once

#include "common/base/err.h"
#include "common/service/config.h"
#include "common/service/confine.h"
#include "common/service/health.h"
#include "common/service/metrics.h"
#include "common/service/options.h"

/* sysexits(3); 0 is asked to stop, 1 a STOP. */
enum { EXIT_USAGE = 64, EXIT_CONFIG = 78 };

enum { SERVICE_RETRY_FIRST_MS = 1000, SERVICE_RETRY_MAX_MS = 30 * 1000 };

struct service;

struct service_program {
	const char *name, *summary;
	/* The sections of kurilwire.yaml that it reads, for --describe; may be NULL. */
	const struct config_part *parts;
	struct metric *metrics; /* or NULL */

	/* Reads all that the worker needs of the configuration and returns it as its own.
	 * Called at start, for --check and for each reload; complains and returns false
	 * rather than half. What lies in `c->arena` needs no unload. */
	bool (*load)(struct config *c, const struct options *o, void **ret_own,
		     struct settings_errors *e);
	void (*unload)(void *own); /* may be NULL */

	/* Adds what it needs at work beside the configuration: files, folders, ports. Asked
	 * once, at start; may be NULL. */
	void (*needs)(void *own, struct confine_rules *r);

	/* The work. True: it was asked to stop. ERR_RETRY (no broker answers): it is called
	 * again after a wait that doubles; any other fate ends the process with 1. */
	bool (*run)(struct service *s, struct err *err);
};

/* The exit code. */
int service_main(int argc, char *const argv[], const struct service_program *program);

/* What is in force. Good until a service_reload() that comes after one that returned true. */
struct config *service_config(const struct service *s);
void *service_own(const struct service *s);
const struct options *service_options(const struct service *s);
/* --instance, else the host's name. */
const char *service_instance(const struct service *s);
const char *service_version(void);
struct health *service_health(const struct service *s);

/* Connected and at work: /health and the service manager say so. */
void service_ready(struct service *s);
/* The main loop is alive; at least every HEALTH_BEAT_MAX_MS / 2. */
void service_beat(struct service *s);

bool service_stopping(const struct service *s);
/* `stop` is called once when the worker shall stop, on another thread; at once if it shall
 * already. NULL takes it back: it is not called after this returns. */
void service_on_stop(struct service *s, void (*stop)(void *self), void *self);
/* Waits, but no longer than until it shall stop. */
void service_wait(struct service *s, int64_t ms);

/* True: SIGHUP had come, and another configuration is in force. When what was read is
 * wrong, the old one stays, the log and /health say why, and the result is false. */
bool service_reload(struct service *s);
