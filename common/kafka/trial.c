/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/trial.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Seconds of waiting beyond those of working: a machine that is busy is no verdict. */
enum { WAIT_S = 30 };

static _Noreturn void be_tried(void (*call)(void *), void *arg, rlim_t cpu_s)
{
	static const int ours[] = { SIGALRM, SIGXCPU, SIGTERM, SIGINT };
	sigset_t none;

	/* Nobody is to think that it is the worker. */
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		(void)signal(ours[i], SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)setrlimit(RLIMIT_CPU, &(struct rlimit){ cpu_s, cpu_s + 1 });
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	(void)alarm((unsigned)(WAIT_S + 4 * cpu_s));
	call(arg);
	_exit(0);
}

static enum trial_end judge(int status, char why[TRIAL_WHY])
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return TRIAL_LIVED;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return TRIAL_NONE;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return TRIAL_OVERDUE;
	if (WIFSIGNALED(status))
		(void)snprintf(why, TRIAL_WHY, "%s", strsignal(WTERMSIG(status)));
	else
		(void)snprintf(why, TRIAL_WHY, "exit code %d", WEXITSTATUS(status));
	return TRIAL_DIED;
}

enum trial_end trial_run(void (*call)(void *), void *arg, int64_t cpu_ms,
			 char ret_why[TRIAL_WHY])
{
	int status;

	ret_why[0] = '\0';
	/* What stdio holds would be written twice. */
	(void)fflush(NULL);
	pid_t pid = fork();
	if (pid < 0)
		return TRIAL_NONE;
	if (pid == 0)
		be_tried(call, arg, (rlim_t)(cpu_ms + 999) / 1000);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return TRIAL_NONE;
	return judge(status, ret_why);
}
