/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/latency.h"

#include "common/base/mem.h"

struct latency {
	instant_ms *fetched;
	size_t len, cap;
};

static const double latency_seconds[] = { 0.1, 0.25, 0.5, 1,   2.5,  5, 10,
					  30,  60,   300, 900, 3600, 0 };

struct metric latency_metrics[] = {
	{ .name = "kurilwire_sink_latency_seconds",
	  .type = METRIC_HISTOGRAM,
	  .help = "From the fetch of a story's document to the commit that published it, "
		  "stories under embargo and republished ones not counted.",
	  .buckets = latency_seconds },
	{ .name = NULL },
};

struct latency *latency_new(void)
{
	return mem_new(sizeof(struct latency));
}

void latency_free(struct latency *l)
{
	if (!l)
		return;
	free(l->fetched);
	free(l);
}

static bool is_telling(const struct headers *h)
{
	int version, revision;

	return headers_get(h, VIEW("kw-embargo")).len == 0 &&
	       headers_version(headers_get(h, VIEW("ce_id")), &version, &revision) &&
	       revision == 0;
}

void latency_note(struct latency *l, const struct headers *h)
{
	instant_ms at;

	if (!is_telling(h) || !instant_parse(headers_get(h, VIEW("kw-fetched-at")), &at))
		return;
	if (l->len == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 1024;
		l->fetched = mem_grow(l->fetched, l->cap, sizeof *l->fetched);
	}
	l->fetched[l->len++] = at;
}

void latency_committed(struct latency *l, instant_ms now)
{
	for (size_t i = 0; i < l->len; i++) {
		int64_t took = now - l->fetched[i];
		metric_observe(latency_metrics, 0, took > 0 ? (double)took / 1000 : 0);
	}
	l->len = 0;
}

void latency_aborted(struct latency *l)
{
	l->len = 0;
}
