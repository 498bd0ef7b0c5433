/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P17: 28 days of ten gates come in, in signed batches of 100 events, against a bare program that
 * verifies as many bytes and commits as many rows to the same table; then whom one person met in
 * these days, against one scan of them by the index of their times.
 */
#include "bench.h"
#include "office.h"

#include "domain/gate/admin.h"
#include "domain/gate/events.h"
#include "domain/resident/edit.h"
#include "domain/trace/trace.h"
#include "host/text/date.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define DAYS 28
#define DAY_S 86400
#define GATES 10
#define RESIDENTS 5000u
#define A_DAY (4 * RESIDENTS) /* passages */
#define BATCH 100u
#define BATCHES (DAYS * A_DAY / BATCH) /* of all gates */
#define TURN 40u                       /* batches */
#define NEIGHBOURS (RESIDENTS / GATES) /* who live at a gate, and pass it nine times in ten */
#define MINUTES 10
#define TRACES 5
#define EVENT_MAX 256

static struct forge forge;
static char *folder;
static int64_t start_s, end_s;

static void must(bool held, const char *what) {
  if (held) return;
  (void)fprintf(stderr, "P17: %s\n", what);
  exit(70);
}

/* --- the city --------------------------------------------------------------------------------- */

struct ours {
  struct server *server;
  struct tx_signer *keys[GATES];
  uint64_t next[GATES];
  unsigned batches;
};

static void open_server(struct ours *ours, const char *data) {
  static const enum forge_key used[] = { FORGE_ISSUE, FORGE_STATUS };
  struct host_problem problem;
  const struct server_place place = { .data_dir = data };
  must(office_found(&forge, folder, used, sizeof used / sizeof *used, &problem), problem.en);
  must(server_open(&place, &ours->server, &problem) == TX_OK, problem.en);
}

static void register_gates(struct ours *ours) {
  struct host_problem problem = { 0 };
  struct request request = request_begin(ours->server, forge.now_s, "bench");
  for (int i = 0; i < GATES; i++) {
    char label[24], key[HOST_BASE64_SIZE(TX_SPKI_MAX)];
    struct gate_row row;
    (void)snprintf(label, sizeof label, "gate-%d", i);
    ours->keys[i] = tx_key_generate(TX_ALG_ES256);
    ours->next[i] = 1;
    must(ours->keys[i] != NULL, "no key");
    host_base64(tx_span_of(ours->keys[i]->spki, ours->keys[i]->spki_len), key);
    const struct gate_in in = {
      .area = OFFICE_AREA, .label = label, .kind = "pedestrian", .key = key
    };
    must(gate_admin_add(ours->server, &request, &in, &row, &problem) == TX_OK, problem.en);
  }
  request_end(ours->server, &request);
}

/* Three to a flat. */
static void add_residents(struct ours *ours) {
  struct host_problem problem = { 0 };
  struct request request = request_begin(ours->server, forge.now_s, "bench");
  for (unsigned i = 0; i < RESIDENTS; i++) {
    struct resident resident;
    char unit[24], flat[24], number[24];
    struct edit edit = { .texts = { [ROSTER_NAME] = "王秀英", [ROSTER_ID_TYPE] = "passport" } };
    (void)snprintf(unit, sizeof unit, "%u-1", 1 + i / NEIGHBOURS);
    (void)snprintf(flat, sizeof flat, "%u", 100 + i % NEIGHBOURS / 3);
    (void)snprintf(number, sizeof number, "E%08u", i);
    edit.texts[ROSTER_ID_NUMBER] = number;
    edit.texts[ROSTER_UNIT] = unit;
    edit.texts[ROSTER_ROOM] = flat;
    must(edit_add(&request, OFFICE_AREA, &edit, &resident, &problem) == TX_OK, problem.en);
    must(resident.index == i, "another index");
  }
  request_end(ours->server, &request);
}

/* --- what gates saw --------------------------------------------------------------------------- */

/* The same numbers each time it is run. */
static unsigned chance(unsigned below) {
  static uint64_t state = 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(state >> 33) % below;
}

static struct tx_event passage(int gate, uint64_t seq) {
  const bool neighbour = chance(10) > 0;
  const unsigned person =
      neighbour ? (unsigned)gate * NEIGHBOURS + chance(NEIGHBOURS) : chance(RESIDENTS);
  const int64_t apart_ms = (int64_t)DAY_S * 1000 * GATES / A_DAY;
  return (struct tx_event){ .at = start_s + (int64_t)(seq - 1) * apart_ms / 1000,
                            .direction = seq % 2 ? TX_OUT : TX_IN,
                            .verdict = TX_ALLOW,
                            .identified = true,
                            .area = OFFICE_AREA,
                            .index = person,
                            .live = 1,
                            .rule = tx_span_text("610113001001/1793500000/o1/test"),
                            .decided_on = true,
                            .pass_iat = start_s,
                            .has_list_seq = true,
                            .list_seq = (uint64_t)start_s };
}

struct batch {
  int gate;
  uint64_t first;
  struct tx_event events[BATCH];
  uint8_t *bytes;
  size_t size, event_size;
};

static void make_batch(struct ours *ours, struct batch *out) {
  uint8_t bytes[BATCH][EVENT_MAX];
  struct tx_span spans[BATCH];
  out->gate = (int)(ours->batches++ % GATES);
  out->first = ours->next[out->gate];
  ours->next[out->gate] += BATCH;
  for (unsigned i = 0; i < BATCH; i++) {
    out->events[i] = passage(out->gate, out->first + i);
    must(tx_event_write(&out->events[i], bytes[i], EVENT_MAX, &out->event_size) == TX_OK,
         "no event");
    spans[i] = tx_span_of(bytes[i], out->event_size);
  }
  const struct tx_batch_head head = { .first = out->first, .journal = (const uint8_t *)"journal!" };
  must(tx_batch_sign(ours->keys[out->gate], &head, spans, BATCH, &out->bytes, &out->size) == TX_OK,
       "no batch");
}

/* --- both sides ------------------------------------------------------------------------------- */

static struct batch turn[TURN];

static void take(struct ours *ours, const struct batch *batch) {
  struct gate_events_answer answer;
  struct host_problem problem = { 0 };
  struct request request = request_begin(ours->server, end_s, "bench");
  must(gate_events_take(ours->server, &request, tx_span_of(batch->bytes, batch->size), &answer,
                        &problem) == TX_OK,
       problem.en);
  request_end(ours->server, &request);
  must(answer.stored == BATCH, "not all were stored");
}

struct bare {
  sqlite3 *db;
  sqlite3_stmt *insert, *acknowledge;
  EVP_PKEY *key;
  EVP_MD_CTX *ctx;
  uint8_t signatures[TURN][80];
  size_t signature_sizes[TURN];
};

static void sql(sqlite3 *db, const char *text) {
  must(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *text) {
  sqlite3_stmt *statement = NULL;
  must(sqlite3_prepare_v2(db, text, -1, &statement, NULL) == SQLITE_OK, sqlite3_errmsg(db));
  return statement;
}

/* The server's own table and its indexes, in a database that is as safe. */
static void open_bare(struct bare *bare, const char *office) {
  HOST_FREE char *path = host_path(folder, "bare.db");
  sqlite3 *theirs = NULL;
  must(sqlite3_open(path, &bare->db) == SQLITE_OK && sqlite3_open(office, &theirs) == SQLITE_OK,
       "no database");
  sql(bare->db, "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -32768;"
                "create table gate (name text primary key, acknowledged bigint)");
  sqlite3_stmt *parts = prepare(theirs, "select sql from sqlite_master where tbl_name = 'event' "
                                        "and sql is not null order by type desc");
  while (sqlite3_step(parts) == SQLITE_ROW)
    sql(bare->db, (const char *)sqlite3_column_text(parts, 0));
  sqlite3_finalize(parts);
  sqlite3_close(theirs);
  bare->insert = prepare(bare->db, "insert into event (area, gate, seq, received_at, at, direction,"
                                   " verdict, reason, person_area, person_idx, sealed, journal,"
                                   " drill) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)");
  bare->acknowledge = prepare(bare->db, "insert or replace into gate values (?, ?)");
  bare->key = EVP_EC_gen("P-256");
  bare->ctx = EVP_MD_CTX_new();
  must(bare->key && bare->ctx, "no key");
}

static void sign_bare(struct bare *bare, unsigned i) {
  bare->signature_sizes[i] = sizeof bare->signatures[i];
  must(EVP_MD_CTX_reset(bare->ctx) == 1 &&
           EVP_DigestSignInit(bare->ctx, NULL, EVP_sha256(), NULL, bare->key) == 1 &&
           EVP_DigestSign(bare->ctx, bare->signatures[i], &bare->signature_sizes[i], turn[i].bytes,
                          turn[i].size) == 1,
       "no signature");
}

static void step(sqlite3_stmt *statement, sqlite3 *db) {
  must(sqlite3_step(statement) == SQLITE_DONE, sqlite3_errmsg(db));
  sqlite3_reset(statement);
}

static void insert(const struct bare *bare, const struct batch *batch, unsigned i) {
  const struct tx_event *event = &batch->events[i];
  uint8_t sealed[EVENT_MAX];
  const int64_t values[] = { (int64_t)event->area, (int64_t)(batch->first + i), end_s, event->at };
  const int size = (int)batch->event_size + 28; /* as AES-GCM makes it */
  memset(sealed, (int)i, sizeof sealed);
  sqlite3_bind_int64(bare->insert, 1, values[0]);
  sqlite3_bind_text(bare->insert, 2, "0123456789abcdef" + batch->gate, 6, SQLITE_STATIC);
  sqlite3_bind_int64(bare->insert, 3, values[1]);
  sqlite3_bind_int64(bare->insert, 4, values[2]);
  sqlite3_bind_int64(bare->insert, 5, values[3]);
  sqlite3_bind_int(bare->insert, 6, event->direction);
  sqlite3_bind_int(bare->insert, 7, event->verdict);
  sqlite3_bind_int(bare->insert, 8, 0);
  sqlite3_bind_int64(bare->insert, 9, values[0]);
  sqlite3_bind_int(bare->insert, 10, (int)event->index);
  sqlite3_bind_blob(bare->insert, 11, sealed, size, SQLITE_STATIC);
  sqlite3_bind_blob(bare->insert, 12, "journal!", 8, SQLITE_STATIC);
  step(bare->insert, bare->db);
}

static void take_bare(struct bare *bare, unsigned at) {
  const struct batch *batch = &turn[at];
  must(EVP_MD_CTX_reset(bare->ctx) == 1 &&
           EVP_DigestVerifyInit(bare->ctx, NULL, EVP_sha256(), NULL, bare->key) == 1 &&
           EVP_DigestVerify(bare->ctx, bare->signatures[at], bare->signature_sizes[at],
                            batch->bytes, batch->size) == 1,
       "a signature that does not hold");
  sql(bare->db, "begin immediate");
  for (unsigned i = 0; i < BATCH; i++)
    insert(bare, batch, i);
  sqlite3_bind_text(bare->acknowledge, 1, "0123456789abcdef" + batch->gate, 6, SQLITE_STATIC);
  sqlite3_bind_int64(bare->acknowledge, 2, (int64_t)(batch->first + BATCH - 1));
  step(bare->acknowledge, bare->db);
  sql(bare->db, "commit");
}

/* All 28 days, in turns. */
static void ingest(struct ours *ours, struct bare *bare) {
  static double a[BATCHES / TURN], b[BATCHES / TURN], ratio[BATCHES / TURN];
  const size_t turns = BATCHES / TURN;
  for (size_t t = 0; t < turns; t++) {
    for (unsigned i = 0; i < TURN; i++) {
      make_batch(ours, &turn[i]);
      sign_bare(bare, i);
    }
    const double from = bench_now(CLOCK_MONOTONIC);
    for (unsigned i = 0; i < TURN; i++)
      take(ours, &turn[i]);
    const double between = bench_now(CLOCK_MONOTONIC);
    for (unsigned i = 0; i < TURN; i++)
      take_bare(bare, i);
    a[t] = (between - from) / TURN;
    b[t] = (bench_now(CLOCK_MONOTONIC) - between) / TURN;
    ratio[t] = b[t] / a[t];
    for (unsigned i = 0; i < TURN; i++)
      free(turn[i].bytes);
  }
  const struct bench_result result = { bench_median(a, turns), bench_median(b, turns),
                                       bench_median(ratio, turns) };
  const struct bench_side sides[] = { { .name = "100 events taken, durable" },
                                      { .name = "a bare verify, 100 bare inserts, a commit" } };
  bench_report("P17", &sides[0], &sides[1], &result);
}

/* --- whom somebody met ------------------------------------------------------------------------ */

static double trace_once(struct ours *ours, uint32_t index) {
  struct trace trace;
  struct host_problem problem = { 0 };
  const struct asker asker = { .now_s = end_s - 1, .actor = "bench" };
  const struct trace_plan plan = {
    .area = OFFICE_AREA, .index = index, .from_s = start_s, .to_s = end_s, .minutes = MINUTES
  };
  const double from = bench_now(CLOCK_MONOTONIC);
  must(trace_make(ours->server, &asker, &plan, &trace, &problem) == TX_OK, problem.en);
  const double took = bench_now(CLOCK_MONOTONIC) - from;
  if (index == 0)
    printf("of first order %zu people, of second %zu\n", trace.people[0], trace.people[1]);
  trace_finish(&trace);
  return took;
}

static double scan_once(sqlite3 *db) {
  int64_t sum = 0;
  sqlite3_stmt *scan =
      prepare(db, "select gate, at, person_area, person_idx from event where area = ? and at >= ? "
                  "and at < ? and verdict = 0 and drill = 0 order by at");
  sqlite3_bind_int64(scan, 1, OFFICE_AREA);
  sqlite3_bind_int64(scan, 2, start_s);
  sqlite3_bind_int64(scan, 3, end_s);
  const double from = bench_now(CLOCK_MONOTONIC);
  while (sqlite3_step(scan) == SQLITE_ROW)
    sum += sqlite3_column_int64(scan, 1) + sqlite3_column_int64(scan, 3);
  const double took = bench_now(CLOCK_MONOTONIC) - from;
  must(sum > 0, "nothing was scanned");
  sqlite3_finalize(scan);
  return took;
}

static void compare_traces(struct ours *ours, const char *office) {
  double a[TRACES], b[TRACES], times[TRACES];
  sqlite3 *db = NULL;
  must(sqlite3_open(office, &db) == SQLITE_OK, "no database");
  sql(db, "pragma cache_size = -32768");
  scan_once(db);
  for (uint32_t i = 0; i < TRACES; i++) {
    a[i] = trace_once(ours, i * 701);
    b[i] = scan_once(db);
    times[i] = a[i] / b[i];
  }
  sqlite3_close(db);
  printf("whom one met in 28 days %7.0f ms, one scan of them %7.0f ms\n",
         1000 * bench_median(a, TRACES), 1000 * bench_median(b, TRACES));
  printf("P17b ratio %.2f (times the scan; at most 3)\n", bench_median(times, TRACES));
}

int main(void) {
  char template[] = "/tmp/tongxing-p17.XXXXXX", command[100];
  struct ours ours = { 0 };
  struct bare bare = { 0 };
  folder = mkdtemp(template);
  must(folder && forge_open(&forge, host_now_s()), "no city");
  end_s = trace_day_s(forge.now_s) + DAY_S;
  start_s = end_s - (int64_t)DAYS * DAY_S;
  HOST_FREE char *data = host_path(folder, "data"), *office = host_path(data, "office.db");
  open_server(&ours, data);
  register_gates(&ours);
  add_residents(&ours);
  open_bare(&bare, office);
  ingest(&ours, &bare);
  compare_traces(&ours, office);
  server_close(ours.server);
  (void)snprintf(command, sizeof command, "rm -rf %s", folder);
  return system(command) == 0 ? 0 : 1;
}
