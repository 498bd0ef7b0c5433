/* SPDX-License-Identifier: Apache-2.0 */
/* The gates' journals, as they arrive here. */
#ifndef SERVER_DOMAIN_JOURNAL_H
#define SERVER_DOMAIN_JOURNAL_H

#include "office.h"

/* How far a gate's journal is here: every event up to acknowledged is stored or declared lost. */
struct journal_answer {
  uint64_t acknowledged;
  uint64_t expected; /* with TX_CONFLICT: the seq that a batch must begin with */
  size_t stored;     /* events that were new */
};

/* Takes a signed batch. With TX_OK everything up to acknowledged has been synced to the disk.
 * TX_CONFLICT: it begins past what is expected. 11, 60, TX_UNKNOWN_KEY (not registered),
 * TX_KEY_REVOKED (shut out), 15, 16, 17, 65, TX_DISK_FULL. The caller holds the lock. */
enum tx_reason journal_take(struct office *office, int64_t now_s, struct tx_span bytes,
                            struct journal_answer *answer);

/* {gate?} → {events: [{gate, seq, at, direction, verdict, reason …}], gaps: [{gate, from, to}]}. */
enum tx_reason journal_list(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem);

/* The admissions at the other gates of an area: [[area, index, at, direction, kind, reason,
 * household], …], the household as neighbours tag it under the area's current key, in hexadecimal,
 * or null. */
enum tx_reason journal_history(struct office *office, uint64_t area, const char *but_gate,
                               int64_t since, json_t **out);

/* One event as JSON, with the member names that the gate's own journal uses. */
json_t *journal_event(const char *gate, uint64_t seq, const struct tx_event *event);

#endif
