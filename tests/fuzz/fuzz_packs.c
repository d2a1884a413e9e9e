/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a pack: loaded or complained of, never both; complaints are valid UTF-8; what is
 * loaded can be checked, and tags a text in which its own names stand so that offsets cut it. */
#include <stdint.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "enricher/pack_check.h"
#include "enricher/tagger.h"

enum { ARENA_BYTES = 256 * 1024 * 1024, NAMES_MAX = 200, TEXT_MAX = 65536 };

static void check_complaints(struct settings_errors *errors)
{
	BUF(said, 16 << 20);

	settings_errors_print(errors, false, &said);
	MUST(utf8_valid(buf_view(&said)));
}

/* Names and cues of the pack, one a sentence. */
static void add_forms(const struct gazetteer_forms *forms, struct buf *text)
{
	for (size_t i = 0; i < forms->len && i < NAMES_MAX; i++) {
		buf_add(text, forms->literals[i].text);
		buf_add(text, i % 2 ? VIEW(". ") : VIEW(" "));
	}
}

static void tag(const struct gazetteer *g)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(tagger) t = NULL;
	struct tagger_result r;
	struct err err;
	BUF(text, TEXT_MAX);

	add_forms(&g->names, &text);
	add_forms(&g->cues, &text);
	add_forms(&g->names, &text);
	MUST(tagger_new(g, &t, &err));
	tagger_tag_text(t, buf_view(&text), VIEW("en"), a, &r);
	for (size_t i = 0; i < r.mentions.len; i++) {
		const struct story_mention *m = &r.mentions.items[i];
		size_t start = utf8_offset(buf_view(&text), m->start),
		       end = utf8_offset(buf_view(&text), m->end);
		MUST(view_eq(view_at(text.p + start, end - start), m->text));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct pattern_piece file = { VIEW("x.yaml"), view_at(data, size) };
	AUTO(gazetteer) g = NULL;

	bool ok = gazetteer_load_text(&file, 1, &g, errors);
	MUST(ok == (settings_errors_len(errors) == 0));
	MUST(ok == (g != NULL));
	if (ok) {
		(void)!pack_check(g, errors);
		tag(g);
	}
	check_complaints(errors);
	return 0;
}
