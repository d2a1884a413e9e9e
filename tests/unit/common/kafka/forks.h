/* SPDX-License-Identifier: Apache-2.0 */
/* forks - whether a test may fork beside other threads. */
#pragma once

#include <stdbool.h>

/* The allocator of AddressSanitizer is not made for a fork while other threads are in it. */
#ifdef __SANITIZE_ADDRESS__
enum { NO_FORKS = true };
#else
enum { NO_FORKS = false };
#endif
