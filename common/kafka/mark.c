/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/mark.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/base/must.h"

static const char version[] = "1";

static const char *const names[DISPOSITION_COUNT] = {
	[DISPOSITION_PUBLISHED] = "published", [DISPOSITION_UNCHANGED] = "unchanged",
	[DISPOSITION_DUPLICATE] = "duplicate", [DISPOSITION_FILTERED] = "filtered",
	[DISPOSITION_HELD] = "held",           [DISPOSITION_REJECTED] = "rejected",
};

const char *mark_disposition_name(enum disposition what)
{
	MUST(what < DISPOSITION_COUNT);
	return names[what];
}

static size_t add(char *text, size_t len, const char *name, uint64_t n)
{
	int more = snprintf(text + len, MARK_TEXT - len, " %s=%" PRIu64, name, n);

	MUST(more > 0 && len + (size_t)more < MARK_TEXT);
	return len + (size_t)more;
}

struct view mark_format(const struct mark *m, char text[MARK_TEXT])
{
	int n = snprintf(text, MARK_TEXT, "%s%s", version, m->start ? " start" : "");
	size_t len = (size_t)n;

	for (size_t i = 0; i < DISPOSITION_COUNT; i++)
		if (m->counts[i])
			len = add(text, len, names[i], m->counts[i]);
	return view_at(text, len);
}

static bool set_number(struct mark *m, struct view name, uint64_t n)
{
	/* Written by versions that counted a record's deaths here. */
	if (view_eq(name, VIEW("begun"))) {
		m->start = true;
		return true;
	}
	for (size_t i = 0; i < DISPOSITION_COUNT; i++)
		if (view_eq(name, view_of(names[i]))) {
			m->counts[i] = n;
			return true;
		}
	return false;
}

static bool take_word(struct mark *m, struct view word)
{
	size_t eq = view_find_byte(word, '=', 0);
	uint64_t n;

	if (view_eq(word, VIEW("start"))) {
		m->start = true;
		return true;
	}
	return eq != VIEW_NONE && view_to_u64(view_from(word, eq + 1), &n) &&
	       set_number(m, view_head(word, eq), n);
}

bool mark_parse(struct view text, struct mark *ret, struct err *err)
{
	struct mark m = { 0 };
	struct view rest = text, word;

	if (text.len == 0) {
		*ret = m;
		return true;
	}
	if (!view_next(&rest, ' ', &word) || !view_eq(word, view_of(version)))
		return err_set(
		    err, ERR_STOP,
		    "metadata of the committed offset is of another version: %.*s",
		    (int)(text.len < 80 ? text.len : 80), text.p);
	while (view_next(&rest, ' ', &word))
		if (!take_word(&m, word))
			return err_set(
			    err, ERR_STOP,
			    "metadata of the committed offset is not ours: %.*s",
			    (int)(text.len < 80 ? text.len : 80), text.p);
	*ret = m;
	return true;
}
