/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of a matcher, made from its literals. */
#include "common/base/mem.h"
#include "enricher/matcher_parts.h"

/* --- keys --------------------------------------------------------------------------------- */

static size_t key_len(struct view text)
{
	static const uint8_t lens[KEY_BYTES + 1] = { 0, 1, 2, 3, 4, 4, 6, 6, 8 };
	return lens[text.len < KEY_BYTES ? text.len : KEY_BYTES];
}

static void set_bit(const struct matcher *m, uint64_t *filter, uint64_t bytes)
{
	uint64_t bit = bit_of(m, bytes);
	filter[bit >> 6] |= (uint64_t)1 << (bit & 63);
}

static unsigned bits_for(size_t count)
{
	unsigned bits = 1;
	while ((size_t)1 << bits < count)
		bits++;
	return bits;
}

/* Of a filter for so many keys; it has whole words. */
static unsigned filter_bits(size_t keys)
{
	unsigned bits = bits_for(keys * BITS_PER_KEY);

	if (bits < FILTER_BITS_MIN)
		return FILTER_BITS_MIN;
	return bits < FILTER_BITS_MAX ? bits : FILTER_BITS_MAX;
}

/* The keys of all texts, in order. */
static struct key *list_keys(struct matcher *m)
{
	struct key *keys = mem_raw(m->texts_len * sizeof *keys);

	for (uint32_t i = 0; i < m->texts_len; i++) {
		struct view text = text_of(m, i);
		size_t len = key_len(text);
		uint64_t bytes = read_key(view_head(text, len)) << 8 * (KEY_BYTES - len);
		struct key *last = m->keys_len ? &keys[m->keys_len - 1] : NULL;
		if (!last || last->bytes != bytes || last->len != len)
			keys[m->keys_len++] =
			    (struct key){ .bytes = bytes, .texts = i, .len = len & 0xF };
		keys[m->keys_len - 1].texts_len++;
	}
	return keys;
}

/* A key of one byte can have any second one. */
static void add_leads(struct matcher *m, const struct key *k)
{
	uint64_t lacks = KEY_BYTES - k->len, seconds = k->len == 1 ? 256 : 1;

	for (uint64_t second = 0; second < seconds; second++)
		m->lacking[lead_of(k->bytes >> 8 * lacks | second << 8)] |=
		    (uint8_t)(1 << lacks);
}

static uint8_t cut_of(unsigned lacking)
{
	return lacking ? (uint8_t)(8 * (31 - __builtin_clz(lacking))) : 0;
}

static void make_room(struct matcher *m)
{
	unsigned slots = bits_for(m->keys_len + m->keys_len / 2),
		 bits = filter_bits(m->keys_len);

	m->keys_shift = 64 - slots;
	m->keys = mem_new(sizeof *m->keys << slots);
	m->filter_shift = 64 - bits;
	m->shortest = mem_new(sizeof *m->shortest << (bits - FILTER_BITS_MIN));
	m->whole = mem_new(sizeof *m->whole << (bits - FILTER_BITS_MIN));
}

static void index_keys(struct matcher *m)
{
	struct key *keys = list_keys(m);

	make_room(m);
	for (size_t i = 0; i < m->keys_len; i++)
		add_leads(m, &keys[i]);
	for (size_t lead = 0; lead < LEADS; lead++)
		m->cut_by[lead] = cut_of(m->lacking[lead]);
	for (size_t i = 0; i < m->keys_len; i++) {
		const struct key *k = &keys[i];
		*slot_of(m, k->bytes, k->len) = *k;
		set_bit(m, m->shortest, cut(m, k->bytes >> 8 * (KEY_BYTES - k->len)));
		set_bit(m, m->whole, k->bytes);
	}
	free(keys);
}

/* --- building ----------------------------------------------------------------------------- */

struct sorted {
	struct view text;
	uint32_t literal;
};

static int by_text(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	size_t x_key = key_len(x->text), y_key = key_len(y->text);
	if (x_key != y_key)
		return x_key < y_key ? -1 : 1;
	int order = view_cmp(x->text, y->text);
	if (order)
		return order;
	return x->literal < y->literal ? -1 : x->literal > y->literal;
}

/* The longest text before the last one that it begins with. */
static uint32_t parent_of(const struct matcher *m, struct view text)
{
	uint32_t parent = m->texts_len ? (uint32_t)m->texts_len - 1 : NO_TEXT;

	if (parent != NO_TEXT && key_len(text_of(m, parent)) != key_len(text))
		return NO_TEXT;
	while (parent != NO_TEXT && !view_starts(text, text_of(m, parent)))
		parent = m->texts[parent].parent;
	return parent;
}

static void add_text(struct matcher *m, struct view text, uint32_t order)
{
	struct same *new = &m->texts[m->texts_len];

	if (m->texts_len && view_eq(text_of(m, (uint32_t)m->texts_len - 1), text))
		return;
	new->order = order;
	new->parent = parent_of(m, text);
	memcpy(m->letters + new->letters, text.p, text.len);
	m->texts[++m->texts_len].letters = new->letters + (uint32_t)text.len;
}

static void note_sign(struct matcher *m, uint8_t first)
{
	if (first >= 0x80 || byte_is_alpha((char)first) || byte_is_digit((char)first) ||
	    first == m->sign)
		return;
	m->sign = m->sign == NO_SIGN ? first : ANY_SIGN;
}

static void sort_texts(struct matcher *m, const struct matcher_literal *literals,
		       const uint32_t *which, size_t len)
{
	struct sorted *all = mem_raw(len * sizeof *all);
	size_t letters = 0;
	bool is_sorted = true;

	for (size_t i = 0; i < len; i++) {
		uint32_t literal = which[i];
		all[i] = (struct sorted){ literals[literal].text, literal };
		is_sorted = is_sorted && (i == 0 || by_text(&all[i - 1], &all[i]) < 0);
		letters += all[i].text.len;
		m->everywhere |= literals[literal].left == EDGE_OPEN;
		note_sign(m, (uint8_t)all[i].text.p[0]);
	}
	MUST(letters < UINT32_MAX);
	if (!is_sorted)
		qsort(all, len, sizeof *all, by_text);
	m->letters = mem_new(letters + KEY_BYTES);
	m->order = mem_raw(len * sizeof *m->order);
	m->texts = mem_raw((len + 1) * sizeof *m->texts);
	m->texts[0].letters = 0;
	for (uint32_t i = 0; i < len; i++) {
		const struct matcher_literal *l = &literals[all[i].literal];
		m->order[i] =
		    (struct asked){ all[i].literal, (uint8_t)l->left, (uint8_t)l->right };
		add_text(m, all[i].text, i);
	}
	free(all);
	m->texts = mem_grow(m->texts, m->texts_len + 1, sizeof *m->texts);
	m->texts[m->texts_len].order = (uint32_t)len;
	m->letters = mem_grow(m->letters, m->texts[m->texts_len].letters + KEY_BYTES, 1);
}

bool matcher_new_of(const struct matcher_literal *literals, const uint32_t *which,
		    size_t len, struct matcher **ret, struct err *err)
{
	if (len > MATCHER_LITERALS_MAX)
		return err_set(err, ERR_STOP, "more than %d surface forms",
			       MATCHER_LITERALS_MAX);
	AUTO(matcher) m = mem_new(sizeof *m);
	m->sign = NO_SIGN;
	if (len) {
		sort_texts(m, literals, which, len);
		index_keys(m);
	}
	*ret = TAKE(m);
	return true;
}

bool matcher_new(const struct matcher_literal *literals, size_t len, struct matcher **ret,
		 struct err *err)
{
	uint32_t *all = mem_raw((len + 1) * sizeof *all);

	for (size_t i = 0; i < len; i++)
		all[i] = (uint32_t)i;
	bool ok = matcher_new_of(literals, all, len, ret, err);
	free(all);
	return ok;
}

uint32_t matcher_in_order(const struct matcher *m, size_t i)
{
	return m->order[i].literal;
}

void matcher_free(struct matcher *m)
{
	if (!m)
		return;
	free(m->letters);
	free(m->texts);
	free(m->keys);
	free(m->order);
	free(m->shortest);
	free(m->whole);
	free(m);
}

void matcher_hits_done(struct matcher_hits *h)
{
	if (!h)
		return;
	free(h->items);
	*h = (struct matcher_hits){ .max = h->max };
}
