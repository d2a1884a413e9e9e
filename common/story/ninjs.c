/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The encoder walks the tables of shape.h over the struct. A member is written with its key
 * and taken back when it turns out to hold nothing, so no pass over the story is needed
 * before.
 */
#include "common/story/ninjs.h"

#include "common/story/json_text.h"
#include "common/story/shape.h"
#include "common/story/url.h"

#define STANDARD                                              \
	"{\"name\":\"ninjs\",\"version\":\"3.1\",\"schema\":" \
	"\"http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#\"}"

#define PUT(out, literal) (void)buf_add((out), VIEW(literal))

static bool put_string(struct buf *out, struct view v)
{
	if (v.len == 0)
		return false;
	json_add_string(out, v);
	return true;
}

static bool put_in_range(struct buf *out, const struct shape_member *m, int64_t n)
{
	if (n < m->min || n > m->max)
		return false;
	(void)buf_add_number(out, n);
	return true;
}

static bool put_uri(struct buf *out, struct view v)
{
	PUT(out, "\"");
	if (!url_add_uri(out, v))
		return false;
	PUT(out, "\"");
	return true;
}

static bool put_instant(struct buf *out, instant_ms t)
{
	char text[INSTANT_TEXT];

	if (t == INSTANT_NONE)
		return false;
	PUT(out, "\"");
	struct view v = instant_format(t, text);
	(void)buf_add(out, v);
	PUT(out, "\"");
	return true;
}

static bool put_kind(struct buf *out, const struct shape_member *m, struct view v)
{
	for (size_t i = 0; m->names[i]; i++)
		if (view_eq(v, view_of(m->names[i])))
			return put_string(out, v);
	return put_string(out, view_of(m->names[0]));
}

/* Six decimals are a tenth of a metre. */
static void put_degrees(struct buf *out, double degrees)
{
	int64_t micro = (int64_t)(degrees * 1e6 + (degrees < 0 ? -0.5 : 0.5));
	uint64_t left = micro < 0 ? (uint64_t)-micro : (uint64_t)micro;
	char fraction[7] = { '.' };
	size_t len = sizeof fraction;

	if (micro < 0)
		PUT(out, "-");
	(void)buf_add_number(out, (int64_t)(left / 1000000));
	left %= 1000000;
	for (size_t i = sizeof fraction - 1; i > 0; i--) {
		fraction[i] = (char)('0' + left % 10);
		left /= 10;
	}
	while (len > 1 && fraction[len - 1] == '0')
		len--;
	if (len > 1)
		(void)buf_add(out, view_at(fraction, len));
}

static bool put_place(struct buf *out, const struct story_concept *c)
{
	bool on_earth = c->longitude >= -180 && c->longitude <= 180 &&
			c->latitude >= -90 && c->latitude <= 90;

	if (!c->has_point || !on_earth)
		return false;
	PUT(out, "{\"type\":\"Point\",\"coordinates\":[");
	put_degrees(out, c->longitude);
	PUT(out, ",");
	put_degrees(out, c->latitude);
	PUT(out, "]}");
	return true;
}

/* --- objects and lists ----------------------------------------------------------------- */

/* What separates an item or member from the one before it. */
static void put_comma(struct buf *out, bool first)
{
	if (!first)
		PUT(out, ",");
}

static bool put_points(struct buf *out, const struct story_score *score)
{
	bool first = true;

	PUT(out, "{");
	for (size_t i = 0; i < score->parts_len; i++) {
		const struct story_score_part *part = &score->parts[i];
		size_t before = out->len;
		put_comma(out, first);
		if (!put_string(out, part->name)) {
			out->len = before;
			continue;
		}
		PUT(out, ":");
		(void)buf_add_number(out, part->points);
		first = false;
	}
	PUT(out, "}");
	return !first;
}

static bool seen_before(const struct story_ids *ids, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (view_eq(ids->items[k].role, ids->items[i].role))
			return true;
	return false;
}

static bool put_group(struct buf *out, const struct story_ids *ids, struct view role)
{
	bool first = true;

	PUT(out, "[");
	for (size_t i = 0; i < ids->len; i++) {
		size_t before = out->len;
		if (!view_eq(ids->items[i].role, role))
			continue;
		put_comma(out, first);
		if (put_uri(out, ids->items[i].value))
			first = false;
		else
			out->len = before;
	}
	PUT(out, "]");
	return !first;
}

static bool put_groups(struct buf *out, const struct story_ids *ids)
{
	bool first = true;

	PUT(out, "{");
	for (size_t i = 0; i < ids->len; i++) {
		size_t before = out->len;
		if (ids->items[i].role.len == 0 || seen_before(ids, i))
			continue;
		put_comma(out, first);
		(void)put_string(out, ids->items[i].role);
		PUT(out, ":");
		if (put_group(out, ids, ids->items[i].role))
			first = false;
		else
			out->len = before;
	}
	PUT(out, "}");
	return !first;
}

static bool put_object(struct buf *out, const struct shape *shape, const char *record,
		       bool without_text);

/* A list in a struct is a pointer and, behind it, a length. */
static const char *list_at(const char *at, size_t *ret_len)
{
	const char *items;

	memcpy(&items, at, sizeof items);
	memcpy(ret_len, at + sizeof items, sizeof *ret_len);
	return items;
}

static bool put_list(struct buf *out, const struct shape *of, const char *at,
		     bool without_text)
{
	size_t len;
	const char *items = list_at(at, &len);
	bool first = true;

	if (len == 0)
		return false;
	PUT(out, "[");
	for (size_t i = 0; i < len; i++) {
		size_t before = out->len;
		put_comma(out, first);
		if (put_object(out, of, items + i * of->item_size, without_text))
			first = false;
		else
			out->len = before;
	}
	PUT(out, "]");
	return !first;
}

static struct view key_of(const char *item)
{
	struct view key;

	memcpy(&key, item, sizeof key);
	return key;
}

/* Has an item before item `i` its key? */
static bool key_taken(const char *items, size_t i, size_t item_size)
{
	struct view key = key_of(items + i * item_size);

	for (size_t k = 0; k < i; k++)
		if (view_eq(key_of(items + k * item_size), key))
			return true;
	return false;
}

static bool put_keyed(struct buf *out, const struct shape *of, const char *at)
{
	size_t len;
	const char *items = list_at(at, &len);
	bool first = true;

	PUT(out, "{");
	for (size_t i = 0; i < len; i++) {
		const char *item = items + i * of->item_size;
		size_t before = out->len;
		if (key_of(item).len == 0 || key_taken(items, i, of->item_size))
			continue;
		put_comma(out, first);
		(void)put_string(out, key_of(item));
		PUT(out, ":");
		if (put_object(out, of, item, false))
			first = false;
		else
			out->len = before;
	}
	PUT(out, "}");
	return !first;
}

/* The value of one member; false when it holds nothing. What was written is then taken
 * back by the caller. */
static bool put_value(struct buf *out, const struct shape_member *m, const char *record,
		      bool without_text)
{
	const char *at = record + m->offset;
	const void *field = at;

	switch (m->type) {
	case SHAPE_TEXT:
		return put_string(out, *(const struct view *)field);
	case SHAPE_URI:
		return put_uri(out, *(const struct view *)field);
	case SHAPE_SLUG:
		if (((const struct view *)field)->len == 0)
			return false;
		PUT(out, "\"" SUBJECT_PREFIX);
		json_add_text(out, *(const struct view *)field);
		PUT(out, "\"");
		return true;
	case SHAPE_INSTANT:
		return put_instant(out, *(const instant_ms *)field);
	case SHAPE_VERSION:
		if (*(const int *)field <= 0)
			return false;
		PUT(out, "\"");
		(void)buf_add_number(out, *(const int *)field);
		PUT(out, "\"");
		return true;
	case SHAPE_INT:
		return put_in_range(out, m, *(const int *)field);
	case SHAPE_INT64:
		return put_in_range(out, m, *(const int64_t *)field);
	case SHAPE_SIZE:
		return *(const size_t *)field <= INT64_MAX &&
		       put_in_range(out, m, (int64_t) * (const size_t *)field);
	case SHAPE_FLAG:
	case SHAPE_BOOL:
		if (*(const bool *)field)
			PUT(out, "true");
		else
			PUT(out, "false");
		return m->type == SHAPE_BOOL || *(const bool *)field;
	case SHAPE_CHOICE:
		return put_string(out, view_of(m->names[*(const unsigned *)field]));
	case SHAPE_KIND:
		return put_kind(out, m, *(const struct view *)field);
	case SHAPE_OBJECT:
		return put_object(out, m->of, record, without_text);
	case SHAPE_LIST:
		return put_list(out, m->of, at, without_text);
	case SHAPE_KEYED:
		return put_keyed(out, m->of, at);
	case SHAPE_POINTS:
		return put_points(out, (const void *)record);
	case SHAPE_GROUPS:
		return put_groups(out, field);
	case SHAPE_CLUSTER:
		return ((const struct view *)field)->len > 0 &&
		       buf_add(out, *(const struct view *)field);
	case SHAPE_PLACE:
		return put_place(out, (const void *)record);
	case SHAPE_STANDARD:
		PUT(out, STANDARD);
		return true;
	}
	return false;
}

/* Most members are not there in most stories: seen at once, it costs nothing. */
static bool is_absent(const struct shape_member *m, const char *record)
{
	const void *field = record + m->offset;
	size_t len;

	switch (m->type) {
	case SHAPE_TEXT:
		return ((const struct view *)field)->len == 0;
	case SHAPE_INSTANT:
		return *(const instant_ms *)field == INSTANT_NONE;
	case SHAPE_LIST:
	case SHAPE_KEYED:
	case SHAPE_GROUPS:
		(void)list_at(field, &len);
		return len == 0;
	default:
		return false;
	}
}

/* Whether it holds something; else nothing is written. */
static inline bool put_member(struct buf *out, const struct shape_member *m,
			      const char *record, bool first, bool without_text)
{
	size_t before = out->len;

	if ((m->text && without_text) || (!m->required && is_absent(m, record)))
		return false;
	(void)buf_add(out, view_from(m->key, first));
	if (put_value(out, m, record, without_text))
		return true;
	out->len = before;
	return false;
}

static bool put_object(struct buf *out, const struct shape *shape, const char *record,
		       bool without_text)
{
	bool first = true;

	PUT(out, "{");
	for (size_t i = 0; i < shape->len; i++) {
		const struct shape_member *m = &shape->members[i];
		if (put_member(out, m, record, first, without_text))
			first = false;
		else if (m->required)
			return false;
	}
	PUT(out, "}");
	return !first;
}

/* The story's object, with the texts that have a span copied. */
static bool put_story(struct buf *out, const struct story *s, struct ninjs_spans spans)
{
	bool canceled = s->status == STORY_CANCELED, first = true;

	PUT(out, "{");
	for (size_t i = 0; i < shape_story.len; i++) {
		const struct shape_member *m = &shape_story.members[i];
		const struct view *span = shape_span(&spans, m);
		if (span && span->len && !canceled) {
			(void)buf_add(out, view_from(m->key, first));
			(void)buf_add(out, *span);
			first = false;
		} else if (put_member(out, m, (const void *)s, first, canceled)) {
			first = false;
		} else if (m->required) {
			return false;
		}
	}
	PUT(out, "}");
	return !first;
}

bool ninjs_encode_spans(const struct story *s, const struct ninjs_spans *spans,
			struct buf *out, struct err *err)
{
	size_t before = out->len;

	if (!put_story(out, s, *spans)) {
		out->len = before;
		return err_set(err, ERR_REJECT,
			       "a story needs a URI as its uri, not \"%.*s\"",
			       VIEW_ARG(view_head(s->uri, 128)));
	}
	if (out->over) {
		out->len = before;
		return err_set(
		    err, ERR_REJECT,
		    "the story's JSON is over %zu bytes, the most there is room for",
		    out->max);
	}
	return true;
}

bool ninjs_encode(const struct story *s, struct buf *out, struct err *err)
{
	static const struct ninjs_spans none;

	return ninjs_encode_spans(s, &none, out, err);
}
