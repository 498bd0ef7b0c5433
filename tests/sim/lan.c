/* SPDX-License-Identifier: Apache-2.0 */
/* The gates' LAN: what one tells the others, real datagrams, which are lost, doubled, delayed,
 * and altered. */
#include "sim.h"

#include "peer/multicast.h"

#include "format/neighbour.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define LAN_FD 1000000 /* and the gate's number: no file has it */
#define WAITING 32

struct datagram {
  uint8_t bytes[TX_NEIGHBOUR_MAX];
  size_t n; /* 0: none */
  int64_t due_ms;
};

static struct datagram waiting[SIM_GATES][WAITING];
static unsigned put_at[SIM_GATES];
static struct chance dice;
static unsigned opening; /* whose socket is made */

void sim_lan_clear(void) {
  memset(waiting, 0, sizeof waiting);
  memset(put_at, 0, sizeof put_at);
}

void sim_lan_seed(uint64_t seed) {
  dice = chance_of(seed, 3);
}

/* --- in the place of the kernel --------------------------------------------------------------- */

int __wrap_socket(int domain, int type, int protocol);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t n);
int __wrap_bind(int fd, const struct sockaddr *address, socklen_t n);
ssize_t __wrap_sendto(int fd, const void *bytes, size_t n, int flags, const struct sockaddr *to,
                      socklen_t to_n);
ssize_t __wrap_recv(int fd, void *out, size_t cap, int flags);

int __wrap_socket(int domain, int type, int protocol) {
  (void)domain;
  (void)type;
  (void)protocol;
  return LAN_FD + (int)opening;
}

int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t n) {
  (void)fd;
  (void)level;
  (void)name;
  (void)value;
  (void)n;
  return 0;
}

int __wrap_bind(int fd, const struct sockaddr *address, socklen_t n) {
  (void)fd;
  (void)address;
  (void)n;
  return 0;
}

static void deliver(unsigned to, const void *bytes, size_t n) {
  struct datagram *one = &waiting[to][put_at[to]++ % WAITING];
  *one = (struct datagram){ .n = n < sizeof one->bytes ? n : sizeof one->bytes };
  memcpy(one->bytes, bytes, one->n);
  one->due_ms = sim_now_ms + (chance_in(&dice, 4) ? chance_between(&dice, 1, 90000) : 0);
  if (chance_in(&dice, 16)) one->bytes[chance_below(&dice, one->n)] ^= 1;
}

ssize_t __wrap_sendto(int fd, const void *bytes, size_t n, int flags, const struct sockaddr *to,
                      socklen_t to_n) {
  (void)flags;
  (void)to;
  (void)to_n;
  for (unsigned i = 0; i < SIM_GATES; i++) {
    const size_t roll = chance_below(&dice, 8);
    if (fd == LAN_FD + (int)i || roll < 2) continue;
    deliver(i, bytes, n);
    if (roll == 2) deliver(i, bytes, n);
  }
  return (ssize_t)n;
}

ssize_t __wrap_recv(int fd, void *out, size_t cap, int flags) {
  const unsigned i = (unsigned)(fd - LAN_FD);
  (void)flags;
  for (unsigned k = 0; k < WAITING; k++) {
    struct datagram *one = &waiting[i][(put_at[i] + k) % WAITING];
    if (!one->n || one->due_ms > sim_now_ms) continue;
    const size_t n = one->n < cap ? one->n : cap;
    memcpy(out, one->bytes, n);
    one->n = 0;
    return (ssize_t)n;
  }
  errno = EAGAIN;
  return -1;
}

/* --- telling and listening: as the gate's loop does ------------------------------------------- */

void sim_lan_join(struct sim_gate *gate, unsigned i) {
  char error[200];
  opening = i;
  gate->peers = gate_peers_open("", GATE_PEERS_GROUP, gate->gate.identity.id, error, sizeof error);
  if (!gate->peers) abort();
}

void sim_lan_tell(struct sim_gate *gate, const struct gate_outcome *outcome) {
  struct tx_admission admission;
  const struct gate_peer_keys keys = gate_peer_keys_of(&gate->gate);
  if (gate_admission(&gate->gate, outcome, &keys, &admission))
    gate_peers_send(gate->peers, &admission, &keys);
}

void sim_lan_listen(struct sim_gate *gate) {
  struct tx_admission heard;
  const struct gate_peer_keys keys = gate_peer_keys_received(&gate->gate);
  while (gate_peers_receive(gate->peers, &keys, gate_now(&gate->gate).now_s, GATE_LIVE_WINDOW_MAX_S,
                            &heard)) {
    gate_merge_admission(&gate->gate, &heard);
    if (heard.live_iat < 0) continue;
    gate->admitted[gate->admitted_count++ % SIM_ADMITTED] =
        (struct sim_admitted){ .person = heard.index, .live_iat = heard.live_iat, .at = heard.at };
  }
}
