/* SPDX-License-Identifier: Apache-2.0 */
/* The form that two links to one page share. */
#include "common/story/url.h"
#include "common/story/url_parts.h"

/* Parameters that tell how a reader came, not what the page shows. With a "*" at its end,
 * all that begin so. */
static const char *const tracking[] = {
	"utm_*",       "fb_action_*", "fb_ref",    "fb_source",
	"fbclid",      "gclid",       "gclsrc",    "dclid",
	"gbraid",      "wbraid",      "yclid",     "ysclid",
	"msclkid",     "twclid",      "ttclid",    "igshid",
	"igsh",        "mc_cid",      "mc_eid",    "mkt_tok",
	"_ga",         "_gl",         "_hs*",      "hsa_*",
	"_openstat",   "pk_campaign", "pk_kwd",    "pk_source",
	"pk_medium",   "mtm_*",       "at_medium", "at_campaign",
	"at_custom*",  "at_link_*",   "at_ptr_*",  "at_bbc_*",
	"cmpid",       "ncid",        "ocid",      "xtor",
	"wt_mc",       "wt.mc_id",    "vero_id",   "oly_enc_id",
	"oly_anon_id", "guccounter",  "guce_*",    "__twitter_impression",
};

static bool is_tracking(struct view parameter)
{
	size_t eq = view_find_byte(parameter, '=', 0);
	struct view name = eq == VIEW_NONE ? parameter : view_head(parameter, eq);

	for (size_t i = 0; i < sizeof tracking / sizeof *tracking; i++) {
		struct view t = view_of(tracking[i]);
		bool family = view_ends(t, VIEW("*"));
		if (family ? view_starts_nocase(name, view_head(t, t.len - 1))
			   : view_eq_nocase(name, t))
			return true;
	}
	return false;
}

static unsigned hex_value(char c)
{
	return byte_is_digit(c) ? (unsigned)(c - '0')
				: (unsigned)(byte_lower(c) - 'a') + 10;
}

/* RFC 3986 §6.2.2: escapes of unreserved characters undone, the others in upper case. */
static void add_normalised(struct buf *out, struct view v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (!url_is_escape(v, i)) {
			(void)buf_add_byte(out, v.p[i]);
			continue;
		}
		char c = (char)(hex_value(v.p[i + 1]) << 4 | hex_value(v.p[i + 2]));
		if (url_is_unreserved(c))
			(void)buf_add_byte(out, c);
		else
			url_add_encoded(out, c);
		i += 2;
	}
}

static void add_canonical_host(struct buf *out, struct view authority)
{
	struct url_host h = url_split_authority(authority);

	while (view_ends(h.name, VIEW(".")))
		h.name.len--;
	while (view_starts(h.name, VIEW("www.")))
		h.name = view_from(h.name, sizeof "www." - 1);
	(void)buf_add(out, h.name);
	if (h.port.len && !view_eq(h.port, VIEW("80")) && !view_eq(h.port, VIEW("443"))) {
		(void)buf_add_byte(out, ':');
		(void)buf_add(out, h.port);
	}
}

static void add_canonical_query(struct buf *out, struct view query)
{
	struct view parameter;
	char before = '?';

	while (view_next(&query, '&', &parameter)) {
		if (parameter.len == 0 || is_tracking(parameter))
			continue;
		(void)buf_add_byte(out, before);
		(void)buf_add(out, parameter);
		before = '&';
	}
}

struct view url_canonical(struct view url, struct arena *a)
{
	const struct view no_base = { NULL, 0 };
	struct view clean = url_resolve(no_base, url, a);

	if (!url_is_web(clean))
		return clean;
	/* What the escapes hid, dots for one, is resolved in its turn. */
	BUF(normalised, URL_MAX);
	add_normalised(&normalised, clean);
	struct url_parts u = url_split(url_resolve(no_base, buf_view(&normalised), a));
	while (view_ends(u.path, VIEW("/")))
		u.path.len--;

	BUF(out, URL_MAX);
	(void)buf_add(&out, VIEW("https://"));
	add_canonical_host(&out, u.authority);
	(void)buf_add(&out, u.path);
	add_canonical_query(&out, u.query);
	return arena_copy(a, buf_view(&out));
}
