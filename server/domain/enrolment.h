/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's first day: a code drawn here, shown to it, and its key registered with the token in it.
 */
#ifndef SERVER_DOMAIN_ENROLMENT_H
#define SERVER_DOMAIN_ENROLMENT_H

#include "office.h"

#define ENROLMENT_LIFE_S 900

/* {area, url?, tls_cert?: path of the certificate} → {text, url, area, expires_at}. */
enum tx_reason enrolment_draw(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem);

/* {token: base64, key: base64, name, kind} → {gate, area}. The token works once. TX_NOT_ALLOWED
 * when it is unknown, used or too old. */
enum tx_reason enrolment_register(struct office *office, const struct call *call, const json_t *in,
                                  json_t **out, struct host_problem *problem);

#endif
