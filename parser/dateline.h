/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline - the start of a wire story that says where, when and by whom it was written.
 *
 * "TOKYO, Jan 23 (Kyodo) -- ", "МОСКВА, 23 янв - РИА Новости. ", "【東京=共同】",
 * "［モスクワ　２３日　ロイター］ - ", "新华社东京1月23日电 ", "(ANSA) - TOKYO, 23 GEN - ",
 * "Tokio (dpa) - ". A place alone is no evidence: there has to be a date, an agency or the
 * dash of the trade behind a place in capitals. Pure; reads at most DATELINE_BYTES_MAX.
 */
#pragma once

#include "parser/date.h"

enum { DATELINE_BYTES_MAX = 240, DATELINE_AGENCIES_MAX = 4 };

struct dateline {
	struct view place; /* as written, with its region: "WASHINGTON, D.C." */
	struct view agencies[DATELINE_AGENCIES_MAX];
	size_t agencies_len;
	struct view author; /* of "【モスクワ=山田太郎】" */
	bool
	    authors_spaced; /* `author` is several, between spaces: "（记者张三 李四）", "김민수 특파원 이영희 기자 =" */
	instant_ms day;     /* midnight UTC of the day named, or INSTANT_NONE */
	size_t len;         /* bytes; the story's first sentence begins there */
};

/* `reference` is a time shortly after the story's, for days without a year or a month, or
 * INSTANT_NONE: such a day is then not known. False: the text does not begin with a
 * dateline. */
bool dateline_read(struct view text, instant_ms reference, struct dateline *ret);
