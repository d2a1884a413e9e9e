/* SPDX-License-Identifier: Apache-2.0 */
/* `feeds why`: all that is known of one feed. */
#include <stdio.h>

#include "cli/feeds_parts.h"
#include "common/base/plural.h"
#include "common/service/clock.h"
#include "common/service/escape.h"

enum { OUT_BYTES = 1024 * 1024 };

/* Nothing to say is not said. */
static void line(struct buf *out, const char *name, struct view text)
{
	if (text.len == 0)
		return;
	(void)buf_printf(out, "  %-16s ", name);
	escape_spaced(out, text);
	(void)buf_add_byte(out, '\n');
}

static void line_at(struct buf *out, const char *name, instant_ms at)
{
	char text[INSTANT_TEXT];

	if (at != INSTANT_NONE)
		line(out, name, instant_format(at, text));
}

/* What the feed asks of those who poll it. */
static struct view wishes(const struct feed_state *s, struct arena *a)
{
	struct view text = VIEW("");
	int hours = __builtin_popcountll((uint64_t)s->skip_hours);
	int days = __builtin_popcountll((uint64_t)s->skip_days);

	if (s->ttl_minutes > 0)
		text = arena_printf(a, "every %.*s",
				    VIEW_ARG(feeds_span(s->ttl_minutes * 60000, a)));
	if (s->period_minutes > 0)
		text = arena_printf(a, "%.*s%sit changes every %.*s", VIEW_ARG(text),
				    text.len > 0 ? ", " : "",
				    VIEW_ARG(feeds_span(s->period_minutes * 60000, a)));
	if (hours || days)
		text = arena_printf(a, "%.*s%snot at %d %s and %d %s of the week",
				    VIEW_ARG(text), text.len > 0 ? ", " : "", hours,
				    plural((uint64_t)hours, "hour", "hours"), days,
				    plural((uint64_t)days, "day", "days"));
	return text;
}

static struct view validators(const struct feed_state *s)
{
	bool etag = s->etag.len > 0, date = s->last_modified.len > 0;

	if (s->distrust)
		return VIEW("not trusted: they said \"same\" of another body");
	if (etag && date)
		return VIEW("ETag, Last-Modified");
	return etag ? VIEW("ETag") : date ? VIEW("Last-Modified") : VIEW("none");
}

static void explain_polls(const struct feed_state *s, struct arena *a, struct buf *out)
{
	line_at(out, "last poll", s->polled_at);
	line_at(out, "last success", s->succeeded_at);
	line_at(out, "last new body", s->changed_at);
	line(out, "last answer",
	     s->error.len > 0 ? s->error
			      : arena_printf(a, "status %lld", (long long)s->status));
	if (s->failures > 0)
		line(out, "failures in row",
		     arena_printf(a, "%lld", (long long)s->failures));
	line(out, "polls",
	     arena_printf(a, "%lld; a new body: %lld, not modified: %lld, the same: %lld",
			  (long long)s->polls, (long long)s->changed,
			  (long long)s->not_modified, (long long)s->same_body));
	line(out, "validators", validators(s));
}

static void explain_document(const struct feed_state *s, struct arena *a, struct buf *out)
{
	line(out, "last document",
	     arena_printf(
		 a, "%lld %s, %lld %s, %lld of them new", (long long)s->body_bytes,
		 plural((uint64_t)s->body_bytes, "byte", "bytes"), (long long)s->entries,
		 plural((uint64_t)s->entries, "entry", "entries"), (long long)s->fresh));
	line_at(out, "oldest entry", s->oldest);
	line_at(out, "newest entry", s->newest);
	line(out, "gaps suspected", arena_printf(a, "%lld", (long long)s->gaps));
	line_at(out, "the last gap", s->gap_at);
	line(out, "no feed, since", s->problem);
}

static void explain(const struct feed *f, const struct feed_state *s, instant_ms now,
		    struct arena *a, struct buf *out)
{
	(void)buf_printf(out, "%.*s\n", VIEW_ARG(f->id));
	line(out, "condition", feeds_condition(f, s, now, a));
	line(out, "address", feeds_address(f, a));
	line(out, "moved to", s->moved);
	line_at(out, "next poll", s->next_at);
	line(out, "because of", s->reason);
	if (s->interval_ms > 0)
		line(out, "interval", feeds_span(s->interval_ms, a));
	line(out, "feed's own wish", wishes(s, a));
	if (s->polled_at == INSTANT_NONE)
		return;
	explain_polls(s, a, out);
	if (s->body_bytes > 0)
		explain_document(s, a, out);
}

int feeds_why(const struct feeds_command *k)
{
	AUTO(state) state = NULL;
	BUF(out, OUT_BYTES);
	instant_ms now = clock_wall_ms();
	int code = feeds_read(k, &state);
	struct feed_state s;

	if (code != EXIT_OK)
		return code;
	const struct feed *f = feeds_find(k->feeds, view_of(k->words[0]));
	(void)feeds_state(state, f, k->arena, &s);
	(k->json ? feeds_status_json : explain)(f, &s, now, k->arena, &out);
	(void)fwrite(out.p, 1, out.len, stdout);
	return EXIT_OK;
}
