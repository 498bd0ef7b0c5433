/* SPDX-License-Identifier: Apache-2.0 */
/* The end of an emergency in an area: what is deleted of it, by kinds. */
#ifndef SERVER_MODEL_CLOSING_H
#define SERVER_MODEL_CLOSING_H

#include "account.h"

/* In the order in which they go: swabs before the events that they lie in, requests before the
 * appeals against them, lists once there is one without what was deleted. */
enum closing_kind {
  CLOSING_TUBES,
  CLOSING_EVENTS,
  CLOSING_STATEMENTS,
  CLOSING_UNMATCHED,
  CLOSING_APPLICATIONS,
  CLOSING_CLAIMS,
  CLOSING_CERTIFICATES,
  CLOSING_TRACES,
  CLOSING_HOLDINGS,
  CLOSING_REQUESTS,
  CLOSING_APPEALS,
  CLOSING_DRAFTS,
  CLOSING_LISTS,
  CLOSING_KINDS,
};
/* The id of its row of retention[]. */
const char *closing_kind_word(enum closing_kind kind);
const char *closing_kind_zh(enum closing_kind kind);
const char *closing_kind_en(enum closing_kind kind);

struct closing {
  uint64_t area;
  int64_t id; /* numbered within the area, from 1 */
  char asked_by[ACCOUNT_LOGIN_SIZE], asked_body[BODY_ID_SIZE];
  char decided_by[ACCOUNT_LOGIN_SIZE], decided_body[BODY_ID_SIZE];
  int64_t begun_at;
  int64_t done_at; /* 0: it goes on */
  int64_t deleted[CLOSING_KINDS];
};

#endif
