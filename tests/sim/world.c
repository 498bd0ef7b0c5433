/* SPDX-License-Identifier: Apache-2.0 */
/* A world's beginning and end, and what one step of a plan does to it. */
#include "sim.h"

#include "domain/clock/judge.h"
#include "host/sys/log.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- the story -------------------------------------------------------------------------------- */

static void add_words(struct sim_world *world, const char *words) {
  for (; *words; words++)
    world->hash = (world->hash ^ (uint8_t)*words) * 0x100000001b3u;
}

void sim_tell(struct sim_world *world, const char *format, ...) {
  char line[512];
  va_list list;
  const int n = snprintf(line, sizeof line, "%5zu  %+11.1f s  ", world->step,
                         (double)(sim_now_ms - (int64_t)SIM_BEGIN_S * 1000) / 1000);
  va_start(list, format);
  vsnprintf(line + n, sizeof line - (size_t)n, format, list);
  va_end(list);
  add_words(world, line);
  if (world->story) fprintf(world->story, "%s\n", line);
}

void sim_broken(struct sim_world *world, const char *promise, const char *format, ...) {
  va_list list;
  if (*world->promise) return;
  snprintf(world->promise, sizeof world->promise, "%s", promise);
  va_start(list, format);
  vsnprintf(world->how, sizeof world->how, format, list);
  va_end(list);
  sim_tell(world, "BROKEN: %s: %s", world->promise, world->how);
}

/* --- beginning and end ------------------------------------------------------------------------ */

static void prepare_machines(struct sim_world *world, struct chance *dice) {
  struct sim_machine *server = world->server_machine = &world->machines[0];
  snprintf(server->folder, sizeof server->folder, "%s/server", world->folder);
  snprintf(world->machines[1].folder, sizeof server->folder, "%s/second", world->folder);
  snprintf(world->database, sizeof world->database, "%s/server/office.db", world->folder);
  sim_boot(server, dice);
  for (unsigned i = 0; i < SIM_GATES; i++) {
    struct sim_machine *gate = &world->gates[i].machine;
    snprintf(gate->folder, sizeof gate->folder, "%s/gate-%u", world->folder, i);
    sim_boot(gate, dice);
  }
}

bool sim_world_open(struct sim_world *world, uint64_t seed, FILE *story) {
  struct chance dice = chance_of(seed, 1);
  *world = (struct sim_world){ .seed = seed,
                               .story = story,
                               .hash = 0xcbf29ce484222325u,
                               .root = FORGE_ROOT,
                               .next_root = FORGE_NEXT_ROOT };
  if (!getenv("SIM_LOG"))
    host_log_up_to((enum host_level)0); /* the story is told by the simulator */
  sim_now_ms = (int64_t)SIM_BEGIN_S * 1000;
  sim_random_seed(seed);
  sim_keys_anew();
  sim_net_attach(world);
  sim_lan_clear();
  snprintf(world->folder, sizeof world->folder, "%s/tongxing-sim.XXXXXX",
           access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
  if (!mkdtemp(world->folder) || !forge_open(&world->forge, SIM_BEGIN_S)) return false;
  prepare_machines(world, &dice);
  for (unsigned i = 0; i < SIM_PEOPLE; i++) {
    struct tx_signer *real = tx_key_generate(TX_ALG_ES256);
    world->phones[i] = sim_signer_of(real);
    tx_signer_destroy(real);
  }
  if (!sim_office_open(world)) return false;
  for (unsigned i = 0; i < SIM_GATES; i++)
    if (!sim_gate_make(world, i)) return false;
  for (unsigned i = 0; i < SIM_GATES; i++)
    sim_gate_sync(world, i);
  world->day_ends_ms = sim_now_ms + SIM_DAY_S * 1000;
  return true;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk) {
  (void)st;
  (void)kind;
  (void)walk;
  return remove(path);
}

void sim_world_close(struct sim_world *world) {
  for (unsigned i = 0; i < SIM_GATES; i++) {
    sim_gate_stop(world, i, false, false, NULL);
    free(world->gates[i].events);
  }
  sim_server_stop(world, false, false, NULL);
  if (world->pair) sim_pair_swap(world);
  sim_server_stop(world, false, false, NULL);
  for (size_t i = 0; i < world->list_count; i++)
    free(world->lists[i].records);
  for (size_t i = 0; i < SIM_COPIES; i++)
    free(world->copies[i].body);
  for (unsigned i = 0; i < SIM_PEOPLE; i++)
    tx_signer_destroy(world->phones[i]);
  for (size_t i = 0; i < world->log_count; i++)
    free(world->logs[i]);
  sim_roots_close(world);
  sim_keys_close(world);
  free((void *)(uintptr_t)world->late.p);
  free(world->lists);
  forge_close(&world->forge);
  sim_disk_clear(world->folder);
  sim_files_clear();
  nftw(world->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* --- steps ------------------------------------------------------------------------------------ */

/* What happens to one gate, or to all, who = SIM_GATES. */
static void note_fault(struct sim_world *world, unsigned who) {
  for (unsigned i = 0; i < SIM_GATES; i++)
    world->gates[i].day.faults += who == i || who == SIM_GATES;
}

static void end_day(struct sim_world *world) {
  for (unsigned i = 0; i < SIM_GATES; i++) {
    struct sim_day *day = &world->gates[i].day;
    world->gate_days += day->shown >= SIM_DAY_SHOWN && day->synced && day->faults;
    *day = (struct sim_day){ 0 };
  }
  world->day_ends_ms = sim_now_ms + SIM_DAY_S * 1000;
}

void sim_world_pass(struct sim_world *world, int64_t seconds) {
  sim_now_ms += seconds * 1000;
  if (sim_now_ms >= world->day_ends_ms) end_day(world);
  sim_server_jobs(world);
  for (unsigned i = 0; i < SIM_GATES; i++) {
    struct sim_gate *gate = &world->gates[i];
    if (!gate->up) continue;
    struct sim_machine *before = sim_turn(&gate->machine);
    gate_keep_time(&gate->gate);
    gate_keep_again(&gate->gate);
    sim_lan_listen(gate);
    sim_turn(before);
    sim_gate_write(world, i);
  }
}

static void step_wait(struct sim_world *world, struct chance *dice) {
  const unsigned roll = (unsigned)chance_below(dice, 40);
  int64_t seconds = chance_between(dice, 1, 120);
  if (roll >= 24) seconds = chance_between(dice, 120, 7200);
  if (roll >= 36) seconds = chance_between(dice, 2 * 3600, 2 * SIM_DAY_S);
  if (roll == 39) seconds = chance_between(dice, 2 * SIM_DAY_S, 14 * SIM_DAY_S);
  sim_world_pass(world, seconds);
  sim_tell(world, "%lld seconds pass", (long long)seconds);
}

/* As between people at a gate. */
static void step_lull(struct sim_world *world, struct chance *dice) {
  const int64_t seconds = chance_between(dice, 60, 600);
  sim_world_pass(world, seconds);
  sim_tell(world, "%lld seconds pass", (long long)seconds);
}

static void step_sync(struct sim_world *world, struct chance *dice) {
  static const char *const words[] = { "", ", the line is cut", ", the line loses and doubles",
                                       ", and a mirror answers" };
  static const enum sim_weather weathers[] = { SIM_WHOLE, SIM_WHOLE, SIM_CUT,
                                               SIM_LOSSY, SIM_LOSSY, SIM_MIRROR };
  const unsigned i = (unsigned)chance_below(dice, SIM_GATES);
  struct sim_line *line = &world->line;
  line->weather = weathers[chance_below(dice, sizeof weathers / sizeof *weathers)];
  line->left = (unsigned)chance_below(dice, 16);
  line->dice = *dice;
  const char *weather = words[line->weather];
  if (line->weather != SIM_WHOLE) note_fault(world, i);
  sim_gate_sync(world, i);
  line->weather = SIM_WHOLE;
  sim_tell(world, "gate %u asks for news%s%s", i, weather,
           world->gates[i].round_ok ? "" : ": not all came");
}

/* What a server believes wrongly, it signs, and its gates go by it: docs/testing.md says what is
 * left out here. On whose disk nothing is of this boot, its next process takes this for the first
 * look after the boot. */
static void spare_server(struct sim_machine *machine, int64_t *ahead_s, int64_t *drift_ppm) {
  const int64_t believed_s = machine->noted ? CLOCK_OFF_S : CLOCK_GONE_S;
  if (*ahead_s > 0 && *ahead_s <= believed_s) *ahead_s = -*ahead_s;
  *drift_ppm = 0;
  machine->noted = false;
}

static struct sim_machine *machine_of(struct sim_world *world, unsigned who) {
  return who < SIM_GATES ? &world->gates[who].machine : world->server_machine;
}

static const char *const machine_names[] = { "gate 0", "gate 1", "gate 2", "the server" };

static void step_clock(struct sim_world *world, struct chance *dice) {
  static const int64_t jumps_s[] = {
    60, 3600, 7200, 20LL * SIM_DAY_S, 365LL * SIM_DAY_S, 1700000000
  };
  const unsigned who = (unsigned)chance_below(dice, SIM_GATES + 1);
  struct sim_machine *machine = machine_of(world, who);
  const unsigned roll = (unsigned)chance_below(dice, 6);
  const int64_t jump_s = jumps_s[chance_below(dice, 6)] * (chance_in(dice, 2) ? 1 : -1);
  const int pace_ppm = chance_between(dice, -20000, 20000);
  int64_t drift_ppm = roll == 1 ? pace_ppm : roll == 2 ? -1000000 : 0;
  int64_t ahead_s = roll < 3 ? 0 : jump_s > 1000000000 ? -jump_s : jump_s;
  if (who == SIM_GATES && (ahead_s || drift_ppm)) spare_server(machine, &ahead_s, &drift_ppm);
  sim_clock_set(machine, ahead_s * 1000, drift_ppm);
  note_fault(world, who);
  sim_tell(world, "the clock of %s is set %+lld s, and goes %+lld ppm", machine_names[who],
           (long long)ahead_s, (long long)drift_ppm);
}

static void step_disk(struct sim_world *world, struct chance *dice) {
  static const char *const words[] = { "is whole again", "is full", "fails now and then" };
  static const enum sim_disk states[] = { SIM_DISK_WHOLE, SIM_DISK_FULL, SIM_DISK_FULL,
                                          SIM_DISK_FAILING };
  const unsigned who = (unsigned)chance_below(dice, SIM_GATES + 1);
  struct sim_machine *machine = machine_of(world, who);
  machine->disk = states[chance_below(dice, 4)];
  machine->disk_dice = *dice;
  note_fault(world, who);
  sim_tell(world, "the disk of %s %s", machine_names[who], words[machine->disk]);
}

static void step_restart(struct sim_world *world, struct chance *dice) {
  static const char *const ways[] = { "is started again", "is killed and started again",
                                      "loses power and starts again" };
  const unsigned who = (unsigned)chance_below(dice, SIM_GATES + 1);
  const unsigned way = (unsigned)chance_below(dice, 3);
  note_fault(world, who);
  if (who < SIM_GATES) {
    sim_gate_stop(world, who, way > 0, way > 1, dice);
    if (way > 1 && chance_in(dice, 2)) sim_gate_lose_object(world, who, dice);
    sim_gate_start(world, who);
    sim_tell(world, "gate %u %s", who, ways[way]);
  } else {
    sim_server_stop(world, way > 0, way > 1, dice);
    if (way > 1) sim_clock_set(world->server_machine, 0, 0);
    if (way > 1) world->cut_s = sim_now_ms / 1000;
    sim_server_start(world);
    sim_server_jobs(world);
    sim_tell(world, "the server %s", ways[way]);
  }
}

/* Clocks are right, everything runs, somebody has looked at the server's clock; a few minutes. */
void sim_world_heal(struct sim_world *world) {
  for (unsigned who = 0; who <= SIM_GATES; who++)
    machine_of(world, who)->disk = SIM_DISK_WHOLE;
  sim_clock_set(world->server_machine, 0, 0);
  sim_server_start(world);
  for (unsigned i = 0; i < SIM_GATES; i++) {
    sim_clock_set(&world->gates[i].machine, 0, 0);
    if (!world->gates[i].up) sim_gate_start(world, i);
  }
  if (*world->promise) return;
  sim_office_confirm_clock(world);
  if (world->pair) { /* the other, too */
    sim_pair_swap(world);
    sim_clock_set(world->server_machine, 0, 0);
    world->server_machine->disk = SIM_DISK_WHOLE;
    sim_server_start(world);
    sim_office_confirm_clock(world);
    sim_pair_swap(world);
  }
  for (unsigned round = 0; round < 4; round++) {
    if (round < 2) sim_backup_settle(world);
    if (round < 2) sim_keys_settle(world);
    sim_world_pass(world, 65);
    for (unsigned i = 0; i < SIM_GATES; i++)
      sim_gate_sync(world, i);
    sim_check_step(world); /* which hears how far they are */
  }
  sim_tell(world, "all is whole for some minutes");
  sim_check_whole(world);
}

void sim_world_step(struct sim_world *world, const struct sim_step *step) {
  struct chance dice = { .state = step->dice };
  sim_lan_seed(step->dice);
  sim_pair_choose(world, step->dice);
  switch (step->verb) {
  case SIM_WAIT:
    step_wait(world, &dice);
    break;
  case SIM_SHOW:
    sim_gate_show(world, (unsigned)chance_below(&dice, SIM_GATES), &dice);
    break;
  case SIM_SYNC:
    step_sync(world, &dice);
    break;
  case SIM_OFFICE:
    sim_office_act(world, &dice);
    break;
  case SIM_CLOCK:
    step_clock(world, &dice);
    break;
  case SIM_RESTART:
    step_restart(world, &dice);
    break;
  case SIM_HARM:
    sim_harm(world, &dice);
    break;
  case SIM_DISK:
    step_disk(world, &dice);
    break;
  case SIM_STICK:
    sim_stick_step(world, &dice);
    break;
  case SIM_ORDERS:
    sim_office_orders(world, &dice);
    break;
  case SIM_BACKUP:
    sim_backup_step(world, &dice);
    break;
  case SIM_PAIR:
    sim_pair_step(world, &dice);
    break;
  case SIM_ROOT:
    sim_roots_step(world);
    break;
  case SIM_FEED:
    sim_feeds_step(world, &dice);
    break;
  case SIM_ROTATE:
    sim_keys_step(world, &dice);
    break;
  case SIM_CALM:
    sim_calm_step(world, &dice);
    break;
  case SIM_LULL:
    step_lull(world, &dice);
    break;
  case SIM_HEAL:
  case SIM_VERBS:
    sim_world_heal(world);
    break;
  }
  sim_check_step(world);
  world->steps_done++;
}
