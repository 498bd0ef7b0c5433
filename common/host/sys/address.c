/* SPDX-License-Identifier: Apache-2.0 */
#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define BITS 128u
#define IPV4_BITS 32u
#define HOLDER_BYTES 8 /* of IPv6 */

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

static bool is_ipv4(const struct host_address *address) {
  return memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

static void map(const void *ipv4, struct host_address *out) {
  memcpy(out->bytes, mapped, sizeof mapped);
  memcpy(out->bytes + sizeof mapped, ipv4, 4);
}

bool host_address_read(struct tx_span text, struct host_address *out) {
  char copy[HOST_ADDRESS_TEXT];
  struct in_addr four;
  if (text.n == 0 || text.n >= sizeof copy || memchr(text.p, 0, text.n)) return false;
  memcpy(copy, text.p, text.n);
  copy[text.n] = '\0';
  if (inet_pton(AF_INET6, copy, out->bytes) == 1) return true;
  if (inet_pton(AF_INET, copy, &four) != 1) return false;
  map(&four, out);
  return true;
}

bool host_address_of(const struct sockaddr *socket, struct host_address *out) {
  if (socket->sa_family == AF_INET) {
    map(&((const struct sockaddr_in *)socket)->sin_addr, out);
    return true;
  }
  if (socket->sa_family != AF_INET6) return false;
  memcpy(out->bytes, &((const struct sockaddr_in6 *)socket)->sin6_addr, sizeof out->bytes);
  return true;
}

void host_address_write(const struct host_address *address, char out[HOST_ADDRESS_TEXT]) {
  bool four = is_ipv4(address);
  inet_ntop(four ? AF_INET : AF_INET6, address->bytes + (four ? sizeof mapped : 0), out,
            HOST_ADDRESS_TEXT);
}

bool host_address_is_loopback(const struct host_address *address) {
  static const uint8_t one[16] = { [15] = 1 };
  if (is_ipv4(address)) return address->bytes[sizeof mapped] == 127;
  return memcmp(address->bytes, one, sizeof one) == 0;
}

bool host_address_equal(const struct host_address *a, const struct host_address *b) {
  return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

struct host_address host_address_holder(const struct host_address *address) {
  struct host_address holder = *address;
  if (!is_ipv4(address)) memset(holder.bytes + HOLDER_BYTES, 0, sizeof holder.bytes - HOLDER_BYTES);
  return holder;
}

/* --- networks --------------------------------------------------------------------------------- */

static bool read_bits(struct tx_span text, unsigned most, unsigned *out) {
  if (text.n == 0 || text.n > 3 || (text.n > 1 && text.p[0] == '0')) return false;
  *out = 0;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9') return false;
    *out = *out * 10 + (unsigned)(text.p[i] - '0');
  }
  return *out <= most;
}

bool host_network_read(struct tx_span text, struct host_network *out) {
  const uint8_t *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
  size_t n = slash ? (size_t)(slash - text.p) : text.n;
  if (!host_address_read(tx_span_of(text.p, n), &out->first)) return false;
  unsigned most = is_ipv4(&out->first) ? IPV4_BITS : BITS;
  out->bits = most;
  if (slash && !read_bits(tx_span_of(slash + 1, text.n - n - 1), most, &out->bits)) return false;
  out->bits += BITS - most;
  return true;
}

bool host_network_has(const struct host_network *network, const struct host_address *address) {
  unsigned bytes = network->bits / 8, rest = network->bits % 8;
  if (memcmp(network->first.bytes, address->bytes, bytes) != 0) return false;
  return rest == 0 || (network->first.bytes[bytes] ^ address->bytes[bytes]) >> (8 - rest) == 0;
}

/* --- X-Forwarded-For -------------------------------------------------------------------------- */

static bool any_has(const struct host_network *proxies, size_t count,
                    const struct host_address *address) {
  for (size_t i = 0; i < count; i++)
    if (host_network_has(&proxies[i], address)) return true;
  return false;
}

static struct tx_span last_of(struct tx_span *list) {
  size_t from = list->n;
  while (from > 0 && list->p[from - 1] != ',')
    from--;
  struct tx_span last = tx_span_of(list->p + from, list->n - from);
  list->n = from > 0 ? from - 1 : 0;
  while (last.n > 0 && (last.p[0] == ' ' || last.p[0] == '\t'))
    last = tx_span_of(last.p + 1, last.n - 1);
  while (last.n > 0 && (last.p[last.n - 1] == ' ' || last.p[last.n - 1] == '\t'))
    last.n--;
  return last;
}

/* Some proxies write "[fd00::1]:4711" and "10.0.0.1:4711". */
static bool read_hop(struct tx_span text, struct host_address *out) {
  if (host_address_read(text, out)) return true;
  bool bracketed = text.n > 0 && text.p[0] == '[';
  const uint8_t *end = text.n ? memchr(text.p, bracketed ? ']' : ':', text.n) : NULL;
  if (!end) return false;
  const uint8_t *begin = text.p + bracketed;
  return host_address_read(tx_span_of(begin, (size_t)(end - begin)), out);
}

struct host_address host_address_forwarded(struct tx_span list, const struct host_address *peer,
                                           const struct host_network *proxies, size_t count) {
  struct host_address client = *peer, hop;
  while (list.n > 0 && any_has(proxies, count, &client)) {
    if (!read_hop(last_of(&list), &hop)) return client;
    client = hop;
  }
  return client;
}
