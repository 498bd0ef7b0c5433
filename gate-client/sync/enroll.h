/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment: a code shown once by the server's console makes a gate of an empty folder
 * (docs/format.md, "Enrolment code"). */
#ifndef GATE_SYNC_ENROLL_H
#define GATE_SYNC_ENROLL_H

#include "identity/identity.h"

/* Makes a key, registers it with the one-time token of a TE1 code over TLS to the key that the code
 * names (or loopback), and writes the identity. wanted holds name, kind, direction and attended. A
 * key that is there from a try that failed is used again. TX_OK; TX_CONFLICT: the folder is a
 * gate's already; otherwise with a sentence: what the code, the line or the server would not. */
enum tx_reason gate_enrol(const char *dir, struct tx_span code, const struct gate_identity *wanted,
                          struct host_problem *error);

#endif
