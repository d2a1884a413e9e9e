/* SPDX-License-Identifier: Apache-2.0 */
/* One scalar of one row: read by its type, held against its limits. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"
#include "common/service/settings_parts.h"

/* `"timeout" is 1s to 120s, not "5m"`. */
static bool refuse(const struct setting_value *v, struct view what)
{
	struct view written = settings_quoted(v->arena, v->node->scalar);

	settings_complain(v->errors, v->node->mark, "\"%s\" is %.*s, not %.*s",
			  v->row->key, VIEW_ARG(what), VIEW_ARG(written));
	return false;
}

static bool refuse_kind(const struct setting_value *v)
{
	return refuse(v, view_of(settings_kind(v->row->type)));
}

static bool within(const struct setting_value *v, double number)
{
	const struct setting *row = v->row;

	if ((row->min == 0 && row->max == 0) ||
	    (number >= row->min && number <= row->max))
		return true;
	return refuse(v, settings_range(row, v->arena));
}

static bool read_string(const struct setting_value *v, struct view *ret)
{
	const struct setting *row = v->row;
	double len = (double)utf8_count(v->text);

	if ((row->min != 0 || row->max != 0) && (len < row->min || len > row->max)) {
		struct view range = settings_range(row, v->arena);
		return refuse(v, arena_printf(v->arena, "a text of %.*s characters",
					      VIEW_ARG(range)));
	}
	*ret = v->text;
	return true;
}

bool settings_is_id(struct view text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];
		bool word = byte_is_digit(c) || (c >= 'a' && c <= 'z');
		if (!word && (i == 0 || (c != '_' && c != '-')))
			return false;
	}
	return text.len > 0;
}

static bool read_id(const struct setting_value *v, struct view *ret)
{
	if (!settings_is_id(v->text))
		return refuse_kind(v);
	if (v->text.len > SETTINGS_ID_MAX)
		return refuse(v, arena_printf(v->arena, "an id of at most %d characters",
					      SETTINGS_ID_MAX));
	*ret = v->text;
	return true;
}

bool settings_is_url_byte(char c)
{
	return (unsigned char)c > ' ' && !strchr("\"<>\\^`{|}", c);
}

/* Of "host:port/path", with "user:password@" before it; a host in brackets has colons. */
static bool has_good_port(struct view rest)
{
	size_t end = 0, at = 0;
	uint64_t port;

	while (end < rest.len && !strchr("/?#", rest.p[end]))
		end++;
	for (size_t i = 0; i < end; i++)
		if (rest.p[i] == '@' || rest.p[i] == ']')
			at = i + 1;
	size_t colon = view_find_byte(view_head(rest, end), ':', at);
	if (colon == VIEW_NONE || colon + 1 == end)
		return true;
	return view_to_u64(view_at(rest.p + colon + 1, end - colon - 1), &port) &&
	       port >= 1 && port <= UINT16_MAX;
}

static bool read_url(const struct setting_value *v, struct view *ret)
{
	struct view rest = v->text;

	if (view_starts_nocase(rest, VIEW("https://")))
		rest = view_from(rest, sizeof "https://" - 1);
	else if (view_starts_nocase(rest, VIEW("http://")))
		rest = view_from(rest, sizeof "http://" - 1);
	else
		return refuse_kind(v);
	if (v->text.len > SETTINGS_URL_MAX)
		return refuse(v, arena_printf(v->arena, "an address of at most %d bytes",
					      SETTINGS_URL_MAX));
	for (size_t i = 0; i < rest.len; i++)
		if (!settings_is_url_byte(rest.p[i]))
			return refuse(
			    v, VIEW("an address without spaces, quotes or brackets; "
				    "write them as %XX"));
	if (rest.len == 0 || strchr("/:?#@", rest.p[0]))
		return refuse(v, VIEW("an address with a host after the \"//\""));
	if (!has_good_port(rest))
		return refuse(v, VIEW("an address whose port is 1 to 65535"));
	*ret = v->text;
	return true;
}

static bool read_bool(const struct setting_value *v, bool *ret)
{
	static const struct {
		struct view word;
		bool means;
	} words[] = {
		{ VIEW_INIT("true"), true }, { VIEW_INIT("false"), false },
		{ VIEW_INIT("yes"), true },  { VIEW_INIT("no"), false },
		{ VIEW_INIT("on"), true },   { VIEW_INIT("off"), false },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (view_eq_nocase(v->text, words[i].word)) {
			*ret = words[i].means;
			return true;
		}
	return refuse_kind(v);
}

static bool read_int(const struct setting_value *v, int64_t *ret)
{
	int64_t n;

	if (!view_to_i64(v->text, &n))
		return refuse_kind(v);
	if (!within(v, (double)n))
		return false;
	*ret = n;
	return true;
}

static bool read_number(const struct setting_value *v, double *ret)
{
	static const char allowed[] = "0123456789.+-eE";
	char *end;

	/* Copies of the arena end in a NUL; no hexadecimal, no "inf". */
	const char *text = arena_string(v->arena, v->text);
	double d = strtod(text, &end);
	if (v->text.len == 0 || strspn(text, allowed) != v->text.len || *end ||
	    !isfinite(d))
		return refuse_kind(v);
	if (!within(v, d))
		return false;
	*ret = d;
	return true;
}

static const struct setting_unit *unit_called(const struct setting_unit *units,
					      struct view name)
{
	for (; units->name; units++)
		if (view_eq(name, view_of(units->name)))
			return units;
	return NULL;
}

static struct view take_run(struct view *rest, bool digits)
{
	size_t n = 0;

	while (n < rest->len && byte_is_digit(rest->p[n]) == digits && rest->p[n] != ' ')
		n++;
	struct view run = view_head(*rest, n);
	*rest = view_from(*rest, n);
	return run;
}

/* "1h 30m": numbers with units, added up. */
static bool read_duration(const struct setting_value *v, int64_t *ret)
{
	struct view rest = view_trim(v->text);
	int64_t total = 0, n;

	if (view_eq(rest, VIEW("0"))) {
		rest = VIEW("");
	} else if (view_to_i64(rest, &n)) {
		struct view written = settings_quoted(v->arena, v->node->scalar);
		settings_complain_suggest(
		    v->errors, v->node->mark, arena_printf(v->arena, "%lds", (long)n).p,
		    "\"%s\" needs a unit (ms, s, m, h or d) after %.*s", v->row->key,
		    VIEW_ARG(written));
		return false;
	} else if (rest.len == 0) {
		return refuse_kind(v);
	}
	while (rest.len) {
		struct view digits = take_run(&rest, true), name = take_run(&rest, false);
		const struct setting_unit *u = unit_called(settings_durations, name);
		if (!u || !view_to_i64(digits, &n) ||
		    __builtin_mul_overflow(n, u->factor, &n) ||
		    __builtin_add_overflow(total, n, &total))
			return refuse_kind(v);
		rest = view_trim(rest);
	}
	if (!within(v, (double)total))
		return false;
	*ret = total;
	return true;
}

/* What somebody who writes K or MB has in mind. */
static const char *binary_unit(struct view name)
{
	static const char *const guesses[][2] = {
		{ "k", "KiB" },   { "kb", "KiB" },  { "kib", "KiB" }, { "m", "MiB" },
		{ "mb", "MiB" },  { "mib", "MiB" }, { "g", "GiB" },   { "gb", "GiB" },
		{ "gib", "GiB" }, { "b", "B" },     { "bytes", "B" },
	};

	for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++)
		if (view_eq_nocase(name, view_of(guesses[i][0])))
			return guesses[i][1];
	return NULL;
}

static bool read_bytes(const struct setting_value *v, int64_t *ret)
{
	struct view rest = view_trim(v->text), digits = take_run(&rest, true);
	int64_t n;

	if (!view_to_i64(digits, &n))
		return refuse_kind(v);
	rest = view_trim(rest);
	if (rest.len) {
		const struct setting_unit *u = unit_called(settings_sizes, rest);
		const char *meant = binary_unit(rest);
		if (!u && meant) {
			struct view written = settings_quoted(v->arena, v->node->scalar);
			settings_complain_suggest(
			    v->errors, v->node->mark,
			    arena_printf(v->arena, "%lld%s", (long long)n, meant).p,
			    "\"%s\" is %s, not %.*s", v->row->key,
			    settings_kind(SETTING_BYTES), VIEW_ARG(written));
			return false;
		}
		if (!u || __builtin_mul_overflow(n, u->factor, &n))
			return refuse_kind(v);
	}
	if (!within(v, (double)n))
		return false;
	*ret = n;
	return true;
}

static bool read_choice(const struct setting_value *v, int *ret)
{
	const char *const *names = v->row->choices;

	for (int i = 0; names[i]; i++)
		if (view_eq(v->text, view_of(names[i]))) {
			*ret = i;
			return true;
		}
	struct view all = settings_choices(names, v->arena);
	struct view written = settings_quoted(v->arena, v->node->scalar);
	settings_complain_suggest(
	    v->errors, v->node->mark, settings_suggest(v->text, names),
	    "\"%s\" is %.*s, not %.*s", v->row->key, VIEW_ARG(all), VIEW_ARG(written));
	return false;
}

/* --- secrets --------------------------------------------------------------------------- */

bool settings_read_secret(const struct setting_value *v, struct view *ret)
{
	BUF(content, SETTINGS_SECRET_MAX);

	if (!view_starts(v->text, VIEW("file:"))) {
		*ret = v->text;
		return true;
	}
	const char *path = arena_string(v->arena, view_from(v->text, sizeof "file:" - 1));
	if (!settings_read_file(path, &content)) {
		settings_complain(v->errors, v->node->mark,
				  "\"%s\" cannot be read from \"%s\": %s", v->row->key,
				  path, strerror(errno));
		return false;
	}
	/* Editors and `echo` end a file with a newline that is no part of the secret. */
	struct view text = buf_view(&content);
	while (text.len && (text.p[text.len - 1] == '\n' || text.p[text.len - 1] == '\r'))
		text.len--;
	if (text.len == 0 || !utf8_valid(text)) {
		settings_complain(v->errors, v->node->mark,
				  "\"%s\" is read from \"%s\", which is %s", v->row->key,
				  path, text.len ? "not UTF-8" : "empty");
		return false;
	}
	*ret = arena_copy(v->arena, text);
	return true;
}

bool settings_read(const struct setting_value *v, void *field)
{
	switch (v->row->type) {
	case SETTING_STRING:
		return read_string(v, field);
	case SETTING_SECRET:
		return settings_read_secret(v, field);
	case SETTING_ID:
		return read_id(v, field);
	case SETTING_URL:
		return read_url(v, field);
	case SETTING_BOOL:
		return read_bool(v, field);
	case SETTING_INT:
		return read_int(v, field);
	case SETTING_DURATION:
		return read_duration(v, field);
	case SETTING_BYTES:
		return read_bytes(v, field);
	case SETTING_NUMBER:
		return read_number(v, field);
	case SETTING_CHOICE:
		return read_choice(v, field);
	default:
		return false;
	}
}
