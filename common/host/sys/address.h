/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of hosts, as numbers: read whole, never by how their text begins. */
#ifndef HOST_ADDRESS_H
#define HOST_ADDRESS_H

#include "format/bytes.h"

struct sockaddr; /* sys/socket.h */

#define HOST_ADDRESS_TEXT 46 /* INET6_ADDRSTRLEN */

struct host_address {
  uint8_t bytes[16]; /* of IPv6; an IPv4 address as ::ffff:a.b.c.d */
};

/* "10.0.0.1" or "fd00::1", nothing before it or behind. */
bool host_address_read(struct tx_span text, struct host_address *out);
/* False for what is neither IPv4 nor IPv6. */
bool host_address_of(const struct sockaddr *socket, struct host_address *out);
/* As people write it; an IPv4 address with dots. */
void host_address_write(const struct host_address *address, char out[HOST_ADDRESS_TEXT]);

/* 127.0.0.0/8 or ::1. */
bool host_address_is_loopback(const struct host_address *address);
bool host_address_equal(const struct host_address *a, const struct host_address *b);
/* Whom it belongs to: an IPv4 address itself, of IPv6 the network of 64 bits, which one customer
 * has whole. */
struct host_address host_address_holder(const struct host_address *address);

/* A network: addresses that begin with the same bits. */
struct host_network {
  struct host_address first;
  unsigned bits; /* of 128 */
};

/* "10.0.0.0/8", "fd00::/64", or one address. */
bool host_network_read(struct tx_span text, struct host_network *out);
bool host_network_has(const struct host_network *network, const struct host_address *address);

/* Whom a proxy speaks for: the last address of X-Forwarded-For (a list) that no proxy of ours has;
 * what stands before it was written by whom we do not know. peer itself where there is none. */
struct host_address host_address_forwarded(struct tx_span list, const struct host_address *peer,
                                           const struct host_network *proxies, size_t count);

#endif
