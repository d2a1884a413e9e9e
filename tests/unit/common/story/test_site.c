/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/site.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

static bool same(const char *one, const char *other)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	return site_same(view_of(one), view_of(other), a);
}

static bool is(const char *host, const char *site)
{
	return view_eq(site_of_host(view_of(host)), view_of(site));
}

Test(site, is_two_labels_and_three_below_a_registry_of_a_country)
{
	cr_assert(is("example.org", "example.org"));
	cr_assert(is("www3.news.example.org", "example.org"));
	cr_assert(is("feeds.example.co.jp", "example.co.jp"));
	cr_assert(is("example.co.jp", "example.co.jp"));
	cr_assert(is("com.example.ru", "example.ru"));
	cr_assert(is("co.jp", "co.jp"));
	cr_assert(is("localhost", "localhost"));
	cr_assert(is("a.example.org.", "example.org"));
	cr_assert(is("", ""));
	cr_assert(is(".", ""));
	cr_assert(is("..", "."));
}

Test(site, of_a_number_is_the_number)
{
	cr_assert(is("10.20.30.40", "10.20.30.40"));
	cr_assert(is("[2001:db8::1]", "[2001:db8::1]"));
	cr_assert(not(same("http://10.20.30.40/", "http://11.20.30.40/")));
}

Test(site, compares_addresses_of_the_web_alone)
{
	cr_assert(same("https://feeds.example.org/rss", "http://WWW.example.org:8080/a"));
	cr_assert(not(same("https://example.org/rss", "https://example.net/rss")));
	cr_assert(not(same("https://a.co.jp/", "https://b.co.jp/")));
	cr_assert(not(same("ftp://example.org/", "ftp://example.org/")));
	cr_assert(not(same("", "")));
}

Test(site, is_named_by_a_host_or_a_star)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	struct view url = VIEW("https://www.example.org/story");

	cr_assert(site_named(url, VIEW("example.org"), a));
	cr_assert(site_named(url, VIEW("Feeds.Example.org"), a));
	cr_assert(site_named(url, VIEW("*"), a));
	cr_assert(not(site_named(url, VIEW("example.net"), a)));
	cr_assert(not(site_named(VIEW("file:///etc/passwd"), VIEW("*"), a)));
}
