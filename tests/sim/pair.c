/* SPDX-License-Identifier: Apache-2.0 */
/* Two servers over one database, as over PostgreSQL: the file is the database, which both reach.
 * Who is asked in a step is drawn; what each does by itself is done by both. */
#include "sim.h"

#include "daemon/follow.h"
#include "domain/context/peers.h"
#include "domain/publication/cache.h"
#include "host/sys/file.h"
#include "host/text/date.h"
#include "store/core/changes.h"
#include "store/core/store.h"

#include <stdlib.h>
#include <string.h>

#define ONE_LEASE "what one process does for all, one does"
#define SAME "two servers over one database say the same"

static struct db_driver shared;

static enum tx_reason open_shared(const char *where, bool read_only, struct db **out,
                                  struct db_failure *failure) {
  enum tx_reason reason = db_sqlite.open(where, read_only, out, failure);
  if (reason == TX_OK) (*out)->driver = &shared;
  return reason;
}

/* Whoever has his turn is alone. */
static enum tx_reason hold(struct db *db, const char *question, int64_t *answer) {
  DB_ROWS rows = db_select(db, question, DB_NONE);
  *answer = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

static void let_go(struct db *db) {
  (void)db;
}

const struct db_driver *sim_pair_driver(const struct sim_world *world) {
  shared = db_sqlite;
  shared.open = open_shared;
  shared.shared = true;
  shared.hold = hold;
  shared.let_go = let_go;
  return world->pair ? &shared : NULL;
}

void sim_pair_swap(struct sim_world *world) {
  const struct sim_server other = world->other;
  world->other =
      (struct sim_server){ world->server, world->api, world->jobs, world->server_machine };
  world->server = other.server;
  world->api = other.api;
  world->jobs = other.jobs;
  world->server_machine = other.machine;
}

/* Who is asked; who is down is not. */
void sim_pair_choose(struct sim_world *world, uint64_t dice) {
  struct chance chance = chance_of(dice, 4);
  const bool other = chance_in(&chance, 2);
  if (world->pair && (other ? world->other.server != NULL : !world->server)) sim_pair_swap(world);
}

/* --- a second machine ------------------------------------------------------------------------- */

static void copy_file(const char *from, const char *to, const char *name) {
  HOST_BYTES bytes = { 0 };
  HOST_FREE char *source = host_path(from, "%s", name);
  HOST_FREE char *target = host_path(to, "%s", name);
  if (host_file_read_regular(source, 1u << 20, &bytes) != TX_OK ||
      host_file_write(target, host_span(&bytes), 0600) != TX_OK)
    abort();
}

void sim_pair_step(struct sim_world *world, struct chance *dice) {
  static const char *const names[] = { "at-rest.key", "tls.crt", "tls.key" };
  struct sim_machine *second = &world->machines[1];
  if (world->pair || !world->server || world->server_machine->disk != SIM_DISK_WHOLE) return;
  sim_boot(second, dice);
  if (host_mkdirs(second->folder, 0700) != TX_OK) abort();
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    copy_file(world->server_machine->folder, second->folder, names[i]);
  sim_server_stop(world, false, false, NULL);
  world->pair = true;
  world->other.machine = second;
  sim_server_start(world);
  sim_pair_swap(world);
  sim_server_start(world);
  sim_pair_swap(world);
  sim_server_jobs(world); /* it has seen what time it is */
  sim_tell(world, "a second server works over the same database");
}

/* --- what their keepers do -------------------------------------------------------------------- */

static void beat(struct sim_world *world) {
  if (!world->server) return;
  struct sim_machine *before = sim_turn(world->server_machine);
  struct db *db = store_take_shared(world->server->store);
  peers_beat(world->server->peers, db, host_monotonic_ms());
  store_give(world->server->store, db);
  follow_now(world->server);
  sim_turn(before);
}

/* Each sees that the other's number moves. */
void sim_pair_beat(struct sim_world *world) {
  for (unsigned i = 0; world->pair && i < 4; i++) {
    beat(world);
    sim_pair_swap(world);
  }
}

static uint64_t newest(const struct server *server, enum publication_kind kind, uint64_t area) {
  struct cache_item *item = cache_take(server->cache, kind, area);
  const uint64_t seq = item ? item->seq : 0;
  cache_release(item);
  return seq;
}

void sim_pair_check(struct sim_world *world) {
  static const struct {
    enum publication_kind kind;
    uint64_t area;
  } kinds[] = { { PUBLISHED_TRUST, 0 },
                { PUBLISHED_POLICY, SIM_AREA },
                { PUBLISHED_STATUS, SIM_AREA } };
  if (!world->pair || !world->server || !world->other.server) return;
  if (world->server_machine->disk != SIM_DISK_WHOLE || world->other.machine->disk != SIM_DISK_WHOLE)
    return; /* whom the database does not answer does nothing, and does not know */
  if (world->jobs.chores && world->other.jobs.chores)
    sim_broken(world, ONE_LEASE, "both servers publish, expire and forget");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    const uint64_t one = newest(world->server, kinds[i].kind, kinds[i].area);
    const uint64_t two = newest(world->other.server, kinds[i].kind, kinds[i].area);
    if (one != two)
      sim_broken(world, SAME, "object %zu: %llu and %llu", i, (unsigned long long)one,
                 (unsigned long long)two);
  }
}
