/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/children.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/must.h"

enum { END_MS = 5000, LOOK_MS = 20 };

_Noreturn static void become(char *const argv[], int log_fd, pid_t parent)
{
	/* Asked after the fact: the parent may have died before the request. */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent)
		_exit(127);
	(void)setpgid(0, 0);
	(void)dup2(log_fd, STDOUT_FILENO);
	(void)dup2(log_fd, STDERR_FILENO);
	(void)execv(argv[0], argv);
	_exit(127);
}

bool children_start(struct children *c, const char *name, char *const argv[],
		    const char *log_file, struct err *err)
{
	pid_t parent = getpid();

	MUST(c->len < CHILDREN_MAX);
	if (access(argv[0], X_OK) != 0)
		return err_set(err, ERR_STOP, "%s: %s", argv[0], strerror(errno));
	int fd = open(log_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(err, ERR_STOP, "%s: %s", log_file, strerror(errno));
	pid_t pid = fork();
	if (pid == 0)
		become(argv, fd, parent);
	(void)close(fd);
	if (pid < 0)
		return err_set(err, ERR_STOP, "%s: %s", name, strerror(errno));
	c->items[c->len++] = (struct child){ name, pid };
	return true;
}

static bool reap(struct child *c)
{
	if (c->pid && waitpid(c->pid, NULL, WNOHANG) == c->pid)
		c->pid = 0;
	return c->pid == 0;
}

const char *children_ended(struct children *c)
{
	for (size_t i = 0; i < c->len; i++)
		if (reap(&c->items[i]))
			return c->items[i].name;
	return NULL;
}

static bool all_ended(struct children *c)
{
	bool all = true;

	for (size_t i = 0; i < c->len; i++)
		all &= reap(&c->items[i]);
	return all;
}

static void signal_all(const struct children *c, int number)
{
	for (size_t i = 0; i < c->len; i++)
		if (c->items[i].pid)
			(void)kill(c->items[i].pid, number);
}

void children_stop(struct children *c)
{
	signal_all(c, SIGTERM);
	for (int waited = 0; !all_ended(c) && waited < END_MS; waited += LOOK_MS)
		(void)poll(NULL, 0, LOOK_MS);
	signal_all(c, SIGKILL);
	for (size_t i = 0; i < c->len; i++)
		if (c->items[i].pid)
			(void)waitpid(c->items[i].pid, NULL, 0);
	c->len = 0;
}
