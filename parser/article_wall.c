/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/article_wall.h"

static const struct {
	const char *what;
	bool in_titles;        /* nothing that a headline says */
	const char *words[56]; /* up to a NULL */
} walls[] = {
	{ "it asks for consent to cookies", false, { "cookie" } },
	{ "it asks for consent", false, { "your consent", "consent to the" } },
	{ "it asks for a captcha", false, { "captcha", "not a robot" } },
	{ "it checks the browser",
	  true,
	  { "checking your browser", "verify you are human" } },
	{ "it asks for JavaScript",
	  false,
	  { "enable javascript", "javascript is disabled", "JavaScript を有効",
	    "включите JavaScript" } },
	{ "it denies access",
	  true,
	  { "access denied", "403 forbidden", "don't have permission to access",
	    "you have been blocked", "unusual traffic from your", "too many requests",
	    "доступ запрещ", "доступ ограничен", "Zugriff verweigert", "accès refusé",
	    "acceso denegado" } },
	{ "it says that it was not found",
	  true,
	  { "page not found",
	    "404 not found",
	    "error 404",
	    "404 error",
	    "HTTP 404",
	    "the page you requested",
	    "page you are looking for",
	    "page you were looking for",
	    "page does not exist",
	    "no longer available at this address",
	    "page introuvable",
	    "Seite wurde nicht gefunden",
	    "Seite nicht gefunden",
	    "Seite existiert nicht",
	    "gina no encontrada",
	    "gina não encontrada",
	    "pagina non trovata",
	    "pagina niet gevonden",
	    "strona nie istnieje",
	    "nie znaleziono strony",
	    "sidan hittades inte",
	    "sidan kunde inte hittas",
	    "siden blev ikke fundet",
	    "siden ble ikke funnet",
	    "sivua ei löydy",
	    "stránka nenalezena",
	    "az oldal nem található",
	    "sayfa bulunamadı",
	    "Страница не найдена",
	    "страницы не существует",
	    "страница не существует",
	    "страница была удалена",
	    "ошибка 404",
	    "Сторінку не знайдено",
	    "Η σελίδα δεν βρέθηκε",
	    "ページが見つかりません",
	    "ページは見つかりません",
	    "ページは存在しません",
	    "お探しのページ",
	    "页面不存在",
	    "页面未找到",
	    "找不到该页",
	    "找不到頁面",
	    "페이지를 찾을 수 없",
	    "존재하지 않는 페이지",
	    "الصفحة غير موجودة" } },
	{ "it is being worked on",
	  false,
	  { "down for maintenance", "under maintenance", "service unavailable",
	    "temporarily unavailable", "ведутся технические работы",
	    "wegen Wartungsarbeiten", "メンテナンス中" } },
	{ "it asks for a password",
	  true,
	  { "log in to continue", "sign in to continue", "please log in",
	    "please sign in", "log in to read", "войдите, чтобы",
	    "Bitte melden Sie sich an", "ログインしてください" } },
	{ "it asks for a subscription",
	  false,
	  { "会員限定", "有料会員", "続きを読むには", "только подписчикам",
	    "только для подписчиков", "réservé aux abonnés", "solo para suscriptores",
	    "nur für Abonnenten", "subscribe to continue", "subscribe to read" } },
};
enum { WALLS = sizeof walls / sizeof walls[0] };

static bool says(struct view text, const char *const *words)
{
	for (; *words; words++)
		if (view_find_nocase(text, view_of(*words), 0) != VIEW_NONE)
			return true;
	return false;
}

const char *article_wall(struct view text)
{
	for (size_t i = 0; i < WALLS; i++)
		if (says(text, walls[i].words))
			return walls[i].what;
	return NULL;
}

bool article_wall_title(struct view title)
{
	for (size_t i = 0; i < WALLS; i++)
		if (walls[i].in_titles && says(title, walls[i].words))
			return true;
	return false;
}
