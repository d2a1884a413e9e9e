/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_language.h"

/* What some feeds call their language in place of its code. */
static struct view language_named(struct view v)
{
	static const struct {
		struct view name, code;
	} names[] = {
		{ VIEW_INIT("english"), VIEW_INIT("en") },
		{ VIEW_INIT("russian"), VIEW_INIT("ru") },
		{ VIEW_INIT("русский"), VIEW_INIT("ru") },
		{ VIEW_INIT("Русский"), VIEW_INIT("ru") },
		{ VIEW_INIT("japanese"), VIEW_INIT("ja") },
		{ VIEW_INIT("日本語"), VIEW_INIT("ja") },
		{ VIEW_INIT("chinese"), VIEW_INIT("zh") },
		{ VIEW_INIT("中文"), VIEW_INIT("zh") },
		{ VIEW_INIT("korean"), VIEW_INIT("ko") },
		{ VIEW_INIT("한국어"), VIEW_INIT("ko") },
		{ VIEW_INIT("german"), VIEW_INIT("de") },
		{ VIEW_INIT("deutsch"), VIEW_INIT("de") },
		{ VIEW_INIT("french"), VIEW_INIT("fr") },
		{ VIEW_INIT("français"), VIEW_INIT("fr") },
		{ VIEW_INIT("spanish"), VIEW_INIT("es") },
		{ VIEW_INIT("español"), VIEW_INIT("es") },
		{ VIEW_INIT("italian"), VIEW_INIT("it") },
		{ VIEW_INIT("portuguese"), VIEW_INIT("pt") },
		{ VIEW_INIT("ukrainian"), VIEW_INIT("uk") },
		{ VIEW_INIT("українська"), VIEW_INIT("uk") },
		{ VIEW_INIT("polish"), VIEW_INIT("pl") },
		{ VIEW_INIT("turkish"), VIEW_INIT("tr") },
		{ VIEW_INIT("arabic"), VIEW_INIT("ar") },
		{ VIEW_INIT("dutch"), VIEW_INIT("nl") },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (view_eq_nocase(names[i].name, v))
			return names[i].code;
	return v;
}

struct view feed_language(struct arena *a, struct view value)
{
	struct view v = language_named(view_trim(value));
	size_t primary = 0;

	/* "ru_RU.UTF-8": a locale's name. */
	v = view_head(v, view_find_byte(v, '.', 0));

	for (size_t i = 0; i < v.len; i++)
		if (!byte_is_alpha(v.p[i]) && !byte_is_digit(v.p[i]) && v.p[i] != '-' &&
		    v.p[i] != '_')
			return (struct view){ NULL, 0 };
	while (primary < v.len && byte_is_alpha(v.p[primary]))
		primary++;
	if (primary < 2 || primary > 3 || v.len > 35)
		return (struct view){ NULL, 0 };
	char *p = arena_string(a, v);
	for (size_t i = 0, start = 0; i < v.len; i++) {
		if (p[i] == '-' || p[i] == '_') {
			p[i] = '-';
			start = i + 1;
			continue;
		}
		size_t len =
		    0; /* of this subtag: regions are upper case, scripts titled */
		while (start + len < v.len && v.p[start + len] != '-' &&
		       v.p[start + len] != '_')
			len++;
		p[i] = byte_lower(p[i]);
		bool upper = start > 0 && (len == 2 || (len == 4 && i == start));
		if (upper && byte_is_alpha(p[i]))
			p[i] = (char)(p[i] - 'a' + 'A');
	}
	return view_at(p, p[v.len - 1] == '-' ? v.len - 1 : v.len);
}
