/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "cli/explain_parts.h"
#include "common/base/plural.h"
#include "common/base/utf8.h"
#include "common/kafka/letter.h"
#include "common/service/escape.h"

enum { LINES_MAX = 20 }; /* of one kind: a feed's document is fetched again and again */

static struct view time_text(instant_ms t, char room[INSTANT_TEXT])
{
	return t == INSTANT_NONE ? VIEW("no time") : instant_format(t, room);
}

static void place(const struct sighting *s, struct buf *out)
{
	char room[INSTANT_TEXT];

	(void)buf_printf(out, "  %.*s  %.*s %d/%" PRId64 "  ",
			 VIEW_ARG(time_text(s->at, room)), VIEW_ARG(s->topic),
			 s->partition, s->offset);
}

static void add_header(const struct sighting *s, const char *before, struct view name,
		       struct buf *out)
{
	struct view value = headers_get(&s->headers, name);

	if (value.len) {
		(void)buf_add(out, view_of(before));
		escape_spaced(out, utf8_head(value, 300));
	}
}

static void tell_raw(const struct explained *x, struct buf *out)
{
	size_t skipped = x->raw.len > LINES_MAX ? x->raw.len - LINES_MAX : 0;

	if (skipped)
		(void)buf_printf(out, "  %zu earlier %s not shown\n", skipped,
				 plural(skipped, "document is", "documents are"));
	for (size_t i = skipped; i < x->raw.len; i++) {
		const struct sighting *s = &x->raw.items[i];
		place(s, out);
		add_header(s, "", VIEW("kw-url"), out);
		add_header(s, ", feed ", VIEW("kw-feed"), out);
		add_header(s, ", HTTP ", VIEW("kw-status"), out);
		add_header(s, ", ", VIEW("content-type"), out);
		add_header(s, ", not had: ", VIEW("kw-error"), out);
		(void)buf_printf(out, ", %zu %s", s->value_bytes,
				 plural(s->value_bytes, "byte", "bytes"));
		add_header(s, ", hash ", VIEW("kw-body-hash"), out);
		(void)buf_add_byte(out, '\n');
	}
}

static void tell_stories(const struct explained *x, struct buf *out)
{
	for (size_t i = 0; i < x->stories.len; i++) {
		const struct sighting *s = &x->stories.items[i];
		const struct story *t = &s->story;
		place(s, out);
		(void)buf_printf(out, "version %d %s, from its %s, feed ", t->version,
				 story_status_name(t->status),
				 story_kind_name(t->ext.text_from));
		escape_spaced(out, t->ext.feed);
		(void)buf_printf(out, ", hash %.*s",
				 VIEW_ARG(view_head(t->ext.content_hash, 12)));
		if (t->ext.page_error.len) {
			(void)buf_add(out, VIEW(", its page could not be had: "));
			escape_spaced(out, t->ext.page_error);
		}
		for (size_t k = 0; k < t->ext.notes.len; k++) {
			(void)buf_add(out, k ? VIEW(", ") : VIEW("\n      "));
			escape_spaced(out, t->ext.notes.items[k].role);
			(void)buf_add_byte(out, ' ');
			escape_spaced(out, t->ext.notes.items[k].value);
		}
		(void)buf_add_byte(out, '\n');
	}
}

static void tell_enriched(const struct explained *x, struct buf *out)
{
	for (size_t i = 0; i < x->enriched.len; i++) {
		const struct sighting *s = &x->enriched.items[i];
		place(s, out);
		(void)buf_printf(out, "version %d, %zu mentions", s->story.version,
				 s->story.ext.mentions.len);
		add_header(s, ", mentions ", VIEW("kw-tags"), out);
		add_header(s, ", about ", VIEW("kw-about"), out);
		add_header(s, ", scores ", VIEW("kw-scores"), out);
		add_header(s, ", embargo ", VIEW("kw-embargo"), out);
		(void)buf_printf(out, "\n      by ");
		escape_spaced(out, s->story.ext.tagger);
		(void)buf_add_byte(out, '\n');
	}
}

static void tell_matched(const struct explained *x, struct buf *out)
{
	for (size_t i = 0; i < x->matched.len; i++) {
		const struct sighting *s = &x->matched.items[i];
		place(s, out);
		add_header(s, "", VIEW("ce_id"), out);
		(void)buf_add(out, VIEW(", for the route "));
		escape_spaced(out, s->route);
		(void)buf_add_byte(out, '\n');
	}
}

static bool was_sent(const struct membership *m)
{
	for (size_t i = 0; i < m->member.delivery.topics_len; i++)
		if (m->member.delivery.topics[i].got.version)
			return true;
	return false;
}

/* The place among the copies that a route gave it. */
static void tell_membership(const struct explained *x, const struct membership *m,
			    struct buf *out)
{
	const struct route_clustered *route = route_clustered_named(x->routes, m->route);

	(void)buf_add(out, VIEW("  the route "));
	escape_spaced(out, m->route);
	if (!route)
		(void)buf_add(out, VIEW(", which is configured no more,"));
	if (m->first.len)
		(void)buf_printf(out, " takes it for a copy of %.*s", VIEW_ARG(m->first));
	else if (m->member.story.founder)
		(void)buf_add(out, VIEW(" knew no copy of it when it came"));
	else
		(void)buf_add(out, VIEW(" compares it with none any more"));
	if (m->member.packed.len == 0)
		(void)buf_add(out, VIEW(", its window has passed"));
	for (size_t i = 0; i < m->member.delivery.topics_len; i++) {
		const struct delivery_topic *t = &m->member.delivery.topics[i];
		if (t->got.version)
			(void)buf_printf(out, ", sent to %.*s as version %d.%d",
					 VIEW_ARG(t->name), t->got.version,
					 t->got.revision);
	}
	if (!was_sent(m) && m->first.len && route)
		(void)buf_printf(out, ", not sent: it wants %s",
				 route->copies == ROUTE_COPIES_FIRST
				     ? "the first of each cluster"
				     : "copies that say more or something else");
	(void)buf_add_byte(out, '\n');
}

static void tell_memberships(const struct explained *x, struct buf *out)
{
	for (size_t i = 0; i < x->memberships.len; i++)
		tell_membership(x, &x->memberships.items[i], out);
}

/* By its cluster, in the record's headers. */
static void tell_cluster(const struct sighting *s, struct buf *out)
{
	if (!headers_get(&s->headers, VIEW("kw-cluster")).len)
		return;
	add_header(s, "\n      cluster ", VIEW("kw-cluster"), out);
	add_header(s, ", stories ", VIEW("kw-cluster-size"), out);
	add_header(s, ", sources ", VIEW("kw-cluster-sources"), out);
}

static void tell_published(const struct explained *x, struct buf *out)
{
	for (size_t i = 0; i < x->published.len; i++) {
		const struct sighting *s = &x->published.items[i];
		place(s, out);
		(void)buf_printf(out, "version %d.%d %s", s->story.version,
				 s->story.ext.revision,
				 story_status_name(s->story.status));
		tell_cluster(s, out);
		(void)buf_add_byte(out, '\n');
	}
}

static void tell_letters(const struct explained *x, struct buf *out)
{
	for (size_t i = 0; i < x->letters.len && i < LINES_MAX; i++) {
		struct letter l;
		place(&x->letters.items[i], out);
		if (letter_of_headers(&x->letters.items[i].headers, &l)) {
			(void)buf_printf(out,
					 "the %.*s gave it up: ", VIEW_ARG(l.worker));
			escape_spaced(out, l.reason);
		}
		(void)buf_add_byte(out, '\n');
	}
}

/* --- the end of the road ----------------------------------------------------------------- */

/* By the routes of today, as the sink would decide. */
static void tell_routes(const struct explained *x, struct buf *out)
{
	const struct sighting *last = &x->enriched.items[x->enriched.len - 1];
	struct route_facts facts;

	route_facts_of(&last->headers, last->at, &facts);
	if (route_match(x->routes, &facts))
		(void)buf_add(out,
			      VIEW("not published yet: a route takes it, the sink has "
				   "not come to it\n"));
	else
		(void)buf_add(out, VIEW("not published: no route takes it\n"));
	route_explain(x->routes, &facts, out);
}

static void tell_unparsed(const struct explained *x, struct buf *out)
{
	if (x->wanted) {
		(void)buf_printf(out,
				 "not published yet: its page is wanted, %" PRId64
				 " attempts so far",
				 x->page_attempts);
		if (x->page_error.len)
			(void)buf_printf(out, ", the last one: %.*s",
					 VIEW_ARG(x->page_error));
		(void)buf_add_byte(out, '\n');
	} else if (x->remembered && x->ledger.pending)
		(void)buf_add(out,
			      VIEW("not published yet: its page was asked for and has "
				   "not come\n"));
	else if (x->remembered && x->ledger.version == 0)
		(void)buf_add(
		    out, VIEW("not published: passed over, because it was too old at "
			      "the feed's first poll, the feed's rules exclude it, or "
			      "it was withdrawn before anybody got it\n"));
	else if (x->letters.len)
		(void)buf_add(out, VIEW("not published: given up, see above\n"));
	else if (x->raw.len)
		(void)buf_add(out, VIEW("the document was fetched; no story in it is "
					"published under this address\n"));
	else
		(void)buf_add(out,
			      VIEW("never seen: no topic names it, as far back as they "
				   "reach. Is it in a feed? kurilwire feeds list shows "
				   "those there are\n"));
}

static void tell_end(const struct explained *x, struct buf *out)
{
	char room[INSTANT_TEXT];

	if (x->published.len) {
		(void)buf_add(out, VIEW("published\n"));
		return;
	}
	if (x->delivered && x->delivery.held_until != INSTANT_NONE)
		(void)buf_printf(out, "not published yet: held until %.*s\n",
				 VIEW_ARG(time_text(x->delivery.held_until, room)));
	else if (x->memberships.len)
		(void)buf_add(out, VIEW("not published: see its route above\n"));
	else if (x->enriched.len)
		tell_routes(x, out);
	else if (x->stories.len)
		(void)buf_add(
		    out, x->letters.len
			     ? VIEW("not published: given up, see above\n")
			     : VIEW("not published yet: the enricher has not come to "
				    "it\n"));
	else
		tell_unparsed(x, out);
}

void explain_tell(const struct explained *x, struct buf *out)
{
	char room[INSTANT_TEXT];

	escape_spaced(out, x->uri.len ? x->uri : x->url);
	(void)buf_add_byte(out, '\n');
	if (x->stories.len) {
		(void)buf_add(out, VIEW("  "));
		escape_spaced(out,
			      story_plain(&x->stories.items[x->stories.len - 1].story,
					  FIELD_HEADLINE));
		(void)buf_add_byte(out, '\n');
	}
	tell_raw(x, out);
	if (x->remembered)
		(void)buf_printf(
		    out, "  the parser remembers version %d, last fetched %.*s\n",
		    x->ledger.version, VIEW_ARG(time_text(x->ledger.fetched_at, room)));
	tell_stories(x, out);
	tell_enriched(x, out);
	tell_matched(x, out);
	tell_memberships(x, out);
	tell_published(x, out);
	tell_letters(x, out);
	tell_end(x, out);
}
