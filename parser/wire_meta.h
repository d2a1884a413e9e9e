/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire_meta - what the XML and JSON wire formats have in common: dates, states, codes,
 * languages, bodies.
 *
 * IPTC codes are known by their scheme's alias ("medtop:20000350") and get the address of
 * their vocabulary. Everything lies in the tools' arena.
 */
#pragma once

#include "parser/feed_entry.h"
#include "parser/xml_tree.h"

/* INSTANT_NONE when it cannot be read; that is noted in the story. */
instant_ms wire_date(struct story *s, struct feed_tools *t, struct view value);

/* NewsML "stat:canceled", "Canceled", "http://…/withheld", NITF "killed"; what is not known
 * is usable. "Embargoed" is usable: the time of embargo says the rest. */
enum story_status wire_status(struct view value);

/* "4", "urgency:4"; 0 for none. */
int wire_urgency(struct view value);

/* The part of a code behind its scheme's alias, or all of it. */
struct view wire_code(struct view qcode);

/* The address of a code, if its scheme is known, or of what is one already; else empty. */
struct view wire_code_uri(struct feed_tools *t, struct view qcode);

/* A subject that the provider gave; `name` may be empty, then the code names it. */
void wire_subject(struct story *s, struct feed_tools *t, struct view name,
		  struct view qcode, struct view uri);

/* Subjects of the vocabularies of NewsML 1 and NITF: eight digits. */
void wire_subject_code(struct story *s, struct feed_tools *t, struct view name,
		       struct view code);

/* A body of markup that is HTML. The first body is the story's; more are further parts of
 * the same text. */
void wire_body_html(struct story *s, struct feed_tools *t, struct view html);
/* Of text, paragraphs as a teletype sets them. */
void wire_body_text(struct story *s, struct feed_tools *t, struct view text);

/* Takes from the text what any wire story may say there and nowhere else, dateline and
 * byline, and sets the dates. The story is the last of `p`; when it says nothing at all, it is
 * taken off again and counted as lost. */
void wire_settle(struct parsed *p, struct feed_tools *t);

/* First version and last from what is there; each stands in for the other. */
void wire_settle_dates(struct story *s);

/* A media type's ninjs type: "picture", "video", …; "text" for what is not known. */
struct view wire_type(struct view name);

/* ERR_REJECT: `why` there is no story, and what was lost if something was. Returns false. */
bool wire_nothing(const struct parsed *p, const char *why, struct err *err);
