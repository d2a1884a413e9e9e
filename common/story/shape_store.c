/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/shape_store.h"

static bool store_text(const struct shape_member *m, void *field, struct view v)
{
	static const struct view prefix = VIEW_INIT(SUBJECT_PREFIX);
	struct view *text = field;
	uint64_t n;

	switch (m->type) {
	case SHAPE_SLUG:
		if (!view_starts(v, prefix))
			return false;
		*text = view_from(v, prefix.len);
		return true;
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
		*text = v;
		return true;
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

bool shape_store(const struct shape_member *m, void *field, enum json_token token,
		 struct view v)
{
	if (token == JSON_STRING)
		return store_text(m, field, v);
	if (token == JSON_NUMBER)
		return store_number(m, field, v);
	if (token == JSON_NULL || (m->type != SHAPE_BOOL && m->type != SHAPE_FLAG))
		return false;
	*(bool *)field = token == JSON_TRUE;
	return true;
}
