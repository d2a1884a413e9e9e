/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "fetcher/robots.h"

static bool allows(const char *file, const char *path)
{
	BUF(rules, 2 * ROBOTS_RULES_MAX);
	robots_extract(view_of(file), VIEW("kurilwire"), &rules);
	return robots_allows(buf_view(&rules), view_of(path));
}

Test(robots, allow_all_when_nothing_is_said)
{
	cr_assert(allows("", "/a"));
	cr_assert(allows("Sitemap: https://h/s.xml\n", "/a"));
	cr_assert(allows("User-agent: *\nDisallow:\n", "/a"));
	cr_assert(allows("Disallow: /\n", "/a"), "a rule before any group is nobody's");
	cr_assert(allows("<html><body>not found: 404</body>", "/a"));
}

Test(robots, obey_the_group_that_names_us_before_the_one_for_all)
{
	static const char file[] =
	    "User-agent: *\nDisallow: /\n\n"
	    "User-Agent: KurilWire/1.0 # us\nDisallow: /private\n\n"
	    "user-agent: other\nDisallow: /\n";
	cr_assert(allows(file, "/news"));
	cr_assert(not(allows(file, "/private/a")));
	cr_assert(not(allows("User-agent: *\nDisallow: /x\n", "/x")));
	cr_assert(allows("User-agent: kurilwire-images\nDisallow: /\n", "/x"));
}

Test(robots, join_groups_of_one_agent_and_share_one_group_between_agents)
{
	static const char file[] = "User-agent: kurilwire\nDisallow: /a\n"
				   "User-agent: x\nUser-agent: kurilwire\nDisallow: /b\n"
				   "User-agent: y\nDisallow: /c\n";
	cr_assert(not(allows(file, "/a")));
	cr_assert(not(allows(file, "/b")));
	cr_assert(allows(file, "/c"));
}

Test(robots, let_the_longest_match_decide_and_allow_win_a_tie)
{
	static const char file[] = "User-agent: *\nDisallow: /example/page/\n"
				   "Allow: /example/page/disallowed.gif\nAllow: /p\n"
				   "Disallow: /\nDisallow: /p\n";
	cr_assert(not(allows(file, "/example/page/x")));
	cr_assert(allows(file, "/example/page/disallowed.gif"));
	cr_assert(allows(file, "/page"));
	cr_assert(not(allows(file, "/other")));
}

Test(robots, know_stars_and_the_end_mark)
{
	static const char file[] = "User-agent: *\nDisallow: /*.pdf$\nDisallow: /a*b*c\n";
	cr_assert(not(allows(file, "/x/y.pdf")));
	cr_assert(allows(file, "/x/y.pdf?z"));
	cr_assert(not(allows(file, "/x.pdf.pdf")));
	cr_assert(not(allows(file, "/a/1/b/b/2/c/d")));
	cr_assert(allows(file, "/a/c/b"));
}

Test(robots, compare_bytes_however_they_are_written)
{
	static const char file[] =
	    "User-agent: *\nDisallow: /новости\nDisallow: /%e5%8c%97\n";
	cr_assert(not(allows(file, "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1")));
	cr_assert(not(allows(file, "/北/1")));
	cr_assert(allows(file, "/%D0%BD"));
}

Test(robots, take_any_line_ending_a_byte_order_mark_and_comments)
{
	cr_assert(
	    not(allows("\xEF\xBB\xBFUser-agent: *\r\nDisallow: /a # why\r\n", "/a")));
	cr_assert(not(allows("User-agent: *\rDisallow: /a", "/a")));
	cr_assert(not(allows("User-agent : *\n  Disallow :/a", "/a")));
}

Test(robots, slow_us_down_within_a_limit)
{
	BUF(rules, 2 * ROBOTS_RULES_MAX);

	robots_extract(VIEW("User-agent: *\nCrawl-delay: 2.5\n"), VIEW("kurilwire"),
		       &rules);
	cr_assert(eq(i64, robots_delay_ms(buf_view(&rules)), 2500));
	buf_clear(&rules);
	robots_extract(VIEW("User-agent: *\nCrawl-delay: 99999999999999\n"), VIEW("k"),
		       &rules);
	cr_assert(eq(i64, robots_delay_ms(buf_view(&rules)), ROBOTS_DELAY_MAX_MS));
	buf_clear(&rules);
	robots_extract(VIEW("User-agent: *\nCrawl-delay: soon\n"), VIEW("k"), &rules);
	cr_assert(eq(i64, robots_delay_ms(buf_view(&rules)), 0));
}

Test(robots, stay_within_their_room)
{
	static char file[2 * ROBOTS_FILE_MAX];
	BUF(rules, 2 * ROBOTS_RULES_MAX);
	size_t len = (size_t)snprintf(file, sizeof file, "User-agent: *\n");

	while (len + 32 < sizeof file)
		len += (size_t)snprintf(file + len, sizeof file - len, "Disallow: /%zu\n",
					len);
	robots_extract(view_at(file, len), VIEW("kurilwire"), &rules);
	cr_assert(le(sz, rules.len, ROBOTS_RULES_MAX));
	cr_assert(not(rules.over));
	cr_assert(not(robots_allows(buf_view(&rules), VIEW("/14"))));
}

Test(robots, name_sitemaps_wherever_they_stand_but_not_too_many)
{
	BUF(rules, 2 * ROBOTS_RULES_MAX);
	struct view maps[ROBOTS_SITEMAPS_MAX];

	robots_extract(VIEW("Sitemap: https://a.example/1.xml\nUser-agent: other\n"
			    "Disallow: /\nsitemap:/2.xml # news\nSitemap:\nSitemap: 3\n"
			    "Sitemap: 4\nSitemap: 5\n"),
		       VIEW("kurilwire"), &rules);
	cr_assert(eq(sz, robots_sitemaps(buf_view(&rules), maps), 4));
	cr_assert(view_eq(maps[0], VIEW("https://a.example/1.xml")));
	cr_assert(view_eq(maps[1], VIEW("/2.xml")));
	cr_assert(robots_allows(buf_view(&rules), VIEW("/")));
}
