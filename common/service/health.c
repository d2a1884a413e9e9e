/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/health.h"

#include <pthread.h>
#include <stdio.h>

#include "common/base/digest.h"
#include "common/base/mem.h"
#include "common/service/escape.h"

enum { WHY_BYTES = 256, NAME_BYTES = 64 };

struct part {
	const char *name;
	char why[WHY_BYTES], note[WHY_BYTES]; /* "": none */
};

struct health {
	pthread_mutex_t *lock; /* behind a pointer: readers have a const health */
	struct part parts[HEALTH_PARTS_MAX];
	size_t len;
	int64_t beat_ms;
	char worker[NAME_BYTES], instance[NAME_BYTES], version[NAME_BYTES];
	char config[DIGEST_HEX + 1];
};

struct health *health_new(const char *worker, const char *instance, const char *version,
			  int64_t now_ms)
{
	struct health *h = mem_new(sizeof *h);

	h->lock = mem_new(sizeof *h->lock);
	MUST(pthread_mutex_init(h->lock, NULL) == 0);
	h->beat_ms = now_ms;
	(void)snprintf(h->worker, sizeof h->worker, "%s", worker);
	(void)snprintf(h->instance, sizeof h->instance, "%s", instance);
	(void)snprintf(h->version, sizeof h->version, "%s", version);
	health_part(h, "start", "starting");
	return h;
}

void health_free(struct health *h)
{
	if (!h)
		return;
	pthread_mutex_destroy(h->lock);
	free(h->lock);
	free(h);
}

static struct part *part_of(struct health *h, const char *name)
{
	for (size_t i = 0; i < h->len; i++)
		if (strcmp(h->parts[i].name, name) == 0)
			return &h->parts[i];
	MUST(h->len < HEALTH_PARTS_MAX);
	h->parts[h->len].name = name;
	return &h->parts[h->len++];
}

void health_part(struct health *h, const char *part, const char *why)
{
	pthread_mutex_lock(h->lock);
	struct part *p = part_of(h, part);
	(void)snprintf(p->why, sizeof p->why, "%s", why ? why : "");
	pthread_mutex_unlock(h->lock);
}

void health_note(struct health *h, const char *part, const char *note)
{
	pthread_mutex_lock(h->lock);
	struct part *p = part_of(h, part);
	(void)snprintf(p->note, sizeof p->note, "%s", note ? note : "");
	pthread_mutex_unlock(h->lock);
}

void health_config(struct health *h, const char *sha256)
{
	pthread_mutex_lock(h->lock);
	(void)snprintf(h->config, sizeof h->config, "%s", sha256);
	pthread_mutex_unlock(h->lock);
}

void health_beat(struct health *h, int64_t now_ms)
{
	pthread_mutex_lock(h->lock);
	h->beat_ms = now_ms;
	pthread_mutex_unlock(h->lock);
}

bool health_alive(const struct health *h, int64_t now_ms)
{
	pthread_mutex_lock(h->lock);
	bool alive = now_ms - h->beat_ms <= HEALTH_BEAT_MAX_MS;
	pthread_mutex_unlock(h->lock);
	return alive;
}

bool health_ready(const struct health *h)
{
	bool ready = true;

	pthread_mutex_lock(h->lock);
	for (size_t i = 0; i < h->len; i++)
		ready &= h->parts[i].why[0] == '\0';
	pthread_mutex_unlock(h->lock);
	return ready;
}

static void add_member(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "%s\"%s\":", out->p[out->len - 1] == '{' ? "" : ",", name);
	escape_json(out, view_of(value));
}

/* The parts that have something to say: `key` "why" or "note". */
static void add_parts(const struct health *h, bool notes, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < h->len; i++) {
		const char *text = notes ? h->parts[i].note : h->parts[i].why;
		if (!text[0])
			continue;
		buf_add(out, any ? VIEW(",{") : VIEW("{"));
		add_member(out, "part", h->parts[i].name);
		add_member(out, notes ? "note" : "why", text);
		buf_add_byte(out, '}');
		any = true;
	}
}

void health_json(const struct health *h, int64_t now_ms, struct buf *out)
{
	bool alive = health_alive(h, now_ms), ready = health_ready(h);

	buf_add_byte(out, '{');
	add_member(out, "worker", h->worker);
	add_member(out, "instance", h->instance);
	add_member(out, "version", h->version);
	pthread_mutex_lock(h->lock);
	add_member(out, "config", h->config);
	pthread_mutex_unlock(h->lock);
	buf_printf(out, ",\"alive\":%s,\"ready\":%s,\"why\":[", alive ? "true" : "false",
		   ready ? "true" : "false");
	pthread_mutex_lock(h->lock);
	add_parts(h, false, out);
	buf_add(out, VIEW("],\"notes\":["));
	add_parts(h, true, out);
	pthread_mutex_unlock(h->lock);
	buf_add(out, VIEW("]}\n"));
}
