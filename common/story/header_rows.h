/* SPDX-License-Identifier: Apache-2.0 */
/*
 * header_rows - what the Kafka headers of each kind of record mean, for the documents.
 *
 * headers.h and the fetcher set them; tests compare what they set with these rows.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum header_kind { HEADERS_OF_STORY, HEADERS_OF_RAW, HEADERS_OF_LETTER, HEADER_KINDS };

struct header_row {
	const char *name;
	const char *help;
	const char *example;
	bool always; /* else left out when there is nothing to say */
};

const struct header_row *header_rows(enum header_kind kind, size_t *ret_len);
