/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/wire_labels.h"

static const struct {
	struct view word;
	enum wire_label label;
	bool bare; /* does without a colon */
} labels[] = {
	{ VIEW_INIT("headline"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("title"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("titel"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("titre"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("título"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("titolo"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("Заголовок"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("ЗАГОЛОВОК"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("見出し"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("タイトル"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("제목"), WIRE_LABEL_HEADLINE, false },
	{ VIEW_INIT("summary"), WIRE_LABEL_SUMMARY, false },
	{ VIEW_INIT("subhead"), WIRE_LABEL_SUMMARY, false },
	{ VIEW_INIT("slug"), WIRE_LABEL_SLUG, false },
	{ VIEW_INIT("slugline"), WIRE_LABEL_SLUG, false },
	{ VIEW_INIT("byline"), WIRE_LABEL_BYLINE, false },
	{ VIEW_INIT("author"), WIRE_LABEL_BYLINE, false },
	{ VIEW_INIT("authors"), WIRE_LABEL_BYLINE, false },
	{ VIEW_INIT("by"), WIRE_LABEL_BYLINE, false },
	{ VIEW_INIT("autor"), WIRE_LABEL_BYLINE, false },
	{ VIEW_INIT("auteur"), WIRE_LABEL_BYLINE, false },
	{ VIEW_INIT("Автор"), WIRE_LABEL_BYLINE, false },
	{ VIEW_INIT("Авторы"), WIRE_LABEL_BYLINE, false },
	{ VIEW_INIT("記者"), WIRE_LABEL_BYLINE, false },
	{ VIEW_INIT("date"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("published"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("posted"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("issued"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("datum"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("fecha"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("Дата"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("дата"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("Опубликовано"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("日付"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("配信日時"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("配信"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("날짜"), WIRE_LABEL_DATE, true },
	{ VIEW_INIT("dateline"), WIRE_LABEL_PLACE, false },
	{ VIEW_INIT("location"), WIRE_LABEL_PLACE, false },
	{ VIEW_INIT("place"), WIRE_LABEL_PLACE, false },
	{ VIEW_INIT("Место"), WIRE_LABEL_PLACE, false },
	{ VIEW_INIT("embargo"), WIRE_LABEL_EMBARGO, false },
	{ VIEW_INIT("embargoed until"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("sperrfrist"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("Эмбарго"), WIRE_LABEL_EMBARGO, false },
	{ VIEW_INIT("Эмбарго до"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("解禁"), WIRE_LABEL_EMBARGO, false },
	{ VIEW_INIT("editor's note"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("editors' note"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("editors note"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("ed note"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("eds"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("eds note"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("note to editors"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("note"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("attention editors"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("correction"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("Исправление"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("ИСПРАВЛЕНИЕ"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("Примечание"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("Примечание редакции"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("訂正"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("注意"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("keywords"), WIRE_LABEL_KEYWORDS, false },
	{ VIEW_INIT("tags"), WIRE_LABEL_KEYWORDS, false },
	{ VIEW_INIT("category"), WIRE_LABEL_KEYWORDS, false },
	{ VIEW_INIT("categories"), WIRE_LABEL_KEYWORDS, false },
	{ VIEW_INIT("subject"), WIRE_LABEL_KEYWORDS, false },
	{ VIEW_INIT("Ключевые слова"), WIRE_LABEL_KEYWORDS, false },
	{ VIEW_INIT("Рубрика"), WIRE_LABEL_KEYWORDS, false },
	{ VIEW_INIT("キーワード"), WIRE_LABEL_KEYWORDS, false },
	{ VIEW_INIT("source"), WIRE_LABEL_SOURCE, false },
	{ VIEW_INIT("agency"), WIRE_LABEL_SOURCE, false },
	{ VIEW_INIT("Источник"), WIRE_LABEL_SOURCE, false },
	{ VIEW_INIT("出典"), WIRE_LABEL_SOURCE, false },
	{ VIEW_INIT("url"), WIRE_LABEL_LINK, false },
	{ VIEW_INIT("link"), WIRE_LABEL_LINK, false },
	{ VIEW_INIT("id"), WIRE_LABEL_ID, false },
	{ VIEW_INIT("story id"), WIRE_LABEL_ID, false },
	{ VIEW_INIT("guid"), WIRE_LABEL_ID, false },
	{ VIEW_INIT("ref"), WIRE_LABEL_ID, false },
	{ VIEW_INIT("copyright"), WIRE_LABEL_COPYRIGHT, false },
	{ VIEW_INIT("language"), WIRE_LABEL_LANGUAGE, false },
	{ VIEW_INIT("lang"), WIRE_LABEL_LANGUAGE, false },
	{ VIEW_INIT("urgency"), WIRE_LABEL_URGENCY, false },
	{ VIEW_INIT("priority"), WIRE_LABEL_URGENCY, false },
};

/* The value behind the colon; the colon may have a space in front (French) or be wide. */
static bool behind_colon(struct view rest, struct view *ret_value)
{
	rest = view_trim(rest);
	if (view_starts(rest, VIEW("：")))
		*ret_value = view_trim(view_from(rest, 3));
	else if (view_starts(rest, VIEW(":")))
		*ret_value = view_trim(view_from(rest, 1));
	else
		return false;
	return true;
}

enum wire_label wire_label_of(struct view line, struct view *ret_value)
{
	/* "【訂正】": brackets do for a colon. */
	if (view_starts(line, VIEW("【訂正】"))) {
		*ret_value = line;
		return WIRE_LABEL_NOTE;
	}
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		if (!view_starts_nocase(line, labels[i].word))
			continue;
		struct view rest = view_from(line, labels[i].word.len);
		if (behind_colon(rest, ret_value))
			return labels[i].label;
		if (labels[i].bare && rest.len && rest.p[0] == ' ') {
			*ret_value = view_trim(rest);
			return labels[i].label;
		}
	}
	return WIRE_LABEL_NONE;
}
