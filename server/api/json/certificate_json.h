/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as JSON, and their forms. */
#ifndef SERVER_API_JSON_CERTIFICATE_JSON_H
#define SERVER_API_JSON_CERTIFICATE_JSON_H

#include "api/call/context.h"
#include "domain/certificate/certificate.h"

/* Without what is signed, which whole adds. */
json_t *certificate_json(struct call *call, const struct certificate_row *row, bool whole);
json_t *certificate_answer_json(const struct certificate_in *in,
                                const struct certificate_view *view);
json_t *certificate_verified_json(const struct certificate_verified *verified);

/* The texts point into the form. TX_BAD_ARGUMENT with a sentence. */
enum tx_reason read_certificate(struct call *call, const json_t *form, struct certificate_in *out);

#endif
