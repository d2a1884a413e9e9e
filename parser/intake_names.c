/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A wire's kill may give no id of the story that it takes back, only a name, and a correction
 * none of the story that it replaces. So what the stories of such wires are called is
 * remembered, and a kill or a correction that nobody's id explains is asked for names.
 */
#include "parser/intake_parts.h"
#include "parser/kill.h"

#define PROBLEM "kill.unresolved"

bool names_count_in(enum format format)
{
	return format == FORMAT_IPTC_7901 || format == FORMAT_ANPA_1312 ||
	       format == FORMAT_TEXT;
}

void names_keep(const struct visit *v, const struct story *s)
{
	size_t len;

	if (s->status == STORY_CANCELED)
		return;
	struct view *keys = kill_keys_of_story(s, v->provider, v->fetched_at, v->a, &len);
	memory_name(&v->memory, memory_keys(keys, len, v->a), len, s->uri, v->today);
}

static bool is_kill(const struct story *s)
{
	if (s->status != STORY_CANCELED || s->ext.text_from != STORY_WIRE)
		return false;
	for (size_t i = 0; i < s->ext.notes.len; i++)
		if (view_eq(s->ext.notes.items[i].role, VIEW("kill")))
			return true;
	return false;
}

/* What its names lead to; of several, or of none, it is a story of its own. */
static struct view find_replaced(const struct visit *v, const struct story *s)
{
	bool several;
	size_t len;
	struct view *keys = kill_keys_replaced(s, v->provider, v->fetched_at, v->a, &len);

	return memory_named(&v->memory, memory_keys(keys, len, v->a), len, v->a,
			    &several);
}

struct view names_find(const struct visit *v, struct story *s)
{
	struct view none = { NULL, 0 };
	bool several;
	size_t len;

	if (!is_kill(s))
		return kill_replaces(s) ? find_replaced(v, s) : none;
	struct view *keys = kill_keys_named(s, v->provider, v->fetched_at, v->a, &len);
	struct view uri =
	    memory_named(&v->memory, memory_keys(keys, len, v->a), len, v->a, &several);
	if (!uri.len)
		story_note(s, v->a, VIEW(PROBLEM),
			   several ? VIEW("a kill names more than one story")
				   : VIEW("a kill names no story that is known"));
	return uri;
}

struct view names_kill_problem(const struct story *s)
{
	for (size_t i = 0; i < s->ext.notes.len; i++)
		if (view_eq(s->ext.notes.items[i].role, VIEW(PROBLEM)))
			return s->ext.notes.items[i].value;
	return (struct view){ NULL, 0 };
}
