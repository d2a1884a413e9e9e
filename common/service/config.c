/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/config.h"

#include <arpa/inet.h>
#include <unistd.h>

#include "common/base/mem.h"
#include "common/service/settings_parts.h"

static const char *const levels[] = { "debug", "info", "warn", "error", NULL };
static const char *const formats[] = { "logfmt", "json", "journal", NULL };

const char *const config_sections[] = { "kafka", "fetcher", "sink", NULL };

/* The file as a whole: what is ours, and others' sections as they stand. */
struct file {
	struct config common;
	struct setting_node *kafka, *fetcher, *sink;
};

#define AT(field) .offset = offsetof(struct config_log, field)
static const struct setting log_rows[] = {
	{ .key = "level",
	  .type = SETTING_CHOICE,
	  AT(level),
	  .choices = levels,
	  .fallback = "info",
	  .help = "Events below it are not written." },
	{ .key = "format",
	  .type = SETTING_CHOICE,
	  AT(format),
	  .choices = formats,
	  .fallback = "logfmt",
	  .help = "Form of a line; journal is logfmt with priorities." },
	{ .key = NULL },
};
#undef AT

#define AT(field) .offset = offsetof(struct config_monitor, field)
static const struct setting monitor_rows[] = {
	{ .key = "enabled",
	  .type = SETTING_BOOL,
	  AT(enabled),
	  .fallback = "yes",
	  .help = "Whether /metrics and /health are served." },
	{ .key = "address",
	  .type = SETTING_STRING,
	  AT(address),
	  .mark_offset = offsetof(struct config_monitor, address_mark),
	  .fallback = "127.0.0.1",
	  .help = "IP address to listen on." },
	{ .key = "port",
	  .type = SETTING_INT,
	  AT(port),
	  .max = 65535,
	  .fallback = "0",
	  .help = "Port to listen on; 0 takes a free one and logs it (--monitor-port)." },
	{ .key = NULL },
};
#undef AT

#define AT(field) .offset = offsetof(struct config_reload, field)
static const struct setting reload_rows[] = {
	{ .key = "watch",
	  .type = SETTING_BOOL,
	  AT(watch),
	  .fallback = "no",
	  .help = "Whether changed files are read again without being asked to." },
	{ .key = NULL },
};
#undef AT

#define MIB (1024.0 * 1024)
#define AT(field) .offset = offsetof(struct config_limits, field)
static const struct setting limits_rows[] = {
	{ .key = "text",
	  .type = SETTING_BYTES,
	  AT(text_bytes),
	  .min = 64 * 1024,
	  .max = 256 * MIB,
	  .fallback = "16MiB",
	  .help = "Largest document as UTF-8." },
	{ .key = "entries",
	  .type = SETTING_INT,
	  AT(entries),
	  .min = 1,
	  .max = 100000,
	  .fallback = "20000",
	  .help = "Most stories in one document." },
	{ .key = NULL },
};
#undef AT

static const char *const confine_modes[] = { "auto", "require", "off", NULL };

#define AT(field) .offset = offsetof(struct config_confine, field)
static const struct setting confine_rows[] = {
	{ .key = "mode",
	  .type = SETTING_CHOICE,
	  AT(mode),
	  .choices = confine_modes,
	  .fallback = "auto",
	  .help = "Whether a worker gives up what it does not need: as far as the kernel "
		  "can, or no start without all of it, or not at all." },
	{ .key = "read",
	  .type = SETTING_STRINGS,
	  AT(read),
	  .min = 1,
	  .max = 4096,
	  .help = "Further files and folders that it may read, beside the configuration, "
		  "what that names, /etc and /usr." },
	{ .key = "ports",
	  .type = SETTING_STRINGS,
	  AT(ports),
	  .min = 1,
	  .max = 5,
	  .help =
	      "TCP ports that parser, enricher and sink may connect to, beside those of "
	      "\"kafka.brokers\" and DNS: of brokers that are not listed there. If none "
	      "is named and the mode is not \"require\", any." },
	{ .key = NULL },
};
#undef AT

#define OURS(field) .offset = offsetof(struct file, common.field)
#define THEIRS(name, text)                                          \
	{                                                           \
		.key = #name, .type = SETTING_NODE,                 \
		.offset = offsetof(struct file, name), .help = text \
	}
const struct setting config_rows[] = {
	{ .key = "log",
	  .type = SETTING_OBJECT,
	  OURS(log),
	  .rows = log_rows,
	  .help = "Lines on standard error." },
	{ .key = "monitor",
	  .type = SETTING_OBJECT,
	  OURS(monitor),
	  .rows = monitor_rows,
	  .help = "Metrics and health over HTTP." },
	{ .key = "reload",
	  .type = SETTING_OBJECT,
	  OURS(reload),
	  .rows = reload_rows,
	  .help = "When the configuration is read again; SIGHUP always does." },
	{ .key = "limits",
	  .type = SETTING_OBJECT,
	  OURS(limits),
	  .rows = limits_rows,
	  .help = "Limits of what is parsed; a feed's \"size\" limits what is fetched." },
	{ .key = "confine",
	  .type = SETTING_OBJECT,
	  OURS(confine),
	  .rows = confine_rows,
	  .help = "What a worker may still do once it runs." },
	THEIRS(kafka, "How to reach Kafka, and its topics."),
	THEIRS(fetcher, "Settings of the fetcher alone."),
	THEIRS(sink, "Settings of the sink alone."),
	{ .key = NULL },
};
#undef OURS
#undef THEIRS

static bool ports_good(const struct setting_strings *ports, struct settings_errors *e)
{
	bool ok = true;
	uint64_t n;

	for (size_t i = 0; i < ports->len; i++) {
		if (view_to_u64(ports->items[i], &n) && n >= 1 && n <= UINT16_MAX)
			continue;
		settings_complain(e, ports->marks[i],
				  "a port is 1 to 65535, not \"%.*s\"",
				  VIEW_ARG(ports->items[i]));
		ok = false;
	}
	return ok;
}

static bool paths_good(const struct setting_strings *paths, struct settings_errors *e)
{
	bool ok = true;

	for (size_t i = 0; i < paths->len; i++) {
		if (view_starts(paths->items[i], VIEW("/")))
			continue;
		settings_complain(e, paths->marks[i],
				  "\"read\" is whole paths, which begin with \"/\"");
		ok = false;
	}
	return ok;
}

static bool address_good(const struct config_monitor *m, struct arena *a,
			 struct settings_errors *e)
{
	const char *address = arena_string(a, m->address);
	unsigned char unused[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, address, unused) == 1 ||
	    inet_pton(AF_INET6, address, unused) == 1)
		return true;
	settings_complain(
	    e, m->address_mark,
	    "\"address\" is an IP address like \"127.0.0.1\" or \"::\", not "
	    "%.*s",
	    VIEW_ARG(settings_quoted(a, m->address)));
	return false;
}

bool config_folder(const char *folder, struct settings_errors *e)
{
	if (access(folder, X_OK) == 0)
		return true;
	settings_complain(e, (struct setting_mark){ .file = folder },
			  "no such folder; --config names the one with kurilwire.yaml");
	return false;
}

bool config_load(const char *folder, struct config **ret, struct settings_errors *e)
{
	struct config *c = mem_new(sizeof *c);
	struct file file = { 0 };
	bool ok = true;

	struct arena *arena = arena_new(CONFIG_MEMORY_MAX);
	const char *path = arena_printf(arena, "%s/kurilwire.yaml", folder).p;
	/* Of a file that cannot be read nothing is known, so that nothing is called missing. */
	struct setting_node root = { .type = NODE_LIST };
	if (!config_folder(folder, e))
		ok = false;
	else if (access(path, F_OK) != 0)
		root.type = NODE_MAP;
	else
		ok = settings_tree(path, arena, &root, e);
	root.mark.file = path;
	ok = settings_load_node(root.type == NODE_MAP ? &root : NULL, config_rows, arena,
				&file, e) &&
	     ok;
	ok = ports_good(&file.common.confine.ports, e) && ok;
	ok = paths_good(&file.common.confine.read, e) && ok;
	ok = address_good(&file.common.monitor, arena, e) && ok;
	*c = file.common;
	c->arena = arena;
	c->folder = arena_string(arena, view_of(folder));
	c->root = root;
	*ret = c;
	return ok;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	arena_free(c->arena);
	free(c);
}

bool config_section(struct config *c, const char *name, const struct setting *rows,
		    void *ret_struct, struct settings_errors *e)
{
	AUTO(settings_errors) unheard = settings_errors_new();
	/* A section that is not there is missing in the file, wherever in it. */
	const struct setting_node empty = { .type = NODE_MAP,
					    .mark.file = c->root.mark.file };
	const struct setting_node *section = settings_find(&c->root, name);
	bool readable = c->root.type == NODE_MAP && !(section && section->refused);
	bool absent = readable && c->root.mark.line == 0;
	const char *where = arena_printf(c->arena, "\"%s\"%s", name,
					 absent ? "; there is no such file" : "")
				.p;
	size_t i = 0;

	while (config_sections[i] && strcmp(config_sections[i], name) != 0)
		i++;
	MUST(config_sections[i]);
	return settings_load_part(section && readable ? section : &empty, where, rows,
				  c->arena, ret_struct, readable ? e : unheard) &&
	       readable;
}

const struct setting *config_tree(const struct config_part *parts, struct arena *a)
{
	struct setting *tree = arena_alloc(a, sizeof config_rows);

	memcpy(tree, config_rows, sizeof config_rows);
	for (; parts && parts->name; parts++) {
		struct setting *row = tree;
		while (row->key && strcmp(row->key, parts->name) != 0)
			row++;
		MUST(row->key && row->type == SETTING_NODE);
		row->type = SETTING_OBJECT;
		row->rows = parts->rows;
	}
	return tree;
}
