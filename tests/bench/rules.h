/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of CertLogic's public test suite, compiled, each with the data of its assertions. */
#ifndef RULES_H
#define RULES_H

#include "vectors/json_value.h"

struct rule_case {
  char name[64];
  struct tx_logic *logic;
  struct json_value data;
};

#define RULES_MAX 1024

struct rules {
  json_t *suites;
  struct rule_case cases[RULES_MAX];
  size_t count;
};

/* Reads every suite of a folder; skipped cases and invalid expressions are left out. False: no
 * folder, or nothing in it. */
bool rules_load(struct rules *rules, const char *folder);
void rules_clear(struct rules *rules);

#endif
