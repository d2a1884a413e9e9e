/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test - kurilwire test: texts with what they should give, beside the packs they try.
 *
 * An expectation file, tags.d/tests/<name>.yaml, has a language, the marks of each tag, and
 * passages:
 *
 *   language: en
 *   marks: {kurils: "[]", peace_treaty: "{}"}
 *   passages:
 *     - {about: [kurils], text: 'A quake shook [Iturup] at dawn.'}
 *     - {about: [], text: 'The trawler Iturup was sold.', why: a ship}
 *
 * Two signs around a mention are not part of the text. `maybe` lists words that may be
 * mentions or not, `unsure` topics whose about is not compared.
 */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand test_subcommand;
