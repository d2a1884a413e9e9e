/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/ledger.h"

#include <inttypes.h>
#include <stdio.h>

/* format version pending kind status fetched_at seen_day entry content feed; "-" for
 * nothing. */
#define FORMAT "1"
enum { FIELDS = 10 };

static bool copy_word(struct view v, char *to, size_t max)
{
	if (view_eq(v, VIEW("-")))
		v.len = 0;
	if (v.len > max || view_find_byte(v, '\0', 0) != VIEW_NONE)
		return false;
	if (v.len)
		memcpy(to, v.p, v.len);
	to[v.len] = '\0';
	return true;
}

static bool number(struct view v, int64_t max, int64_t *ret)
{
	return view_to_i64(v, ret) && *ret >= 0 && *ret <= max;
}

bool ledger_decode(struct view line, struct ledger *ret, struct err *err)
{
	struct view f[FIELDS], rest = line;
	struct ledger l = { 0 };
	int64_t version, pending, kind, status;
	size_t n = 0;

	while (n < FIELDS && view_next(&rest, ' ', &f[n]))
		n++;
	if (n != FIELDS || rest.p || !view_eq(f[0], VIEW(FORMAT)) ||
	    !number(f[1], INT32_MAX, &version) || !number(f[2], 1, &pending) ||
	    !number(f[3], STORY_WIRE, &kind) || !number(f[4], STORY_CANCELED, &status) ||
	    !view_to_i64(f[5], &l.fetched_at) || !view_to_i64(f[6], &l.seen_day) ||
	    !copy_word(f[7], l.entry_hash, LEDGER_HASH) ||
	    !copy_word(f[8], l.content_hash, LEDGER_HASH) ||
	    !copy_word(f[9], l.feed, LEDGER_FEED_MAX))
		return err_set(
		    err, ERR_STOP, "parse state has a line it cannot read: %.*s",
		    (int)(line.len < 80 ? line.len : 80), line.p ? line.p : "");
	l.version = (int)version;
	l.pending = pending == 1;
	l.kind = (enum story_kind)kind;
	l.status = (enum story_status)status;
	*ret = l;
	return true;
}

static const char *word(const char *s)
{
	return *s ? s : "-";
}

struct view ledger_encode(const struct ledger *l, char line[LEDGER_LINE_MAX])
{
	int n = snprintf(
	    line, LEDGER_LINE_MAX, FORMAT " %d %d %d %d %" PRId64 " %" PRId64 " %s %s %s",
	    l->version, (int)l->pending, (int)l->kind, (int)l->status, l->fetched_at,
	    l->seen_day, word(l->entry_hash), word(l->content_hash), word(l->feed));
	return view_at(line, (size_t)n);
}

static void set_hash(char to[LEDGER_HASH + 1], const char *hex)
{
	memcpy(to, hex, LEDGER_HASH);
	to[LEDGER_HASH] = '\0';
}

static bool same_hash(const char *known, const char *hex)
{
	return strncmp(known, hex, LEDGER_HASH) == 0;
}

void ledger_rename(struct ledger *l, struct view feed)
{
	size_t n = feed.len < LEDGER_FEED_MAX ? feed.len : LEDGER_FEED_MAX;

	if (n)
		memcpy(l->feed, feed.p, n);
	l->feed[n] = '\0';
}

void ledger_adopt(struct ledger *l, const struct ledger_offer *o)
{
	ledger_rename(l, o->feed);
	set_hash(l->entry_hash, o->content_hash);
}

static enum ledger_verdict publish(struct ledger *l, const struct ledger_offer *o,
				   bool *ret_write)
{
	l->version++;
	l->pending = false;
	l->kind = o->kind;
	l->status = o->status;
	l->fetched_at = o->fetched_at;
	set_hash(l->content_hash, o->content_hash);
	*ret_write = true;
	return LEDGER_PUBLISH;
}

/* An entry or wire item of the story's own source that differs from the last one. */
static enum ledger_verdict take_entry(struct ledger *l, const struct ledger_offer *o,
				      bool *ret_write)
{
	set_hash(l->entry_hash, o->content_hash);
	*ret_write = true;
	if (o->status == STORY_CANCELED && l->version == 0) {
		l->status =
		    STORY_CANCELED; /* so that its page, still under way, stays out */
		l->pending = false;
		return LEDGER_FILTERED;
	}
	if (!o->wants_page || o->status == STORY_CANCELED)
		return publish(l, o, ret_write);
	l->pending = true;
	l->status = o->status;
	l->fetched_at = o->fetched_at;
	return LEDGER_WANT;
}

static enum ledger_verdict judge_page(struct ledger *l, const struct ledger_offer *o,
				      bool *ret_write)
{
	bool failed = o->kind < STORY_PAGE; /* what goes out is the entry */

	if (l->status == STORY_CANCELED && !l->pending)
		return l->version > 0 ? LEDGER_UNCHANGED : LEDGER_FILTERED;
	if (l->version > 0 && o->fetched_at < l->fetched_at)
		return LEDGER_DUPLICATE;
	if (l->version > 0 &&
	    ((failed && !l->pending) || same_hash(l->content_hash, o->content_hash))) {
		*ret_write = *ret_write || l->pending;
		l->pending = false;
		return LEDGER_UNCHANGED;
	}
	return publish(l, o, ret_write);
}

/* A wish can be lost: its record may fall to the topic's retention. */
static bool page_is_overdue(const struct ledger *l, const struct ledger_offer *o)
{
	return l->pending && o->wants_page && l->fetched_at != INSTANT_NONE &&
	       o->fetched_at > l->fetched_at &&
	       (uint64_t)o->fetched_at - (uint64_t)l->fetched_at >
		   LEDGER_ASK_AGAIN_HOURS * UINT64_C(3600000);
}

enum ledger_verdict ledger_judge(struct ledger *l, bool known,
				 const struct ledger_offer *o, int64_t today,
				 bool *ret_write)
{
	*ret_write = false;
	if (!known) {
		l->seen_day = today;
		ledger_rename(l, o->feed);
		return o->is_page ? publish(l, o, ret_write)
				  : take_entry(l, o, ret_write);
	}
	if (today - l->seen_day > LEDGER_REFRESH_DAYS) {
		l->seen_day = today;
		*ret_write = true;
	}
	if (o->is_page)
		return judge_page(l, o, ret_write);
	if (!view_eq(o->feed, view_of(l->feed)))
		return LEDGER_DUPLICATE;
	if (same_hash(l->entry_hash, o->content_hash)) {
		if (!page_is_overdue(l, o))
			return LEDGER_UNCHANGED;
		l->fetched_at = o->fetched_at;
		*ret_write = true;
		return LEDGER_WANT;
	}
	if (o->fetched_at < l->fetched_at)
		return LEDGER_DUPLICATE;
	return take_entry(l, o, ret_write);
}

void ledger_pass_over(struct ledger *l, const struct ledger_offer *o, int64_t today)
{
	ledger_rename(l, o->feed);
	set_hash(l->entry_hash, o->content_hash);
	l->status = o->status;
	l->fetched_at = o->fetched_at;
	l->seen_day = today;
}
