/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/json_text.h"

enum { BLOCK = 16 };

typedef unsigned char block __attribute__((vector_size(BLOCK)));

/* Is one of sixteen bytes a control character, a quote or a backslash? */
static bool has_special(const char *p)
{
	block b;
	uint64_t halves[2];

	memcpy(&b, p, sizeof b);
	block special = (block)(b < 0x20) | (block)(b == '"') | (block)(b == '\\');
	memcpy(halves, &special, sizeof halves);
	return (halves[0] | halves[1]) != 0;
}

static bool is_special(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

size_t json_plain_run(const char *p, size_t len)
{
	size_t i = 0;

	while (len - i >= BLOCK && !has_special(p + i))
		i += BLOCK;
	while (i < len && !is_special(p[i]))
		i++;
	return i;
}

static void put_escape(struct buf *out, char c)
{
	static const char hex[] = "0123456789abcdef", from[] = "\"\\\n\t\r\b\f",
			  to[] = "\"\\ntrbf";
	const char *known = memchr(from, c, sizeof from - 1);
	char unit[6] = { '\\', 'u', '0', '0', hex[(unsigned char)c >> 4], hex[c & 15] };

	if (known) {
		char pair[2] = { '\\', to[known - from] };
		(void)buf_add(out, view_at(pair, sizeof pair));
	} else {
		(void)buf_add(out, view_at(unit, sizeof unit));
	}
}

void json_add_text(struct buf *out, struct view v)
{
	while (v.len) {
		size_t run = json_plain_run(v.p, v.len);
		(void)buf_add(out, view_head(v, run));
		if (run < v.len)
			put_escape(out, v.p[run++]);
		v = view_from(v, run);
	}
}

void json_add_string(struct buf *out, struct view text)
{
	(void)buf_add_byte(out, '"');
	json_add_text(out, text);
	(void)buf_add_byte(out, '"');
}
