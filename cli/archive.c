/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a partition goes on stands in a file beside the others, written after each file that was
 * finished. A death in between writes that file again, under the same name.
 */
#include "cli/archive.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/archive_file.h"
#include "cli/arguments.h"
#include "cli/broker_options.h"
#include "common/base/mem.h"
#include "common/base/plural.h"
#include "common/kafka/reader.h"
#include "common/kafka/topics.h"
#include "common/service/clock.h"
#include "common/service/settings.h"

enum {
	ARENA_BYTES = 16 * 1024 * 1024,
	READ_MS = 200,
	PARTITIONS_MAX = 10000,
	POSITIONS_BYTES = 1024 * 1024,
	DEFAULT_MIB = 64,
};

struct part {
	struct archive_file *file; /* NULL: none is open */
	int64_t next;    /* offset after what is in files; -1: from the beginning */
	int64_t in_hand; /* offset after what is in the open file */
	int64_t opened_ms;
};

struct archive {
	struct broker_options broker;
	const char *folder, *topic;
	int64_t mib, every_ms;
	bool until_end;

	struct kafka_settings kafka;
	char positions[PATH_MAX];
	struct part *parts;
	size_t parts_len;
	uint64_t records, files;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* --- positions ---------------------------------------------------------------------------- */

static struct part *part_of(struct archive *a, int32_t partition)
{
	while (a->parts_len <= (size_t)partition) {
		a->parts = mem_grow(a->parts, a->parts_len + 1, sizeof *a->parts);
		a->parts[a->parts_len++] = (struct part){ .next = -1, .in_hand = -1 };
	}
	return &a->parts[partition];
}

static int64_t start_of(void *self, int32_t partition)
{
	return part_of(self, partition)->next;
}

/* Lines of a partition and the offset of its next record. None is a first start. */
static bool read_positions(struct archive *a, struct err *err)
{
	BUF(text, POSITIONS_BYTES);
	struct view rest, line, number;
	uint64_t partition;

	if (access(a->positions, F_OK) != 0)
		return true;
	if (!settings_read_file(a->positions, &text))
		return err_set(err, ERR_STOP, "%s cannot be read", a->positions);
	rest = buf_view(&text);
	while (rest.len > 0 && view_next(&rest, '\n', &line)) {
		if (!view_next(&line, ' ', &number) || !view_to_u64(number, &partition) ||
		    partition >= PARTITIONS_MAX ||
		    !view_to_i64(line, &part_of(a, (int32_t)partition)->next))
			return err_set(err, ERR_STOP, "%s is damaged", a->positions);
	}
	return true;
}

static bool write_positions(const struct archive *a, struct err *err)
{
	char path[PATH_MAX + 8];
	(void)snprintf(path, sizeof path, "%s.new", a->positions);
	FILE *f = fopen(path, "we");

	for (size_t i = 0; f && i < a->parts_len; i++)
		if (a->parts[i].next >= 0)
			fprintf(f, "%zu %lld\n", i, (long long)a->parts[i].next);
	bool ok = f && fflush(f) == 0 && fsync(fileno(f)) == 0;
	if (f)
		ok = fclose(f) == 0 && ok;
	return (ok && rename(path, a->positions) == 0) ||
	       err_set(err, ERR_STOP, "%s cannot be written", path);
}

/* --- files -------------------------------------------------------------------------------- */

static bool finish(struct archive *a, struct part *p, struct err *err)
{
	if (!p->file)
		return true;
	if (!archive_file_finish(p->file, err))
		return false;
	archive_file_free(p->file);
	p->file = NULL;
	p->next = p->in_hand;
	a->files++;
	return write_positions(a, err);
}

/* Those that are old enough, or all. */
static bool finish_due(struct archive *a, bool all, struct err *err)
{
	int64_t now = clock_steady_ms();

	for (size_t i = 0; i < a->parts_len; i++) {
		struct part *p = &a->parts[i];
		if ((all || (p->file && now - p->opened_ms >= a->every_ms)) &&
		    !finish(a, p, err))
			return false;
	}
	return true;
}

static bool take(struct archive *a, const struct stage_record *r, struct err *err)
{
	struct part *p = part_of(a, r->partition);

	if (!p->file) {
		if (!archive_file_new(a->folder, a->topic, r->partition, r->offset,
				      &p->file, err))
			return false;
		p->opened_ms = clock_steady_ms();
	}
	if (!archive_file_add(p->file, r->value, err))
		return false;
	p->in_hand = r->offset + 1;
	a->records++;
	return archive_file_bytes(p->file) < (size_t)a->mib * 1024 * 1024 ||
	       finish(a, p, err);
}

static bool follow(struct archive *a, struct reader *reader, struct err *err)
{
	struct stage_record r;

	while (!interrupted) {
		switch (reader_next(reader, READ_MS, &r, err)) {
		case READER_RECORD:
			if (!take(a, &r, err))
				return false;
			break;
		case READER_AT_END:
			if (a->until_end)
				return finish_due(a, true, err);
			break;
		case READER_NOTHING:
			break;
		case READER_FAILED:
			return false;
		}
		if (!finish_due(a, false, err))
			return false;
	}
	return finish_due(a, true, err);
}

static bool run(struct archive *a, struct err *err)
{
	AUTO(reader) reader = NULL;
	char name[TOPICS_NAME_MAX + 1];
	int n = snprintf(a->positions, sizeof a->positions, "%s/%s.positions", a->folder,
			 a->topic);

	if (n >= (int)sizeof a->positions)
		return err_set(err, ERR_STOP, "%s: the path is too long", a->folder);
	return topics_name(&a->kafka, TOPIC_PUBLIC, a->topic, name, err) &&
	       read_positions(a, err) &&
	       reader_open_at(&a->kafka, name, start_of, a, &reader, err) &&
	       follow(a, reader, err);
}

static int archive_run(int argc, char **argv)
{
	struct archive a = { .mib = DEFAULT_MIB, .every_ms = 60 * 60 * 1000 };
	AUTO(arena) arena = arena_new(ARENA_BYTES);
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &a.broker.config },
		{ "broker", ARGUMENT_TEXT, &a.broker.broker },
		{ "folder", ARGUMENT_TEXT, &a.folder },
		{ "size", ARGUMENT_COUNT, &a.mib },
		{ "every", ARGUMENT_AGE, &a.every_ms },
		{ "until-end", ARGUMENT_FLAG, &a.until_end },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	struct err err = { 0 };
	int code;

	if (!arguments_read(&archive_subcommand, argc, argv, rows, &code))
		return code;
	if (argc - optind != 1 || !a.folder)
		return subcommand_usage(&archive_subcommand,
					"one topic and --folder are wanted");
	a.topic = argv[optind];
	if (!broker_options_settings(&a.broker, arena, &a.kafka))
		return EXIT_CONFIG;
	(void)signal(SIGINT, on_interrupt);
	(void)signal(SIGTERM, on_interrupt);
	bool ok = run(&a, &err);
	for (size_t i = 0; i < a.parts_len; i++)
		archive_file_free(a.parts[i].file);
	free(a.parts);
	if (!ok) {
		fprintf(stderr, "kurilwire archive: %s\n", err.text);
		return EXIT_FAILED;
	}
	printf("%llu %s in %llu %s\n", (unsigned long long)a.records,
	       plural(a.records, "record", "records"), (unsigned long long)a.files,
	       plural(a.files, "file", "files"));
	return EXIT_OK;
}

const struct subcommand archive_subcommand = {
	.name = "archive",
	.summary = "write a topic to files of NDJSON, compressed",
	.help =
	    "usage: kurilwire archive [OPTION]... --folder DIR TOPIC\n"
	    "\n"
	    "Follows a public topic and writes its records to files, one JSON object a "
	    "line,\n"
	    "compressed by zstd: DIR/TOPIC-PARTITION-OFFSET.ndjson.zst, the offset being "
	    "that "
	    "of\n"
	    "the first record. A file has its name when it is whole. Each record is "
	    "written "
	    "at\n"
	    "least once: a death may write the last file of a partition again, under the "
	    "same "
	    "name;\n"
	    "uri, version and kurilwire.revision tell what a reader had already. Where "
	    "it goes "
	    "on\n"
	    "stands in DIR/TOPIC.positions. Joins no consumer group.\n"
	    "\n"
	    "  --folder DIR        where the files go\n"
	    "  --size N            a file is finished at N MiB before compression "
	    "(default 64)\n"
	    "  --every AGE         and when it is so old: 30s, 15m, 2h (default 1h)\n"
	    "  --until-end         end when all that is there now is written\n"
	    "  --config DIR        kurilwire.yaml says where Kafka is\n"
	    "  --broker HOST:PORT  instead of the configured brokers\n"
	    "\n"
	    "exit: 0 asked to end; 1 Kafka or the disk failed; 64 wrong usage; 78 the "
	    "configuration\n"
	    "is wrong\n",
	.run = archive_run,
};
