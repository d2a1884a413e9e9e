/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/view.h"

bool notify(const char *state)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	size_t len = path ? strlen(path) : 0;

	if (len == 0)
		return true;
	if ((path[0] != '/' && path[0] != '@') || len >= sizeof to.sun_path)
		return false;
	memcpy(to.sun_path, path, len);
	if (path[0] == '@')
		to.sun_path[0] = '\0'; /* the abstract name space */
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	socklen_t to_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL,
			      (const struct sockaddr *)&to, to_len);
	close(fd);
	return sent == (ssize_t)strlen(state);
}

int64_t notify_watchdog_ms(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	uint64_t n, for_pid;

	if (!view_to_u64(view_of(usec), &n) || n > INT64_MAX)
		return 0;
	if (pid &&
	    (!view_to_u64(view_of(pid), &for_pid) || for_pid != (uint64_t)getpid()))
		return 0;
	return (int64_t)(n / 1000);
}
