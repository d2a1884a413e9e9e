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
	  { "checking your browser", "verify you are human", "verifying you are human",
	    "checking if the site connection is secure", "just a moment...",
	    "review the security of your connection", "проверка браузера",
	    "проверяем ваш браузер" } },
	{ "it leads to another page",
	  false,
	  { "you are not redirected", "you are being redirected",
	    "you will be redirected", "not redirected automatically",
	    "Если вы не были перенаправлены", "если перенаправление не",
	    "Wenn Sie nicht automatisch", "Sie werden weitergeleitet",
	    "vous allez être redirigé", "si vous n'êtes pas redirigé", "será redirigido",
	    "自動的に移動", "自動的にジャンプ", "自動的に転送", "자동으로 이동" } },
	{ "it is not shown everywhere",
	  false,
	  { "unavailable for legal reasons", "not available in your region",
	    "not available in your country", "our European visitors",
	    "unavailable in most European countries", "недоступен в вашем регионе",
	    "недоступна в вашем регионе", "in Ihrem Land nicht verfügbar",
	    "お住まいの地域では" } },
	{ "it asks for advertisements",
	  false,
	  { "your ad blocker", "your adblocker", "turn off adblock", "disable adblock",
	    "блокировщик рекламы", "広告ブロック" } },
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
	    "Bitte melden Sie sich an", "ログインしてください", "sign in to your account",
	    "forgot password", "forgot your password", "create an account to",
	    "Забыли пароль", "Passwort vergessen", "mot de passe oublié",
	    "パスワードを忘れ", "비밀번호를 잊", "忘记密码" } },
	{ "it asks for a subscription",
	  false,
	  { "会員限定",
	    "有料会員",
	    "続きを読むには",
	    "только подписчикам",
	    "только для подписчиков",
	    "réservé aux abonnés",
	    "solo para suscriptores",
	    "nur für Abonnenten",
	    "subscribe to continue",
	    "subscribe to read",
	    "to continue reading",
	    "already a subscriber",
	    "already a member",
	    "оформите подписку",
	    "Уже есть подписка",
	    "лише для передплатників",
	    "pour lire la suite",
	    "suscríbete para",
	    "abbonati per",
	    "Weiterlesen mit",
	    "구독자 전용",
	    "付费阅读",
	    "订阅后阅读" } },
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
