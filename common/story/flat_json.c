/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/flat_json.h"

#include <inttypes.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "common/story/json_scan.h"
#include "common/story/json_text.h"

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

static void add_mended(struct buf *out, struct view v)
{
	BUF(mended, 3 * v.len); /* U+FFFD has three bytes */

	for (size_t i = 0; i < v.len;)
		buf_add_utf8(&mended, utf8_next(v, &i));
	json_add_string(out, buf_view(&mended));
}

static void add_string(struct buf *out, struct view v)
{
	if (utf8_valid(v))
		json_add_string(out, v);
	else
		add_mended(out, v);
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

static void add_name(struct buf *out, const char *name)
{
	size_t len = strlen(name);
	char *to = buf_room(out, len + 4);

	if (!to)
		return;
	/* Behind the bracket of the object there is no comma. */
	*to = ',';
	to += out->p[out->len - 1] != '{';
	*to++ = '"';
	memcpy(to, name, len);
	memcpy(to + len, "\":", 2);
	out->len = (size_t)(to - out->p) + len + 2;
}

bool flat_json_encode(const struct flat_member *members, const void *record,
		      struct buf *out, struct err *err)
{
	buf_add_byte(out, '{');
	for (const struct flat_member *m = members; m->name; m++) {
		bool there = present(m, record);
		if ((there || m->min > 0) && !within(m, record, err))
			return false;
		if (!there)
			continue;
		add_name(out, m->name);
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

/* --- records as they were written ------------------------------------------------------ */

/* Does the name begin at `p`, with its quote and colon behind it? Returns where the value
 * begins, or NULL. What `p` looks at ends with '}', which is in no name. */
static const char *behind_name(const char *p, const char *name)
{
	while (*name && *p == *name)
		p++, name++;
	return !*name && p[0] == '"' && p[1] == ':' ? p + 2 : NULL;
}

/* A whole number of at most 18 digits: more could overflow. */
static const char *read_short_int(const char *p, int64_t *ret)
{
	bool negative = *p == '-';
	const char *begin = p += negative;
	int64_t n = 0;

	if (*p == '0')
		return NULL;
	while (byte_is_digit(*p) && p - begin < 18)
		n = n * 10 + (*p++ - '0');
	*ret = negative ? -n : n;
	return p > begin ? p : NULL;
}

/* The quote that ends a text in which nothing but quotes and backslashes is escaped, as in an
 * ETag, or NULL. */
static const char *text_end(const char *p, const char *end, bool *ret_escaped)
{
	for (*ret_escaped = false;; *ret_escaped = true, p += 2) {
		p += json_plain_run(p, (size_t)(end - p));
		if (end - p < 2 || *p == '"')
			return end - p < 2 ? NULL : p;
		if (*p != '\\' || (p[1] != '"' && p[1] != '\\'))
			return NULL;
	}
}

static const char *read_text(const char *p, const char *end, struct arena *a,
			     struct view *ret)
{
	bool escaped;
	const char *close = *p++ == '"' ? text_end(p, end, &escaped) : NULL;

	if (!close)
		return NULL;
	*ret = arena_copy(a, view_at(p, (size_t)(close - p)));
	if (escaped) {
		char *to = arena_raw(a, ret->len);
		ret->p = to;
		for (; p < close; p++)
			*to++ = *p == '\\' ? *++p : *p;
		ret->len = (size_t)(to - ret->p);
	}
	return close + 1;
}

static const char *read_value_of(const struct flat_member *m, const char *p,
				 const char *end, struct arena *a, void *record)
{
	void *to = field(m, record);

	switch (m->type) {
	case FLAT_TEXT:
		return read_text(p, end, a, to);
	case FLAT_BOOL:
		*(bool *)to = true;
		return view_starts(view_at(p, (size_t)(end - p)), VIEW("true")) ? p + 4
										: NULL;
	case FLAT_INT:
	case FLAT_INSTANT:
		return read_short_int(p, to);
	}
	return NULL;
}

/* The road that nearly every record takes: members in the order of the rows, no spaces, few
 * escapes, as flat_json_encode() writes them, up to the row `last`. A quarter of what the
 * scan costs. False: the scan is to say what the record is. */
static bool read_as_written(const struct flat_member *m, const struct flat_member *last,
			    struct view json, struct arena *a, void *record)
{
	const char *p = json.p, *end = p + json.len;
	struct err err;

	if (json.len < 2 || *p != '{' || end[-1] != '}')
		return false;
	for (; p + 1 < end; m++) {
		const char *value = NULL;
		if (p[1] != '"')
			return false;
		while (m->name && !(value = behind_name(p + 2, m->name)))
			m++;
		if (!value)
			return false;
		if (last && m > last)
			return true;
		p = read_value_of(m, value, end, a, record);
		if (!p || (*p != ',' && *p != '}') || !within(m, record, &err))
			return false;
		if (*p == '}')
			return p + 1 == end;
	}
	return false;
}

/* --- records of any form ----------------------------------------------------------------- */

struct reading {
	const struct flat_member *members;
	struct arena *arena;
	void *record;
	const struct flat_member *next; /* where the search for a name begins */
	const struct flat_member *now;  /* the member whose value comes next, or NULL */
	uint64_t seen;                  /* bit by row */
	int depth;
	struct err *err;
};

static bool refuse(const struct reading *r, const char *why)
{
	return err_set(r->err, ERR_REJECT, "\"%s\" %s",
		       r->now ? r->now->name : "the record", why);
}

static bool take_number(const struct reading *r, struct view digits)
{
	if (r->now->type != FLAT_INT && r->now->type != FLAT_INSTANT)
		return refuse(r, "has another type");
	if (!view_to_i64(digits, field(r->now, r->record)))
		return refuse(r, "is not a whole number");
	return within(r->now, r->record, r->err);
}

static bool take_text(const struct reading *r, struct view text)
{
	struct view *p = field(r->now, r->record);

	if (r->now->type != FLAT_TEXT)
		return refuse(r, "has another type");
	*p = text;
	if (!within(r->now, r->record, r->err))
		return false;
	*p = arena_copy(r->arena, text);
	return true;
}

static bool on_scalar(void *self, enum json_token token, struct view v)
{
	const struct reading *r = self;

	if (r->depth == 0)
		return refuse(r, "is not an object");
	if (r->depth > 1 || !r->now)
		return true;
	if (token == JSON_NUMBER)
		return take_number(r, v);
	if (token == JSON_STRING)
		return take_text(r, v);
	if (r->now->type != FLAT_BOOL)
		return refuse(r, "has another type");
	*(bool *)field(r->now, r->record) = token == JSON_TRUE;
	return true;
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

static bool on_key(void *self, struct view name)
{
	struct reading *r = self;

	if (r->depth != 1)
		return true;
	r->now = NULL;
	const struct flat_member *m = find(r, name);
	if (!m)
		return true;
	uint64_t bit = UINT64_C(1) << (m - r->members);
	r->now = m;
	if (r->seen & bit)
		return refuse(r, "is there twice");
	r->seen |= bit;
	r->next = m + 1;
	return true;
}

static bool on_open(void *self, char bracket)
{
	struct reading *r = self;

	if (r->depth == 0 && bracket != '{')
		return refuse(r, "is not an object");
	if (r->depth == 1 && r->now)
		return refuse(r, "has another type");
	r->depth++;
	return true;
}

static bool on_close(void *self, char bracket)
{
	struct reading *r = self;

	(void)bracket;
	r->depth--;
	return true;
}

static void clear(const struct flat_member *members, void *record)
{
	for (const struct flat_member *m = members; m->name; m++) {
		void *p = field(m, record);
		MUST(m - members < MEMBERS_MAX);
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
}

static bool decode(const struct flat_member *members, const struct flat_member *last,
		   struct view json, struct arena *a, void *ret_record, struct err *err)
{
	static const struct json_calls calls = { on_scalar, on_key, on_open, on_close };
	struct err why = { 0 };
	struct reading r = {
		.members = members,
		.next = members,
		.arena = a,
		.record = ret_record,
		.err = &why,
	};
	const char *wrong;

	clear(members, ret_record);
	bool good = utf8_valid(json);
	if (good && read_as_written(members, last, json, a, ret_record))
		return true;
	clear(members, ret_record);
	if (good && json_scan(json, a, &calls, &r, &wrong))
		return true;
	if (why.fate == ERR_NONE)
		return err_set(err, ERR_REJECT, "the record is not a JSON object");
	*err = why;
	return false;
}

bool flat_json_decode(const struct flat_member *members, struct view json,
		      struct arena *a, void *ret_record, struct err *err)
{
	return decode(members, NULL, json, a, ret_record, err);
}

bool flat_json_decode_start(const struct flat_member *members, size_t rows,
			    struct view json, struct arena *a, void *ret_record,
			    struct err *err)
{
	return decode(members, &members[rows - 1], json, a, ret_record, err);
}
