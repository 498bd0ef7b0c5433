/* SPDX-License-Identifier: Apache-2.0 */
/* A calm: clocks are right, networks and disks whole, and people go about their work. Each thing
 * that is decided has come to every gate by the second round after it, with nobody's help. */
#include "sim.h"

#include "domain/clock/clock.h"

#define ROUND_S 65
#define BOUND_ROUNDS 2

static bool is_right(const struct sim_machine *machine) {
  return !machine->ahead_ms && !machine->drift_ppm && machine->disk == SIM_DISK_WHOLE;
}

static bool server_is_right(struct server *server, struct sim_machine *machine) {
  if (!server || !is_right(machine)) return false;
  struct sim_machine *before = sim_turn(machine);
  const bool believed = clock_look(server->clock).verdict == CLOCK_RIGHT;
  sim_turn(before);
  return believed;
}

/* Whether all is whole already, so that nobody has to come and help. */
static bool is_whole(const struct sim_world *world) {
  if (!server_is_right(world->server, world->server_machine)) return false;
  if (world->pair && !server_is_right(world->other.server, world->other.machine)) return false;
  for (unsigned i = 0; i < SIM_GATES; i++)
    if (!world->gates[i].up || !is_right(&world->gates[i].machine)) return false;
  return !world->restored && !world->keys.must_reissue && sim_keys_are_said(world) &&
         sim_keys_sign_news(world);
}

static void decide(struct sim_world *world, struct chance *dice) {
  switch (chance_below(dice, 6)) {
  case 0:
    sim_office_orders(world, dice);
    break;
  case 1:
    sim_roots_step(world);
    break;
  case 2:
    sim_keys_step(world, dice);
    break;
  default:
    sim_office_act(world, dice);
    break;
  }
}

static void pass_round(struct sim_world *world, struct chance *dice) {
  sim_gate_show(world, (unsigned)chance_below(dice, SIM_GATES), dice);
  sim_world_pass(world, ROUND_S);
  for (unsigned i = 0; i < SIM_GATES; i++)
    sim_gate_sync(world, i);
  sim_check_step(world); /* which hears what is in force now */
}

void sim_calm_step(struct sim_world *world, struct chance *dice) {
  const unsigned times = (unsigned)chance_between(dice, 2, 8);
  const bool helped = !is_whole(world);
  if (helped) sim_world_heal(world);
  for (unsigned i = 0; i < times && !*world->promise; i++) {
    if (i || helped) decide(world, dice);
    for (unsigned round = 0; round < BOUND_ROUNDS; round++)
      pass_round(world, dice);
    sim_check_whole(world);
  }
  sim_tell(world, "all stays whole for a while%s", helped ? "" : ", as it was already");
}
