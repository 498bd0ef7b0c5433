/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P25: the longest that an office waits to write while the server's database is migrated under it,
 * on PostgreSQL with so many passes; against migrations that build their indexes themselves. By
 * hand: scripts/with_postgres build/tests/bench/p25 [ROWS] (a million)
 */
#include "bench.h"

#include "store/core/migrations.h"
#include "store/postgres/postgres.h"
#include "twin.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define BEFORE 23 /* the version before most indexes came */
#define AREA 610113001001

static void must(bool held, const char *what) {
  if (held) return;
  (void)fprintf(stderr, "P25: %s\n", what);
  exit(70);
}

static struct db *open_at(const struct db_driver *driver, const char *address, size_t version) {
  const struct db_schema schema = { store_schema.migrations, version };
  struct db *db = NULL;
  must(db_open(driver, address, &schema, &db) == TX_OK, "the database does not open");
  return db;
}

/* An office of the earlier release, which is open already. */
struct office {
  struct db *db;
  atomic_bool over;
  double longest_s;
  int64_t passes;
};

static void issue_one(struct office *office) {
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return; /* it waited for 5 s in vain */
  must(db_run(office->db,
              "insert into issue (area, idx, n, generation, record, role, iat, exp, signer, actor)"
              " values ($1, -1, $2, 0, 0, 1, 1, 2, $3, 'office')",
              db_int(AREA), db_int(office->passes), db_bytes(tx_span_of("s", 1))) == TX_OK,
       "a pass was refused");
  must(db_commit(&work) == TX_OK, "a pass was not committed");
  office->passes++;
}

static void *issue(void *context) {
  struct office *office = context;
  while (!atomic_load(&office->over)) {
    const double begun = bench_now(CLOCK_MONOTONIC);
    issue_one(office);
    const double took_s = bench_now(CLOCK_MONOTONIC) - begun;
    if (took_s > office->longest_s) office->longest_s = took_s;
    usleep(2000);
  }
  return NULL;
}

static void fill(struct db *db, long rows) {
  char sql[400];
  snprintf(sql, sizeof sql,
           "insert into issue (area, idx, n, generation, record, role, iat, exp, signer, actor)"
           " select %lld, i, 1, 0, 0, 1, i, i + 1000000, '\\x01', 'office'"
           " from generate_series(1, %ld) i",
           (long long)AREA, rows);
  must(db_exec(db, sql) == TX_OK, "no room for the passes");
}

/* A migration that is run as it is written. */
static struct db_driver plain;

static enum tx_reason open_plain(const char *where, bool read_only, struct db **out,
                                 struct db_failure *failure) {
  enum tx_reason reason = db_postgres.open(where, read_only, out, failure);
  if (reason == TX_OK) (*out)->driver = &plain;
  return reason;
}

static double longest_of(const struct db_driver *driver, long rows) {
  char *where = twin_where("none"), *address = where ? strchr(where, '\n') + 1 : NULL;
  must(address != NULL, "no PostgreSQL: scripts/with_postgres");
  struct office office = { .db = open_at(&db_postgres, address, BEFORE) };
  pthread_t thread;
  fill(office.db, rows);
  must(pthread_create(&thread, NULL, issue, &office) == 0, "no thread");
  sleep(2);
  const double rest_s = office.longest_s, begun = bench_now(CLOCK_MONOTONIC);
  struct db *newer = open_at(driver, address, store_schema.count);
  const double took_s = bench_now(CLOCK_MONOTONIC) - begun;
  atomic_store(&office.over, true);
  pthread_join(thread, NULL);
  printf("%-42s migrated in %5.1f s, longest wait %6.3f s (%.3f s before), %lld passes\n",
         driver->migrate ? "indexes built while others write" : "indexes built by the migration",
         took_s, office.longest_s, rest_s, (long long)office.passes);
  db_close(newer);
  db_close(office.db);
  twin_drop(where);
  free(where);
  return office.longest_s;
}

int main(int argc, char **argv) {
  const long rows = argc > 1 ? atol(argv[1]) : 1000000;
  plain = db_postgres;
  plain.open = open_plain;
  plain.migrate = NULL;
  plain.finish_schema = NULL;
  printf("%ld passes, migrations %d to %zu\n", rows, BEFORE + 1, store_schema.count);
  const double ours_s = longest_of(&db_postgres, rows);
  const double theirs_s = longest_of(&plain, rows);
  printf("P25 ratio %.2f (of 1 s; of the other %.2f)\n", ours_s, ours_s / theirs_s);
  return 0;
}
