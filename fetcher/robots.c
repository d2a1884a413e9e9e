/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/robots.h"

/* One line of the file without its comment, cut at the colon. */
static bool next_line(struct view *rest, struct view *ret_key, struct view *ret_value)
{
	while (rest->p) {
		struct view line;
		size_t end = 0;
		while (end < rest->len && rest->p[end] != '\n' && rest->p[end] != '\r')
			end++;
		line = view_head(*rest, end);
		*rest = end < rest->len ? view_from(*rest, end + 1)
					: (struct view){ NULL, 0 };

		size_t hash = view_find_byte(line, '#', 0);
		if (hash != VIEW_NONE)
			line = view_head(line, hash);
		size_t colon = view_find_byte(line, ':', 0);
		if (colon == VIEW_NONE)
			continue;
		*ret_key = view_trim(view_head(line, colon));
		*ret_value = view_trim(view_from(line, colon + 1));
		return true;
	}
	return false;
}

/* The product token at the start: letters, "-" and "_" (§2.2.1). */
static struct view token_of(struct view agent)
{
	size_t n = 0;
	while (n < agent.len && (byte_is_alpha(agent.p[n]) || agent.p[n] == '-' ||
				 agent.p[n] == '_' || byte_is_digit(agent.p[n])))
		n++;
	return view_head(agent, n);
}

static bool is_rule(struct view key)
{
	return view_eq_nocase(key, VIEW("allow")) ||
	       view_eq_nocase(key, VIEW("disallow")) ||
	       view_eq_nocase(key, VIEW("crawl-delay"));
}

/* Seconds, with a fraction perhaps, as capped milliseconds; 0 when it is no number. */
static int64_t delay_of(struct view v)
{
	int64_t ms = 0, scale = 1000;
	bool fraction = false;

	for (size_t i = 0; i < v.len; i++) {
		if (v.p[i] == '.' && !fraction) {
			fraction = true;
			continue;
		}
		if (!byte_is_digit(v.p[i]))
			return 0;
		if (fraction)
			scale /= 10;
		ms = fraction ? ms + (v.p[i] - '0') * scale
			      : ms * 10 + (v.p[i] - '0') * 1000;
		if (ms > ROBOTS_DELAY_MAX_MS)
			ms = ROBOTS_DELAY_MAX_MS;
	}
	return ms;
}

static void keep(struct view key, struct view value, struct buf *out)
{
	if (out->len + value.len + 32 > ROBOTS_RULES_MAX)
		return;
	if (view_eq_nocase(key, VIEW("crawl-delay"))) {
		int64_t ms = delay_of(value);
		if (ms > 0)
			buf_printf(out, "C%lld\n", (long long)ms);
	} else if (value.len > 0) { /* an empty Disallow forbids nothing */
		buf_add_byte(out, view_eq_nocase(key, VIEW("allow")) ? 'A' : 'D');
		buf_add(out, value);
		buf_add_byte(out, '\n');
	}
}

/* The rules of all groups for `agent`, or for anybody when `agent` is empty. Consecutive
 * user-agent lines share the group that follows. True if there was such a group. */
static bool collect(struct view file, struct view agent, struct buf *out)
{
	struct view key, value;
	bool ours = false, in_names = false, found = false;

	while (next_line(&file, &key, &value)) {
		if (view_eq_nocase(key, VIEW("user-agent"))) {
			if (!in_names)
				ours = false;
			in_names = true;
			if (agent.len > 0 ? view_eq_nocase(token_of(value), agent)
					  : view_eq(value, VIEW("*")))
				ours = found = true;
		} else if (is_rule(key)) {
			in_names = false;
			if (ours)
				keep(key, value, out);
		}
	}
	return found;
}

/* Sitemaps stand outside of the groups (sitemaps.org). */
static void collect_sitemaps(struct view file, struct buf *out)
{
	struct view key, value;

	for (int found = 0;
	     found < ROBOTS_SITEMAPS_MAX && next_line(&file, &key, &value);) {
		if (!view_eq_nocase(key, VIEW("sitemap")) || value.len == 0 ||
		    out->len + value.len + 32 > ROBOTS_RULES_MAX)
			continue;
		buf_printf(out, "S%.*s\n", VIEW_ARG(value));
		found++;
	}
}

void robots_extract(struct view file, struct view agent, struct buf *out)
{
	file = view_head(file, ROBOTS_FILE_MAX);
	if (view_starts(file, VIEW("\xEF\xBB\xBF")))
		file = view_from(file, 3);
	if (!collect(file, token_of(agent), out))
		(void)collect(file, (struct view){ NULL, 0 }, out);
	collect_sitemaps(file, out);
}

static int hex(char c)
{
	if (byte_is_digit(c))
		return c - '0';
	c = byte_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte at `*i`, which moves behind it, and whether it stood there percent-encoded. Paths
 * are compared as bytes, whichever way a byte was written (§2.2.2). */
static unsigned char next_byte(struct view v, size_t *i)
{
	if (v.p[*i] == '%' && *i + 2 < v.len) {
		int high = hex(v.p[*i + 1]), low = hex(v.p[*i + 2]);
		if (high >= 0 && low >= 0) {
			*i += 3;
			return (unsigned char)(high * 16 + low);
		}
	}
	return (unsigned char)v.p[(*i)++];
}

/* Does the pattern match a prefix of the path, or all of it when it ends in "$"? Going back
 * to the last star alone is enough, so the cost is at most path times pattern. */
static bool matches(struct view pattern, struct view path)
{
	bool whole = pattern.len > 0 && pattern.p[pattern.len - 1] == '$';
	size_t i = 0, k = 0, star = VIEW_NONE, resume = 0;

	if (whole)
		pattern.len--;
	for (;;) {
		if (i == pattern.len && (!whole || k == path.len))
			return true;
		if (i < pattern.len && pattern.p[i] == '*') {
			star = ++i;
			resume = k;
			continue;
		}
		if (i < pattern.len && k < path.len) {
			size_t next_i = i, next_k = k;
			if (next_byte(pattern, &next_i) == next_byte(path, &next_k)) {
				i = next_i;
				k = next_k;
				continue;
			}
		}
		if (star == VIEW_NONE || resume >= path.len)
			return false;
		(void)next_byte(path, &resume);
		i = star;
		k = resume;
	}
}

bool robots_allows(struct view rules, struct view path)
{
	struct view line;
	size_t longest = 0;
	bool allowed = true;

	while (view_next(&rules, '\n', &line)) {
		if (line.len < 2 || (line.p[0] != 'A' && line.p[0] != 'D'))
			continue;
		struct view pattern = view_from(line, 1);
		bool allows = line.p[0] == 'A';
		if (pattern.len < longest || (pattern.len == longest && !allows))
			continue;
		if (!matches(pattern, path))
			continue;
		longest = pattern.len;
		allowed = allows;
	}
	return allowed;
}

size_t robots_sitemaps(struct view rules, struct view ret[ROBOTS_SITEMAPS_MAX])
{
	struct view line;
	size_t len = 0;

	while (len < ROBOTS_SITEMAPS_MAX && view_next(&rules, '\n', &line))
		if (line.len > 1 && line.p[0] == 'S')
			ret[len++] = view_from(line, 1);
	return len;
}

int64_t robots_delay_ms(struct view rules)
{
	struct view line;
	uint64_t ms;

	while (view_next(&rules, '\n', &line))
		if (line.len > 1 && line.p[0] == 'C' &&
		    view_to_u64(view_from(line, 1), &ms) && ms <= ROBOTS_DELAY_MAX_MS)
			return (int64_t)ms;
	return 0;
}
