/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/trial.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/place.h"

enum { ARENA_BYTES = 16 * 1024 * 1024, PARTITIONS = 2 };

static const char *const workers[] = { "fetcher", "parser", "enricher", "sink" };

static bool write_file(const char *path, struct view text, struct err *err)
{
	FILE *f = fopen(path, "wxe");

	if (!f)
		return err_set(err, ERR_STOP, "%s: %s", path, strerror(errno));
	bool ok = fwrite(text.p, 1, text.len, f) == text.len;
	ok = fclose(f) == 0 && ok;
	return ok || err_set(err, ERR_STOP, "%s: cannot be written", path);
}

/* tags.d and routes.d are the user's; feeds.d and kurilwire.yaml are the trial's. */
static bool write_config(struct trial *t, const char *config, struct err *err)
{
	static const char *const linked[] = { "tags.d", "routes.d" };
	BUF(text, 1024 * 1024);
	char from[PATH_MAX];

	for (size_t i = 0; i < sizeof linked / sizeof linked[0]; i++) {
		const char *source = arena_printf(t->arena, "%s/%s", config, linked[i]).p;
		const char *link =
		    arena_printf(t->arena, "%s/%s", t->folder, linked[i]).p;
		if (!realpath(source, from) || symlink(from, link) != 0)
			return err_set(err, ERR_STOP, "%s: %s", source, strerror(errno));
	}
	const char *feeds = arena_printf(t->arena, "%s/feeds.d", t->folder).p;
	if (mkdir(feeds, 0700) != 0)
		return err_set(err, ERR_STOP, "%s: %s", feeds, strerror(errno));
	newsroom_feeds_yaml(t->newsroom, "5s", &text);
	if (!write_file(arena_printf(t->arena, "%s/newsroom.yaml", feeds).p,
			buf_view(&text), err))
		return false;

	buf_clear(&text);
	/* The embedded broker answers only when a wait is over, so waits are short. */
	(void)buf_printf(&text,
			 "kafka:\n  brokers: \"%s\"\n  partitions: %d\n  replication: 1\n"
			 "  properties:\n    fetch.wait.max.ms: 20\n"
			 "fetcher:\n  contact: \"trial@example.org\"\n"
			 "monitor:\n  port: 0\n",
			 embedded_brokers(t->broker), PARTITIONS);
	return write_file(arena_printf(t->arena, "%s/kurilwire.yaml", t->folder).p,
			  buf_view(&text), err);
}

static bool load_topics(struct trial *t, const char *config, struct err *err)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct routes *routes;

	if (!routes_load(arena_printf(t->arena, "%s/routes.d", config).p, t->arena,
			 &routes, errors)) {
		settings_errors_say(errors);
		return err_set(err, ERR_STOP, "the routes of %s cannot be used", config);
	}
	t->topics = route_topics(routes, &t->topics_len);
	return true;
}

static bool open_broker(struct trial *t, struct err *err)
{
	struct topics_public *publics =
	    ARENA_ARRAY(t->arena, struct topics_public, t->topics_len + 1);

	for (size_t i = 0; i < t->topics_len; i++)
		publics[i].name = t->topics[i].name;
	if (!embedded_open(&t->broker, err))
		return false;
	t->kafka = (struct kafka_settings){
		.brokers = embedded_brokers(t->broker),
		.prefix = "",
		.instance = "trial",
		.partitions = PARTITIONS,
		.replication = 1,
		.compression = "none",
		.from = "",
		.message_max_bytes = 5 * 1024 * 1024,
	};
	return embedded_topics(t->broker, &t->kafka, publics, t->topics_len, err);
}

static bool open_newsroom(struct trial *t, const char *const *files, size_t files_len,
			  struct err *err)
{
	struct newsroom_settings settings = {
		.folder = files_len ? NULL : place_stories(t->arena),
	};

	if (!newsroom_open(&settings, &t->newsroom, err))
		return false;
	for (size_t i = 0; i < files_len; i++)
		if (!newsroom_add_file(t->newsroom, files[i], err))
			return false;
	return true;
}

bool trial_begin(struct trial *t, const char *config, const char *const *files,
		 size_t files_len, struct err *err)
{
	const char *tmp = getenv("TMPDIR");

	*t = (struct trial){ .arena = arena_new(ARENA_BYTES) };
	char *folder =
	    arena_string(t->arena, arena_printf(t->arena, "%s/kurilwire-try-XXXXXX",
						tmp && *tmp ? tmp : "/tmp"));
	if (!mkdtemp(folder))
		return err_set(err, ERR_STOP, "%s: %s", folder, strerror(errno));
	t->folder = folder;
	return load_topics(t, config, err) && open_broker(t, err) &&
	       open_newsroom(t, files, files_len, err) && write_config(t, config, err);
}

bool trial_start_services(struct trial *t, struct err *err)
{
	for (size_t i = 0; i < sizeof workers / sizeof workers[0]; i++) {
		struct view program = arena_printf(t->arena, "%s/kurilwire-%s",
						   place_programs(t->arena), workers[i]);
		struct view log =
		    arena_printf(t->arena, "%s/%s.log", t->folder, workers[i]);
		char *argv[] = {
			arena_string(t->arena, program),
			arena_string(t->arena, VIEW("--config")),
			arena_string(t->arena, view_of(t->folder)),
			arena_string(t->arena, VIEW("--instance")),
			arena_string(t->arena, VIEW("trial")),
			NULL,
		};
		if (!children_start(&t->services, workers[i], argv, log.p, err))
			return false;
	}
	return true;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	(void)remove(path);
	return 0;
}

void trial_done(struct trial *t)
{
	children_stop(&t->services);
	newsroom_free(t->newsroom);
	embedded_free(t->broker);
	if (t->folder && !t->keep)
		(void)nftw(t->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(t->arena);
	*t = (struct trial){ 0 };
}
