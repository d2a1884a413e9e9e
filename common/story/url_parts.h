/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url_parts - what the files of url share with each other alone: what bytes may be where, and the parts
 * of an address (RFC 3986 appendix B).
 */
#pragma once

#include "common/base/buf.h"
#include "common/base/view.h"

/* The five parts. A part that is not there has a NULL pointer, an empty one has not. */
struct url_parts {
	struct view scheme, authority, path, query, fragment;
};

/* What an authority is made of. */
struct url_host {
	struct view user, name, port; /* user without "@", port without ":" */
};

static inline bool url_is_hex(char c)
{
	return byte_is_digit(c) || (byte_lower(c) >= 'a' && byte_lower(c) <= 'f');
}

static inline bool url_is_unreserved(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

/* A loop instead of strchr(): the sets are short and known where it is inlined. */
static inline bool url_in_set(char c, const char *set)
{
	for (; *set; set++)
		if (*set == c)
			return true;
	return false;
}

/* "%" and two digits of base 16. */
static inline bool url_is_escape(struct view v, size_t i)
{
	return v.p[i] == '%' && v.len - i > 2 && url_is_hex(v.p[i + 1]) &&
	       url_is_hex(v.p[i + 2]);
}

/* Pointers into `v`. */
struct url_parts url_split(struct view v);
struct url_host url_split_authority(struct view authority);

void url_add_encoded(struct buf *out, char c); /* "%2F" */
