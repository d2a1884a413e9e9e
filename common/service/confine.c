/* SPDX-License-Identifier: Apache-2.0 */
/* The rules, and the wall of files and ports. */
#include "common/service/confine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Debian 12's header knows Landlock as of Linux 6.1; these come from landlock(7). */
enum {
	ABI_TRUNCATE = 3,
	ABI_PORTS = 4,
	FS_TRUNCATE = 1 << 14,
	NET_BIND_TCP = 1 << 0,
	NET_CONNECT_TCP = 1 << 1,
	RULE_NET_PORT = 2,
};

struct ruleset {
	uint64_t fs, net;
};

struct port_rule {
	uint64_t allowed, port;
};

enum {
	FILE_READ = LANDLOCK_ACCESS_FS_READ_FILE,
	TREE_READ = FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR,
	FILE_WRITE = FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE,
	TREE_WRITE = TREE_READ | FILE_WRITE | LANDLOCK_ACCESS_FS_MAKE_REG |
		     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
		     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER,
	/* All that there is to deny in the first version of Landlock: 13 rights. */
	FIRST_RIGHTS = (1 << 13) - 1,
};

/* What libraries read at any time: character sets and name services are loaded when they are
 * first asked for, the resolver's file is looked at again, certificates at each connection. */
static const char *const common_paths[] = {
	"/etc",
	"/usr",
	"/lib",
	"/lib64",
	"/run/systemd/resolve",
	"/run/resolvconf",
	"/run/NetworkManager",
	"/run/credentials",
	"/run/secrets",
	"/proc/self",
	"/proc/sys/vm",
	"/proc/sys/crypto",
	"/sys/devices/system/cpu",
	"/dev/null",
	"/dev/urandom",
};

/* --- rules ------------------------------------------------------------------------------- */

void confine_read(struct confine_rules *r, struct view path)
{
	*ARENA_PUSH(r->arena, r->read, r->read_len) = arena_string(r->arena, path);
}

void confine_read_linked(struct confine_rules *r, struct view folder, int depth)
{
	const char *path = arena_string(r->arena, folder);
	DIR *dir = opendir(path);

	confine_read(r, folder);
	if (!dir)
		return;
	for (struct dirent *d; (d = readdir(dir)) && r->read_len < CONFINE_LINKS_MAX;) {
		struct view inner = arena_printf(r->arena, "%s/%s", path, d->d_name);
		if (d->d_name[0] == '.')
			continue;
		if (d->d_type == DT_LNK)
			confine_read(r, inner);
		else if (d->d_type == DT_DIR && depth > 0)
			confine_read_linked(r, inner, depth - 1);
	}
	closedir(dir);
}

void confine_write(struct confine_rules *r, struct view path)
{
	*ARENA_PUSH(r->arena, r->write, r->write_len) = arena_string(r->arena, path);
}

void confine_connect(struct confine_rules *r, uint16_t port)
{
	for (size_t i = 0; i < r->ports_len; i++)
		if (r->ports[i] == port)
			return;
	if (r->ports_len < CONFINE_PORTS_MAX)
		r->ports[r->ports_len++] = port;
}

static uint16_t port_of(struct view address, uint16_t fallback)
{
	size_t colon = VIEW_NONE;
	uint64_t port;

	/* An IPv6 address has colons of its own, within brackets. */
	for (size_t at = 0; (at = view_find_byte(address, ':', at)) != VIEW_NONE; at++)
		colon = at;
	if (colon == VIEW_NONE || !view_to_u64(view_from(address, colon + 1), &port) ||
	    port == 0 || port > UINT16_MAX)
		return fallback;
	return (uint16_t)port;
}

void confine_connect_list(struct confine_rules *r, struct view addresses,
			  uint16_t fallback)
{
	for (struct view one; view_next(&addresses, ',', &one);)
		confine_connect(r, port_of(view_trim(one), fallback));
}

/* --- Landlock ---------------------------------------------------------------------------- */

static int landlock_abi(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
			    LANDLOCK_CREATE_RULESET_VERSION);
}

static struct ruleset all_rights(int abi, bool connect_any)
{
	struct ruleset all = { .fs = FIRST_RIGHTS };

	if (abi >= 2)
		all.fs |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= ABI_TRUNCATE)
		all.fs |= FS_TRUNCATE;
	if (abi >= ABI_PORTS)
		all.net = NET_BIND_TCP | (connect_any ? 0 : NET_CONNECT_TCP);
	return all;
}

/* A path that is not there needs no rule: what comes to be there later is not for us. */
static bool allow_path(int fd, const char *path, uint64_t file, uint64_t tree)
{
	struct landlock_path_beneath_attr rule = { .parent_fd =
						       open(path, O_PATH | O_CLOEXEC) };
	struct stat st;

	if (rule.parent_fd < 0)
		return true;
	bool ok = fstat(rule.parent_fd, &st) == 0;
	rule.allowed_access = ok && S_ISDIR(st.st_mode) ? tree : file;
	ok = ok && syscall(SYS_landlock_add_rule, fd, LANDLOCK_RULE_PATH_BENEATH, &rule,
			   0) == 0;
	close(rule.parent_fd);
	return ok;
}

static bool allow_port(int fd, uint64_t right, uint16_t port)
{
	struct port_rule rule = { .allowed = right, .port = port };

	return syscall(SYS_landlock_add_rule, fd, RULE_NET_PORT, &rule, 0) == 0;
}

static bool allow_all(int fd, const struct confine_rules *r, const struct ruleset *all)
{
	uint64_t file_write = FILE_WRITE & all->fs, tree_write = TREE_WRITE & all->fs;
	bool ok = true;

	for (size_t i = 0; i < sizeof common_paths / sizeof *common_paths; i++)
		ok &= allow_path(fd, common_paths[i], FILE_READ, TREE_READ);
	for (size_t i = 0; i < r->read_len; i++)
		ok &= allow_path(fd, r->read[i], FILE_READ, TREE_READ);
	for (size_t i = 0; i < r->write_len; i++)
		ok &= allow_path(fd, r->write[i], file_write, tree_write);
	if (all->net & NET_BIND_TCP)
		ok &= allow_port(fd, NET_BIND_TCP, r->listen_port);
	if (all->net & NET_CONNECT_TCP)
		for (size_t i = 0; i < r->ports_len; i++)
			ok &= allow_port(fd, NET_CONNECT_TCP, r->ports[i]);
	return ok;
}

bool confine_files(const struct confine_rules *r, struct err *err)
{
	int abi = landlock_abi();

	if (abi < 1)
		return err_set(err, ERR_STOP, "the kernel has no Landlock (%s)",
			       strerror(errno));
	struct ruleset all = all_rights(abi, r->connect_any);
	int fd = (int)syscall(SYS_landlock_create_ruleset, &all,
			      all.net ? sizeof all : sizeof all.fs, 0);
	if (fd < 0)
		return err_set(err, ERR_STOP, "Landlock: no set of rules: %s",
			       strerror(errno));
	bool ok = allow_all(fd, r, &all) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		  syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	if (!ok)
		err_set(err, ERR_STOP, "Landlock: rules are refused: %s",
			strerror(errno));
	close(fd);
	if (ok && abi < ABI_PORTS)
		return err_set(err, ERR_STOP,
			       "the kernel's Landlock (version %d) knows no ports", abi);
	return ok;
}
