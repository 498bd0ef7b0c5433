/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tests/bench/p4.sh puts together.
 *   passes ask SOCKET AREA PEOPLE SECONDS   64 connections ask a server for a pass each, again and
 * again passes bare DATABASE AREA PEOPLE ROWS   signs as many and writes the same rows by itself,
 * in transactions of so many Each prints passes a second.
 */
#include "bench.h"

#include "domain/pass/issue.h"
#include "store/core/areas.h"
#include "store/core/migrations.h"
#include "store/core/store.h"
#include "store/office/audit.h"
#include "store/pass/issues.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define ASKERS 64
#define WARM_S 1.0
#define BARE_S 4.0
#define REFUSED_NS 20000000 /* who is told to come again does */

static void fail(const char *what) {
  (void)fprintf(stderr, "P4: %s\n", what);
  exit(70);
}

/* --- asked ------------------------------------------------------------------------------------ */

struct connection {
  pthread_t thread;
  const char *socket, *area;
  int person, people;
  double begun_s, for_s;
  long issued, refused;
};

static int dial(const char *path) {
  struct sockaddr_un there = { .sun_family = AF_UNIX };
  snprintf(there.sun_path, sizeof there.sun_path, "%s", path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&there, sizeof there) != 0) fail("no connection");
  return fd;
}

/* The status of one answer, read to its end. */
static int ask(int fd, const char *area, int person) {
  char text[8192];
  int n = snprintf(text, sizeof text,
                   "POST /v1/residents/%s/%d/passes HTTP/1.1\r\nHost: office\r\n"
                   "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                   area, person);
  if (send(fd, text, (size_t)n, MSG_NOSIGNAL) != n) fail("a connection broke");
  for (size_t have = 0;;) {
    ssize_t got = recv(fd, text + have, sizeof text - 1 - have, 0);
    if (got <= 0) fail("a connection broke");
    have += (size_t)got;
    text[have] = '\0';
    const char *body = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "content-length:");
    if (body && length && have >= (size_t)(body + 4 - text) + strtoul(length + 15, NULL, 10))
      return atoi(text + 9);
  }
}

static void *ask_on(void *context) {
  struct connection *one = context;
  const int fd = dial(one->socket);
  for (double now = 0; now < WARM_S + one->for_s;) {
    const int status = ask(fd, one->area, one->person);
    one->person = (one->person + ASKERS) % one->people;
    if (status != 201) nanosleep(&(struct timespec){ .tv_nsec = REFUSED_NS }, NULL);
    now = bench_now(CLOCK_MONOTONIC) - one->begun_s;
    if (now < WARM_S || now >= WARM_S + one->for_s) continue;
    one->issued += status == 201;
    one->refused += status != 201;
  }
  close(fd);
  return NULL;
}

static void ask_all(char **said) {
  static struct connection askers[ASKERS];
  long issued = 0, refused = 0;
  for (int i = 0; i < ASKERS; i++) {
    askers[i] = (struct connection){ .socket = said[0],
                                     .area = said[1],
                                     .people = atoi(said[2]),
                                     .person = i % atoi(said[2]),
                                     .for_s = atof(said[3]),
                                     .begun_s = bench_now(CLOCK_MONOTONIC) };
    if (pthread_create(&askers[i].thread, NULL, ask_on, &askers[i]) != 0) fail("no thread");
  }
  for (int i = 0; i < ASKERS; i++) {
    pthread_join(askers[i].thread, NULL);
    issued += askers[i].issued;
    refused += askers[i].refused;
  }
  if (refused > issued / 100) (void)fprintf(stderr, "P4: %ld were refused\n", refused);
  printf("%.0f\n", (double)issued / askers[0].for_s);
}

/* --- bare ------------------------------------------------------------------------------------- */

struct bare {
  struct db *db;
  struct tx_signer *signer;
  uint64_t area;
  int people, next;
  int64_t audit, at;
};

static void must(enum tx_reason reason, const char *what) {
  if (reason != TX_OK) fail(what);
}

static int64_t number(struct db *db, const char *sql, uint64_t area, int64_t index) {
  DB_ROWS rows = db_select(db, sql, db_int((int64_t)area), db_int(index));
  return db_next(&rows) ? db_column_int(&rows, 0) : 0;
}

static void sign(const struct bare *bare, struct tx_pass *pass) {
  static const struct resident like = { .person = {
                                            .mask = "张*三", .tail = "891X", .unit = "3-2" } };
  char text[TX_TEXT_MAX + 1];
  pass_describe(&like, TX_ROLE_RESIDENT, bare->at, pass);
  pass->area = bare->area;
  pass->index = (uint32_t)bare->next;
  pass->iat = bare->at;
  pass->exp = bare->at + pass_validity_s(TX_ROLE_RESIDENT);
  must(tx_pass_sign(pass, bare->signer, text), "no signature");
}

/* The rows that a pass makes or changes. */
static void write_one(struct bare *bare) {
  struct tx_pass pass;
  const uint8_t sealed[64] = { 0 };
  sign(bare, &pass);
  const int64_t n = 1 + number(bare->db, "select issues from resident where area = $1 and idx = $2",
                               bare->area, bare->next);
  struct issue_row issue = { .area = bare->area,
                             .index = pass.index,
                             .n = (uint32_t)n,
                             .iat = pass.iat,
                             .exp = pass.exp,
                             .actor = "uid 0" };
  memcpy(issue.signer, bare->signer->hash, TX_HASH_SIZE);
  const struct audit_row audit = { .area = bare->area,
                                   .n = ++bare->audit,
                                   .at = bare->at,
                                   .actor = "uid 0",
                                   .action = "issue",
                                   .sealed = tx_span_of(sealed, sizeof sealed) };
  must(issues_add(bare->db, &issue), "no row of a pass");
  must(db_post(bare->db, "update resident set issues = $3 where area = $1 and idx = $2",
               db_int((int64_t)bare->area), db_int(bare->next), db_int(n)),
       "no row of a resident");
  must(areas_note_issue(bare->db, bare->area, bare->at), "no row of an area");
  must(audit_add(bare->db, &audit), "no row of the audit log");
  bare->next = (bare->next + 1) % bare->people;
}

static void write_group(struct bare *bare, int rows) {
  DB_TRANSACTION work = db_begin(bare->db);
  must(work.begun, "no transaction");
  for (int i = 0; i < rows; i++)
    write_one(bare);
  must(db_commit(&work), "no commit");
}

static void write_all(char **said) {
  struct bare bare = { .signer = tx_key_generate(TX_ALG_ES256),
                       .people = atoi(said[2]),
                       .at = (int64_t)time(NULL) };
  const int rows = atoi(said[3]);
  if (!bare.signer || !tx_area_parse(tx_span_text(said[1]), &bare.area)) fail("no key, or no area");
  must(db_open(store_driver(said[0]), said[0], &store_schema, &bare.db), "no database");
  bare.audit = number(bare.db, "select max(n) from audit where area = $1 and n > $2", bare.area, 0);
  const double begun_s = bench_now(CLOCK_MONOTONIC);
  double took_s = 0;
  long written = 0;
  while (took_s < BARE_S) {
    write_group(&bare, rows);
    written += rows;
    took_s = bench_now(CLOCK_MONOTONIC) - begun_s;
  }
  printf("%.0f\n", (double)written / took_s);
  db_close(bare.db);
  tx_signer_destroy(bare.signer);
}

int main(int argc, char **argv) {
  if (argc != 6) fail("how it is called stands at its head");
  if (strcmp(argv[1], "ask") == 0)
    ask_all(argv + 2);
  else
    write_all(argv + 2);
  return 0;
}
