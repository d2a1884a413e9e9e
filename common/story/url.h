/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url - addresses of documents: RFC 3986 references resolved, links brought to one form.
 *
 * Pure, no network, results in the arena. Works on the bytes as the wild sends them:
 * spaces and non-ASCII are percent-encoded, hosts lower-cased (IDNA is left to curl).
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/view.h"

enum { URL_MAX = 8 * 1024 }; /* bytes; longer ones are no addresses */

/* `ref` against `base` (RFC 3986 §5). An absolute `ref` needs no base. The empty view when
 * there is no address in it: over URL_MAX, or relative without a base. Schemes other than
 * http and https (mailto:, tag:, urn:) are returned as they are, trimmed. */
struct view url_resolve(struct view base, struct view ref, struct arena *a);

/* Is it http or https, with a host? */
bool url_is_web(struct view url);

/* The host in lower case without port and user info, or empty. */
struct view url_host(struct view url, struct arena *a);

/* The form that two links to one page share: scheme and host in lower case, https for
 * http, no "www.", no default port, no fragment, no user info, tracking parameters
 * (utm_*, fbclid, gclid, yclid, …) dropped, the other parameters in their order, no
 * trailing slash, percent-encoding normalised. Not an address to fetch. */
struct view url_canonical(struct view url, struct arena *a);

/* Without user info: what may be shown and stored. The address itself if it has none. */
struct view url_without_secrets(struct view url, struct arena *a);

/* The same, and without the parameters of these names: how a feed's address is told. */
struct view url_public(struct view url, const struct view *secret, size_t secret_len,
		       struct arena *a);

/* Is it a URI with a scheme, every byte as RFC 3986 §3 wants it? */
bool url_is_uri(struct view url);

/* Appends it as a URI: what no URI may hold is percent-encoded. False, with nothing added,
 * when that does not make one of it. */
bool url_add_uri(struct buf *out, struct view url);
