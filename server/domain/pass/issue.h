/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing passes. Each stands in the issue log before it is signed, and durably before anybody gets
 * it. */
#ifndef SERVER_DOMAIN_ISSUE_H
#define SERVER_DOMAIN_ISSUE_H

#include "domain/context/context.h"
#include "model/request.h"
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
  /* How the holder asked for that and how it was checked, of one person only; "": nobody did. */
  char evidence[REQUEST_EVIDENCE_SIZE];
  bool matched;    /* a claim matched, or it goes with one that is counted: bulk.h does not */
  int64_t from_s;  /* of a window: it holds from then on (pass_sign_from); 0: at once */
  int64_t until_s; /* … until then; 0: by days */
};

struct pass_issued {
  struct tx_pass pass;
  uint8_t generation;
  uint32_t n; /* in the issue log */
  char text[TX_TEXT_MAX + 1];
};

/* Publishes the list of the area first where too many are new for gates to take them. Holds no
 * request. TX_CLOCK_UNSURE while passes would be dated by a clock that is not believed. */
enum tx_reason pass_issue_prepare(struct server *server, int64_t now_s, uint64_t area,
                                  struct host_problem *problem);

/* One resident's; under a key under which the same account was given one before, that one.
 * TX_CONFLICT (suspended, revoked, re-issued too often), TX_NOT_ALLOWED (too many by one account,
 * bulk.h; or a pass that opens gates would die unasked) or what is wrong with the order, with a
 * sentence. */
enum tx_reason pass_issue_one(const struct server *server, const struct request *request,
                              const struct pass_order *order, const struct resident *resident,
                              struct pass_issued *out, struct host_problem *problem);

/* The same within the caller's transaction: written down, and not signed yet. */
enum tx_reason pass_write_one(const struct request *request, const struct pass_order *order,
                              const struct resident *resident, struct pass_issued *out,
                              struct host_problem *problem);
/* Signs what stands in the issue log, when that is committed. resident's person is open.
 * TX_NOT_FOUND. */
enum tx_reason pass_sign_written(const struct request *request, const struct resident *resident,
                                 uint32_t n, struct pass_issued *out, struct host_problem *problem);
/* The same of a pass that holds from a time on: it is dated then. */
enum tx_reason pass_sign_from(const struct request *request, const struct resident *resident,
                              uint32_t n, int64_t from_s, struct pass_issued *out,
                              struct host_problem *problem);

/* Whether the caller may issue to all whom pass_issue_some would, counted in slices from *from on
 * into *people; *done at the end, or as soon as it does not matter. TX_NOT_ALLOWED with a sentence
 * (bulk.h). */
enum tx_reason pass_issue_foresee(const struct request *request, const struct pass_order *order,
                                  uint32_t *from, int64_t *people, bool *done,
                                  struct host_problem *problem);

/* Of everybody who is active and has none that is good, or re-issued of everybody who is active, in
 * slices. from is the index to begin at, and then to go on at; at most PASS_SLICE passes are put
 * into out. *done when nobody is left. */
#define PASS_SLICE 64
enum tx_reason pass_issue_some(const struct server *server, const struct request *request,
                               const struct pass_order *order, uint32_t *from,
                               struct pass_issued *out, size_t *count, bool *done,
                               struct host_problem *problem);

/* A holder's P-256 key: DER SubjectPublicKeyInfo, or a point, compressed or not. */
bool pass_read_holder(struct tx_span bytes, struct tx_holder *out);

/* What a pass says of a resident whose person is open, but for area's dates and key: pure. */
void pass_describe(const struct resident *resident, uint8_t role, int64_t now_s,
                   struct tx_pass *out);

/* Whatever passes somebody has die, within the caller's transaction; their state stays.
 * TX_CONFLICT (re-issued too often), with a sentence. */
enum tx_reason pass_end_all(const struct request *request, struct resident *resident,
                            struct host_problem *problem);

/* How long a pass of a role holds unless told otherwise. */
int64_t pass_validity_s(uint8_t role);

#endif
