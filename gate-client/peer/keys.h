/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GATE_PEER_KEYS_H
#define GATE_PEER_KEYS_H

#include "format/neighbour.h"

/* The area's keys as the server gave them. */
struct gate_peer_keys {
  struct tx_neighbour_key current, previous;
  bool has_current, has_previous;
};

#endif
