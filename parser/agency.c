/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/agency.h"

/* clang-format off */
static const char *const names[] = {
	"AA", "Adnkronos", "AFP", "Agence France-Presse", "Agencia EFE", "Agenzia Nova", "Agerpres", "AGI",
	"AKIpress", "Anadolu", "Anadolu Agency", "ANI", "ANP", "ANSA", "Antara", "AP", "APA",
	"APP", "Associated Press", "ATA", "Belga", "BELTA", "Bernama", "Bloomberg", "BNS", "BTA",
	"CNA", "CNS", "CTK", "ČTK", "dpa", "dpa-AFX", "EFE", "ERR", "Europa Press", "FENA", "GNA",
	"Hina", "IANS", "Interfax", "INTERFAX.RU", "Interfax-Ukraine", "IRNA", "ISNA", "ITAR-TASS",
	"Jiji", "Jiji Press", "Kazinform", "KCNA", "Keystone-SDA", "KUNA", "Kyodo", "Kyodo News",
	"Lusa", "MENA", "Montsame", "MTI", "NHK", "NTB", "PAP", "Petra", "Prensa Latina", "PTI",
	"Reuters", "RIA Novosti", "RIA", "Ritzau", "SDA", "SITA", "SPA", "Sputnik", "STA", "STT",
	"Tanjug", "TASR", "Tasnim", "TASS", "TT", "Ukrinform", "UNI", "UPI", "UrduPoint News",
	"VNA", "WAM", "Xinhua", "Yonhap", "Yonhap News Agency",
	"БЕЛТА", "БТА", "Интерфакс", "ИНТЕРФАКС", "Интерфакс-Украина", "ИТАР-ТАСС", "Казинформ", "КАЗИНФОРМ",
	"ПРАЙМ", "РБК", "РБК-Украина", "РИА", "РИА Новости", "РИА НОВОСТИ", "Росбалт", "Спутник",
	"Танјуг", "ТАСС", "Інтерфакс-Україна", "Укринформ", "Укрінформ", "УНИАН", "УНІАН", "УНН",
	"공동", "뉴스1", "뉴시스", "연합뉴스", "타스",
	"ロイター", "ロイター通信", "タス", "タス通信", "インタファクス通信", "共同", "共同通信", "共同通信社",
	"時事", "時事通信", "時事通信社", "聯合ニュース", "新華社", "新华社", "中央社", "中新社", "中新网",
	"中国新闻社", "国际文传电讯社", "塔斯社", "法新社", "路透社", "路透", "美联社", "AFP時事", "AFP＝時事",
	"AFP=時事", "ＡＦＰ時事", "ＡＦＰ", "ＡＰ",
};
/* clang-format on */

enum { NAMES = sizeof names / sizeof names[0] };

bool agency_known(struct view name)
{
	for (size_t i = 0; i < NAMES; i++)
		if (view_eq_nocase(view_of(names[i]), name))
			return true;
	return false;
}

static bool in_word(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || (unsigned char)c >= 0xc3;
}

size_t agency_prefix(struct view text)
{
	size_t best = 0;

	for (size_t i = 0; i < NAMES; i++) {
		struct view name = view_of(names[i]);
		if (name.len > best && view_starts(text, name) &&
		    (name.len == text.len || !in_word(text.p[name.len]) ||
		     (unsigned char)name.p[0] >= 0xe3))
			best = name.len;
	}
	return best;
}

size_t agency_suffix(struct view text)
{
	size_t best = 0;

	for (size_t i = 0; i < NAMES; i++) {
		struct view name = view_of(names[i]);
		if (name.len > best && (unsigned char)name.p[0] >= 0xe3 &&
		    view_ends(text, name))
			best = name.len;
	}
	return best;
}

size_t agency_letters(struct view text)
{
	size_t letters = 0;

	while (letters < text.len && byte_is_alpha(text.p[letters]))
		letters++;
	return agency_known(view_head(text, letters)) ? letters : 0;
}
