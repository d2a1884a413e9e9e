/* SPDX-License-Identifier: Apache-2.0 */
/* kurilwire-parser - raw documents in, stories out: the service around the intake. */
#include "common/kafka/statistics.h"
#include "common/kafka/worker.h"
#include "parser/intake.h"

static const struct config_part parts[] = {
	WORKER_KAFKA_PART,
	{ NULL, NULL },
};

/* What one configuration says. */
struct own {
	struct kafka_settings kafka;
	const struct feeds *feeds;
	struct document_limits limits;
};

static bool load(struct config *c, const struct options *o, void **ret_own,
		 struct settings_errors *e)
{
	struct own *own = ARENA_NEW(c->arena, struct own);
	bool ok = worker_kafka(c, o, &own->kafka, e);

	own->limits = DOCUMENT_LIMITS;
	own->limits.bytes_max = (size_t)c->limits.text_bytes;
	own->limits.stories_max = (size_t)c->limits.entries;
	ok &= feeds_load(c->folder, c->arena, &own->feeds, e);
	*ret_own = own;
	return ok;
}

static void reloaded(void *self, void *settings)
{
	const struct own *own = settings;

	intake_configure(self, own->feeds, own->limits);
}

static void needs(void *settings, struct confine_rules *r)
{
	const struct own *own = settings;

	worker_needs(&own->kafka, r);
}

static bool run(struct service *s, struct err *err)
{
	const struct own *own = service_own(s);
	AUTO(intake) intake = intake_new(own->feeds, own->limits);
	struct stage_worker worker;
	const struct worker_hooks hooks = { .reloaded = reloaded, .self = intake };

	intake_worker(intake, &worker);
	return worker_run(s, &worker, &own->kafka, &hooks, err);
}

int main(int argc, char *argv[])
{
	static const struct service_program program = {
		.name = "kurilwire-parser",
		.summary = "turns documents into news stories",
		.parts = parts,
		.metrics = worker_metrics,
		.load = load,
		.needs = needs,
		.run = run,
	};

	metrics_register(statistics_metrics);
	return service_main(argc, argv, &program);
}
