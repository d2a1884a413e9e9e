/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "common/service/log_line.h"

#define FIELDS(...)                               \
	(const struct log_field[])                \
	{                                         \
		__VA_ARGS__,                      \
		{                                 \
			LOG_F_END, 0, { 0 }, 0, 0 \
		}                                 \
	}

static const struct log_line base = {
	.level = LOG_WARN,
	.now = 1674466200250, /* 2023-01-23T09:30:00.250Z */
	.worker = "parser",
	.instance = "a",
	.event = "story.rejected",
};

static void expect(enum log_format format, const struct log_field *fields,
		   const char *text)
{
	BUF(out, LOG_LINE_MAX);
	struct log_line line = base;

	line.format = format;
	line.fields = fields;
	log_line_format(&line, &out);
	cr_assert(eq(str, (char *)buf_string(&out), (char *)text));
}

#define HEAD                                                                 \
	"time=2023-01-23T09:30:00.250Z level=warn worker=parser instance=a " \
	"event=story.rejected"

Test(log_line, writes_every_type_of_field_as_logfmt)
{
	expect(LOG_LOGFMT,
	       FIELDS(F_STR("feed", "kyodo"), F_INT("n", -3), F_BOOL("full", true),
		      F_BOOL("half", false), F_DOUBLE("seconds", 0.25),
		      F_DOUBLE("bad", NAN), F_VIEW("part", view_at("abcdef", 3))),
	       HEAD
	       " feed=kyodo n=-3 full=true half=false seconds=0.25 bad=null part=abc\n");
}

Test(log_line, writes_json_that_keeps_types)
{
	expect(
	    LOG_JSON,
	    FIELDS(F_STR("feed", "kyodo"), F_INT("n", -3), F_BOOL("full", true),
		   F_DOUBLE("seconds", 0.25)),
	    "{\"time\":\"2023-01-23T09:30:00.250Z\",\"level\":\"warn\",\"worker\":"
	    "\"parser\","
	    "\"instance\":\"a\",\"event\":\"story.rejected\",\"feed\":\"kyodo\",\"n\":-3,"
	    "\"full\":true,\"seconds\":0.25}\n");
}

Test(log_line, leaves_time_and_level_to_journald)
{
	expect(LOG_JOURNAL, FIELDS(F_INT("n", 1)),
	       "<4>worker=parser instance=a event=story.rejected n=1\n");
}

Test(log_line, does_not_let_a_value_forge_a_line_or_a_field)
{
	expect(LOG_LOGFMT, FIELDS(F_STR("title", "x\nlevel=error event=\"y\"\t\\")),
	       HEAD " title=\"x\\nlevel=error event=\\\"y\\\"\\t\\\\\"\n");
	expect(LOG_LOGFMT, FIELDS(F_STR("a", "x>"), F_STR("b", "{"), F_STR("c", "")),
	       HEAD " a=x> b={ c=\"\"\n");
	expect(LOG_LOGFMT, FIELDS(F_STR("a", "b=c")), HEAD " a=\"b=c\"\n");
}

Test(log_line, escapes_what_a_terminal_would_act_on)
{
	expect(LOG_LOGFMT,
	       FIELDS(F_STR("t", "\033[2J\x7f\xc2\x9b \xe2\x80\xae \xe2\x80\xa8")),
	       HEAD " t=\"\\u001b[2J\\u007f\\u009b \\u202e \\u2028\"\n");
}

Test(log_line, keeps_good_utf8_and_replaces_bad)
{
	expect(LOG_LOGFMT, FIELDS(F_STR("t", "Курилы \xff\xc3")),
	       HEAD " t=\"Курилы \xef\xbf\xbd\xef\xbf\xbd\"\n");
}

Test(log_line, says_how_many_lines_were_swallowed)
{
	BUF(out, LOG_LINE_MAX);
	struct log_line line = base;

	line.worker = line.instance = "";
	line.level = LOG_DEBUG;
	line.swallowed = 12;
	line.fields = FIELDS(F_INT("n", 1));
	log_line_format(&line, &out);
	cr_assert(eq(str, (char *)buf_string(&out),
		     "time=2023-01-23T09:30:00.250Z level=debug event=story.rejected n=1 "
		     "swallowed=12\n"));
}

Test(log_line, cuts_long_values_between_code_points)
{
	BUF(out, LOG_LINE_MAX);
	struct log_line line = base;
	char text[LOG_VALUE_MAX + 11];

	memset(text, 'a', sizeof text);
	memcpy(text + LOG_VALUE_MAX - 1, "\xd1\x8f", 2); /* stands across the limit */
	line.fields = FIELDS(F_VIEW("t", view_at(text, sizeof text)));
	log_line_format(&line, &out);
	cr_assert(view_ends(buf_view(&out), VIEW("aaa\xe2\x80\xa6\"\n")));
	cr_assert(lt(sz, out.len, (size_t)LOG_VALUE_MAX + 120));
}

Test(log_line, leaves_out_whole_fields_that_do_not_fit_and_says_so)
{
	BUF(out, LOG_LINE_MAX);
	struct log_line line = base;
	char text[LOG_VALUE_MAX];

	memset(text, 1, sizeof text); /* each byte becomes six */
	line.format = LOG_JSON;
	line.swallowed = UINT64_MAX;
	line.fields = FIELDS(F_VIEW("a", view_at(text, sizeof text)),
			     F_VIEW("b", view_at(text, sizeof text)), F_INT("c", 7));
	log_line_format(&line, &out);
	cr_assert(not(out.over));
	cr_assert(le(sz, out.len, (size_t)LOG_LINE_MAX));
	cr_assert(view_ends(buf_view(&out),
			    VIEW("\\u0001\",\"c\":7,\"swallowed\":18446744073709551615,"
				 "\"cut\":true}\n")));
	cr_assert(eq(sz, view_find(buf_view(&out), VIEW("\"b\""), 0), VIEW_NONE));
}
