/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/processes.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "common/service/options.h"
#include "common/service/settings.h"

enum { TEXT_MAX = 1024 * 1024, ARGUMENTS = 32 };

static const char *const workers[] = { "fetcher", "parser", "enricher", "sink" };

#define PROGRAM "kurilwire-"

static const char *worker_of(const char *program)
{
	const char *slash = strrchr(program, '/');
	const char *name = slash ? slash + 1 : program;

	for (size_t i = 0; i < sizeof workers / sizeof *workers; i++)
		if (strncmp(name, PROGRAM, sizeof PROGRAM - 1) == 0 &&
		    strcmp(name + sizeof PROGRAM - 1, workers[i]) == 0)
			return workers[i];
	return NULL;
}

/* A file of texts that end with a NUL: command line, environment. */
static size_t read_texts(const char *path, char **to, size_t max, struct arena *a)
{
	BUF(text, TEXT_MAX);
	struct view rest, one;
	size_t n = 0;

	if (!settings_read_file(path, &text))
		return 0;
	rest = arena_copy(a, buf_view(&text));
	if (view_ends(rest, view_at("", 1)))
		rest.len--;
	while (n < max && view_next(&rest, '\0', &one))
		to[n++] = arena_string(a, one);
	return n;
}

/* Where it takes its configuration from when no option says so. */
static const char *folder_by_environment(const char *proc, struct arena *a)
{
	static const char name[] = "KURILWIRE_CONFIG=";
	char *texts[1024];
	size_t n = read_texts(arena_printf(a, "%s/environ", proc).p, texts,
			      sizeof texts / sizeof *texts, a);

	for (size_t i = 0; i < n; i++)
		if (strncmp(texts[i], name, sizeof name - 1) == 0 &&
		    texts[i][sizeof name - 1])
			return texts[i] + sizeof name - 1;
	return "/etc/kurilwire";
}

static bool says_config(char *const *argv, size_t argc)
{
	for (size_t i = 1; i < argc; i++)
		if (strncmp(argv[i], "--config", sizeof "--config" - 1) == 0)
			return true;
	return false;
}

/* As the process sees it: in its root, from its folder. */
static bool same_folder(const char *proc, const char *folder, const struct stat *wanted,
			struct arena *a)
{
	const char *path = folder[0] == '/'
			       ? arena_printf(a, "%s/root%s", proc, folder).p
			       : arena_printf(a, "%s/cwd/%s", proc, folder).p;
	struct stat st;

	return stat(path, &st) == 0 && st.st_dev == wanted->st_dev &&
	       st.st_ino == wanted->st_ino;
}

static bool look(const char *proc, const struct stat *wanted, struct arena *a,
		 struct process *ret)
{
	char *argv[ARGUMENTS];
	struct options o;
	struct err err;
	size_t argc =
	    read_texts(arena_printf(a, "%s/cmdline", proc).p, argv, ARGUMENTS, a);

	ret->worker = argc ? worker_of(argv[0]) : NULL;
	if (!ret->worker || !options_parse((int)argc, argv, &o, &err))
		return false;
	ret->instance = o.instance;
	const char *folder =
	    says_config(argv, argc) ? o.config : folder_by_environment(proc, a);
	return same_folder(proc, folder, wanted, a);
}

size_t processes_find(const char *config, struct arena *a, struct process **ret)
{
	struct process *found = NULL;
	struct stat wanted;
	size_t len = 0;
	DIR *dir = stat(config, &wanted) == 0 ? opendir("/proc") : NULL;

	for (struct dirent *d; dir && (d = readdir(dir));) {
		struct process p;
		uint64_t pid;
		if (!view_to_u64(view_of(d->d_name), &pid) ||
		    !look(arena_printf(a, "/proc/%s", d->d_name).p, &wanted, a, &p))
			continue;
		p.pid = (pid_t)pid;
		*ARENA_PUSH(a, found, len) = p;
	}
	if (dir)
		closedir(dir);
	*ret = found;
	return len;
}
