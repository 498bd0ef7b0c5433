/* SPDX-License-Identifier: Apache-2.0 */
/* Backups of the server, and restores from old ones: the rows as SQLite copies them, repaired as
 * tongxing-server restore does. */
#include "sim.h"

#include "backup/repair.h"
#include "daemon/open.h"
#include "host/sys/file.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BACKUP_KEPT_S (28 * SIM_DAY_S) /* as long as issue logs, and a day less */
#define RESTORE_S 300                  /* what it takes, at least */
#define REVIVES "a backup becomes a server again"

static char *kept(const struct sim_world *world, unsigned n) {
  char *path = host_path(world->folder, "backup-%u.db", n);
  if (!path) abort();
  return path;
}

static void make_backup(struct sim_world *world, unsigned n) {
  HOST_FREE char *file = host_path(world->server_machine->folder, "office.db");
  HOST_FREE char *copy = kept(world, n);
  struct db *db = NULL;
  sim_disk_remove(copy);
  struct sim_machine *before = sim_turn(world->server_machine);
  enum tx_reason reason = db_open_read_only(&db_sqlite, file, &db);
  if (reason == TX_OK) reason = db_copy(db, copy);
  db_close(db);
  sim_turn(before);
  const bool done = reason == TX_OK;
  world->backup_s[n] = done ? sim_now_ms / 1000 : 0;
  if (!done) sim_disk_remove(copy);
  sim_tell(world, "backup %u is made%s", n, done ? "" : ", in vain");
}

/* --- restoring -------------------------------------------------------------------------------- */

static uint64_t key_of(const struct gate_stored *row) {
  struct tx_event event;
  if (tx_event_read(tx_span_of(row->bytes, row->n), &event) != TX_OK) abort();
  return sim_event_key(event.at, event.identified ? (int64_t)event.index : -1,
                       (int64_t)event.reason);
}

/* Takes a key out of those that are left; false: it is not among them. */
static bool take(uint64_t *keys, size_t *left, uint64_t key) {
  for (size_t i = *left; i > 0; i--) {
    if (keys[i - 1] != key) continue;
    keys[i - 1] = keys[--*left];
    return true;
  }
  return false;
}

/* What a gate still has, it sends again; of the rest nobody knows. */
static void doubt_events(struct sim_gate *gate) {
  struct gate_stored_list list = { 0 };
  gate_journal_read(gate->gate.journal, 1, SIZE_MAX >> 1, SIZE_MAX >> 1, &list);
  uint64_t *keys = calloc(list.count + 1, sizeof *keys);
  size_t left = list.count;
  if (!keys) abort();
  for (size_t i = 0; i < list.count; i++)
    keys[i] = key_of(&list.rows[i]);
  for (size_t i = gate->event_count; i > 0; i--) {
    struct sim_event *event = &gate->events[i - 1];
    if (event->written && !take(keys, &left, event->key)) event->maybe = true;
  }
  free(keys);
  gate_stored_finish(&list);
}

/* With all logs that are left, of whichever server. */
static bool repair(struct sim_world *world, bool has_log, struct host_problem *problem) {
  struct server *server = NULL;
  struct restore_report report = { 0 };
  struct restore_plan plan = { .passes = has_log ? RESTORE_ASK : RESTORE_RAISE };
  for (size_t i = 0; i < world->log_count; i++)
    plan.issues[i] = world->logs[i];
  const struct server_place place = { .data_dir = world->server_machine->folder };
  enum tx_reason reason = server_open(&place, &server, problem);
  if (reason == TX_OK) reason = repair_office(server, &plan, sim_now_ms / 1000, &report, problem);
  server_close(server);
  return reason == TX_OK;
}

/* The machine is lost, and with luck not its issue log; whoever restores it looks at the clock. */
static void restore(struct sim_world *world, unsigned n, bool has_log) {
  struct sim_machine *machine = world->server_machine;
  struct host_problem problem = { 0 };
  HOST_FREE char *file = host_path(machine->folder, "office.db");
  HOST_FREE char *log = host_path(machine->folder, "issues");
  char *moved = host_path(world->folder, "issues-%zu", world->step);
  HOST_FREE char *copy = kept(world, n);
  sim_server_stop(world, true, false, NULL);
  sim_disk_remove(machine->folder);
  if (world->log_count == SIM_LOGS || rename(log, moved) != 0) has_log = false;
  if (has_log)
    world->logs[world->log_count++] = moved;
  else
    free(moved);
  if (!sim_disk_copy(copy, file)) abort();
  machine->disk = SIM_DISK_WHOLE;
  sim_now_ms += RESTORE_S * 1000;
  sim_clock_set(machine, 0, 0);
  for (unsigned i = 0; i < SIM_GATES; i++)
    if (world->gates[i].up) doubt_events(&world->gates[i]);
  struct sim_machine *before = sim_turn(machine);
  const bool done = repair(world, has_log, &problem);
  sim_turn(before);
  if (!done) sim_broken(world, REVIVES, "%s", problem.en);
  for (unsigned i = 0; i < SIM_GATES; i++)
    world->gates[i].sent_again = false;
  world->log_lost |=
      !has_log || world->cut_s >= world->backup_s[n]; /* which takes a second of it */
  world->restored = true;
  sim_feeds_restored(world, world->backup_s[n]);
  sim_tell(world, "the server is lost, and restored from backup %u of %lld s before, %s", n,
           (long long)(sim_now_ms / 1000 - world->backup_s[n]),
           has_log ? "with its issue log" : "without its issue log");
  sim_server_start(world);
  sim_server_jobs(world);
}

void sim_backup_step(struct sim_world *world, struct chance *dice) {
  const unsigned n = (unsigned)chance_below(dice, SIM_BACKUPS);
  const bool has_log = chance_in(dice, 2);
  if (world->pair) return; /* whoever has PostgreSQL restores that */
  if (world->server && chance_below(dice, 3) > 0)
    make_backup(world, n);
  else if (world->backup_s[n] > sim_now_ms / 1000 - BACKUP_KEPT_S)
    restore(world, n, has_log);
}

/* What the office has to do again: newer objects than gates have seen, and a sign of life of each
 * gate, which hears where the server stands by what it sends. */
void sim_backup_settle(struct sim_world *world) {
  const struct sim_pass *pass = &world->passes[0];
  const struct sim_shown shown = { .pass = pass, .phone = pass->phone };
  if (!world->restored || !world->server) return;
  for (unsigned i = 0; i < SIM_GATES; i++)
    sim_gate_decide(world, i, "shows the bare pass of", &shown, pass->text);
  world->restored = !sim_office_import_trust(world) || !sim_office_order_again(world);
}
