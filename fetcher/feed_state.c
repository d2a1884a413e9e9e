/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/feed_state.h"

#include "common/story/flat_json.h"
#include "common/story/want.h"
#include "fetcher/robots.h"

#define STATE(type)             \
	struct type##_record {  \
		int64_t format; \
		struct type s;  \
	}
STATE(feed_state);
STATE(host_state);
STATE(page_state);

#define FEED(member) offsetof(struct feed_state_record, s.member)
enum { FEED_REQUEST_ROWS = 11 }; /* what a request depends on, above the rest */
static const struct flat_member feed_members[] = {
	{ "v", FLAT_INT, offsetof(struct feed_state_record, format), 0, STATE_FORMAT },
	{ "configured", FLAT_TEXT, FEED(configured), 0, WANT_URL_MAX },
	{ "moved", FLAT_TEXT, FEED(moved), 0, WANT_URL_MAX },
	{ "etag", FLAT_TEXT, FEED(etag), 0, 4 * STATE_VALIDATOR_MAX },
	{ "last_modified", FLAT_TEXT, FEED(last_modified), 0, 4 * STATE_VALIDATOR_MAX },
	{ "body_hash", FLAT_TEXT, FEED(body_hash), 0, 64 },
	{ "distrust", FLAT_BOOL, FEED(distrust), 0, 0 },
	{ "full_at", FLAT_INSTANT, FEED(full_at), 0, 0 },
	{ "interval_ms", FLAT_INT, FEED(interval_ms), 0, INT64_MAX },
	{ "failures", FLAT_INT, FEED(failures), 0, INT64_MAX },
	{ "gone", FLAT_BOOL, FEED(gone), 0, 0 },
	/* FEED_REQUEST_ROWS end here. */
	{ "content_type", FLAT_TEXT, FEED(content_type), 0, 4 * STATE_VALIDATOR_MAX },
	{ "body_bytes", FLAT_INT, FEED(body_bytes), 0, 0 },
	{ "polled_at", FLAT_INSTANT, FEED(polled_at), 0, 0 },
	{ "succeeded_at", FLAT_INSTANT, FEED(succeeded_at), 0, 0 },
	{ "changed_at", FLAT_INSTANT, FEED(changed_at), 0, 0 },
	{ "fetched_at", FLAT_INSTANT, FEED(fetched_at), 0, 0 },
	{ "next_at", FLAT_INSTANT, FEED(next_at), 0, 0 },
	{ "page_instead", FLAT_BOOL, FEED(page_instead), 0, 0 },
	{ "status", FLAT_INT, FEED(status), 0, 999 },
	{ "error", FLAT_TEXT, FEED(error), 0, 4 * STATE_ERROR_MAX },
	{ "reason", FLAT_TEXT, FEED(reason), 0, STATE_ERROR_MAX },
	{ "polls", FLAT_INT, FEED(polls), 0, INT64_MAX },
	{ "not_modified", FLAT_INT, FEED(not_modified), 0, INT64_MAX },
	{ "same_body", FLAT_INT, FEED(same_body), 0, INT64_MAX },
	{ "changed", FLAT_INT, FEED(changed), 0, INT64_MAX },
	{ "reported", FLAT_BOOL, FEED(reported), 0, 0 },
	{ "entries", FLAT_INT, FEED(entries), 0, INT64_MAX },
	{ "fresh", FLAT_INT, FEED(fresh), 0, INT64_MAX },
	{ "oldest", FLAT_INSTANT, FEED(oldest), 0, 0 },
	{ "newest", FLAT_INSTANT, FEED(newest), 0, 0 },
	{ "ttl_minutes", FLAT_INT, FEED(ttl_minutes), 0, INT64_MAX },
	{ "period_minutes", FLAT_INT, FEED(period_minutes), 0, INT64_MAX },
	{ "skip_hours", FLAT_INT, FEED(skip_hours), 0, WANT_HOURS_ALL },
	{ "skip_days", FLAT_INT, FEED(skip_days), 0, WANT_DAYS_ALL },
	{ "gaps", FLAT_INT, FEED(gaps), 0, INT64_MAX },
	{ "gap_at", FLAT_INSTANT, FEED(gap_at), 0, 0 },
	{ "rhythm", FLAT_TEXT, FEED(habit.rhythm), 0, HABIT_HOURS },
	{ "rhythm_hour", FLAT_INT, FEED(habit.hour), 0, INT64_MAX / (60 * 60 * 1000) },
	{ "rhythm_since", FLAT_INSTANT, FEED(habit.since), 0, 0 },
	{ "fresh_at", FLAT_INSTANT, FEED(habit.fresh_at), 0, 0 },
	{ "text_bytes", FLAT_INT, FEED(habit.text_bytes), 0, INT64_MAX / 2 },
	{ "undated", FLAT_INT, FEED(habit.undated), 0, 1000 },
	{ "language", FLAT_TEXT, FEED(habit.language), 0, 64 },
	{ "language_odd", FLAT_INT, FEED(habit.language_odd), 0, INT32_MAX },
	{ "drift", FLAT_TEXT, FEED(habit.drift), 0, HABIT_CONDITION_MAX },
	{ "condition", FLAT_TEXT, FEED(habit.condition), 0, HABIT_CONDITION_MAX },
	{ "problem", FLAT_TEXT, FEED(problem), 0, 4096 },
	{ NULL, FLAT_TEXT, 0, 0, 0 },
};

#define HOST(member) offsetof(struct host_state_record, s.member)
static const struct flat_member host_members[] = {
	{ "v", FLAT_INT, offsetof(struct host_state_record, format), 0, STATE_FORMAT },
	{ "not_before", FLAT_INSTANT, HOST(not_before), 0, 0 },
	{ "robots_at", FLAT_INSTANT, HOST(robots_at), 0, 0 },
	{ "robots_good_until", FLAT_INSTANT, HOST(robots_good_until), 0, 0 },
	{ "robots_status", FLAT_INT, HOST(robots_status), 0, 999 },
	{ "robots", FLAT_TEXT, HOST(robots), 0, 4 * ROBOTS_RULES_MAX },
	{ NULL, FLAT_TEXT, 0, 0, 0 },
};

#define PAGE(member) offsetof(struct page_state_record, s.member)
static const struct flat_member page_members[] = {
	{ "v", FLAT_INT, offsetof(struct page_state_record, format), 0, STATE_FORMAT },
	{ "attempts", FLAT_INT, PAGE(attempts), 0, INT32_MAX },
	{ "asked_at", FLAT_INSTANT, PAGE(asked_at), 0, 0 },
	{ "not_before", FLAT_INSTANT, PAGE(not_before), 0, 0 },
	{ "error", FLAT_TEXT, PAGE(error), 0, 4 * STATE_ERROR_MAX },
	{ "looks", FLAT_INT, PAGE(looks), 0, INT32_MAX },
	{ "missing", FLAT_INT, PAGE(missing), 0, INT32_MAX },
	{ "etag", FLAT_TEXT, PAGE(etag), 0, 4 * STATE_VALIDATOR_MAX },
	{ "last_modified", FLAT_TEXT, PAGE(last_modified), 0, 4 * STATE_VALIDATOR_MAX },
	{ "body_hash", FLAT_TEXT, PAGE(body_hash), 0, 64 },
	{ NULL, FLAT_TEXT, 0, 0, 0 },
};

void feed_state_init(struct feed_state *s)
{
	*s = (struct feed_state){
		.full_at = INSTANT_NONE,
		.polled_at = INSTANT_NONE,
		.succeeded_at = INSTANT_NONE,
		.changed_at = INSTANT_NONE,
		.fetched_at = INSTANT_NONE,
		.next_at = INSTANT_NONE,
		.oldest = INSTANT_NONE,
		.newest = INSTANT_NONE,
		.gap_at = INSTANT_NONE,
	};
	habit_init(&s->habit);
}

void host_state_init(struct host_state *s)
{
	*s = (struct host_state){
		.not_before = INSTANT_NONE,
		.robots_at = INSTANT_NONE,
		.robots_good_until = INSTANT_NONE,
	};
}

void page_state_init(struct page_state *s)
{
	*s = (struct page_state){ .asked_at = INSTANT_NONE, .not_before = INSTANT_NONE };
}

bool feed_state_encode(const struct feed_state *s, struct buf *out, struct err *err)
{
	struct feed_state_record r = { STATE_FORMAT, *s };
	return flat_json_encode(feed_members, &r, out, err);
}

bool host_state_encode(const struct host_state *s, struct buf *out, struct err *err)
{
	struct host_state_record r = { STATE_FORMAT, *s };
	return flat_json_encode(host_members, &r, out, err);
}

bool page_state_encode(const struct page_state *s, struct buf *out, struct err *err)
{
	struct page_state_record r = { STATE_FORMAT, *s };
	if (!flat_json_encode(page_members, &r, out, err))
		return false;
	buf_add_byte(out, '\n');
	buf_add(out, s->want);
	return !out->over ||
	       err_set(err, ERR_REJECT, "the record is over %zu bytes", out->max);
}

static bool known(int64_t format, struct err *err)
{
	return format >= 1 || err_set(err, ERR_REJECT, "a state record without a format");
}

bool feed_state_decode(struct view value, struct arena *a, struct feed_state *ret,
		       struct err *err)
{
	struct feed_state_record r = { 0 };
	if (!flat_json_decode(feed_members, value, a, &r, err) || !known(r.format, err))
		return false;
	*ret = r.s;
	return true;
}

bool feed_state_decode_request(struct view value, struct arena *a, struct feed_state *ret,
			       struct err *err)
{
	struct feed_state_record r = { 0 };
	if (!flat_json_decode_start(feed_members, FEED_REQUEST_ROWS, value, a, &r, err) ||
	    !known(r.format, err))
		return false;
	*ret = r.s;
	return true;
}

bool host_state_decode(struct view value, struct arena *a, struct host_state *ret,
		       struct err *err)
{
	struct host_state_record r = { 0 };
	if (!flat_json_decode(host_members, value, a, &r, err) || !known(r.format, err))
		return false;
	*ret = r.s;
	return true;
}

bool page_state_decode(struct view value, struct arena *a, struct page_state *ret,
		       struct err *err)
{
	struct page_state_record r = { 0 };
	size_t end = view_find_byte(value, '\n', 0);

	if (end == VIEW_NONE)
		return err_set(err, ERR_REJECT,
			       "a page's state is two lines, and this is one");
	if (!flat_json_decode(page_members, view_head(value, end), a, &r, err) ||
	    !known(r.format, err))
		return false;
	*ret = r.s;
	ret->want = view_from(value, end + 1);
	return true;
}

/* Made several times for each poll, so without a format. */
static struct view key_of(struct view prefix, struct view name, struct arena *a)
{
	char *p = arena_alloc(a, prefix.len + name.len + 1);

	memcpy(p, prefix.p, prefix.len);
	if (name.len > 0)
		memcpy(p + prefix.len, name.p, name.len);
	return view_at(p, prefix.len + name.len);
}

struct view feed_state_key(struct view feed_id, struct arena *a)
{
	return key_of(VIEW("feed "), feed_id, a);
}

struct view host_state_key(struct view host, struct arena *a)
{
	return key_of(VIEW("host "), host, a);
}

struct view page_state_key(struct view url, struct view story_uri, struct arena *a)
{
	return arena_printf(a, "page %.*s %.*s", VIEW_ARG(url), VIEW_ARG(story_uri));
}

struct view look_state_key(struct view url, struct view story_uri, struct arena *a)
{
	return arena_printf(a, "look %.*s %.*s", VIEW_ARG(url), VIEW_ARG(story_uri));
}

enum state_kind state_key_kind(struct view key, struct view *ret_name)
{
	static const char *const prefixes[STATE_UNKNOWN] = {
		[STATE_FEED] = "feed ",
		[STATE_HOST] = "host ",
		[STATE_PAGE] = "page ",
		[STATE_LOOK] = "look ",
	};
	enum state_kind kind = STATE_FEED;

	while (kind < STATE_UNKNOWN && !view_starts(key, view_of(prefixes[kind])))
		kind++;
	*ret_name = view_from(key, kind < STATE_UNKNOWN ? sizeof "feed " - 1 : 0);
	if (kind != STATE_PAGE && kind != STATE_LOOK)
		return kind;
	size_t space = view_find_byte(*ret_name, ' ', 0);
	if (space != VIEW_NONE)
		*ret_name = view_head(*ret_name, space);
	return kind;
}
