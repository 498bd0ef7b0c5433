/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stick as a carrier: a folder `tongxing` with the addresses under /v1/sync/ that have a SEQ, of
 * which the highest is taken (of trust lists those before it, too, where the root was replaced),
 * and journal/GATE/FIRST.cose, which takes the journal away.
 */
#ifndef GATE_SYNC_USB_H
#define GATE_SYNC_USB_H

#include "batch.h"

/* The gate that a stick is held to: one at rest, or one that runs and is reached by its socket. */
struct gate_usb_gate {
  char id[TX_GATE_NAME_SIZE + 1];
  uint64_t area;
  uint64_t acknowledged; /* of its journal */
  enum tx_reason (*take)(void *context, enum gate_object object, uint64_t area,
                         struct tx_span bytes);
  enum tx_reason (*batch)(void *context, uint64_t from, struct gate_batch *out); /* batch.h */
  void *context;
};

struct gate_usb_gate gate_usb_at_rest(struct gate *gate);

struct gate_usb_counts {
  unsigned taken, refused, same; /* objects; same: held already */
  uint64_t events;               /* written to the stick */
};

/* Takes what concerns this gate: trust list, policies, lists, certificate status, in that order.
 * False: there is no folder `tongxing` in dir. */
bool gate_usb_take(const struct gate_usb_gate *gate, const char *dir,
                   struct gate_usb_counts *counts);

/* Writes every event that no server has acknowledged, in signed batches. The gate keeps them until
 * one does. TX_OK, or why the stick could not be written. */
enum tx_reason gate_usb_give(const struct gate_usb_gate *gate, const char *dir,
                             struct gate_usb_counts *counts);

#endif
