/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the loop: how each kind is opened, at the start or when it comes back. */
#include "loop_internal.h"

#include "host/sys/opening.h"
#include "host/text/date.h"
#include "host/text/text.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>

/* A word about what may be had of one kind at most; false. */
static bool too_many(struct gate_part_fault *fault, const char *address, const char *what,
                     int most) {
  host_open_wrong(fault->error, sizeof fault->error, "%s: at most %d %s", address, most, what);
  fault->number = errno;
  return false;
}

static bool found(struct gate_part_fault *fault, bool there) {
  if (!there) fault->number = errno;
  return there;
}

static bool add(struct gate_loop *loop, enum gate_part_kind kind, const char *address,
                gate_part_open *open, char *error, size_t cap) {
  const struct gate_part part = { .kind = kind, .address = address, .open = open, .context = loop };
  return gate_parts_add(&loop->parts, &part, error, cap);
}

/* --- sources ---------------------------------------------------------------------------------- */

static bool open_source(void *context, const char *address, struct gate_part_fault *fault) {
  struct gate_loop *loop = context;
  if (loop->source_count == GATE_SOURCES_MAX)
    return too_many(fault, address, "sources", GATE_SOURCES_MAX);
  struct gate_source *source =
      gate_source_open(address, loop->gate->identity.direction, fault->error, sizeof fault->error);
  if (!source) return found(fault, false);
  loop->sources[loop->source_count++] = source;
  loop->gate->directions |= 1u << source->direction;
  return true;
}

bool gate_loop_add_source(struct gate_loop *loop, const char *address, char *error, size_t cap) {
  return add(loop, GATE_PART_SOURCE, address, open_source, error, cap);
}

/* --- outputs ---------------------------------------------------------------------------------- */

/* A relay that comes late finds the barrier held open, or not. */
static bool open_output(void *context, const char *address, struct gate_part_fault *fault) {
  struct gate_loop *loop = context;
  if (!gate_outputs_add(&loop->outputs, address, fault->error, sizeof fault->error))
    return found(fault, false);
  if (loop->held) gate_outputs_hold(&loop->outputs, true);
  return true;
}

bool gate_loop_add_output(struct gate_loop *loop, const char *address, char *error, size_t cap) {
  return add(loop, GATE_PART_OUTPUT, address, open_output, error, cap);
}

void gate_loop_drop_gone_outputs(struct gate_loop *loop) {
  struct gate_output *output;
  while ((output = gate_outputs_take_gone(&loop->outputs))) {
    gate_parts_lose(&loop->parts, GATE_PART_OUTPUT, output->address, output->failed);
    output->kind->close(output);
  }
}

/* --- buttons ---------------------------------------------------------------------------------- */

static bool open_button(void *context, const char *address, struct gate_part_fault *fault) {
  struct gate_loop *loop = context;
  if (loop->button_count == GATE_BUTTONS_MAX)
    return too_many(fault, address, "buttons", GATE_BUTTONS_MAX);
  struct gate_button *button = gate_button_open(address, fault->error, sizeof fault->error);
  if (button) loop->buttons[loop->button_count++] = button;
  return found(fault, button);
}

bool gate_loop_add_button(struct gate_loop *loop, const char *address, char *error, size_t cap) {
  return add(loop, GATE_PART_BUTTON, address, open_button, error, cap);
}

/* --- neighbours ------------------------------------------------------------------------------- */

static bool open_peers(void *context, const char *interface, struct gate_part_fault *fault) {
  struct gate_loop *loop = context;
  if (loop->peers) return too_many(fault, interface, "interface", 1);
  loop->peers = gate_peers_open(interface, GATE_PEERS_GROUP, loop->gate->identity.id, fault->error,
                                sizeof fault->error);
  return found(fault, loop->peers);
}

bool gate_loop_add_peers(struct gate_loop *loop, const char *interface, char *error, size_t cap) {
  return add(loop, GATE_PART_PEERS, interface, open_peers, error, cap);
}

/* --- temperature ---------------------------------------------------------------------------------
 */

static bool asks_for_temperature(const struct gate_state *state, int64_t now_s) {
  for (size_t i = 0; i < state->policy_count; i++) {
    const struct tx_policy *policy = state->policies[i];
    for (size_t j = 0; tx_policy_in_force(policy, now_s) && j < policy->order_count; j++)
      for (size_t k = 0; k < policy->orders[j].rule_count; k++)
        if (policy->orders[j].rules[k].topic == TX_TOPIC_TEMPERATURE) return true;
  }
  return false;
}

/* The reading of whoever stands there. A policy that asks for one is worth a moment's patience;
 * without a state only what has come counts. */
static bool measure(void *context, const struct gate_state *state, int32_t *centi_celsius) {
  struct gate_loop *loop = context;
  int64_t until_ms = host_monotonic_ms();
  if (!loop->thermometer) return false;
  if (state && asks_for_temperature(state, gate_now(loop->gate).now_s))
    until_ms += GATE_READING_PATIENCE_MS;
  for (;;) {
    int64_t now_ms = host_monotonic_ms();
    if (gate_thermometer_take(loop->thermometer, now_ms, centi_celsius)) return true;
    struct pollfd fd = { .fd = gate_thermometer_fd(loop->thermometer), .events = POLLIN };
    if (now_ms >= until_ms || poll(&fd, 1, (int)(until_ms - now_ms)) <= 0) return false;
    if (!gate_thermometer_read(loop->thermometer, host_monotonic_ms())) return false;
  }
}

static bool open_thermometer(void *context, const char *path, struct gate_part_fault *fault) {
  struct gate_loop *loop = context;
  if (loop->thermometer) return too_many(fault, path, "temperature sensor", 1);
  loop->thermometer = gate_thermometer_open(path, fault->error, sizeof fault->error);
  loop->gate->measure = measure;
  loop->gate->measure_context = loop;
  return found(fault, loop->thermometer);
}

bool gate_loop_add_thermometer(struct gate_loop *loop, const char *path, char *error, size_t cap) {
  return add(loop, GATE_PART_THERMOMETER, path, open_thermometer, error, cap);
}
