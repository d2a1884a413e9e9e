/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that waits for signals and feeds the service manager's watchdog. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/base/must.h"
#include "common/service/clock.h"
#include "common/service/log.h"
#include "common/service/notify.h"
#include "common/service/service_parts.h"
#include "common/service/watch.h"

static void raise_fd(int fd)
{
	uint64_t one = 1;

	/* It fails only when the counter is full, and then it is readable anyway. */
	(void)!write(fd, &one, sizeof one);
}

static void stop(struct service *s, int64_t signal)
{
	if (atomic_exchange(&s->stopping, true))
		_exit(1); /* asked twice: nothing that is not committed counts */
	log_info("service.stopping", F_INT("signal", signal));
	(void)notify("STOPPING=1");
	raise_fd(s->stop_fd);
	pthread_mutex_lock(&s->lock);
	if (s->on_stop)
		s->on_stop(s->on_stop_self);
	s->on_stop = NULL;
	pthread_mutex_unlock(&s->lock);
}

static void take_signal(struct service *s)
{
	struct signalfd_siginfo info;

	if (read(s->signal_fd, &info, sizeof info) != (ssize_t)sizeof info)
		return;
	if (info.ssi_signo == SIGHUP) {
		log_info("config.reload", F_INT("pid", info.ssi_pid));
		atomic_store(&s->reload, true);
	} else {
		stop(s, info.ssi_signo);
	}
}

/* A watchdog is fed twice in its time, and only while the main loop beats. */
static void feed_watchdog(struct service *s)
{
	if (!atomic_load(&s->ready) || health_alive(s->health, clock_steady_ms()))
		(void)notify("WATCHDOG=1");
}

/* Of the files, while that is wanted: what is found when watching begins is known. */
struct watcher {
	struct watch watch;
	bool on;
	int64_t look_ms; /* when to look next */
};

static void look_at_files(struct service *s, struct watcher *w)
{
	bool on = atomic_load(&s->watching);
	int64_t now_ms = clock_steady_ms();

	if (on && !w->on)
		watch_init(&w->watch, s->options.config);
	if (!w->on || !on || now_ms < w->look_ms) {
		if (on && !w->on)
			w->look_ms = now_ms + WATCH_LOOK_MS;
		w->on = on;
		return;
	}
	w->look_ms = now_ms + WATCH_LOOK_MS;
	if (watch_changed(&w->watch)) {
		log_info("config.changed", F_STR("folder", s->options.config));
		atomic_store(&s->reload, true);
	}
}

static int timeout_of(int64_t watchdog_ms, const struct watcher *w)
{
	int64_t ms = watchdog_ms ? watchdog_ms / 2 : -1;

	if (w->on && (ms < 0 || ms > WATCH_LOOK_MS))
		ms = WATCH_LOOK_MS;
	return (int)ms;
}

static void *wait_for_signals(void *self)
{
	struct service *s = self;
	int64_t watchdog_ms = notify_watchdog_ms();
	struct watcher watcher = { 0 };
	struct pollfd fds[] = { { .fd = s->signal_fd, .events = POLLIN },
				{ .fd = s->wake_fd, .events = POLLIN } };
	uint64_t woken;

	while (!atomic_load(&s->ended)) {
		int n = poll(fds, 2, timeout_of(watchdog_ms, &watcher));
		if (n < 0 && errno != EINTR)
			break;
		if (n > 0 && fds[1].revents & POLLIN)
			(void)!read(s->wake_fd, &woken, sizeof woken);
		if (n > 0 && fds[0].revents & POLLIN)
			take_signal(s);
		if (watchdog_ms)
			feed_watchdog(s);
		look_at_files(s, &watcher);
	}
	return NULL;
}

void service_watch(struct service *s, bool on)
{
	if (atomic_exchange(&s->watching, on) != on)
		raise_fd(s->wake_fd);
}

void service_signals_start(struct service *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	MUST(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
	MUST(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	s->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	MUST(s->signal_fd >= 0 && s->wake_fd >= 0 && s->stop_fd >= 0);
	MUST(pthread_mutex_init(&s->lock, NULL) == 0);
	MUST(pthread_create(&s->signals, NULL, wait_for_signals, s) == 0);
}

void service_signals_end(struct service *s)
{
	atomic_store(&s->ended, true);
	raise_fd(s->wake_fd);
	pthread_join(s->signals, NULL);
	pthread_mutex_destroy(&s->lock);
	close(s->signal_fd);
	close(s->wake_fd);
	close(s->stop_fd);
}

bool service_stopping(const struct service *s)
{
	return atomic_load(&s->stopping);
}

void service_on_stop(struct service *s, void (*stop_it)(void *self), void *self)
{
	pthread_mutex_lock(&s->lock);
	s->on_stop = stop_it;
	s->on_stop_self = self;
	if (stop_it && service_stopping(s)) {
		stop_it(self);
		s->on_stop = NULL;
	}
	pthread_mutex_unlock(&s->lock);
}

void service_wait(struct service *s, int64_t ms)
{
	struct pollfd fd = { .fd = s->stop_fd, .events = POLLIN };
	int64_t end = clock_steady_ms() + ms;

	/* A signal that another library handles may cut a wait short. */
	for (int64_t left = ms; left > 0; left = end - clock_steady_ms())
		if (poll(&fd, 1, (int)left) >= 0)
			return;
}
