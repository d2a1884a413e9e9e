/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <netinet/in.h>

#include "fetcher/address.h"

Test(address, lets_the_public_internet_through)
{
	static const char *const good[] = {
		"1.1.1.1",         "93.184.216.34",   "100.63.255.255",
		"100.128.0.0",     "172.15.255.255",  "172.32.0.0",
		"192.0.1.1",       "192.169.0.1",     "198.17.255.255",
		"198.20.0.1",      "223.255.255.255", "2606:4700::1111",
		"2a00:1450::1",    "::ffff:8.8.8.8",  "64:ff9b::808:808",
		"2002:808:808::1", "2001:4860::8888", "2001:0:808:808::f7f7:f7f7",
	};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		cr_assert(address_text_public(view_of(good[i])), "%s", good[i]);
}

Test(address, stops_what_leads_into_a_network_of_ours)
{
	static const char *const bad[] = {
		"0.0.0.0",
		"0.1.2.3",
		"10.0.0.1",
		"100.64.0.1",
		"100.127.255.255",
		"127.0.0.1",
		"127.255.255.254",
		"169.254.169.254",
		"172.16.0.1",
		"172.31.255.255",
		"192.0.0.8",
		"192.0.2.1",
		"192.88.99.1",
		"192.168.1.1",
		"198.18.0.1",
		"198.19.255.255",
		"198.51.100.7",
		"203.0.113.9",
		"224.0.0.1",
		"239.1.1.1",
		"240.0.0.1",
		"255.255.255.255",
		"::",
		"::1",
		"::127.0.0.1",
		"::8.8.8.8",
		"::ffff:127.0.0.1",
		"::ffff:10.1.1.1",
		"64:ff9b::10.0.0.1",
		"64:ff9b:1::1",
		"2002:7f00:1::1",
		"2001:0:7f00:1::f7f7:f7f7",
		"2001:0:808:808::80ff:fffe",
		"2606:4700::5efe:10.0.0.1",
		"2606:4700::200:5efe:10.0.0.1",
		"fc00::1",
		"fd12:3456::1",
		"fe80::1",
		"fec0::1",
		"ff02::1",
		"100::1",
		"2001:db8::1",
		"2001:2::1",
		"2001:10::1",
		"2001:2f::1",
		"3fff::1",
		"localhost",
		"",
		"1.2.3.4.5",
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_assert(not(address_text_public(view_of(bad[i]))), "%s", bad[i]);
}

Test(address, knows_no_other_kind_of_address)
{
	struct sockaddr_storage a = { .ss_family = AF_UNIX };
	struct sockaddr_in v4 = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(0x08080808) };

	cr_assert(not(address_public((struct sockaddr *)&a)));
	cr_assert(address_public((struct sockaddr *)&v4));
}

Test(address, lets_a_proxy_be_asked_for_names_and_public_addresses)
{
	static const char *const good[] = { "news.example",      "8.8.8.8",
					    "[2606:4700::1111]", "10.example",
					    "localhost.example", "notlocalhost",
					    "134744072" };
	static const char *const bad[] = {
		"127.0.0.1",  "127.0.0.1.",
		"127.1",      "2130706433",
		"0x7f.0.0.1", "0177.0.0.1",
		"10.0.0.1",   "169.254.169.254",
		"[::1]",      "[::ffff:10.0.0.1]",
		"[fe80::1]",  "[",
		"[]",         "localhost",
		"LocalHost.", "a.localhost",
		"",           ".",
	};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		cr_assert(address_host_public(view_of(good[i])), "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_assert(not(address_host_public(view_of(bad[i]))), "%s", bad[i]);
}

Test(address, keeps_links_away_from_the_ports_of_other_services)
{
	cr_assert(address_port_allowed(80));
	cr_assert(address_port_allowed(443));
	cr_assert(address_port_allowed(8080));
	cr_assert(not(address_port_allowed(22)));
	cr_assert(not(address_port_allowed(25)));
	cr_assert(not(address_port_allowed(0)));
	cr_assert(not(address_port_allowed(70000)));
}
