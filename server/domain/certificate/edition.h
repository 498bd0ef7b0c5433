/* SPDX-License-Identifier: Apache-2.0 */
/* Editions of the plan by which isolations end: those that this program knows, and those that an
 * area, or one above it, has set by two hands. */
#ifndef SERVER_DOMAIN_CERTIFICATE_EDITION_H
#define SERVER_DOMAIN_CERTIFICATE_EDITION_H

#include "domain/context/context.h"
#include "model/certificate.h"

#include <jansson.h>

#define EDITIONS_MAX 32

/* From the form {"id", "document", "valid_from", "released": {"days", "tests", "gap_h"}, "home":
 * {…}}. TX_BAD_ARGUMENT with a sentence. */
enum tx_reason edition_read(const char *text, struct edition *out, struct host_problem *problem);
/* The same of JSON that was read. */
enum tx_reason edition_read_json(const json_t *json, struct edition *out,
                                 struct host_problem *problem);
json_t *edition_json(const struct edition *edition);
/* malloc'd, canonical; NULL: out of memory. */
char *edition_write(const struct edition *edition);

/* All that may count in an area; out holds EDITIONS_MAX. */
enum tx_reason edition_list(const struct request *request, uint64_t area, struct edition *out,
                            size_t *count);

/* Sets one, within the caller's transaction. TX_NOT_ALLOWED without a decision. */
enum tx_reason edition_set(const struct request *request, uint64_t area,
                           const struct edition *edition, const struct decision *decision);

#endif
