/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render - the newsroom's stories as RSS 2.0, Atom, HTML pages and feed configuration.
 *
 * Pure: the same desk gives the same bytes, but for the build date of a feed without
 * validators. `base` is the newsroom's own address, "http://127.0.0.1:4711".
 */
#pragma once

#include "cli/newsroom/desk.h"
#include "common/base/buf.h"

/* Withdrawn stories are left out, and in Atom stand as tombstones (RFC 6721). `build` is the
 * feed's own date: of its last change, unless it has no validators. */
void render_feed(const struct desk *d, const struct desk_feed *f, struct view base,
		 instant_ms build, struct buf *out);
/* When the newest of its stories changed, or INSTANT_NONE for a feed without stories. */
instant_ms render_feed_changed(const struct desk *d, const struct desk_feed *f);

/* A page with the furniture of one: navigation, a teaser list, a footer. */
void render_page(const struct desk *d, const struct desk_story *s, struct view base,
		 struct buf *out);

/* "http://host/en/stories/ID.html": where a story's page is. */
void render_page_path(const struct desk_story *s, struct buf *out);
/* "/feeds/ID.xml", or a file's path. */
void render_feed_path(const struct desk_feed *f, struct buf *out);

/* A date as RFC 5322 and HTTP write it. */
enum { RENDER_DATE = 32 };
struct view render_date(instant_ms t, char text[RENDER_DATE]);
