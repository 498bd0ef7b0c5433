/* SPDX-License-Identifier: Apache-2.0 */
/* Why a resident may pass a gate or not, level by level. */
#ifndef SERVER_DOMAIN_ORDER_EXPLAIN_H
#define SERVER_DOMAIN_ORDER_EXPLAIN_H

#include "model/resident.h"
#include "orders.h"
#include "policy/words/explain.h"

struct explain_in {
  enum tx_gate_kind kind;
  enum tx_direction direction;
  bool live;         /* shown by a phone */
  bool has_record;   /* record stands in the place of the resident's own */
  uint32_t record;   /* its bits */
  const char *draft; /* as if it were in force; NULL: none */
};

/* The steps point into book; the caller clears out and closes book. */
enum tx_reason orders_explain(const struct request *request, const struct resident *resident,
                              const struct explain_in *in, struct orders_book *book,
                              struct policy_reasoning *out, struct host_problem *problem);

#endif
