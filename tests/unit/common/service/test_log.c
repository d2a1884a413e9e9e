/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/service/log.h"
#include "common/service/log_limit.h"

/* What is written to standard error between capture() and captured(). */
static int pipe_read, saved_stderr;

static void capture(void)
{
	int fds[2];

	cr_assert(eq(int, pipe(fds), 0));
	saved_stderr = dup(STDERR_FILENO);
	dup2(fds[1], STDERR_FILENO);
	close(fds[1]);
	pipe_read = fds[0];
}

static char *captured(char *text, size_t size)
{
	size_t len = 0;
	ssize_t n;

	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	while ((n = read(pipe_read, text + len, size - 1 - len)) > 0)
		len += (size_t)n;
	close(pipe_read);
	text[len] = '\0';
	return text;
}

Test(log, writes_a_line_with_the_name_of_worker_and_instance)
{
	char text[4096], worker[] = "parser";
	struct err err;

	log_setup(LOG_INFO, LOG_JOURNAL, worker, "a");
	worker[0] = 'X'; /* it was copied */
	err_set(&err, ERR_REJECT, "no title");
	capture();
	log_warn("story.rejected", F_STR("feed", "kyodo"), F_ERR(&err));
	cr_assert(eq(str, captured(text, sizeof text),
		     "<4>worker=parser instance=a event=story.rejected feed=kyodo "
		     "why=\"no title\"\n"));
}

Test(log, leaves_out_what_is_below_the_least_level)
{
	char text[4096];

	log_setup(LOG_WARN, LOG_JOURNAL, "", "");
	capture();
	log_debug("a", F_INT("n", 1));
	log_info("a", F_INT("n", 2));
	log_warn("a", F_INT("n", 3));
	log_error("a", F_INT("n", 4));
	cr_assert(
	    eq(str, captured(text, sizeof text), "<4>event=a n=3\n<3>event=a n=4\n"));
}

Test(log, works_before_it_is_set_up)
{
	char text[4096];

	capture();
	log_debug("a", F_INT("n", 1));
	log_info("a", F_INT("n", 2));
	captured(text, sizeof text);
	cr_assert(eq(ptr, strstr(text, "n=1"), NULL));
	cr_assert(ne(ptr, strstr(text, " level=info event=a n=2\n"), NULL));
}

Test(log, limits_each_event)
{
	char text[16384];
	size_t lines = 0;

	log_setup(LOG_INFO, LOG_JOURNAL, "", "");
	capture();
	for (int i = 0; i < LOG_LIMIT_BURST + 20; i++)
		log_info("noisy", F_INT("n", i));
	captured(text, sizeof text);
	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	cr_assert(ge(sz, lines, (size_t)LOG_LIMIT_BURST));
	cr_assert(lt(sz, lines, (size_t)LOG_LIMIT_BURST + 20));
}

Test(log, leaves_errno_alone)
{
	char text[4096];

	capture();
	errno = EAGAIN;
	log_info("a", F_INT("n", 1));
	cr_assert(eq(int, errno, EAGAIN));
	captured(text, sizeof text);
}
