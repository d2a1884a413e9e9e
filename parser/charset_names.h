/* SPDX-License-Identifier: Apache-2.0 */
/*
 * charset_names - the charsets that are read, by any of their labels.
 *
 * Labels that the wild uses for a subset mean the superset, as the WHATWG Encoding Standard
 * has it, and all its labels are known; besides them some that mail, mainframes and old
 * browsers left behind. Static data; a look-up searches some two kilobytes.
 */
#pragma once

#include "common/base/view.h"

struct charset {
	const char *name;  /* as it is shown */
	const char *iconv; /* NULL: UTF-8; "HZ": charset.c does it itself */
	bool wide;     /* several bytes a character: never taken for UTF-8 by chance */
	bool utf16_32; /* cannot be declared in ASCII */
	const char *labels; /* without case and "-_ :."; between spaces */
};

/* NULL when the label is none that is known. */
const struct charset *charset_named(struct view label);
const struct charset *charset_utf8(void);

/* What windows-1252 has at this byte: for numbers and bytes from 0x80 to 0x9f that are controls
 * by the letter and mean this in practice. The few that it leaves open are themselves. */
uint32_t charset_windows_1252(unsigned char c);
