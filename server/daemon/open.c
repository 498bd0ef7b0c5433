/* SPDX-License-Identifier: Apache-2.0 */
#include "open.h"

#include "domain/gate/registry.h"
#include "domain/key/tls_certificate.h"
#include "domain/publication/cache.h"
#include "domain/publication/trust_import.h"
#include "host/sys/date.h"
#include "host/sys/file.h"
#include "host/sys/text.h"
#include "store/areas.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static enum tx_reason say_path(struct host_problem *problem, enum tx_reason reason,
                               const char *path) {
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "%s:%s。", path, tx_reason_text(reason, "zh"));
  snprintf(problem->en, sizeof problem->en, "%s: %s.", path, tx_reason_text(reason, "en"));
  return reason;
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
      problem, reason, "信任列表不能用(%s),请用 tongxing-keys trust 重新签发。",
      "The trust list cannot be used (%s): please sign it anew with tongxing-keys trust.",
      tx_reason_name(reason));
}

/* --- init ------------------------------------------------------------------------------------- */

static enum tx_reason write_settings(struct db *db, const struct server_plan *plan,
                                     const struct tx_trust *trust) {
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
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason make_settings(struct store *store, const struct server_plan *plan,
                                    const struct tx_trust *trust) {
  struct db *db = store_take(store);
  enum tx_reason reason = write_settings(db, plan, trust);
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
  static const enum tx_use uses[] = { TX_USE_ISSUE, TX_USE_STATUS };
  for (size_t i = 0; i < sizeof uses / sizeof *uses && reason == TX_OK; i++)
    if (!keystore_find(&keys, trust, uses[i], plan->area, now_s, &row, problem))
      reason = problem->reason;
  if (reason == TX_OK && keystore_is_demo(&keys, trust) && !plan->demo)
    reason = host_problem_say(
        problem, TX_NOT_ALLOWED, "这些密钥是演示用的(名称以DEMO开头),只能与 --demo 同用。",
        "These keys were made by a demo (their names begin with DEMO): they work "
        "with --demo only.");
  keystore_close(&keys);
  return reason;
}

enum tx_reason server_init(const struct server_plan *plan, int64_t now_s,
                           struct host_problem *problem) {
  HOST_FREE char *database = host_path(plan->data_dir, "office.db");
  HOST_FREE char *secret = host_path(plan->data_dir, "at-rest.key");
  if (!database || !secret) return host_problem_of(problem, TX_NO_MEMORY);
  if (host_file_exists(database) || host_file_exists(secret))
    return host_problem_set(problem, TX_CONFLICT, "%s里已有一套数据,请换一个目录。",
                            "%s holds an office already: please name another folder.",
                            plan->data_dir);
  TRUST *trust = NULL;
  enum tx_reason reason = take_first_trust(plan->trust, now_s, &trust, problem);
  if (reason == TX_OK && trust) reason = check_keys(plan, trust, now_s, problem);
  if (reason != TX_OK || !trust) return reason;
  reason = host_mkdirs(plan->data_dir, 0700);
  if (reason == TX_OK) reason = field_keys_create(secret);
  if (reason == TX_OK) reason = tls_create(plan->data_dir, now_s);
  if (reason != TX_OK) return say_path(problem, reason, plan->data_dir);
  STORE *store = NULL;
  reason = store_open(database, &store);
  if (reason == TX_OK) reason = make_settings(store, plan, trust);
  return reason == TX_OK ? TX_OK : say_path(problem, reason, database);
}

/* --- open ------------------------------------------------------------------------------------- */

static enum tx_reason open_fields(struct server *server, struct host_problem *problem) {
  HOST_FREE char *path = host_path(server->data_dir, "at-rest.key");
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = field_keys_open(path, &server->fields);
  if (reason == TX_NOT_ALLOWED)
    return host_problem_set(problem, reason, "%s 别人可读,请执行 chmod 600 %s。",
                            "%s can be read by others: please run chmod 600 %s.", path, path);
  return reason == TX_OK ? TX_OK : say_path(problem, reason, path);
}

static enum tx_reason open_database(struct server *server, struct host_problem *problem) {
  HOST_FREE char *path = host_path(server->data_dir, "office.db");
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  if (!host_file_exists(path))
    return host_problem_set(problem, TX_NOT_FOUND, "%s里没有数据，请先执行 tongxing-server init。",
                            "%s holds no office: please run tongxing-server init first.",
                            server->data_dir);
  enum tx_reason reason = store_open(path, &server->store);
  if (reason == TX_CONFLICT)
    return host_problem_set(problem, reason, "%s 由更新的版本写成，请升级本程序。",
                            "%s was written by a newer release: please upgrade this program.",
                            path);
  return reason == TX_OK ? TX_OK : say_path(problem, reason, path);
}

static enum tx_reason read_settings(struct server *server, struct db *db) {
  char area[16], demo[8];
  enum tx_reason reason = settings_get(db, "area", area, sizeof area);
  if (reason == TX_OK) reason = settings_get(db, "demo", demo, sizeof demo);
  if (reason != TX_OK) return reason;
  server->demo = strcmp(demo, "yes") == 0;
  return tx_area_parse(tx_span_text(area), &server->area) ? TX_OK : TX_MALFORMED;
}

/* What is kept in memory of the database. */
static enum tx_reason load_all(struct server *server, struct db *db, struct host_problem *problem) {
  enum tx_reason reason = host_problem_of(problem, read_settings(server, db));
  if (reason == TX_OK) reason = signing_load(db, &server->signing, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, cache_load(server->cache, db));
  if (reason == TX_OK) reason = host_problem_of(problem, gate_registry_load(server->gates, db));
  return reason;
}

static enum tx_reason open_all(struct server *server, struct host_problem *problem) {
  enum tx_reason reason = open_fields(server, problem);
  if (reason == TX_OK) reason = open_database(server, problem);
  if (reason != TX_OK) return reason;
  struct db *db = store_take(server->store);
  reason = load_all(server, db, problem);
  store_give(server->store, db);
  return reason;
}

enum tx_reason server_open(const char *data_dir, struct server **out,
                           struct host_problem *problem) {
  struct server *server = calloc(1, sizeof *server);
  if (!server) return host_problem_of(problem, TX_NO_MEMORY);
  pthread_mutex_init(&server->lock, NULL);
  pthread_mutex_init(&server->publishing, NULL);
  server->data_dir = strdup(data_dir);
  server->cache = cache_create();
  server->gates = gate_registry_create();
  enum tx_reason reason = server->data_dir && server->cache && server->gates
                              ? open_all(server, problem)
                              : host_problem_of(problem, TX_NO_MEMORY);
  if (reason != TX_OK) {
    server_close(server);
    return reason;
  }
  *out = server;
  return TX_OK;
}

void server_close(struct server *server) {
  if (!server) return;
  signing_release(server->signing);
  cache_destroy(server->cache);
  gate_registry_destroy(server->gates);
  store_close(server->store);
  field_keys_cleanse(&server->fields);
  pthread_mutex_destroy(&server->publishing);
  pthread_mutex_destroy(&server->lock);
  free(server->data_dir);
  free(server);
}
