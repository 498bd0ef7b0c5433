/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One person holding a code still is one event. While the same text, or the same pass, is seen
 * again at one source before it was gone for ten seconds, the first answer stands.
 */
#ifndef GATE_CORE_DEBOUNCE_H
#define GATE_CORE_DEBOUNCE_H

#include "format/bytes.h"

#define GATE_DEBOUNCE_MS 10000
#define GATE_DEBOUNCE_ENTRIES 32 /* people before all sources within a pause */

struct gate_debounce {
  struct gate_seen {
    const void *source;
    uint8_t text[TX_HASH_SIZE]; /* SHA-256 of the last text */
    bool identified;
    uint64_t area;
    uint32_t index;
    int64_t last_ms;
    bool used;
  } seen[GATE_DEBOUNCE_ENTRIES]; /* zeroed is empty */
};

/* Whether this text was seen at this source within the debounce; if so the pause begins anew. */
bool gate_debounce_text(struct gate_debounce *debounce, const void *source, struct tx_span text,
                        int64_t at_ms);

/* The same for a pass that holds: a live code renews while it is held. text becomes the last. */
bool gate_debounce_pass(struct gate_debounce *debounce, const void *source, struct tx_span text,
                        uint64_t area, uint32_t index, int64_t at_ms);

/* A new event. Without area and index when the pass did not hold. */
void gate_debounce_begin(struct gate_debounce *debounce, const void *source, struct tx_span text,
                         int64_t at_ms);
void gate_debounce_begin_pass(struct gate_debounce *debounce, const void *source,
                              struct tx_span text, uint64_t area, uint32_t index, int64_t at_ms);

/* Nothing came of it: the same text may be shown again at once. */
void gate_debounce_forget(struct gate_debounce *debounce, const void *source, struct tx_span text);

#endif
