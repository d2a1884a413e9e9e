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
	{ VIEW_INIT("embargo until"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("embargoed until"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("embargoed to"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("strictly embargoed until"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("strictly embargoed to"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("under embargo until"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("under strict embargo until"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("embargoed for release until"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("hold for release until"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("not for publication before"), WIRE_LABEL_EMBARGO, true },
	{ VIEW_INIT("not for release before"), WIRE_LABEL_EMBARGO, true },
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
	{ VIEW_INIT("contact"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("contacts"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("media contact"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("press contact"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("correction"), WIRE_LABEL_CORRECTION, false },
	{ VIEW_INIT("berichtigung"), WIRE_LABEL_CORRECTION, false },
	{ VIEW_INIT("korrektur"), WIRE_LABEL_CORRECTION, false },
	{ VIEW_INIT("corrección"), WIRE_LABEL_CORRECTION, false },
	{ VIEW_INIT("correctif"), WIRE_LABEL_CORRECTION, false },
	{ VIEW_INIT("rettifica"), WIRE_LABEL_CORRECTION, false },
	{ VIEW_INIT("Уточнение"), WIRE_LABEL_CORRECTION, false },
	{ VIEW_INIT("Исправление"), WIRE_LABEL_CORRECTION, false },
	{ VIEW_INIT("ИСПРАВЛЕНИЕ"), WIRE_LABEL_CORRECTION, false },
	{ VIEW_INIT("Примечание"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("Примечание редакции"), WIRE_LABEL_NOTE, false },
	{ VIEW_INIT("訂正"), WIRE_LABEL_CORRECTION, false },
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

static enum wire_label find_label(struct view line, struct view *ret_value)
{
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

enum wire_label wire_label_of(struct view line, struct view *ret_value)
{
	/* "【訂正】": brackets do for a colon. */
	if (view_starts(line, VIEW("【訂正】"))) {
		*ret_value = view_trim(view_from(line, sizeof "【訂正】" - 1));
		return WIRE_LABEL_CORRECTION;
	}
	/* "(ATTN: ADDS details)" */
	if (view_starts(line, VIEW("(ATTN:")) && view_ends(line, VIEW(")"))) {
		*ret_value = view_trim(view_at(line.p + 6, line.len - 7));
		return WIRE_LABEL_NOTE;
	}
	/* "(Not for release before …)" */
	if (view_starts(line, VIEW("(")) && view_ends(line, VIEW(")")) &&
	    find_label(view_trim(view_at(line.p + 1, line.len - 2)), ret_value) ==
		WIRE_LABEL_EMBARGO)
		return WIRE_LABEL_EMBARGO;
	return find_label(line, ret_value);
}

struct view wire_label_words(struct view line)
{
	static const struct view opens[] = { VIEW_INIT("***"), VIEW_INIT("**"),
					     VIEW_INIT("("),   VIEW_INIT("【"),
					     VIEW_INIT("["),   VIEW_INIT("--"),
					     VIEW_INIT("="),   VIEW_INIT("///") };
	static const struct view closes[] = {
		VIEW_INIT(")"),   VIEW_INIT("】"), VIEW_INIT("]"),   VIEW_INIT(":"),
		VIEW_INIT("***"), VIEW_INIT("--"), VIEW_INIT("!"),   VIEW_INIT("."),
		VIEW_INIT(" - "), VIEW_INIT("="),  VIEW_INIT("///"), VIEW_INIT("：")
	};

	line = view_trim(line);
	for (size_t i = 0; i < sizeof opens / sizeof opens[0]; i++)
		if (view_starts(line, opens[i]))
			line = view_trim(view_from(line, opens[i].len));
	size_t end = line.len;
	for (size_t i = 0; i < sizeof closes / sizeof closes[0]; i++) {
		size_t at = view_find(line, closes[i], 0);
		if (at != VIEW_NONE && at < end)
			end = at;
	}
	return view_trim(view_head(line, end));
}

/* "KILL KILL KILL" */
static struct view said_once(struct view words)
{
	struct view first = view_head(words, view_find_byte(words, ' ', 0));
	struct view rest = words, word;

	while (view_next(&rest, ' ', &word))
		if (word.len && !view_eq(word, first))
			return words;
	return first;
}

bool wire_label_asks_for_kill(struct view line)
{
	static const struct view begins[] = {
		VIEW_INIT("please kill "),
		VIEW_INIT("kill the story "),
		VIEW_INIT("kill story "),
		VIEW_INIT("kill our story "),
		VIEW_INIT("editors, please kill "),
		VIEW_INIT("editors: please kill "),
		VIEW_INIT("editors: kill "),
		VIEW_INIT("eds: please kill "),
		VIEW_INIT("eds: kill "),
		VIEW_INIT("attention editors: please kill "),
		VIEW_INIT("story removed:"),
		VIEW_INIT("Bitte streichen Sie die Meldung"),
		VIEW_INIT("Bitte verwenden Sie die Meldung"),
		VIEW_INIT("Prière d'annuler "),
		VIEW_INIT("Se ruega anular "),
		VIEW_INIT("Просим аннулировать "),
		VIEW_INIT("Просьба аннулировать "),
		VIEW_INIT("Просим снять сообщение "),
		VIEW_INIT("Просьба снять "),
		VIEW_INIT("请撤销"),
	};

	return view_prefix_in_nocase(line, begins, sizeof begins / sizeof begins[0]) ||
	       view_find(line, VIEW("を取り消します"), 0) != VIEW_NONE;
}

/* "ATTENTION - KILL": without the call for attention. */
static struct view without_call(struct view line)
{
	static const struct view calls[] = {
		VIEW_INIT("ATTENTION - "),
		VIEW_INIT("ATTENTION: "),
		VIEW_INIT("ATTENTION EDITORS - "),
		VIEW_INIT("ATTENTION EDITORS: "),
		VIEW_INIT("EDITORS: "),
		VIEW_INIT("ADVISORY: "),
		VIEW_INIT("ВНИМАНИЕ! "),
		VIEW_INIT("ВНИМАНИЕ: "),
	};

	return view_from(line,
			 view_prefix_in(line, calls, sizeof calls / sizeof calls[0]));
}

/* Is it a kill by the word that it begins with? The rest of the line is what stands behind. */
static bool begins_with_kill(struct view line, struct view *ret_behind)
{
	static const struct view kills[] = {
		VIEW_INIT("KILL"),          VIEW_INIT("MANDATORY KILL"),
		VIEW_INIT("BULLETIN KILL"), VIEW_INIT("KILL ADVISORY"),
		VIEW_INIT("ADVISORY KILL"), VIEW_INIT("STORY KILL"),
		VIEW_INIT("STORY KILLED"),  VIEW_INIT("KILL NOTICE"),
		VIEW_INIT("WITHDRAWAL"),    VIEW_INIT("STORY WITHDRAWN"),
		VIEW_INIT("WITHDRAWN"),     VIEW_INIT("MANDATORY WITHDRAWAL"),
		VIEW_INIT("RETRACTION"),    VIEW_INIT("CANCELED"),
		VIEW_INIT("CANCELLED"),     VIEW_INIT("CANCEL"),
		VIEW_INIT("ZURÜCKGEZOGEN"), VIEW_INIT("ACHTUNG: ZURÜCKGEZOGEN"),
		VIEW_INIT("ANNULATION"),    VIEW_INIT("ANULACIÓN"),
		VIEW_INIT("ANULADA"),       VIEW_INIT("ANNULLAMENTO"),
		VIEW_INIT("ANNULLARE"),     VIEW_INIT("АННУЛИРОВАНО"),
		VIEW_INIT("АННУЛИРОВАНИЕ"), VIEW_INIT("АННУЛИРОВАТЬ"),
		VIEW_INIT("АНУЛЬОВАНО"),    VIEW_INIT("СКАСОВАНО"),
		VIEW_INIT("АННУЛЯЦИЯ"),     VIEW_INIT("ОТМЕНА СООБЩЕНИЯ"),
		VIEW_INIT("ОТОЗВАНО"),      VIEW_INIT("СНЯТО С ЛЕНТЫ"),
		VIEW_INIT("取り消し"),      VIEW_INIT("記事取り消し"),
		VIEW_INIT("配信取り消し"),  VIEW_INIT("全文取り消し"),
		VIEW_INIT("取消"),          VIEW_INIT("撤稿"),
		VIEW_INIT("撤稿通知"),      VIEW_INIT("전문취소"),
		VIEW_INIT("전문 취소"),     VIEW_INIT("기사취소"),
		VIEW_INIT("기사 취소"),
	};
	struct view said = wire_label_words(without_call(line));
	struct view words = said_once(said);

	for (size_t i = 0; i < sizeof kills / sizeof kills[0]; i++)
		if (view_eq(kills[i], words)) {
			*ret_behind =
			    view_from(line, (size_t)(said.p + said.len - line.p));
			return true;
		}
	return false;
}

bool wire_label_is_kill(struct view line)
{
	struct view behind;

	return line.len > 0 &&
	       (begins_with_kill(line, &behind) || wire_label_asks_for_kill(line));
}

struct view wire_label_killed(struct view line)
{
	struct view behind = { NULL, 0 };

	if (line.len == 0 || !begins_with_kill(line, &behind))
		return (struct view){ NULL, 0 };
	return behind;
}

bool wire_label_is_release(struct view line)
{
	static const struct view words[] = {
		VIEW_INIT("for immediate release"),
		VIEW_INIT("for immediate use"),
		VIEW_INIT("press release"),
		VIEW_INIT("news release"),
		VIEW_INIT("media release"),
		VIEW_INIT("pressemitteilung"),
		VIEW_INIT("communiqué de presse"),
		VIEW_INIT("nota de prensa"),
		VIEW_INIT("comunicato stampa"),
		VIEW_INIT("Пресс-релиз"),
		VIEW_INIT("ПРЕСС-РЕЛИЗ"),
		VIEW_INIT("プレスリリース"),
		VIEW_INIT("報道発表"),
	};

	return view_is_in_nocase(wire_label_words(line), words,
				 sizeof words / sizeof words[0]);
}

bool wire_label_says_changes(struct view line)
{
	static const struct view begins[] = {
		VIEW_INIT("(Adds "),     VIEW_INIT("(Updates "), VIEW_INIT("(Corrects "),
		VIEW_INIT("(Recasts "),  VIEW_INIT("(Refiles "), VIEW_INIT("(Repeats "),
		VIEW_INIT("(Changes "),  VIEW_INIT("(Removes "), VIEW_INIT("(Clarifies "),
		VIEW_INIT("(Rewrites "), VIEW_INIT("(Releads "), VIEW_INIT("(Restores "),
	};

	return view_ends(line, VIEW(")")) &&
	       view_prefix_in(line, begins, sizeof begins / sizeof begins[0]);
}

int wire_label_urgency(struct view line)
{
	static const struct {
		struct view word;
		int urgency;
	} words[] = {
		{ VIEW_INIT("FLASH"), 1 },         { VIEW_INIT("ALERT"), 1 },
		{ VIEW_INIT("NEWS ALERT"), 1 },    { VIEW_INIT("BULLETIN"), 1 },
		{ VIEW_INIT("SNAP"), 1 },          { VIEW_INIT("URGENT"), 2 },
		{ VIEW_INIT("URGENTE"), 2 },       { VIEW_INIT("EILMELDUNG"), 1 },
		{ VIEW_INIT("EIL"), 2 },           { VIEW_INIT("BREAKING"), 2 },
		{ VIEW_INIT("BREAKING NEWS"), 2 }, { VIEW_INIT("МОЛНИЯ"), 1 },
		{ VIEW_INIT("ЭКСПРЕСС"), 1 },      { VIEW_INIT("СРОЧНО"), 2 },
		{ VIEW_INIT("ВНИМАНИЕ"), 2 },      { VIEW_INIT("速報"), 2 },
		{ VIEW_INIT("至急"), 2 },          { VIEW_INIT("フラッシュ"), 1 },
		{ VIEW_INIT("긴급"), 2 },          { VIEW_INIT("속보"), 2 },
	};
	struct view found = wire_label_words(line);

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (view_eq(words[i].word, found))
			return words[i].urgency;
	return 0;
}
