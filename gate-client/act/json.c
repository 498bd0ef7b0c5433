/* SPDX-License-Identifier: Apache-2.0 */
/* The whole decision as one line of JSON on standard output. */
#include "act/kinds.h"

#include <stdio.h>
#include <stdlib.h>

static struct gate_act *open_json(const char *rest, char *error, size_t cap) {
  (void)rest;
  (void)error;
  (void)cap;
  return calloc(1, sizeof(struct gate_act));
}

static bool tell(struct gate_act *act, const struct gate_outcome *outcome) {
  (void)act;
  json_t *json = gate_outcome_json(outcome);
  bool written = json && json_dumpf(json, stdout, JSON_COMPACT) == 0 && putchar('\n') == '\n';
  json_decref(json);
  return fflush(stdout) == 0 && written;
}

static void close_json(struct gate_act *act) {
  free(act);
}

const struct gate_act_kind gate_act_json = {
  .name = "json",
  .rest = "",
  .zh = "标准输出上的 JSON 行",
  .en = "lines of JSON on standard output",
  .open = open_json,
  .tell = tell,
  .close = close_json,
};
