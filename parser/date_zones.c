/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/date_zones.h"

enum { SUMMER_MINUTES = 60, GMT_HOURS_MAX = 14 };

static const struct {
	const char *name;
	int minutes;
	enum date_summer summer;
} zones[] = {
	{ "Africa/Abidjan", 0, DATE_SUMMER_NONE },
	{ "Africa/Accra", 0, DATE_SUMMER_NONE },
	{ "Africa/Addis_Ababa", 180, DATE_SUMMER_NONE },
	{ "Africa/Algiers", 60, DATE_SUMMER_NONE },
	{ "Africa/Casablanca", 60, DATE_SUMMER_NONE },
	{ "Africa/Dakar", 0, DATE_SUMMER_NONE },
	{ "Africa/Harare", 120, DATE_SUMMER_NONE },
	{ "Africa/Johannesburg", 120, DATE_SUMMER_NONE },
	{ "Africa/Khartoum", 120, DATE_SUMMER_NONE },
	{ "Africa/Kinshasa", 60, DATE_SUMMER_NONE },
	{ "Africa/Lagos", 60, DATE_SUMMER_NONE },
	{ "Africa/Nairobi", 180, DATE_SUMMER_NONE },
	{ "Africa/Tripoli", 120, DATE_SUMMER_NONE },
	{ "Africa/Tunis", 60, DATE_SUMMER_NONE },
	{ "America/Anchorage", -540, DATE_SUMMER_US },
	{ "America/Argentina/Buenos_Aires", -180, DATE_SUMMER_NONE },
	{ "America/Bogota", -300, DATE_SUMMER_NONE },
	{ "America/Boise", -420, DATE_SUMMER_US },
	{ "America/Buenos_Aires", -180, DATE_SUMMER_NONE },
	{ "America/Caracas", -240, DATE_SUMMER_NONE },
	{ "America/Chicago", -360, DATE_SUMMER_US },
	{ "America/Costa_Rica", -360, DATE_SUMMER_NONE },
	{ "America/Denver", -420, DATE_SUMMER_US },
	{ "America/Detroit", -300, DATE_SUMMER_US },
	{ "America/Edmonton", -420, DATE_SUMMER_US },
	{ "America/Fortaleza", -180, DATE_SUMMER_NONE },
	{ "America/Guatemala", -360, DATE_SUMMER_NONE },
	{ "America/Halifax", -240, DATE_SUMMER_US },
	{ "America/Indianapolis", -300, DATE_SUMMER_US },
	{ "America/Jamaica", -300, DATE_SUMMER_NONE },
	{ "America/La_Paz", -240, DATE_SUMMER_NONE },
	{ "America/Lima", -300, DATE_SUMMER_NONE },
	{ "America/Los_Angeles", -480, DATE_SUMMER_US },
	{ "America/Manaus", -240, DATE_SUMMER_NONE },
	{ "America/Mexico_City", -360, DATE_SUMMER_NONE },
	{ "America/Montevideo", -180, DATE_SUMMER_NONE },
	{ "America/Montreal", -300, DATE_SUMMER_US },
	{ "America/New_York", -300, DATE_SUMMER_US },
	{ "America/Panama", -300, DATE_SUMMER_NONE },
	{ "America/Phoenix", -420, DATE_SUMMER_NONE },
	{ "America/Puerto_Rico", -240, DATE_SUMMER_NONE },
	{ "America/Regina", -360, DATE_SUMMER_NONE },
	{ "America/Sao_Paulo", -180, DATE_SUMMER_NONE },
	{ "America/St_Johns", -210, DATE_SUMMER_US },
	{ "America/Toronto", -300, DATE_SUMMER_US },
	{ "America/Vancouver", -480, DATE_SUMMER_US },
	{ "America/Winnipeg", -360, DATE_SUMMER_US },
	{ "Asia/Almaty", 300, DATE_SUMMER_NONE },
	{ "Asia/Amman", 180, DATE_SUMMER_NONE },
	{ "Asia/Anadyr", 720, DATE_SUMMER_NONE },
	{ "Asia/Baghdad", 180, DATE_SUMMER_NONE },
	{ "Asia/Baku", 240, DATE_SUMMER_NONE },
	{ "Asia/Bangkok", 420, DATE_SUMMER_NONE },
	{ "Asia/Bishkek", 360, DATE_SUMMER_NONE },
	{ "Asia/Calcutta", 330, DATE_SUMMER_NONE },
	{ "Asia/Chita", 540, DATE_SUMMER_NONE },
	{ "Asia/Chongqing", 480, DATE_SUMMER_NONE },
	{ "Asia/Colombo", 330, DATE_SUMMER_NONE },
	{ "Asia/Damascus", 180, DATE_SUMMER_NONE },
	{ "Asia/Dhaka", 360, DATE_SUMMER_NONE },
	{ "Asia/Dubai", 240, DATE_SUMMER_NONE },
	{ "Asia/Ho_Chi_Minh", 420, DATE_SUMMER_NONE },
	{ "Asia/Hong_Kong", 480, DATE_SUMMER_NONE },
	{ "Asia/Irkutsk", 480, DATE_SUMMER_NONE },
	{ "Asia/Istanbul", 180, DATE_SUMMER_NONE },
	{ "Asia/Jakarta", 420, DATE_SUMMER_NONE },
	{ "Asia/Kabul", 270, DATE_SUMMER_NONE },
	{ "Asia/Kamchatka", 720, DATE_SUMMER_NONE },
	{ "Asia/Karachi", 300, DATE_SUMMER_NONE },
	{ "Asia/Kathmandu", 345, DATE_SUMMER_NONE },
	{ "Asia/Kolkata", 330, DATE_SUMMER_NONE },
	{ "Asia/Krasnoyarsk", 420, DATE_SUMMER_NONE },
	{ "Asia/Kuala_Lumpur", 480, DATE_SUMMER_NONE },
	{ "Asia/Kuwait", 180, DATE_SUMMER_NONE },
	{ "Asia/Magadan", 660, DATE_SUMMER_NONE },
	{ "Asia/Makassar", 480, DATE_SUMMER_NONE },
	{ "Asia/Manila", 480, DATE_SUMMER_NONE },
	{ "Asia/Novosibirsk", 420, DATE_SUMMER_NONE },
	{ "Asia/Omsk", 360, DATE_SUMMER_NONE },
	{ "Asia/Pyongyang", 540, DATE_SUMMER_NONE },
	{ "Asia/Qatar", 180, DATE_SUMMER_NONE },
	{ "Asia/Riyadh", 180, DATE_SUMMER_NONE },
	{ "Asia/Saigon", 420, DATE_SUMMER_NONE },
	{ "Asia/Sakhalin", 660, DATE_SUMMER_NONE },
	{ "Asia/Seoul", 540, DATE_SUMMER_NONE },
	{ "Asia/Shanghai", 480, DATE_SUMMER_NONE },
	{ "Asia/Singapore", 480, DATE_SUMMER_NONE },
	{ "Asia/Srednekolymsk", 660, DATE_SUMMER_NONE },
	{ "Asia/Taipei", 480, DATE_SUMMER_NONE },
	{ "Asia/Tashkent", 300, DATE_SUMMER_NONE },
	{ "Asia/Tbilisi", 240, DATE_SUMMER_NONE },
	{ "Asia/Tehran", 210, DATE_SUMMER_NONE },
	{ "Asia/Tokyo", 540, DATE_SUMMER_NONE },
	{ "Asia/Ulaanbaatar", 480, DATE_SUMMER_NONE },
	{ "Asia/Urumqi", 360, DATE_SUMMER_NONE },
	{ "Asia/Vladivostok", 600, DATE_SUMMER_NONE },
	{ "Asia/Yakutsk", 540, DATE_SUMMER_NONE },
	{ "Asia/Yangon", 390, DATE_SUMMER_NONE },
	{ "Asia/Yekaterinburg", 300, DATE_SUMMER_NONE },
	{ "Asia/Yerevan", 240, DATE_SUMMER_NONE },
	{ "Atlantic/Azores", -60, DATE_SUMMER_EU },
	{ "Atlantic/Canary", 0, DATE_SUMMER_EU },
	{ "Atlantic/Reykjavik", 0, DATE_SUMMER_NONE },
	{ "Australia/Adelaide", 570, DATE_SUMMER_AU },
	{ "Australia/Brisbane", 600, DATE_SUMMER_NONE },
	{ "Australia/Canberra", 600, DATE_SUMMER_AU },
	{ "Australia/Darwin", 570, DATE_SUMMER_NONE },
	{ "Australia/Hobart", 600, DATE_SUMMER_AU },
	{ "Australia/Melbourne", 600, DATE_SUMMER_AU },
	{ "Australia/Perth", 480, DATE_SUMMER_NONE },
	{ "Australia/Sydney", 600, DATE_SUMMER_AU },
	{ "Canada/Eastern", -300, DATE_SUMMER_US },
	{ "Canada/Pacific", -480, DATE_SUMMER_US },
	{ "CET-1CEST", 60, DATE_SUMMER_EU },
	{ "CST6CDT", -360, DATE_SUMMER_US },
	{ "EST5EDT", -300, DATE_SUMMER_US },
	{ "Etc/GMT", 0, DATE_SUMMER_NONE },
	{ "Etc/UCT", 0, DATE_SUMMER_NONE },
	{ "Etc/UTC", 0, DATE_SUMMER_NONE },
	{ "Etc/Zulu", 0, DATE_SUMMER_NONE },
	{ "Europe/Amsterdam", 60, DATE_SUMMER_EU },
	{ "Europe/Athens", 120, DATE_SUMMER_EU },
	{ "Europe/Belgrade", 60, DATE_SUMMER_EU },
	{ "Europe/Berlin", 60, DATE_SUMMER_EU },
	{ "Europe/Bratislava", 60, DATE_SUMMER_EU },
	{ "Europe/Brussels", 60, DATE_SUMMER_EU },
	{ "Europe/Bucharest", 120, DATE_SUMMER_EU },
	{ "Europe/Budapest", 60, DATE_SUMMER_EU },
	{ "Europe/Chisinau", 120, DATE_SUMMER_EU },
	{ "Europe/Copenhagen", 60, DATE_SUMMER_EU },
	{ "Europe/Dublin", 0, DATE_SUMMER_EU },
	{ "Europe/Helsinki", 120, DATE_SUMMER_EU },
	{ "Europe/Istanbul", 180, DATE_SUMMER_NONE },
	{ "Europe/Kaliningrad", 120, DATE_SUMMER_NONE },
	{ "Europe/Kiev", 120, DATE_SUMMER_EU },
	{ "Europe/Kyiv", 120, DATE_SUMMER_EU },
	{ "Europe/Lisbon", 0, DATE_SUMMER_EU },
	{ "Europe/Ljubljana", 60, DATE_SUMMER_EU },
	{ "Europe/London", 0, DATE_SUMMER_EU },
	{ "Europe/Luxembourg", 60, DATE_SUMMER_EU },
	{ "Europe/Madrid", 60, DATE_SUMMER_EU },
	{ "Europe/Malta", 60, DATE_SUMMER_EU },
	{ "Europe/Minsk", 180, DATE_SUMMER_NONE },
	{ "Europe/Moscow", 180, DATE_SUMMER_NONE },
	{ "Europe/Oslo", 60, DATE_SUMMER_EU },
	{ "Europe/Paris", 60, DATE_SUMMER_EU },
	{ "Europe/Prague", 60, DATE_SUMMER_EU },
	{ "Europe/Riga", 120, DATE_SUMMER_EU },
	{ "Europe/Rome", 60, DATE_SUMMER_EU },
	{ "Europe/Samara", 240, DATE_SUMMER_NONE },
	{ "Europe/Sarajevo", 60, DATE_SUMMER_EU },
	{ "Europe/Simferopol", 180, DATE_SUMMER_NONE },
	{ "Europe/Skopje", 60, DATE_SUMMER_EU },
	{ "Europe/Sofia", 120, DATE_SUMMER_EU },
	{ "Europe/Stockholm", 60, DATE_SUMMER_EU },
	{ "Europe/Tallinn", 120, DATE_SUMMER_EU },
	{ "Europe/Tirane", 60, DATE_SUMMER_EU },
	{ "Europe/Vienna", 60, DATE_SUMMER_EU },
	{ "Europe/Vilnius", 120, DATE_SUMMER_EU },
	{ "Europe/Volgograd", 180, DATE_SUMMER_NONE },
	{ "Europe/Warsaw", 60, DATE_SUMMER_EU },
	{ "Europe/Zagreb", 60, DATE_SUMMER_EU },
	{ "Europe/Zurich", 60, DATE_SUMMER_EU },
	{ "MST7MDT", -420, DATE_SUMMER_US },
	{ "PST8PDT", -480, DATE_SUMMER_US },
	{ "Pacific/Auckland", 720, DATE_SUMMER_NZ },
	{ "Pacific/Fiji", 720, DATE_SUMMER_NONE },
	{ "Pacific/Guam", 600, DATE_SUMMER_NONE },
	{ "Pacific/Honolulu", -600, DATE_SUMMER_NONE },
	{ "Pacific/Noumea", 660, DATE_SUMMER_NONE },
	{ "Pacific/Port_Moresby", 600, DATE_SUMMER_NONE },
	{ "US/Alaska", -540, DATE_SUMMER_US },
	{ "US/Arizona", -420, DATE_SUMMER_NONE },
	{ "US/Central", -360, DATE_SUMMER_US },
	{ "US/Eastern", -300, DATE_SUMMER_US },
	{ "US/Hawaii", -600, DATE_SUMMER_NONE },
	{ "US/Mountain", -420, DATE_SUMMER_US },
	{ "US/Pacific", -480, DATE_SUMMER_US },
};

/* "Etc/GMT-3" is three hours east: POSIX counts to the west. */
static bool find_gmt(struct view name, struct date_zone *ret)
{
	static const struct view prefix = VIEW_INIT("Etc/GMT");
	uint64_t hours;

	if (!view_starts_nocase(name, prefix) || name.len < prefix.len + 2)
		return false;
	char sign = name.p[prefix.len];
	if ((sign != '+' && sign != '-') ||
	    !view_to_u64(view_from(name, prefix.len + 1), &hours) ||
	    hours > GMT_HOURS_MAX)
		return false;
	int minutes = (int)hours * 60;
	*ret = (struct date_zone){ sign == '-' ? minutes : -minutes, DATE_SUMMER_NONE };
	return true;
}

bool date_zone_find(struct view name, struct date_zone *ret)
{
	for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
		if (view_eq_nocase(view_of(zones[i].name), name)) {
			*ret = (struct date_zone){ zones[i].minutes, zones[i].summer };
			return true;
		}
	return find_gmt(name, ret);
}

/* --- summer time ------------------------------------------------------------------------- */

/* The Sunday number `week` of a month, from 1; 0 is the last. */
static int sunday(int year, int month, int week)
{
	int64_t first = civil_days(year, month, 1);
	int64_t weekday = (first + 4) % 7; /* 0: Sunday */
	int day = (int)((7 - weekday) % 7) + 1;

	if (week > 0)
		return day + (week - 1) * 7;
	int64_t next =
	    month == 12 ? civil_days(year + 1, 1, 1) : civil_days(year, month + 1, 1);
	while (day + 7 <= next - first)
		day += 7;
	return day;
}

struct change {
	int month, week, hour; /* of the local clock */
};

/* Month, day and hour as a number that compares as they do. */
static int key_of_change(const struct change *c, int year)
{
	return c->month * 10000 + sunday(year, c->month, c->week) * 100 + c->hour;
}

static bool is_summer(const struct date_zone *z, const struct civil *local)
{
	int eu = 1 + z->minutes / 60, key;
	const struct change changes[][2] = {
		[DATE_SUMMER_US] = { { 3, 2, 2 }, { 11, 1, 2 } },
		[DATE_SUMMER_EU] = { { 3, 0, eu }, { 10, 0, eu + 1 } },
		[DATE_SUMMER_AU] = { { 10, 1, 2 }, { 4, 1, 3 } },
		[DATE_SUMMER_NZ] = { { 9, 0, 2 }, { 4, 1, 3 } },
	};

	if (z->summer == DATE_SUMMER_NONE)
		return false;
	key = local->month * 10000 + local->day * 100 + local->hour;
	const struct change *c = changes[z->summer];
	bool after = key >= key_of_change(&c[0], local->year);
	bool before = key < key_of_change(&c[1], local->year);
	return c[0].month < c[1].month ? after && before : after || before;
}

int date_zone_offset(const struct date_zone *z, const struct civil *local)
{
	return z->minutes + (is_summer(z, local) ? SUMMER_MINUTES : 0);
}
