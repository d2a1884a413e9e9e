/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/service.h"

#include <stdio.h>
#include <unistd.h>

#include "common/base/must.h"
#include "common/service/clock.h"
#include "common/service/log.h"
#include "common/service/notify.h"
#include "common/service/service_parts.h"

enum { TEXT_MAX = 4 * 1024 * 1024 };

const char *service_version(void)
{
	return KURILWIRE_VERSION;
}

static void print(FILE *f, struct buf *text)
{
	(void)fputs(buf_string(text), f);
	(void)fflush(f);
}

/* --- before it runs ---------------------------------------------------------------------- */

static int print_errors(const struct settings_errors *e)
{
	settings_errors_say(e);
	return EXIT_CONFIG;
}

static int describe(const struct service_program *p)
{
	AUTO(arena) a = arena_new(CONFIG_MEMORY_MAX);
	BUF(text, TEXT_MAX);

	settings_describe(config_tree(p->parts, a), &text);
	print(stdout, &text);
	return 0;
}

static int help(const struct service_program *p)
{
	BUF(text, TEXT_MAX);

	options_help(p->name, p->summary, &text);
	print(stdout, &text);
	return 0;
}

static int check(struct service *s)
{
	AUTO(settings_errors) e = settings_errors_new();
	struct service_loaded l;

	if (!service_load(s, &l, e))
		return print_errors(e);
	printf("%s: the configuration in %s is good\n", s->program->name,
	       s->options.config);
	service_unload(s, &l);
	return 0;
}

static void name_instance(struct service *s)
{
	char host[SERVICE_INSTANCE_BYTES] = "local";

	(void)gethostname(host, sizeof host - 1);
	(void)snprintf(s->instance, sizeof s->instance, "%s",
		       s->options.instance[0] ? s->options.instance : host);
}

/* --- running ----------------------------------------------------------------------------- */

static bool start_monitor(struct service *s, struct err *err)
{
	const struct config_monitor *m = &s->now.config->monitor;
	int port = s->options.monitor_port >= 0 ? s->options.monitor_port : (int)m->port;

	if (!m->enabled && s->options.monitor_port < 0)
		return true;
	const char *address = arena_string(s->now.config->arena, m->address);
	if (!monitor_start(address, port, s->health, &s->monitor, err))
		return false;
	log_info("monitor.listening", F_STR("address", address),
		 F_INT("port", monitor_port(s->monitor)));
	return true;
}

/* Until it ends for good: what may recover is tried again. */
static bool run(struct service *s, struct err *err)
{
	int64_t wait_ms = SERVICE_RETRY_FIRST_MS;

	while (!service_stopping(s)) {
		if (s->program->run(s, err))
			return true;
		if (err->fate != ERR_RETRY)
			return false;
		/* What it had once reached begins its waits anew. */
		if (atomic_exchange(&s->ready, false))
			wait_ms = SERVICE_RETRY_FIRST_MS;
		log_warn("service.waiting", F_ERR(err), F_INT("wait_ms", wait_ms));
		health_part(s->health, "start", err->text);
		health_beat(s->health, clock_steady_ms());
		service_wait(s, wait_ms);
		wait_ms = wait_ms * 2 < SERVICE_RETRY_MAX_MS ? wait_ms * 2
							     : SERVICE_RETRY_MAX_MS;
	}
	return true;
}

/* The exit code. */
static int confine_and_run(struct service *s)
{
	struct err err;

	if (!start_monitor(s, &err)) {
		log_error("service.stopped", F_ERR(&err), F_INT("exit", 1));
		return 1;
	}
	if (!service_confine_calls(s))
		return EXIT_CONFIG;
	if (!run(s, &err)) {
		log_error("service.stopped", F_ERR(&err), F_INT("exit", 1));
		return 1;
	}
	log_info("service.stopped", F_INT("exit", 0));
	return 0;
}

static int work(struct service *s)
{
	int code = EXIT_CONFIG;

	s->health = health_new(s->program->name, s->instance, service_version(),
			       clock_steady_ms());
	metrics_register_process(service_version());
	service_apply(s, true);
	if (s->program->metrics)
		metrics_register(s->program->metrics);
	service_confine_start(s);
	bool confined = service_confine_files(s);
	service_signals_start(s);
	log_info("service.starting", F_STR("version", service_version()),
		 F_STR("config", s->options.config));
	if (confined)
		code = confine_and_run(s);
	(void)notify("STOPPING=1");
	monitor_free(s->monitor);
	service_signals_end(s);
	metrics_done();
	health_free(s->health);
	return code;
}

static int load_and_work(struct service *s)
{
	AUTO(settings_errors) e = settings_errors_new();

	if (!service_load(s, &s->now, e))
		return print_errors(e);
	settings_errors_free(TAKE(e));
	int code = work(s);
	service_unload(s, &s->now);
	service_unload(s, &s->before);
	return code;
}

int service_main(int argc, char *const argv[], const struct service_program *program)
{
	struct service s = { .program = program };
	struct err err;

	if (!options_parse(argc, argv, &s.options, &err)) {
		fprintf(stderr, "%s: %s\n", program->name, err.text);
		return EXIT_USAGE;
	}
	name_instance(&s);
	switch (s.options.action) {
	case OPTIONS_HELP:
		return help(program);
	case OPTIONS_VERSION:
		printf("%s %s\n", program->name, service_version());
		return 0;
	case OPTIONS_DESCRIBE:
		return describe(program);
	case OPTIONS_CHECK:
		return check(&s);
	case OPTIONS_RUN:
		break;
	}
	return load_and_work(&s);
}

/* --- for the worker ---------------------------------------------------------------------- */

const struct options *service_options(const struct service *s)
{
	return &s->options;
}

const char *service_instance(const struct service *s)
{
	return s->instance;
}

struct health *service_health(const struct service *s)
{
	return s->health;
}

void service_ready(struct service *s)
{
	if (atomic_exchange(&s->ready, true))
		return;
	health_beat(s->health, clock_steady_ms());
	health_part(s->health, "start", NULL);
	(void)notify("READY=1");
	log_info("service.ready", F_STR("version", service_version()));
}

void service_beat(struct service *s)
{
	health_beat(s->health, clock_steady_ms());
}
