/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/newsroom/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <zlib.h>

#include "common/base/digest.h"
#include "common/base/must.h"

enum { BOMB_BYTES = 64 * 1024 * 1024 };

__attribute__((format(printf, 3, 4))) static void
header(struct answer *a, const char *name, const char *fmt, ...)
{
	MUST(a->headers_len < ANSWER_HEADERS);
	a->headers[a->headers_len].name = name;
	va_list args;
	va_start(args, fmt);
	(void)vsnprintf(a->headers[a->headers_len].value, ANSWER_VALUE, fmt, args);
	va_end(args);
	a->headers_len++;
}

/* --- what is at a path ------------------------------------------------------------------------- */

struct found {
	struct view type;
	instant_ms changed; /* INSTANT_NONE: no validators */
};

static bool feed_at(const struct desk *d, const struct request *r, struct answer *a,
		    struct found *ret)
{
	BUF(path, 1024);

	for (size_t i = 0; i < d->feeds_len; i++) {
		const struct desk_feed *f = &d->feeds[i];
		buf_clear(&path);
		render_feed_path(f, &path);
		if (!view_eq(buf_view(&path), r->path))
			continue;
		if (f->file_path.len > 0) {
			*ret = (struct found){ f->file_type, INSTANT_NONE };
			buf_add(&a->body, f->file_bytes);
			return true;
		}
		bool silent = f->no_validators || r->fault.kind == FAULT_NO_VALIDATORS;
		instant_ms changed = render_feed_changed(d, f);
		instant_ms build = changed == INSTANT_NONE ? r->now : changed;
		/* Another second at each poll, however fast they follow each other. */
		if (silent)
			build = r->now + (instant_ms)(r->poll % 3600) * 1000;
		render_feed(d, f, r->base, build, &a->body);
		ret->type = f->atom ? VIEW("application/atom+xml; charset=utf-8")
				    : VIEW("application/rss+xml; charset=utf-8");
		ret->changed = silent ? INSTANT_NONE : changed;
		return true;
	}
	return false;
}

static bool page_at(const struct desk *d, const struct request *r, struct answer *a,
		    struct found *ret)
{
	BUF(path, 1024);

	for (size_t i = 0; i < d->stories_len; i++) {
		const struct desk_story *s = &d->stories[i];
		buf_clear(&path);
		render_page_path(s, &path);
		if (!view_eq(buf_view(&path), r->path))
			continue;
		if (s->withdrawn) {
			a->status = 410;
			return true;
		}
		render_page(d, s, r->base, &a->body);
		*ret = (struct found){ VIEW("text/html; charset=utf-8"), s->updated };
		return true;
	}
	return false;
}

static void redirect(struct answer *a, int status, struct view to)
{
	a->status = status;
	header(a, "Location", "%.*s", VIEW_ARG(to));
}

static bool helper_at(const struct request *r, struct answer *a)
{
	static const struct view chain = VIEW_INIT("/_chain/");
	struct view to = view_of(r->query(r->query_self, "to"));
	uint64_t n;

	if (view_eq(r->path, VIEW("/_loop"))) {
		redirect(a, 302, VIEW("/_loop"));
		return true;
	}
	if (view_eq(r->path, VIEW("/_redirect"))) {
		uint64_t code = 302;
		(void)view_to_u64(view_of(r->query(r->query_self, "code")), &code);
		redirect(a, code >= 300 && code < 400 ? (int)code : 302, to);
		return true;
	}
	if (!view_starts(r->path, chain) ||
	    !view_to_u64(view_from(r->path, chain.len), &n))
		return false;
	if (n <= 1) {
		redirect(a, 302, to);
	} else {
		a->status = 302;
		header(a, "Location", "/_chain/%llu?to=%.*s", (unsigned long long)(n - 1),
		       VIEW_ARG(to));
	}
	return true;
}

static void look_up(const struct desk *d, const struct request *r, struct answer *a,
		    struct found *ret)
{
	*ret = (struct found){ VIEW("text/plain; charset=utf-8"), INSTANT_NONE };
	if (helper_at(r, a) || feed_at(d, r, a, ret) || page_at(d, r, a, ret))
		return;
	if (view_eq(r->path, VIEW("/robots.txt")) && r->robots.len > 0)
		buf_add(&a->body, r->robots);
	else
		a->status = 404;
}

/* --- conditional GET ------------------------------------------------------------------------------ */

/* Is `etag` in the list of If-None-Match (RFC 9110 §13.1.2, weak comparison)? */
static bool matches(struct view list, struct view etag)
{
	struct view piece;
	while (view_next(&list, ',', &piece)) {
		piece = view_trim(piece);
		if (view_starts(piece, VIEW("W/")))
			piece = view_from(piece, 2);
		if (view_eq(piece, etag) || view_eq(piece, VIEW("*")))
			return true;
	}
	return false;
}

static void validate(const struct request *r, const struct found *f, struct answer *a)
{
	char etag[24], date[RENDER_DATE];
	instant_ms changed = f->changed;

	if (changed == INSTANT_NONE)
		return;
	(void)snprintf(etag, sizeof etag, "\"%.16s\"",
		       digest_one(buf_view(&a->body)).hex);
	if (r->fault.kind == FAULT_CHANGING_ETAG) {
		(void)snprintf(etag, sizeof etag, "\"poll-%llu\"",
			       (unsigned long long)r->poll);
		changed = r->now + (instant_ms)(r->poll % 3600) * 1000;
	}
	struct view modified = render_date(changed, date);
	header(a, "ETag", "%s", etag);
	header(a, "Last-Modified", "%.*s", VIEW_ARG(modified));

	bool asked = r->none_match.len > 0 || r->modified_since.len > 0;
	bool same = r->none_match.len > 0 ? matches(r->none_match, view_of(etag))
					  : view_eq(r->modified_since, modified);
	if (same || (asked && r->fault.kind == FAULT_ALWAYS_304)) {
		a->status = 304;
		buf_clear(&a->body);
	}
}

/* --- faults ---------------------------------------------------------------------------------------- */

/* As gzip: `len` bytes at `p`, or so many zeros where `p` is NULL. */
static void compress_into(struct buf *out, const char *p, size_t len)
{
	static const char zeros[65536];
	z_stream z = { 0 };

	MUST(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	for (int state = Z_OK; state != Z_STREAM_END;) {
		if (z.avail_in == 0 && len > 0) {
			size_t n = p || len < sizeof zeros ? len : sizeof zeros;
			MUST(n <= UINT32_MAX);
			z.next_in = (Bytef *)(uintptr_t)(p ? p : zeros);
			z.avail_in = (uInt)n;
			len -= n;
		}
		char *room = buf_room(out, 65536);
		MUST(room != NULL);
		z.next_out = (Bytef *)room;
		z.avail_out = 65536;
		state = deflate(&z, len > 0 ? Z_NO_FLUSH : Z_FINISH);
		MUST(state == Z_OK || state == Z_BUF_ERROR || state == Z_STREAM_END);
		out->len += 65536 - z.avail_out;
	}
	MUST(deflateEnd(&z) == Z_OK);
}

static void compressed(struct answer *a, const char *p, size_t len)
{
	struct buf out;
	buf_init(&out, ANSWER_MAX);
	compress_into(&out, p, len);
	buf_done(&a->body);
	a->body = out;
	header(a, "Content-Encoding", "gzip");
}

static void spoil(const struct request *r, struct answer *a, struct found *f)
{
	switch (r->fault.kind) {
	case FAULT_STATUS:
		a->status = r->fault.status;
		buf_clear(&a->body);
		buf_printf(&a->body, "status %d, as asked for\n", r->fault.status);
		f->changed = INSTANT_NONE;
		if (r->fault.retry_after[0])
			header(a, "Retry-After", "%s", r->fault.retry_after);
		break;
	case FAULT_REDIRECT:
		buf_clear(&a->body);
		f->changed = INSTANT_NONE;
		redirect(a, r->fault.status, view_of(r->fault.to));
		break;
	case FAULT_CONSENT:
		buf_clear(&a->body);
		buf_add(
		    &a->body,
		    VIEW("<!DOCTYPE html>\n<html><head><title>Before you go on</title>"
			 "</head><body><form><p>We value your choice.</p>"
			 "<button>Accept all</button></form></body></html>\n"));
		*f = (struct found){ VIEW("text/html; charset=utf-8"), INSTANT_NONE };
		break;
	case FAULT_BINARY:
		buf_clear(&a->body);
		for (int i = 0; i < 2048; i++)
			buf_add_byte(&a->body, (char)(i * 73 % 251));
		*f = (struct found){ VIEW("text/html"), INSTANT_NONE };
		break;
	case FAULT_BROKEN_XML:
		a->body.len = a->body.len * 2 / 3;
		buf_add(&a->body, VIEW("<item><title>torn & "));
		break;
	default:
		break;
	}
}

void answer_make(const struct desk *d, const struct request *r, struct answer *ret)
{
	struct found f;

	*ret = (struct answer){ .status = 200, .body = { .max = ANSWER_MAX } };
	ret->manner = r->fault;
	look_up(d, r, ret, &f);
	spoil(r, ret, &f);
	header(ret, "Content-Type", "%.*s", VIEW_ARG(f.type));
	if (ret->status == 200)
		validate(r, &f, ret);
	if (r->fault.kind == FAULT_GZIP && ret->status == 200)
		compressed(ret, ret->body.p, ret->body.len);
	if (r->fault.kind == FAULT_BOMB)
		compressed(ret, NULL, BOMB_BYTES);
}

void answer_done(struct answer *a)
{
	buf_done(&a->body);
}

void answer_feeds_yaml(const struct desk *d, struct view base, struct view interval,
		       struct buf *out)
{
	BUF(path, 1024);

	buf_add(out, VIEW("# The newsroom's feeds, for trying.\nproviders:\n"));
	for (size_t i = 0; i < d->feeds_len; i++) {
		const struct desk_feed *f = &d->feeds[i];
		bool first = true;
		for (size_t k = 0; k < i; k++)
			first = first && !view_eq(d->feeds[k].provider, f->provider);
		if (first)
			buf_printf(out, "  - id: %.*s\n", VIEW_ARG(f->provider));
	}
	buf_add(out, VIEW("feeds:\n"));
	for (size_t i = 0; i < d->feeds_len; i++) {
		const struct desk_feed *f = &d->feeds[i];
		buf_clear(&path);
		render_feed_path(f, &path);
		buf_printf(out,
			   "  - id: %.*s\n    provider: %.*s\n    url: %.*s%.*s\n"
			   "    interval: %.*s\n    host_delay: 50ms\n    allow_private: "
			   "true\n    first_poll: all\n",
			   VIEW_ARG(f->id), VIEW_ARG(f->provider), VIEW_ARG(base),
			   VIEW_ARG(buf_view(&path)),
			   VIEW_ARG(interval.len > 0 ? interval : VIEW("5s")));
		if (!f->full_text && f->file_path.len == 0)
			buf_add(out, VIEW("    full_text: true\n"));
	}
}
