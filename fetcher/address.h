/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address - which addresses the fetcher may connect to.
 *
 * A feed leads to links that its author wrote, and a link may name a host that resolves to
 * this machine or its network. So the address that is connected to is judged, after each
 * resolution and on each redirect; names are not. Pure.
 */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

#include "common/base/view.h"

/* Is it an address of the public internet: IANA's special-purpose registries for IPv4 (RFC
 * 6890 and its updates) and IPv6, multicast, and IPv4 addresses carried in IPv6 ones
 * (mapped, compatible, 6to4, Teredo, NAT64, ISATAP) judged as what they carry. */
bool address_public(const struct sockaddr *a);

/* The same for a text such as "2001:db8::1"; false if it is no address. */
bool address_text_public(struct view text);

/* May a proxy be asked for this host, as a URL has it, with brackets around IPv6? What a name
 * resolves to is the proxy's to judge; addresses that are written out, IPv4 in every form
 * that inet_aton(3) takes, and names of the machine itself (RFC 6761 §6.3) are judged here. */
bool address_host_public(struct view host);

/* May a link that a document gave name this port? 80, 443 and what is above 1023: below it
 * are services that a request could be meant to speak to. */
bool address_port_allowed(unsigned port);
