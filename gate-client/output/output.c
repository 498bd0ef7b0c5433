/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include "kinds.h"

#include <stdio.h>

const struct gate_act_kind *const gate_act_kinds[] = {
  &gate_act_relay, &gate_act_light, &gate_act_voice, &gate_act_command, NULL,
};

static const struct gate_act_kind *find(const char *name, size_t n) {
  for (const struct gate_act_kind *const *k = gate_act_kinds; *k; k++)
    if (strlen((*k)->name) == n && memcmp((*k)->name, name, n) == 0) return *k;
  return NULL;
}

bool gate_acts_add(struct gate_acts *acts, const char *address, char *error, size_t cap) {
  const char *colon = strchr(address, ':');
  const struct gate_act_kind *kind = colon ? find(address, (size_t)(colon - address)) : NULL;
  if (!kind) {
    snprintf(error, cap, "act \"%s\": write KIND:REST with relay, light, voice or command",
             address);
    return false;
  }
  if (acts->count == GATE_ACTS) {
    snprintf(error, cap, "act \"%s\": there are %d acts already, which is the most", address,
             GATE_ACTS);
    return false;
  }
  struct gate_act *act = kind->open(colon + 1, error, cap);
  if (!act) return false;
  act->kind = kind;
  acts->items[acts->count++] = act;
  return true;
}

static void alarm_all(struct gate_acts *acts) {
  for (size_t i = 0; i < acts->count; i++)
    if (acts->items[i]->kind->alarm) acts->items[i]->kind->alarm(acts->items[i]);
}

bool gate_acts_carry(struct gate_acts *acts, const struct gate_signal *signal) {
  bool carried = true;
  for (size_t i = 0; i < acts->count; i++)
    carried &= acts->items[i]->kind->carry(acts->items[i], signal);
  if (!carried) alarm_all(acts);
  return carried;
}

bool gate_acts_hold(struct gate_acts *acts, bool held) {
  bool done = true;
  for (size_t i = 0; i < acts->count; i++)
    if (acts->items[i]->kind->hold) done &= acts->items[i]->kind->hold(acts->items[i], held);
  if (!done) alarm_all(acts);
  return done;
}

void gate_acts_close(struct gate_acts *acts) {
  while (acts->count > 0) {
    struct gate_act *act = acts->items[--acts->count];
    act->kind->close(act);
  }
}
