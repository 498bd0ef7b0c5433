/* SPDX-License-Identifier: Apache-2.0 */
/* An exercise: a span of an area's time. */
#ifndef SERVER_MODEL_DRILL_H
#define SERVER_MODEL_DRILL_H

#include "account.h"

struct drill_row {
  uint64_t area;
  int64_t id; /* numbered within the area, from 1 */
  int64_t from_s, until_s;
  char started_by[ACCOUNT_LOGIN_SIZE];
  char ended_by[ACCOUNT_LOGIN_SIZE]; /* before its time; "": by itself */
};

#endif
