/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify - tells the service manager how we are: sd_notify(3)'s protocol, without its
 * library. A datagram to the socket that $NOTIFY_SOCKET names; without it nothing is done.
 * No state, any thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=…"; several with newlines between. False
 * if there is a socket and it could not be told. */
bool notify(const char *state);

/* How often the manager wants to hear WATCHDOG=1, or 0: never. */
int64_t notify_watchdog_ms(void);
