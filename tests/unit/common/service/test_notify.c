/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/service/notify.h"

/* A manager's socket, bound to `path`, whose first character may be '@'. */
static int listen_at(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	strcpy(at.sun_path, path);
	if (path[0] == '@')
		at.sun_path[0] = '\0';
	socklen_t len =
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	cr_assert(eq(int, bind(fd, (const struct sockaddr *)&at, len), 0));
	setenv("NOTIFY_SOCKET", path, 1);
	return fd;
}

static void expect(int fd, const char *message)
{
	char text[256];
	ssize_t n = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);

	cr_assert(ge(int, (int)n, 0));
	text[n] = '\0';
	cr_assert(eq(str, text, (char *)message));
}

Test(notify, tells_a_socket_in_the_file_system)
{
	char path[64] = "/tmp/kw-notify-XXXXXX";

	cr_assert(ne(ptr, mkdtemp(path), NULL));
	strcat(path, "/s");
	int fd = listen_at(path);
	cr_assert(notify("READY=1"));
	cr_assert(notify("STOPPING=1\nSTATUS=x"));
	expect(fd, "READY=1");
	expect(fd, "STOPPING=1\nSTATUS=x");
	close(fd);
	cr_assert(not(notify("READY=1")));
	unlink(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
}

Test(notify, tells_a_socket_with_an_abstract_name)
{
	char path[64];

	(void)snprintf(path, sizeof path, "@kw-notify-%d", (int)getpid());
	int fd = listen_at(path);
	cr_assert(notify("WATCHDOG=1"));
	expect(fd, "WATCHDOG=1");
	close(fd);
}

Test(notify, does_nothing_without_a_manager)
{
	unsetenv("NOTIFY_SOCKET");
	cr_assert(notify("READY=1"));
	setenv("NOTIFY_SOCKET", "", 1);
	cr_assert(notify("READY=1"));
}

Test(notify, refuses_addresses_that_are_none)
{
	char path[200];

	setenv("NOTIFY_SOCKET", "relative", 1);
	cr_assert(not(notify("READY=1")));
	memset(path, 'x', sizeof path - 1);
	path[0] = '/';
	path[sizeof path - 1] = '\0';
	setenv("NOTIFY_SOCKET", path, 1);
	cr_assert(not(notify("READY=1")));
}

Test(notify, knows_how_often_the_watchdog_wants_to_hear)
{
	char pid[32];

	unsetenv("WATCHDOG_PID");
	unsetenv("WATCHDOG_USEC");
	cr_assert(eq(i64, notify_watchdog_ms(), 0));
	setenv("WATCHDOG_USEC", "30000000", 1);
	cr_assert(eq(i64, notify_watchdog_ms(), 30000));
	setenv("WATCHDOG_PID", "1", 1);
	cr_assert(eq(i64, notify_watchdog_ms(), 0));
	(void)snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	cr_assert(eq(i64, notify_watchdog_ms(), 30000));
	setenv("WATCHDOG_USEC", "soon", 1);
	cr_assert(eq(i64, notify_watchdog_ms(), 0));
}
