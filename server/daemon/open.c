/* SPDX-License-Identifier: Apache-2.0 */
#include "open.h"

#include "domain/account/account.h"
#include "domain/account/backoff.h"
#include "domain/clock/clock.h"
#include "domain/context/peers.h"
#include "domain/context/standby.h"
#include "domain/gate/registry.h"
#include "domain/import/preview.h"
#include "domain/key/tls_certificate.h"
#include "domain/privacy/sealing.h"
#include "domain/privacy/telephones.h"
#include "domain/publication/cache.h"
#include "domain/publication/publish.h"
#include "domain/publication/trust_load.h"
#include "folder.h"
#include "follow.h"
#include "host/sys/file.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "store/core/areas.h"
#include "store/core/changes.h"
#include "store/core/store.h"
#include "store/office/accounts.h"
#include "store/pass/issue_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* --- the database ----------------------------------------------------------------------------- */

/* A file's problem has its path before it; of a database on a network the store tells. */
static enum tx_reason open_store(const struct server_place *place, struct store **out,
                                 struct host_problem *problem) {
  HOST_FREE char *path = host_path(place->data_dir, "office.db");
  const char *where = place->database ? place->database : path;
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  const struct db_driver *driver = place->driver ? place->driver : store_driver(where);
  enum tx_reason reason = store_open(driver, where, out, problem);
  if (reason == TX_OK || problem->reason == reason) return reason;
  if (reason == TX_CONFLICT)
    return host_problem_set(problem, reason, "%s 由更新的版本写成，请升级本程序。",
                            "%s was written by a newer release: please upgrade this program.",
                            path);
  if (reason == TX_MALFORMED)
    return host_problem_set(problem, reason,
                            "%s 已损坏：请把数据目录移走，执行 tongxing-server restore。",
                            "%s is damaged: please move the data folder away and run "
                            "tongxing-server restore.",
                            path);
  return host_problem_path(problem, reason, path);
}

/* --- the lock on the folder ------------------------------------------------------------------- */

enum tx_reason server_claim(const char *data_dir, unsigned wait_ms, int *fd) {
  HOST_FREE char *path = host_path(data_dir, "office.lock");
  if (!path) return TX_NO_MEMORY;
  *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (*fd < 0) return host_errno_reason(errno);
  int64_t until = host_monotonic_ms() + wait_ms;
  while (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK || host_monotonic_ms() >= until) {
      close(*fd);
      *fd = -1;
      return TX_BUSY;
    }
    nanosleep(&(struct timespec){ .tv_nsec = 20 * 1000 * 1000 }, NULL);
  }
  return TX_OK;
}

/* --- the trust list --------------------------------------------------------------------------- */

static bool read_root(struct tx_cbor *claims, uint8_t hash[TX_HASH_SIZE]) {
  size_t pairs, roots, parts;
  int64_t key, alg;
  struct tx_span spki;
  if (!tx_cbor_map(claims, &pairs)) return false;
  for (; pairs; pairs--) {
    if (!tx_cbor_int(claims, &key)) return false;
    if (key != 1) {
      if (!tx_cbor_skip(claims)) return false;
      continue;
    }
    if (!tx_cbor_array(claims, &roots) || !roots || !tx_cbor_array(claims, &parts)) return false;
    if (parts != 2 || !tx_cbor_int(claims, &alg) || !tx_cbor_bytes(claims, &spki)) return false;
    tx_sha256(spki, hash);
    return true;
  }
  return false;
}

/* The hash of the first root of a list: what an office that is being set up takes on its
 * administrator's word. */
static bool find_root(struct tx_span bytes, uint8_t hash[TX_HASH_SIZE]) {
  struct tx_sign1 sign1;
  size_t pairs;
  int64_t key;
  if (tx_sign1_read(bytes, TX_SHAPE_TYPED, "tx-trust", &sign1) != TX_OK) return false;
  if (!tx_cbor_check(sign1.payload, TX_KEYS_INT)) return false;
  struct tx_cbor claims = tx_cbor_start(sign1.payload);
  if (!tx_cbor_map(&claims, &pairs)) return false;
  for (; pairs; pairs--) {
    if (!tx_cbor_int(&claims, &key)) return false;
    if (key == -65539) return read_root(&claims, hash);
    if (!tx_cbor_skip(&claims)) return false;
  }
  return false;
}

static enum tx_reason take_first_trust(struct tx_span bytes, int64_t now_s, struct tx_trust **out,
                                       struct host_problem *problem) {
  struct tx_pin pin = { .seq = 0 };
  enum tx_reason reason = TX_MALFORMED;
  if (find_root(bytes, pin.root))
    reason = tx_trust_take(bytes, NULL, &pin, (struct tx_clock){ .now_s = now_s }, out);
  if (reason == TX_OK && *out) return TX_OK;
  if (reason == TX_OK) reason = TX_NO_MEMORY;
  return host_problem_set(
      problem, reason, "信任列表不能用（%s）%.0s，请用 tongxing-keys trust 重新签发。",
      "The trust list cannot be used (%.0s%s): please sign it anew with tongxing-keys trust.",
      tx_reason_text(reason, "zh"), tx_reason_text(reason, "en"));
}

/* --- init ------------------------------------------------------------------------------------- */

/* Whoever sets the folder up is the first account. */
static enum tx_reason found(struct db *db, const struct server_plan *plan, int64_t now_s) {
  enum tx_reason reason =
      account_found(db, plan->area, plan->health ? BODY_HEALTH : BODY_STREET, now_s);
  return reason == TX_OK ? accounts_bind(db, FIRST_LOGIN, geteuid(), now_s) : reason;
}

static enum tx_reason write_settings(struct db *db, const struct server_plan *plan,
                                     const struct tx_trust *trust, int64_t now_s) {
  char area[13], root[TX_HASH_SIZE * 2 + 1];
  tx_area_format(plan->area, area);
  host_hex(tx_span_of(trust->roots[0].hash, TX_HASH_SIZE), root);
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = settings_set(db, "area", area);
  if (reason == TX_OK) reason = settings_set(db, "root", root);
  if (reason == TX_OK) reason = settings_set(db, "keys", plan->keys_dir);
  if (reason == TX_OK)
    reason =
        settings_set(db, "passphrase_file", plan->passphrase_file ? plan->passphrase_file : "");
  if (reason == TX_OK) reason = settings_set(db, "demo", plan->demo ? "yes" : "no");
  if (reason == TX_OK) reason = areas_add(db, plan->area);
  if (reason == TX_OK) reason = trust_store(db, trust);
  if (reason == TX_OK) reason = found(db, plan, now_s);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* The folder told nothing of a database on a network. */
static enum tx_reason refuse_second(struct db *db, struct host_problem *problem) {
  char area[16];
  enum tx_reason reason = settings_get(db, "area", area, sizeof area);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return host_problem_of(problem, reason);
  return host_problem_set(problem, TX_CONFLICT, "数据库里已有%s的一套数据，请换一个数据库。",
                          "The database holds an office of %s already: please name another.", area);
}

static enum tx_reason make_settings(struct store *store, const struct server_plan *plan,
                                    const struct tx_trust *trust, int64_t now_s,
                                    struct host_problem *problem) {
  struct db *db = store_take(store);
  enum tx_reason reason = refuse_second(db, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, write_settings(db, plan, trust, now_s));
  store_give(store, db);
  return reason;
}

static void free_trust(struct tx_trust **trust) {
  tx_trust_destroy(*trust);
}
static void free_store(struct store **store) {
  store_close(*store);
}
#define TRUST __attribute__((cleanup(free_trust))) struct tx_trust
#define STORE __attribute__((cleanup(free_store))) struct store

/* The keys must be there and fit before anything is made. */
static enum tx_reason check_keys(const struct server_plan *plan, const struct tx_trust *trust,
                                 int64_t now_s, struct host_problem *problem) {
  struct keystore keys;
  const struct tx_key_row *row;
  enum tx_reason reason =
      keystore_open(plan->keys_dir, plan->passphrase_file, trust, &keys, problem);
  if (reason != TX_OK) return reason;
  /* A city that only gives orders issues no passes. */
  struct host_problem none;
  bool orders = keystore_find(&keys, trust, TX_USE_POLICY, plan->area, now_s, &row, &none) != NULL;
  const enum tx_use uses[] = { TX_USE_STATUS, TX_USE_ISSUE };
  for (size_t i = 0; i < (orders ? 1u : 2u) && reason == TX_OK; i++)
    if (!keystore_find(&keys, trust, uses[i], plan->area, now_s, &row, problem))
      reason = problem->reason;
  if (reason == TX_OK && keystore_is_demo(&keys, trust) && !plan->demo)
    reason = host_problem_say(
        problem, TX_NOT_ALLOWED, "这些密钥是演示用的（名称以DEMO开头），只能与 --demo 同用。",
        "These keys were made by a demo (their names begin with DEMO): they work "
        "with --demo only.");
  keystore_close(&keys);
  return reason;
}

enum tx_reason server_init(const struct server_plan *plan, int64_t now_s,
                           struct host_problem *problem) {
  const char *folder = plan->place.data_dir;
  HOST_FREE char *file = host_path(folder, "office.db");
  HOST_FREE char *secret = host_path(folder, "at-rest.key");
  if (!file || !secret) return host_problem_of(problem, TX_NO_MEMORY);
  if (!folder_is_unfinished(folder) && (host_file_exists(file) || host_file_exists(secret)))
    return host_problem_set(problem, TX_CONFLICT, "%s里已有一套数据，请换一个目录。",
                            "%s holds an office already: please name another folder.", folder);
  TRUST *trust = NULL;
  enum tx_reason reason = take_first_trust(plan->trust, now_s, &trust, problem);
  if (reason == TX_OK && trust) reason = check_keys(plan, trust, now_s, problem);
  if (reason != TX_OK || !trust) return reason;
  reason = host_mkdirs(folder, 0700);
  if (reason == TX_OK) reason = folder_begin(folder);
  if (reason != TX_OK) return host_problem_path(problem, reason, folder);
  STORE *store = NULL; /* before the files: what a database refuses leaves no trace in the folder */
  reason = open_store(&plan->place, &store, problem);
  if (reason == TX_OK) reason = make_settings(store, plan, trust, now_s, problem);
  if (reason != TX_OK) return reason;
  reason = field_keys_create(secret);
  if (reason == TX_OK) reason = tls_create(folder, now_s);
  if (reason == TX_OK) reason = folder_end(folder);
  return reason == TX_OK ? TX_OK : host_problem_path(problem, reason, folder);
}

/* --- open ------------------------------------------------------------------------------------- */

static enum tx_reason open_fields(struct server *server, struct host_problem *problem) {
  HOST_FREE char *path = host_path(server->data_dir, "at-rest.key");
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  if (folder_is_unfinished(server->data_dir))
    return host_problem_set(problem, TX_NOT_FOUND, "%s的 init 或 restore 没有做完，请再执行一次。",
                            "The init or restore of %s was cut short: please run it again.",
                            server->data_dir);
  enum tx_reason reason = field_keys_open(path, &server->fields);
  if (reason == TX_NOT_ALLOWED)
    return host_problem_set(problem, reason, "%s 别人可读，请执行 chmod 600 %s。",
                            "%s can be read by others: please run chmod 600 %s.", path, path);
  return reason == TX_OK ? TX_OK : host_problem_path(problem, reason, path);
}

/* Other processes, on other machines too, may be at work on it. */
static enum tx_reason join_peers(struct server *server, struct host_problem *problem) {
  server->peers = peers_create(server->data_dir);
  if (!server->peers) return host_problem_of(problem, TX_NO_MEMORY);
  server->follow = follow;
  clock_place(server->clock, peers_place(server->peers));
  struct db *db = store_take(server->store);
  enum tx_reason reason = peers_join(server->peers, db, host_monotonic_ms());
  store_give(server->store, db);
  return host_problem_of(problem, reason);
}

static enum tx_reason open_database(struct server *server, const struct server_place *place,
                                    struct host_problem *problem) {
  enum tx_reason reason = open_store(place, &server->store, problem);
  if (reason != TX_OK || !store_shared(server->store)) return reason;
  return join_peers(server, problem);
}

static enum tx_reason read_settings(struct server *server, struct db *db) {
  char area[16], demo[8];
  enum tx_reason reason = settings_get(db, "area", area, sizeof area);
  if (reason == TX_OK) reason = settings_get(db, "demo", demo, sizeof demo);
  if (reason != TX_OK) return reason;
  server->demo = strcmp(demo, "yes") == 0;
  return tx_area_parse(tx_span_text(area), &server->area) ? TX_OK : TX_MALFORMED;
}

/* A database from before accounts gets its first two; nobody is bound to them yet. */
static enum tx_reason found_late(struct server *server, struct db *db, int64_t now_s) {
  struct account account;
  enum tx_reason reason = accounts_find(db, FIRST_LOGIN, &account);
  if (reason != TX_NOT_FOUND) return reason;
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  reason = account_found(db, server->area, BODY_STREET, now_s);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* What is kept in memory of the database. */
static enum tx_reason load_all(struct server *server, struct db *db, struct host_problem *problem) {
  enum tx_reason reason = host_problem_of(problem, read_settings(server, db));
  if (reason == TX_OK) reason = host_problem_of(problem, changes_last(db, &server->seen));
  if (reason == TX_OK) reason = host_problem_of(problem, found_late(server, db, host_now_s()));
  if (reason == TX_OK) reason = signing_load(db, &server->signing, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, cache_load(server->cache, db));
  if (reason == TX_OK) reason = host_problem_of(problem, gate_registry_load(server->gates, db));
  if (reason == TX_OK) reason = host_problem_of(problem, clock_load(server->clock, db));
  if (reason == TX_OK) clock_set_floor(server->clock, cache_newest(server->cache));
  if (reason == TX_OK) reason = host_problem_of(problem, names_load(server->names, db));
  return reason;
}

/* A key that is not the one it was sealed with shows here. */
static enum tx_reason seal_database(struct server *server, struct db *db,
                                    struct host_problem *problem) {
  enum tx_reason reason = sealing_finish(db, &server->fields);
  if (reason == TX_OK) reason = telephones_finish(db, &server->fields);
  if (reason != TX_BAD_SIGNATURE) return host_problem_of(problem, reason);
  return host_problem_say(problem, reason,
                          "at-rest.key不是这个数据库的密钥，或数据已损坏：请执行 tongxing-server "
                          "restore 恢复两者。",
                          "at-rest.key is not this database's key, or data is damaged: please "
                          "put both back with tongxing-server restore.");
}

static enum tx_reason open_issues(struct server *server, struct host_problem *problem) {
  HOST_FREE char *path = host_path(server->data_dir, ISSUE_LOG_FOLDER);
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = issue_log_open(path, &server->issues);
  return reason == TX_OK ? TX_OK : host_problem_path(problem, reason, path);
}

static enum tx_reason open_all(struct server *server, const struct server_place *place,
                               struct host_problem *problem) {
  enum tx_reason reason = folder_look(place, problem);
  if (reason == TX_OK) reason = open_fields(server, problem);
  if (reason == TX_OK) reason = open_issues(server, problem);
  if (reason == TX_OK) reason = open_database(server, place, problem);
  if (reason != TX_OK) return reason;
  struct db *db = store_take_shared(server->store); /* sealing may take a minute */
  reason = seal_database(server, db, problem);
  if (reason == TX_OK) reason = load_all(server, db, problem);
  store_give(server->store, db);
  return reason == TX_OK ? standby_expect(server, place->standby, problem) : reason;
}

enum tx_reason server_open(const struct server_place *place, struct server **out,
                           struct host_problem *problem) {
  struct server *server = calloc(1, sizeof *server);
  if (!server) return host_problem_of(problem, TX_NO_MEMORY);
  pthread_mutex_init(&server->lock, NULL);
  pthread_mutex_init(&server->publishing, NULL);
  server->delta_from = PUBLISH_DELTA_FROM;
  server->data_dir = strdup(place->data_dir);
  server->reload = follow_anew;
  server->cache = cache_create();
  server->gates = gate_registry_create();
  server->clock = clock_create();
  server->backoff = backoff_create();
  server->codes = backoff_create();
  server->names = names_create();
  bool whole = server->data_dir && server->cache && server->gates && server->clock &&
               server->backoff && server->codes && server->names;
  enum tx_reason reason =
      whole ? open_all(server, place, problem) : host_problem_of(problem, TX_NO_MEMORY);
  if (reason != TX_OK) {
    server_close(server);
    return reason;
  }
  *out = server;
  return TX_OK;
}

static void leave_peers(struct server *server) {
  if (server->peers && server->store) {
    struct db *db = store_take(server->store);
    peers_leave(server->peers, db);
    store_give(server->store, db);
  }
  peers_destroy(server->peers);
}

void server_close(struct server *server) {
  if (!server) return;
  preview_expire(server, INT64_MAX);
  signing_release(server->signing);
  backoff_destroy(server->backoff);
  backoff_destroy(server->codes);
  cache_destroy(server->cache);
  gate_registry_destroy(server->gates);
  clock_destroy(server->clock);
  names_destroy(server->names);
  leave_peers(server);
  store_close(server->store);
  issue_log_close(server->issues);
  field_keys_cleanse(&server->fields);
  pthread_mutex_destroy(&server->publishing);
  pthread_mutex_destroy(&server->lock);
  free(server->data_dir);
  free(server);
}
