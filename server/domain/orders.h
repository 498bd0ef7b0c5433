/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders: a policy is drafted, checked against all levels, and published, in three calls, so that a
 * second person can stand between them.
 */
#ifndef SERVER_DOMAIN_ORDERS_H
#define SERVER_DOMAIN_ORDERS_H

#include "office.h"

#include "format/policy.h"

/* The policies in force here, parsed, and perhaps a draft in the place of its predecessor. */
struct orders_book {
  struct tx_policy **policies;
  size_t count;
  struct tx_policy *draft; /* one of them, or NULL */
};

/* Opens the newest of every area, and puts a draft's JSON (words allowed) among them. NULL: none.
 */
enum tx_reason orders_open(struct office *office, int64_t now_s, const char *draft,
                           struct orders_book *out, struct host_problem *problem);
void orders_close(struct orders_book *book);

/* A draft's text: {draft: number} or {policy: text}; malloc'd. */
enum tx_reason orders_draft_text(struct office *office, const json_t *in, char **text,
                                 struct host_problem *problem);

/* {policy: text} → {draft, area, rules: [{id, zh, en}]}. */
enum tx_reason orders_draft(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem);
/* {draft | policy} → {area, errors, warnings, findings: [{kind, weight, zh, en, example_zh,
 * example_en, community, communities}]}. */
enum tx_reason orders_check(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem);
/* {draft | policy, accept?: reason} → {area, seq, findings}. An error refuses; a warning does
 * unless it is accepted, which the audit chain keeps with its reason. */
enum tx_reason orders_publish(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem);
/* {words: "reading, history"} → {words}: the data that this deployment has beside the pass, the
 * clock and the gate; a rule that uses other data is an error of the check. "" takes the
 * declaration back. */
enum tx_reason orders_declare(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem);
/* {object: base64 of a signed policy of another server} → {area, seq}. */
enum tx_reason orders_import(struct office *office, const struct call *call, const json_t *in,
                             json_t **out, struct host_problem *problem);
/* {} → {policies: [{area, seq, orders: [{id, document, issuer, valid_from, valid_to, rules}]}],
 * drafts: […]}. */
enum tx_reason orders_list(struct office *office, const struct call *call, const json_t *in,
                           json_t **out, struct host_problem *problem);

#endif
