/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drop_folder - the folders of drop.h on a real file system.
 *
 * Looks at folders by readdir(3) and, where the kernel has it, hears of files renamed into
 * them by inotify(7). Never follows a symbolic link, so that whoever may write to the folder
 * cannot have another file read. One owner, one thread.
 */
#pragma once

#include "fetcher/drop.h"

struct drop_folder;

/* Folders that cannot be watched are only looked at. Borrows the feeds for its life. */
struct drop_folder *drop_folder_new(const struct drop_feed *feeds, size_t len);
void drop_folder_free(struct drop_folder *d); /* NULL is fine */
DEFINE_AUTO(drop_folder)

/* As in struct drop_ports; `files` is a struct drop_folder. */
bool drop_folder_list(void *files, const struct drop_feed *f,
		      void (*each)(void *to, const struct drop_file *file), void *to,
		      struct err *err);
bool drop_folder_renamed(void *files, size_t *ret_feed, char ret_name[DROP_NAME_MAX + 1]);
bool drop_folder_read(void *files, const struct drop_feed *f, const char *name,
		      struct buf *out, struct drop_file *ret, struct err *err);
bool drop_folder_look(void *files, const struct drop_feed *f, const char *name,
		      struct drop_file *ret);
bool drop_folder_move(void *files, const struct drop_feed *f, const char *name,
		      const char *to, struct err *err);

struct drop_counts {
	size_t waiting, done, refused; /* files, those that are being uploaded left out */
};

/* What lies in a folder now. False: it cannot be looked at from here. */
bool drop_folder_count(const char *folder, struct drop_counts *ret, struct err *err);
