/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config - kurilwire.yaml: what all workers share, and the sections of each.
 *
 * The file is one tree for the whole fleet. Every worker knows the names of all sections and
 * reads its own with config_section(); `kurilwire check` reads all of them. A config owns
 * the arena that everything loaded with it lives in, feeds and routes too, and a reload
 * makes another one. One thread while loading, then read-only.
 */
#pragma once

#include "common/base/auto.h"
#include "common/service/log.h"
#include "common/service/settings.h"

enum {
	CONFIG_MEMORY_MAX = 1024 * 1024 * 1024, /* budget of the arena, bytes */
};

struct config_log {
	int level, format; /* enum log_level, enum log_format */
};

struct config_monitor {
	bool enabled;
	struct view address;
	int64_t port;
	struct setting_mark address_mark;
};

struct config_reload {
	bool watch; /* the files */
};

/* Limits of what is parsed; how much is fetched is each feed's own limit. */
struct config_limits {
	int64_t text_bytes; /* largest document as UTF-8 text */
	int64_t entries;    /* of one document */
};

enum confine_mode { CONFINE_AUTO, CONFINE_REQUIRE, CONFINE_OFF };

/* What a process may still do once it runs: confine.h. */
struct config_confine {
	int mode; /* enum confine_mode */
	struct setting_strings read, ports;
};

struct config {
	struct arena *arena;
	const char *folder;
	struct config_log log;
	struct config_monitor monitor;
	struct config_reload reload;
	struct config_limits limits;
	struct config_confine confine;
	struct setting_node root; /* of kurilwire.yaml */
};

/* Is there such a folder? Complains. */
NODISCARD bool config_folder(const char *folder, struct settings_errors *e);

/* Reads <folder>/kurilwire.yaml, which need not be there: then all is default. False if it
 * complained; `*ret` is set all the same, so that other files can be checked too. */
NODISCARD bool config_load(const char *folder, struct config **ret,
			   struct settings_errors *e);
void config_free(struct config *c); /* NULL is fine */
DEFINE_AUTO(config)

/* A section of kurilwire.yaml by its name ("kafka"), which is one of config_sections. Of a file
 * that could not be read it is all default, and false without a complaint. */
NODISCARD bool config_section(struct config *c, const char *name,
			      const struct setting *rows, void *ret_struct,
			      struct settings_errors *e);

/* Names of the sections that are others' than this module's, NULL-terminated. */
extern const char *const config_sections[];

/* The rows of this module; sections of others are nodes. */
extern const struct setting config_rows[];

/* A section of somebody else, for documents and schemas. */
struct config_part {
	const char *name; /* NULL ends a list of them */
	const struct setting *rows;
};
/* config_rows with the rows of these sections in their places. `parts` may be NULL. */
const struct setting *config_tree(const struct config_part *parts, struct arena *a);
