/* SPDX-License-Identifier: Apache-2.0 */
/* Completions: what the help texts list as options, word by word. */
#include "cli/subcommands.h"
#include "docs/man/manual.h"

/* The next "  --name …" line of a help text: the option, and what it takes, or "". */
static bool next_option(struct view *text, struct view *ret_name, struct view *ret_takes,
			struct view *ret_help)
{
	struct view line;

	while (view_next(text, '\n', &line)) {
		if (!view_starts(line, VIEW("  --")))
			continue;
		struct view option = view_from(line, 2);
		size_t gap = view_find(option, VIEW("  "), 0);
		*ret_help =
		    gap == VIEW_NONE ? VIEW("") : view_trim(view_from(option, gap));
		option = gap == VIEW_NONE ? option : view_head(option, gap);
		size_t space = view_find_byte(option, ' ', 0);
		*ret_takes = space == VIEW_NONE ? VIEW("") : view_from(option, space + 1);
		*ret_name = space == VIEW_NONE ? option : view_head(option, space);
		return true;
	}
	return false;
}

void completion_bash(struct buf *out)
{
	struct view name, takes, help;

	buf_add(out, VIEW("# Generated; see docs/man/manual.h.\n"
			  "_kurilwire() {\n"
			  "	local cur=${COMP_WORDS[COMP_CWORD]} options=--help\n"
			  "	if [ \"$COMP_CWORD\" = 1 ]; then\n"
			  "		COMPREPLY=($(compgen -W '"));
	for (const struct subcommand *const *c = subcommands; *c; c++)
		buf_printf(out, "%s ", (*c)->name);
	buf_add(out,
		VIEW("--help --version' -- \"$cur\"))\n"
		     "		return\n"
		     "	fi\n"
		     "	case ${COMP_WORDS[COMP_CWORD - 1]} in\n"
		     "	--config) COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n"
		     "	esac\n"
		     "	case ${COMP_WORDS[1]} in\n"));
	for (const struct subcommand *const *c = subcommands; *c; c++) {
		struct view text = view_of((*c)->help);
		buf_printf(out, "	%s) options='", (*c)->name);
		while (next_option(&text, &name, &takes, &help))
			buf_printf(out, "%.*s ", VIEW_ARG(name));
		buf_add(out, VIEW("--help' ;;\n"));
	}
	buf_add(out,
		VIEW("	esac\n"
		     "	case $cur in\n"
		     "	-*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")) ;;\n"
		     "	*) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n"
		     "	esac\n"
		     "}\n"
		     "complete -o filenames -F _kurilwire kurilwire\n"));
}

/* Within '…[…]': what zsh would take for its own. */
static void add_zsh(struct buf *out, struct view text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];
		if (c == '\'') {
			buf_add(out, VIEW("'\\''"));
			continue;
		}
		if (c == '[' || c == ']' || c == ':' || c == '\\')
			buf_add_byte(out, '\\');
		buf_add_byte(out, c);
	}
}

static void add_zsh_option(struct buf *out, struct view name, struct view takes,
			   struct view help)
{
	buf_printf(out, "		'%.*s[", VIEW_ARG(name));
	add_zsh(out, help);
	buf_add_byte(out, ']');
	if (takes.len) {
		buf_add_byte(out, ':');
		add_zsh(out, takes);
		buf_add(out,
			view_eq(takes, VIEW("DIR")) ? VIEW(":_files -/") : VIEW(":"));
	}
	buf_add(out, VIEW("' \\\n"));
}

void completion_zsh(struct buf *out)
{
	struct view name, takes, help;

	buf_add(out, VIEW("#compdef kurilwire\n# Generated; see docs/man/manual.h.\n"
			  "local -a commands\ncommands=(\n"));
	for (const struct subcommand *const *c = subcommands; *c; c++) {
		buf_printf(out, "	'%s:", (*c)->name);
		add_zsh(out, view_of((*c)->summary));
		buf_add(out, VIEW("'\n"));
	}
	buf_add(out, VIEW(")\n"
			  "if (( CURRENT == 2 )); then\n"
			  "	_describe command commands\n"
			  "	return\n"
			  "fi\n"
			  "local command=$words[2]\n"
			  "shift words\n"
			  "(( CURRENT-- ))\n"
			  "case $command in\n"));
	for (const struct subcommand *const *c = subcommands; *c; c++) {
		struct view text = view_of((*c)->help);
		buf_printf(out, "%s)\n	_arguments \\\n", (*c)->name);
		while (next_option(&text, &name, &takes, &help))
			add_zsh_option(out, name, takes, help);
		buf_add(out, VIEW("		'--help[say more]' \\\n"
				  "		'*:file:_files'\n	;;\n"));
	}
	buf_add(out, VIEW("esac\n"));
}
