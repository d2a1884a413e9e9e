/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/enrich.h"

#include "common/base/mem.h"
#include "common/story/ninjs.h"
#include "enricher/tagger.h"

enum {
	RECORD_MAX = 5 * 1024 * 1024,
	ARENA_BYTES = 64 * 1024 * 1024, /* a story of 4 MiB with all its mentions */
};

struct enrich {
	struct tagger *tagger;
	struct arena *arena;
	struct buf json;
};

bool enrich_new(const struct gazetteer *g, struct enrich **ret, struct err *err)
{
	AUTO(enrich) e = mem_new(sizeof *e);

	buf_init(&e->json, RECORD_MAX);
	e->arena = arena_new(ARENA_BYTES);
	if (!tagger_new(g, &e->tagger, err))
		return false;
	*ret = TAKE(e);
	return true;
}

void enrich_free(struct enrich *e)
{
	if (!e)
		return;
	tagger_free(e->tagger);
	arena_free(e->arena);
	buf_done(&e->json);
	free(e);
}

bool enrich_configure(struct enrich *e, const struct gazetteer *g, struct err *err)
{
	struct tagger *other;

	if (!tagger_new(g, &other, err))
		return false;
	tagger_free(e->tagger);
	e->tagger = other;
	return true;
}

bool enrich_step(void *self, struct stage *stage, const struct stage_record *in,
		 struct err *err)
{
	struct enrich *e = self;
	struct headers headers = { 0 };
	struct ninjs_spans spans;
	struct story s;

	arena_reset(e->arena);
	buf_clear(&e->json);
	if (!ninjs_decode_spans(in->value, e->arena, &s, &spans, err))
		return false;
	tagger_tag_story(e->tagger, &s, e->arena);
	if (arena_over(e->arena))
		return err_set(err, ERR_REJECT,
			       "the story needs more than %d bytes of memory",
			       ARENA_BYTES);
	/* What is tagged stands beside the texts, which are passed on as they came. */
	if (!ninjs_encode_spans(&s, &spans, &e->json, err))
		return false;
	headers_of_story(&headers, e->arena, &s, HEADERS_ENRICHED,
			 headers_get(&in->headers, VIEW("traceparent")));
	stage_emit(stage, in->partition, TOPIC_ENRICHED, NULL, -1, in->key,
		   buf_view(&e->json), &headers);
	stage_count(stage, in->partition, DISPOSITION_PUBLISHED, 1);
	return true;
}
