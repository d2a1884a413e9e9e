/* SPDX-License-Identifier: Apache-2.0 */
/* html_clean_own - what the files of html_clean() share; nobody else includes it. */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "parser/html_tokens.h"

enum {
	BLOCKS_MAX = 64,
	FORMATS_MAX = 24,
	REOPEN_MAX = 64,  /* of one link, by the blocks inside it: bounds the output */
	BREAKS_MAX = 2,   /* in a row */
	TITLE_MAX = 1024, /* bytes of a title or an alternative text */
	ARENA_BYTES = 256 * 1024,
	PIXEL_MAX = 2, /* an image of at most 2 by 2 counts readers */
};

struct block {
	enum html_tag tag;
	bool written;   /* its start tag is in the output */
	bool has;       /* text, or a block that was written */
	bool broken;    /* a paragraph ended in it: more text begins another one */
	size_t formats; /* how many there were when it began */
};

struct format {
	enum html_tag tag;
	unsigned id;    /* tells two with the same tag apart */
	unsigned count; /* how often it is open, for <b><b> */
	unsigned opened;
	struct view attrs;
	struct view href; /* of a link: its address, if that needs no work; else empty */
};

struct cleaner {
	struct buf *out;
	struct view base;
	struct arena *arena; /* for addresses; made when the first is needed */
	struct block blocks[BLOCKS_MAX];
	size_t blocks_len;
	struct format wished[FORMATS_MAX], open[FORMATS_MAX];
	size_t wished_len, open_len;
	unsigned last_id;
	bool escapes; /* the text in hand has a '<' or a '>' */
	bool run;     /* text was written and no edge of a block came since */
	bool space;   /* white space waits for the next text */
	unsigned breaks;
};

/* ---- html_clean_write.c: tags, attributes, addresses ---- */

void clean_write_attr(struct buf *out, struct view name, struct view value);
/* Without the closing '>'. */
void clean_write_open(struct buf *out, enum html_tag tag);
void clean_write_close(struct buf *out, enum html_tag tag);
/* The attribute of that name, a title or an alternative text, if `attrs` has it. */
void clean_write_title(struct buf *out, struct view name, struct view attrs);
/* An absolute address that needs neither decoding nor escaping: the common case. */
bool clean_is_plain_address(struct view v);
/* The absolute web address that an attribute names; empty when it names none. Good until
 * the next call. */
struct view clean_address(struct cleaner *c, struct view raw);
struct view clean_address_in(struct cleaner *c, struct view attrs, struct view name);

/* ---- html_clean_blocks.c: the stack of blocks ---- */

/* The innermost block, or NULL. */
struct block *clean_top(struct cleaner *c);
/* What an edge of a block ends: formats, spaces, line breaks. */
void clean_close_formats(struct cleaner *c);
/* The start tags of all open blocks that wait for content. */
void clean_write_blocks(struct cleaner *c);
/* Pops until `len` blocks are left. */
void clean_pop_to(struct cleaner *c, size_t len);
/* Makes the innermost block one in which text can stand, by one step. */
void clean_make_text_place(struct cleaner *c);
/* For any tag that is no format, break or image. */
void clean_open_block(struct cleaner *c, enum html_tag tag);
void clean_close_block(struct cleaner *c, enum html_tag tag);
