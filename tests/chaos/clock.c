/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded into a worker: its wall clock is ahead of the machine's by as many seconds as the
 * file KW_CLOCK holds, as an int64_t in the machine's order, at any time.
 *
 * With KW_CLOCK_STAMPS=true gettimeofday() tells the machine's time: librdkafka stamps records by
 * it, and the broker refuses stamps that are far ahead.
 *
 * libfaketime does so too, but also for timespec_get(), by which librdkafka says until when it
 * waits; the kernel, which does the waiting, knows nothing of it.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

static const int64_t none;
static const volatile int64_t *ahead = &none, *stamps_ahead = &none;

__attribute__((constructor)) static void set_up(void)
{
	const char *path = getenv("KW_CLOCK");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *p =
	    fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, fd, 0);

	if (p != MAP_FAILED)
		ahead = p;
	if (!getenv("KW_CLOCK_STAMPS"))
		stamps_ahead = ahead;
	if (fd >= 0)
		(void)close(fd);
}

EXPORT int clock_gettime(clockid_t clock, struct timespec *ret)
{
	int result = (int)syscall(SYS_clock_gettime, clock, ret);

	if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		ret->tv_sec += *ahead;
	return result;
}

EXPORT int gettimeofday(struct timeval *restrict ret, void *restrict zone)
{
	struct timespec t;

	(void)zone;
	int result = (int)syscall(SYS_clock_gettime, CLOCK_REALTIME, &t);
	ret->tv_sec = t.tv_sec + *stamps_ahead;
	ret->tv_usec = t.tv_nsec / 1000;
	return result;
}

EXPORT time_t time(time_t *ret)
{
	struct timespec t = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &t);
	if (ret)
		*ret = t.tv_sec;
	return t.tv_sec;
}
