/* SPDX-License-Identifier: Apache-2.0 */
/* What rows cannot say of one feed. */
#include <iconv.h>
#include <unistd.h>

#include "common/service/feeds_parts.h"
#include "common/service/settings_parts.h"

enum { ZONE_NAME_MAX = 64 };

static bool refuse(struct settings_errors *e, struct arena *a, struct setting_mark where,
		   const char *key, const char *what, struct view value)
{
	settings_complain(e, where, "\"%s\" is %s, not %.*s", key, what,
			  VIEW_ARG(settings_quoted(a, value)));
	return false;
}

static bool is_alnum(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c);
}

/* The shape of RFC 5646: subtags of letters and digits, the first of letters. */
static bool is_language(struct view v)
{
	struct view tag;
	bool first = true;

	for (struct view rest = v; view_next(&rest, '-', &tag); first = false) {
		if (tag.len == 0 || tag.len > 8 ||
		    (first && (tag.len < 2 || tag.len > 3)))
			return false;
		for (size_t i = 0; i < tag.len; i++)
			if (first ? !byte_is_alpha(tag.p[i]) : !is_alnum(tag.p[i]))
				return false;
	}
	return !first;
}

static bool is_charset(struct view v, struct arena *a)
{
	iconv_t cd = iconv_open("UTF-8", arena_string(a, v));

	if (cd == (iconv_t)-1)
		return false;
	iconv_close(cd);
	return true;
}

/* "+09:00", "-0330", "UTC". */
static bool is_offset(struct view v)
{
	uint64_t hours, minutes;

	if (view_eq(v, VIEW("UTC")) || view_eq(v, VIEW("GMT")))
		return true;
	return (v.len == 5 || (v.len == 6 && v.p[3] == ':')) &&
	       (v.p[0] == '+' || v.p[0] == '-') &&
	       view_to_u64(view_at(v.p + 1, 2), &hours) &&
	       view_to_u64(view_at(v.p + v.len - 2, 2), &minutes) && hours <= 14 &&
	       minutes <= 59;
}

/* An IANA name by its shape, and one the system knows if it knows any. */
static bool is_zone(struct view v, struct arena *a)
{
	if (v.len == 0 || v.len > ZONE_NAME_MAX || !byte_is_alpha(v.p[0]) ||
	    view_find(v, VIEW("/"), 0) == VIEW_NONE)
		return false;
	for (size_t i = 0; i < v.len; i++)
		if (!is_alnum(v.p[i]) && !strchr("/_-+", v.p[i]))
			return false;
	return access(FEEDS_ZONES, X_OK) != 0 ||
	       access(arena_printf(a, FEEDS_ZONES "/%.*s", VIEW_ARG(v)).p, R_OK) == 0;
}

bool feed_names_zone(const struct feed *f)
{
	return f->timezone.len > 0 && !is_offset(f->timezone);
}

static bool check_first_poll(struct feed_row *row, struct arena *a,
			     struct settings_errors *e)
{
	static const struct setting age = { .key = "first_poll",
					    .type = SETTING_DURATION };
	const struct setting_node *node = row->first_poll;
	struct feed *f = &row->feed;

	f->first = FEED_FIRST_AGE;
	f->first_age_ms = FEEDS_FIRST_AGE_MS;
	if (!node)
		return true;
	if (node->type == NODE_SCALAR && view_eq(node->scalar, VIEW("none"))) {
		f->first = FEED_FIRST_NONE;
		return true;
	}
	if (node->type == NODE_SCALAR && view_eq(node->scalar, VIEW("all"))) {
		f->first = FEED_FIRST_ALL;
		return true;
	}
	AUTO(settings_errors) unheard = settings_errors_new();
	return settings_value(&age, node, a, &f->first_age_ms, unheard) ||
	       refuse(e, a, node->mark, "first_poll",
		      "\"none\", \"all\" or an age like \"2d\"", node->scalar);
}

/* "#id", ".class", "tag". */
static bool is_selector(struct view v)
{
	size_t start = v.len && (v.p[0] == '#' || v.p[0] == '.');

	if (v.len == start || !(byte_is_alpha(v.p[start]) || v.p[start] == '_'))
		return false;
	for (size_t i = start; i < v.len; i++)
		if (!is_alnum(v.p[i]) && v.p[i] != '-' && v.p[i] != '_')
			return false;
	return true;
}

/* RFC 9110 §5.6.2: what a header may be called. */
static bool is_token(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!is_alnum(v.p[i]) && !strchr("!#$%&'*+-.^_`|~", v.p[i]))
			return false;
	return v.len > 0;
}

static bool has_line_break(struct view v)
{
	return view_find_byte(v, '\n', 0) != VIEW_NONE ||
	       view_find_byte(v, '\r', 0) != VIEW_NONE;
}

/* Those that the fetcher sets itself, or that would change what a request is. */
static bool is_reserved(struct view name)
{
	static const char *const names[] = {
		"host",
		"connection",
		"content-length",
		"transfer-encoding",
		"if-none-match",
		"user-agent",
		"if-modified-since",
		"accept-encoding",
		"te",
		"upgrade",
		"expect",
		"proxy-authorization",
		"proxy-connection",
		"range",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (view_eq_nocase(name, view_of(names[i])))
			return true;
	return false;
}

static bool check_headers(const struct setting_pairs *headers, struct arena *a,
			  struct settings_errors *e)
{
	bool ok = true;

	for (size_t i = 0; i < headers->len; i++) {
		const struct setting_pair *p = &headers->items[i];
		const char *why = NULL;
		if (!is_token(p->name))
			why = "is no name; names have no spaces and no colon";
		else if (is_reserved(p->name))
			why = "is set by the fetcher itself; remove it";
		else if (has_line_break(p->value))
			why = "has a line break in its value";
		if (!why)
			continue;
		settings_complain_secret(e, p->mark, "%.*s in \"headers\" %s",
					 VIEW_ARG(settings_quoted(a, p->name)), why);
		ok = false;
	}
	return ok;
}

static bool check_proxy(const struct feed_row *row, struct settings_errors *e)
{
	static const struct view schemes[] = { VIEW_INIT("http://"),
					       VIEW_INIT("https://"),
					       VIEW_INIT("socks5://"),
					       VIEW_INIT("socks5h://") };

	if (row->feed.proxy.len == 0 ||
	    view_prefix_in_nocase(row->feed.proxy, schemes,
				  sizeof schemes / sizeof *schemes))
		return true;
	settings_complain_secret(
	    e, row->marks.proxy,
	    "\"proxy\" begins with http://, https://, socks5:// or socks5h://");
	return false;
}

/* An address, or a folder that one instance sees. */
static bool check_source(struct feed_row *row, struct arena *a, struct settings_errors *e)
{
	struct feed *f = &row->feed;
	size_t before = settings_errors_len(e);

	if (f->folder.len == 0) {
		/* Of a feed without an id that is told already, and nothing says where it is. */
		if (f->url.len == 0 && row->marks.url.line == 0 && f->mark.line > 0)
			settings_complain(
			    e, f->mark,
			    "feed \"%.*s\" has neither \"url\" nor \"folder\"",
			    VIEW_ARG(f->id));
		if (f->instance.len > 0)
			settings_complain(e, row->marks.instance,
					  "\"instance\" is for feeds with a \"folder\"");
		return settings_errors_len(e) == before;
	}
	if (f->url.len > 0)
		settings_complain(e, row->marks.folder,
				  "\"folder\" and \"url\" exclude each other");
	if (f->folder.p[0] != '/')
		settings_complain(e, row->marks.folder,
				  "\"folder\" is a whole path: it begins with \"/\"");
	if (f->instance.len == 0)
		settings_complain(e, row->marks.folder,
				  "\"folder\" needs the \"instance\" that sees it");
	f->url = arena_printf(a, "file://%.*s", VIEW_ARG(f->folder));
	row->marks.url = row->marks.folder;
	return settings_errors_len(e) == before;
}

static bool check_was(struct feed_row *row, struct settings_errors *e)
{
	struct feed *f = &row->feed;

	if (f->was.len == 0 || !view_eq(f->was, f->id))
		return true;
	settings_complain(e, row->marks.was,
			  "\"was\" is the id that the feed had before, not its own");
	f->was = VIEW("");
	return false;
}

/* What goes together. */
static bool check_together(const struct feed_row *row, struct settings_errors *e)
{
	const struct feed *f = &row->feed;
	struct setting_mark bounds = row->marks.interval_min.line
					 ? row->marks.interval_min
					 : row->marks.interval_max;
	size_t before = settings_errors_len(e);

	if (f->interval_min_ms > f->interval_max_ms)
		settings_complain(e, bounds,
				  "\"interval_min\" is longer than \"interval_max\"");
	if (f->interval_ms && bounds.line)
		settings_complain(e, bounds,
				  "\"interval\" is a fixed one: \"interval_min\" and "
				  "\"interval_max\" go without it");
	if (f->client_key.len && !f->client_certificate.len)
		settings_complain(e, row->marks.client_key,
				  "\"client_key\" needs a \"client_certificate\"");
	if (f->password.len && !f->user.len)
		settings_complain_secret(e, row->marks.password,
					 "\"password\" needs a \"user\"");
	if (f->password.len && f->bearer.len)
		settings_complain_secret(
		    e, row->marks.password,
		    "\"password\" and \"bearer\" exclude each other");
	return settings_errors_len(e) == before;
}

bool feed_check(struct feed_row *row, struct arena *a, struct settings_errors *e)
{
	const struct feed *f = &row->feed;
	bool ok = check_first_poll(row, a, e);

	ok &= check_source(row, a, e);
	ok &= check_was(row, e);
	if (f->language.len && !is_language(f->language))
		ok = refuse(e, a, row->marks.language, "language",
			    "a language tag like \"en\", \"ja\" or \"zh-Hant\"",
			    f->language);
	if (f->charset.len && !is_charset(f->charset, a))
		ok = refuse(e, a, row->marks.charset, "charset",
			    "an encoding that iconv knows, like \"windows-1251\"",
			    f->charset);
	if (f->timezone.len && !is_offset(f->timezone) && !is_zone(f->timezone, a))
		ok = refuse(e, a, row->marks.timezone, "timezone",
			    "a zone like \"Asia/Tokyo\" or an offset like \"+09:00\"",
			    f->timezone);
	if (f->body_selector.len && !is_selector(f->body_selector))
		ok = refuse(e, a, row->marks.body_selector, "body_selector",
			    "one of \"#id\", \".class\" or a tag's name",
			    f->body_selector);
	ok &= check_headers(&f->headers, a, e);
	ok &= check_proxy(row, e);
	return check_together(row, e) && ok;
}
