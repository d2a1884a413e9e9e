/* SPDX-License-Identifier: Apache-2.0 */
/* The wall of system calls. The lists say what glibc, librdkafka, libcurl and libmicrohttpd
 * do once a worker runs; what is in none of them fails with EPERM. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/service/confine.h"

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

static const char *const always[] = {
	/* memory */
	"brk", "madvise", "mincore", "mremap", "msync", "munmap", "membarrier",
	/* threads and time, and to wait for a copy of itself */
	"alarm", "wait4", "arch_prctl", "clock_getres", "clock_gettime",
	"clock_nanosleep", "exit", "exit_group", "futex", "futex_waitv",
	"get_robust_list", "getcpu", "gettimeofday", "nanosleep", "restart_syscall",
	"rseq", "sched_getaffinity", "sched_yield", "set_robust_list", "set_tid_address",
	"time", "timerfd_create", "timerfd_gettime", "timerfd_settime",
	/* signals to itself */
	"rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn",
	"rt_sigtimedwait", "sigaltstack", "signalfd4",
	/* who and where */
	"getegid", "geteuid", "getgid", "getpid", "getppid", "getrandom", "getrlimit",
	"getrusage", "gettid", "getuid", "prlimit64", "sysinfo", "times", "umask",
	"uname",
	/* descriptors */
	"close", "close_range", "dup", "dup2", "dup3", "epoll_create1", "epoll_ctl",
	"epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd2", "fadvise64", "fcntl",
	"lseek", "pipe", "pipe2", "poll", "ppoll", "pread64", "preadv", "pselect6",
	"read", "readv", "select", "sendfile", "write", "writev",
	/* looking at files; Landlock says at which */
	"access", "faccessat", "faccessat2", "fstat", "fstatfs", "getcwd", "getdents64",
	"inotify_add_watch", "inotify_init1", "lstat", "newfstatat", "readlink",
	"readlinkat", "stat", "statfs", "statx",
	/* sockets; Landlock says which ports. Netlink is bound by getaddrinfo(3). */
	"accept", "accept4", "bind", "connect", "getpeername", "getsockname",
	"getsockopt", "recvfrom", "recvmmsg", "recvmsg", "sendmmsg", "sendmsg", "sendto",
	"setsockopt", "shutdown"
};

static const char *const writing[] = {
	"fallocate", "fchmod",  "fdatasync", "flock",     "fsync",
	"ftruncate", "link",    "linkat",    "mkdir",     "mkdirat",
	"pwrite64",  "pwritev", "rename",    "renameat",  "renameat2",
	"rmdir",     "unlink",  "unlinkat",  "utimensat",
};

/* One kind of call, if its argument, masked, has this value. */
static const struct {
	const char *name;
	unsigned argument;
	uint64_t mask, value;
} partly[] = {
	/* A thread shares all; a process is a copy of this one, as confined as it is, that
	 * tries a record (common/kafka/trial.h). */
	{ "clone", 0, CLONE_THREAD, CLONE_THREAD },
	{ "clone", 0, ~(uint64_t)(CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CSIGNAL),
	  0 },
	/* Libraries are mapped to be run, but never what can be written to. */
	{ "mmap", 2, PROT_EXEC, 0 },
	{ "mmap", 2, PROT_WRITE, 0 },
	{ "mprotect", 2, PROT_EXEC, 0 },
	{ "socket", 0, UINT64_MAX, AF_INET },
	{ "socket", 0, UINT64_MAX, AF_INET6 },
	{ "socket", 0, UINT64_MAX, AF_UNIX },
	{ "socket", 0, UINT64_MAX, AF_NETLINK },
	{ "socketpair", 0, UINT64_MAX, AF_UNIX },
	{ "ioctl", 1, UINT32_MAX, FIONREAD },
	{ "ioctl", 1, UINT32_MAX, FIONBIO },
	{ "ioctl", 1, UINT32_MAX, TCGETS },
	{ "prctl", 0, UINT32_MAX, PR_SET_NAME },
	{ "prctl", 0, UINT32_MAX, PR_SET_VMA },
};

static const struct {
	const char *name;
	unsigned flags; /* which argument has them */
} opening[] = { { "open", 1 }, { "openat", 2 } };

/* A call that this machine does not have is no call that it could make. */
static int allow(scmp_filter_ctx f, const char *name, unsigned n,
		 const struct scmp_arg_cmp *args)
{
	int call = seccomp_syscall_resolve_name(name);

	return call < 0 ? 0 : seccomp_rule_add_array(f, SCMP_ACT_ALLOW, call, n, args);
}

static int allow_names(scmp_filter_ctx f, const char *const *names, size_t len)
{
	int error = 0;

	for (size_t i = 0; i < len && !error; i++)
		error = allow(f, names[i], 0, NULL);
	return error;
}

static struct scmp_arg_cmp masked(unsigned argument, uint64_t mask, uint64_t value)
{
	return (struct scmp_arg_cmp){ argument, SCMP_CMP_MASKED_EQ, mask, value };
}

static int allow_partly(scmp_filter_ctx f)
{
	int error = 0;

	for (size_t i = 0; i < sizeof partly / sizeof *partly && !error; i++) {
		struct scmp_arg_cmp arg =
		    masked(partly[i].argument, partly[i].mask, partly[i].value);
		error = allow(f, partly[i].name, 1, &arg);
	}
	/* abort(3) sends a signal to its own thread. */
	struct scmp_arg_cmp self = { 0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0 };
	if (!error)
		error = allow(f, "tgkill", 1, &self);
	/* glibc takes clone, whose flags can be seen, when there is no clone3. */
	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	return error;
}

static int allow_files(scmp_filter_ctx f, bool write)
{
	int error = write ? allow_names(f, writing, sizeof writing / sizeof *writing) : 0;

	for (size_t i = 0; i < sizeof opening / sizeof *opening && !error; i++) {
		struct scmp_arg_cmp to_read =
		    masked(opening[i].flags, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
		error = allow(f, opening[i].name, write ? 0 : 1, &to_read);
	}
	return error;
}

bool confine_calls(const struct confine_rules *r, struct err *err)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int error = f ? 0 : -ENOMEM;

	if (!error)
		error = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
	if (!error)
		error = allow_names(f, always, sizeof always / sizeof *always);
	if (!error)
		error = allow_partly(f);
	if (!error)
		error = allow_files(f, r->write_len > 0);
	if (!error)
		error = seccomp_load(f);
	seccomp_release(f);
	if (error)
		return err_set(err, ERR_STOP, "seccomp: the filter is refused: %s",
			       strerror(-error));
	return true;
}
