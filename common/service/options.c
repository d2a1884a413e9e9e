/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/service/settings.h"

enum { INSTANCE_MAX = 64 };

enum option_id { CONFIG, INSTANCE, FROM, MONITOR_PORT, CHECK, DESCRIBE, VERSION, HELP };

static const struct option_row {
	const char *name, *value, *help; /* value: what --help calls it, or NULL */
} rows[] = {
	[CONFIG] = { "--config", "DIR",
		     "folder of the configuration (default /etc/kurilwire, or\n"
		     "                       $KURILWIRE_CONFIG)" },
	[INSTANCE] = { "--instance", "NAME",
		       "name of this instance, another for each one of a worker" },
	[FROM] = { "--from", "earliest|latest",
		   "where to begin if the committed offset is lost" },
	[MONITOR_PORT] = { "--monitor-port", "N",
			   "port of /metrics and /health instead of the configured one" },
	[CHECK] = { "--check", NULL,
		    "say what is wrong with the configuration, and end" },
	[DESCRIBE] = { "--describe", NULL, "list all settings, and end" },
	[VERSION] = { "--version", NULL, "print the version, and end" },
	[HELP] = { "--help", NULL, "print this, and end" },
};
enum { ROWS = sizeof rows / sizeof *rows };

static bool unknown(const char *arg, struct err *err)
{
	const char *names[ROWS + 1] = { NULL };
	struct view name = view_of(arg);
	size_t equals = view_find_byte(name, '=', 0);

	for (size_t i = 0; i < ROWS; i++)
		names[i] = rows[i].name;
	if (equals != VIEW_NONE)
		name = view_head(name, equals);
	const char *near = settings_suggest(name, names);
	if (near)
		return err_set(err, ERR_STOP,
			       "unknown option \"%.*s\"; did you mean \"%s\"?",
			       VIEW_ARG(name), near);
	return err_set(err, ERR_STOP, "unknown option \"%.*s\"; --help lists all",
		       VIEW_ARG(name));
}

static bool is_instance(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!byte_is_alpha(v.p[i]) && !byte_is_digit(v.p[i]) &&
		    !strchr("._-", v.p[i]))
			return false;
	return v.len > 0 && v.len <= INSTANCE_MAX;
}

static bool take(struct options *o, enum option_id id, const char *value, struct err *err)
{
	uint64_t port;

	switch (id) {
	case CONFIG:
		o->config = value;
		return value[0] ||
		       err_set(err, ERR_STOP, "--config is a folder, not \"\"");
	case INSTANCE:
		o->instance = value;
		return is_instance(view_of(value)) ||
		       err_set(err, ERR_STOP,
			       "--instance is 1 to %d letters, digits, \".\", \"_\" and "
			       "\"-\", "
			       "not \"%s\"",
			       INSTANCE_MAX, value);
	case FROM:
		o->from = value;
		return strcmp(value, "earliest") == 0 || strcmp(value, "latest") == 0 ||
		       err_set(err, ERR_STOP,
			       "--from is \"earliest\" or \"latest\", not \"%s\"", value);
	case MONITOR_PORT:
		if (!view_to_u64(view_of(value), &port) || port > 65535)
			return err_set(err, ERR_STOP,
				       "--monitor-port is 0 to 65535, not \"%s\"", value);
		o->monitor_port = (int)port;
		return true;
	case CHECK:
		o->action = OPTIONS_CHECK;
		return true;
	case DESCRIBE:
		o->action = OPTIONS_DESCRIBE;
		return true;
	case VERSION:
		o->action = OPTIONS_VERSION;
		return true;
	case HELP:
		o->action = OPTIONS_HELP;
		return true;
	}
	return true;
}

/* The row of `--name` or `--name=value`; ROWS if there is none. */
static size_t find(const char *arg, const char **ret_value)
{
	for (size_t i = 0; i < ROWS; i++) {
		size_t len = strlen(rows[i].name);
		if (strncmp(arg, rows[i].name, len) != 0 || (arg[len] && arg[len] != '='))
			continue;
		*ret_value = arg[len] ? arg + len + 1 : NULL;
		return i;
	}
	return ROWS;
}

bool options_parse(int argc, char *const argv[], struct options *ret, struct err *err)
{
	const char *folder = getenv("KURILWIRE_CONFIG");
	struct options o = { .config = folder && folder[0] ? folder : "/etc/kurilwire",
			     .instance = "",
			     .from = "",
			     .monitor_port = -1 };

	for (int i = 1; i < argc; i++) {
		const char *value = NULL;
		size_t row = find(argv[i], &value);
		if (row == ROWS)
			return unknown(argv[i], err);
		if (!rows[row].value && value)
			return err_set(err, ERR_STOP, "%s takes no value",
				       rows[row].name);
		if (rows[row].value && !value) {
			if (i + 1 == argc)
				return err_set(err, ERR_STOP, "%s needs a value: %s",
					       rows[row].name, rows[row].value);
			value = argv[++i];
		}
		if (!take(&o, (enum option_id)row, value, err))
			return false;
	}
	*ret = o;
	return true;
}

void options_help(const char *program, const char *summary, struct buf *out)
{
	buf_printf(out, "%s - %s\n\nUsage: %s [OPTION...]\n\n", program, summary,
		   program);
	for (size_t i = 0; i < ROWS; i++) {
		char name[64];
		(void)snprintf(name, sizeof name, "%s%s%s", rows[i].name,
			       rows[i].value ? " " : "",
			       rows[i].value ? rows[i].value : "");
		if (strlen(name) > 20)
			buf_printf(out, "  %s\n                       %s\n", name,
				   rows[i].help);
		else
			buf_printf(out, "  %-20s %s\n", name, rows[i].help);
	}
	buf_add(
	    out,
	    VIEW("\nEnds with 0 when asked to stop, 1 when it cannot go on, 64 on a "
		 "wrong command line\nand 78 on a wrong configuration. SIGHUP reads the "
		 "configuration again.\n"));
}
