/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/charset.h"

#include <errno.h>
#include <iconv.h>
#include <uchardet.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "parser/charset_doubt.h"
#include "parser/charset_names.h"
#include "parser/utf8_mend.h"

enum {
	DECLARATION_MAX = 1024,  /* bytes in which an XML declaration ends */
	META_MAX = 4096,         /* bytes in which a page names its charset */
	GUESS_BYTES = 64 * 1024, /* shown to uchardet: more makes it slow, not better */
	GUESS_AROUND = 32,       /* bytes on both sides of a byte that is not ASCII */
	GUESS_LEAST = 6,   /* bytes that are not ASCII, for a guess worth anything */
	TORN_MIN = 4,      /* so many unreadable characters, and one in so many */
	TORN_SHARE = 24,   /* bytes, are more than a slip */
	TORN_BETTER = 4,   /* another charset has to leave so many times fewer */
	ZEROS_LOOK = 1024, /* bytes at the start that tell UTF-16 */
	ZEROS_SHARE = 32,  /* one character in so many is ASCII, and so many at least */
	ZEROS_MIN = 3,
	UTF8_SURE = 6, /* sequences that are no chance in East Asian text */
};

/* What a document or its server says. */

/* The word behind "charset=" or "encoding=" (given as `key`), with or without quotes. */
static struct view label_after(struct view v, struct view key)
{
	size_t pos = view_find_nocase(v, key, 0);

	if (pos == VIEW_NONE)
		return (struct view){ NULL, 0 };
	v = view_trim(view_from(v, pos + key.len));
	if (v.len == 0 || v.p[0] != '=')
		return (struct view){ NULL, 0 };
	v = view_trim(view_from(v, 1));
	char quote = v.len ? v.p[0] : 0;
	if (quote == '"' || quote == '\'') {
		v = view_from(v, 1);
		return view_head(v, view_find_byte(v, quote, 0));
	}
	size_t end = 0;
	while (end < v.len && !byte_is_space(v.p[end]) && !strchr(";,\"'>/?", v.p[end]))
		end++;
	return view_head(v, end);
}

static struct view declaration_label(struct view bytes)
{
	struct view head = view_trim(view_head(bytes, DECLARATION_MAX));

	if (!view_starts(head, VIEW("<?xml")))
		return (struct view){ NULL, 0 };
	return label_after(view_head(head, view_find(head, VIEW("?>"), 0)),
			   VIEW("encoding"));
}

static struct view meta_label(struct view bytes)
{
	struct view head = view_head(bytes, META_MAX), label = { NULL, 0 };

	if (view_find_nocase(view_head(head, DECLARATION_MAX), VIEW("<html"), 0) ==
		VIEW_NONE &&
	    !view_starts_nocase(view_trim(head), VIEW("<meta")) &&
	    !view_starts_nocase(view_trim(head), VIEW("<head")) &&
	    !view_starts_nocase(view_trim(head), VIEW("<!doctype html")))
		return label;
	for (size_t pos = 0; label.len == 0; pos++) {
		pos = view_find_nocase(head, VIEW("<meta"), pos);
		if (pos == VIEW_NONE)
			break;
		struct view tag = view_from(head, pos);
		label = label_after(view_head(tag, view_find_byte(tag, '>', 0)),
				    VIEW("charset"));
	}
	return label;
}

/* UTF-16 and UTF-32 by byte order mark, or by how markup begins in them. */
static const struct charset *charset_of_start(struct view v, size_t *ret_mark_len)
{
	static const struct {
		struct view start;
		const char *label;
		bool mark;
	} starts[] = {
		{ VIEW_INIT("\xef\xbb\xbf"), "utf8", true },
		{ VIEW_INIT("\xff\xfe\0\0"), "utf32le", true },
		{ VIEW_INIT("\0\0\xfe\xff"), "utf32be", true },
		{ VIEW_INIT("\xff\xfe"), "utf16le", true },
		{ VIEW_INIT("\xfe\xff"), "utf16be", true },
		{ VIEW_INIT("\x4c\x6f\xa7\x94"), "ibm037", false }, /* "<?xm" */
		{ VIEW_INIT("<\0\0\0"), "utf32le", false },
		{ VIEW_INIT("\0\0\0<"), "utf32be", false },
		{ VIEW_INIT("<\0?\0"), "utf16le", false },
		{ VIEW_INIT("\0<\0?"), "utf16be", false },
		{ VIEW_INIT("<\0!\0"), "utf16le", false },
		{ VIEW_INIT("\0<\0!"), "utf16be", false },
		{ VIEW_INIT("{\0\"\0"), "utf16le", false },
		{ VIEW_INIT("\0{\0\""), "utf16be", false },
		{ VIEW_INIT("<\0r\0s\0s\0"), "utf16le", false },
		{ VIEW_INIT("\0<\0r\0s\0s"), "utf16be", false },
		{ VIEW_INIT("<\0f\0e\0e\0"), "utf16le", false },
		{ VIEW_INIT("\0<\0f\0e\0e"), "utf16be", false },
		{ VIEW_INIT("<\0h\0t\0m\0"), "utf16le", false },
		{ VIEW_INIT("\0<\0h\0t\0m"), "utf16be", false },
	};
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (view_starts(v, starts[i].start)) {
			*ret_mark_len = starts[i].mark ? starts[i].start.len : 0;
			return charset_named(view_of(starts[i].label));
		}
	return NULL;
}

/* UTF-16 by the upper halves of its ASCII, at least the spaces: zeros in every second byte
 * and in none of the others. */
static const struct charset *charset_of_zeros(struct view v)
{
	size_t zeros[2] = { 0, 0 }, len = v.len < ZEROS_LOOK ? v.len : ZEROS_LOOK;

	for (size_t i = 0; i < len; i++)
		zeros[i % 2] += v.p[i] == '\0';
	size_t least =
	    len / 2 / ZEROS_SHARE > ZEROS_MIN ? len / 2 / ZEROS_SHARE : ZEROS_MIN;
	if (zeros[0] == 0 && zeros[1] >= least)
		return charset_named(VIEW("utf16le"));
	if (zeros[1] == 0 && zeros[0] >= least)
		return charset_named(VIEW("utf16be"));
	return NULL;
}

/* How well the bytes fit a charset. */
struct fit {
	size_t good, bad; /* sequences that are not ASCII */
};

static struct fit utf8_fit(struct view v)
{
	struct fit f = { 0, 0 };
	size_t pasted = 0;

	for (size_t pos = 0; pos < v.len;) {
		size_t run = utf8_valid_prefix(view_from(v, pos));
		if (f.good < UTF8_SURE || f.bad) /* enough is known otherwise */
			for (size_t i = pos; i < pos + run; i++)
				f.good += (unsigned char)v.p[i] >= 0xc0;
		pos += run;
		if (pos == v.len)
			break;
		size_t pair = utf8_mend_pair(v, pos);
		bool quote = utf8_mend_pasted(v, pos);
		f.good += pair > 0;
		pasted += quote;
		f.bad += pair == 0 && !quote;
		pos += pair ? pair : 1;
	}
	/* Quotes that were pasted into UTF-8 do not make it another charset. */
	if (f.good == 0)
		f.bad += pasted;
	return f;
}

static bool is_ascii(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if ((unsigned char)v.p[i] >= 0x80)
			return false;
	return true;
}

static size_t count_high(struct view v)
{
	size_t count = 0;

	for (size_t i = 0; i < v.len; i++)
		count += (unsigned char)v.p[i] >> 7;
	return count;
}

/* Decoding. */

static bool iconv_all(iconv_t cd, struct view v, const struct charset *cs,
		      struct buf *out, size_t *ret_replaced)
{
	char *in = (char *)(uintptr_t)v.p; /* iconv's prototype is not const-correct */
	size_t in_left = v.len, unit = !cs->utf16_32 ? 1 : strstr(cs->name, "32") ? 4 : 2;

	while (in_left > 0) {
		size_t want = in_left < 4096 ? in_left + 64 : in_left;
		char *to = buf_room(out, want);
		if (!to)
			return false;
		size_t room = want, done = iconv(cd, &in, &in_left, &to, &room);
		int why = errno;
		out->len += want - room;
		if (done != (size_t)-1 || why == E2BIG)
			continue;
		buf_add_utf8(out, 0xfffd);
		++*ret_replaced;
		if (why == EINVAL) /* the last character is torn */
			break;
		size_t skip = unit < in_left ? unit : in_left;
		in += skip;
		in_left -= skip;
	}
	return !out->over;
}

/* HZ (RFC 1843) is GB 2312 in seven bits: "~{" begins it, "~}" ends it, "~~" is a tilde, and a
 * tilde at the end of a line says that there is none. Nothing gets longer. */
static struct view hz_to_eight_bits(struct view v, struct buf *out)
{
	bool chinese = false;

	for (size_t i = 0; i < v.len; i++) {
		char c = v.p[i], next = i + 1 < v.len ? v.p[i + 1] : 0;
		if (c == '~' && next && strchr("{}~\n", next)) {
			if (next == '~')
				buf_add_byte(out, '~');
			chinese = next == '{' || (chinese && next != '}');
			i++;
			continue;
		}
		chinese = chinese && c != '\n'; /* a line ends what was not closed */
		buf_add_byte(out, chinese && c > ' ' ? (char)(c | 0x80) : c);
	}
	return buf_view(out);
}

/* False: over the maximum of `out`. A charset that this system cannot decode is read as
 * UTF-8. */
static bool decode_as(const struct charset *cs, struct view v, struct buf *out,
		      size_t *ret_replaced)
{
	*ret_replaced = 0;
	if (!cs->iconv)
		return utf8_mend(v, out, ret_replaced);
	bool hz = strcmp(cs->iconv, "HZ") == 0;
	BUF(eight_bits, v.len);
	if (hz)
		v = hz_to_eight_bits(v, &eight_bits);
	iconv_t cd = iconv_open("UTF-8", hz ? "GB18030" : cs->iconv);
	if (cd == (iconv_t)-1)
		return utf8_mend(v, out, ret_replaced);
	bool ok = iconv_all(cd, v, cs, out, ret_replaced);
	iconv_close(cd);
	return ok;
}

/* Choosing. */

static const struct charset *guess(struct view v)
{
	const struct charset *cs = NULL;
	uchardet_t u = uchardet_new();
	size_t shown = 0;

	/* Only the surroundings of what is not ASCII: markup tells nothing. */
	for (size_t pos = 0; pos < v.len && shown < GUESS_BYTES; pos++) {
		if ((unsigned char)v.p[pos] < 0x80)
			continue;
		size_t from = pos > GUESS_AROUND ? pos - GUESS_AROUND : 0, end = pos;
		while (end < v.len && end - from < GUESS_BYTES &&
		       ((unsigned char)v.p[end] >= 0x80 || end - pos < GUESS_AROUND)) {
			if ((unsigned char)v.p[end] >= 0x80)
				pos = end;
			end++;
		}
		if (uchardet_handle_data(u, v.p + from, end - from) != 0)
			break;
		shown += end - from;
		pos = end;
	}
	uchardet_data_end(u);
	cs = charset_named(view_of(uchardet_get_charset(u)));
	uchardet_delete(u);
	return cs;
}

struct candidate {
	const struct charset *cs;
	const char *from;
};

/* May bytes that are UTF-8 in all their `good` sequences still be what was declared? */
static bool declared_holds(const struct charset *declared, struct fit f)
{
	return declared == charset_utf8() || f.good == 0 ||
	       (declared->wide && f.good < UTF8_SURE);
}

/* What was said, unless the text would be one that nobody writes and another charset makes
 * sense of it. */
static struct candidate undoubted(struct candidate said, struct view v)
{
	if (!charset_doubtful(said.cs, v)) {
		said.cs = charset_fuller(said.cs, v);
		return said;
	}
	const struct charset *guessed = guess(v);
	bool better = guessed && guessed->iconv && !charset_doubtful(guessed, v);
	return better ? (struct candidate){ guessed, "guess" } : said;
}

static struct candidate choose(struct view v, const struct candidate *said, size_t len)
{
	struct fit f = utf8_fit(v);
	bool valid = f.bad == 0;
	/* A few torn characters do not make it another charset. */
	bool nearly = f.good > 2 * f.bad;

	/* Seven bits with these escapes are nothing else, whatever is said. */
	if (f.good + f.bad == 0 && (view_find(v, VIEW("\x1b$B"), 0) != VIEW_NONE ||
				    view_find(v, VIEW("\x1b$@"), 0) != VIEW_NONE))
		return (struct candidate){ charset_named(VIEW("iso2022jp")), "guess" };
	for (size_t i = 0; i < len; i++) {
		if (said[i].cs == charset_utf8() ? valid || nearly
						 : valid && declared_holds(said[i].cs, f))
			return said[i];
		if (said[i].cs != charset_utf8() && !valid && !nearly)
			return undoubted(said[i], v);
	}
	if (valid || nearly)
		return (struct candidate){ charset_utf8(), valid ? "valid" : "guess" };
	const struct charset *guessed = count_high(v) < GUESS_LEAST ? NULL : guess(v);
	if (guessed && guessed != charset_utf8())
		return (struct candidate){ charset_fuller(guessed, v), "guess" };
	return (struct candidate){ charset_named(VIEW("windows1252")), "guess" };
}

/* The pages of EBCDIC have letters and quotes in common: any of them reads the declaration
 * (XML 1.0, appendix F). */
static struct candidate ebcdic(const struct charset *any, struct view v)
{
	BUF(head, DECLARATION_MAX * 3);
	size_t replaced;

	if (!decode_as(any, view_head(v, DECLARATION_MAX), &head, &replaced))
		return (struct candidate){ any, "guess" };
	const struct charset *said = charset_named(declaration_label(buf_view(&head)));
	bool is_one = said && !said->wide && said->iconv &&
		      view_starts(view_of(said->name), VIEW("IBM"));
	return is_one ? (struct candidate){ said, "declaration" }
		      : (struct candidate){ any, "guess" };
}

/* All that is said about the charset, most trusted first. */
static size_t candidates(struct view bytes, struct view content_type,
			 struct view configured, struct candidate said[4])
{
	const struct {
		struct view label;
		const char *from;
	} labels[] = {
		{ label_after(content_type, VIEW("charset")), "http" },
		{ declaration_label(bytes), "declaration" },
		{ meta_label(bytes), "meta" },
		{ configured, "config" },
	};
	size_t len = 0;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		const struct charset *cs = charset_named(labels[i].label);
		/* What was read as ASCII is not UTF-16, whatever it says. */
		if (cs)
			said[len++] =
			    (struct candidate){ cs->utf16_32 ? charset_utf8() : cs,
						labels[i].from };
	}
	/* Servers send Latin-1 as their default for documents that know better. */
	if (len > 1 && said[0].cs == charset_named(VIEW("latin1")) &&
	    strcmp(said[0].from, "http") == 0 && strcmp(said[1].from, "config") != 0) {
		struct candidate http = said[0];
		memmove(said, said + 1, (len - 1) * sizeof(*said));
		said[len - 1] = http;
	}
	return len;
}

/* A wide charset that leaves holes may be another one than the document says. */
static bool decode_chosen(struct candidate *chosen, struct view v, struct buf *out,
			  size_t *ret_replaced)
{
	if (!decode_as(chosen->cs, v, out, ret_replaced))
		return false;
	if (!chosen->cs->wide || chosen->cs->utf16_32 || *ret_replaced < TORN_MIN ||
	    *ret_replaced * TORN_SHARE < count_high(v))
		return true;
	const struct charset *guessed = guess(v);
	size_t replaced;
	if (!guessed || guessed == chosen->cs || guessed->utf16_32)
		return true;
	BUF(second, out->max);
	if (!decode_as(guessed, v, &second, &replaced) ||
	    replaced * TORN_BETTER > *ret_replaced)
		return true;
	buf_clear(out);
	*chosen = (struct candidate){ guessed, "guess" };
	*ret_replaced = replaced;
	return buf_add(out, buf_view(&second));
}

/* Where U+0080 to U+009F stands at or behind `from`, or v.len. */
static size_t c1_find(struct view v, size_t from)
{
	for (size_t at = from; (at = view_find_byte(v, '\xc2', at)) != VIEW_NONE; at++)
		if (at + 1 < v.len && (unsigned char)v.p[at + 1] < 0xa0)
			return at;
	return v.len;
}

/* In UTF-8 these are windows-1252 that somebody converted as if it were Latin-1. */
static struct view without_c1(struct view v, struct arena *a)
{
	size_t at = c1_find(v, 0), from = 0;

	if (at == v.len)
		return v;
	/* None of them is longer than three bytes in UTF-8, in place of two. */
	char *p = arena_raw(a, v.len + v.len / 2 + 4);
	size_t to = 0;
	for (; at < v.len; at = c1_find(v, from)) {
		memcpy(p + to, v.p + from, at - from);
		to += at - from;
		to +=
		    utf8_encode(charset_windows_1252((unsigned char)v.p[at + 1]), p + to);
		from = at + 2;
	}
	memcpy(p + to, v.p + from, v.len - from);
	return view_at(p, to + v.len - from);
}

bool charset_decode(struct view bytes, struct view content_type, struct view configured,
		    size_t max_bytes, struct arena *a, struct charset_result *ret,
		    struct err *err)
{
	struct candidate said[4], chosen;
	size_t mark_len = 0, replaced = 0, len;
	const struct charset *start = charset_of_start(bytes, &mark_len);

	if (bytes.len > max_bytes)
		return err_set(err, ERR_REJECT, "the document is over %zu bytes",
			       max_bytes);
	bytes = view_from(bytes, mark_len);
	start = start ? start : charset_of_zeros(bytes);
	bool valid = utf8_valid(bytes),
	     escapes = view_find_byte(bytes, 0x1b, 0) != VIEW_NONE;
	if (start && !start->wide && start->iconv) {
		chosen = ebcdic(start, bytes);
	} else if (start) {
		chosen = (struct candidate){ start, mark_len ? "bom" : "guess" };
	} else {
		len = candidates(bytes, content_type, configured, said);
		if (valid && !escapes && len && said[0].cs == charset_utf8())
			chosen = said[0];
		else if (valid && !escapes && !len)
			chosen = (struct candidate){ charset_utf8(), "valid" };
		else if (!escapes && is_ascii(bytes))
			chosen = said[0];
		else
			chosen = choose(bytes, said, len);
	}
	if (valid && (chosen.cs == charset_utf8() ||
		      (!chosen.cs->wide && start != chosen.cs && is_ascii(bytes)))) {
		*ret = (struct charset_result){ without_c1(bytes, a), chosen.cs->name,
						chosen.from, 0 };
		return true;
	}
	BUF(out, max_bytes);
	if (!decode_chosen(&chosen, bytes, &out, &replaced))
		return err_set(err, ERR_REJECT, "the document is over %zu bytes in UTF-8",
			       max_bytes);
	struct view text = arena_copy(a, buf_view(&out));
	*ret = (struct charset_result){ start ? text : without_c1(text, a),
					chosen.cs->name, chosen.from, replaced };
	return true;
}
