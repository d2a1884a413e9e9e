/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "common/story/url.h"

enum { ARENA_BYTES = 1024 * 1024 };

static bool same(const char *what, struct view got, const char *want)
{
	bool good = view_eq(got, view_of(want));

	if (!good)
		fprintf(stderr, "%s: \"%.*s\", not \"%s\"\n", what, VIEW_ARG(got), want);
	return good;
}

static bool resolves(const char *base, const char *ref, const char *want)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	return same(ref, url_resolve(view_of(base), view_of(ref), a), want);
}

static bool canonical(const char *url, const char *want)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	return same(url, url_canonical(view_of(url), a), want);
}

struct pair {
	const char *ref, *want;
};

/* RFC 3986 §5.4.1 and §5.4.2, read strictly. */
static const struct pair rfc_examples[] = {
	{ "g:h", "g:h" },
	{ "g", "http://a/b/c/g" },
	{ "./g", "http://a/b/c/g" },
	{ "g/", "http://a/b/c/g/" },
	{ "/g", "http://a/g" },
	{ "//g", "http://g" },
	{ "?y", "http://a/b/c/d;p?y" },
	{ "g?y", "http://a/b/c/g?y" },
	{ "#s", "http://a/b/c/d;p?q#s" },
	{ "g#s", "http://a/b/c/g#s" },
	{ "g?y#s", "http://a/b/c/g?y#s" },
	{ ";x", "http://a/b/c/;x" },
	{ "g;x", "http://a/b/c/g;x" },
	{ "g;x?y#s", "http://a/b/c/g;x?y#s" },
	{ "", "http://a/b/c/d;p?q" },
	{ ".", "http://a/b/c/" },
	{ "./", "http://a/b/c/" },
	{ "..", "http://a/b/" },
	{ "../", "http://a/b/" },
	{ "../g", "http://a/b/g" },
	{ "../..", "http://a/" },
	{ "../../", "http://a/" },
	{ "../../g", "http://a/g" },
	{ "../../../g", "http://a/g" },
	{ "../../../../g", "http://a/g" },
	{ "/./g", "http://a/g" },
	{ "/../g", "http://a/g" },
	{ "g.", "http://a/b/c/g." },
	{ ".g", "http://a/b/c/.g" },
	{ "g..", "http://a/b/c/g.." },
	{ "..g", "http://a/b/c/..g" },
	{ "./../g", "http://a/b/g" },
	{ "./g/.", "http://a/b/c/g/" },
	{ "g/./h", "http://a/b/c/g/h" },
	{ "g/../h", "http://a/b/c/h" },
	{ "g;x=1/./y", "http://a/b/c/g;x=1/y" },
	{ "g;x=1/../y", "http://a/b/c/y" },
	{ "g?y/./x", "http://a/b/c/g?y/./x" },
	{ "g?y/../x", "http://a/b/c/g?y/../x" },
	{ "g#s/./x", "http://a/b/c/g#s/./x" },
	{ "g#s/../x", "http://a/b/c/g#s/../x" },
	{ "http:g", "http:g" },
};

Test(url, resolves_the_examples_of_the_standard)
{
	for (size_t i = 0; i < sizeof rfc_examples / sizeof *rfc_examples; i++)
		cr_assert(resolves("http://a/b/c/d;p?q", rfc_examples[i].ref,
				   rfc_examples[i].want));
}

Test(url, resolves_against_a_base_without_a_path)
{
	cr_assert(resolves("http://a", "g", "http://a/g"));
	cr_assert(resolves("http://a?q", "g", "http://a/g"));
	cr_assert(resolves("http://a?q", "#f", "http://a?q#f"));
	cr_assert(resolves("mailto:a@b", "g", "mailto:g"));
	cr_assert(resolves("x:/a", ".//g", "x:/.//g"));
}

Test(url, takes_addresses_as_the_wild_sends_them)
{
	const char *base = "https://News.Example/a/b";

	cr_assert(resolves(base, " \n/x y\t\r\nz ", "https://news.example/x%20yz"));
	cr_assert(resolves(base, "\xE5\xB3\xB6?q=\xE5\xB3\xB6#\xE5",
			   "https://news.example/a/%E5%B3%B6?q=%E5%B3%B6#%E5"));
	cr_assert(resolves(base, "\\c\\d?e\\f", "https://news.example/c/d?e%5Cf"));
	cr_assert(
	    resolves(base, "/100%/%zz/%4", "https://news.example/100%25/%25zz/%254"));
	cr_assert(resolves(base, "/[a]|{b}\"<>^`",
			   "https://news.example/%5Ba%5D%7C%7Bb%7D%22%3C%3E%5E%60"));
	cr_assert(resolves(base, "#a#b", "https://news.example/a/b#a%23b"));
	cr_assert(resolves(base, "//User:P%40@HOST.Example:8080/X",
			   "https://User:P%40@host.example:8080/X"));
	cr_assert(resolves(base, "HTTP://\xD0\xBE.Example:/", "http://%D0%BE.example/"));
	cr_assert(resolves(base, "http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/"));
	cr_assert(resolves(base, "http://[x]/", "http://%5Bx%5D/"));
	cr_assert(resolves(base, "http://h:80x/", "http://h%3A80x/"));
}

Test(url, leaves_other_schemes_as_they_are)
{
	cr_assert(resolves("http://a/", " mailto:a b@c ", "mailto:a b@c"));
	cr_assert(resolves("", "tag:x,2023:\\1", "tag:x,2023:\\1"));
	cr_assert(resolves("", "URN:isbn:1", "URN:isbn:1"));
}

Test(url, finds_no_address_where_there_is_none)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	char text[URL_MAX + 1];

	memset(text, 'x', sizeof text);
	cr_assert(resolves("", "g", ""));
	cr_assert(resolves("g", "//h", ""));
	cr_assert(resolves("", "", ""));
	cr_assert(
	    eq(sz, url_resolve(VIEW("http://a/"), view_at(text, sizeof text), a).len, 0));
	memset(text, ' ' + 1, sizeof text);
	text[0] = '/';
	cr_assert(url_resolve(VIEW("http://a/"), view_at(text, 100), a).len > 0);
	memset(text, '"', sizeof text);
	cr_assert(eq(sz, url_resolve(VIEW("http://a/"), view_at(text, 4000), a).len, 0));
}

Test(url, knows_web_addresses)
{
	cr_assert(url_is_web(VIEW("http://a")));
	cr_assert(url_is_web(VIEW("HTTPS://a:1/x")));
	cr_assert(not(url_is_web(VIEW("http:a"))));
	cr_assert(not(url_is_web(VIEW("http:///a"))));
	cr_assert(not(url_is_web(VIEW("http://user@/a"))));
	cr_assert(not(url_is_web(VIEW("ftp://a/"))));
	cr_assert(not(url_is_web(VIEW("//a/"))));
	cr_assert(not(url_is_web(VIEW(""))));
}

Test(url, gives_the_host)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);

	cr_assert(
	    view_eq(url_host(VIEW("http://u:p@A.Example:80/x@y"), a), VIEW("a.example")));
	cr_assert(view_eq(url_host(VIEW("http://[::1]:80/"), a), VIEW("[::1]")));
	cr_assert(view_eq(url_host(VIEW("http://a?b"), a), VIEW("a")));
	cr_assert(eq(sz, url_host(VIEW("mailto:a@b"), a).len, 0));
	cr_assert(eq(sz, url_host(VIEW(""), a).len, 0));
}

Test(url, brings_links_to_one_page_to_one_form)
{
	const char *one = "https://news.example/a/B?id=7";

	cr_assert(canonical("http://www.News.example:80/a/B/?id=7#top", one));
	cr_assert(
	    canonical("https://u:p@news.example./a/%42?utm_source=x&id=7&fbclid=1", one));
	cr_assert(
	    canonical("https://news.example:443/a/B?yclid=2&id=%37&UTM_Medium", one));
	cr_assert(
	    canonical("https://news.example/a/B?id=8", "https://news.example/a/B?id=8"));
	cr_assert(canonical("https://news.example:8443/", "https://news.example:8443"));
	cr_assert(
	    canonical("https://news.example/?utm_campaign=x", "https://news.example"));
	cr_assert(canonical("https://x.example/?b=1&&a=2", "https://x.example?b=1&a=2"));
	cr_assert(
	    canonical("https://x.example/%e5%B3%b6", "https://x.example/%E5%B3%B6"));
	cr_assert(
	    canonical("https://x.example/\xE5\xB3\xB6", "https://x.example/%E5%B3%B6"));
	cr_assert(canonical("https://x.example/a%2fb", "https://x.example/a%2Fb"));
	cr_assert(canonical("https://www./", "https://www"));
	cr_assert(canonical("tag:x,2023:1", "tag:x,2023:1"));
	cr_assert(canonical("/a", ""));
}

Test(url, keeps_parameters_that_only_look_like_tracking)
{
	cr_assert(canonical("https://x.example/?utm=1&ref=2&gclids=3",
			    "https://x.example?utm=1&ref=2&gclids=3"));
}

Test(url, is_the_same_when_brought_to_its_form_twice)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	const struct view urls[] = {
		VIEW_INIT("http://www.x.example:80//a//?b=%7e&c=%2525#d"),
		VIEW_INIT("http://x.example/%"),
		VIEW_INIT("http://x.example/a/../b/./?"),
	};

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct view once = url_canonical(urls[i], a);
		cr_assert(view_eq(url_canonical(once, a), once));
	}
}

Test(url, shows_no_user_info)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);

	cr_assert(view_eq(url_without_secrets(VIEW("https://u:p@x.example/a@b?c@d"), a),
			  VIEW("https://x.example/a@b?c@d")));
	cr_assert(view_eq(url_without_secrets(VIEW("https://u:p@q@x.example"), a),
			  VIEW("https://x.example")));
	cr_assert(view_eq(url_without_secrets(VIEW("//u@x.example/"), a),
			  VIEW("//x.example/")));
	cr_assert(view_eq(url_without_secrets(VIEW("https://x.example/"), a),
			  VIEW("https://x.example/")));
	cr_assert(
	    view_eq(url_without_secrets(VIEW("mailto:a@b"), a), VIEW("mailto:a@b")));
}

Test(url, shows_no_secret_parameters)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	const struct view names[] = { VIEW("key"), VIEW("token") };

	cr_assert(view_eq(
	    url_public(VIEW("https://u:p@x.example/f?key=1&id=2&token=3"), names, 2, a),
	    VIEW("https://x.example/f?id=2")));
	cr_assert(view_eq(url_public(VIEW("https://x.example/f?key&keys=2"), names, 2, a),
			  VIEW("https://x.example/f?keys=2")));
	cr_assert(view_eq(url_public(VIEW("https://x.example/f?token=3"), names, 2, a),
			  VIEW("https://x.example/f")));
	cr_assert(view_eq(url_public(VIEW("https://u@x.example/f?key=1"), NULL, 0, a),
			  VIEW("https://x.example/f?key=1")));
	cr_assert(view_eq(url_public(VIEW("https://x.example/f"), names, 2, a),
			  VIEW("https://x.example/f")));
}

Test(url, tells_uris_from_what_looks_like_them)
{
	cr_assert(url_is_uri(VIEW("http://a.example/b?c=d&e#f")));
	cr_assert(url_is_uri(VIEW("urn:kurilwire:subject:iturup")));
	cr_assert(url_is_uri(VIEW("http://[::1]/")));
	cr_assert(not(url_is_uri(VIEW("http://[::1\0%6]/"))),
		  "the address ends with the brackets");
	cr_assert(url_is_uri(VIEW("http://u:p@h:1/%41")));
	cr_assert(not(url_is_uri(VIEW("//a/b"))));
	cr_assert(not(url_is_uri(VIEW("a/b:c"))));
	cr_assert(not(url_is_uri(VIEW("http://a b/"))));
	cr_assert(not(url_is_uri(VIEW("http://a/%4"))));
	cr_assert(not(url_is_uri(VIEW("http://a/[b]"))));
	cr_assert(not(url_is_uri(VIEW("http://[::g]/"))));
	cr_assert(not(url_is_uri(VIEW("http://a/\xE5\xB3\xB6"))));
	cr_assert(not(url_is_uri(VIEW("http://a/#b#c"))));
	cr_assert(not(url_is_uri(VIEW(""))));
}

Test(url, makes_uris_of_what_can_be_one)
{
	BUF(out, 64);

	cr_assert(url_add_uri(&out, VIEW("http://A/b c")));
	cr_assert(view_eq(buf_view(&out), VIEW("http://a/b%20c")));
	cr_assert(not(url_add_uri(&out, VIEW("b c"))));
	cr_assert(not(url_add_uri(&out, VIEW(""))));
	cr_assert(view_eq(buf_view(&out), VIEW("http://a/b%20c")));
}
