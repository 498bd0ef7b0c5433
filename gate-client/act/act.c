/* SPDX-License-Identifier: Apache-2.0 */
#include "act/act.h"

#include "act/kinds.h"

#include "host/log.h"

#include <stdio.h>
#include <string.h>

const struct gate_act_kind *const gate_act_kinds[] = {
  &gate_act_command, &gate_act_voice, &gate_act_words, &gate_act_json, NULL,
};

static size_t rank(const struct gate_act_kind *kind) {
  size_t i = 0;
  while (gate_act_kinds[i] && gate_act_kinds[i] != kind)
    i++;
  return i;
}

static const struct gate_act_kind *find_kind(const char *address, const char **rest) {
  size_t n = strcspn(address, ":");
  *rest = address[n] ? address + n + 1 : "";
  for (size_t i = 0; gate_act_kinds[i]; i++)
    if (strlen(gate_act_kinds[i]->name) == n && strncmp(address, gate_act_kinds[i]->name, n) == 0)
      return gate_act_kinds[i];
  return NULL;
}

static void insert(struct gate_acts *acts, struct gate_act *act) {
  size_t at = acts->count++;
  for (; at > 0 && rank(acts->at[at - 1]->kind) > rank(act->kind); at--)
    acts->at[at] = acts->at[at - 1];
  acts->at[at] = act;
}

bool gate_acts_add(struct gate_acts *acts, const char *address, char *error, size_t cap) {
  const char *rest;
  const struct gate_act_kind *kind = find_kind(address, &rest);
  if (!kind) {
    snprintf(error, cap, "%s: there is no such act", address);
    return false;
  }
  if (acts->count == GATE_ACTS_MAX) {
    snprintf(error, cap, "%s: at most %d acts", address, GATE_ACTS_MAX);
    return false;
  }
  struct gate_act *act = kind->open(rest, error, cap);
  if (!act) return false;
  act->kind = kind;
  insert(acts, act);
  return true;
}

void gate_acts_tell(struct gate_acts *acts, const struct gate_outcome *outcome) {
  for (size_t i = 0; i < acts->count; i++)
    if (!acts->at[i]->kind->tell(acts->at[i], outcome))
      host_log(HOST_ERROR, "%s: could not be told", acts->at[i]->kind->name);
}

void gate_acts_close(struct gate_acts *acts) {
  for (size_t i = 0; i < acts->count; i++)
    acts->at[i]->kind->close(acts->at[i]);
  acts->count = 0;
}
