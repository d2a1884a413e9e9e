/* SPDX-License-Identifier: Apache-2.0 */
#include <malloc.h>

#include "common/kafka/client.h"
#include "common/service/service.h"
#include "fetcher/fetcher.h"

/* All of the configuration that counts for the fetcher. */
struct own {
	struct fetcher_settings settings;
	struct kafka_settings kafka;
	const struct feeds *feeds;
	struct view user_agent;
};

/* One life of the worker, from one configuration to the next. */
struct life {
	struct service *service;
	struct stage *stage;
	bool renewed; /* another configuration is in force */
};

static const struct config_part parts[] = {
	{ "kafka", kafka_settings_rows },
	{ "fetcher", fetcher_settings_rows },
	{ NULL, NULL },
};

static bool load(struct config *c, const struct options *o, void **ret_own,
		 struct settings_errors *e)
{
	struct own *own = ARENA_NEW(c->arena, struct own);
	struct kafka_section section;
	bool ok = config_section(c, "kafka", kafka_settings_rows, &section, e) &&
		  kafka_settings_of(&section, c->arena, &own->kafka, e);

	(void)o;
	ok = config_section(c, "fetcher", fetcher_settings_rows, &own->settings, e) && ok;
	ok = feeds_load(c->folder, c->arena, &own->feeds, e) && ok;
	if (c->agent.contact.len == 0) {
		settings_complain(
		    e, c->root.mark,
		    "\"contact\" in section \"agent\" is missing: publishers have "
		    "to be able to reach who polls them");
		ok = false;
	}
	own->user_agent = config_user_agent(c, service_version(), c->arena);
	*ret_own = own;
	return ok;
}

static void on_stop(void *self)
{
	stage_stop(self);
}

static void on_beat(void *self)
{
	struct life *l = self;

	service_beat(l->service);
	if (l->renewed || !service_reload(l->service))
		return;
	l->renewed = true;
	stage_stop(l->stage);
}

static bool live(struct life *l, struct err *err)
{
	struct own *own = service_own(l->service);
	struct fetcher_hook hook = { on_beat, l };
	AUTO(fetcher) f = NULL;
	AUTO(stage) stage = NULL;

	own->kafka.instance = service_instance(l->service);
	own->kafka.from = service_options(l->service)->from;
	if (!fetcher_new(&own->settings, own->user_agent, own->feeds, &hook, &f, err) ||
	    !stage_open(fetcher_worker(f), &own->kafka, &stage, err))
		return false;
	l->stage = stage;
	l->renewed = false;
	service_on_stop(l->service, on_stop, stage);
	service_ready(l->service);
	bool ok = stage_run(stage, err);
	service_on_stop(l->service, NULL, NULL);
	return ok;
}

static bool run(struct service *s, struct err *err)
{
	struct life l = { .service = s };

	do {
		if (!live(&l, err))
			return false;
	} while (!service_stopping(s));
	return true;
}

int main(int argc, char *argv[])
{
	static const struct service_program program = {
		.name = "fetcher",
		.summary = "polls feeds and fetches pages",
		.parts = parts,
		.metrics = fetcher_metrics,
		.load = load,
		.run = run,
	};

	/* Bodies come and go all the time; giving their memory back to the system after each
	 * and asking for it again costs more than half of a poll. */
	(void)mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
	(void)mallopt(M_TOP_PAD, 4 * 1024 * 1024);
	return service_main(argc, argv, &program);
}
