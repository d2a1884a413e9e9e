/* SPDX-License-Identifier: Apache-2.0 */
/*
 * health - is the process alive, is it ready, and if not, why not.
 *
 * Ready: no part has said that it is not (kafka: "no broker answers"). Alive: the main loop
 * has beaten within HEALTH_BEAT_MAX_MS. A note is said without making it unready
 * ("reload refused"). Any thread; time is an argument.
 */
#pragma once

#include <stdint.h>

#include "common/base/auto.h"
#include "common/base/buf.h"

enum { HEALTH_PARTS_MAX = 16, HEALTH_BEAT_MAX_MS = 60 * 1000 };

struct health;

/* It has beaten at `now_ms` (a steady clock), and "start" is not ready: "starting". */
struct health *health_new(const char *worker, const char *instance, const char *version,
			  int64_t now_ms);
void health_free(struct health *h); /* NULL is fine */
DEFINE_AUTO(health)

/* `part` is a literal; `why` NULL: it is ready (again). */
void health_part(struct health *h, const char *part, const char *why);
/* What is worth knowing although all works; NULL takes it back. */
void health_note(struct health *h, const char *part, const char *note);
/* SHA-256 of the files that are in force (settings_errors_digest). */
void health_config(struct health *h, const char *sha256);
void health_beat(struct health *h, int64_t now_ms);

bool health_alive(const struct health *h, int64_t now_ms);
bool health_ready(const struct health *h);

/* {"worker","instance","version","config","alive","ready","why":[{"part","why"}],"notes":[…]} */
void health_json(const struct health *h, int64_t now_ms, struct buf *out);
