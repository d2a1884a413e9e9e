/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/service/config.h"
#include "golden.h"
#include "sample_rows.h"

static struct settings_errors *errors;
static struct config *config;
static char folder[64], path[128];

static void setup(void)
{
	errors = settings_errors_new();
	strcpy(folder, "/tmp/kw-config-XXXXXX");
	cr_assert(ne(ptr, mkdtemp(folder), NULL));
	(void)snprintf(path, sizeof path, "%s/kurilwire.yaml", folder);
}

static void teardown(void)
{
	(void)unlink(path);
	(void)rmdir(folder);
	config_free(config);
	settings_errors_free(errors);
}

TestSuite(config, .init = setup, .fini = teardown);

static void write_file(const char *text)
{
	FILE *f = fopen(path, "w");

	cr_assert(ne(ptr, f, NULL));
	fputs(text, f);
	fclose(f);
}

static char *printed(void)
{
	static struct buf out = { .max = 1 << 20 };

	buf_clear(&out);
	settings_errors_print(errors, false, &out);
	return (char *)buf_string(&out);
}

Test(config, is_all_defaults_without_a_file)
{
	cr_assert(config_load(folder, &config, errors), "%s", printed());
	cr_assert(eq(int, config->log.level, LOG_INFO));
	cr_assert(eq(int, config->log.format, LOG_LOGFMT));
	cr_assert(config->monitor.enabled);
	cr_assert(view_eq(config->monitor.address, VIEW("127.0.0.1")));
	cr_assert(eq(i64, config->monitor.port, 0));
	cr_assert(eq(i64, config->limits.text_bytes, 16 << 20));
	cr_assert(eq(i64, config->limits.entries, 20000));
	struct sample_limits limits;
	cr_assert(config_section(config, "fetcher", sample_limits_rows, &limits, errors));
	cr_assert(eq(i64, limits.entries, 500));
}

Test(config, says_that_there_is_no_such_folder)
{
	cr_assert(not(config_load("/nowhere/at/all", &config, errors)));
	cr_assert(eq(str, printed(),
		     "/nowhere/at/all: no such folder; --config names the one with "
		     "kurilwire.yaml\n1 error; nothing was started\n"));
}

Test(config, gives_each_worker_its_section)
{
	struct sample_limits limits;

	write_file("log: {level: debug, format: json}\n"
		   "fetcher: {entries: 7}\nsink: {anything: [x]}\n");
	cr_assert(config_load(folder, &config, errors), "%s", printed());
	cr_assert(eq(int, config->log.level, LOG_DEBUG));
	cr_assert(eq(int, config->log.format, LOG_JSON));
	cr_assert(config_section(config, "fetcher", sample_limits_rows, &limits, errors));
	cr_assert(eq(i64, limits.entries, 7));
	cr_assert(
	    not(config_section(config, "sink", sample_limits_rows, &limits, errors)));
	cr_assert(
	    strstr(printed(),
		   "kurilwire.yaml:3:8: unknown setting \"anything\" in \"sink\"") !=
	    NULL);
}

Test(config, knows_the_names_of_all_sections)
{
	write_file("fetchr: {entries: 7}\nlog: {level: loud}\n");
	cr_assert(not(config_load(folder, &config, errors)));
	cr_assert(
	    strstr(printed(), "unknown setting \"fetchr\"; did you mean \"fetcher\"?") !=
	    NULL);
	cr_assert(strstr(printed(), "not \"loud\"") != NULL);
}

Test(config, calls_a_section_that_nobody_knows_a_bug, .signal = SIGABRT)
{
	struct sample_limits limits;

	cr_assert(config_load(folder, &config, errors));
	cr_assert(config_section(config, "other", sample_limits_rows, &limits, errors));
}

Test(config, makes_one_tree_of_all_sections)
{
	static const struct config_part parts[] = { { "fetcher", sample_limits_rows },
						    { NULL, NULL } };
	AUTO(arena) a = arena_new(1 << 20);
	BUF(out, 1 << 20);

	settings_describe(config_tree(parts, a), &out);
	cr_assert(strstr(buf_string(&out),
			 "\nfetcher.entries: whole number, 1 to 10000") != NULL);
	buf_clear(&out);
	settings_describe(config_tree(NULL, a), &out);
	cr_assert(strstr(buf_string(&out), "\nfetcher: anything\n") != NULL);
}

Test(config, that_ships_is_what_the_defaults_are)
{
	struct config *shipped = NULL;

	cr_assert(config_load(folder, &config, errors));
	cr_assert(config_load(TEST_SOURCE_DIR "/config", &shipped, errors), "%s",
		  printed());
	cr_assert(eq(int, shipped->log.level, config->log.level));
	cr_assert(eq(int, shipped->log.format, config->log.format));
	cr_assert(eq(int, shipped->monitor.enabled, config->monitor.enabled));
	cr_assert(view_eq(shipped->monitor.address, config->monitor.address));
	cr_assert(eq(i64, shipped->monitor.port, config->monitor.port));
	cr_assert(eq(i64, shipped->limits.text_bytes, config->limits.text_bytes));
	cr_assert(eq(i64, shipped->limits.entries, config->limits.entries));
	config_free(shipped);
}
