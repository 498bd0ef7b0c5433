/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

#include "host/sys/file.h"
#include "host/sys/log.h"
#include "host/sys/text.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#define ROOTS_MAX 4096

size_t gate_object_max(enum gate_object object) {
  switch (object) {
  case GATE_TRUST:
    return TX_TRUST_MAX;
  case GATE_POLICY:
    return TX_POLICY_MAX + 1024;
  case GATE_STATUS:
  case GATE_DELTA:
  case GATE_CERTS:
    return TX_STATUS_BYTES_MAX;
  }
  return 0;
}

enum tx_reason gate_store_open(struct gate_store *store, const char *gate_dir) {
  store->dir = host_path(gate_dir, "objects");
  return store->dir ? host_mkdirs(store->dir, 0755) : TX_NO_MEMORY;
}

void gate_store_close(struct gate_store *store) {
  free(store->dir);
  store->dir = NULL;
}

static char *object_path(const struct gate_store *store, enum gate_object object, uint64_t area) {
  if (object == GATE_TRUST) return host_path(store->dir, "trust.cose");
  return host_path(store->dir, "%s-%012" PRIu64 ".cose", gate_object_name(object), area);
}

static char *delta_path(const struct gate_store *store, uint64_t area, uint64_t from) {
  return host_path(store->dir, "status-%012" PRIu64 "-%" PRIu64 ".delta", area, from);
}

/* --- roots -------------------------------------------------------------------------------------
 */

/* The claims -65539 of a trust list that nothing has verified. */
static bool find_trust_claims(struct tx_span payload, struct tx_cbor *out) {
  if (!tx_cbor_check(payload, TX_KEYS_INT)) return false;
  struct tx_cbor c = tx_cbor_start(payload);
  size_t pairs;
  if (!tx_cbor_map(&c, &pairs)) return false;
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    if (!tx_cbor_int(&c, &key)) return false;
    if (key == -65539) {
      *out = c;
      return true;
    }
    if (!tx_cbor_skip(&c)) return false;
  }
  return false;
}

/* Steps to the value of an unsigned key within a map. */
static bool enter_key(struct tx_cbor *c, int64_t wanted) {
  size_t pairs;
  if (!tx_cbor_map(c, &pairs)) return false;
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    if (!tx_cbor_int(c, &key)) return false;
    if (key == wanted) return true;
    if (!tx_cbor_skip(c)) return false;
  }
  return false;
}

bool gate_trust_root(struct tx_span bytes, uint8_t root[TX_HASH_SIZE]) {
  struct tx_sign1 sign1;
  struct tx_cbor c;
  size_t roots, parts;
  if (tx_sign1_read(bytes, TX_SHAPE_TYPED, "tx-trust", &sign1) != TX_OK) return false;
  if (!find_trust_claims(sign1.payload, &c) || !enter_key(&c, 1)) return false;
  if (!tx_cbor_array(&c, &roots)) return false;
  for (size_t i = 0; i < roots; i++) {
    int64_t alg;
    struct tx_span spki;
    if (!tx_cbor_array(&c, &parts) || parts != 2) return false;
    if (!tx_cbor_int(&c, &alg) || !tx_cbor_bytes(&c, &spki)) return false;
    tx_sha256(spki, root);
    if (memcmp(root, sign1.kid, TX_KID_SIZE) == 0) return true;
  }
  return false;
}

/* The hash of the known root that signed an offered list: of the held list, else as pinned. */
static bool signing_root(const struct gate_state *before, const struct gate_offer *offer,
                         uint8_t root[TX_HASH_SIZE]) {
  struct tx_sign1 sign1;
  if (!before->trust) {
    if (offer->pin) memcpy(root, offer->pin->root, TX_HASH_SIZE);
    return offer->pin != NULL;
  }
  if (tx_sign1_read(offer->bytes, TX_SHAPE_TYPED, "tx-trust", &sign1) != TX_OK) return false;
  for (size_t i = 0; i < before->trust->root_count; i++) {
    const uint8_t *hash = before->trust->roots[i].hash;
    if (memcmp(hash, sign1.kid, TX_KID_SIZE) != 0) continue;
    memcpy(root, hash, TX_HASH_SIZE);
    return true;
  }
  return false;
}

static bool read_roots(const struct gate_store *store, struct host_bytes *out) {
  HOST_FREE char *path = host_path(store->dir, "roots");
  return path && host_file_read(path, ROOTS_MAX, out) == TX_OK;
}

/* The newest first, so that after a rotation the list still reads at a restart. Written before the
 * list itself: a power cut between the two leaves both roots to try. */
static enum tx_reason keep_root(const struct gate_store *store, const uint8_t root[TX_HASH_SIZE]) {
  char text[ROOTS_MAX + 1];
  HOST_BYTES old = { 0 };
  HOST_FREE char *path = host_path(store->dir, "roots");
  if (!path) return TX_NO_MEMORY;
  host_hex(tx_span_of(root, TX_HASH_SIZE), text);
  size_t line = strlen(text);
  if (read_roots(store, &old) && old.n >= line && memcmp(old.p, text, line) == 0) return TX_OK;
  int n = snprintf(text + line, sizeof text - line, "\n%.*s", (int)(old.n < 1024 ? old.n : 1024),
                   old.p ? (const char *)old.p : "");
  return host_file_write(path, tx_span_of(text, line + (size_t)n), 0644);
}

/* --- loading -----------------------------------------------------------------------------------
 */

/* Lets state become what an offer makes of it; false: refused. */
static bool absorb(struct gate_state **state, const struct gate_offer *offer, const char *path) {
  struct gate_state *next;
  enum tx_reason reason = gate_state_offer(*state, offer, (struct tx_clock){ 0 }, &next);
  if (reason != TX_OK) {
    if (path) host_log(HOST_WARNING, "%s: not loaded: %s", path, tx_reason_text(reason, "en"));
    return false;
  }
  gate_state_unref(*state);
  *state = next;
  return true;
}

static void load_trust(const struct gate_store *store, const uint8_t *pin_root,
                       struct gate_state **state) {
  HOST_BYTES bytes = { 0 }, roots = { 0 };
  HOST_FREE char *path = object_path(store, GATE_TRUST, 0);
  if (!path || host_file_read(path, TX_TRUST_MAX, &bytes) != TX_OK) return;
  uint8_t root[TX_HASH_SIZE];
  struct gate_offer offer = {
    .object = GATE_TRUST, .bytes = host_span(&bytes), .reload = true, .root = root
  };
  if (read_roots(store, &roots))
    for (char *line = (char *)roots.p; strlen(line) >= 64; line += 64) {
      line += *line == '\n';
      char digits[65] = { 0 };
      strncpy(digits, line, 64);
      if (host_unhex(digits, root, sizeof root) && absorb(state, &offer, NULL)) return;
    }
  memcpy(root, pin_root, sizeof root);
  absorb(state, &offer, path);
}

static void load_deltas(const struct gate_store *store, uint64_t area, struct gate_state **state) {
  for (;;) {
    const struct tx_status *list = gate_state_list(*state, area);
    HOST_FREE char *path = list ? delta_path(store, area, list->seq) : NULL;
    HOST_BYTES bytes = { 0 };
    if (!path || host_file_read(path, TX_STATUS_BYTES_MAX, &bytes) != TX_OK) return;
    struct gate_offer offer = {
      .object = GATE_DELTA, .area = area, .bytes = host_span(&bytes), .reload = true
    };
    if (!absorb(state, &offer, path)) return;
  }
}

/* "KIND-AREA.cose" back to its parts. */
static bool parse_name(const char *name, enum gate_object *object, uint64_t *area) {
  for (int i = GATE_POLICY; i < GATE_OBJECTS; i++) {
    size_t n = strlen(gate_object_name((enum gate_object)i));
    if (strncmp(name, gate_object_name((enum gate_object)i), n) != 0 || name[n] != '-') continue;
    *object = (enum gate_object)i;
    return strlen(name) == n + 18 && strcmp(name + n + 13, ".cose") == 0 &&
           tx_area_parse(tx_span_of(name + n + 1, 12), area);
  }
  return false;
}

static void load_object(const struct gate_store *store, const char *name,
                        struct gate_state **state) {
  enum gate_object object;
  uint64_t area;
  if (!parse_name(name, &object, &area)) return;
  HOST_BYTES bytes = { 0 };
  HOST_FREE char *path = host_path(store->dir, "%s", name);
  if (!path || host_file_read(path, gate_object_max(object), &bytes) != TX_OK) return;
  struct gate_offer offer = {
    .object = object, .area = area, .bytes = host_span(&bytes), .reload = true
  };
  if (absorb(state, &offer, path) && object == GATE_STATUS) load_deltas(store, area, state);
}

static void close_dir(DIR **dir) {
  if (*dir) closedir(*dir);
}

static void load_objects(const struct gate_store *store, struct gate_state **state) {
  __attribute__((cleanup(close_dir))) DIR *dir = opendir(store->dir);
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir));)
    load_object(store, entry->d_name, state);
}

/* --- what is remembered of dropped objects ------------------------------------------------------
 */

static bool remember_row(struct gate_state *state, json_t *row) {
  const char *kind;
  json_int_t area, seq, iat;
  if (json_unpack(row, "{s:s,s:I,s:I,s:I}", "kind", &kind, "area", &area, "seq", &seq, "iat",
                  &iat) != 0)
    return false;
  for (int i = GATE_POLICY; i < GATE_OBJECTS; i++) {
    if (strcmp(kind, gate_object_name((enum gate_object)i)) != 0) continue;
    struct gate_remembered remembered = { .object = (enum gate_object)i,
                                          .area = (uint64_t)area,
                                          .floor = { (uint64_t)seq, iat } };
    return gate_state_remember(state, &remembered);
  }
  return false;
}

static void load_remembered(const struct gate_store *store, struct gate_state *state) {
  HOST_FREE char *path = host_path(store->dir, "remembered.json");
  if (!path || !host_file_exists(path)) return;
  json_t *rows = json_load_file(path, 0, NULL), *row;
  size_t i;
  bool good = json_is_array(rows);
  json_array_foreach(rows, i, row) good = remember_row(state, row) && good;
  if (!good) host_log(HOST_WARNING, "%s: partly unreadable: the rest is in force", path);
  json_decref(rows);
}

static enum tx_reason keep_remembered(const struct gate_store *store,
                                      const struct gate_state *state) {
  if (!state->remembered_count) return TX_OK;
  json_t *rows = json_array();
  for (size_t i = 0; i < state->remembered_count; i++) {
    const struct gate_remembered *r = &state->remembered[i];
    json_array_append_new(rows,
                          json_pack("{s:s,s:I,s:I,s:I}", "kind", gate_object_name(r->object),
                                    "area", (json_int_t)r->area, "seq", (json_int_t)r->floor.seq,
                                    "iat", (json_int_t)r->floor.iat));
  }
  HOST_FREE char *text = json_dumps(rows, JSON_INDENT(1));
  HOST_FREE char *path = host_path(store->dir, "remembered.json");
  json_decref(rows);
  if (!text || !path) return TX_NO_MEMORY;
  return host_file_write(path, tx_span_text(text), 0644);
}

struct gate_state *gate_store_load(const struct gate_store *store,
                                   const uint8_t pin_root[TX_HASH_SIZE]) {
  struct gate_state *state = gate_state_create();
  if (!state) return NULL;
  load_trust(store, pin_root, &state);
  if (state->trust) load_objects(store, &state);
  load_remembered(store, state);
  return state;
}

/* --- keeping ------------------------------------------------------------------------------------
 */

static void remove_deltas(const struct gate_store *store, uint64_t area) {
  char prefix[32];
  int n = snprintf(prefix, sizeof prefix, "status-%012" PRIu64 "-", area);
  __attribute__((cleanup(close_dir))) DIR *dir = opendir(store->dir);
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (strncmp(entry->d_name, prefix, (size_t)n) != 0) continue;
    HOST_FREE char *path = host_path(store->dir, "%s", entry->d_name);
    if (path) unlink(path);
  }
}

static void remove_object(const struct gate_store *store, enum gate_object object, uint64_t area) {
  HOST_FREE char *path = object_path(store, object, area);
  if (path) unlink(path);
  if (object == GATE_STATUS) remove_deltas(store, area);
}

static void remove_dropped(const struct gate_store *store, const struct gate_state *before,
                           const struct gate_state *after) {
  for (size_t i = 0; i < before->list_count; i++)
    if (!gate_state_list(after, before->lists[i]->area))
      remove_object(store, GATE_STATUS, before->lists[i]->area);
  for (size_t i = 0; i < before->cert_count; i++)
    if (!gate_state_certs(after, before->certs[i]->area))
      remove_object(store, GATE_CERTS, before->certs[i]->area);
  for (size_t i = 0; i < before->policy_count; i++)
    if (!gate_state_policy(after, before->policies[i]->area))
      remove_object(store, GATE_POLICY, before->policies[i]->area);
}

static enum tx_reason keep_trust(const struct gate_store *store, const struct gate_offer *offer,
                                 const struct gate_state *before, const struct gate_state *after) {
  uint8_t root[TX_HASH_SIZE];
  enum tx_reason reason = keep_remembered(store, after);
  if (reason == TX_OK && signing_root(before, offer, root)) reason = keep_root(store, root);
  HOST_FREE char *path = object_path(store, GATE_TRUST, 0);
  if (!path) return TX_NO_MEMORY;
  if (reason == TX_OK) reason = host_file_write(path, offer->bytes, 0644);
  if (reason == TX_OK) remove_dropped(store, before, after);
  return reason;
}

static enum tx_reason keep_delta(const struct gate_store *store, const struct gate_offer *offer,
                                 const struct gate_state *before) {
  const struct tx_status *list = gate_state_list(before, offer->area);
  if (!list) return TX_WRONG_BASE;
  HOST_FREE char *path = delta_path(store, offer->area, list->seq);
  return path ? host_file_write(path, offer->bytes, 0644) : TX_NO_MEMORY;
}

enum tx_reason gate_store_keep(const struct gate_store *store, const struct gate_offer *offer,
                               const struct gate_state *before, const struct gate_state *after) {
  if (offer->object == GATE_TRUST) return keep_trust(store, offer, before, after);
  if (offer->object == GATE_DELTA) return keep_delta(store, offer, before);
  HOST_FREE char *path = object_path(store, offer->object, offer->area);
  if (!path) return TX_NO_MEMORY;
  enum tx_reason reason = host_file_write(path, offer->bytes, 0644);
  if (reason == TX_OK && offer->object == GATE_STATUS) remove_deltas(store, offer->area);
  return reason;
}

unsigned gate_store_deltas(const struct gate_store *store, const struct gate_state *state,
                           uint64_t area) {
  if (!gate_state_list(state, area)) return 0;
  char prefix[32];
  unsigned count = 0;
  int n = snprintf(prefix, sizeof prefix, "status-%012" PRIu64 "-", area);
  __attribute__((cleanup(close_dir))) DIR *dir = opendir(store->dir);
  if (!dir) return 0;
  for (struct dirent *entry; (entry = readdir(dir));)
    count += strncmp(entry->d_name, prefix, (size_t)n) == 0;
  return count;
}
