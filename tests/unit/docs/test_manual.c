/* SPDX-License-Identifier: Apache-2.0 */
/* The man pages and completions that are committed are what the programs' texts say now. */
#include "../common/service/golden.h"
#include "cli/subcommands.h"
#include "docs/man/manual.h"

Test(manual, of_each_subcommand_is_what_its_help_says)
{
	for (const struct subcommand *const *c = subcommands; *c; c++) {
		BUF(out, 1 << 20);
		char path[128];
		manual_of_subcommand(*c, &out);
		(void)snprintf(path, sizeof path, "docs/man/kurilwire-%s.1", (*c)->name);
		golden(path, &out);
	}
}

Test(manual, of_workers_and_files_is_what_the_tables_say)
{
	for (const struct manual_page *p = manual_pages; p->name; p++) {
		BUF(out, 1 << 20);
		char path[128];
		manual_of_page(p, &out);
		(void)snprintf(path, sizeof path, "docs/man/%s.%s", p->name, p->section);
		golden(path, &out);
	}
}

Test(manual, of_all_settings_is_what_the_tables_say)
{
	BUF(out, 1 << 20);

	manual_of_settings(&out);
	golden("docs/settings.md", &out);
}

Test(manual, completions_know_each_subcommand_and_option)
{
	BUF(bash, 1 << 20);
	BUF(zsh, 1 << 20);

	completion_bash(&bash);
	completion_zsh(&zsh);
	golden("deploy/completions/kurilwire.bash", &bash);
	golden("deploy/completions/_kurilwire", &zsh);
	for (const struct subcommand *const *c = subcommands; *c; c++) {
		cr_assert(strstr(buf_string(&bash), (*c)->name) != NULL);
		cr_assert(strstr(buf_string(&zsh), (*c)->name) != NULL);
	}
}
