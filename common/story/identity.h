/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity - which story it is, and whether it changed.
 *
 * A story's uri is made from its provider's id and the id first seen, in this order of
 * preference: guid (feed guid, Atom id, NewsML-G2 guid, ninjs uri), canonical link, link,
 * and, as the last resort, headline and date. Every other id is an alias, which the parser's
 * state maps to the uri. Pure; cost is a hash or two.
 */
#pragma once

#include "common/base/digest.h"
#include "common/story/story.h"

/* All ids that the story can be known by, best first, each in the form that state keys on:
 * "<provider>\x1f<kind>\x1f<id>", kind g (guid), c (canonical), l (link), t (title and
 * date). A link is canonicalised (url.h); one to a site's front page tells no story from
 * others and does not count. A canonical link, and a guid that is an address, is a link
 * too, so that they meet the same address in another feed. Title and date count only where
 * nothing else does. At least one for a story that has any id, link or headline; none means
 * it cannot be told from others. In the arena. */
struct view *identity_keys(const struct story *s, struct view provider, struct arena *a,
			   size_t *ret_len);

/* For a story whose ids all turned out to tell nothing: made of its headline, text and day,
 * so that an edit makes another story of it. Empty for one that has neither. In the arena. */
struct view identity_text_key(const struct story *s, struct view provider,
			      struct arena *a);

/* "urn:kurilwire:story:" and 32 hex digits of SHA-256 over provider and key. */
struct view identity_uri(struct view key, struct arena *a);

/* Hash of what makes a version: headlines, descriptions, bodies, by, located, status,
 * usage, the content day, and the embargo, so that one that is lifted or moved gets through;
 * not of other times, links, feeds or anything that a poll changes. Of texts that are there
 * as plain text and as HTML, the plain one counts. White space at ends and in runs does
 * not. */
struct digest identity_content(const struct story *s);
