/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/flat_json.h"

#include <inttypes.h>
#include <yajl/yajl_parse.h>

#include "common/base/must.h"
#include "common/base/utf8.h"

enum { MEMBERS_MAX = 64 };

static void *field(const struct flat_member *m, void *record)
{
	return (char *)record + m->offset;
}

static const void *const_field(const struct flat_member *m, const void *record)
{
	return (const char *)record + m->offset;
}

static bool limited(const struct flat_member *m)
{
	return m->min != 0 || m->max != 0;
}

/* Bytes from `at` that stand for themselves. */
static size_t plain_len(struct view v, size_t at)
{
	size_t i = at;

	while (i < v.len && v.p[i] >= 0x20 && v.p[i] < 0x7f && v.p[i] != '"' &&
	       v.p[i] != '\\')
		i++;
	return i - at;
}

static void add_string(struct buf *out, struct view v)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < v.len;) {
		size_t plain = plain_len(v, i);
		buf_add(out, view_at(v.p + i, plain));
		i += plain;
		if (i == v.len)
			break;
		uint32_t c = utf8_next(v, &i);
		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", (char)c);
		else if (c < 0x20)
			buf_printf(out, "\\u%04x", (unsigned)c);
		else
			buf_add_utf8(out, c);
	}
	buf_add_byte(out, '"');
}

static bool present(const struct flat_member *m, const void *record)
{
	const void *p = const_field(m, record);
	switch (m->type) {
	case FLAT_TEXT:
		return ((const struct view *)p)->len > 0;
	case FLAT_INT:
		return *(const int64_t *)p != 0;
	case FLAT_BOOL:
		return *(const bool *)p;
	case FLAT_INSTANT:
		return *(const instant_ms *)p != INSTANT_NONE;
	}
	return false;
}

/* The end of the year 9999: sums of times and waits must not overflow, whoever wrote the
 * record. */
#define INSTANT_FAR INT64_C(253402300799999)

static bool within(const struct flat_member *m, const void *record, struct err *err)
{
	const void *p = const_field(m, record);
	if (m->type == FLAT_INSTANT && present(m, record) &&
	    (*(const instant_ms *)p < -INSTANT_FAR ||
	     *(const instant_ms *)p > INSTANT_FAR))
		return err_set(err, ERR_REJECT, "\"%s\" is a time that no clock shows",
			       m->name);
	if (!limited(m))
		return true;
	if (m->type == FLAT_TEXT && ((const struct view *)p)->len > (size_t)m->max)
		return err_set(err, ERR_REJECT,
			       "\"%s\" is at most %" PRId64 " bytes, not %zu", m->name,
			       m->max, ((const struct view *)p)->len);
	if (m->type == FLAT_INT &&
	    (*(const int64_t *)p < m->min || *(const int64_t *)p > m->max))
		return err_set(err, ERR_REJECT,
			       "\"%s\" is %" PRId64 " to %" PRId64 ", not %" PRId64,
			       m->name, m->min, m->max, *(const int64_t *)p);
	return true;
}

static void add_int(struct buf *out, int64_t value)
{
	char digits[20];
	size_t at = sizeof digits;
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do
		digits[--at] = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (value < 0)
		buf_add_byte(out, '-');
	buf_add(out, view_at(digits + at, sizeof digits - at));
}

bool flat_json_encode(const struct flat_member *members, const void *record,
		      struct buf *out, struct err *err)
{
	bool first = true;

	buf_add_byte(out, '{');
	for (const struct flat_member *m = members; m->name; m++) {
		if (!within(m, record, err))
			return false;
		if (!present(m, record))
			continue;
		buf_add(out, first ? VIEW("\"") : VIEW(",\""));
		buf_add(out, view_of(m->name));
		buf_add(out, VIEW("\":"));
		first = false;
		const void *p = const_field(m, record);
		if (m->type == FLAT_TEXT)
			add_string(out, *(const struct view *)p);
		else if (m->type == FLAT_BOOL)
			buf_add(out, VIEW("true"));
		else
			add_int(out, *(const int64_t *)p);
	}
	buf_add_byte(out, '}');
	if (out->over)
		return err_set(err, ERR_REJECT, "the record is over %zu bytes", out->max);
	return true;
}

struct reading {
	const struct flat_member *members;
	struct arena *arena;
	void *record;
	const struct flat_member *next; /* where the search for a name begins */
	const struct flat_member *now;  /* the member whose value comes next, or NULL */
	uint64_t seen;                  /* bit by row */
	int depth;
	bool ended;
	struct err *err;
};

static int refuse(const struct reading *r, const char *why)
{
	err_set(r->err, ERR_REJECT, "\"%s\" %s", r->now ? r->now->name : "the record",
		why);
	return 0;
}

/* Where a value of this type goes; NULL when it is not wanted. `*ret_ok` is false for a
 * member that has another type. */
static void *place(struct reading *r, enum flat_type type, int *ret_ok)
{
	*ret_ok = 1;
	if (r->depth == 0) {
		*ret_ok = refuse(r, "is not an object");
		return NULL;
	}
	if (r->depth > 1 || !r->now)
		return NULL;
	bool number = type == FLAT_INT && r->now->type == FLAT_INSTANT;
	if (r->now->type != type && !number) {
		*ret_ok = refuse(r, "has another type");
		return NULL;
	}
	return field(r->now, r->record);
}

static int on_null(void *self)
{
	int ok;
	place(self, FLAT_BOOL, &ok);
	return ok;
}

static int on_boolean(void *self, int value)
{
	int ok;
	bool *p = place(self, FLAT_BOOL, &ok);
	if (p)
		*p = value != 0;
	return ok;
}

static int on_integer(void *self, long long value)
{
	struct reading *r = self;
	int ok;
	int64_t *p = place(r, FLAT_INT, &ok);
	if (!p)
		return ok;
	*p = value;
	return within(r->now, r->record, r->err);
}

static int on_double(void *self, double value)
{
	struct reading *r = self;
	int ok;
	(void)value;
	if (place(r, FLAT_INT, &ok))
		return refuse(r, "is not a whole number");
	return ok;
}

static int on_string(void *self, const unsigned char *text, size_t len)
{
	struct reading *r = self;
	int ok;
	struct view *p = place(r, FLAT_TEXT, &ok);
	if (!p)
		return ok;
	*p = view_at(text, len);
	if (!within(r->now, r->record, r->err))
		return 0;
	*p = arena_copy(r->arena, *p);
	return 1;
}

static bool is_name(const struct flat_member *m, struct view name)
{
	return name.len > 0 && name.p[0] == m->name[0] && view_eq(view_of(m->name), name);
}

/* The row with this name. Members come in the order of the rows, as they were written, so the
 * search begins behind the last one found. */
static const struct flat_member *find(const struct reading *r, struct view name)
{
	for (const struct flat_member *m = r->next; m->name; m++)
		if (is_name(m, name))
			return m;
	for (const struct flat_member *m = r->members; m != r->next; m++)
		if (is_name(m, name))
			return m;
	return NULL;
}

static int on_key(void *self, const unsigned char *text, size_t len)
{
	struct reading *r = self;
	if (r->depth != 1)
		return 1;
	r->now = NULL;
	const struct flat_member *m = find(r, view_at(text, len));
	if (!m)
		return 1;
	uint64_t bit = UINT64_C(1) << (m - r->members);
	r->now = m;
	if (r->seen & bit)
		return refuse(r, "is there twice");
	r->seen |= bit;
	r->next = m + 1;
	return 1;
}

static int open_nested(struct reading *r)
{
	if (r->depth == 1 && r->now)
		return refuse(r, "has another type");
	r->depth++;
	return 1;
}

static int on_start_map(void *self)
{
	struct reading *r = self;
	if (r->depth == 0 && r->ended)
		return refuse(r, "is more than one object");
	return open_nested(r);
}

static int on_start_array(void *self)
{
	struct reading *r = self;
	if (r->depth == 0)
		return refuse(r, "is not an object");
	return open_nested(r);
}

static int on_end(void *self)
{
	struct reading *r = self;
	r->depth--;
	r->ended = true;
	return 1;
}

static void clear(const struct flat_member *m, void *record)
{
	void *p = field(m, record);
	switch (m->type) {
	case FLAT_TEXT:
		*(struct view *)p = (struct view){ NULL, 0 };
		break;
	case FLAT_INT:
		*(int64_t *)p = 0;
		break;
	case FLAT_BOOL:
		*(bool *)p = false;
		break;
	case FLAT_INSTANT:
		*(instant_ms *)p = INSTANT_NONE;
		break;
	}
}

bool flat_json_decode(const struct flat_member *members, struct view json,
		      struct arena *a, void *ret_record, struct err *err)
{
	static const yajl_callbacks callbacks = {
		.yajl_null = on_null,
		.yajl_boolean = on_boolean,
		.yajl_integer = on_integer,
		.yajl_double = on_double,
		.yajl_string = on_string,
		.yajl_start_map = on_start_map,
		.yajl_map_key = on_key,
		.yajl_end_map = on_end,
		.yajl_start_array = on_start_array,
		.yajl_end_array = on_end,
	};
	struct err why = { 0 };
	struct reading r = {
		.members = members,
		.next = members,
		.arena = a,
		.record = ret_record,
		.err = &why,
	};

	for (const struct flat_member *m = members; m->name; m++) {
		MUST(m - members < MEMBERS_MAX);
		clear(m, ret_record);
	}
	yajl_handle parser = yajl_alloc(&callbacks, NULL, &r);
	MUST(parser != NULL);
	bool ok = yajl_parse(parser, (const unsigned char *)json.p, json.len) ==
		      yajl_status_ok &&
		  yajl_complete_parse(parser) == yajl_status_ok && r.ended;
	yajl_free(parser);
	if (ok)
		return true;
	if (why.fate == ERR_NONE)
		return err_set(err, ERR_REJECT, "the record is not a JSON object");
	*err = why;
	return false;
}
