/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing passes. */
#ifndef SERVER_DOMAIN_PASSES_H
#define SERVER_DOMAIN_PASSES_H

#include "office.h"

#include "format/pass.h"

/* {resident | all: true, area?, role?: word, holder_key?: base64 of a SubjectPublicKeyInfo or
 * point, days?, reissue?: true} → {area, passes: [{index, generation, name, tail, unit, role, iat,
 * exp, bound, text}]}. Each pass stands in the issue log, durably, before it is signed. A re-issue
 * raises the generation, so that what was issued before dies. */
enum tx_reason passes_issue(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem);

/* A holder's P-256 key: DER SubjectPublicKeyInfo, or a point, compressed or not. */
bool passes_read_holder(struct tx_span bytes, struct tx_holder *out);

/* What a pass says of a resident, but for area's dates and key: pure. */
void passes_describe(const struct resident *resident, const char *full_name, uint8_t role,
                     int64_t now_s, struct tx_pass *out);

/* How long a pass of a role holds unless told otherwise. */
int64_t passes_validity_s(uint8_t role);

#endif
