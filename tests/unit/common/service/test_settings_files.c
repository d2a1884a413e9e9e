/* SPDX-License-Identifier: Apache-2.0 */
/* What is read from files: settings, secrets; and how they are shown without these. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "settings_case.h"

SETTINGS_SUITE(settings_files);

static char folder[64];

static void write_file(const char *name, const char *text)
{
	char path[256];

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	cr_assert(ne(ptr, f, NULL));
	fputs(text, f);
	fclose(f);
}

static void make_folder(void)
{
	strcpy(folder, "/tmp/kw-settings-XXXXXX");
	cr_assert(ne(ptr, mkdtemp(folder), NULL));
}

static void remove_file(const char *name)
{
	char path[256];

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
}

Test(settings_files, reads_secrets_from_files)
{
	char path[] = "/tmp/kw-secret-XXXXXX", text[200];
	int fd = mkstemp(path);

	cr_assert(ge(int, fd, 0));
	cr_assert(eq(sz, (size_t)write(fd, "hunter2\r\n", 9), 9));
	(void)snprintf(text, sizeof text,
		       "password: file:%s\nsecrets: {a: 'file:%s', b: c}\n", path, path);
	cr_assert(load(text), "%s", printed());
	cr_assert(same(sample.password, "hunter2"));
	cr_assert(same(sample.secrets.items[0].value, "hunter2"));
	cr_assert(same(sample.secrets.items[1].value, "c"));

	cr_assert(eq(int, ftruncate(fd, 0), 0));
	*strchr(text, '\n') = '\0';
	expect_error(text, "a.yaml:1:11: \"password\" is read from");
	close(fd);
	unlink(path);
}

Test(settings_files, says_why_a_secret_cannot_be_read)
{
	expect_error(
	    "password: file:/nowhere/at/all\n",
	    "\"password\" cannot be read from \"/nowhere/at/all\": No such file");
	expect_error("password: file:/\n", "cannot be read from \"/\": Is a directory");
	expect_error("password: file:/dev/null\n", "from \"/dev/null\", which is empty");
	expect_error("password: file:/dev/zero\n", "from \"/dev/zero\": File too large");
}

Test(settings_files, never_shows_a_secret)
{
	expect_error("password: [hunter2]\n", "\"password\" is a text");
	cr_assert(zero(ptr, strstr(printed(), "hunter2")));
	expect_error("password: 'hunter2${'\n", "begins the name");
	cr_assert(zero(ptr, strstr(printed(), "hunter2")));
	expect_error("secrets: {a: [hunter2]}\n", "\"secrets\" is a map");
	cr_assert(zero(ptr, strstr(printed(), "hunter2")));
	expect_error("pasword: hunter2\n", "did you mean \"password\"?");
	cr_assert(zero(ptr, strstr(printed(), "hunter2")));
	cr_assert(strstr(printed(), "    1 | pasword: …\n") != NULL);
}

Test(settings_files, lists_the_files_of_a_folder_by_name)
{
	const char **files = NULL;
	size_t len = 99;
	struct err err;

	make_folder();
	write_file("b.yaml", "");
	write_file("a.yaml", "");
	write_file(".c.yaml", "");
	write_file("README", "");
	cr_assert(settings_files(folder, arena, &files, &len, &err));
	cr_assert(eq(sz, len, 2));
	cr_assert(view_ends(view_of(files[0]), VIEW("/a.yaml")));
	cr_assert(view_ends(view_of(files[1]), VIEW("/b.yaml")));

	write_file("d.yml", "");
	cr_assert(not(settings_files(folder, arena, &files, &len, &err)));
	cr_assert(strstr(err.text, "d.yml would not be read; name it d.yaml") != NULL);
	cr_assert(settings_files("/nowhere/at/all", arena, &files, &len, &err));
	cr_assert(eq(sz, len, 0));
	cr_assert(not(settings_files("/dev/null", arena, &files, &len, &err)));
	cr_assert(eq(str, err.text, "Not a directory"));

	remove_file("a.yaml");
	remove_file("b.yaml");
	remove_file(".c.yaml");
	remove_file("README");
	remove_file("d.yml");
	rmdir(folder);
}

Test(settings_files, reads_files_and_says_which_cannot_be_read)
{
	char path[128];

	make_folder();
	write_file("a.yaml", "title: from a file\n");
	(void)snprintf(path, sizeof path, "%s/a.yaml", folder);
	cr_assert(settings_load(path, sample_rows, arena, &sample, errors));
	cr_assert(same(sample.title, "from a file"));
	struct setting_node root;
	cr_assert(settings_tree(path, arena, &root, errors));
	cr_assert(eq(sz, root.len, 2));

	cr_assert(
	    not(settings_load("/nowhere.yaml", sample_rows, arena, &sample, errors)));
	cr_assert(same(sample.title, "Untitled"));
	cr_assert(not(settings_tree("/tmp", arena, &root, errors)));
	cr_assert(eq(str, printed(),
		     "/nowhere.yaml: No such file or directory\n/tmp: Is a directory\n"
		     "2 errors; nothing was started\n"));
	cr_assert(eq(int, truncate(path, SETTINGS_FILE_MAX + 1), 0));
	cr_assert(not(settings_load(path, sample_rows, arena, &sample, errors)));
	cr_assert(strstr(printed(), "larger than 16 MiB; split the file") != NULL);
	unlink(path);
	rmdir(folder);
}

Test(settings_files, are_shown_with_where_they_come_from_and_without_secrets)
{
	struct setting_node root;
	char path[] = "/tmp/kw-settings-XXXXXX";
	int fd = mkstemp(path);
	static const char text[] =
	    "title: Ours\n"
	    "timeout: ${KW_TEST_TIMEOUT}\n"
	    "password: hunter2\n"
	    "feeds:\n"
	    "  - id: first\n"
	    "    url: https://me:hunter3@x.example/a@b?key=hunter4&z\n"
	    "  - id: second\n"
	    "    url: https://x.example\n";
	BUF(out, 1 << 20);
	char want[128];

	setenv("KW_TEST_TIMEOUT", "7s", 1);
	cr_assert(eq(sz, (size_t)write(fd, text, strlen(text)), strlen(text)));
	close(fd);
	cr_assert(settings_tree(path, arena, &root, errors), "%s", printed());
	settings_print(sample_rows, &root, true, arena, &out);
	const char *got = buf_string(&out);
	cr_assert(strstr(got, "title: Ours   ") != NULL, "%s", got);
	cr_assert(strstr(got, "timeout: 7s   ") != NULL, "%s", got);
	cr_assert(strstr(got, "password: (secret)   ") != NULL, "%s", got);
	cr_assert(strstr(got, "hunter") == NULL, "%s", got);
	cr_assert(strstr(got, "feeds[0].url: https://x.example/a@b?key=…&…  ") != NULL,
		  "%s", got);
	cr_assert(strstr(got, "feeds[1].url: https://x.example  ") != NULL, "%s", got);
	(void)snprintf(want, sizeof want, "  # %s:1\n", path);
	cr_assert(strstr(got, want) != NULL, "%s", got);
	cr_assert(strstr(got, "limits.entries: 500   ") != NULL, "%s", got);
	cr_assert(strstr(got, "  # default\n") != NULL, "%s", got);
	cr_assert(strstr(got, "feeds[0].id: first   ") != NULL, "%s", got);
	buf_clear(&out);
	settings_print(sample_rows, &root, false, arena, &out);
	cr_assert(strstr(buf_string(&out), "# default") == NULL, "%s", buf_string(&out));
	unlink(path);
}
