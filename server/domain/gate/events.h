/* SPDX-License-Identifier: Apache-2.0 */
/* The gates' journals, as they arrive here. */
#ifndef SERVER_DOMAIN_GATE_EVENTS_H
#define SERVER_DOMAIN_GATE_EVENTS_H

#include "admin.h"
#include "model/event.h"

/* How far a batch is here: each of its events up to acknowledged is stored as it was sent, or was
 * declared lost. */
struct gate_events_answer {
  uint64_t acknowledged;
  uint64_t expected; /* with TX_CONFLICT: the seq to go on at; 0: the gate would not understand */
  uint64_t differs;  /* with TX_CONFLICT: the first under which another journal's event is held; 0:
                        it begins past what is expected */
  size_t stored;     /* events that were new */
};

/* Takes a signed batch. With TX_OK everything up to acknowledged has been synced to the disk.
 * TX_CONFLICT: it begins past what is expected, or other events are held under its numbers. 11, 60,
 * TX_UNKNOWN_KEY (not registered), TX_KEY_REVOKED (shut out), 15, 16, 17, 65, TX_DISK_FULL, each
 * with a sentence. */
enum tx_reason gate_events_take(struct server *server, const struct request *request,
                                struct tx_span bytes, struct gate_events_answer *answer,
                                struct host_problem *problem);

/* One event as it came; its spans point into body. */
struct gate_event {
  const char *gate;
  uint64_t seq;
  bool drill; /* of an exercise (drill.h) */
  struct tx_event event;
};

/* Calls each for at most limit events of a gate behind a seq; *last is the last one's, or after. */
enum tx_reason gate_events_list(const struct request *request, const struct gate_row *gate,
                                uint64_t after, size_t limit,
                                void (*each)(void *context, const struct gate_event *event),
                                void *context, uint64_t *last);

/* Calls each for at most limit events of an area's gates, and moves *mark behind the last one;
 * *left: there may be more. The caller has looked whether the area may be read. */
enum tx_reason gate_events_find(const struct request *request, const struct events_sought *sought,
                                struct event_mark *mark, size_t limit,
                                void (*each)(void *context, const struct gate_event *event),
                                void *context, bool *left);

struct gate_gap {
  uint64_t first, last;
};
/* What a gate declared lost; the caller frees *out. */
enum tx_reason gate_gaps(const struct request *request, const struct gate_row *gate,
                         struct gate_gap **out, size_t *count);

/* An admission at another gate of the area. */
struct gate_admission {
  uint64_t area;
  uint32_t index;
  int64_t at;
  enum tx_direction direction;
  int kind;
  uint64_t reason;
  bool has_household;
  uint8_t household[TX_HOUSEHOLD_SIZE]; /* as neighbours tag it under the area's current key */
};

/* The admissions at the other gates of an area since a time, but no further back than the largest
 * exit window of its policies; the caller frees *out. */
enum tx_reason gate_history(const struct server *server, const struct request *request,
                            const struct gate_row *but, int64_t since, struct gate_admission **out,
                            size_t *count);

#endif
