/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/wire_frames.h"

#include <stdio.h>

#include "parser/agency.h"

enum { SOH = 1, STX = 2, ETX = 3, EOT = 4, STAMP_BYTES_MAX = 40 };

/* Position of the first of two control characters, or the end. */
static size_t find_either(struct view v, char a, char b, size_t from)
{
	for (size_t i = from; i < v.len; i++)
		if (v.p[i] == a || v.p[i] == b)
			return i;
	return v.len;
}

bool wire_frame_next(struct view v, size_t *pos, struct wire_frame *ret)
{
	size_t start = view_find_byte(v, SOH, *pos);

	if (start == VIEW_NONE)
		return false;
	start++;
	size_t end = view_find_byte(v, SOH, start);
	struct view message =
	    view_at(v.p + start, (end == VIEW_NONE ? v.len : end) - start);
	*pos = start + message.len;

	size_t text = find_either(message, STX, ETX, 0);
	*ret = (struct wire_frame){ .header = view_head(message, text) };
	if (text == message.len || message.p[text] == ETX) {
		/* Without STX the header is the first line. */
		size_t line = view_find_byte(message, '\n', 0);
		text = line == VIEW_NONE ? message.len : line;
		ret->header = view_head(message, text);
	}
	struct view body = view_from(message, text + 1);
	size_t close = find_either(body, ETX, EOT, 0);
	ret->text = view_head(body, close);
	ret->complete = close < body.len;
	struct view trailer = view_from(body, close + 1);
	ret->trailer = view_head(trailer, find_either(trailer, EOT, ETX, 0));
	return true;
}

struct view wire_frame_printable(struct view v, struct arena *a)
{
	char *p = arena_string(a, v);

	for (size_t i = 0; i < v.len; i++) {
		unsigned char c = (unsigned char)p[i];
		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			p[i] = ' ';
	}
	return view_at(p, v.len);
}

bool wire_frame_date(struct view v, const struct date_hints *hints, struct date *ret)
{
	char text[STAMP_BYTES_MAX * 2];

	v = view_trim(v);
	v = view_trim(view_from(v, agency_letters(v))); /* "AFP" above or before it */
	if (v.len < 9 || v.len > STAMP_BYTES_MAX)
		return false;
	for (size_t i = 0; i < 6; i++)
		if (!byte_is_digit(v.p[i]))
			return false;
	struct view rest = view_trim(view_from(v, 6));
	/* The zone stands before the month; a date reader wants the month beside its day. */
	size_t word = 0;
	while (word < rest.len && byte_is_alpha(rest.p[word]))
		word++;
	struct view behind = view_trim(view_from(rest, word));
	bool zone = word && behind.len && byte_is_alpha(behind.p[0]);
	int n = snprintf(text, sizeof text, "%.2s %.*s %.2s:%.2s %.*s", v.p,
			 VIEW_ARG(zone ? behind : rest), v.p + 2, v.p + 4,
			 VIEW_ARG(zone ? view_head(rest, word) : VIEW("")));
	return n > 0 && (size_t)n < sizeof text &&
	       date_parse(view_at(text, (size_t)n), hints, ret);
}

bool wire_frames_parse(const struct document *d, struct view text, wire_frame_read *read,
		       const char *name, struct arena *a, struct parsed *ret,
		       struct err *err)
{
	size_t first = ret->stories_len, pos = 0;
	struct wire_frame frame;

	while (wire_frame_next(text, &pos, &frame) && !arena_over(a)) {
		if (!frame.complete && ret->stories_len > first) {
			ret->lost++;
			ret->lost_why = VIEW("a message without an end");
			continue;
		}
		struct story *s = parsed_add(ret, d, a);
		if (!s)
			break;
		if (!read(s, d, &frame, a))
			ret->stories_len--;
	}
	if (arena_over(a))
		return err_set(err, ERR_REJECT, "the text needs too much memory");
	return ret->stories_len > first ||
	       err_set(err, ERR_REJECT, "no %s message with a text in it", name);
}
