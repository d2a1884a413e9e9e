/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/markup.h"

bool markup_escape(struct buf *out, struct view v, bool quotes)
{
	size_t from = 0;

	for (size_t i = 0; i < v.len; i++) {
		struct view instead;
		switch (v.p[i]) {
		case '<':
			instead = VIEW("&lt;");
			break;
		case '>':
			instead = VIEW("&gt;");
			break;
		case '&':
			instead = VIEW("&amp;");
			break;
		case '"':
			if (!quotes)
				continue;
			instead = VIEW("&quot;");
			break;
		default:
			continue;
		}
		buf_add(out, view_at(v.p + from, i - from));
		buf_add(out, instead);
		from = i + 1;
	}
	return buf_add(out, view_from(v, from)) && !out->over;
}
