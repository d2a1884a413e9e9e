/* SPDX-License-Identifier: Apache-2.0 */
/* kurilwire-fetcher - polls feeds and fetches the pages that they lead to. */
#include "common/kafka/statistics.h"
#include "common/kafka/worker.h"
#include "fetcher/certificate_files.h"
#include "fetcher/drop_worker.h"
#include "fetcher/feed_gauges.h"
#include "fetcher/fetcher.h"

static const struct config_part parts[] = {
	WORKER_KAFKA_PART,
	{ "fetcher", fetcher_settings_rows },
	{ NULL, NULL },
};

/* What one configuration says. */
struct own {
	struct kafka_settings kafka;
	struct fetcher_settings settings;
	const struct feeds *feeds;
	struct view user_agent;
};

static bool load(struct config *c, const struct options *o, void **ret_own,
		 struct settings_errors *e)
{
	struct own *own = ARENA_NEW(c->arena, struct own);
	bool ok = worker_kafka(c, o, &own->kafka, e);

	ok &= config_section(c, "fetcher", fetcher_settings_rows, &own->settings, e);
	ok &= feeds_load(c->folder, c->arena, &own->feeds, e);
	ok &= certificate_files_there(&own->settings, own->feeds, e);
	own->user_agent =
	    arena_printf(c->arena, "%.*s/%s (+%.*s)", VIEW_ARG(own->settings.product),
			 service_version(), VIEW_ARG(own->settings.contact));
	*ret_own = own;
	return ok;
}

static void reloaded(void *self, void *configuration)
{
	const struct own *own = configuration;

	fetcher_reload(self, &own->settings, own->user_agent, own->feeds);
	fetcher_drops(self, &own->kafka, own->feeds);
}

/* Feeds lie on any port; which addresses are taken is address.h's. */
static void needs(void *settings, struct confine_rules *r)
{
	const struct own *own = settings;

	worker_needs(&own->kafka, r);
	r->connect_any = true;
	if (own->settings.ca_file.len > 0)
		confine_read(r, own->settings.ca_file);
	for (size_t i = 0; i < feeds_len(own->feeds); i++) {
		const struct feed *f = feeds_at(own->feeds, i);
		const struct view files[] = { f->client_certificate, f->client_key,
					      f->ca_file };
		for (size_t j = 0; j < sizeof files / sizeof *files; j++)
			if (files[j].len > 0)
				confine_read(r, files[j]);
		if (f->folder.len > 0 &&
		    view_eq(f->instance, view_of(own->kafka.instance)))
			confine_write(r, f->folder);
	}
}

static bool run(struct service *s, struct err *err)
{
	const struct own *own = service_own(s);
	AUTO(fetcher) f = NULL;
	struct stage_worker worker;

	if (!fetcher_new(&own->settings, own->user_agent, own->feeds, &f, err))
		return false;
	fetcher_drops(f, &own->kafka, own->feeds);
	fetcher_worker(f, &worker);
	const struct worker_hooks hooks = { .reloaded = reloaded, .self = f };
	return worker_run(s, &worker, &own->kafka, &hooks, err);
}

int main(int argc, char *argv[])
{
	static const struct service_program program = {
		.name = "kurilwire-fetcher",
		.summary = "polls feeds and fetches the pages that they lead to",
		.parts = parts,
		.metrics = fetcher_metrics,
		.load = load,
		.needs = needs,
		.run = run,
	};

	metrics_register(worker_metrics);
	metrics_register(statistics_metrics);
	metrics_register(drop_worker_metrics);
	metrics_register(feed_gauges_metrics);
	return service_main(argc, argv, &program);
}
