/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of an emergency in an area: two people of two bodies decide it. The area's orders lapse
 * at once; then what is known of people's health and ways dies, in slices, all but the roster,
 * passes and the audit log; at last a statement is signed that says how much was deleted of what.
 */
#ifndef SERVER_DOMAIN_CLOSING_H
#define SERVER_DOMAIN_CLOSING_H

#include "domain/context/context.h"
#include "host/sys/file.h"
#include "model/closing.h"
#include "model/request.h"

/* What would go now: how much of each kind, and how many orders would lapse. */
struct closing_count {
  int64_t rows[CLOSING_KINDS];
  size_t orders;
};
enum tx_reason closing_count(const struct request *request, uint64_t area,
                             struct closing_count *out, struct host_problem *problem);

/* Whether one may be asked for: TX_CONFLICT, with a sentence, while another goes on there. */
enum tx_reason closing_check(const struct request *request, uint64_t area,
                             struct host_problem *problem);

/* Ends the area's orders, and whatever waits for a second person; what is to be deleted is left to
 * closing_run. Within the caller's transaction; orders_show is to follow. TX_NOT_ALLOWED without a
 * decision, TX_CONFLICT. */
enum tx_reason closing_begin(const struct request *request, const struct request_row *row,
                             const struct decision *decision, struct host_problem *problem);

/* Deletes, in slices, what is left of what was begun, and signs the statement once nothing is and
 * a list without it is published. A kill in between is made up for by the next call. */
enum tx_reason closing_run(struct server *server, int64_t now_s, struct host_problem *problem);

/* An area's, newest first, at most CLOSINGS_MAX. */
#define CLOSINGS_MAX 50
enum tx_reason closing_list(const struct request *request, uint64_t area,
                            struct closing out[CLOSINGS_MAX], size_t *count,
                            struct host_problem *problem);

/* --- the statement ---------------------------------------------------------------------------- */

#define CLOSING_STATEMENT_MAX 4096

/* An area's newest, for the caller to free. TX_NOT_FOUND. */
enum tx_reason closing_statement(const struct request *request, uint64_t area,
                                 struct host_bytes *out);
/* Signs what *closing says, by the policy key of its area. */
enum tx_reason closing_sign(const struct request *request, const struct closing *closing,
                            uint8_t **out, size_t *len, struct host_problem *problem);
/* Opens one by a trust list: the JSON that was signed is *out, for the caller to free. What
 * tx_object_open and tx_key_may_sign say; TX_MALFORMED_CLAIMS: it says nothing of the kind. */
enum tx_reason closing_open(struct tx_span bytes, const struct tx_trust *trust,
                            struct tx_clock clock, char **out);

#endif
