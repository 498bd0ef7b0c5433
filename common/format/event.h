/* SPDX-License-Identifier: Apache-2.0 */
/* Events and journal batches (docs/format.md, "Event and journal"). */
#ifndef TX_EVENT_H
#define TX_EVENT_H

#include "pass.h"
#include "policy.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_BATCH_MAX (1u << 20) /* bytes */
#define TX_BATCH_EVENTS 1000
#define TX_GATE_NAME_SIZE 16   /* hexadecimal digits; char[TX_GATE_NAME_SIZE + 1] with terminator */
#define TX_JOURNAL_NAME_SIZE 8 /* bytes, random */

/* Absent texts are empty spans; absent numbers are as noted. Spans point into the bytes read. */
struct tx_event {
  int64_t at;
  enum tx_direction direction;
  enum tx_verdict verdict;
  uint64_t reason;
  bool identified; /* area and index are there */
  uint64_t area;
  uint32_t index;
  int live; /* 1, 0, or -1: absent */
  bool has_reading;
  int64_t centi_celsius;
  bool decided_by_hand;
  struct tx_span by; /* when decided_by_hand */
  uint64_t why;      /* the same; 1 to 6 of details.md */
  struct tx_span tube;
  struct tx_span registered;    /* plate, or tail of a telephone */
  struct tx_span sealed_number; /* CMS AuthEnvelopedData, DER */
  struct tx_span sealed_pass;
  struct tx_span rule; /* AREA/SEQ/ORDER/RULE */
  struct tx_span host_unit;
  bool undoes;
  uint64_t undone_seq;
  bool decided_on; /* key 16 is there */
  int64_t pass_iat;
  bool has_list_seq;
  uint64_t list_seq;
  uint8_t role; /* of someone registered; 0: absent */
};

/* The name of a gate: the first 8 bytes of its key's SHA-256 in hexadecimal. */
void tx_gate_name(const uint8_t key_hash[TX_HASH_SIZE], char out[TX_GATE_NAME_SIZE + 1]);

/* One event as it stands in a batch and in the gate's journal. TX_OK, TX_NO_SPACE (*len says how
 * much it needs), TX_BAD_ARGUMENT for what tx_event_read would refuse: it would hold up the journal
 * that it stands in, since a server takes a batch whole or not at all. */
enum tx_reason tx_event_write(const struct tx_event *event, uint8_t *out, size_t cap, size_t *len);
/* TX_OK, TX_MALFORMED_CLAIMS, TX_UNKNOWN_CRITICAL. The bytes must outlive *out. */
enum tx_reason tx_event_read(struct tx_span bytes, struct tx_event *out);

struct tx_batch {
  char gate[TX_GATE_NAME_SIZE + 1];
  uint64_t first; /* seq of the first event */
  struct tx_event *events;
  struct tx_span *encoded; /* the bytes of each */
  size_t count;
  bool lost;
  uint64_t lost_from, lost_to; /* when lost */
  bool named;                  /* false: by a gate from before journals had names */
  uint8_t journal[TX_JOURNAL_NAME_SIZE];
  struct tx_span bytes; /* owned; what the spans point into */
};

/* The kid that a batch names, so that the gate's key can be looked up. TX_OK, 11, 60. */
enum tx_reason tx_batch_kid(struct tx_span bytes, uint8_t kid[TX_KID_SIZE]);

/* Takes a batch under the key of the gate that its kid named (unregistered is 14, shut out 13:
 * the caller's to say). TX_OK and *out, which the caller destroys, or 11, 60, 14 for another key
 * than the kid's, 15, 16, 17, 65 past TX_BATCH_EVENTS, TX_NO_MEMORY. */
enum tx_reason tx_batch_take(struct tx_span bytes, int64_t alg, struct tx_span spki,
                             struct tx_batch **out);
void tx_batch_destroy(struct tx_batch *batch);

/* What a batch says beside its events. */
struct tx_batch_head {
  uint64_t first;              /* seq of the first event */
  uint64_t lost_from, lost_to; /* lost_from 0: no gap is declared */
  const uint8_t *journal;      /* TX_JOURNAL_NAME_SIZE bytes; NULL: none is named */
};

/* Signs events that tx_event_write wrote. malloc'd into *out. TX_OK, TX_BAD_ARGUMENT (nothing at
 * all, too many), TX_NO_MEMORY, TX_SIGNER_FAILED. */
enum tx_reason tx_batch_sign(const struct tx_signer *gate, const struct tx_batch_head *head,
                             const struct tx_span *events, size_t count, uint8_t **out,
                             size_t *len);

#ifdef __cplusplus
}
#endif

#endif
