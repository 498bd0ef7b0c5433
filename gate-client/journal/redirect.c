/* SPDX-License-Identifier: Apache-2.0 */
#include "redirect.h"

size_t gate_event_redirect(struct tx_span event, uint64_t undone, uint8_t *out, size_t cap) {
  struct tx_event read;
  size_t n;
  if (tx_event_read(event, &read) != TX_OK || !read.undoes) return 0;
  read.undone_seq = undone;
  return tx_event_write(&read, out, cap, &n) == TX_OK ? n : 0;
}

void gate_moves_begin(struct gate_moves *moves, uint64_t next) {
  const bool moved = moves->count || moves->before;
  *moves = (struct gate_moves){ .unknown = moved ? next : moves->unknown };
}

static void forget_oldest(struct gate_moves *moves, uint64_t next) {
  moves->before += moves->kept[0].by;
  moves->unknown = next;
  moves->count--;
  memmove(moves->kept, moves->kept + 1, moves->count * sizeof *moves->kept);
}

void gate_moves_add(struct gate_moves *moves, uint64_t from, uint64_t by, uint64_t next) {
  if (moves->count == GATE_MOVES_KEPT) forget_oldest(moves, next);
  moves->kept[moves->count++] = (struct gate_move){ from, by };
}

uint64_t gate_moves_find(const struct gate_moves *moves, uint64_t given) {
  if (given < moves->unknown) return 0;
  uint64_t seq = given + moves->before;
  for (size_t i = 0; i < moves->count; i++)
    if (seq >= moves->kept[i].from) seq += moves->kept[i].by;
  return seq;
}

static void settle(const struct gate_moves *moves, struct gate_queued *queued) {
  uint8_t bytes[GATE_EVENT_MAX + GATE_REDIRECT_GROWS];
  struct tx_span *event = &queued->entry.event;
  if (!queued->entry.undoes || event->n > GATE_EVENT_MAX) return;
  size_t n = gate_event_redirect(*event, gate_moves_find(moves, queued->entry.undoes), bytes,
                                 sizeof bytes);
  if (!n) return;
  memcpy(queued->bytes, bytes, n); /* gate_queued has the room */
  *event = tx_span_of(queued->bytes, n);
}

void gate_moves_settle(const struct gate_moves *moves, struct gate_queued *first) {
  for (; first && (moves->count || moves->unknown); first = first->next)
    settle(moves, first);
}
