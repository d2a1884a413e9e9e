/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "fetcher/reply.h"

#define NOW 1700000000000 /* Tue, 14 Nov 2023 22:13:20 GMT */

static int64_t retry_after(const char *line)
{
	AUTO(reply) r = reply_new(10);
	reply_add_line(r, view_of(line));
	return reply_retry_after_ms(r, NOW);
}

static int64_t fresh(const char *one, const char *two)
{
	AUTO(reply) r = reply_new(10);
	reply_add_line(r, view_of(one));
	reply_add_line(r, view_of(two));
	return reply_fresh_ms(r, NOW);
}

Test(reply, keeps_the_headers_that_count_of_the_last_answer)
{
	AUTO(reply) r = reply_new(10);

	reply_add_line(r, VIEW("HTTP/1.1 103 Early Hints\r\n"));
	reply_add_line(r, VIEW("ETag: \"old\"\r\n"));
	reply_add_line(r, VIEW("HTTP/1.1 200 OK\r\n"));
	reply_add_line(r, VIEW("ETAG :  \"a:b\" \r\n"));
	reply_add_line(r, VIEW("Set-Cookie: x\r\n"));
	reply_add_line(r, VIEW("no header\r\n"));
	reply_add_line(r, VIEW("Date: x\nLocation: http://forged/\r\n"));
	cr_assert(view_eq(reply_header(r, VIEW("etag")), VIEW("\"a:b\"")));
	cr_assert(eq(sz, reply_header(r, VIEW("set-cookie")).len, 0));
	cr_assert(eq(sz, reply_header(r, VIEW("location")).len, 0));
	cr_assert(eq(sz, reply_header(r, VIEW("date")).len, 0));
}

Test(reply, joins_what_is_folded_to_the_header_before)
{
	AUTO(reply) r = reply_new(10);

	reply_add_line(r, VIEW("HTTP/1.1 200 OK\r\n"));
	reply_add_line(r, VIEW(" ETag: \"of nothing\"\r\n"));
	reply_add_line(r, VIEW("Cache-Control: public,\r\n"));
	reply_add_line(r, VIEW("\tmax-age=5,\r\n"));
	reply_add_line(r, VIEW("  s-maxage=9\r\n"));
	reply_add_line(r, VIEW("X-Other: a\r\n"));
	reply_add_line(r, VIEW(" Location: http://forged/\r\n"));
	cr_assert(view_eq(reply_header(r, VIEW("cache-control")),
			  VIEW("public, max-age=5, s-maxage=9")));
	cr_assert(eq(sz, reply_header(r, VIEW("location")).len, 0));
	cr_assert(eq(sz, reply_header(r, VIEW("etag")).len, 0));
	cr_assert(eq(i64, reply_fresh_ms(r, NOW), 5000));
	reply_add_line(r, VIEW("HTTP/1.1 200 OK\r\n"));
	reply_add_line(r, VIEW(" folded\r\n"));
	cr_assert(eq(sz, r->headers.len, 0));
}

Test(reply, reads_retry_after_in_both_forms)
{
	cr_assert(eq(i64, retry_after("Retry-After: 120\r\n"), 120000));
	cr_assert(eq(i64, retry_after("Retry-After: Tue, 14 Nov 2023 22:14:20 GMT\r\n"),
		     60000));
	cr_assert(
	    eq(i64, retry_after("Retry-After: Tue, 14 Nov 2023 20:14:20 GMT\r\n"), 0));
	cr_assert(eq(i64, retry_after("Retry-After: 99999999999999999999999\r\n"),
		     INT64_C(366) * 86400000));
	cr_assert(eq(i64, retry_after("Retry-After: soon\r\n"), -1));
	cr_assert(eq(i64, retry_after("Retry-After: -5\r\n"), -1));
	cr_assert(eq(i64, retry_after("Retry-After:\r\n"), -1));
	cr_assert(eq(i64, retry_after("Retry-After: 99999992000 06-Nov-; G\r\n"), -1),
		  "a year that no clock will show");
	cr_assert(eq(i64, retry_after("X: 1\r\n"), -1));
}

Test(reply, says_how_long_it_stays_fresh)
{
	cr_assert(eq(i64, fresh("Cache-Control: public, max-age=600\r\n", ""), 600000));
	cr_assert(eq(i64, fresh("Cache-Control: MAX-AGE=600, no-cache\r\n", ""), 0));
	cr_assert(eq(i64, fresh("Cache-Control: max-age=x\r\n", ""), -1));
	cr_assert(eq(i64, fresh("Cache-Control: max-age=\"600\"\r\n", ""), 600000));
	cr_assert(eq(i64, fresh("Cache-Control: max-age=\"\r\n", ""), -1));
	cr_assert(eq(i64, fresh("Cache-Control: max-age=-1\r\n", ""), -1));
	cr_assert(eq(i64, fresh("Cache-Control: max-age=1.5\r\n", ""), -1));
	cr_assert(
	    eq(i64, fresh("Cache-Control:,, ,max-age = 7, max-age=6,\r\n", ""), 6000));
	cr_assert(eq(i64, fresh("Cache-Control: s-maxage=600\r\n", ""), -1));
	cr_assert(eq(i64,
		     fresh("Cache-Control: no-cache=\"set-cookie\", max-age=6\r\n", ""),
		     6000));
	cr_assert(eq(i64,
		     fresh("Cache-Control: max-age=600\r\n", "Cache-Control: public\r\n"),
		     600000));
	cr_assert(eq(i64,
		     fresh("Cache-Control: no-store\r\n", "Cache-Control: max-age=9\r\n"),
		     0));
	cr_assert(eq(i64,
		     fresh("Expires: Tue, 14 Nov 2023 23:00:00 GMT\r\n",
			   "Date: Tue, 14 Nov 2023 22:00:00 GMT\r\n"),
		     3600000));
	cr_assert(
	    eq(i64, fresh("Expires: Tue, 14 Nov 2023 22:13:30 GMT\r\n", ""), 10000));
	cr_assert(eq(i64, fresh("Expires: 0\r\n", ""), -1));
	cr_assert(eq(i64,
		     fresh("Expires: Tue, 14 Nov 2023 23:00:00 GMT\r\n",
			   "Cache-Control: max-age=60\r\n"),
		     60000));
}
