/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing passes. Each stands in the issue log, durably, before it is signed. */
#ifndef SERVER_DOMAIN_ISSUE_H
#define SERVER_DOMAIN_ISSUE_H

#include "domain/context/context.h"
#include "model/resident.h"

#include "format/pass.h"

#define PASS_DAYS_MAX 3660

struct pass_order {
  uint64_t area;
  int role;     /* -1: each resident's own */
  int64_t days; /* 0: by the role; at most PASS_DAYS_MAX */
  bool bound;   /* to holder: of one person only */
  struct tx_holder holder;
  bool reissue; /* raises the generation, so that what was issued before dies */
};

struct pass_issued {
  struct tx_pass pass;
  uint8_t generation;
  char text[TX_TEXT_MAX + 1];
};

/* Publishes the list of the area first where too many are new for gates to take them. Holds no
 * request. */
enum tx_reason pass_issue_prepare(struct server *server, int64_t now_s, uint64_t area,
                                  struct host_problem *problem);

/* One resident's. TX_CONFLICT (suspended, revoked, re-issued too often) or what is wrong with the
 * order, with a sentence. */
enum tx_reason pass_issue_one(const struct server *server, const struct request *request,
                              const struct pass_order *order, const struct resident *resident,
                              struct pass_issued *out, struct host_problem *problem);

/* Everybody's who is active, in slices. from is the index to begin at, and then to go on at; at
 * most PASS_SLICE passes are put into out. *done when nobody is left. */
#define PASS_SLICE 64
enum tx_reason pass_issue_some(const struct server *server, const struct request *request,
                               const struct pass_order *order, uint32_t *from,
                               struct pass_issued *out, size_t *count, bool *done,
                               struct host_problem *problem);

/* A holder's P-256 key: DER SubjectPublicKeyInfo, or a point, compressed or not. */
bool pass_read_holder(struct tx_span bytes, struct tx_holder *out);

/* What a pass says of a resident, but for area's dates and key: pure. */
void pass_describe(const struct resident *resident, const char *full_name, uint8_t role,
                   int64_t now_s, struct tx_pass *out);

/* How long a pass of a role holds unless told otherwise. */
int64_t pass_validity_s(uint8_t role);

#endif
