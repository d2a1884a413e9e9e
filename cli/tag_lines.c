/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/tag_lines.h"

#include "common/story/flat_json.h"
#include "common/story/json_text.h"

struct line {
	struct view id, lang, text;
};

static const struct flat_member members[] = {
	{ "id", FLAT_TEXT, offsetof(struct line, id), 0, 4096 },
	{ "lang", FLAT_TEXT, offsetof(struct line, lang), 0, 64 },
	{ "text", FLAT_TEXT, offsetof(struct line, text), 0, 16 * 1024 * 1024 },
	{ 0 },
};

static void add_member(struct buf *out, const char *name, struct view value)
{
	buf_printf(out, "\"%s\":", name);
	json_add_string(out, value);
}

static void add_mention(struct buf *out, const struct story_mention *m)
{
	buf_add_byte(out, '{');
	add_member(out, "tag", m->tag);
	buf_add_byte(out, ',');
	add_member(out, "subject", m->subject);
	buf_add_byte(out, ',');
	add_member(out, "text", m->text);
	buf_printf(out, ",\"start\":%zu,\"end\":%zu,", m->start, m->end);
	add_member(out, "rule", m->rule);
	buf_add_byte(out, '}');
}

static void add_scores(struct buf *out, const struct story_scores *scores, bool about)
{
	for (size_t i = 0; i < scores->len; i++) {
		const struct story_score *s = &scores->items[i];
		if (i)
			buf_add_byte(out, ',');
		json_add_string(out, s->topic);
		if (about)
			buf_printf(out, ":%s", s->about ? "true" : "false");
		else
			buf_printf(out, ":%d", s->value);
	}
}

bool tag_line(struct tagger *t, struct view line, struct arena *a, struct buf *out,
	      struct err *err)
{
	struct line in;
	struct tagger_result result;

	if (!flat_json_decode(members, line, a, &in, err))
		return false;
	tagger_tag_text(t, in.text, in.lang, a, &result);
	buf_add_byte(out, '{');
	add_member(out, "id", in.id);
	buf_add(out, VIEW(",\"mentions\":["));
	for (size_t i = 0; i < result.mentions.len; i++) {
		if (i)
			buf_add_byte(out, ',');
		add_mention(out, &result.mentions.items[i]);
	}
	buf_add(out, VIEW("],\"about\":{"));
	add_scores(out, &result.scores, true);
	buf_add(out, VIEW("},\"scores\":{"));
	add_scores(out, &result.scores, false);
	buf_add(out, VIEW("}}\n"));
	return true;
}
