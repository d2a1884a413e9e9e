/* SPDX-License-Identifier: Apache-2.0 */
/* Loading and reloading: all or nothing. */
#include <stdio.h>
#include <string.h>

#include "common/service/service_parts.h"

enum {
	METRIC_READY,
	METRIC_FILES,
	METRIC_RELOADS,
	METRIC_REFUSED,
	METRIC_RESTART,
};

static const char *const results[] = { "taken", "refused", NULL };

static struct metric metrics[] = {
	[METRIC_READY] = { .name = "kurilwire_ready",
			   .type = METRIC_GAUGE,
			   .help = "1 while /health says that it is ready." },
	[METRIC_FILES] = { .name = "kurilwire_config_info",
			   .type = METRIC_GAUGE,
			   .help = "1, with the SHA-256 of the files in force; all "
				   "instances of a worker have the same.",
			   .label = "sha256",
			   .series_max = 1 },
	[METRIC_RELOADS] = { .name = "kurilwire_config_reloads_total",
			     .type = METRIC_COUNTER,
			     .help = "Reloads that were asked for, by what came of them.",
			     .label = "result",
			     .values = results },
	[METRIC_REFUSED] = { .name = "kurilwire_config_refused",
			     .type = METRIC_GAUGE,
			     .help =
				 "1 while the files are not in force because they have "
				 "errors." },
	[METRIC_RESTART] = { .name = "kurilwire_config_restart_needed",
			     .type = METRIC_GAUGE,
			     .help = "1 while settings were changed that count from the "
				     "next start on." },
	{ .name = NULL },
};

bool service_load(struct service *s, struct service_loaded *ret,
		  struct settings_errors *e)
{
	struct service_loaded l = { 0 };
	bool ok = config_load(s->options.config, &l.config, e);

	/* Also when the common part is wrong: all errors in one run. */
	if (s->program->load)
		ok = s->program->load(l.config, &s->options, &l.own, e) && ok;
	if (!ok) {
		service_unload(s, &l);
		return false;
	}
	(void)snprintf(l.read.hex, sizeof l.read.hex, "%s", settings_errors_digest(e));
	*ret = l;
	return true;
}

void service_unload(struct service *s, struct service_loaded *l)
{
	if (l->own && s->program->unload)
		s->program->unload(l->own);
	config_free(l->config);
	*l = (struct service_loaded){ 0 };
}

/* --- what is in force -------------------------------------------------------------------- */

static void add_node(struct buf *out, const struct setting_node *n)
{
	buf_printf(out, "%d:%zu:%zu:%.*s,", n->type, n->len, n->scalar.len,
		   VIEW_ARG(n->scalar));
	for (size_t i = 0; i < n->len; i++)
		add_node(out, &n->items[i]); /* at most SETTINGS_DEPTH_MAX deep */
}

/* Of the sections that are read when it starts and not again. */
static struct digest fixed_digest(const struct config *c)
{
	static const char *const names[] = { "kafka", "monitor" };
	BUF(text, SETTINGS_FILE_MAX);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct setting_node *n = settings_find(&c->root, names[i]);
		if (n)
			add_node(&text, n);
		buf_add_byte(&text, ';');
	}
	return digest_one(buf_view(&text));
}

static void refresh(void *self)
{
	const struct service *s = self;

	metric_set(&metrics[METRIC_READY], 0, health_ready(s->health));
}

void service_apply(struct service *s, bool first)
{
	const struct config_log *l = &s->now.config->log;
	struct digest fixed = fixed_digest(s->now.config);

	log_setup((enum log_level)l->level, (enum log_format)l->format, s->program->name,
		  s->instance);
	if (first) {
		metrics_register(metrics);
		metrics_hook(refresh, s);
		s->fixed = fixed;
	}
	bool restart = strcmp(fixed.hex, s->fixed.hex) != 0;
	health_note(s->health, "restart",
		    restart ? "\"kafka\" or \"monitor\" was changed: counts from the "
			      "next start on"
			    : NULL);
	metric_set(&metrics[METRIC_RESTART], 0, restart);
	service_watch(s, s->now.config->reload.watch);
	health_config(s->health, s->now.read.hex);
	metric_set(&metrics[METRIC_REFUSED], 0, 0);
	metric_forget(&metrics[METRIC_FILES]);
	metric_set(&metrics[METRIC_FILES],
		   metric_series(&metrics[METRIC_FILES], view_of(s->now.read.hex)), 1);
}

/* --- reload ------------------------------------------------------------------------------ */

static void say_refused(struct service *s, const struct settings_errors *e)
{
	BUF(text, (size_t)1 << 20);
	struct view rest, first = VIEW("");
	char note[256];

	settings_errors_print(e, false, &text);
	rest = buf_view(&text);
	(void)view_next(&rest, '\n', &first);
	(void)snprintf(note, sizeof note,
		       "reload refused, the old configuration stays in force: %.*s",
		       VIEW_ARG(first));
	health_note(s->health, "config", note);
	metric_set(&metrics[METRIC_REFUSED], 0, 1);
	metric_add(&metrics[METRIC_RELOADS], 1, 1);
	/* Last: who reads it finds the rest told, too. */
	log_error("config.refused", F_VIEW("why", first),
		  F_INT("errors", settings_errors_len(e)));
}

bool service_reload(struct service *s)
{
	AUTO(settings_errors) e = NULL;
	struct service_loaded next;

	if (!atomic_exchange(&s->reload, false))
		return false;
	e = settings_errors_new();
	if (!service_load(s, &next, e)) {
		say_refused(s, e);
		return false;
	}
	service_unload(s, &s->before);
	s->before = s->now;
	s->now = next;
	health_note(s->health, "config", NULL);
	metric_add(&metrics[METRIC_RELOADS], 0, 1);
	service_apply(s, false);
	log_info("config.reloaded", F_STR("folder", s->options.config));
	return true;
}

struct config *service_config(const struct service *s)
{
	return s->now.config;
}

void *service_own(const struct service *s)
{
	return s->now.own;
}
