/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/tags_diff.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"
#include "common/service/escape.h"
#include "common/story/ninjs.h"
#include "enricher/tagger.h"

enum {
	RECORD_BYTES = 256 * 1024 * 1024, /* two decoded stories of the largest kind */
	KEPT_BYTES = 256 * 1024 * 1024,
	CONTEXT = 36, /* code points of text on either side of a mention */
	NAME_WIDTH = 32,
};

enum change { GAINED, LOST, CHANGED, CHANGES };
static const char *const change_names[CHANGES] = { "gained", "lost", "changed" };
static const char change_signs[CHANGES] = { '+', '-', '~' };
static const char *const change_colours[CHANGES] = { "\x1b[32m", "\x1b[31m", "\x1b[33m" };

struct sample {
	struct view text; /* as it is shown */
	struct view uri;
};

/* A subject ("kurils/iturup"), or a topic ("about kurils"). */
struct row {
	struct view name;
	uint64_t counts[CHANGES];
	struct sample *samples[CHANGES];
	size_t samples_len[CHANGES];
};

struct tags_diff {
	struct tagger *before, *after;
	struct arena *kept; /* rows and samples */
	struct arena *work; /* of one record */
	size_t samples;
	struct row *rows;
	size_t rows_len;
	struct tags_diff_counts counts;

	/* the record in hand */
	const struct story *story;
	struct buf *lines;
	bool differs;
};

bool tags_diff_new(const struct gazetteer *before, const struct gazetteer *after,
		   size_t samples, struct tags_diff **ret, struct err *err)
{
	AUTO(tags_diff) d = mem_new(sizeof *d);

	d->samples = samples < TAGS_DIFF_SAMPLES_MAX ? samples : TAGS_DIFF_SAMPLES_MAX;
	d->kept = arena_new(KEPT_BYTES);
	d->work = arena_new(RECORD_BYTES);
	if (!tagger_new(before, &d->before, err) || !tagger_new(after, &d->after, err))
		return false;
	*ret = TAKE(d);
	return true;
}

void tags_diff_free(struct tags_diff *d)
{
	if (!d)
		return;
	tagger_free(d->before);
	tagger_free(d->after);
	arena_free(d->kept);
	arena_free(d->work);
	free(d);
}

struct tags_diff_counts tags_diff_counts(const struct tags_diff *d)
{
	return d->counts;
}

/* --- keeping ------------------------------------------------------------------------------ */

/* NULL: there are too many. */
static struct row *row_of(struct tags_diff *d, struct view name)
{
	for (size_t i = 0; i < d->rows_len; i++)
		if (view_eq(d->rows[i].name, name))
			return &d->rows[i];
	if (d->rows_len == TAGS_DIFF_ROWS_MAX)
		return NULL;
	struct row *row = ARENA_PUSH(d->kept, d->rows, d->rows_len);
	row->name = arena_copy(d->kept, name);
	return row;
}

static void keep(struct tags_diff *d, struct view name, enum change change,
		 struct view text)
{
	struct row *row = row_of(d, name);

	if (!row)
		return;
	row->counts[change]++;
	if (row->samples_len[change] >= d->samples)
		return;
	struct sample *s =
	    ARENA_PUSH(d->kept, row->samples[change], row->samples_len[change]);
	s->text = arena_copy(d->kept, text);
	s->uri = arena_copy(d->kept, d->story->uri);
}

/* Line breaks, and what a terminal would act on, as spaces. */
static struct view on_one_line(struct tags_diff *d, struct view text)
{
	char *p = arena_raw(d->work, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len;) {
		size_t start = i;
		if (escape_unsafe(utf8_next(text, &i))) {
			p[len++] = ' ';
			continue;
		}
		memcpy(p + len, text.p + start, i - start);
		len += i - start;
	}
	return view_at(p, len);
}

/* The mention in square brackets, between some of the text around it. */
static struct view around(struct tags_diff *d, const struct story_mention *m)
{
	struct view text = story_plain(d->story, m->field);
	size_t from = utf8_offset(text, m->start > CONTEXT ? m->start - CONTEXT : 0);
	size_t start = utf8_offset(text, m->start), end = utf8_offset(text, m->end);
	size_t to = utf8_offset(text, m->end + CONTEXT);
	struct view left = on_one_line(d, view_at(text.p + from, start - from));
	struct view name = on_one_line(d, view_at(text.p + start, end - start));
	struct view right = on_one_line(d, view_at(text.p + end, to - end));

	return arena_printf(d->work, "%s%.*s[%.*s]%.*s%s", from ? "…" : "",
			    VIEW_ARG(left), VIEW_ARG(name), VIEW_ARG(right),
			    to < text.len ? "…" : "");
}

static struct view name_of(struct tags_diff *d, const struct story_mention *m)
{
	return arena_printf(d->work, "%.*s/%.*s", VIEW_ARG(m->tag), VIEW_ARG(m->subject));
}

/* --- lines for programs ------------------------------------------------------------------- */

static void begin_line(struct tags_diff *d, enum change change)
{
	buf_printf(d->lines, "{\"uri\":");
	escape_json(d->lines, d->story->uri);
	buf_printf(d->lines, ",\"version\":%d,\"change\":\"%s\"", d->story->version,
		   change_names[change]);
}

static void add_mention(struct buf *out, const char *member,
			const struct story_mention *m)
{
	buf_printf(out, ",\"%s\":{\"tag\":", member);
	escape_json(out, m->tag);
	buf_printf(out, ",\"subject\":");
	escape_json(out, m->subject);
	buf_printf(out, ",\"field\":\"%s\",\"start\":%zu,\"end\":%zu,\"text\":",
		   story_field_name(m->field), m->start, m->end);
	escape_json(out, m->text);
	buf_printf(out, ",\"rule\":");
	escape_json(out, m->rule);
	buf_add_byte(out, '}');
}

/* --- comparing ---------------------------------------------------------------------------- */

static void tell_mention(struct tags_diff *d, enum change change,
			 const struct story_mention *before,
			 const struct story_mention *after)
{
	const struct story_mention *m = after ? after : before;
	struct view text = around(d, m);

	d->differs = true;
	if (change == CHANGED)
		text = arena_printf(d->work, "%.*s  (was %.*s \"%.*s\")", VIEW_ARG(text),
				    VIEW_ARG(name_of(d, before)),
				    VIEW_ARG(on_one_line(d, before->text)));
	keep(d, name_of(d, m), change, text);
	if (!d->lines)
		return;
	begin_line(d, change);
	if (before)
		add_mention(d->lines, "before", before);
	if (after)
		add_mention(d->lines, "after", after);
	buf_add(d->lines, VIEW("}\n"));
}

static int by_place(const void *x, const void *y)
{
	const struct story_mention *a = x, *b = y;

	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return (a->end > b->end) - (a->end < b->end);
}

static bool overlap(const struct story_mention *a, const struct story_mention *b)
{
	return a->field == b->field && a->start < b->end && b->start < a->end;
}

static bool same(const struct story_mention *a, const struct story_mention *b)
{
	return by_place(a, b) == 0 && view_eq(a->tag, b->tag) &&
	       view_eq(a->subject, b->subject);
}

static void sort(struct story_mentions *m)
{
	if (m->len > 1)
		qsort(m->items, m->len, sizeof *m->items, by_place);
}

static void compare_mentions(struct tags_diff *d, struct story_mentions before,
			     struct story_mentions after)
{
	size_t i = 0, k = 0;

	sort(&before);
	sort(&after);
	while (i < before.len || k < after.len) {
		const struct story_mention *a = i < before.len ? &before.items[i] : NULL;
		const struct story_mention *b = k < after.len ? &after.items[k] : NULL;
		if (a && b && same(a, b)) {
			i++;
			k++;
		} else if (a && b && overlap(a, b)) {
			tell_mention(d, CHANGED, a, b);
			i++;
			k++;
		} else if (a && (!b || by_place(a, b) <= 0)) {
			tell_mention(d, LOST, a, NULL);
			i++;
		} else {
			tell_mention(d, GAINED, NULL, b);
			k++;
		}
	}
}

static const struct story_score *score_of(const struct story_scores *s, struct view topic)
{
	for (size_t i = 0; i < s->len; i++)
		if (view_eq(s->items[i].topic, topic))
			return &s->items[i];
	return NULL;
}

static void compare_score(struct tags_diff *d, struct view topic,
			  const struct story_score *a, const struct story_score *b)
{
	int before = a ? a->value : 0, after = b ? b->value : 0;
	bool was = a && a->about, is = b && b->about;
	enum change change = was == is ? CHANGED : is ? GAINED : LOST;

	if (was == is && before == after)
		return;
	d->differs |= was != is;
	struct view headline = on_one_line(d, story_plain(d->story, FIELD_HEADLINE));
	keep(d, arena_printf(d->work, "about %.*s", VIEW_ARG(topic)), change,
	     arena_printf(d->work, "%d to %d: %.*s", before, after,
			  VIEW_ARG(utf8_head(headline, 160))));
	if (!d->lines)
		return;
	begin_line(d, change);
	buf_printf(d->lines, ",\"about\":");
	escape_json(d->lines, topic);
	buf_printf(d->lines, ",\"before\":%d,\"after\":%d}\n", before, after);
}

static void compare_scores(struct tags_diff *d, const struct story_scores *before,
			   const struct story_scores *after)
{
	for (size_t i = 0; i < after->len; i++) {
		struct view topic = after->items[i].topic;
		compare_score(d, topic, score_of(before, topic), &after->items[i]);
	}
	for (size_t i = 0; i < before->len; i++)
		if (!score_of(after, before->items[i].topic))
			compare_score(d, before->items[i].topic, &before->items[i], NULL);
}

bool tags_diff_add(struct tags_diff *d, struct view record, struct buf *lines,
		   struct err *err)
{
	struct story before, after;

	arena_reset(d->work);
	if (!ninjs_decode(record, d->work, &before, err) ||
	    !ninjs_decode(record, d->work, &after, err))
		return false;
	d->counts.records++;
	if (after.status == STORY_CANCELED)
		return true;
	tagger_tag_story(d->before, &before, d->work);
	tagger_tag_story(d->after, &after, d->work);
	d->story = &after;
	d->lines = lines;
	d->differs = false;
	compare_mentions(d, before.ext.mentions, after.ext.mentions);
	compare_scores(d, &before.ext.scores, &after.ext.scores);
	d->counts.differ += d->differs;
	return true;
}

/* --- showing ------------------------------------------------------------------------------ */

/* Topics first, then subjects, each by name. */
static int by_name(const void *x, const void *y)
{
	const struct row *a = *(const struct row *const *)x,
			 *b = *(const struct row *const *)y;
	bool a_topic = view_starts(a->name, VIEW("about ")),
	     b_topic = view_starts(b->name, VIEW("about "));

	if (a_topic != b_topic)
		return a_topic ? -1 : 1;
	return view_cmp(a->name, b->name);
}

static void show_samples(const struct row *row, bool colour, struct buf *out)
{
	buf_printf(out, "\n%.*s\n", VIEW_ARG(row->name));
	for (int change = 0; change < CHANGES; change++)
		for (size_t i = 0; i < row->samples_len[change]; i++) {
			const struct sample *s = &row->samples[change][i];
			buf_printf(out, "  %s%c%s %.*s\n      %.*s\n",
				   colour ? change_colours[change] : "",
				   change_signs[change], colour ? "\x1b[0m" : "",
				   VIEW_ARG(s->text), VIEW_ARG(s->uri));
		}
}

void tags_diff_show(const struct tags_diff *d, bool colour, struct buf *out)
{
	if (d->rows_len == 0)
		return;
	AUTO(arena) a = arena_new(TAGS_DIFF_ROWS_MAX * sizeof(void *) * 2);
	const struct row **rows = ARENA_ARRAY(a, const struct row *, d->rows_len);
	for (size_t i = 0; i < d->rows_len; i++)
		rows[i] = &d->rows[i];
	qsort(rows, d->rows_len, sizeof *rows, by_name);
	buf_printf(out, "%-*s %8s %8s %8s\n", NAME_WIDTH, "", change_names[GAINED],
		   change_names[LOST], change_names[CHANGED]);
	for (size_t i = 0; i < d->rows_len; i++)
		buf_printf(out, "%-*.*s %8llu %8llu %8llu\n", NAME_WIDTH,
			   VIEW_ARG(rows[i]->name),
			   (unsigned long long)rows[i]->counts[GAINED],
			   (unsigned long long)rows[i]->counts[LOST],
			   (unsigned long long)rows[i]->counts[CHANGED]);
	for (size_t i = 0; i < d->rows_len && d->samples > 0; i++)
		show_samples(rows[i], colour, out);
}
