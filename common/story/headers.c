/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/headers.h"

#include "common/base/buf.h"
#include "common/base/must.h"

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7F;
}

/* The value itself when it has no control characters, else a copy without them. */
static struct view without_controls(struct arena *a, struct view v)
{
	size_t len = 0;

	while (len < v.len && !is_control(v.p[len]))
		len++;
	if (len == v.len)
		return v;
	char *clean = arena_string(a, v);
	for (size_t i = len; i < v.len; i++)
		if (!is_control(v.p[i]))
			clean[len++] = v.p[i];
	return view_at(clean, len);
}

void headers_set(struct headers *h, struct arena *a, struct view name, struct view value)
{
	value = without_controls(a, value);
	if (value.len == 0)
		return;
	for (size_t i = 0; i < h->len; i++)
		if (view_eq(h->items[i].name, name)) {
			h->items[i].value = value;
			return;
		}
	MUST(h->len < HEADERS_MAX);
	h->items[h->len++] = (struct header){ name, value };
}

struct view headers_get(const struct headers *h, struct view name)
{
	for (size_t i = 0; i < h->len; i++)
		if (view_eq(h->items[i].name, name))
			return h->items[i].value;
	return (struct view){ NULL, 0 };
}

/* --- lists in values ------------------------------------------------------------------- */

bool headers_lists(struct view list, struct view item)
{
	struct view piece;

	while (view_next(&list, ',', &piece))
		if (piece.len && view_eq(piece, item))
			return true;
	return false;
}

int headers_score(struct view list, struct view name)
{
	struct view piece;
	uint64_t n;

	while (view_next(&list, ',', &piece))
		if (view_starts(piece, name) &&
		    view_find_byte(piece, '=', 0) == name.len &&
		    view_to_u64(view_from(piece, name.len + 1), &n) && n <= 100)
			return (int)n;
	return -1;
}

bool headers_version(struct view ce_id, int *ret_version, int *ret_revision)
{
	struct view version;
	uint64_t v, r;

	for (size_t hash = view_find_byte(ce_id, '#', 0); hash != VIEW_NONE;
	     hash = view_find_byte(ce_id, '#', 0))
		ce_id = view_from(ce_id, hash + 1);
	if (!view_next(&ce_id, '.', &version) || !view_to_u64(version, &v) ||
	    !view_to_u64(ce_id, &r) || v == 0 || v > INT32_MAX || r > INT32_MAX)
		return false;
	*ret_version = (int)v;
	*ret_revision = (int)r;
	return true;
}

/* Longer lists lose their last items: a header is to decide by, the record has all. */
enum { LIST_BYTES_MAX = 16 * 1024 };

/* A comma inside an item would make two of it. */
static void join(struct buf *list, struct view item)
{
	if (item.len == 0 || view_find_byte(item, ',', 0) != VIEW_NONE ||
	    headers_lists(buf_view(list), item) || list->len + 1 + item.len > list->max)
		return;
	if (list->len)
		(void)buf_add_byte(list, ',');
	(void)buf_add(list, item);
}

static void set_list(struct headers *h, struct arena *a, struct view name,
		     const struct buf *list)
{
	headers_set(h, a, name, arena_copy(a, buf_view(list)));
}

static void set_tagged(struct headers *h, struct arena *a, const struct story *s)
{
	BUF(about, LIST_BYTES_MAX);
	BUF(tags, LIST_BYTES_MAX);
	BUF(subjects, LIST_BYTES_MAX);
	BUF(scores, LIST_BYTES_MAX);

	for (size_t i = 0; i < s->ext.scores.len; i++) {
		const struct story_score *score = &s->ext.scores.items[i];
		if (score->about)
			join(&about, score->topic);
		if (score->topic.len)
			join(&scores, arena_printf(a, "%.*s=%d", VIEW_ARG(score->topic),
						   score->value));
	}
	for (size_t i = 0; i < s->ext.mentions.len; i++)
		join(&tags, s->ext.mentions.items[i].tag);
	for (size_t i = 0; i < s->subjects.len; i++)
		if (view_eq(s->subjects.items[i].creator, VIEW("kurilwire")))
			join(&subjects, s->subjects.items[i].literal);

	set_list(h, a, VIEW("kw-about"), &about);
	set_list(h, a, VIEW("kw-tags"), &tags);
	set_list(h, a, VIEW("kw-subjects"), &subjects);
	set_list(h, a, VIEW("kw-scores"), &scores);
}

/* --- of a story ------------------------------------------------------------------------ */

static void set_instant(struct headers *h, struct arena *a, struct view name,
			instant_ms t)
{
	char text[INSTANT_TEXT];

	if (t != INSTANT_NONE)
		headers_set(h, a, name, arena_copy(a, instant_format(t, text)));
}

static void set_event(struct headers *h, struct arena *a, const struct story *s,
		      enum headers_event event)
{
	headers_set(h, a, VIEW("ce_specversion"), VIEW("1.0"));
	headers_set(
	    h, a, VIEW("ce_id"),
	    arena_printf(a, "%.*s#%d.%d", VIEW_ARG(s->uri), s->version, s->ext.revision));
	headers_set(h, a, VIEW("ce_source"),
		    s->ext.feed.len ? s->ext.feed : VIEW("none"));
	headers_set(h, a, VIEW("ce_type"),
		    event == HEADERS_PARSED ? VIEW("org.kurilwire.story.parsed.v1")
					    : VIEW("org.kurilwire.story.enriched.v1"));
	set_instant(h, a, VIEW("ce_time"),
		    s->version_created != INSTANT_NONE ? s->version_created
						       : s->ext.fetched_at);
	headers_set(h, a, VIEW("ce_subject"), story_provider(s));
	headers_set(h, a, VIEW("content-type"), VIEW("application/json"));
}

void headers_of_story(struct headers *h, struct arena *a, const struct story *s,
		      enum headers_event event, struct view traceparent)
{
	set_event(h, a, s, event);
	headers_set(h, a, VIEW("kw-version"), arena_printf(a, "%d", s->version));
	headers_set(h, a, VIEW("kw-status"), view_of(story_status_name(s->status)));
	headers_set(h, a, VIEW("kw-lang"), s->language);
	headers_set(h, a, VIEW("kw-provider"), story_provider(s));
	set_instant(h, a, VIEW("kw-embargo"), s->embargoed_until);
	set_instant(h, a, VIEW("kw-fetched-at"), s->ext.fetched_at);
	set_tagged(h, a, s);
	headers_set(h, a, VIEW("traceparent"), traceparent);
}
