/* SPDX-License-Identifier: Apache-2.0 */
/* Events at rest: the bytes as they came, sealed to their area, gate and number. */
#ifndef SERVER_DOMAIN_GATE_SEALED_EVENT_H
#define SERVER_DOMAIN_GATE_SEALED_EVENT_H

#include "domain/key/field_encryption.h"
#include "store/gate/events.h"

/* TX_OK, TX_NO_MEMORY, TX_SIGNER_FAILED (no randomness). The caller frees out->p. */
enum tx_reason sealed_event_make(const struct field_keys *fields, const struct event_place *place,
                                 struct tx_span encoded, struct host_bytes *out);

/* Opens a row whose first columns are gate, seq and seal. *out points into bytes, which the caller
 * frees. TX_BAD_SIGNATURE (altered, or of another row), TX_MALFORMED. */
enum tx_reason sealed_event_open(const struct field_keys *fields, uint64_t area,
                                 const struct db_rows *rows, struct host_bytes *bytes,
                                 struct tx_event *out);

#endif
