/* SPDX-License-Identifier: Apache-2.0 */
/* kurilwire-enricher - marks mentions and scores stories: the service around the tagger. */
#include "common/base/must.h"
#include "common/kafka/statistics.h"
#include "common/kafka/worker.h"
#include "enricher/enrich.h"

static const struct config_part parts[] = {
	WORKER_KAFKA_PART,
	{ NULL, NULL },
};

/* What one configuration says. */
struct own {
	struct kafka_settings kafka;
	struct gazetteer *gazetteer;
};

static bool load(struct config *c, const struct options *o, void **ret_own,
		 struct settings_errors *e)
{
	struct own *own = ARENA_NEW(c->arena, struct own);
	const char *folder = arena_printf(c->arena, "%s/tags.d", c->folder).p;
	bool ok = worker_kafka(c, o, &own->kafka, e);

	ok &= gazetteer_load(folder, &own->gazetteer, e);
	if (ok)
		*ret_own = own;
	else
		gazetteer_free(own->gazetteer);
	return ok;
}

static void unload(void *settings)
{
	struct own *own = settings;

	gazetteer_free(own->gazetteer);
}

static void reloaded(void *self, void *settings)
{
	const struct own *own = settings;
	struct err err;

	/* Only a lack of memory refuses packs that were loaded; nothing is committed then. */
	MUST(enrich_configure(self, own->gazetteer, &err));
}

static void needs(void *settings, struct confine_rules *r)
{
	const struct own *own = settings;

	worker_needs(&own->kafka, r);
}

static bool run(struct service *s, struct err *err)
{
	const struct own *own = service_own(s);
	AUTO(enrich) enrich = NULL;

	if (!enrich_new(own->gazetteer, &enrich, err))
		return false;
	struct stage_worker worker = {
		.name = "enricher",
		.input = TOPIC_STORIES,
		.state = TOPIC_COUNT,
		.output = TOPIC_ENRICHED,
		.self = enrich,
		.step = enrich_step,
	};
	const struct worker_hooks hooks = { .reloaded = reloaded, .self = enrich };

	return worker_run(s, &worker, &own->kafka, &hooks, err);
}

int main(int argc, char *argv[])
{
	static const struct service_program program = {
		.name = "kurilwire-enricher",
		.summary = "marks mentions and scores what stories are about",
		.parts = parts,
		.metrics = worker_metrics,
		.load = load,
		.unload = unload,
		.needs = needs,
		.run = run,
	};

	metrics_register(statistics_metrics);
	return service_main(argc, argv, &program);
}
