/* SPDX-License-Identifier: Apache-2.0 */
/* A worker in a process of its own, as a service manager would have it: what it logs is read
 * line by line, and its exit code waited for. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/service/service.h"
#include "http_get.h"
#include "sample_rows.h"

enum { PATIENCE_MS = 30000 };

/* --- the worker -------------------------------------------------------------------------- */

static int runs, unloaded;

static bool load(struct config *c, const struct options *o, void **ret_own,
		 struct settings_errors *e)
{
	struct sample_limits *limits = ARENA_NEW(c->arena, struct sample_limits);

	(void)o;
	*ret_own = limits;
	return config_section(c, "fetcher", sample_limits_rows, limits, e);
}

static void unload(void *own)
{
	(void)own;
	unloaded++;
}

static void stop_flag(void *self)
{
	*(volatile int *)self = 1;
}

static bool run(struct service *s, struct err *err)
{
	const struct sample_limits *limits = service_own(s);
	static volatile int stopped;

	if (limits->entries == 13)
		return err_set(err, ERR_STOP, "entries cannot be 13");
	if (limits->entries == 14 && runs++ == 0)
		return err_set(err, ERR_RETRY, "no broker answers");
	service_on_stop(s, stop_flag, (void *)(uintptr_t)&stopped);
	service_ready(s);
	while (!service_stopping(s)) {
		if (service_reload(s)) {
			limits = service_own(s);
			log_info("test.entries", F_INT("entries", limits->entries));
		}
		service_beat(s);
		service_wait(s, 20);
	}
	/* It was said that it stops before the callback came. */
	while (!stopped)
		service_wait(s, 1);
	service_on_stop(s, NULL, NULL);
	return true;
}

static struct metric rows[] = {
	{ .name = "test_things_total", .type = METRIC_COUNTER, .help = "Things." },
	{ .name = NULL },
};
static const struct config_part parts[] = { { "fetcher", sample_limits_rows },
					    { NULL, NULL } };
static const struct service_program program = {
	.name = "parser",
	.summary = "reads documents into stories",
	.parts = parts,
	.metrics = rows,
	.load = load,
	.unload = unload,
	.run = run,
};

/* --- whoever starts it ------------------------------------------------------------------- */

static char folder[64], path[128], said[65536];
static size_t said_len;
static pid_t pid;
static int out_fd;

static void write_config(const char *text)
{
	FILE *f = fopen(path, "w");

	cr_assert(ne(ptr, f, NULL));
	fputs(text, f);
	fclose(f);
}

static void setup(void)
{
	strcpy(folder, "/tmp/kw-service-XXXXXX");
	cr_assert(ne(ptr, mkdtemp(folder), NULL));
	(void)snprintf(path, sizeof path, "%s/kurilwire.yaml", folder);
}

static void teardown(void)
{
	unlink(path);
	rmdir(folder);
}

TestSuite(service, .init = setup, .fini = teardown);

static void start(const char *option)
{
	const char *argv[] = { "parser", "--config", folder, "--instance=a", option };
	int fds[2];

	cr_assert(eq(int, pipe(fds), 0));
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		close(fds[1]);
		int code = service_main(option ? 5 : 4, (char *const *)argv, &program);
		fflush(NULL);
		_exit(code);
	}
	close(fds[1]);
	out_fd = fds[0];
	said_len = 0;
}

/* Reads on until it has said `text`; false at its end, or when patience is over. */
static bool says(const char *text)
{
	struct pollfd fd = { .fd = out_fd, .events = POLLIN };

	for (;;) {
		said[said_len] = '\0';
		if (strstr(said, text))
			return true;
		if (poll(&fd, 1, PATIENCE_MS) <= 0)
			return false;
		ssize_t n = read(out_fd, said + said_len, sizeof said - 1 - said_len);
		if (n <= 0)
			return false;
		said_len += (size_t)n;
	}
}

static int ended(void)
{
	int status = 0;

	(void)says("never said");
	close(out_fd);
	cr_assert(eq(int, waitpid(pid, &status, 0), pid));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void expect(const char *text)
{
	cr_assert(says(text), "\"%s\" is not in\n%s", text, said);
}

static int port(void)
{
	expect(" event=service.ready");
	return atoi(strstr(said, " port=") + strlen(" port="));
}

Test(service, starts_works_and_ends_when_it_is_asked_to)
{
	static char answer[65536];

	write_config("log: {level: info}\n");
	start(NULL);
	expect(" event=service.starting");
	cr_assert(http_get(port(), "GET", "/health", answer, sizeof answer));
	cr_assert(strstr(answer, "HTTP/1.1 200") == answer, "%s", answer);
	cr_assert(strstr(answer, "\"worker\":\"parser\",\"instance\":\"a\"") != NULL);
	cr_assert(http_get(port(), "GET", "/metrics", answer, sizeof answer));
	cr_assert(strstr(answer, "\ntest_things_total 0\n") != NULL);
	kill(pid, SIGTERM);
	cr_assert(eq(int, ended(), 0), "%s", said);
	cr_assert(strstr(said, "event=service.stopping signal=15\n") != NULL);
	cr_assert(strstr(said, "event=service.stopped exit=0\n") != NULL);
}

Test(service, ends_on_an_interrupt_too)
{
	start(NULL);
	expect("event=service.ready");
	kill(pid, SIGINT);
	cr_assert(eq(int, ended(), 0));
}

Test(service, does_not_start_with_a_wrong_configuration)
{
	write_config("log: {level: loud}\nfetcher: {entires: 5}\nmonitr: 1\n");
	start(NULL);
	cr_assert(eq(int, ended(), EXIT_CONFIG));
	expect("kurilwire.yaml:1:14: \"level\" is \"debug\", \"info\", \"warn\" or "
	       "\"error\", not "
	       "\"loud\"\n");
	expect("unknown setting \"entires\" in \"fetcher\"; did you mean \"entries\"?\n");
	expect("unknown setting \"monitr\"; did you mean \"monitor\"?\n");
	expect("3 errors; nothing was started\n");
	cr_assert(strstr(said, "service.starting") == NULL);
}

Test(service, does_not_start_with_a_wrong_command_line)
{
	start("--form=latest");
	cr_assert(eq(int, ended(), EXIT_USAGE));
	cr_assert(eq(str, said,
		     "parser: unknown option \"--form\"; did you mean \"--from\"?\n"));
}

Test(service, checks_describes_and_helps_without_starting)
{
	start("--check");
	cr_assert(eq(int, ended(), 0));
	expect("parser: the configuration in ");
	write_config("limits: {text: 1}\n");
	start("--check");
	cr_assert(eq(int, ended(), EXIT_CONFIG));
	expect("\"text\" is 64KiB to 256MiB, not \"1\"");
	start("--describe");
	cr_assert(eq(int, ended(), 0));
	expect("\nfetcher.entries: whole number, 1 to 10000, default 500\n");
	start("--help");
	cr_assert(eq(int, ended(), 0));
	expect("parser - reads documents into stories\n");
	start("--version");
	cr_assert(eq(int, ended(), 0));
	cr_assert(strncmp(said, "parser 0.", 9) == 0, "%s", said);
}

Test(service, ends_with_1_when_it_cannot_go_on)
{
	write_config("fetcher: {entries: 13}\n");
	start(NULL);
	cr_assert(eq(int, ended(), 1));
	expect("level=error worker=parser instance=a event=service.stopped why=\"entries "
	       "cannot "
	       "be 13\" exit=1\n");
}

Test(service, tries_again_what_may_recover)
{
	write_config("fetcher: {entries: 14}\n");
	start(NULL);
	expect("event=service.waiting why=\"no broker answers\" wait_ms=1000\n");
	expect("event=service.ready");
	kill(pid, SIGTERM);
	cr_assert(eq(int, ended(), 0));
}

Test(service, does_not_wait_for_a_broker_when_it_is_asked_to_stop)
{
	write_config("fetcher: {entries: 14}\n");
	start(NULL);
	expect("event=service.waiting");
	kill(pid, SIGTERM);
	cr_assert(eq(int, ended(), 0));
	cr_assert(strstr(said, "event=service.ready") == NULL, "%s", said);
}

/* The next message to the service manager's socket. */
static char *told(int fd)
{
	static char text[256];
	struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	ssize_t n = recv(fd, text, sizeof text - 1, 0);
	text[n < 0 ? 0 : n] = '\0';
	return text;
}

/* Among others. */
static void expect_told(int fd, const char *state)
{
	for (const char *text = told(fd); strcmp(text, state) != 0; text = told(fd))
		cr_assert(ne(int, text[0], '\0'), "never told %s", state);
}

Test(service, tells_the_service_manager_how_it_is)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	(void)snprintf(at.sun_path + 1, sizeof at.sun_path - 1, "kw-test-%d",
		       (int)getpid());
	size_t len = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(at.sun_path + 1);
	cr_assert(eq(int, bind(fd, (const struct sockaddr *)&at, (socklen_t)len), 0));
	at.sun_path[0] = '@';
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
	setenv("WATCHDOG_USEC", "100000", 1);
	unsetenv("WATCHDOG_PID");
	start(NULL);
	expect_told(fd, "READY=1");
	expect_told(fd, "WATCHDOG=1");
	expect("event=service.ready");
	kill(pid, SIGTERM);
	expect_told(fd, "STOPPING=1");
	cr_assert(eq(int, ended(), 0));
	close(fd);
}

Test(service, says_why_it_cannot_listen)
{
	char option[64];

	start(NULL);
	(void)snprintf(option, sizeof option, "--monitor-port=%d", port());
	pid_t first = pid;
	int first_fd = out_fd;
	start(option);
	cr_assert(eq(int, ended(), 1));
	expect("Address already in use");
	pid = first;
	out_fd = first_fd;
	kill(pid, SIGTERM);
	cr_assert(eq(int, ended(), 0));
}

Test(service, takes_another_configuration_as_a_whole_or_not_at_all)
{
	static char answer[65536];

	write_config("fetcher: {entries: 5}\n");
	start(NULL);
	int at = port();
	write_config("fetcher: {entries: 6}\nlog: {level: x}\n");
	kill(pid, SIGHUP);
	expect("event=config.refused why=");
	cr_assert(http_get(at, "GET", "/health", answer, sizeof answer));
	cr_assert(strstr(answer, "HTTP/1.1 200") == answer);
	cr_assert(strstr(answer,
			 "{\"part\":\"config\",\"note\":\"reload refused, the old "
			 "configuration stays in force: ") != NULL);
	cr_assert(strstr(said, "event=test.entries") == NULL);

	for (int i = 7; i < 10; i++) {
		char text[64];
		(void)snprintf(text, sizeof text, "fetcher: {entries: %d}\n", i);
		write_config(text);
		kill(pid, SIGHUP);
		(void)snprintf(text, sizeof text, "event=test.entries entries=%d\n", i);
		expect(text);
	}
	/* There may be others, as of a kernel without Landlock. */
	cr_assert(http_get(at, "GET", "/health", answer, sizeof answer));
	cr_assert(strstr(answer, "\"part\":\"config\"") == NULL, "%s", answer);
	kill(pid, SIGTERM);
	cr_assert(eq(int, ended(), 0));
}

Test(service, reads_files_that_have_changed_only_if_it_is_told_to_watch_them)
{
	write_config("reload: {watch: no}\nfetcher: {entries: 5}\n");
	start(NULL);
	expect("event=service.ready");
	write_config("reload: {watch: yes}\nfetcher: {entries: 6}\n");
	kill(pid, SIGHUP);
	expect("event=test.entries entries=6\n");
	write_config("reload: {watch: yes}\nfetcher: {entries: none}\n");
	expect("event=config.changed");
	expect("event=config.refused why=");
	write_config("reload: {watch: no}\nfetcher: {entries: 7}\n");
	expect("event=test.entries entries=7\n");
	write_config("fetcher: {entries: 8}\n");
	kill(pid, SIGHUP);
	expect("event=test.entries entries=8\n");
	kill(pid, SIGTERM);
	cr_assert(eq(int, ended(), 0));
	char *last = strstr(said, "entries=7\n");
	cr_assert(strstr(last, "event=config.changed") == NULL, "%s", last);
}
