/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/aho_corasick.h"

#include <utf8proc.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"

enum { BYTES = 256 };

struct aho_corasick {
	uint8_t classes[BYTES]; /* 0: in no word */
	size_t classes_len;
	uint32_t *next; /* state * classes_len + class */
	uint32_t *ends; /* of a state: words that end there */
	size_t states;
};

static void classify(struct aho_corasick *ac, const struct view *words, size_t len)
{
	ac->classes_len = 1;
	for (size_t i = 0; i < len; i++)
		for (size_t k = 0; k < words[i].len; k++) {
			uint8_t *class = &ac->classes[(unsigned char)words[i].p[k]];
			if (!*class)
				*class = (uint8_t)ac->classes_len++;
		}
}

static void add(struct aho_corasick *ac, struct view word)
{
	size_t state = 0;

	for (size_t i = 0; i < word.len; i++) {
		uint32_t *next = &ac->next[state * ac->classes_len +
					   ac->classes[(unsigned char)word.p[i]]];
		if (!*next)
			*next = (uint32_t)ac->states++;
		state = *next;
	}
	ac->ends[state]++;
}

/* Breadth first, so that the state to fall back to is complete before it is needed. */
static void complete(struct aho_corasick *ac)
{
	uint32_t *queue = mem_new(ac->states * sizeof *queue);
	uint32_t *fall = mem_new(ac->states * sizeof *fall);
	size_t head = 0, tail = 0, width = ac->classes_len;

	for (size_t c = 0; c < width; c++)
		if (ac->next[c])
			queue[tail++] = ac->next[c];
	while (head < tail) {
		uint32_t state = queue[head++], back = fall[state];
		ac->ends[state] += ac->ends[back];
		for (size_t c = 0; c < width; c++) {
			uint32_t *next = &ac->next[state * width + c];
			uint32_t instead = ac->next[back * width + c];
			if (*next) {
				fall[*next] = instead;
				queue[tail++] = *next;
			} else {
				*next = instead;
			}
		}
	}
	free(queue);
	free(fall);
}

struct aho_corasick *aho_corasick_new(const struct view *words, size_t len)
{
	struct aho_corasick *ac = mem_new(sizeof *ac);
	size_t bytes = 1;

	for (size_t i = 0; i < len; i++)
		bytes += words[i].len;
	classify(ac, words, len);
	ac->states = 1;
	ac->next = mem_new(bytes * ac->classes_len * sizeof *ac->next);
	ac->ends = mem_new(bytes * sizeof *ac->ends);
	for (size_t i = 0; i < len; i++)
		add(ac, words[i]);
	complete(ac);
	return ac;
}

void aho_corasick_free(struct aho_corasick *ac)
{
	if (!ac)
		return;
	free(ac->next);
	free(ac->ends);
	free(ac);
}

static void lower_case(struct view text, struct buf *out)
{
	buf_clear(out);
	for (size_t pos = 0; pos < text.len;) {
		unsigned char c = (unsigned char)text.p[pos];
		if (c < 0x80) {
			buf_add_byte(out, byte_lower((char)c));
			pos++;
			continue;
		}
		utf8proc_int32_t code = (utf8proc_int32_t)utf8_next(text, &pos);
		buf_add_utf8(out, (uint32_t)utf8proc_tolower(code));
	}
}

size_t aho_corasick_scan(const struct aho_corasick *ac, struct view text,
			 struct buf *lower)
{
	size_t state = 0, found = 0;

	lower_case(text, lower);
	for (size_t i = 0; i < lower->len; i++) {
		size_t class = ac->classes[(unsigned char)lower->p[i]];
		state = ac->next[state * ac->classes_len + class];
		found += ac->ends[state];
	}
	return found;
}
