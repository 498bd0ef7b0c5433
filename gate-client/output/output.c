/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include "kinds.h"

#include "host/sys/log.h"
#include "host/sys/opening.h"
#include "host/text/text.h"

#include <errno.h>
#include <stdio.h>

const struct gate_output_kind *const gate_output_kinds[] = {
  &gate_output_relay, &gate_output_light, &gate_output_voice, &gate_output_command, NULL,
};

static const struct gate_output_kind *find(const char *name, size_t n) {
  for (const struct gate_output_kind *const *k = gate_output_kinds; *k; k++)
    if (strlen((*k)->name) == n && memcmp((*k)->name, name, n) == 0) return *k;
  return NULL;
}

bool gate_outputs_add(struct gate_outputs *outputs, const char *address, char *error, size_t cap) {
  const char *colon = strchr(address, ':');
  const struct gate_output_kind *kind = colon ? find(address, (size_t)(colon - address)) : NULL;
  if (!kind) {
    host_open_wrong(error, cap,
                    "output \"%s\": write KIND:REST with relay, light, voice or command", address);
    return false;
  }
  if (outputs->count == GATE_OUTPUTS) {
    host_open_wrong(error, cap, "output \"%s\": there are %d outputs already, which is the most",
                    address, GATE_OUTPUTS);
    return false;
  }
  struct gate_output *output = kind->open(colon + 1, error, cap);
  if (!output) return false;
  output->kind = kind;
  host_copy(address, output->address, sizeof output->address);
  outputs->items[outputs->count++] = output;
  return true;
}

void gate_outputs_alarm(struct gate_outputs *outputs) {
  for (size_t i = 0; i < outputs->count; i++)
    if (outputs->items[i]->kind->alarm) outputs->items[i]->kind->alarm(outputs->items[i]);
}

/* done, which it has the log say when it is not. */
static bool told(struct gate_output *output, bool done) {
  output->failed = done ? 0 : errno;
  if (!done)
    host_log(HOST_ERROR, "output %s: failed: %s; check the barrier", output->address,
             strerror(errno));
  return done;
}

bool gate_outputs_carry(struct gate_outputs *outputs, const struct gate_signal *signal) {
  bool carried = true;
  for (size_t i = 0; i < outputs->count; i++)
    carried &= told(outputs->items[i], outputs->items[i]->kind->carry(outputs->items[i], signal));
  if (!carried) gate_outputs_alarm(outputs);
  return carried;
}

bool gate_outputs_hold(struct gate_outputs *outputs, bool held) {
  bool done = true;
  for (size_t i = 0; i < outputs->count; i++)
    if (outputs->items[i]->kind->hold)
      done &= told(outputs->items[i], outputs->items[i]->kind->hold(outputs->items[i], held));
  if (!done) gate_outputs_alarm(outputs);
  return done;
}

static bool is_gone(const struct gate_output *output) {
  return output->failed == ENODEV || output->failed == ENXIO;
}

struct gate_output *gate_outputs_take_gone(struct gate_outputs *outputs) {
  for (size_t i = 0; i < outputs->count; i++) {
    struct gate_output *output = outputs->items[i];
    if (!is_gone(output)) continue;
    for (outputs->count--; i < outputs->count; i++)
      outputs->items[i] = outputs->items[i + 1];
    return output;
  }
  return NULL;
}

void gate_outputs_close(struct gate_outputs *outputs) {
  while (outputs->count > 0) {
    struct gate_output *output = outputs->items[--outputs->count];
    output->kind->close(output);
  }
}
