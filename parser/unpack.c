/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/unpack.h"

#include <zlib.h>

enum {
	PIECE_BYTES = 64 * 1024,
	WINDOW_GZIP = 15 + 16, /* zlib.h: the largest window, with a gzip header */
};

bool unpack_is_gzip(struct view bytes)
{
	return view_starts(bytes, VIEW("\x1f\x8b\x08"));
}

/* Reads one member. False: it is damaged or ends too early; what was good is in `out`. */
static bool member(z_stream *z, struct buf *out)
{
	for (int result = Z_OK; result == Z_OK;) {
		char *to = buf_room(out, PIECE_BYTES);
		if (!to)
			return false;
		z->next_out = (Bytef *)to;
		z->avail_out = PIECE_BYTES;
		result = inflate(z, Z_NO_FLUSH);
		out->len += PIECE_BYTES - z->avail_out;
		if (result == Z_STREAM_END)
			return true;
	}
	return false;
}

bool unpack_gzip(struct view bytes, size_t max_bytes, struct buf *out, struct err *err)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)bytes.p };
	size_t before = out->len;

	z.avail_in = bytes.len < UINT32_MAX ? (uInt)bytes.len : UINT32_MAX;
	if (inflateInit2(&z, WINDOW_GZIP) != Z_OK)
		return err_set(err, ERR_RETRY, "no memory to unpack gzip data");
	while (member(&z, out) && z.avail_in > 0 && inflateReset(&z) == Z_OK)
		;
	(void)inflateEnd(&z);
	if (out->over || out->len - before > max_bytes)
		return err_set(err, ERR_REJECT, "gzip data of over %zu bytes", max_bytes);
	if (out->len == before)
		return err_set(err, ERR_REJECT, "gzip data that cannot be unpacked");
	return true;
}
