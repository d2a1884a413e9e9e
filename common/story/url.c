/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every call cleans first: ends trimmed, tabs and line ends dropped, backslashes of web
 * addresses turned, and each byte that its part of a URI cannot hold percent-encoded. From
 * then on the text is split as RFC 3986 appendix B does.
 */
#include "common/story/url.h"

#include <arpa/inet.h>

#include "common/story/url_parts.h"

static bool is_sub_delim(char c)
{
	return c == '!' || c == '$' || (c >= '&' && c <= ',') || c == ';' || c == '=';
}

/* Length of the scheme before the colon, or 0 (RFC 3986 §3.1). */
static size_t scheme_len(struct view v)
{
	if (v.len == 0 || !byte_is_alpha(v.p[0]))
		return 0;
	for (size_t i = 1; i < v.len; i++) {
		if (v.p[i] == ':')
			return i;
		if (!byte_is_alpha(v.p[i]) && !byte_is_digit(v.p[i]) &&
		    !url_in_set(v.p[i], "+-."))
			return 0;
	}
	return 0;
}

static bool is_web_scheme(struct view scheme)
{
	return view_eq_nocase(scheme, VIEW("http")) ||
	       view_eq_nocase(scheme, VIEW("https"));
}

/* Cuts up to the first of `ends` off `*rest`. */
static struct view cut(struct view *rest, const char *ends)
{
	size_t n = 0;

	while (n < rest->len && !url_in_set(rest->p[n], ends))
		n++;
	struct view piece = view_head(*rest, n);
	*rest = view_from(*rest, n);
	return piece;
}

struct url_parts url_split(struct view v)
{
	struct url_parts u = { 0 };
	size_t n = scheme_len(v);

	if (n) {
		u.scheme = view_head(v, n);
		v = view_from(v, n + 1);
	}
	if (view_starts(v, VIEW("//"))) {
		v = view_from(v, 2);
		u.authority = cut(&v, "/?#");
	}
	u.path = cut(&v, "?#");
	if (v.len && v.p[0] == '?') {
		v = view_from(v, 1);
		u.query = cut(&v, "#");
	}
	if (v.len)
		u.fragment = view_from(v, 1);
	return u;
}

struct url_host url_split_authority(struct view authority)
{
	struct url_host h = { .name = authority };

	for (size_t i = authority.len; i > 0; i--)
		if (authority.p[i - 1] == '@') {
			h.user = view_head(authority, i - 1);
			h.name = view_from(authority, i);
			break;
		}
	size_t colon = h.name.len;
	while (colon > 0 && byte_is_digit(h.name.p[colon - 1]))
		colon--;
	if (colon > 0 && h.name.p[colon - 1] == ':') {
		h.port = view_from(h.name, colon);
		h.name = view_head(h.name, colon - 1);
	}
	return h;
}

/* --- cleaning -------------------------------------------------------------------------- */

void url_add_encoded(struct buf *out, char c)
{
	static const char hex[] = "0123456789ABCDEF";
	char bytes[3] = { '%', hex[(unsigned char)c >> 4], hex[(unsigned char)c & 15] };

	(void)buf_add(out, view_at(bytes, sizeof bytes));
}

/* `v` with what is neither of `allowed`, nor unreserved, nor a sub-delimiter, nor an escape
 * percent-encoded. */
static void add_clean(struct buf *out, struct view v, const char *allowed)
{
	for (size_t i = 0; i < v.len; i++) {
		char c = v.p[i];
		if (url_is_unreserved(c) || is_sub_delim(c) || url_in_set(c, allowed) ||
		    url_is_escape(v, i))
			(void)buf_add_byte(out, c);
		else
			url_add_encoded(out, c);
	}
}

/* An IPv6 address in brackets, which keeps them. */
static bool is_ip_literal(struct view name)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (name.len < 4 || name.len - 2 >= sizeof text || name.p[0] != '[' ||
	    name.p[name.len - 1] != ']' || view_find_byte(name, '\0', 0) != VIEW_NONE)
		return false;
	memcpy(text, name.p + 1, name.len - 2);
	text[name.len - 2] = '\0';
	return inet_pton(AF_INET6, text, &address) == 1;
}

static void add_lower(struct buf *out, struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		(void)buf_add_byte(out, byte_lower(v.p[i]));
}

static void add_authority(struct buf *out, struct view authority)
{
	struct url_host h = url_split_authority(authority);

	if (h.user.p) {
		add_clean(out, h.user, ":");
		(void)buf_add_byte(out, '@');
	}
	if (is_ip_literal(h.name)) {
		add_lower(out, h.name);
	} else {
		/* Lower case first: what is encoded then has upper-case digits. */
		BUF(lower, URL_MAX);
		add_lower(&lower, h.name);
		add_clean(out, buf_view(&lower), "");
	}
	if (h.port.len) {
		(void)buf_add_byte(out, ':');
		(void)buf_add(out, h.port);
	}
}

static void add_parts(struct buf *out, const struct url_parts *u)
{
	if (u->scheme.p) {
		add_lower(out, u->scheme);
		(void)buf_add_byte(out, ':');
	}
	if (u->authority.p) {
		(void)buf_add(out, VIEW("//"));
		add_authority(out, u->authority);
	}
	add_clean(out, u->path, ":@/");
	if (u->query.p) {
		(void)buf_add_byte(out, '?');
		add_clean(out, u->query, ":@/?");
	}
	if (u->fragment.p) {
		(void)buf_add_byte(out, '#');
		add_clean(out, u->fragment, ":@/?");
	}
}

/* Ends trimmed of spaces and controls, tabs and line ends dropped, and, where `web` says
 * that it is meant for a browser, backslashes before the query turned into slashes. */
static void add_tidied(struct buf *out, struct view v, bool web)
{
	bool in_path = web;

	for (size_t i = 0; i < v.len; i++) {
		char c = v.p[i];
		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		if (c == '?' || c == '#')
			in_path = false;
		(void)buf_add_byte(out, c == '\\' && in_path ? '/' : c);
	}
}

static struct view trim(struct view v)
{
	while (v.len && (unsigned char)v.p[v.len - 1] <= ' ')
		v.len--;
	while (v.len && (unsigned char)v.p[0] <= ' ')
		v = view_from(v, 1);
	return v;
}

/* --- RFC 3986 §5 ----------------------------------------------------------------------- */

/* Takes the last segment and its slash off the path that starts at `from`. */
static void drop_segment(struct buf *out, size_t from)
{
	while (out->len > from && out->p[out->len - 1] != '/')
		out->len--;
	if (out->len > from)
		out->len--;
}

/* §5.2.4, on views instead of by copying the input buffer. */
static void add_without_dots(struct buf *out, struct view in)
{
	size_t from = out->len;

	while (in.len) {
		if (view_starts(in, VIEW("../"))) {
			in = view_from(in, 3);
		} else if (view_starts(in, VIEW("./")) || view_starts(in, VIEW("/./"))) {
			in = view_from(in, 2);
		} else if (view_eq(in, VIEW("/."))) {
			in = VIEW("/");
		} else if (view_starts(in, VIEW("/../")) || view_eq(in, VIEW("/.."))) {
			in = in.len == 3 ? VIEW("/") : view_from(in, 3);
			drop_segment(out, from);
		} else if (view_eq(in, VIEW(".")) || view_eq(in, VIEW(".."))) {
			in.len = 0;
		} else {
			size_t slash = view_find_byte(in, '/', 1);
			size_t n = slash == VIEW_NONE ? in.len : slash;
			(void)buf_add(out, view_head(in, n));
			in = view_from(in, n);
		}
	}
}

/* §5.2.3. */
static void merge(struct buf *out, const struct url_parts *base, struct view path)
{
	size_t dir = base->path.len;

	while (dir > 0 && base->path.p[dir - 1] != '/')
		dir--;
	if (base->authority.p && base->path.len == 0)
		(void)buf_add_byte(out, '/');
	else
		(void)buf_add(out, view_head(base->path, dir));
	(void)buf_add(out, path);
}

/* §5.2.2: fills `t` from the reference; its path lies in `path` or `merged`. */
static void transform(const struct url_parts *base, const struct url_parts *ref,
		      struct buf *merged, struct buf *path, struct url_parts *t)
{
	*t = *ref;
	if (ref->scheme.p || ref->authority.p) {
		if (!ref->scheme.p)
			t->scheme = base->scheme;
		add_without_dots(path, ref->path);
	} else {
		t->scheme = base->scheme;
		t->authority = base->authority;
		if (ref->path.len == 0) {
			(void)buf_add(path, base->path);
			if (!ref->query.p)
				t->query = base->query;
		} else if (ref->path.p[0] == '/') {
			add_without_dots(path, ref->path);
		} else {
			merge(merged, base, ref->path);
			add_without_dots(path, buf_view(merged));
		}
	}
	/* §5.3 and §3.3: "//" at the start would read as an authority. */
	t->path = buf_view(path);
	if (!t->authority.p && view_starts(t->path, VIEW("//"))) {
		buf_clear(merged);
		(void)buf_add(merged, VIEW("/."));
		(void)buf_add(merged, t->path);
		t->path = buf_view(merged);
	}
}

struct view url_resolve(struct view base, struct view ref, struct arena *a)
{
	struct url_parts b = url_split(trim(base)), r, t;

	ref = trim(ref);
	size_t own = scheme_len(ref);
	if (ref.len > URL_MAX || base.len > URL_MAX || (own == 0 && !b.scheme.p))
		return (struct view){ NULL, 0 };
	bool web = is_web_scheme(own ? view_head(ref, own) : b.scheme);
	if (own && !web)
		return arena_copy(a, ref);

	BUF(tidy_base, URL_MAX);
	BUF(tidy, URL_MAX);
	add_tidied(&tidy_base, trim(base), web);
	add_tidied(&tidy, ref, web);
	b = url_split(buf_view(&tidy_base));
	r = url_split(buf_view(&tidy));

	BUF(merged, 2 * URL_MAX);
	BUF(path, 2 * URL_MAX);
	BUF(out, URL_MAX);
	transform(&b, &r, &merged, &path, &t);
	add_parts(&out, &t);
	if (out.over)
		return (struct view){ NULL, 0 };
	return arena_copy(a, buf_view(&out));
}

/* --- questions ------------------------------------------------------------------------- */

bool url_is_web(struct view url)
{
	struct url_parts u = url_split(url);

	return is_web_scheme(u.scheme) && url_split_authority(u.authority).name.len > 0;
}

struct view url_host(struct view url, struct arena *a)
{
	struct view name = url_split_authority(url_split(trim(url)).authority).name;
	char *lower = arena_string(a, name);

	for (size_t i = 0; i < name.len; i++)
		lower[i] = byte_lower(lower[i]);
	return view_at(lower, name.len);
}

/* Only bytes of `allowed`, unreserved ones, sub-delimiters and escapes? */
static bool all_clean(struct view v, const char *allowed)
{
	for (size_t i = 0; i < v.len; i++) {
		if (url_is_unreserved(v.p[i]) || is_sub_delim(v.p[i]) ||
		    url_in_set(v.p[i], allowed))
			continue;
		if (!url_is_escape(v, i))
			return false;
		i += 2;
	}
	return true;
}

bool url_is_uri(struct view url)
{
	struct url_parts u = url_split(url);
	struct url_host h = url_split_authority(u.authority);

	return u.scheme.p && all_clean(h.user, ":") &&
	       (is_ip_literal(h.name) || all_clean(h.name, "")) &&
	       all_clean(u.path, ":@/") && all_clean(u.query, ":@/?") &&
	       all_clean(u.fragment, ":@/?");
}

bool url_add_uri(struct buf *out, struct view url)
{
	size_t from = out->len;

	if (url.len == 0 || url.len > URL_MAX)
		return false;
	if (url_is_uri(url))
		return buf_add(out, url);
	struct url_parts u = url_split(trim(url));
	add_parts(out, &u);
	if (!out->over && url_is_uri(view_from(buf_view(out), from)))
		return true;
	out->len = from;
	return false;
}

/* --- what may be shown ----------------------------------------------------------------- */

struct view url_without_secrets(struct view url, struct arena *a)
{
	if (view_find_byte(url, '@', 0) == VIEW_NONE)
		return url;
	struct url_parts u = url_split(url);
	struct url_host h = url_split_authority(u.authority);
	if (!h.user.p)
		return url;
	size_t before = (size_t)(u.authority.p - url.p);
	size_t rest = before + h.user.len + 1;
	return arena_printf(a, "%.*s%.*s", (int)before, url.p, (int)(url.len - rest),
			    url.p + rest);
}

struct view url_public(struct view url, const struct view *secret, size_t secret_len,
		       struct arena *a)
{
	struct view clean = url_without_secrets(url, a), piece;
	size_t query = view_find_byte(clean, '?', 0);

	if (secret_len == 0 || query == VIEW_NONE)
		return clean;
	struct view rest = view_from(clean, query + 1);
	char *out = arena_alloc(a, clean.len);
	size_t len = query;
	memcpy(out, clean.p, query);
	while (view_next(&rest, '&', &piece)) {
		struct view name = view_head(piece, view_find_byte(piece, '=', 0));
		if (view_is_in(name, secret, secret_len))
			continue;
		out[len] = len == query ? '?' : '&';
		memcpy(out + len + 1, piece.p, piece.len);
		len += 1 + piece.len;
	}
	return view_at(out, len);
}
