/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/reply.h"

#include <curl/curl.h>

#include "common/base/mem.h"

enum { SECONDS_MAX = 366 * 24 * 60 * 60 }; /* more is as good as never */
#define YEAR_10000_S INT64_C(253402300800)

static const struct view kept[] = {
	VIEW_INIT("cache-control"), VIEW_INIT("content-type"), VIEW_INIT("date"),
	VIEW_INIT("etag"),          VIEW_INIT("expires"),      VIEW_INIT("last-modified"),
	VIEW_INIT("location"),      VIEW_INIT("retry-after"),
};

struct reply *reply_new(size_t body_max)
{
	struct reply *r = mem_new(sizeof *r);
	buf_init(&r->headers, REPLY_HEADERS_MAX);
	buf_init(&r->body, body_max);
	return r;
}

void reply_free(struct reply *r)
{
	if (!r)
		return;
	buf_done(&r->headers);
	buf_done(&r->body);
	free(r);
}

/* All of the line, or nothing. */
static void add_line(struct reply *r, struct view name, struct view value)
{
	r->goes_on = buf_room(&r->headers, name.len + value.len + 3) != NULL;
	if (!r->goes_on)
		return;
	(void)buf_add(&r->headers, name);
	(void)buf_add(&r->headers, VIEW(": "));
	(void)buf_add(&r->headers, value);
	(void)buf_add_byte(&r->headers, '\n');
}

static void add_folded(struct reply *r, struct view more)
{
	if (!r->goes_on || !buf_room(&r->headers, more.len + 1))
		return;
	r->headers.p[r->headers.len - 1] = ' ';
	(void)buf_add(&r->headers, more);
	(void)buf_add_byte(&r->headers, '\n');
}

void reply_add_line(struct reply *r, struct view line)
{
	if (view_starts_nocase(line, VIEW("HTTP/")) &&
	    view_find_byte(line, ':', 0) == VIEW_NONE) {
		buf_clear(&r->headers);
		r->goes_on = false;
		return;
	}
	bool folded = line.len > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
	size_t colon = view_find_byte(line, ':', 0);
	struct view name = view_trim(view_head(line, colon == VIEW_NONE ? 0 : colon));
	struct view value =
	    view_trim(folded ? line : view_from(line, name.len ? colon + 1 : line.len));
	if (view_find_byte(value, '\n', 0) != VIEW_NONE)
		return;
	if (folded) {
		add_folded(r, value);
		return;
	}
	r->goes_on = false;
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (view_eq_nocase(name, kept[i]))
			add_line(r, kept[i], value);
}

/* The next value of the header with this name. */
static bool next_value(struct view *rest, struct view name, struct view *ret)
{
	struct view line;

	while (view_next(rest, '\n', &line))
		if (view_starts(line, name) && line.len > name.len &&
		    line.p[name.len] == ':') {
			*ret = view_trim(view_from(line, name.len + 1));
			return true;
		}
	return false;
}

struct view reply_header(const struct reply *r, struct view name)
{
	struct view rest = buf_view(&r->headers), value = { NULL, 0 };

	while (next_value(&rest, name, &value))
		continue;
	return value;
}

struct view reply_hash(struct reply *r)
{
	if (!r->hash[0])
		memcpy(r->hash, digest_quick(buf_view(&r->body)).hex, sizeof r->hash);
	return view_at(r->hash, DIGEST_QUICK_HEX);
}

size_t reply_bytes(const struct reply *r)
{
	return sizeof *r + r->headers.cap + r->body.cap;
}

/* HTTP-date in its three forms (RFC 9110 §5.6.7), which curl reads. */
static bool date_of(struct view v, instant_ms *ret)
{
	char text[64];

	if (v.len == 0 || v.len >= sizeof text)
		return false;
	memcpy(text, v.p, v.len);
	text[v.len] = '\0';
	time_t t = curl_getdate(text, NULL);
	if (t < 0 || t >= YEAR_10000_S)
		return false;
	*ret = (instant_ms)t * 1000;
	return true;
}

/* Decimal seconds as milliseconds, capped; false if it is no number. */
static bool seconds_of(struct view v, int64_t *ret_ms)
{
	uint64_t n = 0;

	if (v.len == 0)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		if (!byte_is_digit(v.p[i]))
			return false;
		n = n * 10 + (uint64_t)(v.p[i] - '0');
		if (n > SECONDS_MAX)
			n = SECONDS_MAX;
	}
	*ret_ms = (int64_t)n * 1000;
	return true;
}

/* The time from `from` to `to`, not below 0 and capped. */
static int64_t ahead(instant_ms from, instant_ms to)
{
	int64_t most = (int64_t)SECONDS_MAX * 1000;

	if (to <= from)
		return 0;
	return to - from < most ? to - from : most;
}

int64_t reply_retry_after_ms(const struct reply *r, instant_ms now)
{
	struct view v = reply_header(r, VIEW("retry-after"));
	int64_t ms;
	instant_ms at;

	if (seconds_of(v, &ms))
		return ms;
	return date_of(v, &at) ? ahead(now, at) : -1;
}

/* What one Cache-Control header says: 0 for no-store, no-cache; `otherwise` if nothing. */
static int64_t fresh_of(struct view directives, int64_t otherwise)
{
	struct view piece;
	int64_t ms;

	while (view_next(&directives, ',', &piece)) {
		piece = view_trim(piece);
		if (view_eq_nocase(piece, VIEW("no-store")) ||
		    view_eq_nocase(piece, VIEW("no-cache")))
			return 0;
		if (!view_starts_nocase(piece, VIEW("max-age=")))
			continue;
		piece = view_trim(view_from(piece, 8));
		if (piece.len > 1 && piece.p[0] == '"' && piece.p[piece.len - 1] == '"')
			piece = view_at(piece.p + 1, piece.len - 2);
		if (seconds_of(piece, &ms))
			otherwise = ms;
	}
	return otherwise;
}

int64_t reply_fresh_ms(const struct reply *r, instant_ms now)
{
	struct view rest = buf_view(&r->headers), value;
	int64_t fresh = -1;
	instant_ms expires, date;

	while (fresh != 0 && next_value(&rest, VIEW("cache-control"), &value))
		fresh = fresh_of(value, fresh);
	if (fresh >= 0)
		return fresh;
	if (!date_of(reply_header(r, VIEW("expires")), &expires))
		return -1;
	if (!date_of(reply_header(r, VIEW("date")), &date))
		date = now;
	return ahead(date, expires);
}
