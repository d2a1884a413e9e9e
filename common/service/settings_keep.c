/* SPDX-License-Identifier: Apache-2.0 */
/* A struct out of the arena that its file was read into: texts and lists are copied. */
#include "common/base/must.h"
#include "common/service/settings_parts.h"

static void keep_mark(struct setting_mark *mark, const char *file)
{
	if (mark->line)
		mark->file = file;
}

static void keep_strings(struct setting_strings *s, const char *file, struct arena *a)
{
	struct setting_strings kept = { .len = s->len };

	kept.items = ARENA_ARRAY(a, struct view, s->len);
	kept.marks = ARENA_ARRAY(a, struct setting_mark, s->len);
	for (size_t i = 0; i < s->len; i++) {
		kept.items[i] = arena_copy(a, s->items[i]);
		kept.marks[i] = s->marks[i];
		keep_mark(&kept.marks[i], file);
	}
	if (s->len)
		*s = kept;
}

static void keep_pairs(struct setting_pairs *p, const char *file, struct arena *a)
{
	struct setting_pair *kept = arena_array(a, p->len, sizeof *kept);

	for (size_t i = 0; i < p->len; i++) {
		kept[i] = p->items[i];
		kept[i].name = arena_copy(a, kept[i].name);
		kept[i].value = arena_copy(a, kept[i].value);
		keep_mark(&kept[i].mark, file);
	}
	if (p->len)
		p->items = kept;
}

static void keep_view(struct view *v, struct arena *a)
{
	if (v->len)
		*v = arena_copy(a, *v);
}

void settings_keep(const struct setting *rows, void *base, const char *file,
		   struct arena *a)
{
	for (const struct setting *row = rows; row->key; row++) {
		void *field = (char *)base + row->offset;
		if (row->mark_offset)
			keep_mark((void *)((char *)base + row->mark_offset), file);
		switch (row->type) {
		case SETTING_STRING:
		case SETTING_SECRET:
		case SETTING_ID:
		case SETTING_URL:
			keep_view(field, a);
			break;
		case SETTING_STRINGS:
			keep_strings(field, file, a);
			break;
		case SETTING_MAP:
		case SETTING_SECRETS:
			keep_pairs(field, file, a);
			break;
		case SETTING_OBJECT:
			settings_keep(row->rows, field, file, a);
			break;
		case SETTING_NODE:
			memset(field, 0, sizeof(struct setting_node *));
			break;
		case SETTING_LIST:
			MUST(row->type != SETTING_LIST);
			break;
		case SETTING_BOOL:
		case SETTING_INT:
		case SETTING_DURATION:
		case SETTING_BYTES:
		case SETTING_NUMBER:
		case SETTING_CHOICE:
			break;
		}
	}
}
