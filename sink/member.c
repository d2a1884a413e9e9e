/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   <number> <source> <+: founder, or -> <bytes of the sample> <joined numbers, by commas>
 *   the sample, and behind it the delivery as delivery.h writes it
 */
#include "sink/member.h"

#define URI_PREFIX "urn:kurilwire:story:"
enum { ID_BYTES = sizeof((struct cluster_id *)NULL)->bytes };

struct view member_key(struct view route, struct view uri, struct arena *a)
{
	char *key = arena_raw(a, route.len + 1 + uri.len);

	memcpy(key, route.p, route.len);
	key[route.len] = ' ';
	memcpy(key + route.len + 1, uri.p, uri.len);
	return view_at(key, route.len + 1 + uri.len);
}

static int hex_of(char c)
{
	if (byte_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool member_id(struct view uri, struct cluster_id *ret)
{
	struct view hex = view_from(uri, sizeof URI_PREFIX - 1);

	if (!view_starts(uri, VIEW(URI_PREFIX)) || hex.len != 2 * ID_BYTES)
		return false;
	for (size_t i = 0; i < ID_BYTES; i++) {
		int high = hex_of(hex.p[2 * i]), low = hex_of(hex.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		ret->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

struct view member_uri(const struct cluster_id *id, struct arena *a)
{
	const struct view prefix = VIEW(URI_PREFIX);
	char *uri = arena_raw(a, prefix.len + 2 * ID_BYTES), *hex = uri + prefix.len;

	memcpy(uri, prefix.p, prefix.len);
	for (size_t i = 0; i < ID_BYTES; i++) {
		*hex++ = "0123456789abcdef"[id->bytes[i] >> 4];
		*hex++ = "0123456789abcdef"[id->bytes[i] & 15];
	}
	return view_at(uri, prefix.len + 2 * ID_BYTES);
}

void member_encode(const struct member *m, struct buf *out)
{
	const struct cluster_story *s = &m->story;

	(void)buf_add_number(out, s->number);
	(void)buf_add_byte(out, ' ');
	(void)buf_add_number(out, s->source);
	(void)buf_add(out, s->founder ? VIEW(" + ") : VIEW(" - "));
	(void)buf_add_number(out, (int64_t)m->packed.len);
	for (size_t i = 0; i < s->joins_len; i++) {
		(void)buf_add_byte(out, i ? ',' : ' ');
		(void)buf_add_number(out, s->joins[i]);
	}
	(void)buf_add(out, s->joins_len ? VIEW("\n") : VIEW(" \n"));
	(void)buf_add(out, m->packed);
	delivery_encode(&m->delivery, out);
}

static bool joins_of(struct view list, struct cluster_story *s)
{
	struct view one;

	while (list.len > 0 && view_next(&list, ',', &one))
		if (s->joins_len == CLUSTER_JOINS_MAX ||
		    !view_to_i64(one, &s->joins[s->joins_len++]))
			return false;
	return true;
}

/* All but the delivery, which is left in `*ret_rest`. */
static bool head_of(struct view value, struct member *m, struct view *ret_rest)
{
	struct view line, number, source, founder, bytes;
	uint64_t source_number, len;

	m->story.joins_len = 0;
	if (!view_next(&value, '\n', &line) || !view_next(&line, ' ', &number) ||
	    !view_next(&line, ' ', &source) || !view_next(&line, ' ', &founder) ||
	    !view_next(&line, ' ', &bytes) || !view_to_i64(number, &m->story.number) ||
	    !view_to_u64(source, &source_number) || source_number > UINT32_MAX ||
	    !view_to_u64(bytes, &len) || len > value.len || !joins_of(line, &m->story))
		return false;
	m->story.source = (uint32_t)source_number;
	m->story.founder = view_eq(founder, VIEW("+"));
	m->packed = view_head(value, (size_t)len);
	*ret_rest = view_from(value, (size_t)len);
	return true;
}

bool member_peek(struct view value, struct member *ret)
{
	struct view rest;
	instant_ms held;

	return head_of(value, ret, &rest) &&
	       delivery_peek(rest, &held, &ret->story.latest);
}

bool member_decode(struct view value, struct arena *a, struct member *ret,
		   struct err *err)
{
	struct member m = { .packed = { NULL, 0 } };
	struct view rest;

	if (!head_of(value, &m, &rest))
		return err_set(err, ERR_STOP, "state of a cluster is damaged");
	if (!delivery_decode(rest, a, &m.delivery, err))
		return false;
	m.story.latest = m.delivery.changed_at;
	*ret = m;
	return true;
}
