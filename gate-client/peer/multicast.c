/* SPDX-License-Identifier: Apache-2.0 */
#include "multicast.h"

#include "host/sys/opening.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEARD_MAX 1024   /* datagrams remembered, so that none counts twice */
#define HEAR_AT_ONCE 256 /* a flood is read no further before the loop goes on */
#define MAC_SIZE 16

struct gate_peers {
  int fd;
  struct sockaddr_in group;
  char self[TX_GATE_NAME_SIZE + 1];
  uint8_t heard[HEARD_MAX][MAC_SIZE]; /* a ring */
  size_t heard_at;
  uint64_t refused;
};

/* --- the socket ------------------------------------------------------------------------------- */

static bool parse_group(const char *text, struct sockaddr_in *out) {
  char address[INET_ADDRSTRLEN];
  const char *colon = strrchr(text, ':');
  if (!colon || (size_t)(colon - text) >= sizeof address) return false;
  memcpy(address, text, (size_t)(colon - text));
  address[colon - text] = '\0';
  char *end;
  unsigned long port = strtoul(colon + 1, &end, 10);
  *out = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
  return *end == '\0' && port >= 1 && port <= 65535 &&
         inet_pton(AF_INET, address, &out->sin_addr) == 1 &&
         IN_MULTICAST(ntohl(out->sin_addr.s_addr));
}

static bool set(int fd, int level, int name, int value) {
  return setsockopt(fd, level, name, &value, sizeof value) == 0;
}

static bool join(int fd, const struct sockaddr_in *group, const char *interface) {
  struct ip_mreqn member = { .imr_multiaddr = group->sin_addr };
  if (*interface) member.imr_ifindex = (int)if_nametoindex(interface);
  if (*interface && member.imr_ifindex == 0) return false;
  return setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &member, sizeof member) == 0 &&
         setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &member, sizeof member) == 0 &&
         set(fd, IPPROTO_IP, IP_MULTICAST_TTL, 1) && set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 1);
}

struct gate_peers *gate_peers_open(const char *interface, const char *group, const char *self,
                                   char *error, size_t cap) {
  struct gate_peers *n = calloc(1, sizeof *n);
  if (!n) return NULL;
  n->fd = -1;
  snprintf(n->self, sizeof n->self, "%s", self);
  if (!parse_group(group, &n->group)) {
    host_open_wrong(error, cap,
                    "neighbours \"%s\": write a multicast group and a port, as " GATE_PEERS_GROUP,
                    group);
  } else {
    n->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (n->fd >= 0 && set(n->fd, SOL_SOCKET, SO_REUSEADDR, 1) &&
        bind(n->fd, (const struct sockaddr *)&n->group, sizeof n->group) == 0 &&
        join(n->fd, &n->group, interface))
      return n;
    host_open_absent(error, cap, "neighbours \"%s\" on \"%s\"", group, interface);
  }
  const int why = errno;
  gate_peers_close(n);
  errno = why;
  return NULL;
}

void gate_peers_close(struct gate_peers *n) {
  if (!n) return;
  if (n->fd >= 0) close(n->fd);
  free(n);
}

int gate_peers_fd(const struct gate_peers *n) {
  return n->fd;
}
uint64_t gate_peers_refused(const struct gate_peers *n) {
  return n->refused;
}

/* --- telling and hearing ---------------------------------------------------------------------- */

void gate_peers_send(struct gate_peers *n, const struct tx_admission *admission,
                     const struct gate_peer_keys *keys) {
  uint8_t datagram[TX_NEIGHBOUR_MAX];
  size_t size;
  if (!keys->has_current) return;
  if (tx_admission_write(admission, &keys->current, datagram, sizeof datagram, &size) != TX_OK)
    return;
  (void)!sendto(n->fd, datagram, size, 0, (const struct sockaddr *)&n->group, sizeof n->group);
}

static bool heard_before(struct gate_peers *n, const uint8_t *mac) {
  for (size_t i = 0; i < HEARD_MAX; i++)
    if (memcmp(n->heard[i], mac, MAC_SIZE) == 0) return true;
  memcpy(n->heard[n->heard_at], mac, MAC_SIZE);
  n->heard_at = (n->heard_at + 1) % HEARD_MAX;
  return false;
}

static bool counts(struct gate_peers *n, struct tx_span datagram, const struct gate_peer_keys *keys,
                   int64_t now_s, int64_t window_s, struct tx_admission *out) {
  enum tx_reason reason = tx_admission_read(datagram, keys->has_current ? &keys->current : NULL,
                                            keys->has_previous ? &keys->previous : NULL, out);
  if (reason == TX_OK && strcmp(out->gate, n->self) == 0) return false; /* our own voice */
  bool fresh = reason == TX_OK && out->at >= now_s - window_s && out->at <= now_s + window_s &&
               !heard_before(n, datagram.p + datagram.n - MAC_SIZE);
  if (!fresh) n->refused++;
  return fresh;
}

bool gate_peers_receive(struct gate_peers *n, const struct gate_peer_keys *keys, int64_t now_s,
                        int64_t window_s, struct tx_admission *out) {
  uint8_t datagram[TX_NEIGHBOUR_MAX + 1];
  for (int i = 0; i < HEAR_AT_ONCE; i++) {
    ssize_t size = recv(n->fd, datagram, sizeof datagram, 0);
    if (size < 0) return false;
    if (counts(n, tx_span_of(datagram, (size_t)size), keys, now_s, window_s, out)) return true;
  }
  return false;
}
