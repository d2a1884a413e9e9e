/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded into a worker: every nth of one kind of call fails, or the process dies there.
 *
 *   KW_SHIM=read|write|connect|lookup|memory:N:fail|die
 *
 * read and write are those of sockets. With "memory", the Nth allocation alone.
 */
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

static char what[16];
static unsigned long nth;
static bool dies;
static atomic_ulong count;

__attribute__((constructor)) static void set_up(void)
{
	const char *text = getenv("KW_SHIM");
	char how[8] = "";

	if (text && sscanf(text, "%15[a-z]:%lu:%7s", what, &nth, how) == 3)
		dies = strcmp(how, "die") == 0;
}

static bool hit(const char *kind)
{
	if (nth == 0 || strcmp(kind, what) != 0)
		return false;
	unsigned long n = atomic_fetch_add(&count, 1) + 1;
	if (*kind == 'm' ? n != nth : n % nth != 0)
		return false;
	if (dies)
		(void)raise(SIGKILL);
	return true;
}

static bool is_socket(int fd)
{
	struct stat s;

	return fstat(fd, &s) == 0 && S_ISSOCK(s.st_mode);
}

#define NEXT(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

#define ON_SOCKET(kind, code, result, name, fd, parameters, arguments) \
	EXPORT result name parameters                                  \
	{                                                              \
		if (is_socket(fd) && hit(kind)) {                      \
			errno = code;                                  \
			return -1;                                     \
		}                                                      \
		return NEXT(name) arguments;                           \
	}

ON_SOCKET("read", ECONNRESET, ssize_t, read, fd, (int fd, void *to, size_t n),
	  (fd, to, n))
ON_SOCKET("read", ECONNRESET, ssize_t, recv, fd, (int fd, void *to, size_t n, int flags),
	  (fd, to, n, flags))
ON_SOCKET("read", ECONNRESET, ssize_t, recvmsg, fd, (int fd, struct msghdr *m, int flags),
	  (fd, m, flags))
ON_SOCKET("write", EPIPE, ssize_t, write, fd, (int fd, const void *p, size_t n),
	  (fd, p, n))
ON_SOCKET("write", EPIPE, ssize_t, send, fd, (int fd, const void *p, size_t n, int flags),
	  (fd, p, n, flags))
ON_SOCKET("write", EPIPE, ssize_t, sendmsg, fd,
	  (int fd, const struct msghdr *m, int flags), (fd, m, flags))
ON_SOCKET("connect", ECONNREFUSED, int, connect, fd,
	  (int fd, __CONST_SOCKADDR_ARG to, socklen_t n), (fd, to, n))

EXPORT int getaddrinfo(const char *node, const char *service,
		       const struct addrinfo *hints, struct addrinfo **ret)
{
	return hit("lookup") ? EAI_AGAIN : NEXT(getaddrinfo)(node, service, hints, ret);
}

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

EXPORT void *malloc(size_t n)
{
	return hit("memory") ? NULL : __libc_malloc(n);
}

EXPORT void *calloc(size_t n, size_t size)
{
	return hit("memory") ? NULL : __libc_calloc(n, size);
}

EXPORT void *realloc(void *p, size_t n)
{
	return hit("memory") ? NULL : __libc_realloc(p, n);
}
