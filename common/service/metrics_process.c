/* SPDX-License-Identifier: Apache-2.0 */
/* What a process says of itself, under the names that Prometheus' clients agree on. */
#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/service/clock.h"
#include "common/service/metrics.h"

enum { CPU, RESIDENT, STARTED, FDS, FDS_MAX, BUILD };

static struct metric rows[] = {
	[CPU] = { .name = "process_cpu_seconds_total",
		  .type = METRIC_COUNTER,
		  .help = "User and system CPU time spent." },
	[RESIDENT] = { .name = "process_resident_memory_bytes",
		       .type = METRIC_GAUGE,
		       .help = "Resident memory." },
	[STARTED] = { .name = "process_start_time_seconds",
		      .type = METRIC_GAUGE,
		      .help = "When the process started, in seconds since 1970." },
	[FDS] = { .name = "process_open_fds",
		  .type = METRIC_GAUGE,
		  .help = "Open file descriptors." },
	[FDS_MAX] = { .name = "process_max_fds",
		      .type = METRIC_GAUGE,
		      .help = "Most file descriptors that may be open." },
	[BUILD] = { .name = "kurilwire_build_info",
		    .type = METRIC_GAUGE,
		    .help = "1, with the version that runs.",
		    .label = "version",
		    .series_max = 1 },
	{ .name = NULL },
};

static double resident_bytes(void)
{
	unsigned long total = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (!f)
		return 0;
	if (fscanf(f, "%lu %lu", &total, &resident) != 2)
		resident = 0;
	fclose(f);
	return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static double open_fds(void)
{
	double n = 0;
	DIR *dir = opendir("/proc/self/fd");

	if (!dir)
		return 0;
	for (struct dirent *d; (d = readdir(dir));)
		n += d->d_name[0] != '.';
	closedir(dir);
	return n - 1; /* the folder itself */
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static void refresh(void *self)
{
	struct rusage usage;
	struct rlimit limit;

	(void)self;
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		metric_set(&rows[CPU], 0,
			   seconds(usage.ru_utime) + seconds(usage.ru_stime));
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
		metric_set(&rows[FDS_MAX], 0, (double)limit.rlim_cur);
	metric_set(&rows[RESIDENT], 0, resident_bytes());
	metric_set(&rows[FDS], 0, open_fds());
}

void metrics_register_process(const char *version)
{
	metrics_register(rows);
	metric_set(&rows[STARTED], 0, (double)clock_wall_ms() / 1000);
	metric_set(&rows[BUILD], metric_series(&rows[BUILD], view_of(version)), 1);
	metrics_hook(refresh, NULL);
}
