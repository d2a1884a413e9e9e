/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "enricher/language.h"

Test(language, tells_the_languages_of_the_beat_by_script_and_letters)
{
	static const char *const cases[][2] = {
		{ "ja", "国後島の沖合で漁船が拿捕された。" },
		{ "ko", "쿠릴열도에서 지진이 발생했다." },
		{ "zh-Hans", "俄军在国后岛举行防空演习。" },
		{ "zh-Hant", "俄羅斯在擇捉島部署飛彈。" },
		{ "ru", "На Шикотане запустили второй цех рыбозавода, сообщил мэр." },
		{ "uk", "Мешканці скаржаться на відсутність лікарів і зв'язку." },
		{ "en", "The coast guard said that nobody was hurt when the boat ran "
			"aground." },
		{ "de",
		  "Die Fähre nach den Inseln fällt wegen des dichten Nebels heute aus." },
		{ "fr", "Les habitants de l'île manquent de carburant depuis le mois "
			"dernier." },
		{ "es", "Los vecinos de la isla se quedaron sin luz durante dos días "
			"enteros." },
	};
	struct language *l;
	struct err err;

	cr_assert(language_new(&l, &err));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct view got = language_of(l, view_of(cases[i][1]));
		cr_assert(view_eq(got, view_of(cases[i][0])), "%s, not %.*s", cases[i][0],
			  VIEW_ARG(got));
	}
	cr_assert(eq(sz, language_of(l, VIEW("12.5")).len, 0));
	language_free(l);
}

/* libexttextcat reads on behind what it is given, up to a zero. */
Test(language, does_not_depend_on_what_stands_behind_the_text)
{
	static const char text[] =
	    "TOKYO, Dec 6 -- Magnitude 5.5 jolted 131 km NW Kuril'sk.";
	enum { LEN = sizeof text - 1 };
	static char memory[8000];
	struct language *l;
	struct err err;

	cr_assert(language_new(&l, &err));
	memcpy(memory, text, LEN);
	cr_assert(eq(sz, language_of(l, view_at(memory, LEN)).len, 0));
	memset(memory + LEN, ' ', sizeof memory - LEN - 1);
	cr_assert(eq(sz, language_of(l, view_at(memory, LEN)).len, 0));
	language_free(l);
}
