/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options - a worker's command line.
 *
 * Long options alone, each with "=" or a space before its value. Plain data that looks into
 * argv.
 */
#pragma once

#include <stdbool.h>

#include "common/base/buf.h"
#include "common/base/err.h"

enum options_action {
	OPTIONS_RUN,
	OPTIONS_CHECK,    /* load the configuration, say what is wrong with it, end */
	OPTIONS_DESCRIBE, /* list all settings, end */
	OPTIONS_VERSION,
	OPTIONS_HELP,
};

struct options {
	enum options_action action;
	const char *config; /* --config DIR, default $KURILWIRE_CONFIG, /etc/kurilwire */
	const char *instance; /* --instance NAME, "" if not given */
	const char *from;     /* --from earliest|latest, "" if not given */
	int monitor_port;     /* --monitor-port N, -1 if not given */
};

/* ERR_STOP with what is wrong and what was meant. */
NODISCARD bool options_parse(int argc, char *const argv[], struct options *ret,
			     struct err *err);

void options_help(const char *program, const char *summary, struct buf *out);
