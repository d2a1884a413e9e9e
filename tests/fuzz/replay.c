/* SPDX-License-Identifier: Apache-2.0 */
/* replay - gives every file of the folders and every file named to a fuzz target, once. */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PATH_BYTES = 4096 };

static size_t replayed;

static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;

	if (!f || fstat(fileno(f), &st) != 0) {
		perror(path);
		if (f)
			fclose(f);
		return 1;
	}
	/* Exactly as large as the input, so that a sanitizer sees each byte read too far. */
	size_t size = (size_t)st.st_size;
	uint8_t *data = malloc(size ? size : 1);
	int failed = !data || fread(data, 1, size, f) != size;
	if (failed)
		perror(path);
	else
		LLVMFuzzerTestOneInput(data, size);
	replayed++;
	free(data);
	fclose(f);
	return failed;
}

static int replay_folder(const char *path)
{
	struct dirent **names;
	int count = scandir(path, &names, NULL, alphasort), failed = 0;

	if (count < 0) {
		perror(path);
		return 1;
	}
	for (int i = 0; i < count; i++) {
		char full[PATH_BYTES];
		int len = snprintf(full, sizeof(full), "%s/%s", path, names[i]->d_name);
		if (names[i]->d_name[0] != '.' && len < PATH_BYTES)
			failed |= replay_file(full);
		free(names[i]);
	}
	free(names);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++) {
		struct stat st;
		if (stat(argv[i], &st) != 0) {
			perror(argv[i]);
			failed = 1;
		} else {
			failed |= S_ISDIR(st.st_mode) ? replay_folder(argv[i])
						      : replay_file(argv[i]);
		}
	}
	if (replayed == 0) {
		fprintf(stderr, "nothing to replay\n");
		return 1;
	}
	printf("%zu inputs\n", replayed);
	return failed;
}
