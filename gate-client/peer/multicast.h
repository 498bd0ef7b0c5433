/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gates of one area tell each other of admissions on the LAN: UDP multicast on one interface,
 * never routed on, under the area's HMAC key (docs/format.md, "Between neighbours"). A neighbour's
 * silence changes nothing, and nothing here is waited for.
 */
#ifndef GATE_PEER_MULTICAST_H
#define GATE_PEER_MULTICAST_H

#include "keys.h"

#define GATE_PEERS_GROUP "239.255.84.88:8488"

struct gate_peers;

/* interface: its name ("eth0"), "" for the system's choice. group: "ADDRESS:PORT". self: this
 * gate's name, whose own datagrams are passed over. NULL, and one sentence in error. */
struct gate_peers *gate_peers_open(const char *interface, const char *group, const char *self,
                                   char *error, size_t cap);
/* NULL is nothing to close. */
void gate_peers_close(struct gate_peers *neighbours);
int gate_peers_fd(const struct gate_peers *neighbours);

/* Tells of an admission. What cannot be sent is lost, and nobody minds. */
void gate_peers_send(struct gate_peers *neighbours, const struct tx_admission *admission,
                     const struct gate_peer_keys *keys);

/* The next admission that a neighbour told of and that counts: under a key of the area, dated
 * within window_s of now on either side, and not heard before. False: none waits. */
bool gate_peers_receive(struct gate_peers *neighbours, const struct gate_peer_keys *keys,
                        int64_t now_s, int64_t window_s, struct tx_admission *out);

/* Datagrams that were refused, ever: another key, altered, old, repeated. */
uint64_t gate_peers_refused(const struct gate_peers *neighbours);

#endif
