/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine - a process gives up what it does not need, before a stranger's bytes reach it.
 *
 * Two walls of the Linux kernel, neither of which can be taken down again. Landlock leaves
 * the files that the rules name, and the TCP ports; seccomp leaves the system calls that a
 * worker makes, so that no program is started (a copy of itself may be), no other process looked into, no memory both
 * written and run, no server opened. With both goes no_new_privs, so that no set-user-id
 * program gives anything back.
 *
 * Landlock (Linux 5.13; ports from 6.7) holds for the calling thread and those that it
 * starts, so confine_files() comes before the first of them; confine_calls() holds for all.
 * Cost: some 50 ns a system call; nothing is allocated after the calls.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/view.h"

enum { CONFINE_PORTS_MAX = 256, CONFINE_LINKS_MAX = 10000 };

/* What a process needs beside libraries, /etc, certificates, time zones, resolver and
 * /proc/self. Plain data; paths lie in `arena` and need not exist. */
struct confine_rules {
	struct arena *arena;
	const char **read, **write; /* files, or folders with all below them */
	size_t read_len, write_len;
	bool connect_any; /* to any TCP port; else to those below alone */
	uint16_t ports[CONFINE_PORTS_MAX];
	size_t ports_len;
	uint16_t listen_port; /* that it may bind; 0: one that the system picks */
};

/* Add to the rules; a path is copied. More ports than fit are left out. */
void confine_read(struct confine_rules *r, struct view path);
/* A folder, and what symbolic links in it lead to, `depth` folders down. */
void confine_read_linked(struct confine_rules *r, struct view folder, int depth);
void confine_write(struct confine_rules *r, struct view path);
void confine_connect(struct confine_rules *r, uint16_t port);
/* The ports of "host:port,[::1]:port"; `fallback` where one names none. */
void confine_connect_list(struct confine_rules *r, struct view addresses,
			  uint16_t fallback);

/* Leaves the files and ports of the rules. False: the kernel has no such wall, or not all of
 * it; `err` (ERR_STOP) says what is missing, and what there is stands. */
NODISCARD bool confine_files(const struct confine_rules *r, struct err *err);

/* Leaves the system calls that a worker needs; those that create or change files only if the
 * rules let it write. Others fail with EPERM. No socket can listen from here on. False: the
 * kernel has no such wall; `err` (ERR_STOP) says so. */
NODISCARD bool confine_calls(const struct confine_rules *r, struct err *err);
