/* SPDX-License-Identifier: Apache-2.0 */
/* What the fetcher knows: its state topic, read to the end, beside the configuration. */
#include <stdio.h>
#include <string.h>

#include "cli/feeds_parts.h"
#include "common/base/map.h"
#include "common/kafka/reader.h"
#include "common/kafka/topics.h"
#include "common/kafka/writer.h"
#include "common/service/clock.h"
#include "common/story/json_text.h"
#include "common/story/url.h"
#include "common/story/want.h"
#include "fetcher/condition.h"
#include "fetcher/drop_folder.h"
#include "fetcher/robots.h"

enum { OUT_BYTES = 256 * 1024 * 1024 };

/* --- reading ------------------------------------------------------------------------------ */

struct reading {
	struct arena *arena;
	struct map *by_key;
};

static bool keep(void *self, const struct stage_record *r, struct err *err)
{
	const struct reading *to = self;
	struct view *value = ARENA_NEW(to->arena, struct view);

	(void)err;
	/* The stage writes a byte of its own before each value. */
	*value = arena_copy(to->arena, view_from(r->value, 1));
	(void)map_put(to->by_key, arena_copy(to->arena, r->key), value);
	return true;
}

/* Everything on the topic, by key; the last value counts. */
static bool read_state(const struct feeds_command *k, struct map *by_key, struct err *err)
{
	AUTO(reader) r = NULL;
	struct reading to = { k->arena, by_key };
	struct kafka_settings kafka;
	char name[TOPICS_NAME_MAX + 1];

	if (!broker_options_settings(&k->broker, k->arena, &kafka))
		return err_set(err, ERR_STOP, "the configuration of Kafka is wrong");
	return topics_name(&kafka, TOPIC_FETCH_STATE, NULL, name, err) &&
	       reader_open(&kafka, name, READER_BEGINNING, 0, &r, err) &&
	       reader_each(r, keep, &to, err);
}

static bool state_of(const struct map *by_key, const struct feed *f, struct arena *a,
		     struct feed_state *ret)
{
	const struct view *value = map_get(by_key, feed_state_key(f->id, a));
	struct err err;

	feed_state_init(ret);
	return value && value->len > 0 && feed_state_decode(*value, a, ret, &err);
}

/* --- words -------------------------------------------------------------------------------- */

/* "12 s", "4 min", "3 h", "9 d" */
static struct view span(int64_t ms, struct arena *a)
{
	long long s = ms / 1000;

	if (s < 120)
		return arena_printf(a, "%lld s", s);
	if (s < 2 * 3600)
		return arena_printf(a, "%lld min", s / 60);
	if (s < 2 * 86400)
		return arena_printf(a, "%lld h", s / 3600);
	return arena_printf(a, "%lld d", s / 86400);
}

static struct view ago(instant_ms at, instant_ms now, struct arena *a)
{
	return at == INSTANT_NONE ? VIEW("never") : span(now > at ? now - at : 0, a);
}

static struct view ahead(instant_ms at, instant_ms now, struct arena *a)
{
	if (at == INSTANT_NONE)
		return VIEW("-");
	return at <= now ? VIEW("now") : span(at - now, a);
}

/* Only what a terminal may show. */
static void add_plain(struct buf *out, struct view text)
{
	for (size_t i = 0; i < text.len; i++)
		(void)buf_add_byte(out,
				   (unsigned char)text.p[i] < 0x20 ? ' ' : text.p[i]);
}

static int put_out(struct buf *out)
{
	(void)fwrite(out->p, 1, out->len, stdout);
	return EXIT_OK;
}

static int share_304(const struct feed_state *s)
{
	return s->polls > 0 ? (int)(100 * s->not_modified / s->polls) : 0;
}

static bool chosen(const struct feeds_command *k, const struct feed *f)
{
	for (size_t i = 0; i < k->words_len; i++)
		if (view_eq(f->id, view_of(k->words[i])))
			return true;
	return k->words_len == 0;
}

static bool all_known(const struct feeds_command *k)
{
	for (size_t i = 0; i < k->words_len; i++)
		if (!feeds_find(k->feeds, view_of(k->words[i]))) {
			(void)feeds_failed(EXIT_USAGE, "there is no feed \"%s\"",
					   k->words[i]);
			return false;
		}
	return true;
}

/* --- list --------------------------------------------------------------------------------- */

int feeds_list(const struct feeds_command *k)
{
	BUF(out, OUT_BYTES);

	for (size_t i = 0; i < feeds_len(k->feeds); i++) {
		const struct feed *f = feeds_at(k->feeds, i);
		struct view url = feeds_address(f, k->arena);
		if (!k->json) {
			(void)buf_printf(&out, "%-28.*s %-20.*s %s %.*s\n",
					 VIEW_ARG(f->id), VIEW_ARG(f->provider),
					 f->enabled ? "on " : "off", VIEW_ARG(url));
			continue;
		}
		(void)buf_add(&out, VIEW("{\"id\":"));
		json_add_string(&out, f->id);
		(void)buf_add(&out, VIEW(",\"provider\":"));
		json_add_string(&out, f->provider);
		(void)buf_add(&out, VIEW(",\"url\":"));
		json_add_string(&out, url);
		(void)buf_printf(&out, ",\"enabled\":%s}\n",
				 f->enabled ? "true" : "false");
	}
	return put_out(&out);
}

static struct view folder_condition(const struct feed *f, struct arena *a)
{
	struct drop_counts n;
	struct err err;

	if (!drop_folder_count(arena_string(a, f->folder), &n, &err))
		return arena_printf(a,
				    "folder of instance %.*s, not to be seen from here",
				    VIEW_ARG(f->instance));
	return arena_printf(a,
			    "folder of instance %.*s: %zu waiting, %zu done, %zu refused",
			    VIEW_ARG(f->instance), n.waiting, n.done, n.refused);
}

static struct view condition(const struct feed *f, const struct feed_state *s,
			     instant_ms now, struct arena *a)
{
	if (!f->enabled)
		return VIEW("off");
	if (f->folder.len > 0)
		return folder_condition(f, a);
	return condition_of(s, now, a);
}

/* --- status ------------------------------------------------------------------------------- */

static void status_row(const struct feed *f, const struct feed_state *s, instant_ms now,
		       struct arena *a, struct buf *out)
{
	struct view reason = s->reason.len > 0 ? s->reason : VIEW("-");

	(void)buf_printf(out, "%-28.*s %-8.*s %-8.*s %-14.*s %3d%% %7lld %5lld %4lld  ",
			 VIEW_ARG(f->id), VIEW_ARG(ago(s->succeeded_at, now, a)),
			 VIEW_ARG(ahead(s->next_at, now, a)), VIEW_ARG(reason),
			 share_304(s), (long long)s->entries, (long long)s->fresh,
			 (long long)s->gaps);
	add_plain(out, condition(f, s, now, a));
	if (s->error.len > 0) {
		(void)buf_add(out, VIEW(": "));
		add_plain(out, s->error);
	}
	(void)buf_add_byte(out, '\n');
}

static void json_instant(struct buf *out, const char *name, instant_ms at)
{
	char text[INSTANT_TEXT];

	if (at == INSTANT_NONE)
		return;
	(void)buf_printf(out, ",\"%s\":\"%.*s\"", name,
			 VIEW_ARG(instant_format(at, text)));
}

static void status_json(const struct feed *f, const struct feed_state *s, instant_ms now,
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
	json_add_string(out, condition(f, s, now, a));
	(void)buf_add(out, VIEW(",\"error\":"));
	json_add_string(out, s->error);
	(void)buf_add(out, VIEW("}\n"));
}

int feeds_status(const struct feeds_command *k)
{
	AUTO(map) by_key = map_new();
	BUF(out, OUT_BYTES);
	instant_ms now = clock_wall_ms();
	struct feed_state s;
	struct err err;

	if (!all_known(k))
		return EXIT_USAGE;
	if (!read_state(k, by_key, &err))
		return feeds_failed(EXIT_FAILED, "%s", err.text);
	if (!k->json)
		(void)buf_printf(&out, "%-28s %-8s %-8s %-14s %4s %7s %5s %4s  %s\n",
				 "FEED", "SUCCESS", "NEXT", "WHY THEN", "304", "ENTRIES",
				 "NEW", "GAPS", "CONDITION");
	for (size_t i = 0; i < feeds_len(k->feeds); i++) {
		const struct feed *f = feeds_at(k->feeds, i);
		if (!chosen(k, f))
			continue;
		(void)state_of(by_key, f, k->arena, &s);
		(k->json ? status_json : status_row)(f, &s, now, k->arena, &out);
	}
	return put_out(&out);
}

/* --- why ---------------------------------------------------------------------------------- */

static void line(struct buf *out, const char *name, struct view text)
{
	(void)buf_printf(out, "  %-16s ", name);
	add_plain(out, text.len > 0 ? text : VIEW("-"));
	(void)buf_add_byte(out, '\n');
}

static void line_at(struct buf *out, const char *name, instant_ms at, struct arena *a)
{
	char text[INSTANT_TEXT];

	line(out, name,
	     at == INSTANT_NONE ? VIEW("") : arena_copy(a, instant_format(at, text)));
}

/* What the feed asks of those who poll it. */
static struct view wishes(const struct feed_state *s, struct arena *a)
{
	struct view text = VIEW("");

	if (s->ttl_minutes > 0)
		text = arena_printf(a, "every %.*s",
				    VIEW_ARG(span(s->ttl_minutes * 60000, a)));
	if (s->period_minutes > 0)
		text = arena_printf(a, "%.*s%sit changes every %.*s", VIEW_ARG(text),
				    text.len > 0 ? ", " : "",
				    VIEW_ARG(span(s->period_minutes * 60000, a)));
	if (s->skip_hours != 0 || s->skip_days != 0)
		text = arena_printf(a, "%.*s%snot at %d hours and %d days of the week",
				    VIEW_ARG(text), text.len > 0 ? ", " : "",
				    __builtin_popcountll((uint64_t)s->skip_hours),
				    __builtin_popcountll((uint64_t)s->skip_days));
	return text;
}

static void explain(const struct feed *f, const struct feed_state *s, instant_ms now,
		    struct arena *a, struct buf *out)
{
	(void)buf_printf(out, "%.*s\n", VIEW_ARG(f->id));
	line(out, "condition", condition(f, s, now, a));
	line(out, "address", feeds_address(f, a));
	line(out, "moved to", s->moved);
	line_at(out, "next poll", s->next_at, a);
	line(out, "because of", s->reason);
	line(out, "interval", span(s->interval_ms, a));
	line(out, "feed's own wish", wishes(s, a));
	line_at(out, "last poll", s->polled_at, a);
	line_at(out, "last success", s->succeeded_at, a);
	line_at(out, "last new body", s->changed_at, a);
	line(out, "last answer",
	     s->error.len > 0 ? s->error
			      : arena_printf(a, "status %lld", (long long)s->status));
	line(out, "failures in row", arena_printf(a, "%lld", (long long)s->failures));
	line(out, "polls",
	     arena_printf(a, "%lld: %lld new bodies, %lld not modified, %lld the same",
			  (long long)s->polls, (long long)s->changed,
			  (long long)s->not_modified, (long long)s->same_body));
	line(out, "validators",
	     s->distrust
		 ? VIEW("not trusted: they said \"same\" of another body")
		 : arena_printf(a, "%s%s%s", s->etag.len > 0 ? "ETag" : "",
				s->etag.len > 0 && s->last_modified.len > 0 ? ", " : "",
				s->last_modified.len > 0 ? "Last-Modified" : ""));
	line(out, "last document",
	     arena_printf(a, "%lld bytes, %lld entries, %lld of them new",
			  (long long)s->body_bytes, (long long)s->entries,
			  (long long)s->fresh));
	line_at(out, "oldest entry", s->oldest, a);
	line_at(out, "newest entry", s->newest, a);
	line(out, "gaps suspected", arena_printf(a, "%lld", (long long)s->gaps));
	line_at(out, "the last gap", s->gap_at, a);
	line(out, "no feed, since", s->problem);
}

int feeds_why(const struct feeds_command *k)
{
	AUTO(map) by_key = map_new();
	BUF(out, OUT_BYTES);
	instant_ms now = clock_wall_ms();
	struct feed_state s;
	struct err err;

	if (!all_known(k))
		return EXIT_USAGE;
	if (!read_state(k, by_key, &err))
		return feeds_failed(EXIT_FAILED, "%s", err.text);
	const struct feed *f = feeds_find(k->feeds, view_of(k->words[0]));
	(void)state_of(by_key, f, k->arena, &s);
	(k->json ? status_json : explain)(f, &s, now, k->arena, &out);
	return put_out(&out);
}

/* --- courtesy ----------------------------------------------------------------------------- */

struct courtesy {
	const struct feeds_command *k;
	struct buf *out;
	instant_ms now;
};

static void courtesy_row(void *self, struct view key, void *value)
{
	struct courtesy *c = self;
	struct arena *a = c->k->arena;
	struct host_state h;
	struct view name;
	struct err err;

	if (state_key_kind(key, &name) != STATE_HOST ||
	    !host_state_decode(*(const struct view *)value, a, &h, &err))
		return;
	if (c->k->json) {
		(void)buf_add(c->out, VIEW("{\"host\":"));
		json_add_string(c->out, name);
		json_instant(c->out, "not_before", h.not_before);
		json_instant(c->out, "robots_asked", h.robots_at);
		(void)buf_printf(
		    c->out, ",\"robots_status\":%lld,\"crawl_delay_ms\":%lld}\n",
		    (long long)h.robots_status, (long long)robots_delay_ms(h.robots));
		return;
	}
	(void)buf_printf(c->out, "%-40.*s %-10.*s %6lld %8.1f s  %.*s\n", VIEW_ARG(name),
			 VIEW_ARG(ago(h.robots_at, c->now, a)),
			 (long long)h.robots_status,
			 (double)robots_delay_ms(h.robots) / 1000,
			 VIEW_ARG(ahead(h.not_before, c->now, a)));
}

int feeds_courtesy(const struct feeds_command *k)
{
	AUTO(map) by_key = map_new();
	BUF(out, OUT_BYTES);
	struct courtesy c = { k, &out, clock_wall_ms() };
	struct err err;

	if (!read_state(k, by_key, &err))
		return feeds_failed(EXIT_FAILED, "%s", err.text);
	if (!k->json)
		(void)buf_printf(&out, "%-40s %-10s %6s %10s  %s\n", "HOST", "ROBOTS.TXT",
				 "STATUS", "DELAY", "NOT BEFORE");
	struct view key;
	void *value;
	for (size_t i = 0; map_each(by_key, &i, &key, &value);)
		courtesy_row(&c, key, value);
	return put_out(&out);
}

/* --- poll --------------------------------------------------------------------------------- */

int feeds_poll(const struct feeds_command *k)
{
	struct writer_record *records =
	    ARENA_ARRAY(k->arena, struct writer_record, k->words_len);
	struct kafka_settings kafka;
	struct err err;

	if (!all_known(k))
		return EXIT_USAGE;
	if (!broker_options_settings(&k->broker, k->arena, &kafka))
		return EXIT_CONFIG;
	for (size_t i = 0; i < k->words_len; i++) {
		const struct feed *f = feeds_find(k->feeds, view_of(k->words[i]));
		BUF(value, WANT_VALUE_MAX);
		struct want w;
		if (f->folder.len > 0)
			return feeds_failed(
			    EXIT_USAGE,
			    "\"%s\" is a folder, which is looked at each second",
			    k->words[i]);
		want_init(&w, WANT_POLL);
		w.feed = f->id;
		w.url = feeds_address(f, k->arena);
		if (!want_encode(&w, &value, &err))
			return feeds_failed(EXIT_INPUT, "%s", err.text);
		records[i].key = want_key(f->url, k->arena);
		records[i].value = arena_copy(k->arena, buf_view(&value));
	}
	if (!writer_send(&kafka, TOPIC_FETCH, records, k->words_len, &err))
		return feeds_failed(EXIT_FAILED, "%s", err.text);
	printf("%zu asked to be polled now\n", k->words_len);
	return EXIT_OK;
}
