/* SPDX-License-Identifier: Apache-2.0 */
/* What came of a showing, as it stands in the journal: numbers, and no names. */
#ifndef GATE_CORE_EVENT_ENCODE_H
#define GATE_CORE_EVENT_ENCODE_H

#include "outcome.h"

#include "format/event.h"

/* Writes the event of an outcome into buf; an empty span when it does not fit. */
struct tx_span gate_event_write(const struct gate_outcome *outcome, uint8_t *buf, size_t cap);

/* An event as both sides' journals list it. NULL: unreadable, or out of memory. */
json_t *gate_event_json(struct tx_span bytes, uint64_t seq);

#endif
