/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind a text. */
#include "wire_case.h"

WIRE_SUITE(wire_foot);

/* The text without what stands behind it, and when that says the story was sent. */
static void check_foot(const char *text, const char *wanted, const char *sent)
{
	const struct story *s = story_of(text);
	char at[INSTANT_TEXT];

	cr_expect(eq(str, body(s), (char *)wanted));
	cr_expect(eq(str,
		     s->first_created == INSTANT_NONE
			 ? "none"
			 : str(instant_format(s->first_created, at)),
		     (char *)sent));
}

Test(wire_foot, takes_who_wrote_a_story_and_when_it_was_sent_off_its_end)
{
	static const char *const morning = "2023-01-23T10:30:00Z";

	check_foot("TOKYO, Jan 23 (AFP) - They left.\nsi/kh/dh\nAFP 231030 GMT JAN 23\n",
		   "TOKYO, Jan 23 (AFP) - They left.", morning);
	check_foot("Tokio, 23.01.2023 (PAP) - Odpłynęli. (PAP)\n\nabc/ def/\n",
		   "Tokio, 23.01.2023 (PAP) - Odpłynęli. (PAP)", "none");
	check_foot("Tóquio, 23 jan 2023 (Lusa) -- Partiram.\n\nABC // DEF\n\nLusa/Fim\n",
		   "Tóquio, 23 jan 2023 (Lusa) -- Partiram.", "none");
	check_foot("Tokyo (TT-AFP)\n\nBåtarna har gått.\n\nTT\n",
		   "Tokyo (TT-AFP)\n\nBåtarna har gått.", "none");
	check_foot("Tokio (dpa) - Sie sind weg.\ndpa ab xy yyzz n1 cd\n231030 Jan 23\n",
		   "Tokio (dpa) - Sie sind weg.", morning);
	check_foot("Tokio (APA) - Sie sind weg.\n(Schluss) abc/def\n"
		   "APA0123 2023-01-23/10:30\n\n231030 Jan 23\n",
		   "Tokio (APA) - Sie sind weg.", morning);
	check_foot("TOKYO, Jan 23 (Reuters) - They left.\n\n"
		   "((jane.doe@agency.example; +81 3 1234 5678))\n",
		   "TOKYO, Jan 23 (Reuters) - They left.", "none");
	check_foot("TOKYO, Jan 23 (Reuters) - They left.\n\n"
		   "The office answers at ferry@harbour.example.\n",
		   "TOKYO, Jan 23 (Reuters) - They left.\n\n"
		   "The office answers at ferry@harbour.example.",
		   "none");
	check_foot(
	    "(도쿄=연합뉴스) 홍길동 기자 = 배가 떠났다.\n\nhong@agency.example\n(끝)\n",
	    "(도쿄=연합뉴스) 홍길동 기자 = 배가 떠났다.", "none");
	check_foot(
	    "【東京時事】漁船が出港した。（了）\n［時事通信社］（2023/01/23-10:30）\n",
	    "【東京時事】漁船が出港した。", morning);
	check_foot("TOKYO, Jan 23 (Bernama-Kyodo) -- They left.\n\n-- BERNAMA\n",
		   "TOKYO, Jan 23 (Bernama-Kyodo) -- They left.", "none");
	check_foot("[도쿄=뉴시스] 배가 떠났다.\n\n◎공감언론 뉴시스 hong@agency.example\n",
		   "[도쿄=뉴시스] 배가 떠났다.", "none");
	check_foot("(ANSA) - TOKYO, 23 GEN - Sono partiti. (ANSA).\n     Y12-ABC\n"
		   "23-GEN-23 10:30 NNNN\n",
		   "(ANSA) - TOKYO, 23 GEN - Sono partiti. (ANSA).", morning);
	check_foot(
	    "TOKYO, Jan 23 (AFP) - AFP said so to us all\n\nReuters did not say so\n",
	    "TOKYO, Jan 23 (AFP) - AFP said so to us all\n\nReuters did not say so",
	    "none");
}
