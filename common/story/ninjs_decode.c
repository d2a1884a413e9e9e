/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_scan calls back for each token; a stack of frames says which table or list it belongs
 * to. What no table knows is skipped by counting brackets. Strings without escapes are views
 * into the JSON itself, others lie in the arena.
 *
 * A list of texts has a span when the encoder would write the same bytes: there is no white
 * space in it and no escape of another kind, it comes once, members come in the order of
 * their table and are all known, and none holds what the encoder leaves out.
 */
#include <stdlib.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "common/story/json_scan.h"
#include "common/story/json_text.h"
#include "common/story/ninjs.h"
#include "common/story/shape.h"
#include "common/story/shape_store.h"

enum { DEPTH_MAX = 64, FRAMES_MAX = 16, RAW_MAX = 64 * 1024, NUMBER_MAX = 64 };

enum frame_is {
	FRAME_OBJECT,  /* members of `shape` in `target` */
	FRAME_LIST,    /* objects of `member->of` in the list at `target` */
	FRAME_KEYED,   /* the same under keys */
	FRAME_POINTS,  /* numbers under keys */
	FRAME_GROUPS,  /* lists under keys */
	FRAME_GROUP,   /* one of them: strings, role `key` */
	FRAME_PLACE,   /* a GeoJSON point */
	FRAME_DEGREES, /* its coordinates */
};

struct frame {
	enum frame_is is;
	const struct shape *shape;
	const struct shape_member *member; /* of an object: the current one, or NULL */
	char *target;
	struct view key;
	size_t next;  /* of an object: the member after the last one that came */
	size_t count; /* of degrees */
};

struct decoder {
	struct arena *a;
	struct story *story;
	struct err *err;
	struct frame frames[FRAMES_MAX];
	size_t frames_len;
	size_t skipping; /* brackets open in what nobody knows */
	size_t copying;  /* brackets open in what is kept as JSON */
	bool copied_any; /* something stands before in the innermost bracket */
	struct buf raw;
	struct json_seen seen;
	struct ninjs_spans spans;
	const char *texts; /* where the list of texts began that is being read */
	bool odd; /* something in it, as it stands, the encoder would not write */
};

static struct frame *top(struct decoder *d)
{
	return d->frames_len ? &d->frames[d->frames_len - 1] : NULL;
}

/* The tables nest less deep than FRAMES_MAX. */
static struct frame *push(struct decoder *d, enum frame_is is, char *target)
{
	MUST(d->frames_len < FRAMES_MAX);
	struct frame *f = &d->frames[d->frames_len++];
	*f = (struct frame){ .is = is, .target = target };
	return f;
}

static bool fail_at(struct decoder *d, const char *why)
{
	const struct frame *f = top(d);
	struct view name = f && f->member ? shape_name(f->member) : VIEW("the record");

	(void)err_set(d->err, ERR_REJECT, "ninjs: %.*s: %s", VIEW_ARG(name), why);
	return false;
}

/* --- what is kept as JSON -------------------------------------------------------------- */

static void copy_comma(struct decoder *d)
{
	if (d->copied_any)
		(void)buf_add_byte(&d->raw, ',');
	d->copied_any = true;
}

static bool copy_scalar(struct decoder *d, enum json_token token, struct view v)
{
	copy_comma(d);
	if (token == JSON_STRING)
		json_add_string(&d->raw, v);
	else
		(void)buf_add(&d->raw, v);
	return !d->raw.over || fail_at(d, "over its limit");
}

static bool copy_open(struct decoder *d, char bracket)
{
	copy_comma(d);
	(void)buf_add_byte(&d->raw, bracket);
	d->copied_any = false;
	return ++d->copying <= DEPTH_MAX || fail_at(d, "nested too deep");
}

static void copy_close(struct decoder *d, char bracket)
{
	(void)buf_add_byte(&d->raw, bracket);
	d->copied_any = true;
	if (--d->copying > 0)
		return;
	struct view *field = (void *)(top(d)->target + top(d)->member->offset);
	*field = arena_copy(d->a, buf_view(&d->raw));
}

/* --- lists ----------------------------------------------------------------------------- */

/* A new item of a list: a pointer to items and behind it their number. NULL: too many. */
static char *add_item(struct decoder *d, char *list, size_t item_size)
{
	void *items;
	size_t len;

	memcpy(&items, list, sizeof items);
	memcpy(&len, list + sizeof items, sizeof len);
	if (len >= STORY_LIST_MAX || arena_over(d->a))
		return NULL;
	items = arena_grow(d->a, items, len, item_size);
	char *item = (char *)items + len * item_size;
	memset(item, 0, item_size);
	len++;
	memcpy(list, &items, sizeof items);
	memcpy(list + sizeof items, &len, sizeof len);
	return item;
}

static bool open_item(struct decoder *d, const struct frame *list)
{
	const struct shape *of = list->member->of;
	char *item = add_item(d, list->target, of->item_size);

	if (!item)
		return fail_at(d, "too many items");
	if (of->is_concept) {
		struct story_concept *c = (void *)item;
		c->relevance = -1;
		c->confidence = -1;
	}
	if (list->is == FRAME_KEYED)
		memcpy(item, &list->key, sizeof list->key);
	push(d, FRAME_OBJECT, item)->shape = of;
	return true;
}

static bool add_points(struct decoder *d, const struct frame *f, enum json_token token,
		       struct view v)
{
	int64_t n;

	if (token != JSON_NUMBER || !view_to_i64(v, &n) || n < f->member->min ||
	    n > f->member->max)
		return fail_at(d, "not a number of points");
	struct story_score_part *part = (void *)add_item(d, f->target, sizeof *part);
	if (!part)
		return fail_at(d, "too many items");
	part->name = f->key;
	part->points = (int)n;
	return true;
}

static bool add_to_group(struct decoder *d, const struct frame *f, enum json_token token,
			 struct view v)
{
	if (token != JSON_STRING)
		return fail_at(d, "not a text");
	struct story_id *id = (void *)add_item(d, f->target, sizeof *id);
	if (!id)
		return fail_at(d, "too many items");
	id->role = f->key;
	id->value = v;
	return true;
}

static bool add_degrees(struct decoder *d, struct frame *f, enum json_token token,
			struct view v)
{
	struct story_concept *c = (void *)f->target;
	char text[NUMBER_MAX];

	if (token != JSON_NUMBER || v.len >= sizeof text)
		return fail_at(d, "not a number of degrees");
	memcpy(text, v.p, v.len);
	text[v.len] = '\0';
	double degrees = strtod(text, NULL);
	if (f->count == 0)
		c->longitude = degrees;
	else if (f->count == 1)
		c->latitude = degrees;
	c->has_point = ++f->count >= 2;
	return true;
}

/* --- members --------------------------------------------------------------------------- */

static bool store(struct decoder *d, const struct frame *f, enum json_token token,
		  struct view v)
{
	/* The encoder leaves out what is empty or 0. */
	d->odd |=
	    v.len == 0 || (token == JSON_NUMBER && (v.p[0] == '0' || v.p[0] == '-'));
	return shape_store(f->member, f->target + f->member->offset, token, v) ||
	       fail_at(d, "of a wrong type or out of range");
}

static bool on_scalar(void *self, enum json_token token, struct view v)
{
	struct decoder *d = self;
	struct frame *f = top(d);

	if (d->skipping)
		return true;
	if (d->copying)
		return copy_scalar(d, token, v);
	if (!f)
		return fail_at(d, "not an object");
	switch (f->is) {
	case FRAME_OBJECT:
		return !f->member || f->member->type == SHAPE_STANDARD ||
		       store(d, f, token, v);
	case FRAME_POINTS:
		return add_points(d, f, token, v);
	case FRAME_GROUP:
		return add_to_group(d, f, token, v);
	case FRAME_PLACE:
		return true;
	case FRAME_DEGREES:
		return add_degrees(d, f, token, v);
	case FRAME_LIST:
	case FRAME_KEYED:
	case FRAME_GROUPS:
		break;
	}
	return fail_at(d, "of a wrong type");
}

/* Which bracket a member's value begins with, and what frame reads it. */
static bool container_of(enum shape_type type, char *ret_bracket, enum frame_is *ret_is)
{
	switch (type) {
	case SHAPE_LIST:
		*ret_bracket = '[';
		*ret_is = FRAME_LIST;
		return true;
	case SHAPE_OBJECT:
		*ret_is = FRAME_OBJECT;
		break;
	case SHAPE_KEYED:
		*ret_is = FRAME_KEYED;
		break;
	case SHAPE_POINTS:
		*ret_is = FRAME_POINTS;
		break;
	case SHAPE_GROUPS:
		*ret_is = FRAME_GROUPS;
		break;
	case SHAPE_PLACE:
		*ret_is = FRAME_PLACE;
		break;
	default:
		return false;
	}
	*ret_bracket = '{';
	return true;
}

static void begin_texts(struct decoder *d, const char *list)
{
	struct story_texts before;

	memcpy(&before, list, sizeof before);
	d->texts = d->seen.at;
	d->seen.loose = false;
	d->odd = before.len > 0;
}

static void end_texts(struct decoder *d, const struct frame *list)
{
	struct story_texts texts;
	bool exact = !d->odd && !d->seen.loose;

	memcpy(&texts, list->target, sizeof texts);
	*shape_span(&d->spans, list->member) =
	    exact && texts.len ? view_at(d->texts, (size_t)(d->seen.at - d->texts))
			       : VIEW("");
}

static bool open_member(struct decoder *d, const struct frame *f, char bracket)
{
	const struct shape_member *m = f->member;
	enum frame_is is;
	char wanted;

	if (!m || m->type == SHAPE_STANDARD) {
		d->skipping = 1;
		return true;
	}
	if (m->type == SHAPE_CLUSTER && bracket == '{') {
		buf_clear(&d->raw);
		d->copied_any = false;
		return copy_open(d, bracket);
	}
	if (!container_of(m->type, &wanted, &is) || wanted != bracket)
		return fail_at(d, "of a wrong type");
	if (m->of == &shape_text && f->shape == &shape_story)
		begin_texts(d, f->target + m->offset);
	/* Objects are more members of the same struct, and a point is of its place. */
	bool same = is == FRAME_OBJECT || is == FRAME_PLACE;
	struct frame *inner = push(d, is, same ? f->target : f->target + m->offset);
	inner->member = is == FRAME_OBJECT || is == FRAME_PLACE ? NULL : m;
	inner->shape = m->of;
	return true;
}

static bool on_open(void *self, char bracket)
{
	struct decoder *d = self;
	struct frame *f = top(d);

	if (d->skipping)
		return ++d->skipping <= DEPTH_MAX || fail_at(d, "nested too deep");
	if (d->copying)
		return copy_open(d, bracket);
	if (!f) {
		if (bracket != '{')
			return fail_at(d, "not an object");
		push(d, FRAME_OBJECT, (void *)d->story)->shape = &shape_story;
		return true;
	}
	switch (f->is) {
	case FRAME_OBJECT:
		return open_member(d, f, bracket);
	case FRAME_LIST:
	case FRAME_KEYED:
		return bracket == '{' ? open_item(d, f) : fail_at(d, "of a wrong type");
	case FRAME_GROUPS:
		if (bracket == '[') {
			struct frame *inner = push(d, FRAME_GROUP, f->target);
			inner->key = f->key;
			inner->member = f->member;
			return true;
		}
		break;
	case FRAME_PLACE:
		if (bracket == '[' && view_eq(f->key, VIEW("coordinates")))
			(void)push(d, FRAME_DEGREES, f->target);
		else
			d->skipping = 1;
		return true;
	case FRAME_POINTS:
	case FRAME_GROUP:
	case FRAME_DEGREES:
		break;
	}
	return fail_at(d, "of a wrong type");
}

/* The encoder leaves out a text without its value. */
static bool is_empty_text(const char *item)
{
	struct story_text text;

	memcpy(&text, item, sizeof text);
	return text.value.len == 0;
}

static void close_frame(struct decoder *d)
{
	const struct frame *f = top(d);

	if (f->is == FRAME_LIST && f->member->of == &shape_text &&
	    d->frames[d->frames_len - 2].shape == &shape_story)
		end_texts(d, f);
	else if (f->shape == &shape_text && is_empty_text(f->target))
		d->odd = true;
	d->frames_len--;
}

static bool on_close(void *self, char bracket)
{
	struct decoder *d = self;

	if (d->skipping)
		d->skipping--;
	else if (d->copying)
		copy_close(d, bracket);
	else
		close_frame(d);
	return true;
}

/* Members come in the order of their table, or nearly. */
static const struct shape_member *find(struct frame *f, struct view name)
{
	const struct shape_member *members = f->shape->members;

	for (size_t i = 0; i < f->shape->len; i++, f->next++) {
		if (f->next >= f->shape->len)
			f->next = 0;
		if (view_eq(shape_name(&members[f->next]), name))
			return &members[f->next++];
	}
	return NULL;
}

static bool on_key(void *self, struct view name)
{
	struct decoder *d = self;
	struct frame *f = top(d);

	if (d->skipping)
		return true;
	if (d->copying) {
		if (!copy_scalar(d, JSON_STRING, name))
			return false;
		(void)buf_add_byte(&d->raw, ':');
		d->copied_any = false;
		return true;
	}
	if (f->is == FRAME_OBJECT) {
		size_t before = f->next;
		f->member = find(f, name);
		d->odd |= !f->member || f->next <= before;
	} else {
		f->key = name;
	}
	return true;
}

static const struct json_calls calls = { on_scalar, on_key, on_open, on_close };

bool ninjs_decode_spans(struct view json, struct arena *a, struct story *ret,
			struct ninjs_spans *ret_spans, struct err *err)
{
	struct story story;
	struct decoder d = { .a = a, .story = &story, .err = err };
	const char *why;

	if (!utf8_valid(json))
		return err_set(err, ERR_REJECT, "ninjs: not UTF-8");
	story_init(&story);
	buf_init(&d.raw, RAW_MAX);
	bool read = json_scan_seen(json, a, &calls, &d, &d.seen, &why);
	buf_done(&d.raw);
	if (!read)
		return why ? err_set(err, ERR_REJECT, "ninjs: not JSON: %s", why) : false;
	if (story.uri.len == 0)
		return err_set(err, ERR_REJECT, "ninjs: the story has no uri");
	if (arena_over(a))
		return err_set(err, ERR_REJECT, "ninjs: over the record's memory");
	*ret = story;
	*ret_spans = d.spans;
	return true;
}

bool ninjs_decode(struct view json, struct arena *a, struct story *ret, struct err *err)
{
	struct ninjs_spans spans;

	return ninjs_decode_spans(json, a, ret, &spans, err);
}
