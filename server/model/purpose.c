/* SPDX-License-Identifier: Apache-2.0 */
#include "purpose.h"

#include <string.h>

const struct purpose purposes[PURPOSES] = {
  { "contact", "联系通知", "to reach the person" },
  { "papers", "办证核对", "papers and passes" },
  { "visit", "上门服务", "a visit or a delivery" },
  { "health", "健康服务", "tests, isolation, care" },
  { "appeal", "申诉核实", "an appeal" },
  { "emergency", "突发处置", "an emergency" },
};

const struct purpose *purpose_find(const char *word) {
  for (size_t i = 0; i < PURPOSES; i++)
    if (strcmp(word, purposes[i].word) == 0) return &purposes[i];
  return NULL;
}
