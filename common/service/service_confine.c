/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker needs at work, and giving up the rest of it. */
#include "common/service/log.h"
#include "common/service/service_parts.h"

enum { DNS_PORT = 53 };

enum { WALL_FILES, WALL_CALLS };

static const char *const walls[] = { "files", "calls", NULL };

static struct metric metrics[] = {
	{ .name = "kurilwire_confined",
	  .type = METRIC_GAUGE,
	  .help = "1 where the process has given up what it does not need, by kind.",
	  .label = "wall",
	  .values = walls },
	{ .name = NULL },
};

void service_confine_start(struct service *s)
{
	const struct config *c = s->now.config;
	const struct config_confine *own = &c->confine;
	struct confine_rules *r = ARENA_NEW(c->arena, struct confine_rules);
	int64_t port =
	    s->options.monitor_port >= 0 ? s->options.monitor_port : c->monitor.port;
	uint64_t n;

	metrics_register(metrics);
	r->arena = c->arena;
	r->listen_port = (uint16_t)port;
	confine_read_linked(r, view_of(c->folder), 1);
	for (size_t i = 0; i < own->read.len; i++)
		confine_read(r, own->read.items[i]);
	/* The resolver asks over TCP when an answer is long. */
	confine_connect(r, DNS_PORT);
	for (size_t i = 0; i < own->ports.len; i++)
		if (view_to_u64(own->ports.items[i], &n))
			confine_connect(r, (uint16_t)n);
	if (s->program->needs)
		s->program->needs(s->now.own, r);
	/* Which ports a cluster's other brokers have is known to the operator alone. */
	if (own->mode != CONFINE_REQUIRE && own->ports.len == 0)
		r->connect_any = true;
	s->rules = r;
}

/* What came of one wall. */
static bool told(struct service *s, size_t wall, bool ok, const struct err *err)
{
	metric_set(&metrics[0], wall, ok);
	if (ok)
		return true;
	health_note(s->health, walls[wall], err->text);
	if (s->now.config->confine.mode != CONFINE_REQUIRE) {
		log_warn("confine.incomplete", F_ERR(err));
		return true;
	}
	log_error("confine.refused", F_ERR(err), F_STR("setting", "confine.mode"));
	return false;
}

bool service_confine_files(struct service *s)
{
	struct err err;

	if (s->now.config->confine.mode == CONFINE_OFF)
		return true;
	return told(s, WALL_FILES, confine_files(s->rules, &err), &err);
}

bool service_confine_calls(struct service *s)
{
	struct err err;

	if (s->now.config->confine.mode == CONFINE_OFF)
		return true;
	return told(s, WALL_CALLS, confine_calls(s->rules, &err), &err);
}
