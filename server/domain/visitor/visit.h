/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whoever comes for a limited time: visitors, for whom a resident or the office asks, and those
 * whom the office lets in for their work, couriers, vehicles, volunteers, builders …. Each has an
 * index of the area's list and a pass that holds in its window; a visitor who comes by car has two,
 * one of the car. Nobody who is only asked for is kept longer than 28 days behind the window.
 */
#ifndef SERVER_DOMAIN_VISITOR_VISIT_H
#define SERVER_DOMAIN_VISITOR_VISIT_H

#include "domain/pass/issue.h"
#include "model/visitor.h"

#define VISIT_DAY_S 86400
#define VISIT_WINDOW_MAX_S (3 * VISIT_DAY_S) /* that a resident may ask for … */
#define VISIT_AHEAD_MAX_S (14 * VISIT_DAY_S) /* … and how far ahead a window may begin */
#define VISIT_OFFICE_MAX_S (366 * VISIT_DAY_S)
#define VISITS_OPEN_MAX 6 /* of a household, that are not over */
#define VISITS_DAY_MAX 10 /* of a household, asked for within 24 hours */

struct visit_in {
  uint64_t area;
  const struct resident *host; /* opened; NULL: the office asks */
  uint8_t role;                /* TX_ROLE_VISITOR of whom a resident asks for */
  /* As typed; "" where nothing was. A vehicle needs a plate alone, everybody else a name. */
  const char *name, *plate, *id_type, *id_number, *phone, *unit;
  int64_t from_s;  /* 0: now */
  int64_t until_s; /* 0: by the role */
};

/* One of a visit's passes. */
struct visit_pass {
  struct visitor visitor;
  struct resident resident;  /* opened */
  struct pass_issued issued; /* its text is "" where it was not asked for, or is over */
};
#define VISIT_PASSES_MAX 2
struct visit {
  struct visit_pass passes[VISIT_PASSES_MAX];
  size_t count;
};

/* Asks for one: TX_BAD_ARGUMENT (a text, the window), TX_NOT_ALLOWED (the host is isolated, or no
 * resident), TX_TOO_MANY (of the household), TX_CONFLICT (the document is on the roster), with a
 * sentence. The caller has called pass_issue_prepare. */
enum tx_reason visit_make(const struct request *request, const struct visit_in *in,
                          struct visit *out, struct host_problem *problem);

/* The host takes it back: its passes are revoked, for whoever asked for a visitor may say that
 * nobody is to come. TX_NOT_FOUND: none of that host; with a sentence. */
enum tx_reason visit_take_back(const struct request *request, const struct resident *host,
                               uint32_t number, struct host_problem *problem);

/* A host's, newest first, with their texts; at most VISITS_SHOWN. The caller frees *out. */
#define VISITS_SHOWN 64
enum tx_reason visit_list_of(const struct request *request, const struct resident *host,
                             struct visit **out, size_t *count, struct host_problem *problem);

/* An area's passes from an index on, without texts; at most limit into out. */
enum tx_reason visit_list(const struct request *request, uint64_t area, uint32_t from, size_t limit,
                          struct visit_pass *out, size_t *count, struct host_problem *problem);

/* "coming", "open", "over" or "revoked". */
const char *visit_state(const struct visit_pass *pass, int64_t now_s);

/* Signs what stands written, for the texts of a visit that is not over. */
enum tx_reason visit_sign(const struct request *request, struct visit *visit,
                          struct host_problem *problem);

/* Some of those of an area whose window ended 28 days ago are forgotten, within the caller's
 * transaction. *left: there may be more. */
enum tx_reason visit_forget(const struct request *request, uint64_t area, bool *left);

#endif
