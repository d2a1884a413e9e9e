/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/site.h"

#include "common/story/url.h"

/* Where the label that ends before `end` begins. */
static size_t label_start(struct view host, size_t end)
{
	while (end > 0 && host.p[end - 1] != '.')
		end--;
	return end;
}

static bool set_aside(struct view label)
{
	static const char *const labels[] = { "ac",   "ad",   "co",  "com", "ed",  "edu",
					      "go",   "gob",  "gov", "gr",  "lg",  "ne",
					      "net",  "or",   "org", "pp",  "re",  "msk",
					      "spb",  "pe",   "in",  "nom", "mil", "gen",
					      "info", "press" };

	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (view_eq(label, view_of(labels[i])))
			return true;
	return false;
}

static bool is_number(struct view host)
{
	for (size_t i = 0; i < host.len; i++)
		if (!byte_is_digit(host.p[i]) && host.p[i] != '.')
			return host.p[0] == '[';
	return true;
}

struct view site_of_host(struct view host)
{
	if (host.len > 0 && host.p[host.len - 1] == '.')
		host.len--;
	if (host.len == 0 || is_number(host))
		return host;
	size_t top = label_start(host, host.len);
	if (top == 0)
		return host;
	size_t second = label_start(host, top - 1);
	struct view label = view_head(view_from(host, second), top - 1 - second);
	if (second > 0 && host.len - top == 2 && set_aside(label))
		second = label_start(host, second - 1);
	return view_from(host, second);
}

bool site_same(struct view url, struct view other, struct arena *a)
{
	return url_is_web(url) && url_is_web(other) &&
	       view_eq(site_of_host(url_host(url, a)), site_of_host(url_host(other, a)));
}

bool site_named(struct view url, struct view name, struct arena *a)
{
	if (!url_is_web(url))
		return false;
	return view_eq(name, VIEW("*")) ||
	       view_eq_nocase(site_of_host(url_host(url, a)), site_of_host(name));
}
