/* SPDX-License-Identifier: Apache-2.0 */
/* Any object of Tongxing: what it is, field by field, who signed it, and whether it holds. */
#ifndef GATE_INSPECT_H
#define GATE_INSPECT_H

#include "core/gate.h"

/* {kind, zh, en, signed_by, fields, valid, reason, name, reason_zh, reason_en, detail…}. valid is
 * what the gate's trust list says of it; without one the reason is no_trust_list. bytes are an
 * object's; text that of a code. NULL: it is nothing of ours. */
json_t *gate_inspect_bytes(struct gate *gate, struct tx_span bytes);
json_t *gate_inspect_text(struct gate *gate, struct tx_span text);

#endif
