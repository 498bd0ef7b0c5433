/* SPDX-License-Identifier: Apache-2.0 */
/* A batch under numbers that are held already: sent again, or of a folder that lives twice. */
#ifndef SERVER_DOMAIN_GATE_OVERLAP_H
#define SERVER_DOMAIN_GATE_OVERLAP_H

#include "domain/context/context.h"
#include "format/event.h"
#include "model/gate.h"

/* The first number of a batch, up to what the gate has acknowledged, under which something else is
 * held than what the batch brings: other bytes, or the same from another journal. 0: there is none,
 * all was sent before. Numbers whose event is older than events are kept for, and is not held any
 * more, count as sent before. */
enum tx_reason gate_overlap(const struct request *request, const struct gate_row *gate,
                            const struct tx_batch *batch, int64_t now_s, uint64_t *differs);

#endif
