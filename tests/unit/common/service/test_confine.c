/* SPDX-License-Identifier: Apache-2.0 */
/* Each deed is done in a child, since nothing that was given up comes back. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <netdb.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/service/confine.h"

enum { FILES = 1, CALLS = 2, NO_WALL = 200 };

static char folder[] = "/tmp/confine-XXXXXX";
static char inside[64], outside[] = "/tmp/confine-out-XXXXXX";
static uint16_t port_open, port_other;

/* 0: the deed could be done; else errno. */
typedef int deed(void);

static int result(bool ok)
{
	return ok ? 0 : errno;
}

static int child(const struct confine_rules *r, int walls, deed *d)
{
	struct err err;

	if (walls & FILES && !confine_files(r, &err))
		return NO_WALL;
	if (walls & CALLS && !confine_calls(r, &err))
		return NO_WALL;
	return d();
}

static int after(const struct confine_rules *r, int walls, deed *d)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(child(r, walls, d));
	cr_assert(eq(int, waitpid(pid, &status, 0), pid));
	if (WIFSIGNALED(status))
		return -WTERMSIG(status);
	if (WEXITSTATUS(status) == NO_WALL)
		cr_skip("the kernel has no such wall");
	return WEXITSTATUS(status);
}

static uint16_t listening(int *ret_fd)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;

	*ret_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert(eq(int, bind(*ret_fd, (struct sockaddr *)&a, sizeof a), 0));
	cr_assert(eq(int, listen(*ret_fd, 8), 0));
	cr_assert(eq(int, getsockname(*ret_fd, (struct sockaddr *)&a, &len), 0));
	return ntohs(a.sin_port);
}

static struct arena *arena;
static struct confine_rules rules;
static int listeners[2];

static void setup(void)
{
	arena = arena_new(1024 * 1024);
	rules = (struct confine_rules){ .arena = arena };
	cr_assert(ne(ptr, mkdtemp(folder), NULL));
	(void)snprintf(inside, sizeof inside, "%s/file", folder);
	close(open(inside, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	close(mkstemp(outside));
	port_open = listening(&listeners[0]);
	port_other = listening(&listeners[1]);
}

static void teardown(void)
{
	close(listeners[0]);
	close(listeners[1]);
	unlink(inside);
	rmdir(folder);
	unlink(outside);
	arena_free(arena);
}

TestSuite(confine, .init = setup, .fini = teardown);

/* --- files ------------------------------------------------------------------------------- */

static int read_inside(void)
{
	return result(open(inside, O_RDONLY | O_CLOEXEC) >= 0);
}

static int write_inside(void)
{
	return result(open(inside, O_WRONLY | O_CLOEXEC) >= 0);
}

static int read_outside(void)
{
	return result(open(outside, O_RDONLY | O_CLOEXEC) >= 0);
}

static int move_outside(void)
{
	return result(rename(inside, outside) == 0);
}

static int read_passwd(void)
{
	return result(open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0);
}

Test(confine, reads_what_the_rules_name_and_nothing_else)
{
	confine_read(&rules, view_of(folder));
	cr_expect(eq(int, after(&rules, FILES, read_inside), 0));
	cr_expect(eq(int, after(&rules, FILES, read_passwd), 0));
	cr_expect(eq(int, after(&rules, FILES, read_outside), EACCES));
	cr_expect(eq(int, after(&rules, FILES, write_inside), EACCES));
}

Test(confine, writes_only_below_a_folder_that_the_rules_name)
{
	confine_write(&rules, view_of(folder));
	cr_expect(eq(int, after(&rules, FILES | CALLS, write_inside), 0));
	cr_expect(ne(int, after(&rules, FILES | CALLS, move_outside), 0));
}

Test(confine, opens_nothing_to_write_without_such_a_folder)
{
	cr_expect(eq(int, after(&rules, CALLS, read_inside), 0));
	cr_expect(eq(int, after(&rules, CALLS, write_inside), EPERM));
	cr_expect(eq(int, after(&rules, CALLS, move_outside), EPERM));
}

Test(confine, reads_what_links_in_a_folder_lead_to)
{
	char link[96];

	(void)snprintf(link, sizeof link, "%s/link", folder);
	cr_assert(eq(int, symlink(outside, link), 0));
	confine_read_linked(&rules, view_of(folder), 1);
	cr_expect(eq(int, after(&rules, FILES, read_inside), 0));
	cr_expect(eq(int, after(&rules, FILES, read_outside), 0));
	unlink(link);
}

Test(confine, does_not_mind_a_path_that_is_not_there)
{
	confine_read(&rules, VIEW("/nowhere/at/all"));
	cr_expect(eq(int, after(&rules, FILES, read_passwd), 0));
}

/* --- ports ------------------------------------------------------------------------------- */

static int connects(uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons(port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return result(fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0);
}

static int connect_open(void)
{
	return connects(port_open);
}

static int connect_other(void)
{
	return connects(port_other);
}

Test(confine, connects_to_the_ports_of_the_rules_alone)
{
	confine_connect(&rules, port_open);
	cr_expect(eq(int, after(&rules, FILES | CALLS, connect_open), 0));
	cr_expect(eq(int, after(&rules, FILES | CALLS, connect_other), EACCES));
	rules.connect_any = true;
	cr_expect(eq(int, after(&rules, FILES | CALLS, connect_other), 0));
}

Test(confine, takes_ports_from_a_list_of_addresses)
{
	confine_connect_list(&rules, VIEW("a:19092, b ,[::1]:29092,a:19092,c:0"), 9092);
	cr_assert(eq(sz, rules.ports_len, 3));
	cr_expect(eq(u16, rules.ports[0], 19092));
	cr_expect(eq(u16, rules.ports[1], 9092));
	cr_expect(eq(u16, rules.ports[2], 29092));
}

Test(confine, leaves_out_ports_that_do_not_fit)
{
	for (int i = 1; i <= CONFINE_PORTS_MAX + 10; i++)
		confine_connect(&rules, (uint16_t)i);
	cr_expect(eq(sz, rules.ports_len, CONFINE_PORTS_MAX));
}

/* --- calls ------------------------------------------------------------------------------- */

static int start_program(void)
{
	char *const argv[] = { (char[]){ "true" }, NULL };

	return result(execv("/bin/true", argv) == 0);
}

static int copy_itself(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(start_program() == EPERM ? 0 : 1);
	return result(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

static int new_names(void)
{
	return result(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, 0) >=
		      0);
}

static int look_into_parent(void)
{
	return result(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

static int kill_parent(void)
{
	return result(kill(getppid(), 0) == 0);
}

static int listen_again(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return result(listen(fd, 1) == 0);
}

static int sniff(void)
{
	return result(socket(AF_PACKET, SOCK_RAW, 0) >= 0);
}

static int map_code(void)
{
	return result(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static int make_code(void)
{
	void *p =
	    mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return result(mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0);
}

Test(confine, starts_nothing_and_reaches_no_other_process)
{
	cr_expect(eq(int, after(&rules, CALLS, start_program), EPERM));
	cr_expect(eq(int, after(&rules, CALLS, copy_itself), 0));
	cr_expect(eq(int, after(&rules, CALLS, new_names), EPERM));
	cr_expect(eq(int, after(&rules, CALLS, look_into_parent), EPERM));
	cr_expect(eq(int, after(&rules, CALLS, kill_parent), EPERM));
	cr_expect(eq(int, after(&rules, 0, kill_parent), 0));
}

Test(confine, opens_no_server_and_sees_no_packets)
{
	cr_expect(eq(int, after(&rules, CALLS, listen_again), EPERM));
	cr_expect(eq(int, after(&rules, CALLS, sniff), EPERM));
	cr_expect(eq(int, after(&rules, 0, listen_again), 0));
}

Test(confine, runs_no_memory_that_was_written)
{
	cr_expect(eq(int, after(&rules, CALLS, map_code), EPERM));
	cr_expect(eq(int, after(&rules, CALLS, make_code), EPERM));
	cr_expect(eq(int, after(&rules, 0, map_code), 0));
}

/* --- what still works -------------------------------------------------------------------- */

static void *nothing(void *self)
{
	return self;
}

static int go_on(void)
{
	char in[] = "\x93\xfa", out[16], *from = in, *to = out;
	size_t in_len = 2, out_len = sizeof out;
	struct addrinfo *found = NULL;
	pthread_t thread;

	if (pthread_create(&thread, NULL, nothing, NULL) != 0)
		return 101;
	pthread_join(thread, NULL);
	iconv_t cd = iconv_open("UTF-8", "SHIFT_JIS"); /* loads a library */
	if (cd == (iconv_t)-1 || iconv(cd, &from, &in_len, &to, &out_len) != 0)
		return 102;
	iconv_close(cd);
	if (getaddrinfo("localhost", "80", NULL, &found) != 0)
		return 103;
	freeaddrinfo(found);
	return fprintf(stderr, "%s", "") < 0 ? 104 : 0;
}

static int give_up(void)
{
	abort();
}

Test(confine, leaves_threads_charsets_and_names)
{
	cr_expect(eq(int, after(&rules, FILES | CALLS, go_on), 0));
}

Test(confine, lets_a_process_abort)
{
	cr_expect(eq(int, after(&rules, FILES | CALLS, give_up), -SIGABRT));
}
