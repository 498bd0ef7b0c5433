/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One person holding a code still is one event. While the same text, or the same pass, is seen
 * again at one source before it was gone for ten seconds, the answer stands that was given; only a
 * better one is given meanwhile.
 */
#ifndef GATE_CORE_DEBOUNCE_H
#define GATE_CORE_DEBOUNCE_H

#include "format/bytes.h"
#include "format/reason.h"

#define GATE_DEBOUNCE_MS 10000
#define GATE_DEBOUNCE_ENTRIES 32 /* people before all sources within a pause */

/* An answer that stands at a source. */
struct gate_seen {
  const void *source;
  uint8_t text[TX_HASH_SIZE]; /* SHA-256 of the last text */
  bool identified;            /* area and index hold: the same person by another text */
  uint64_t area;
  uint32_t index;
  enum tx_verdict verdict;
  uint64_t news;   /* what it was decided on, see gate_news */
  bool measured;   /* a rule of temperature decided: another reading may change it */
  bool beside;     /* no answer of its own: seen beside a better one */
  uint64_t number; /* answers rise */
  int64_t last_ms;
  bool used;
};

struct gate_debounce {
  struct gate_seen seen[GATE_DEBOUNCE_ENTRIES]; /* zeroed is empty */
  uint64_t answers;                             /* given so far */
};

/* What stands for this text at this source within the pause; NULL: nothing. Good until the next
 * begin. */
struct gate_seen *gate_debounce_text(struct gate_debounce *debounce, const void *source,
                                     struct tx_span text, int64_t at_ms);
/* The same for a pass that holds: a live code renews while it is held. */
struct gate_seen *gate_debounce_pass(struct gate_debounce *debounce, const void *source,
                                     uint64_t area, uint32_t index, int64_t at_ms);
/* Whether the last answer at this source was an admission, and its pause goes on. */
bool gate_debounce_admitted(const struct gate_debounce *debounce, const void *source,
                            int64_t at_ms);

/* The answer goes on, and the pause begins anew. text becomes the last. */
void gate_debounce_continue(struct gate_seen *seen, struct tx_span text, int64_t at_ms);
/* A new answer: answer's identity, verdict and grounds; whatever stood for it stands no more. */
void gate_debounce_begin(struct gate_debounce *debounce, const void *source, struct tx_span text,
                         const struct gate_seen *answer, int64_t at_ms);

/* A person was let in by hand: wherever their answer stands, it is an admission now. */
void gate_debounce_admit(struct gate_debounce *debounce, uint64_t area, uint32_t index);

/* Nothing came of it: the same text may be shown again at once. */
void gate_debounce_forget(struct gate_debounce *debounce, const void *source, struct tx_span text);
/* Every person is looked at again, whoever stands there: the next pass is asked for something else.
 */
void gate_debounce_forget_people(struct gate_debounce *debounce);

#endif
