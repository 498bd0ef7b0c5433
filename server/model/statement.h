/* SPDX-License-Identifier: Apache-2.0 */
/* What a source said of a person. */
#ifndef SERVER_MODEL_STATEMENT_H
#define SERVER_MODEL_STATEMENT_H

#include <stdint.h>

struct statement_row {
  int field; /* enum statement_field of the domain */
  int value;
  char source[65];
  int64_t observed_at;
  int64_t valid_until; /* 0: until something newer is said */
};

#endif
