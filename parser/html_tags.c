/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/html_tags.h"

enum { KEY_BYTES = 12 };

struct row {
	char name
	    [KEY_BYTES]; /* padded with NUL, so that a comparison has a fixed length */
	unsigned char len;
};

static const struct row ROWS[HTML_TAG_COUNT] = {
#define HTML_TAG_ROW(id, text, does) [TAG_##id] = { text, sizeof(text) - 1 },
	HTML_TAGS(HTML_TAG_ROW)
#undef HTML_TAG_ROW
};

const unsigned char html_tag_does_[HTML_TAG_COUNT] = {
#define HTML_TAG_DOES(id, text, does) [TAG_##id] = (does),
	HTML_TAGS(HTML_TAG_DOES)
#undef HTML_TAG_DOES
};

/* The first name with that letter, where there is one. */
static const unsigned char FIRST[26] = {
	['a' - 'a'] = TAG_A,      ['b' - 'a'] = TAG_B,    ['c' - 'a'] = TAG_CANVAS,
	['d' - 'a'] = TAG_DD,     ['e' - 'a'] = TAG_EM,   ['f' - 'a'] = TAG_FIELDSET,
	['h' - 'a'] = TAG_H1,     ['i' - 'a'] = TAG_I,    ['k' - 'a'] = TAG_KBD,
	['l' - 'a'] = TAG_LABEL,  ['m' - 'a'] = TAG_MAIN, ['n' - 'a'] = TAG_NAV,
	['o' - 'a'] = TAG_OBJECT, ['p' - 'a'] = TAG_P,    ['q' - 'a'] = TAG_Q,
	['r' - 'a'] = TAG_RB,     ['s' - 'a'] = TAG_S,    ['t' - 'a'] = TAG_TABLE,
	['u' - 'a'] = TAG_U,      ['v' - 'a'] = TAG_VAR,  ['w' - 'a'] = TAG_WBR,
	['x' - 'a'] = TAG_XMP,
};

enum html_tag html_tag_find(struct view name)
{
	char key[KEY_BYTES] = { 0 };

	if (name.len == 0 || name.len > KEY_BYTES - 1 || !byte_is_alpha(name.p[0]))
		return TAG_OTHER;
	for (size_t i = 0; i < name.len; i++)
		key[i] = byte_lower(name.p[i]);
	unsigned tag = FIRST[key[0] - 'a'];
	if (tag == TAG_OTHER)
		return TAG_OTHER;
	for (; tag < HTML_TAG_COUNT && ROWS[tag].name[0] == key[0]; tag++)
		if (memcmp(ROWS[tag].name, key, KEY_BYTES) == 0)
			return (enum html_tag)tag;
	return TAG_OTHER;
}

struct view html_tag_name(enum html_tag tag)
{
	return view_at(ROWS[tag].name, ROWS[tag].len);
}
