/* SPDX-License-Identifier: Apache-2.0 */
/* service_parts - what the files of the service module share with each other alone. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "common/base/digest.h"
#include "common/service/monitor.h"
#include "common/service/service.h"

/* A configuration with what the worker made of it. */
struct service_loaded {
	struct config *config;
	void *own;
	struct digest read; /* of the files that it was made of */
};

enum { SERVICE_INSTANCE_BYTES = 65 };

struct service {
	const struct service_program *program;
	struct options options;
	char instance[SERVICE_INSTANCE_BYTES];
	struct service_loaded now, before; /* before: until the next reload */
	struct confine_rules *rules;       /* in `now`'s arena, until confined */
	struct digest fixed; /* sections that count from a start on, as they were then */
	struct health *health;
	struct monitor *monitor;

	pthread_t signals;
	int signal_fd, wake_fd,
	    stop_fd;          /* wake: that thread; stop: readable from then on */
	atomic_bool ended;    /* the thread shall end */
	atomic_bool watching; /* the files of the configuration */
	atomic_bool stopping, reload;
	atomic_bool ready;
	pthread_mutex_t lock; /* of on_stop */
	void (*on_stop)(void *self);
	void *on_stop_self;
};

/* service_config.c: all of it or complaints. */
bool service_load(struct service *s, struct service_loaded *ret,
		  struct settings_errors *e);
void service_unload(struct service *s, struct service_loaded *l);

/* Settings that can be changed while it runs and the metrics of them; `first` at the start. */
void service_apply(struct service *s, bool first);

/* service_confine.c: what is not needed is given up, files while there is one thread, calls when
 * all is open. False, and logged: the configuration requires what the kernel cannot. */
void service_confine_start(struct service *s);
bool service_confine_files(struct service *s);
bool service_confine_calls(struct service *s);

/* service_signals.c: blocks the signals in this thread and all that it starts. */
void service_signals_start(struct service *s);
void service_signals_end(struct service *s);
/* From now on it watches the files of the configuration, or does not. */
void service_watch(struct service *s, bool on);
