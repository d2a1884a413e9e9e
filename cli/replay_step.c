/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/replay_step.h"

#include "common/base/mem.h"
#include "common/story/ninjs.h"
#include "enricher/tagger.h"

enum { RECORD_MAX = 5 * 1024 * 1024, ARENA_BYTES = 64 * 1024 * 1024 };

struct replay_step {
	struct replay_plan plan;
	struct tagger *tagger;
	struct arena *arena;
	struct buf json;
};

bool replay_step_new(const struct replay_plan *plan, struct replay_step **ret,
		     struct err *err)
{
	AUTO(replay_step) r = mem_new(sizeof *r);

	r->plan = *plan;
	r->arena = arena_new(ARENA_BYTES);
	buf_init(&r->json, RECORD_MAX);
	if (plan->gazetteer && !tagger_new(plan->gazetteer, &r->tagger, err))
		return false;
	*ret = TAKE(r);
	return true;
}

void replay_step_free(struct replay_step *r)
{
	if (!r)
		return;
	tagger_free(r->tagger);
	arena_free(r->arena);
	buf_done(&r->json);
	free(r);
}

/* What is made of a record. */
struct made {
	struct view value;
	struct headers headers;
	route_set topics;
};

static void route(struct replay_step *r, struct stage *s, struct made *m)
{
	struct route_facts facts;

	route_facts_of(&m->headers, stage_now_ms(s), &facts);
	m->topics = route_match(r->plan.routes, &facts);
}

static bool tag(struct replay_step *r, const struct stage_record *in, int revision,
		struct made *ret, struct err *err)
{
	struct story story;

	buf_clear(&r->json);
	ret->headers.len = 0;
	if (!ninjs_decode(in->value, r->arena, &story, err))
		return false;
	tagger_tag_story(r->tagger, &story, r->arena);
	if (arena_over(r->arena))
		return err_set(err, ERR_REJECT,
			       "the story needs more than %d bytes of memory",
			       ARENA_BYTES);
	story.ext.revision = revision;
	if (!ninjs_encode(&story, &r->json, err))
		return false;
	headers_of_story(&ret->headers, r->arena, &story, HEADERS_ENRICHED,
			 headers_get(&in->headers, VIEW("traceparent")));
	ret->value = buf_view(&r->json);
	return true;
}

static bool make(struct replay_step *r, struct stage *s, const struct stage_record *in,
		 int revision, struct made *ret, struct err *err)
{
	if (r->tagger) {
		if (!tag(r, in, revision, ret, err))
			return false;
	} else {
		ret->value = in->value;
		ret->headers = in->headers;
	}
	route(r, s, ret);
	return true;
}

static void list_topics(struct replay_step *r, struct made *m)
{
	BUF(list, 64 * 1024);
	size_t len;
	const struct route_topic *topics = route_topics(r->plan.routes, &len);

	for (size_t i = 0; i < len; i++)
		if (m->topics >> i & 1)
			(void)buf_printf(&list, "%s%s", list.len ? "," : "",
					 topics[i].name);
	if (m->headers.len < HEADERS_MAX)
		headers_set(&m->headers, r->arena, VIEW("kw-topics"),
			    arena_copy(r->arena, buf_view(&list)));
}

static bool to_shadow(struct replay_step *r, struct stage *s,
		      const struct stage_record *in, struct err *err)
{
	struct made m = { 0 };

	if (!make(r, s, in, 0, &m, err))
		return false;
	if (!m.topics && !r->plan.every) {
		stage_count(s, in->partition, DISPOSITION_FILTERED, 1);
		return true;
	}
	list_topics(r, &m);
	stage_emit(s, in->partition, TOPIC_PUBLIC, r->plan.shadow, -1, in->key, m.value,
		   &m.headers);
	stage_count(s, in->partition, DISPOSITION_PUBLISHED, 1);
	return true;
}

static bool republish(struct replay_step *r, struct stage *s,
		      const struct stage_record *in, struct err *err)
{
	struct replay_story was;
	struct made m = { 0 };
	int version, revision;
	bool latest = headers_version(headers_get(&in->headers, VIEW("ce_id")), &version,
				      &revision) &&
		      replay_before_find(r->plan.before, in->key, &was) &&
		      was.version == version && was.usable;

	/* What the enricher has not come to yet goes its own way. */
	if (!latest) {
		stage_count(s, in->partition, DISPOSITION_FILTERED, 1);
		return true;
	}
	if (!make(r, s, in, was.revision + 1, &m, err))
		return false;
	if (replay_tags(&m.headers, m.value) == was.tags && !(m.topics & ~was.topics)) {
		stage_count(s, in->partition, DISPOSITION_UNCHANGED, 1);
		return true;
	}
	stage_emit(s, in->partition, TOPIC_ENRICHED, NULL, -1, in->key, m.value,
		   &m.headers);
	stage_count(s, in->partition, DISPOSITION_PUBLISHED, 1);
	return true;
}

bool replay_step(void *self, struct stage *s, const struct stage_record *in,
		 struct err *err)
{
	struct replay_step *r = self;

	arena_reset(r->arena);
	if (in->timestamp_ms < r->plan.since_ms || in->offset < r->plan.offset)
		return true;
	return r->plan.shadow ? to_shadow(r, s, in, err) : republish(r, s, in, err);
}
