/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/pattern.h"

struct list {
	struct view *items;
	size_t len;
};

/* Which alternative of the <...> groups is written, and how many they have. */
struct agreement {
	size_t pick, count; /* count 0: no group seen */
};

struct reader {
	struct agreement *agreement;
	struct view text;
	size_t pos;
	struct pattern_pieces pieces;
	struct arena *arena;
	int depth;
};

static bool read_choices(struct reader *r, struct list *ret, struct err *err);
static bool read_sequence(struct reader *r, struct list *ret, struct err *err);

static struct list one(struct arena *a, struct view v)
{
	struct list l = { ARENA_NEW(a, struct view), 1 };
	l.items[0] = v;
	return l;
}

static bool too_many(struct err *err)
{
	return err_set(err, ERR_STOP, "stands for more than %d forms", PATTERN_FORMS_MAX);
}

static bool append(struct arena *a, struct list *all, struct list more, struct err *err)
{
	if (all->len + more.len > PATTERN_FORMS_MAX)
		return too_many(err);
	for (size_t i = 0; i < more.len; i++)
		*ARENA_PUSH(a, all->items, all->len) = more.items[i];
	return true;
}

/* Each of `left` followed by each of `right`. */
static bool cross(struct arena *a, struct list *left, struct list right, struct err *err)
{
	if (left->len * right.len > PATTERN_FORMS_MAX)
		return too_many(err);
	struct list all = { ARENA_ARRAY(a, struct view, left->len * right.len), 0 };
	for (size_t i = 0; i < left->len; i++)
		for (size_t k = 0; k < right.len; k++) {
			struct view l = left->items[i], r = right.items[k];
			if (l.len + r.len > PATTERN_FORM_BYTES_MAX)
				return err_set(err, ERR_STOP,
					       "has a form of more than %d bytes",
					       PATTERN_FORM_BYTES_MAX);
			char *p = arena_alloc(a, l.len + r.len + 1);
			if (l.len)
				memcpy(p, l.p, l.len);
			if (r.len)
				memcpy(p + l.len, r.p, r.len);
			all.items[all.len++] = view_at(p, l.len + r.len);
		}
	*left = all;
	return true;
}

static bool read_piece(struct reader *r, struct list *ret, struct err *err)
{
	size_t end = view_find_byte(r->text, '}', r->pos);
	if (end == VIEW_NONE)
		return err_set(err, ERR_STOP, "has a { without its }");
	struct view name = view_at(r->text.p + r->pos + 1, end - r->pos - 1);
	r->pos = end + 1;

	for (size_t i = 0; i < r->pieces.len; i++) {
		if (!view_eq(r->pieces.items[i].name, name))
			continue;
		struct reader inner = {
			r->agreement, r->pieces.items[i].pattern, 0, r->pieces, r->arena,
			r->depth + 1
		};
		if (!read_choices(&inner, ret, err))
			return false;
		if (inner.pos < inner.text.len)
			return err_set(err, ERR_STOP,
				       "has a piece with an odd bracket: {%.*s}",
				       VIEW_ARG(name));
		return true;
	}
	return err_set(err, ERR_STOP, "uses the piece {%.*s}, which is not there",
		       VIEW_ARG(name));
}

static bool read_group(struct reader *r, struct list *ret, struct err *err)
{
	char open = r->text.p[r->pos++];
	char close = open == '(' ? ')' : ']';

	r->depth++;
	if (!read_choices(r, ret, err))
		return false;
	r->depth--;
	if (r->pos >= r->text.len || r->text.p[r->pos] != close)
		return err_set(err, ERR_STOP, "has a %c without its %c", open, close);
	r->pos++;
	if (open == '[')
		*ARENA_PUSH(r->arena, ret->items, ret->len) = VIEW("");
	return true;
}

/* <a|b|c>: the alternative that is picked this time. */
static bool read_agreeing(struct reader *r, struct list *ret, struct err *err)
{
	size_t count = 0;

	for (r->pos++, r->depth++;; r->pos++) {
		struct list some = { 0 };
		if (!read_sequence(r, &some, err))
			return false;
		if (count++ == r->agreement->pick)
			*ret = some;
		if (r->pos >= r->text.len || r->text.p[r->pos] != '|')
			break;
	}
	r->depth--;
	if (r->pos >= r->text.len || r->text.p[r->pos] != '>')
		return err_set(err, ERR_STOP, "has a < without its >");
	r->pos++;
	if (r->agreement->count && r->agreement->count != count)
		return err_set(err, ERR_STOP, "has <...> of %zu and of %zu choices",
			       r->agreement->count, count);
	r->agreement->count = count;
	return true;
}

static struct view read_letters(struct reader *r)
{
	char *p = arena_alloc(r->arena, r->text.len - r->pos + 1);
	size_t len = 0;

	for (; r->pos < r->text.len; r->pos++) {
		char c = r->text.p[r->pos];
		if (strchr("()[]{}<>|", c) && c)
			break;
		if (c == '\\' && r->pos + 1 < r->text.len)
			c = r->text.p[++r->pos];
		p[len++] = c;
	}
	return view_at(p, len);
}

static bool read_sequence(struct reader *r, struct list *ret, struct err *err)
{
	struct list all = one(r->arena, VIEW(""));

	while (r->pos < r->text.len && !strchr("|)]>", r->text.p[r->pos])) {
		char c = r->text.p[r->pos];
		struct list next = { 0 };
		if (c == '<') {
			if (!read_agreeing(r, &next, err))
				return false;
		} else if (c == '{') {
			if (!read_piece(r, &next, err))
				return false;
		} else if (c == '(' || c == '[') {
			if (!read_group(r, &next, err))
				return false;
		} else if (c == '}') {
			return err_set(err, ERR_STOP, "has a } without its {");
		} else {
			next = one(r->arena, read_letters(r));
		}
		if (!cross(r->arena, &all, next, err))
			return false;
	}
	*ret = all;
	return true;
}

static bool read_choices(struct reader *r, struct list *ret, struct err *err)
{
	struct list all = { NULL, 0 };

	if (r->depth > PATTERN_DEPTH_MAX)
		return err_set(err, ERR_STOP, "is nested deeper than %d",
			       PATTERN_DEPTH_MAX);
	for (;;) {
		struct list some = { 0 };
		if (!read_sequence(r, &some, err))
			return false;
		if (!append(r->arena, &all, some, err))
			return false;
		if (r->pos >= r->text.len || r->text.p[r->pos] != '|')
			break;
		r->pos++;
	}
	*ret = all;
	return true;
}

static enum pattern_edge edge_of(char c)
{
	return c == '~' ? EDGE_OPEN : c == '=' ? EDGE_CLOSED : EDGE_SCRIPT;
}

/* Inside a pattern it would only stand for itself, and no text has it. */
static bool has_inner_tilde(struct view body)
{
	for (size_t i = 0; i < body.len; i++)
		if (body.p[i] == '\\')
			i++;
		else if (body.p[i] == '~')
			return true;
	return false;
}

bool pattern_expand(struct view pattern, struct pattern_pieces pieces, struct arena *a,
		    struct pattern_forms *ret, struct err *err)
{
	struct pattern_forms forms = { 0 };
	struct view body = view_trim(pattern);

	if (body.len && (forms.left = edge_of(body.p[0])) != EDGE_SCRIPT)
		body = view_from(body, 1);
	if (body.len && (forms.right = edge_of(body.p[body.len - 1])) != EDGE_SCRIPT)
		body = view_head(body, body.len - 1);

	if (has_inner_tilde(body))
		return err_set(err, ERR_STOP, "has a ~ that is not at its start or end");

	struct agreement agreement = { 0, 0 };
	struct list all = { 0 };
	do {
		struct reader r = { &agreement, body, 0, pieces, a, 0 };
		struct list some = { 0 };
		if (!read_choices(&r, &some, err))
			return false;
		if (r.pos < body.len)
			return err_set(err, ERR_STOP, "has a %c too many", body.p[r.pos]);
		if (!append(a, &all, some, err))
			return false;
	} while (++agreement.pick < agreement.count);
	for (size_t i = 0; i < all.len; i++)
		if (all.items[i].len == 0)
			return err_set(err, ERR_STOP, "can be empty");
	forms.items = all.items;
	forms.len = all.len;
	*ret = forms;
	return true;
}
