/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>

struct block4 {
	uint32_t prefix;
	int bits;
};

struct block6 {
	uint8_t prefix[16];
	int bits;
};

/* https://www.iana.org/assignments/iana-ipv4-special-registry: all that is not globally
 * reachable, anycast relays, multicast and the reserved end. */
static const struct block4 not_public4[] = {
	{ 0x00000000, 8 },  /* this network */
	{ 0x0a000000, 8 },  /* private */
	{ 0x64400000, 10 }, /* shared by carriers */
	{ 0x7f000000, 8 },  /* loopback */
	{ 0xa9fe0000, 16 }, /* link-local, cloud metadata */
	{ 0xac100000, 12 }, /* private */
	{ 0xc0000000, 24 }, /* IETF protocols */
	{ 0xc0000200, 24 }, /* documentation */
	{ 0xc0586300, 24 }, /* 6to4 relays */
	{ 0xc0a80000, 16 }, /* private */
	{ 0xc6120000, 15 }, /* benchmarking */
	{ 0xc6336400, 24 }, /* documentation */
	{ 0xcb007100, 24 }, /* documentation */
	{ 0xe0000000, 4 },  /* multicast */
	{ 0xf0000000, 4 },  /* reserved, broadcast */
};

/* Within 2000::/3; all outside it is not public either. */
static const struct block6 not_public6[] = {
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },             /* documentation */
	{ { 0x20, 0x01, 0x00, 0x02, 0x00, 0x00 }, 48 }, /* benchmarking */
	{ { 0x20, 0x01, 0x00, 0x10 }, 28 },             /* ORCHID */
	{ { 0x20, 0x01, 0x00, 0x20 }, 28 },             /* ORCHIDv2 */
	{ { 0x3f, 0xff, 0x00 }, 20 },                   /* documentation */
};

static bool public4(uint32_t host_order)
{
	for (size_t i = 0; i < sizeof not_public4 / sizeof not_public4[0]; i++) {
		uint32_t mask = UINT32_MAX << (32 - not_public4[i].bits);
		if ((host_order & mask) == not_public4[i].prefix)
			return false;
	}
	return true;
}

static bool in_block(const uint8_t a[16], const struct block6 *b)
{
	int whole = b->bits / 8, rest = b->bits % 8;

	if (memcmp(a, b->prefix, (size_t)whole) != 0)
		return false;
	uint8_t mask = (uint8_t)(0xff << (8 - rest));
	return rest == 0 || (a[whole] & mask) == (b->prefix[whole] & mask);
}

static uint32_t carried(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool public6(const uint8_t a[16])
{
	static const uint8_t zero[12];
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (memcmp(a, mapped, 12) == 0 || memcmp(a, nat64, 12) == 0)
		return public4(carried(a + 12));
	if (memcmp(a, zero, 12) == 0) /* compatible, loopback, unspecified */
		return false;
	if ((a[0] & 0xe0) != 0x20) /* only 2000::/3 is given out */
		return false;
	if (a[0] == 0x20 && a[1] == 0x02) /* 6to4 */
		return public4(carried(a + 2));
	if (carried(a) ==
	    0x20010000) { /* Teredo: server, and the client's address inverted */
		return public4(carried(a + 4)) && public4(~carried(a + 12));
	}
	if ((carried(a + 8) & 0xfdffffff) == 0x00005efe) /* ISATAP */
		return public4(carried(a + 12));
	for (size_t i = 0; i < sizeof not_public6 / sizeof not_public6[0]; i++)
		if (in_block(a, &not_public6[i]))
			return false;
	return true;
}

bool address_public(const struct sockaddr *a)
{
	if (a->sa_family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, a, sizeof v4);
		return public4(ntohl(v4.sin_addr.s_addr));
	}
	if (a->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;
		memcpy(&v6, a, sizeof v6);
		return public6(v6.sin6_addr.s6_addr);
	}
	return false;
}

bool address_text_public(struct view text)
{
	char name[64];
	struct in_addr v4;
	struct in6_addr v6;

	if (text.len >= sizeof name)
		return false;
	memcpy(name, text.p, text.len);
	name[text.len] = '\0';
	if (inet_pton(AF_INET, name, &v4) == 1)
		return public4(ntohl(v4.s_addr));
	return inet_pton(AF_INET6, name, &v6) == 1 && public6(v6.s6_addr);
}

static bool is_local_name(struct view host)
{
	static const struct view local = VIEW_INIT(".localhost");

	return view_eq_nocase(host, view_from(local, 1)) || view_ends_nocase(host, local);
}

bool address_host_public(struct view host)
{
	char name[256];
	struct in_addr v4;

	if (host.len > 0 && host.p[0] == '[')
		return host.len > 2 &&
		       address_text_public(view_at(host.p + 1, host.len - 2));
	if (host.len > 0 && host.p[host.len - 1] == '.')
		host.len--;
	if (host.len == 0 || host.len >= sizeof name || is_local_name(host))
		return false;
	memcpy(name, host.p, host.len);
	name[host.len] = '\0';
	return inet_aton(name, &v4) == 0 || public4(ntohl(v4.s_addr));
}

bool address_port_allowed(unsigned port)
{
	return port == 80 || port == 443 || (port > 1023 && port <= 65535);
}
