/* SPDX-License-Identifier: Apache-2.0 */
/* kurilwire-sink - sends the enriched stories to the public topics. */
#include "common/kafka/statistics.h"
#include "common/kafka/worker.h"
#include "sink/latency.h"
#include "sink/sink_settings.h"
#include "sink/sink_step.h"

static const struct config_part parts[] = {
	WORKER_KAFKA_PART,
	{ "sink", sink_settings_rows },
	{ NULL, NULL },
};

/* What one configuration says. */
struct own {
	struct kafka_settings kafka;
	struct sink_settings section;
	struct routes *routes;
};

static bool load(struct config *c, const struct options *o, void **ret_own,
		 struct settings_errors *e)
{
	struct own *own = ARENA_NEW(c->arena, struct own);
	const char *folder = arena_printf(c->arena, "%s/routes.d", c->folder).p;
	bool ok = worker_kafka(c, o, &own->kafka, e);

	ok &= config_section(c, "sink", sink_settings_rows, &own->section, e);
	ok &= routes_load(folder, c->arena, &own->routes, e);
	*ret_own = own;
	return ok;
}

/* --- metrics --------------------------------------------------------------------------- */

enum {
	METRIC_PUBLISHED,
	METRIC_HELD,
	METRIC_RELEASED,
	METRIC_STALE,
	METRIC_FORGOTTEN,
	METRIC_COPIES,
	METRIC_WITHHELD,
	METRIC_COMPARED,
	METRIC_LOOKS
};

static struct metric metrics[] = {
	[METRIC_PUBLISHED] = { .name = "kurilwire_sink_published_total",
			       .type = METRIC_COUNTER,
			       .help = "Stories sent to a public topic.",
			       .label = "topic",
			       .series_max = ROUTE_TOPICS_MAX },
	[METRIC_HELD] = { .name = "kurilwire_sink_held_total",
			  .type = METRIC_COUNTER,
			  .help = "Stories held back until their embargo is over." },
	[METRIC_RELEASED] = { .name = "kurilwire_sink_released_total",
			      .type = METRIC_COUNTER,
			      .help = "Held stories whose embargo was over." },
	[METRIC_STALE] = { .name = "kurilwire_sink_stale_total",
			   .type = METRIC_COUNTER,
			   .help = "Stories that the topics had already, or had newer." },
	[METRIC_FORGOTTEN] = { .name = "kurilwire_sink_forgotten_total",
			       .type = METRIC_COUNTER,
			       .help = "Stories that were remembered long enough." },
	[METRIC_COPIES] = { .name = "kurilwire_sink_copies_total",
			    .type = METRIC_COUNTER,
			    .help = "Stories that were copies of an earlier one." },
	[METRIC_WITHHELD] = { .name = "kurilwire_sink_copies_withheld_total",
			      .type = METRIC_COUNTER,
			      .help = "Copies that their route did not want." },
	[METRIC_COMPARED] = { .name = "kurilwire_sink_cluster_stories",
			      .type = METRIC_GAUGE,
			      .help = "Stories that those that come are compared with." },
	[METRIC_LOOKS] = { .name = "kurilwire_sink_looks_total",
			   .type = METRIC_COUNTER,
			   .help = "Later looks at pages of published stories that were "
				   "asked for." },
	{ .name = NULL },
};

/* The sink while it runs, and what was shown of it before. */
struct running {
	struct sink *sink;
	const struct own *own;
};

static void show(void *self)
{
	const struct running *r = self;
	const struct sink_counts *counts = sink_counts(r->sink);
	size_t len;
	const struct route_topic *topics = route_topics(r->own->routes, &len);

	for (size_t i = 0; i < len; i++) {
		size_t series =
		    metric_series(&metrics[METRIC_PUBLISHED], view_of(topics[i].name));
		metric_set(&metrics[METRIC_PUBLISHED], series,
			   (double)counts->published[i]);
	}
	metric_set(&metrics[METRIC_HELD], 0, (double)counts->held);
	metric_set(&metrics[METRIC_RELEASED], 0, (double)counts->released);
	metric_set(&metrics[METRIC_STALE], 0, (double)counts->stale);
	metric_set(&metrics[METRIC_FORGOTTEN], 0, (double)counts->forgotten);
	metric_set(&metrics[METRIC_COPIES], 0, (double)counts->copies);
	metric_set(&metrics[METRIC_WITHHELD], 0, (double)counts->withheld);
	metric_set(&metrics[METRIC_COMPARED], 0, (double)counts->compared);
	metric_set(&metrics[METRIC_LOOKS], 0, (double)counts->looks);
}

static struct matched_limits limits_of(const struct own *own)
{
	return (struct matched_limits){ .window_ms = own->section.cluster_window_ms,
					.stories_max = own->section.cluster_stories,
					.forget_after_ms = own->section.forget_after_ms };
}

/* --- running --------------------------------------------------------------------------- */

static void reloaded(void *self, void *own)
{
	struct running *r = self;

	r->own = own;
	sink_reload(r->sink, r->own->routes, limits_of(r->own));
	sink_look_after(r->sink, r->own->section.later_look_ms);
}

static void needs(void *settings, struct confine_rules *r)
{
	const struct own *own = settings;

	worker_needs(&own->kafka, r);
}

static bool run(struct service *s, struct err *err)
{
	const struct own *own = service_own(s);
	struct running r = { .own = own };
	struct stage_worker worker;

	r.sink = sink_new(own->routes, limits_of(own));
	sink_look_after(r.sink, own->section.later_look_ms);
	sink_worker(r.sink, &worker);
	const struct worker_hooks hooks = { .tick = show,
					    .reloaded = reloaded,
					    .self = &r };
	bool ok = worker_run(s, &worker, &own->kafka, &hooks, err);
	sink_free(r.sink);
	return ok;
}

int main(int argc, char *argv[])
{
	static const struct service_program program = {
		.name = "kurilwire-sink",
		.summary = "sends the enriched stories to the public topics",
		.parts = parts,
		.metrics = metrics,
		.load = load,
		.needs = needs,
		.run = run,
	};

	metrics_register(worker_metrics);
	metrics_register(statistics_metrics);
	metrics_register(latency_metrics);
	return service_main(argc, argv, &program);
}
