/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/dead_letter_show.h"

#include <inttypes.h>

#include "common/base/instant.h"
#include "common/base/plural.h"
#include "common/base/utf8.h"
#include "common/service/escape.h"

struct view dead_letter_feed(const struct letterbox_item *item)
{
	struct view feed = headers_get(&item->record.headers, VIEW("kw-feed"));

	return feed.len ? feed : headers_get(&item->record.headers, VIEW("ce_source"));
}

static struct view sample_of(struct view value)
{
	return utf8_head(value, DEAD_LETTER_SAMPLE);
}

void dead_letter_line(const struct letterbox_item *item, struct buf *out)
{
	char text[INSTANT_TEXT];
	struct view when = instant_format(item->record.timestamp_ms, text);
	struct view feed = dead_letter_feed(item);

	(void)buf_printf(
	    out, "%-8s %.*s  %-8.*s  %-11.*s  ", item->id, VIEW_ARG(when),
	    VIEW_ARG(item->letter.worker),
	    VIEW_ARG(item->letter.topic.len ? item->letter.topic : VIEW("-")));
	escape_visible(out, feed.len ? feed : VIEW("-"));
	(void)buf_printf(out, "  %7zu B  %-7s  ", item->record.value.len,
			 letterbox_fate_name(item->fate));
	escape_visible(out, item->letter.reason);
	(void)buf_add_byte(out, '\n');
}

void dead_letter_whole(const struct letterbox_item *item, struct buf *out)
{
	struct view sample = sample_of(item->record.value), line;
	size_t more = item->record.value.len - sample.len;

	dead_letter_line(item, out);
	(void)buf_add(out, VIEW("  key: "));
	escape_visible(out, item->record.key);
	(void)buf_add_byte(out, '\n');
	for (size_t i = 0; i < item->record.headers.len; i++) {
		const struct header *h = &item->record.headers.items[i];
		(void)buf_add(out, VIEW("  "));
		escape_visible(out, h->name);
		(void)buf_add(out, VIEW(": "));
		escape_visible(out, utf8_head(h->value, DEAD_LETTER_SAMPLE));
		(void)buf_add_byte(out, '\n');
	}
	(void)buf_add_byte(out, '\n');
	while (view_next(&sample, '\n', &line)) {
		(void)buf_add(out, VIEW("  | "));
		escape_visible(out, line);
		(void)buf_add_byte(out, '\n');
	}
	if (more)
		(void)buf_printf(out, "  | … %zu %s more (--raw writes all of it)\n",
				 more, plural(more, "byte", "bytes"));
}

static void add_member(struct buf *out, const char *name, struct view value)
{
	(void)buf_printf(out, ",\"%s\":", name);
	escape_json(out, value);
}

static void add_instant(struct buf *out, const char *name, int64_t at_ms)
{
	char text[INSTANT_TEXT];

	add_member(out, name, instant_format(at_ms, text));
}

static void add_content(const struct letterbox_item *item, struct buf *out)
{
	(void)buf_add(out, VIEW(",\"headers\":{"));
	for (size_t i = 0; i < item->record.headers.len; i++) {
		if (i)
			(void)buf_add_byte(out, ',');
		escape_json(out, item->record.headers.items[i].name);
		(void)buf_add_byte(out, ':');
		escape_json(out, item->record.headers.items[i].value);
	}
	(void)buf_add_byte(out, '}');
	add_member(out, "sample", sample_of(item->record.value));
}

void dead_letter_json(const struct letterbox_item *item, bool whole, struct buf *out)
{
	const struct letter *l = &item->letter;

	(void)buf_printf(out, "{\"id\":\"%s\"", item->id);
	add_instant(out, "time", item->record.timestamp_ms);
	add_member(out, "worker", l->worker);
	if (l->partition >= 0) {
		add_member(out, "topic", l->topic);
		(void)buf_printf(out,
				 ",\"partition\":%d,\"offset\":%" PRId64 ",\"part\":%s",
				 l->partition, l->offset, l->part ? "true" : "false");
	}
	add_member(out, "feed", dead_letter_feed(item));
	add_member(out, "key", item->record.key);
	(void)buf_printf(out, ",\"bytes\":%zu", item->record.value.len);
	add_member(out, "state", view_of(letterbox_fate_name(item->fate)));
	if (item->fate_ms)
		add_instant(out, "settled", item->fate_ms);
	add_member(out, "reason", l->reason);
	if (whole)
		add_content(item, out);
	(void)buf_add(out, VIEW("}\n"));
}
