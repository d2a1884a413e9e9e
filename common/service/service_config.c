/* SPDX-License-Identifier: Apache-2.0 */
/* Loading and reloading: all or nothing. */
#include <stdio.h>

#include "common/service/service_parts.h"

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

static void say_refused(struct service *s, const struct settings_errors *e)
{
	BUF(text, (size_t)1 << 20);
	struct view rest, first = VIEW("");
	char note[256];

	settings_errors_print(e, false, &text);
	rest = buf_view(&text);
	(void)view_next(&rest, '\n', &first);
	log_error("config.refused", F_VIEW("why", first),
		  F_INT("errors", settings_errors_len(e)));
	(void)snprintf(note, sizeof note, "reload refused: %.*s", VIEW_ARG(first));
	health_note(s->health, "config", note);
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
