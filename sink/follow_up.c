/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/follow_up.h"

#include <stdlib.h>

#include "common/base/mem.h"
#include "common/service/clock.h"
#include "common/story/want.h"
#include "sink/latency.h"
#include "sink/later_look.h"

enum {
	RECORD_BYTES = 32 * 1024 * 1024
}; /* memory of one record, twice its largest size */

struct follow_up {
	struct latency *latency;
	int64_t later_look_ms;
	struct arena *arena; /* of one look */
	struct buf look;
};

struct follow_up *follow_up_new(void)
{
	struct follow_up *f = mem_new(sizeof *f);

	f->latency = latency_new();
	f->arena = arena_new(RECORD_BYTES);
	buf_init(&f->look, WANT_VALUE_MAX);
	return f;
}

void follow_up_free(struct follow_up *f)
{
	if (!f)
		return;
	latency_free(f->latency);
	arena_free(f->arena);
	buf_done(&f->look);
	free(f);
}

void follow_up_look_after(struct follow_up *f, int64_t ms)
{
	f->later_look_ms = ms;
}

bool follow_up_note(struct follow_up *f, struct stage *s, int32_t partition,
		    struct view value, const struct headers *h)
{
	struct view host;

	latency_note(f->latency, h);
	if (!f->later_look_ms)
		return false;
	arena_reset(f->arena);
	buf_clear(&f->look);
	if (!later_look_of(value, h, stage_now_ms(s) + f->later_look_ms, f->arena,
			   &f->look, &host))
		return false;
	stage_emit(s, partition, TOPIC_FETCH, NULL, -1, host, buf_view(&f->look), NULL);
	return true;
}

void follow_up_committed(struct follow_up *f)
{
	latency_committed(f->latency, clock_wall_ms());
}

void follow_up_aborted(struct follow_up *f)
{
	latency_aborted(f->latency);
}
