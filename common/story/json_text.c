/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/json_text.h"

#include "common/base/block.h"

static bool is_special(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

size_t json_plain_run(const char *p, size_t len)
{
	size_t i = 0;

	for (; len - i >= BLOCK; i += BLOCK) {
		block x = block_load(p + i);
		uint64_t special = block_bits((block)(x < 0x20) | (block)(x == '"') |
					      (block)(x == '\\'));
		if (special)
			return i + (size_t)__builtin_ctzll(special);
	}
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
