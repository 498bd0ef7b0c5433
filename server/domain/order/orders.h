/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders: a policy is drafted, checked against all levels, and published, in three calls, so that a
 * second person can stand between them. A draft is the JSON of a policy, in which words are allowed
 * (policy/compile.h).
 */
#ifndef SERVER_DOMAIN_ORDERS_H
#define SERVER_DOMAIN_ORDERS_H

#include "domain/context/context.h"
#include "model/request.h"
#include "policy/check/check.h"

#include "format/policy.h"

/* A draft as somebody hands it in. */
struct order_source {
  const char *text; /* NULL: none */
  const char *end;  /* orders that end with it, by document or id, with commas between; or NULL */
};

/* The policies in force here, parsed, and perhaps a draft in the place of its predecessor. What of
 * that has not ended goes along in the draft, unless it is told to end (policy/carry.h). */
struct orders_book {
  struct tx_policy **policies;
  size_t count;
  struct tx_policy *draft;    /* one of them, or NULL */
  struct tx_policy *replaced; /* none of them: what the draft replaces, or NULL */
  json_t *carried;            /* the ids of the draft's orders that went along */
};

/* Opens the newest of every area, and puts a draft among them. The caller closes *out. */
enum tx_reason orders_open(const struct request *request, const struct order_source *draft,
                           struct orders_book *out, struct host_problem *problem);
void orders_close(struct orders_book *book);
#define ORDERS_BOOK __attribute__((cleanup(orders_close))) struct orders_book

/* The text of a draft that is kept; malloc'd. TX_NOT_FOUND with a sentence. */
enum tx_reason orders_draft_text(const struct request *request, int64_t number, char **text,
                                 struct host_problem *problem);

/* Keeps a draft; *number is its own, and out holds it opened. */
enum tx_reason orders_draft(const struct request *request, const char *text, int64_t *number,
                            struct orders_book *out, struct host_problem *problem);

/* Writes down one that was opened and is of that area. */
enum tx_reason orders_keep(const struct request *request, const char *text, uint64_t area,
                           int64_t *number);

/* A draft beside what is in force, checked. out and findings are the caller's to clear; findings
 * point into out. */
enum tx_reason orders_check(const struct request *request, const struct order_source *source,
                            struct orders_book *out, struct policy_findings *findings,
                            struct host_problem *problem);

/* The same, and asked whether it may be published: an error refuses (TX_CONFLICT); a warning does
 * unless accept says why not. What another person then seconds is *wish, of the area *area, whose
 * draft is kept now where number, the draft's, is 0. */
enum tx_reason orders_ask(struct server *server, const struct request *request,
                          const struct order_source *source, int64_t number, const char *accept,
                          struct orders_book *out, struct policy_findings *findings,
                          struct policy_wish *wish, uint64_t *area, struct host_problem *problem);

/* Checks it once more, signs it with the key of its area, seq the next, and publishes it, within
 * the caller's transaction; accept is kept in the audit log. TX_NOT_ALLOWED without a decision;
 * TX_CONFLICT: another policy was published meanwhile, or it does not pass the check any more. */
enum tx_reason orders_publish(const struct request *request, const struct policy_wish *wish,
                              const char *accept, const struct decision *decision, uint64_t *area,
                              struct host_problem *problem);
/* Whether one person may publish it alone: its own orders end by a time, and nothing that is in
 * force ends, is edited or set otherwise. TX_NOT_ALLOWED with a sentence. */
enum tx_reason orders_check_brief(const struct request *request, const struct policy_wish *wish,
                                  int64_t latest, struct host_problem *problem);

/* Publishes the policy of an area anew, without orders and zones, within the caller's transaction.
 * Nothing where there is none. TX_NOT_ALLOWED without a decision. */
enum tx_reason orders_lapse(const struct request *request, uint64_t area,
                            const struct decision *decision, struct host_problem *problem);
/* How many orders that would end. */
enum tx_reason orders_count(const struct request *request, uint64_t area, size_t *count,
                            struct host_problem *problem);

/* Signs anew, as they are, the policies of this server's areas that no gate would take any more:
 * their key was revoked, is not in the trust list, or has ended. *count: how many. Without another
 * key a sentence says which is missing. */
enum tx_reason orders_renew(struct server *server, int64_t now_s, size_t *count,
                            struct host_problem *problem);

/* What gates ask for, once that is committed. */
enum tx_reason orders_show(struct server *server, const struct request *request, uint64_t area);

#define DECLARED_SIZE 512 /* bytes of a declaration */

/* What was declared last; "": nothing. */
enum tx_reason orders_declared(const struct server *server, const struct request *request,
                               char out[DECLARED_SIZE], struct host_problem *problem);
/* The data that this deployment has beside the pass, the clock and the gate ("reading, history"): a
 * rule that uses other data is an error of the check. "" takes the declaration back.
 * before: in place of what. TX_CONFLICT with a sentence: it is another. */
enum tx_reason orders_declare(const struct server *server, const struct request *request,
                              const char *before, const char *words, struct host_problem *problem);
enum tx_reason orders_refuse_stale(struct host_problem *problem); /* that sentence */

/* Takes a policy that the server of a level above signed, where two people decided it.
 * TX_NOT_ALLOWED for one of this server's own areas: that would be publishing by one. */
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
