/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/metrics.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "common/base/map.h"
#include "common/base/mem.h"
#include "common/service/log.h"

enum { TABLES_MAX = 32, HOOKS_MAX = 16, BUCKETS_MAX = 32, SERIES_MAX = 10000 };

/* A double in the bits of an integer: C17 has no atomic addition of doubles. */
typedef _Atomic uint64_t cell;

struct metric_values {
	size_t series_len, series_max; /* with "other" */
	size_t cells_of;               /* of one series: 1, or buckets, count and sum */
	cell *cells;
	char **names;        /* of labels that come while running */
	struct map *by_name; /* to its place in `names` */
};

/* One of the process's two globals. The lock guards tables, hooks and names of series. */
static struct {
	pthread_mutex_t lock;
	struct metric *tables[TABLES_MAX];
	size_t tables_len;
	struct {
		void (*refresh)(void *self);
		void *self;
	} hooks[HOOKS_MAX];
	size_t hooks_len;
} registry = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void hold(void)
{
	pthread_mutex_lock(&registry.lock);
}

static void release(void)
{
	pthread_mutex_unlock(&registry.lock);
}

/* A child process counts, too, whoever was reading when it was made. */
static void hold_over_forks(void)
{
	log_hold_over_forks();
	MUST(pthread_atfork(hold, release, release) == 0);
}

/* --- cells ------------------------------------------------------------------------------- */

static double from_bits(uint64_t bits)
{
	double d;

	memcpy(&d, &bits, sizeof d);
	return d;
}

static uint64_t to_bits(double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof bits);
	return bits;
}

static double cell_get(cell *c)
{
	return from_bits(atomic_load_explicit(c, memory_order_relaxed));
}

static void cell_set(cell *c, double d)
{
	atomic_store_explicit(c, to_bits(d), memory_order_relaxed);
}

static void cell_add(cell *c, double n)
{
	uint64_t old = atomic_load_explicit(c, memory_order_relaxed);

	while (!atomic_compare_exchange_weak_explicit(
	    c, &old, to_bits(from_bits(old) + n), memory_order_relaxed,
	    memory_order_relaxed))
		continue;
}

/* --- tables ------------------------------------------------------------------------------ */

static size_t buckets_len(const struct metric *m)
{
	size_t n = 0;

	while (m->buckets && m->buckets[n] != 0)
		n++;
	return n;
}

static bool is_name(const char *name)
{
	for (const char *p = name; *p; p++)
		if (!byte_is_alpha(*p) && *p != '_' && (p == name || !byte_is_digit(*p)))
			return false;
	return name[0] != '\0';
}

static void check_row(const struct metric *m)
{
	struct view name = view_of(m->name);
	size_t n = buckets_len(m);

	MUST(is_name(m->name));
	MUST(m->help && m->help[0]);
	MUST((m->type == METRIC_COUNTER) == view_ends(name, VIEW("_total")));
	MUST(!m->label || is_name(m->label));
	MUST(!m->label || (m->values != NULL) != (m->series_max > 0));
	MUST(m->series_max <= SERIES_MAX);
	MUST((m->type == METRIC_HISTOGRAM) == (n > 0) && n <= BUCKETS_MAX);
	for (size_t i = 1; i < n; i++)
		MUST(m->buckets[i - 1] < m->buckets[i]);
	for (size_t t = 0; t < registry.tables_len; t++)
		for (const struct metric *other = registry.tables[t]; other->name;
		     other++)
			MUST(other == m || strcmp(other->name, m->name) != 0);
}

static void hold_values(struct metric *m)
{
	struct metric_values *v = mem_new(sizeof *v);

	v->series_max = 1;
	if (m->label && m->values) {
		v->series_max = 0;
		while (m->values[v->series_max])
			v->series_max++;
		v->series_len = v->series_max;
	} else if (m->label) {
		v->series_max = m->series_max + 1;
		v->names = mem_new(v->series_max * sizeof *v->names);
		v->by_name = map_new();
	} else {
		v->series_len = 1;
	}
	v->cells_of = m->type == METRIC_HISTOGRAM ? buckets_len(m) + 2 : 1;
	v->cells = mem_new(v->series_max * v->cells_of * sizeof *v->cells);
	m->held = v;
}

static void drop_names(struct metric_values *v)
{
	for (size_t i = 0; v->names && i < v->series_len; i++)
		free(v->names[i]);
	map_free(v->by_name);
	v->by_name = NULL;
}

void metrics_register(struct metric *rows)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	MUST(pthread_once(&once, hold_over_forks) == 0);
	hold();
	MUST(registry.tables_len < TABLES_MAX);
	registry.tables[registry.tables_len++] = rows;
	for (struct metric *m = rows; m->name; m++) {
		MUST(!m->held);
		check_row(m);
		hold_values(m);
	}
	release();
}

void metrics_done(void)
{
	hold();
	for (size_t t = 0; t < registry.tables_len; t++)
		for (struct metric *m = registry.tables[t]; m->name; m++) {
			drop_names(m->held);
			free(m->held->names);
			free(m->held->cells);
			free(m->held);
			m->held = NULL;
		}
	registry.tables_len = registry.hooks_len = 0;
	release();
}

void metrics_hook(void (*refresh)(void *self), void *self)
{
	hold();
	MUST(registry.hooks_len < HOOKS_MAX);
	registry.hooks[registry.hooks_len].refresh = refresh;
	registry.hooks[registry.hooks_len++].self = self;
	release();
}

/* --- counting ---------------------------------------------------------------------------- */

static cell *cells_at(const struct metric *m, size_t series)
{
	MUST(series < m->held->series_max);
	return &m->held->cells[series * m->held->cells_of];
}

void metric_add(struct metric *m, size_t series, double n)
{
	if (m->held)
		cell_add(cells_at(m, series), n);
}

void metric_set(struct metric *m, size_t series, double value)
{
	if (m->held)
		cell_set(cells_at(m, series), value);
}

/* Cells of a histogram: one for each bucket alone, what is above all, the sum. */
void metric_observe(struct metric *m, size_t series, double value)
{
	size_t bucket = 0;

	if (!m->held)
		return;
	cell *cells = cells_at(m, series);
	while (m->buckets[bucket] != 0 && value > m->buckets[bucket])
		bucket++;
	cell_add(&cells[bucket], 1);
	cell_add(&cells[m->held->cells_of - 1], value);
}

double metric_value(const struct metric *m, size_t series)
{
	double sum = 0;

	if (!m->held)
		return 0;
	cell *cells = cells_at(m, series);
	size_t n = m->type == METRIC_HISTOGRAM ? m->held->cells_of - 1 : 1;
	for (size_t i = 0; i < n; i++)
		sum += cell_get(&cells[i]);
	return sum;
}

static size_t add_series(struct metric_values *v, struct view value)
{
	size_t index = v->series_len;

	if (index == v->series_max - 1)
		value = VIEW("other");
	v->names[index] = strndup(value.p ? value.p : "", value.len);
	MUST(v->names[index]);
	v->series_len++;
	return index;
}

size_t metric_series(struct metric *m, struct view value)
{
	struct metric_values *v = m->held;
	size_t index;

	if (!v)
		return 0;
	MUST(v->by_name);
	hold();
	char **known = map_get(v->by_name, value);
	if (known) {
		index = (size_t)(known - v->names);
	} else if (v->series_len < v->series_max - 1) {
		index = add_series(v, value);
		(void)map_put(v->by_name, value, &v->names[index]);
	} else {
		if (v->series_len < v->series_max)
			(void)add_series(v, value);
		index = v->series_max - 1;
	}
	release();
	return index;
}

void metric_forget(struct metric *m)
{
	struct metric_values *v = m->held;

	if (!v)
		return;
	MUST(v->by_name);
	hold();
	drop_names(v);
	v->by_name = map_new();
	v->series_len = 0;
	for (size_t i = 0; i < v->series_max * v->cells_of; i++)
		cell_set(&v->cells[i], 0);
	release();
}

/* --- text -------------------------------------------------------------------------------- */

/* A label's value: backslash, quote and newline are escaped, and nothing else is. */
static void add_label_value(struct buf *out, const char *value)
{
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			buf_add_byte(out, '\\');
		if (*value == '\n')
			buf_add(out, VIEW("\\n"));
		else
			buf_add_byte(out, *value);
	}
}

static const char *series_name(const struct metric *m, size_t series)
{
	return m->values ? m->values[series] : m->held->names[series];
}

/* `le` is a histogram's bound, or NULL. */
static void add_labels(struct buf *out, const struct metric *m, size_t series,
		       const char *le)
{
	if (!m->label && !le)
		return;
	buf_add_byte(out, '{');
	if (m->label) {
		buf_printf(out, "%s=\"", m->label);
		add_label_value(out, series_name(m, series));
		buf_add(out, le ? VIEW("\",") : VIEW("\""));
	}
	if (le)
		buf_printf(out, "le=\"%s\"", le);
	buf_add_byte(out, '}');
}

static void add_number(struct buf *out, double d)
{
	if (isnan(d))
		buf_add(out, VIEW(" NaN\n"));
	else if (isinf(d))
		buf_add(out, d > 0 ? VIEW(" +Inf\n") : VIEW(" -Inf\n"));
	else
		buf_printf(out, " %.17g\n", d);
}

static void add_line(struct buf *out, const struct metric *m, const char *suffix,
		     size_t series, const char *le, double value)
{
	buf_printf(out, "%s%s", m->name, suffix);
	add_labels(out, m, series, le);
	add_number(out, value);
}

static void add_histogram(struct buf *out, const struct metric *m, size_t series)
{
	cell *cells = cells_at(m, series);
	size_t n = m->held->cells_of - 2;
	double count = 0;
	char bound[32];

	for (size_t i = 0; i < n; i++) {
		(void)snprintf(bound, sizeof bound, "%g", m->buckets[i]);
		count += cell_get(&cells[i]);
		add_line(out, m, "_bucket", series, bound, count);
	}
	count += cell_get(&cells[n]);
	add_line(out, m, "_bucket", series, "+Inf", count);
	add_line(out, m, "_sum", series, NULL, cell_get(&cells[n + 1]));
	add_line(out, m, "_count", series, NULL, count);
}

static void add_metric(struct buf *out, const struct metric *m)
{
	static const char *const types[] = { "counter", "gauge", "histogram" };

	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name,
		   types[m->type]);
	for (size_t i = 0; i < m->held->series_len; i++) {
		if (m->type == METRIC_HISTOGRAM)
			add_histogram(out, m, i);
		else
			add_line(out, m, "", i, NULL, cell_get(cells_at(m, i)));
	}
}

void metrics_render(struct buf *out)
{
	/* Hooks count and look up series themselves, so they run outside of the lock; they
	 * change only at start and end. */
	for (size_t i = 0; i < registry.hooks_len; i++)
		registry.hooks[i].refresh(registry.hooks[i].self);
	hold();
	for (size_t t = 0; t < registry.tables_len; t++)
		for (const struct metric *m = registry.tables[t]; m->name; m++)
			add_metric(out, m);
	release();
}
