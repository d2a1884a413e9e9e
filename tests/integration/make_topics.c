/* SPDX-License-Identifier: Apache-2.0 */
/* make_topics BROKERS PREFIX PARTITIONS: what `kurilwire topics` does, for tests of this layer. */
#include <stdio.h>
#include <stdlib.h>

#include "common/kafka/topics.h"

int main(int argc, char **argv)
{
	struct err err;

	if (argc != 4)
		return 64;
	struct kafka_settings k = { .brokers = argv[1],
				    .prefix = argv[2],
				    .instance = "make",
				    .partitions = (int32_t)strtol(argv[3], NULL, 10),
				    .replication = 1,
				    .compression = "lz4",
				    .from = "",
				    .message_max_bytes = 5 * 1024 * 1024 };
	const struct topics_public publics[] = { { .name = "news.kurils" } };

	if (topics_create(&k, publics, 1, NULL, NULL, &err))
		return 0;
	fprintf(stderr, "%s\n", err.text);
	return 1;
}
