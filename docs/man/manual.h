/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manual - man pages and shell completions, made of the programs' help texts and tables.
 *
 * Nothing of it is in a program that ships: tests/unit/docs/test_manual.c writes the pages
 * and compares them with those that are committed. Pure; troff's man macros.
 */
#pragma once

#include "cli/subcommand.h"
#include "common/base/buf.h"
#include "common/service/settings.h"

/* A section of prose: paragraphs apart by an empty line; lines that begin with a tab stand
 * as they are. */
struct manual_section {
	const char *title; /* NULL ends a list */
	const char *text;
};

/* A page that is not a subcommand's. */
struct manual_page {
	const char *name; /* "kurilwire-fetcher", "kurilwire.yaml" */
	const char *section;
	const char *summary;
	/* A help text as options_help() or a subcommand gives it, or rows; the others NULL. */
	void (*help)(struct buf *out);
	const struct setting *(*rows)(struct arena *a);
	const struct manual_section *sections;
	const char *see_also;
};

/* Ends with a NULL name. */
extern const struct manual_page manual_pages[];

void manual_of_page(const struct manual_page *p, struct buf *out);
void manual_of_subcommand(const struct subcommand *c, struct buf *out);

/* docs/settings.md: all tables of the pages of section 5. */
void manual_of_settings(struct buf *out);

/* Functions for bash-completion and zsh's compsys: subcommands, their options, files. */
void completion_bash(struct buf *out);
void completion_zsh(struct buf *out);
