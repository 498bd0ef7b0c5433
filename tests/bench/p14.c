/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P14: what finding somebody by their document, issuing a pass, taking in a feed and tracing whom
 * somebody met, in their community and in all, cost where more people are kept, against 10,000, on
 * SQLite with the server's own cache of 32 MiB; in turns. Each size is an office of its own. P14
 * [PEOPLE …] (a million)
 */
#include "bench.h"
#include "office.h"

#include "domain/feed/import.h"
#include "domain/pass/issue.h"
#include "domain/resident/edit.h"
#include "domain/resident/residency.h"
#include "domain/trace/trace.h"
#include "host/text/date.h"
#include "store/core/areas.h"
#include "store/resident/residents.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define OFFICES 4
#define FEW 10000u
#define COMMUNITY 5000u
#define SPREAD 20u /* communities at least; in so many live … */
#define REAL 2000u /* … who are found, given passes, and tested; the others fill the tables */
#define TURNS 21
#define ONES 40  /* found, and given passes, a turn */
#define ROWS 200 /* of a feed */
#define DAYS 28  /* of events */
#define DAY_S 86400
#define OFTEN 10 /* a real person passes a gate */

static struct forge forge;
static char *folder;

static void must(bool held, const char *what) {
  if (held) return;
  (void)fprintf(stderr, "P14: %s\n", what);
  exit(70);
}

struct office {
  uint32_t people, communities, each;
  struct server *server;
  char *folder;
  struct resident *real;
  int64_t at_s; /* of its next feed */
};

/* --- people ----------------------------------------------------------------------------------- */

static int64_t first_day_s(void) {
  return trace_day_s(forge.now_s) - (DAYS - 1) * DAY_S;
}

static void sql(sqlite3 *db, const char *text) {
  must(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
}

/* Each person has a row of each: a residency, a place in the directory, a pass, a result, and an
 * event, somewhen, of somebody who was turned away. */
static const char *const tables[] = {
  "insert into resident (area, idx, id_hash, name_hash, sealed, household, role, exempt, state,"
  " generation, record, issues, created_at, import) values (?1, ?2, ?3, randomblob(8),"
  " zeroblob(110), -1, 1, 0, 0, 0, 96, 1, 1, 1)",
  "insert into directory (id_hash, area, idx) values (?3, ?1, ?2)",
  "insert into issue (area, idx, n, generation, record, role, iat, exp, signer, actor) values"
  " (?1, ?2, 1, 0, 96, 1, 1, 2, x'0102030405060708', 'office')",
  "insert into statement (area, subject, source, id, field, act, value, method, observed_at,"
  " reported_at, valid_until, ground, retracts, content, received_at) values (?1, ?3, 'lab',"
  " 'i', 3, 0, 1, 1, 1, 1, 0, 0, '', 0, 1)",
  "insert into event (area, gate, seq, received_at, at, direction, verdict, reason, person_area,"
  " person_idx, sealed, drill) values (?1, 'gate', ?2, ?4, ?4 + ?2 % 5000 * 480, 0, 2, 20, ?1, ?2,"
  " zeroblob(120), 0)",
};

/* In the order of their hashes, so that the directory grows at its end. */
static void fill(sqlite3 *db, const struct office *office) {
  sqlite3_stmt *inserts[sizeof tables / sizeof *tables];
  for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
    must(sqlite3_prepare_v2(db, tables[t], -1, &inserts[t], NULL) == SQLITE_OK, sqlite3_errmsg(db));
  for (uint32_t i = 0; i < office->people; i++) {
    uint8_t hash[TX_HASH_SIZE] = { 0 };
    const uint64_t place = UINT64_MAX / office->people * i;
    for (int byte = 0; byte < 8; byte++)
      hash[byte] = (uint8_t)(place >> (56 - 8 * byte));
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
      sqlite3_bind_int64(inserts[t], 1, (int64_t)(OFFICE_AREA + i / office->each));
      sqlite3_bind_int64(inserts[t], 2, i % office->each);
      if (sqlite3_bind_parameter_count(inserts[t]) > 2)
        sqlite3_bind_blob(inserts[t], 3, hash, sizeof hash, SQLITE_STATIC);
      if (sqlite3_bind_parameter_count(inserts[t]) > 3)
        sqlite3_bind_int64(inserts[t], 4, first_day_s());
      must(sqlite3_step(inserts[t]) == SQLITE_DONE, sqlite3_errmsg(db));
      sqlite3_reset(inserts[t]);
    }
  }
  for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
    sqlite3_finalize(inserts[t]);
}

/* Of those in which real people live. */
static uint64_t community(const struct office *office, uint32_t i) {
  return OFFICE_AREA + (uint64_t)(i % SPREAD) * office->communities / SPREAD;
}

/* Real people pass a gate one after another, a minute apart, every other day. */
static void fill_all(const struct office *office) {
  char text[700];
  sqlite3 *db = NULL;
  HOST_FREE char *path = host_path(office->folder, "data/office.db");
  must(sqlite3_open(path, &db) == SQLITE_OK, "no database");
  sql(db, "pragma synchronous = off; pragma cache_size = -262144; begin");
  (void)snprintf(text, sizeof text,
                 "with recursive n (i) as (select 0 union all select i + 1 from n where i < %u) "
                 "insert into area (area, next_index, last_issue, listed, changed, neighbour_id) "
                 "select %" PRIu64 " + i, %u, 0, 0, 1, 0 from n where true on conflict (area) do "
                 "update set next_index = %u",
                 office->communities - 1, OFFICE_AREA, office->each, office->each);
  sql(db, text);
  fill(db, office);
  for (uint32_t i = 0; i < SPREAD; i++) {
    (void)snprintf(
        text, sizeof text,
        "with recursive n (i) as (select 0 union all select i + 1 from n where i < %u) "
        "insert into event (area, gate, seq, received_at, at, direction, verdict, reason,"
        " person_area, person_idx, sealed, drill) select a, 'gate', 10000 + i, s,"
        " s + i %% %d * 172800 + i / %d * 60, 0, 0, 0, a, %u + i / %d, zeroblob(120), 0"
        " from n, (select %" PRIu64 " as a, %" PRId64 " as s)",
        OFTEN * REAL / SPREAD - 1, OFTEN, OFTEN, office->each, OFTEN, community(office, i),
        first_day_s());
    sql(db, text);
  }
  sql(db, "update setting set value = 'done' where name = 'telephones'"); /* they have none */
  sql(db, "commit; analyze; pragma wal_checkpoint(truncate)");
  sqlite3_close(db);
}

/* Spread over the communities; each is a person whom the server can open. */
static void add_real(struct office *office) {
  struct host_problem problem = { 0 };
  struct request request = request_begin(office->server, forge.now_s, "bench");
  office->real = calloc(REAL, sizeof *office->real);
  must(office->real != NULL, "no memory");
  for (uint32_t i = 0; i < REAL; i++) {
    char number[24], room[24];
    const uint64_t area = community(office, i);
    struct edit edit = {
      .texts = { [ROSTER_NAME] = "王秀英", [ROSTER_ID_TYPE] = "passport", [ROSTER_UNIT] = "1-1" }
    };
    (void)snprintf(number, sizeof number, "E%08u", i);
    (void)snprintf(room, sizeof room, "%u", 100 + i / SPREAD / 3);
    edit.texts[ROSTER_ID_NUMBER] = number;
    edit.texts[ROSTER_ROOM] = room;
    must(edit_add(&request, area, &edit, &office->real[i], &problem) == TX_OK, problem.en);
  }
  request_end(office->server, &request);
}

static void open_office(struct office *office, uint32_t people) {
  static const enum forge_key used[] = { FORGE_ISSUE_CITY, FORGE_STATUS_CITY };
  struct host_problem problem = { 0 };
  char name[24];
  (void)snprintf(name, sizeof name, "%u", people);
  *office =
      (struct office){ .people = people,
                       .communities = people / COMMUNITY > SPREAD ? people / COMMUNITY : SPREAD,
                       .folder = host_path(folder, "%s", name),
                       .at_s = forge.now_s - 86400 };
  office->each = people / office->communities;
  HOST_FREE char *data = host_path(office->folder, "data");
  const struct server_place place = { .data_dir = data };
  must(host_mkdirs(office->folder, 0700) == TX_OK, "no folder");
  must(office_found(&forge, office->folder, used, sizeof used / sizeof *used, &problem),
       problem.en);
  fill_all(office);
  must(server_open(&place, &office->server, &problem) == TX_OK, problem.en);
  add_real(office);
}

/* --- what is done ----------------------------------------------------------------------------- */

/* The same numbers each time it is run. */
static uint32_t chance(uint32_t below) {
  static uint64_t state = 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33) % below;
}

static void find(struct office *office) {
  struct request request = request_begin_reading(office->server, forge.now_s, "bench");
  for (int i = 0; i < ONES; i++) {
    const struct resident *real = &office->real[chance(REAL)];
    struct resident found;
    DB_ROWS areas = directory_areas(request.db, real->id_hash);
    must(db_next(&areas) && (uint64_t)db_column_int(&areas, 0) == real->area, "not in it");
    db_rows_finish(&areas);
    must(residents_by_identity(request.db, real->area, real->id_hash, &found) == TX_OK &&
             found.index == real->index,
         "somebody else");
  }
  request_end(office->server, &request);
}

static void issue(struct office *office) {
  struct host_problem problem = { 0 };
  for (int i = 0; i < ONES; i++) {
    struct pass_issued issued;
    struct resident resident;
    struct request request = request_begin(office->server, ++forge.now_s, "bench");
    const struct resident *real = &office->real[chance(REAL)];
    const struct pass_order order = { .area = real->area, .role = TX_ROLE_RESIDENT };
    must(residency_at(&request, real->area, real->index, &resident, &problem) == TX_OK, problem.en);
    must(pass_issue_one(office->server, &request, &order, &resident, &issued, &problem) == TX_OK,
         problem.en);
    request_end(office->server, &request);
  }
}

static void take_feed(struct office *office) {
  char *text = NULL, at[HOST_DATE_SIZE];
  size_t n = 0;
  bool done = false;
  struct feed_import *feed = NULL;
  struct host_problem problem = { 0 };
  FILE *out = open_memstream(&text, &n);
  must(out != NULL, "no memory");
  host_date_utc(office->at_s += 60, at);
  (void)fputs("id_number,field,value,source,observed_at\n", out);
  for (int i = 0; i < ROWS; i++)
    (void)fprintf(out, "E%08u,test,negative,lab-1,%s\n", chance(REAL), at);
  (void)fclose(out);
  struct request request = request_begin(office->server, forge.now_s, "bench");
  enum tx_reason reason =
      feed_import_open(office->server, &request, tx_span_of(text, n), &feed, &problem);
  request_end(office->server, &request);
  while (reason == TX_OK && !done) {
    request = request_begin_slice(office->server, forge.now_s, "bench");
    reason = feed_import_step(feed, &request, &done, &problem);
    request_end(office->server, &request);
  }
  must(reason == TX_OK && feed_import_report(feed)->unknown == 0, problem.en);
  feed_import_close(feed);
  free(text);
}

static void trace(struct office *office, const struct resident *real, const struct caller *caller) {
  struct trace found;
  struct host_problem problem = { 0 };
  const struct asker asker = { .now_s = forge.now_s, .actor = "bench", .caller = caller };
  const struct trace_plan plan = { .area = real->area,
                                   .index = real->index,
                                   .from_s = first_day_s(),
                                   .to_s = first_day_s() + DAYS * DAY_S,
                                   .minutes = 10 };
  must(trace_make(office->server, &asker, &plan, &found, &problem) == TX_OK, problem.en);
  must(found.people[0] >= 10 && found.people[0] < 30, "it met others");
  trace_finish(&found);
}

static void trace_near(struct office *office) {
  const struct resident *real = &office->real[chance(REAL)];
  const struct caller caller = { .area = real->area };
  trace(office, real, &caller);
}

static void trace_anywhere(struct office *office) {
  trace(office, &office->real[chance(REAL)], NULL);
}

/* --- how much more it costs ------------------------------------------------------------------- */

static const struct {
  const char *name;
  void (*act)(struct office *office);
  int each;
  double most;
} acts[] = {
  { "found by document", find, ONES, 3.5 },    { "a pass issued, durable", issue, ONES, 2 },
  { "a result taken in", take_feed, ROWS, 2 }, { "met in one's community", trace_near, 1, 2 },
  { "met anywhere", trace_anywhere, 1, 2 },
};
#define ACTS (sizeof acts / sizeof *acts)

static double times[ACTS][OFFICES][TURNS], ratios[ACTS][OFFICES][TURNS];

static void turn(struct office offices[], size_t count, size_t t) {
  for (size_t a = 0; a < ACTS; a++)
    for (size_t i = 0; i < count; i++) {
      const double from = bench_now(CLOCK_MONOTONIC);
      acts[a].act(&offices[i]);
      times[a][i][t] = (bench_now(CLOCK_MONOTONIC) - from) / acts[a].each;
      ratios[a][i][t] = times[a][i][t] / times[a][0][t];
    }
}

static void report(const struct office offices[], size_t count) {
  double worst = 0;
  for (size_t a = 0; a < ACTS; a++)
    for (size_t i = 0; i < count; i++) {
      const double ratio = bench_median(ratios[a][i], TURNS);
      printf("%-24s of %9u people %9.1f us  %5.2f times (at most %.1f)\n", acts[a].name,
             offices[i].people, bench_median(times[a][i], TURNS) * 1e6, ratio, acts[a].most);
      if (ratio / acts[a].most > worst) worst = ratio / acts[a].most;
    }
  printf("P14 ratio %.2f (of what is allowed, the worst)\n", worst);
}

int main(int argc, char **argv) {
  static struct office offices[OFFICES];
  char template[] = "/var/tmp/tongxing-p14.XXXXXX", command[100];
  size_t count = 0;
  folder = mkdtemp(template);
  must(folder && forge_open(&forge, host_now_s()), "no city");
  open_office(&offices[count++], FEW);
  for (int i = 1; i < argc && count < OFFICES; i++)
    open_office(&offices[count++], (uint32_t)strtoul(argv[i], NULL, 10));
  if (count == 1) open_office(&offices[count++], 1000000);
  for (size_t t = 0; t < TURNS; t++)
    turn(offices, count, t);
  report(offices, count);
  for (size_t i = 0; i < count; i++)
    server_close(offices[i].server);
  (void)snprintf(command, sizeof command, "rm -rf %s", folder);
  return system(command) == 0 ? 0 : 1;
}
