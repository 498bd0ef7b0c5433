/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone applies for a pass: it proves its key, says whose pass it wants, and perhaps gives a
 * claim code. What matches the roster exactly is approved at once; the rest waits for the office,
 * with what differs marked.
 */
#ifndef SERVER_DOMAIN_APPLICATION_APPLY_H
#define SERVER_DOMAIN_APPLICATION_APPLY_H

#include "claim.h"
#include "domain/holder/holding.h"
#include "domain/roster/roster.h"

struct application_in {
  uint64_t area;
  const char *texts[ROSTER_COLUMNS]; /* as typed, by column */
  const char *claim;                 /* as typed; "": none */
  bool family;                       /* for somebody of whom the holder shows the pass */
  struct tx_holder key;
  struct tx_span login; /* a tx-login of "apply" */
  const char *address;  /* from where; for back-off and fair places */
};

struct application_out {
  struct application application;
  int tries_left;   /* of a code that did not fit; -1: none was tried in vain */
  struct held held; /* of one that was approved */
};

/* Neither waits for the office nor is given: TX_BAD_ARGUMENT (a text, the code mistyped),
 * TX_NOT_ALLOWED (the sign-in, the code), TX_BAD_SIGNATURE, TX_BUSY (too many wrong codes, no place
 * to wait), TX_NOT_FOUND (an area that is not kept here), with a sentence. The caller has called
 * pass_issue_prepare. */
enum tx_reason application_make(struct server *server, const struct request *request,
                                const struct application_in *in, struct application_out *out,
                                struct host_problem *problem);

/* What a phone has asked for, newest first, its texts opened; the caller frees *out. */
enum tx_reason application_of_key(const struct request *request, const struct holder_key *key,
                                  struct application **out, size_t *count);

#endif
