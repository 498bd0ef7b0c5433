/* SPDX-License-Identifier: Apache-2.0 */
#include "office.h"

#include "host/sys/date.h"
#include "host/sys/file.h"
#include "host/sys/text.h"
#include "store/areas.h"
#include "store/store.h"
#include "tls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define SETTING_MAX 4096

static enum tx_reason say_path(struct host_problem *problem, enum tx_reason reason, const char *path) {
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "%s:%s。", path, tx_reason_text(reason, "zh"));
  snprintf(problem->en, sizeof problem->en, "%s: %s.", path, tx_reason_text(reason, "en"));
  return reason;
}

/* --- the lock on the folder ------------------------------------------------------------------- */

enum tx_reason office_claim(const char *data_dir, unsigned wait_ms, int *fd) {
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

static enum tx_reason store_trust(struct db *db, const struct tx_trust *trust) {
  const struct publication publication = {
    .kind = PUBLISHED_TRUST, .seq = trust->seq, .iat = trust->iat, .body = trust->bytes
  };
  return publications_add(db, &publication);
}

static enum tx_reason load_trust(struct office *office) {
  struct publication newest;
  char root_hex[TX_HASH_SIZE * 2 + 1];
  uint8_t root[TX_HASH_SIZE];
  HOST_FREE uint8_t *body = NULL;
  size_t len = 0;
  enum tx_reason reason = publications_newest(office->db, PUBLISHED_TRUST, 0, &newest);
  if (reason == TX_OK)
    reason = publications_body(office->db, PUBLISHED_TRUST, 0, newest.seq, &body, &len);
  if (reason == TX_OK) reason = settings_get(office->db, "root", root_hex, sizeof root_hex);
  if (reason != TX_OK) return reason;
  if (!host_unhex(root_hex, root, sizeof root)) return TX_MALFORMED;
  return tx_trust_reload(tx_span_of(body, len), root, &office->trust);
}

/* --- init ------------------------------------------------------------------------------------- */

static enum tx_reason make_settings(struct db *db, const struct office_plan *plan,
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
  if (reason == TX_OK) reason = store_trust(db, trust);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static void free_trust(struct tx_trust **trust) {
  tx_trust_destroy(*trust);
}
static void free_db(struct db **db) {
  db_close(*db);
}
#define TRUST __attribute__((cleanup(free_trust))) struct tx_trust
#define DB __attribute__((cleanup(free_db))) struct db

/* The keys must be there and fit before anything is made. */
static enum tx_reason check_keys(const struct office_plan *plan, const struct tx_trust *trust,
                                 int64_t now_s, struct host_problem *problem) {
  struct keybox keys;
  const struct tx_key_row *row;
  enum tx_reason reason = keybox_open(plan->keys_dir, plan->passphrase_file, trust, &keys, problem);
  if (reason != TX_OK) return reason;
  static const enum tx_use uses[] = { TX_USE_ISSUE, TX_USE_STATUS };
  for (size_t i = 0; i < sizeof uses / sizeof *uses && reason == TX_OK; i++)
    if (!keybox_find(&keys, trust, uses[i], plan->area, now_s, &row, problem))
      reason = problem->reason;
  if (reason == TX_OK && keybox_is_demo(&keys, trust) && !plan->demo)
    reason = host_problem_say(problem, TX_NOT_ALLOWED,
                         "这些密钥是演示用的(名称以DEMO开头),只能与 --demo 同用。",
                         "These keys were made by a demo (their names begin with DEMO): they work "
                         "with --demo only.");
  keybox_close(&keys);
  return reason;
}

enum tx_reason office_init(const struct office_plan *plan, int64_t now_s, struct host_problem *problem) {
  HOST_FREE char *database = host_path(plan->data_dir, "office.db");
  HOST_FREE char *secret = host_path(plan->data_dir, "at-rest.key");
  if (!database || !secret) return host_problem_of(problem, TX_NO_MEMORY);
  if (host_file_exists(database) || host_file_exists(secret))
    return host_problem_set(problem, TX_CONFLICT, "%s里已有一套数据,请换一个目录。",
                       "%s holds an office already: please name another folder.", plan->data_dir);
  TRUST *trust = NULL;
  enum tx_reason reason = take_first_trust(plan->trust, now_s, &trust, problem);
  if (reason == TX_OK && trust) reason = check_keys(plan, trust, now_s, problem);
  if (reason != TX_OK || !trust) return reason;
  reason = host_mkdirs(plan->data_dir, 0700);
  if (reason == TX_OK) reason = vault_create(secret);
  if (reason == TX_OK) reason = tls_create(plan->data_dir, now_s);
  if (reason != TX_OK) return say_path(problem, reason, plan->data_dir);
  DB *db = NULL;
  reason = store_open(database, &db);
  if (reason == TX_OK) reason = make_settings(db, plan, trust);
  return reason == TX_OK ? TX_OK : say_path(problem, reason, database);
}

/* --- open ------------------------------------------------------------------------------------- */

static enum tx_reason open_vault(struct office *office, struct host_problem *problem) {
  HOST_FREE char *path = host_path(office->data_dir, "at-rest.key");
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = vault_open(path, &office->vault);
  if (reason == TX_NOT_ALLOWED)
    return host_problem_set(problem, reason, "%s 别人可读,请执行 chmod 600 %s。",
                       "%s can be read by others: please run chmod 600 %s.", path, path);
  return reason == TX_OK ? TX_OK : say_path(problem, reason, path);
}

static enum tx_reason open_database(struct office *office, struct host_problem *problem) {
  HOST_FREE char *path = host_path(office->data_dir, "office.db");
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  if (!host_file_exists(path))
    return host_problem_set(problem, TX_NOT_FOUND, "%s里没有数据,请先执行 tongxing-server init。",
                       "%s holds no office: please run tongxing-server init first.",
                       office->data_dir);
  enum tx_reason reason = store_open(path, &office->db);
  if (reason == TX_CONFLICT)
    return host_problem_set(problem, reason, "%s 由更新的版本写成,请升级本程序。",
                       "%s was written by a newer release: please upgrade this program.", path);
  return reason == TX_OK ? TX_OK : say_path(problem, reason, path);
}

static enum tx_reason open_keys(struct office *office, struct host_problem *problem) {
  char folder[SETTING_MAX], passphrase[SETTING_MAX];
  enum tx_reason reason = settings_get(office->db, "keys", folder, sizeof folder);
  if (reason == TX_OK)
    reason = settings_get(office->db, "passphrase_file", passphrase, sizeof passphrase);
  if (reason == TX_OK) reason = load_trust(office);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  return keybox_open(folder, *passphrase ? passphrase : NULL, office->trust, &office->keys, problem);
}

static enum tx_reason read_settings(struct office *office) {
  char area[16], demo[8];
  enum tx_reason reason = settings_get(office->db, "area", area, sizeof area);
  if (reason == TX_OK) reason = settings_get(office->db, "demo", demo, sizeof demo);
  if (reason != TX_OK) return reason;
  office->demo = strcmp(demo, "yes") == 0;
  return tx_area_parse(tx_span_text(area), &office->area) ? TX_OK : TX_MALFORMED;
}

static enum tx_reason open_all(struct office *office, struct host_problem *problem) {
  enum tx_reason reason = open_vault(office, problem);
  if (reason == TX_OK) reason = open_database(office, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, read_settings(office));
  if (reason == TX_OK) reason = open_keys(office, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, shelf_load(office->shelf, office->db));
  if (reason == TX_OK) reason = host_problem_of(problem, gatebook_load(office->gates, office->db));
  return reason;
}

enum tx_reason office_open(const char *data_dir, struct office **out, struct host_problem *problem) {
  struct office *office = calloc(1, sizeof *office);
  if (!office) return host_problem_of(problem, TX_NO_MEMORY);
  pthread_mutex_init(&office->lock, NULL);
  office->data_dir = strdup(data_dir);
  office->shelf = shelf_create();
  office->gates = gatebook_create();
  enum tx_reason reason = office->data_dir && office->shelf && office->gates
                              ? open_all(office, problem)
                              : host_problem_of(problem, TX_NO_MEMORY);
  if (reason != TX_OK) {
    office_close(office);
    return reason;
  }
  *out = office;
  return TX_OK;
}

void office_close(struct office *office) {
  if (!office) return;
  keybox_close(&office->keys);
  tx_trust_destroy(office->trust);
  shelf_destroy(office->shelf);
  gatebook_destroy(office->gates);
  db_close(office->db);
  vault_cleanse(&office->vault);
  pthread_mutex_destroy(&office->lock);
  free(office->data_dir);
  free(office);
}

/* --- a newer trust list ----------------------------------------------------------------------- */

static enum tx_reason decode_trust(const json_t *in, uint8_t **bytes, size_t *n) {
  const char *text = in_text(in, "trust", "");
  *bytes = malloc(strlen(text) + 1);
  if (!*bytes) return TX_NO_MEMORY;
  return host_unbase64(tx_span_text(text), *bytes, strlen(text), n) ? TX_OK : TX_MALFORMED;
}

static enum tx_reason replace_trust(struct office *office, struct tx_trust *trust) {
  char root[TX_HASH_SIZE * 2 + 1];
  host_hex(tx_span_of(trust->roots[0].hash, TX_HASH_SIZE), root);
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = store_trust(office->db, trust);
  if (reason == TX_OK) reason = settings_set(office->db, "root", root);
  if (reason == TX_OK) reason = areas_note_change(office->db, office->area, true);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason != TX_OK) return reason;
  const struct publication publication = { .kind = PUBLISHED_TRUST,
                                           .seq = trust->seq,
                                           .before = office->trust->seq,
                                           .iat = trust->iat,
                                           .body = trust->bytes };
  return shelf_put(office->shelf, &publication);
}

enum tx_reason office_trust_import(struct office *office, const struct call *call, const json_t *in,
                                   json_t **out, struct host_problem *problem) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t n = 0;
  struct tx_trust *trust = NULL;
  enum tx_reason reason = decode_trust(in, &bytes, &n);
  if (reason == TX_OK)
    reason = tx_trust_take(tx_span_of(bytes, n), office->trust, NULL,
                           (struct tx_clock){ .now_s = call->now_s }, &trust);
  if (reason != TX_OK)
    return host_problem_set(problem, reason, "这份信任列表不能接受(%s),仍用原来的。",
                       "This trust list is not taken (%s), the one before stays.",
                       tx_reason_name(reason));
  reason = keys_ring_refuse_roots(&office->keys.ring, trust, problem);
  if (reason == TX_OK) reason = replace_trust(office, trust);
  if (reason != TX_OK) {
    tx_trust_destroy(trust);
    return host_problem_of(problem, reason);
  }
  tx_trust_destroy(office->trust);
  office->trust = trust;
  *out = json_pack("{s:I}", "seq", (json_int_t)trust->seq);
  return TX_OK;
}

/* --- input ------------------------------------------------------------------------------------ */

const char *in_text(const json_t *in, const char *name, const char *fallback) {
  const char *text = json_string_value(json_object_get(in, name));
  return text ? text : fallback;
}

int64_t in_int(const json_t *in, const char *name, int64_t fallback) {
  const json_t *value = json_object_get(in, name);
  return json_is_integer(value) ? (int64_t)json_integer_value(value) : fallback;
}

bool in_flag(const json_t *in, const char *name) {
  return json_is_true(json_object_get(in, name));
}

enum tx_reason in_area(struct office *office, const json_t *in, uint64_t *area,
                       struct host_problem *problem) {
  const char *text = in_text(in, "area", NULL);
  struct area_row row;
  *area = office->area;
  if (!text) return TX_OK;
  if (!tx_area_parse(tx_span_text(text), area))
    return host_problem_set(problem, TX_BAD_ARGUMENT, "“%s”不是12位区划代码。",
                       "\"%s\" is no area code of 12 digits.", text);
  enum tx_reason reason = areas_find(office->db, *area, &row);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_set(problem, reason, "本服务器没有%s的名册。", "This server keeps no list of %s.",
                     text);
}
