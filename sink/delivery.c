/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/delivery.h"

static int compare(struct delivery_version a, struct delivery_version b)
{
	if (a.version != b.version)
		return a.version < b.version ? -1 : 1;
	return a.revision < b.revision ? -1 : a.revision > b.revision;
}

/* --- records --------------------------------------------------------------------------- */

static bool status_of(struct view name, enum story_status *ret)
{
	static const enum story_status all[] = { STORY_USABLE, STORY_WITHHELD,
						 STORY_CANCELED };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (view_eq(name, view_of(story_status_name(all[i])))) {
			*ret = all[i];
			return true;
		}
	return false;
}

bool delivery_record_of(const struct headers *h, struct view value,
			struct delivery_record *ret, struct err *err)
{
	struct view embargo = headers_get(h, VIEW("kw-embargo"));
	struct view status = headers_get(h, VIEW("kw-status"));
	struct view id = headers_get(h, VIEW("ce_id"));
	struct delivery_record r = { .embargo = INSTANT_NONE,
				     .headers = h,
				     .value = value };

	if (!headers_version(id, &r.version.version, &r.version.revision))
		return err_set(err, ERR_REJECT, "header ce_id names no version: \"%.*s\"",
			       VIEW_ARG(view_head(id, 128)));
	if (!status_of(status, &r.status))
		return err_set(err, ERR_REJECT, "header kw-status is no status: \"%.*s\"",
			       VIEW_ARG(view_head(status, 64)));
	if (embargo.len && !instant_parse(embargo, &r.embargo))
		return err_set(err, ERR_REJECT, "header kw-embargo is no time: \"%.*s\"",
			       VIEW_ARG(view_head(embargo, 64)));
	*ret = r;
	return true;
}

/* --- deciding -------------------------------------------------------------------------- */

static bool lists(struct delivery_names names, struct view name)
{
	for (size_t i = 0; i < names.len; i++)
		if (view_eq(names.items[i], name))
			return true;
	return false;
}

static struct delivery_topic *find(const struct delivery *d, struct view name)
{
	for (size_t i = 0; i < d->topics_len; i++)
		if (view_eq(d->topics[i].name, name))
			return &d->topics[i];
	return NULL;
}

/* A copy whose list may be changed. */
static struct delivery copy_of(const struct delivery *was, struct arena *a)
{
	struct delivery d = { .held_until = INSTANT_NONE };

	if (!was)
		return d;
	d.latest = was->latest;
	d.changed_at = was->changed_at;
	for (size_t i = 0; i < was->topics_len; i++)
		*ARENA_PUSH(a, d.topics, d.topics_len) = was->topics[i];
	return d;
}

/* To the topics that have an older version, and to those that match and have none. */
static void send(struct delivery_plan *plan, const struct delivery_record *record,
		 struct delivery_names matched, struct delivery_names known,
		 struct arena *a)
{
	struct delivery *next = &plan->next;

	for (size_t i = 0; i < matched.len; i++)
		if (!find(next, matched.items[i]))
			*ARENA_PUSH(a, next->topics, next->topics_len) =
			    (struct delivery_topic){ .name = matched.items[i] };
	for (size_t i = 0; i < next->topics_len; i++) {
		struct delivery_topic *topic = &next->topics[i];
		if (compare(record->version, topic->got) <= 0 ||
		    !lists(known, topic->name))
			continue;
		topic->got = record->version;
		*ARENA_PUSH(a, plan->topics, plan->topics_len) = topic->name;
	}
}

void delivery_decide(const struct delivery *was, const struct delivery_record *record,
		     struct delivery_names matched, struct delivery_names known,
		     bool elsewhere, instant_ms now, struct arena *a,
		     struct delivery_plan *ret)
{
	bool wanted = matched.len > 0 || (was && was->topics_len > 0);
	bool embargoed = record->status == STORY_USABLE &&
			 record->embargo != INSTANT_NONE && record->embargo > now;

	*ret = (struct delivery_plan){ .fate = DELIVERY_DUPLICATE };
	if (was && compare(record->version, was->latest) < 0)
		return;
	ret->next = copy_of(was, a);
	ret->next.latest = record->version;
	ret->next.changed_at = now;
	if (embargoed && (wanted || elsewhere)) {
		ret->fate = DELIVERY_HELD;
		ret->next.held_until = record->embargo;
		ret->next.held_headers = *record->headers;
		ret->next.held_value = record->value;
		ret->changed = true;
		return;
	}
	ret->due = !embargoed;
	if (ret->due)
		send(ret, record, matched, known, a);
	if (ret->topics_len)
		ret->fate = DELIVERY_PUBLISHED;
	else if (!wanted)
		ret->fate = DELIVERY_FILTERED;
	/* What was never sent nor held needs no memory, but for a kill: nothing older may
	 * come after it. */
	bool newer = !was || compare(record->version, was->latest) > 0 ||
		     was->held_until != INSTANT_NONE || ret->topics_len > 0;
	ret->changed =
	    newer && (was || ret->topics_len || record->status == STORY_CANCELED);
}

/* --- as text --------------------------------------------------------------------------- */

/*
 *   <changed at> <latest version>.<revision> <held until, or ->
 *   news.kurils 2.0                      one line for each topic that got the story
 *                                        an empty line
 *   ce_id urn:…#3.0                      what is held: one line for each header,
 *                                        an empty line, and the value to the end
 * Names of topics hold no spaces. A header whose name does, which none of ours is, is not
 * held; control characters of values are not either.
 */
static bool is_plain_name(struct view name)
{
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.p[i] <= ' ')
			return false;
	return name.len > 0;
}

static void encode_header(const struct header *h, struct buf *out)
{
	if (!is_plain_name(h->name))
		return;
	(void)buf_add(out, h->name);
	(void)buf_add_byte(out, ' ');
	for (size_t i = 0; i < h->value.len; i++)
		if ((unsigned char)h->value.p[i] >= ' ')
			(void)buf_add_byte(out, h->value.p[i]);
	(void)buf_add_byte(out, '\n');
}

/* " 2.0" */
static void encode_version(struct delivery_version v, struct buf *out)
{
	(void)buf_add_byte(out, ' ');
	(void)buf_add_number(out, v.version);
	(void)buf_add_byte(out, '.');
	(void)buf_add_number(out, v.revision);
}

void delivery_encode(const struct delivery *d, struct buf *out)
{
	(void)buf_add_number(out, d->changed_at);
	encode_version(d->latest, out);
	if (d->held_until == INSTANT_NONE)
		(void)buf_add(out, VIEW(" -"));
	else {
		(void)buf_add_byte(out, ' ');
		(void)buf_add_number(out, d->held_until);
	}
	(void)buf_add_byte(out, '\n');
	for (size_t i = 0; i < d->topics_len; i++) {
		if (!d->topics[i].got.version)
			continue;
		(void)buf_add(out, d->topics[i].name);
		encode_version(d->topics[i].got, out);
		(void)buf_add_byte(out, '\n');
	}
	(void)buf_add_byte(out, '\n');
	if (d->held_until == INSTANT_NONE)
		return;
	for (size_t i = 0; i < d->held_headers.len; i++)
		encode_header(&d->held_headers.items[i], out);
	(void)buf_add_byte(out, '\n');
	(void)buf_add(out, d->held_value);
}

/* "2.0", as in a ce_id. */
static bool version_of(struct view v, struct delivery_version *ret)
{
	return headers_version(v, &ret->version, &ret->revision);
}

/* The first line; `*text` moves behind it. */
static bool first_line(struct view *text, struct delivery *ret)
{
	struct view line, changed, latest;
	struct delivery d = { .held_until = INSTANT_NONE };

	if (!view_next(text, '\n', &line) || !view_next(&line, ' ', &changed) ||
	    !view_to_i64(changed, &d.changed_at) || !view_next(&line, ' ', &latest) ||
	    !version_of(latest, &d.latest))
		return false;
	if (!view_eq(line, VIEW("-")) && !view_to_i64(line, &d.held_until))
		return false;
	*ret = d;
	return true;
}

/* Lines of a name, a space and the rest, up to an empty one. */
static bool next_pair(struct view *text, struct view *ret_name, struct view *ret_rest)
{
	struct view line;

	if (!view_next(text, '\n', &line) || line.len == 0)
		return false;
	(void)view_next(&line, ' ', ret_name);
	*ret_rest = line;
	return true;
}

static bool lines_of(struct view text, struct arena *a, struct delivery *d)
{
	struct view name, rest;

	while (next_pair(&text, &name, &rest)) {
		struct delivery_topic topic = { .name = name };
		if (!version_of(rest, &topic.got))
			return false;
		*ARENA_PUSH(a, d->topics, d->topics_len) = topic;
	}
	if (d->held_until == INSTANT_NONE)
		return text.p && text.len == 0;
	while (next_pair(&text, &name, &rest)) {
		if (d->held_headers.len == HEADERS_MAX)
			return false;
		headers_set(&d->held_headers, a, name, rest);
	}
	d->held_value = text;
	return text.p != NULL;
}

bool delivery_decode(struct view text, struct arena *a, struct delivery *ret,
		     struct err *err)
{
	struct delivery d;

	if (!first_line(&text, &d) || !lines_of(text, a, &d))
		return err_set(err, ERR_STOP, "state of the sink is damaged");
	*ret = d;
	return true;
}

bool delivery_peek(struct view text, instant_ms *ret_held_until,
		   instant_ms *ret_changed_at)
{
	struct delivery d;

	if (!first_line(&text, &d))
		return false;
	*ret_held_until = d.held_until;
	*ret_changed_at = d.changed_at;
	return true;
}
