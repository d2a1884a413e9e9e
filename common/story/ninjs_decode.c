/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yajl calls back for each token; a stack of frames says which table or list it belongs to.
 * What no table knows is skipped by counting brackets. Strings without escapes are views
 * into the JSON itself, others are copied into the arena.
 */
#include <stdlib.h>
#include <yajl/yajl_parse.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "common/story/json_text.h"
#include "common/story/ninjs.h"
#include "common/story/shape.h"

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
	size_t count;
};

struct decoder {
	struct arena *a;
	struct view json;
	struct story *story;
	struct err *err;
	struct frame frames[FRAMES_MAX];
	size_t frames_len;
	size_t skipping; /* brackets open in what nobody knows */
	size_t copying;  /* brackets open in what is kept as JSON */
	bool copied_any; /* something stands before in the innermost bracket */
	struct buf raw;
	bool started;
};

enum token { TOKEN_STRING, TOKEN_NUMBER, TOKEN_TRUE, TOKEN_FALSE, TOKEN_NULL };

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

static int fail_at(struct decoder *d, const char *why)
{
	const struct frame *f = top(d);
	struct view name = f && f->member ? shape_name(f->member) : VIEW("the record");

	(void)err_set(d->err, ERR_REJECT, "ninjs: %.*s: %s", VIEW_ARG(name), why);
	return 0;
}

/* Without escapes a string lies in the JSON and stays there; with them yajl has undone
 * them in a place of its own, where \ud800 may have made what is no UTF-8. */
static bool keep(struct decoder *d, struct view v, struct view *ret)
{
	uintptr_t at = (uintptr_t)v.p, json = (uintptr_t)d->json.p;

	if (v.len == 0)
		*ret = VIEW("");
	else if (at >= json && at < json + d->json.len)
		*ret = v;
	else if (utf8_valid(v) && !arena_over(d->a))
		*ret = arena_copy(d->a, v);
	else
		return false;
	return true;
}

/* --- what is kept as JSON -------------------------------------------------------------- */

static void copy_comma(struct decoder *d)
{
	if (d->copied_any)
		(void)buf_add_byte(&d->raw, ',');
	d->copied_any = true;
}

static int copy_scalar(struct decoder *d, enum token token, struct view v)
{
	copy_comma(d);
	if (token == TOKEN_STRING && !utf8_valid(v))
		return fail_at(d, "not UTF-8");
	if (token == TOKEN_STRING)
		json_add_string(&d->raw, v);
	else
		(void)buf_add(&d->raw, v);
	return d->raw.over ? fail_at(d, "over its limit") : 1;
}

static int copy_open(struct decoder *d, char bracket)
{
	copy_comma(d);
	(void)buf_add_byte(&d->raw, bracket);
	d->copied_any = false;
	return ++d->copying > DEPTH_MAX ? fail_at(d, "nested too deep") : 1;
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

static int open_item(struct decoder *d, const struct frame *list)
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
	return 1;
}

static int add_points(struct decoder *d, const struct frame *f, enum token token,
		      struct view v)
{
	int64_t n;

	if (token != TOKEN_NUMBER || !view_to_i64(v, &n) || n < f->member->min ||
	    n > f->member->max)
		return fail_at(d, "not a number of points");
	struct story_score_part *part = (void *)add_item(d, f->target, sizeof *part);
	if (!part)
		return fail_at(d, "too many items");
	part->name = f->key;
	part->points = (int)n;
	return 1;
}

static int add_to_group(struct decoder *d, const struct frame *f, enum token token,
			struct view v)
{
	struct view value;

	if (token != TOKEN_STRING || !keep(d, v, &value))
		return fail_at(d, "not a text");
	struct story_id *id = (void *)add_item(d, f->target, sizeof *id);
	if (!id)
		return fail_at(d, "too many items");
	id->role = f->key;
	id->value = value;
	return 1;
}

static int add_degrees(struct decoder *d, struct frame *f, enum token token,
		       struct view v)
{
	struct story_concept *c = (void *)f->target;
	char text[NUMBER_MAX];

	if (token != TOKEN_NUMBER || v.len >= sizeof text)
		return fail_at(d, "not a number of degrees");
	memcpy(text, v.p, v.len);
	text[v.len] = '\0';
	double degrees = strtod(text, NULL);
	if (f->count == 0)
		c->longitude = degrees;
	else if (f->count == 1)
		c->latitude = degrees;
	c->has_point = ++f->count >= 2;
	return 1;
}

/* --- members --------------------------------------------------------------------------- */

static bool store_text(struct decoder *d, const struct shape_member *m, void *field,
		       struct view v)
{
	static const struct view prefix = VIEW_INIT(SUBJECT_PREFIX);
	struct view *text = field;
	uint64_t n;

	switch (m->type) {
	case SHAPE_SLUG:
		if (!view_starts(v, prefix))
			return false;
		return keep(d, view_from(v, prefix.len), text);
	case SHAPE_INSTANT:
		return instant_parse(v, field);
	case SHAPE_VERSION:
		if (!view_to_u64(v, &n) || n == 0 || n > INT32_MAX)
			return false;
		*(int *)field = (int)n;
		return true;
	case SHAPE_CHOICE:
		for (unsigned i = 0; m->names[i]; i++)
			if (view_eq(v, view_of(m->names[i]))) {
				*(unsigned *)field = i;
				return true;
			}
		return false;
	case SHAPE_TEXT:
	case SHAPE_URI:
	case SHAPE_KIND:
		return keep(d, v, text);
	default:
		return false;
	}
}

static bool store_number(const struct shape_member *m, void *field, struct view v)
{
	int64_t n;

	/* 0 is what "not there" is in the struct, and may be said. */
	if (!view_to_i64(v, &n) || (n < m->min && n != 0) || n > m->max)
		return false;
	switch (m->type) {
	case SHAPE_INT:
		*(int *)field = (int)n;
		return true;
	case SHAPE_INT64:
		*(int64_t *)field = n;
		return true;
	case SHAPE_SIZE:
		*(size_t *)field = (size_t)n;
		return true;
	default:
		return false;
	}
}

static int store(struct decoder *d, const struct frame *f, enum token token,
		 struct view v)
{
	const struct shape_member *m = f->member;
	void *field = f->target + m->offset;
	bool good = false;

	if (token == TOKEN_STRING) {
		good = store_text(d, m, field, v);
	} else if (token == TOKEN_NUMBER) {
		good = store_number(m, field, v);
	} else if (m->type == SHAPE_BOOL || m->type == SHAPE_FLAG) {
		good = token != TOKEN_NULL;
		*(bool *)field = token == TOKEN_TRUE;
	}
	return good ? 1 : fail_at(d, "of a wrong type or out of range");
}

static int on_scalar(struct decoder *d, enum token token, struct view v)
{
	struct frame *f = top(d);

	if (d->skipping)
		return 1;
	if (d->copying)
		return copy_scalar(d, token, v);
	if (!f)
		return fail_at(d, "not an object");
	switch (f->is) {
	case FRAME_OBJECT:
		return f->member && f->member->type != SHAPE_STANDARD
			   ? store(d, f, token, v)
			   : 1;
	case FRAME_POINTS:
		return add_points(d, f, token, v);
	case FRAME_GROUP:
		return add_to_group(d, f, token, v);
	case FRAME_PLACE:
		return 1;
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

static int open_member(struct decoder *d, const struct frame *f, char bracket)
{
	const struct shape_member *m = f->member;
	enum frame_is is;
	char wanted;

	if (!m || m->type == SHAPE_STANDARD) {
		d->skipping = 1;
		return 1;
	}
	if (m->type == SHAPE_RAW && bracket == '{') {
		buf_clear(&d->raw);
		d->copied_any = false;
		return copy_open(d, bracket);
	}
	if (!container_of(m->type, &wanted, &is) || wanted != bracket)
		return fail_at(d, "of a wrong type");
	/* Objects are more members of the same struct, and a point is of its place. */
	bool same = is == FRAME_OBJECT || is == FRAME_PLACE;
	struct frame *inner = push(d, is, same ? f->target : f->target + m->offset);
	inner->member = is == FRAME_OBJECT || is == FRAME_PLACE ? NULL : m;
	inner->shape = m->of;
	return 1;
}

static int on_open(struct decoder *d, char bracket)
{
	struct frame *f = top(d);

	if (d->skipping)
		return ++d->skipping > DEPTH_MAX ? fail_at(d, "nested too deep") : 1;
	if (d->copying)
		return copy_open(d, bracket);
	if (!f) {
		if (bracket != '{')
			return fail_at(d, "not an object");
		push(d, FRAME_OBJECT, (void *)d->story)->shape = &shape_story;
		return 1;
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
			return 1;
		}
		break;
	case FRAME_PLACE:
		if (bracket == '[' && view_eq(f->key, VIEW("coordinates")))
			(void)push(d, FRAME_DEGREES, f->target);
		else
			d->skipping = 1;
		return 1;
	case FRAME_POINTS:
	case FRAME_GROUP:
	case FRAME_DEGREES:
		break;
	}
	return fail_at(d, "of a wrong type");
}

static int on_close(struct decoder *d, char bracket)
{
	if (d->skipping)
		d->skipping--;
	else if (d->copying)
		copy_close(d, bracket);
	else
		d->frames_len--;
	return 1;
}

static const struct shape_member *find(const struct shape *shape, struct view name)
{
	for (size_t i = 0; i < shape->len; i++)
		if (view_eq(shape_name(&shape->members[i]), name))
			return &shape->members[i];
	return NULL;
}

static int on_key(struct decoder *d, struct view name)
{
	struct frame *f = top(d);

	if (d->skipping)
		return 1;
	if (d->copying) {
		if (copy_scalar(d, TOKEN_STRING, name) == 0)
			return 0;
		(void)buf_add_byte(&d->raw, ':');
		d->copied_any = false;
		return 1;
	}
	if (f->is == FRAME_OBJECT)
		f->member = find(f->shape, name);
	else if (!keep(d, name, &f->key))
		return fail_at(d, "not UTF-8, or over the record's memory");
	return 1;
}

/* --- yajl ------------------------------------------------------------------------------ */

static int yajl_null_value(void *ctx)
{
	return on_scalar(ctx, TOKEN_NULL, VIEW("null"));
}

static int yajl_boolean_value(void *ctx, int value)
{
	return value ? on_scalar(ctx, TOKEN_TRUE, VIEW("true"))
		     : on_scalar(ctx, TOKEN_FALSE, VIEW("false"));
}

static int yajl_number_value(void *ctx, const char *p, size_t len)
{
	return on_scalar(ctx, TOKEN_NUMBER, view_at(p, len));
}

static int yajl_string_value(void *ctx, const unsigned char *p, size_t len)
{
	return on_scalar(ctx, TOKEN_STRING, view_at(p, len));
}

static int yajl_key(void *ctx, const unsigned char *p, size_t len)
{
	return on_key(ctx, view_at(p, len));
}

static int yajl_map_opens(void *ctx)
{
	return on_open(ctx, '{');
}

static int yajl_map_closes(void *ctx)
{
	return on_close(ctx, '}');
}

static int yajl_array_opens(void *ctx)
{
	return on_open(ctx, '[');
}

static int yajl_array_closes(void *ctx)
{
	return on_close(ctx, ']');
}

static const yajl_callbacks callbacks = {
	.yajl_null = yajl_null_value,
	.yajl_boolean = yajl_boolean_value,
	.yajl_number = yajl_number_value,
	.yajl_string = yajl_string_value,
	.yajl_start_map = yajl_map_opens,
	.yajl_map_key = yajl_key,
	.yajl_end_map = yajl_map_closes,
	.yajl_start_array = yajl_array_opens,
	.yajl_end_array = yajl_array_closes,
};

/* False sets `err`, for what yajl itself has to say about the JSON. */
static bool run(struct decoder *d, struct view json, struct err *err)
{
	yajl_handle handle = yajl_alloc(&callbacks, NULL, d);
	const unsigned char *bytes = (const void *)json.p;

	MUST(handle);
	/* All of the JSON was found to be UTF-8 before. */
	(void)yajl_config(handle, yajl_dont_validate_strings, 1);
	yajl_status status = yajl_parse(handle, bytes, json.len);
	if (status == yajl_status_ok)
		status = yajl_complete_parse(handle);
	if (status == yajl_status_error) {
		unsigned char *why = yajl_get_error(handle, 0, bytes, json.len);
		struct view text = view_trim(view_of((const char *)why));
		(void)err_set(err, ERR_REJECT, "ninjs: not JSON: %.*s", VIEW_ARG(text));
		yajl_free_error(handle, why);
	}
	yajl_free(handle);
	return status == yajl_status_ok;
}

bool ninjs_decode(struct view json, struct arena *a, struct story *ret, struct err *err)
{
	struct story story;
	struct decoder d = { .a = a, .json = json, .story = &story, .err = err };

	if (!utf8_valid(json))
		return err_set(err, ERR_REJECT, "ninjs: not UTF-8");
	story_init(&story);
	buf_init(&d.raw, RAW_MAX);
	bool read = run(&d, json, err);
	buf_done(&d.raw);
	if (!read)
		return false;
	if (story.uri.len == 0)
		return err_set(err, ERR_REJECT, "ninjs: the story has no uri");
	if (arena_over(a))
		return err_set(err, ERR_REJECT, "ninjs: over the record's memory");
	*ret = story;
	return true;
}
