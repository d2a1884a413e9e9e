/* SPDX-License-Identifier: Apache-2.0 */
/* What the fetcher knows, beside the configuration: the verbs list, status, courtesy. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/feeds_parts.h"
#include "cli/table.h"
#include "common/service/clock.h"
#include "common/story/json_text.h"
#include "fetcher/robots.h"

enum { OUT_BYTES = 256 * 1024 * 1024 };

static int put_out(const struct feeds_command *k, const struct table *t, struct buf *out)
{
	if (!k->json)
		(void)table_print(t, out);
	(void)fwrite(out->p, 1, out->len, stdout);
	return EXIT_OK;
}

static bool chosen(const struct feeds_command *k, const struct feed *f)
{
	for (size_t i = 0; i < k->words_len; i++)
		if (view_eq(f->id, view_of(k->words[i])))
			return true;
	return k->words_len == 0;
}

/* --- list --------------------------------------------------------------------------------- */

static void list_json(const struct feed *f, struct view url, struct buf *out)
{
	(void)buf_add(out, VIEW("{\"id\":"));
	json_add_string(out, f->id);
	(void)buf_add(out, VIEW(",\"provider\":"));
	json_add_string(out, f->provider);
	(void)buf_add(out, VIEW(",\"url\":"));
	json_add_string(out, url);
	(void)buf_printf(out, ",\"enabled\":%s}\n", f->enabled ? "true" : "false");
}

int feeds_list(const struct feeds_command *k)
{
	BUF(out, OUT_BYTES);
	struct table t;

	table_init(&t, "FEED|PROVIDER|POLLED|ADDRESS", k->arena);
	for (size_t i = 0; i < feeds_len(k->feeds); i++) {
		const struct feed *f = feeds_at(k->feeds, i);
		struct view url = feeds_address(f, k->arena);
		if (k->json) {
			list_json(f, url, &out);
			continue;
		}
		table_add(&t, f->id);
		table_add(&t, f->provider);
		table_add(&t, f->enabled ? VIEW("yes") : VIEW("no"));
		table_add(&t, url);
	}
	return put_out(k, &t, &out);
}

/* --- status ------------------------------------------------------------------------------- */

static void add_number(struct table *t, int64_t n)
{
	table_add(t, arena_printf(t->arena, "%lld", (long long)n));
}

static void status_row(const struct feed *f, const struct feed_state *s, instant_ms now,
		       struct table *t)
{
	struct arena *a = t->arena;
	struct view condition = feeds_condition(f, s, now, a);
	long long share = s->polls > 0 ? 100 * s->not_modified / s->polls : 0;

	table_add(t, f->id);
	table_add(t, feeds_ago(s->succeeded_at, now, a));
	table_add(t, feeds_ahead(s->next_at, now, a));
	table_add(t, s->reason.len > 0 ? s->reason : VIEW("-"));
	table_add(t, arena_printf(a, "%lld%%", share));
	add_number(t, s->entries);
	add_number(t, s->fresh);
	add_number(t, s->gaps);
	table_add(t, s->error.len > 0 ? arena_printf(a, "%.*s: %.*s", VIEW_ARG(condition),
						     VIEW_ARG(s->error))
				      : condition);
}

static void json_instant(struct buf *out, const char *name, instant_ms at)
{
	char text[INSTANT_TEXT];

	if (at == INSTANT_NONE)
		return;
	(void)buf_printf(out, ",\"%s\":\"%.*s\"", name,
			 VIEW_ARG(instant_format(at, text)));
}

void feeds_status_json(const struct feed *f, const struct feed_state *s, instant_ms now,
		       struct arena *a, struct buf *out)
{
	(void)buf_add(out, VIEW("{\"id\":"));
	json_add_string(out, f->id);
	json_instant(out, "polled", s->polled_at);
	json_instant(out, "succeeded", s->succeeded_at);
	json_instant(out, "changed", s->changed_at);
	json_instant(out, "next", s->next_at);
	(void)buf_add(out, VIEW(",\"reason\":"));
	json_add_string(out, s->reason);
	(void)buf_printf(out,
			 ",\"interval_ms\":%lld,\"status\":%lld,\"failures\":%lld,"
			 "\"polls\":%lld,\"not_modified\":%lld,\"entries\":%lld,"
			 "\"new\":%lld,\"gaps\":%lld,\"condition\":",
			 (long long)s->interval_ms, (long long)s->status,
			 (long long)s->failures, (long long)s->polls,
			 (long long)s->not_modified, (long long)s->entries,
			 (long long)s->fresh, (long long)s->gaps);
	json_add_string(out, feeds_condition(f, s, now, a));
	(void)buf_add(out, VIEW(",\"error\":"));
	json_add_string(out, s->error);
	(void)buf_add(out, VIEW("}\n"));
}

int feeds_status(const struct feeds_command *k)
{
	AUTO(state) state = NULL;
	BUF(out, OUT_BYTES);
	instant_ms now = clock_wall_ms();
	int code = feeds_read(k, &state);
	struct feed_state s;
	struct table t;

	if (code != EXIT_OK)
		return code;
	table_init(&t, "FEED|SUCCESS|NEXT|WHY THEN|>304|>ENTRIES|>NEW|>GAPS|CONDITION",
		   k->arena);
	for (size_t i = 0; i < feeds_len(k->feeds); i++) {
		const struct feed *f = feeds_at(k->feeds, i);
		if (!chosen(k, f))
			continue;
		(void)feeds_state(state, f, k->arena, &s);
		if (k->json)
			feeds_status_json(f, &s, now, k->arena, &out);
		else
			status_row(f, &s, now, &t);
	}
	return put_out(k, &t, &out);
}

/* --- courtesy ----------------------------------------------------------------------------- */

struct courtesy {
	struct view host;
	struct host_state state;
};

static int by_host(const void *a, const void *b)
{
	const struct courtesy *x = a, *y = b;
	size_t len = x->host.len < y->host.len ? x->host.len : y->host.len;
	int order = memcmp(x->host.p, y->host.p, len);

	return order ? order : (x->host.len > y->host.len) - (x->host.len < y->host.len);
}

static struct courtesy *hosts_of(const struct state *state, struct arena *a,
				 size_t *ret_len)
{
	struct courtesy *all = NULL, one;
	struct view key, value;
	struct err err;

	*ret_len = 0;
	for (size_t i = 0; state_each(state, &i, &key, &value);)
		if (state_key_kind(key, &one.host) == STATE_HOST &&
		    host_state_decode(value, a, &one.state, &err))
			*ARENA_PUSH(a, all, *ret_len) = one;
	if (all)
		qsort(all, *ret_len, sizeof all[0], by_host);
	return all;
}

static void courtesy_json(const struct courtesy *c, struct buf *out)
{
	const struct host_state *h = &c->state;

	(void)buf_add(out, VIEW("{\"host\":"));
	json_add_string(out, c->host);
	json_instant(out, "not_before", h->not_before);
	json_instant(out, "robots_asked", h->robots_at);
	(void)buf_printf(out, ",\"robots_status\":%lld,\"crawl_delay_ms\":%lld}\n",
			 (long long)h->robots_status,
			 (long long)robots_delay_ms(h->robots));
}

static void courtesy_row(const struct courtesy *c, instant_ms now, struct table *t)
{
	const struct host_state *h = &c->state;
	int64_t delay = robots_delay_ms(h->robots);
	struct arena *a = t->arena;

	table_add(t, c->host);
	table_add(t, feeds_ago(h->robots_at, now, a));
	table_add(t, h->robots_status > 0
			 ? arena_printf(a, "%lld", (long long)h->robots_status)
			 : VIEW("-"));
	table_add(t, delay > 0 ? arena_printf(a, "%.1f s", (double)delay / 1000)
			       : VIEW("-"));
	table_add(t, feeds_ahead(h->not_before, now, a));
}

int feeds_courtesy(const struct feeds_command *k)
{
	AUTO(state) state = NULL;
	BUF(out, OUT_BYTES);
	instant_ms now = clock_wall_ms();
	int code = feeds_read(k, &state);
	struct table t;
	size_t len;

	if (code != EXIT_OK)
		return code;
	const struct courtesy *all = hosts_of(state, k->arena, &len);
	table_init(&t, "HOST|ROBOTS.TXT|>STATUS|>DELAY|NOT BEFORE", k->arena);
	for (size_t i = 0; i < len; i++) {
		if (k->json)
			courtesy_json(&all[i], &out);
		else
			courtesy_row(&all[i], now, &t);
	}
	return put_out(k, &t, &out);
}
