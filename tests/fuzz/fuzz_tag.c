/* SPDX-License-Identifier: Apache-2.0 */
/* Any text: each mention's offsets cut its text out, mentions never overlap. */
#include <stdint.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "enricher/tagger.h"

static const char pack[] =
    "id: x\n"
    "extend: {en: [island, islands], ja: [島]}\n"
    "modifiers: {en: [four], ja: [係争中の]}\n"
    "words: {ship: {en: [ship], ja: [船]}, masked: {en: [war ship]}}\n"
    "unless: [{before: [ship]}]\n"
    "subjects:\n"
    "  - {id: a, name: {en: A}, forms: {en: [Iturup, 'Kuril~', a-b], ja: [択捉, 四島],"
    " ru: ['Курил(ы|ах)'], ko: ['쿠릴[ ]열도']}}\n"
    "  - id: b\n"
    "    name: {en: B}\n"
    "    rules:\n"
    "      - {id: r, describes: true, forms: {en: [islands], ja: [島]},"
    " needs: [{story: [a]}], unless: [{near: [ship]}]}\n"
    "traps: [{id: t, forms: {en: [Iturup street]}}]\n"
    "topics: [{id: x, parts: [{id: p, points: 9, count: each, needs: [{around: "
    "[a]}]}]}]\n";

static struct tagger *the_tagger(void)
{
	static struct gazetteer *g;
	static struct tagger *t;
	struct err err;

	if (!t) {
		AUTO(settings_errors) errors = settings_errors_new();
		struct pattern_piece file = { VIEW("x.yaml"), view_of(pack) };
		MUST(gazetteer_load_text(&file, 1, &g, errors));
		MUST(tagger_new(g, &t, &err));
	}
	return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = view_at(data, size);
	struct tagger_result r;

	/* Invalid UTF-8 never gets this far. */
	if (size > 200000 || !utf8_valid(text))
		return 0;
	AUTO(arena) a = arena_new(256 * 1024 * 1024);
	tagger_tag_text(the_tagger(), text, VIEW(""), a, &r);
	size_t last = 0;
	for (size_t i = 0; i < r.mentions.len; i++) {
		const struct story_mention *m = &r.mentions.items[i];
		size_t start = utf8_offset(text, m->start),
		       end = utf8_offset(text, m->end);
		MUST(m->start < m->end && m->start >= last);
		MUST(view_eq(view_at(text.p + start, end - start), m->text));
		last = m->end;
	}
	return 0;
}
