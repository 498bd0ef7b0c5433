/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders: a policy is drafted, checked against all levels, and published, in three calls, so that a
 * second person can stand between them. A draft is the JSON of a policy, in which words are allowed
 * (policy/compile.h).
 */
#ifndef SERVER_DOMAIN_ORDERS_H
#define SERVER_DOMAIN_ORDERS_H

#include "domain/context/context.h"
#include "policy/check.h"

#include "format/policy.h"

/* The policies in force here, parsed, and perhaps a draft in the place of its predecessor. */
struct orders_book {
  struct tx_policy **policies;
  size_t count;
  struct tx_policy *draft; /* one of them, or NULL */
};

/* Opens the newest of every area, and puts a draft among them. NULL: none. The caller closes *out.
 */
enum tx_reason orders_open(const struct request *request, const char *draft,
                           struct orders_book *out, struct host_problem *problem);
void orders_close(struct orders_book *book);
#define ORDERS_BOOK __attribute__((cleanup(orders_close))) struct orders_book

/* The text of a draft that is kept; malloc'd. TX_NOT_FOUND with a sentence. */
enum tx_reason orders_draft_text(const struct request *request, int64_t number, char **text,
                                 struct host_problem *problem);

/* Keeps a draft; *number is its own, and out holds it opened. */
enum tx_reason orders_draft(const struct request *request, const char *text, int64_t *number,
                            struct orders_book *out, struct host_problem *problem);

/* A draft beside what is in force, checked. out and findings are the caller's to clear; findings
 * point into out. */
enum tx_reason orders_check(const struct request *request, const char *text,
                            struct orders_book *out, struct policy_findings *findings,
                            struct host_problem *problem);

/* The same, then signed with the key of its area, seq the next, and published. An error refuses
 * (TX_CONFLICT); a warning does unless accept says why not, which the audit log keeps. number is
 * the draft's, 0 for none. */
enum tx_reason orders_publish(struct server *server, const struct request *request,
                              const char *text, int64_t number, const char *accept,
                              struct orders_book *out, struct policy_findings *findings,
                              uint64_t *seq, struct host_problem *problem);

/* The data that this deployment has beside the pass, the clock and the gate ("reading, history"): a
 * rule that uses other data is an error of the check. "" takes the declaration back. */
enum tx_reason orders_declare(const struct server *server, const struct request *request,
                              const char *words, struct host_problem *problem);

/* Takes a policy that another server signed. */
enum tx_reason orders_import(struct server *server, const struct request *request,
                             struct tx_span bytes, uint64_t *area, uint64_t *seq,
                             struct host_problem *problem);

/* A draft that is kept. */
struct order_draft {
  int64_t number;
  uint64_t area;
  char actor[40];
  int64_t created_at;
  uint64_t seq;       /* of what it was published as; 0: not published */
  char accepted[400]; /* in spite of warnings, for that reason; "" */
};
/* All of them, newest first; the caller frees *out. */
enum tx_reason orders_drafts(const struct request *request, struct order_draft **out,
                             size_t *count);

#endif
