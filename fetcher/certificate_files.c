/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/certificate_files.h"

#include <unistd.h>

/* `feed` is NULL for the setting of all. */
static bool is_there(struct view file, const char *key, const struct feed *feed,
		     struct setting_mark mark, struct settings_errors *e)
{
	if (file.len == 0)
		return true;
	AUTO(arena) a = arena_new(SETTINGS_FILE_MAX);
	if (access(arena_string(a, file), F_OK) == 0)
		return true;
	settings_complain(e, mark, "\"%s\"%s%.*s%s names \"%.*s\", which is not there",
			  key, feed ? " of feed \"" : "", feed ? (int)feed->id.len : 0,
			  feed ? feed->id.p : "", feed ? "\"" : "", VIEW_ARG(file));
	return false;
}

bool certificate_files_there(const struct fetcher_settings *settings,
			     const struct feeds *feeds, struct settings_errors *e)
{
	bool ok = is_there(settings->ca_file, "ca_file", NULL, settings->ca_file_mark, e);

	for (size_t i = 0; feeds && i < feeds_len(feeds); i++) {
		const struct feed *f = feeds_at(feeds, i);
		ok &= is_there(f->ca_file, "ca_file", f, f->mark, e);
		ok &=
		    is_there(f->client_certificate, "client_certificate", f, f->mark, e);
		ok &= is_there(f->client_key, "client_key", f, f->mark, e);
	}
	return ok;
}
