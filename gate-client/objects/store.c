/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

#include "host/sys/file.h"
#include "host/sys/log.h"
#include "host/text/text.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
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
  store->gate_dir = strdup(gate_dir);
  store->dir = host_path(gate_dir, "objects");
  host_folder_remember(&store->folder, gate_dir);
  return store->dir && store->gate_dir ? host_mkdirs(store->dir, 0755) : TX_NO_MEMORY;
}

void gate_store_close(struct gate_store *store) {
  gate_unwritten_finish(&store->unwritten);
  free(store->gate_dir);
  free(store->dir);
  *store = (struct gate_store){ 0 };
}

static char *object_path(const struct gate_store *store, enum gate_object object, uint64_t area) {
  if (object == GATE_TRUST) return host_path(store->dir, "trust.cose");
  return host_path(store->dir, "%s-%012" PRIu64 ".cose", gate_object_name(object), area);
}

static char *delta_path(const struct gate_store *store, uint64_t area, uint64_t from) {
  return host_path(store->dir, "status-%012" PRIu64 "-%" PRIu64 ".delta", area, from);
}

bool gate_store_look(struct gate_store *store) {
  const bool was_away = store->floors.away;
  store->floors.away = host_folder_is_away(&store->folder, store->gate_dir, "gate.ini");
  store->floors.in_memory |= was_away; /* what came back may be older */
  return !store->floors.away;
}

static enum tx_reason write_object(struct gate_store *store, const char *path,
                                   struct tx_span bytes) {
  gate_damaged_forget(&store->damaged, store->gate_dir, path);
  return gate_unwritten_write(&store->unwritten, path, bytes, store->floors.away);
}

/* --- roots -------------------------------------------------------------------------------------
 */

static bool read_roots(const struct gate_store *store, struct host_bytes *out) {
  HOST_FREE char *path = host_path(store->dir, "roots");
  return path && host_file_read_regular(path, ROOTS_MAX, out) == TX_OK;
}

/* The newest first, so that after a rotation the list still reads at a restart. Written before the
 * list itself: a power cut between the two leaves both roots to try. */
static enum tx_reason keep_root(struct gate_store *store, const uint8_t root[TX_HASH_SIZE]) {
  char text[ROOTS_MAX + 1];
  HOST_BYTES old = { 0 };
  HOST_FREE char *path = host_path(store->dir, "roots");
  if (!path) return TX_NO_MEMORY;
  host_hex(tx_span_of(root, TX_HASH_SIZE), text);
  size_t line = strlen(text);
  if (read_roots(store, &old) && old.n >= line && memcmp(old.p, text, line) == 0) return TX_OK;
  int n = snprintf(text + line, sizeof text - line, "\n%.*s", (int)(old.n < 1024 ? old.n : 1024),
                   old.p ? (const char *)old.p : "");
  return write_object(store, path, tx_span_of(text, line + (size_t)n));
}

/* --- loading -----------------------------------------------------------------------------------
 */

static void say_unloaded(struct gate_store *store, const char *path, enum tx_reason reason) {
  host_log(HOST_WARNING, "%s: not loaded: %s", path, tx_reason_name(reason));
  if (reason != TX_NO_MEMORY) gate_damaged_note(&store->damaged, path, false);
}

/* False: there is none, or it cannot be read, which is said. */
static bool read_object(struct gate_store *store, const char *path, size_t max,
                        struct host_bytes *out) {
  enum tx_reason reason = host_file_read_regular(path, max, out);
  if (reason != TX_OK && reason != TX_NOT_FOUND) say_unloaded(store, path, reason);
  return reason == TX_OK;
}

/* What was in force is newer than what its file holds: a write failed, or an old copy was put in
 * its place. Without the newer one none is in force. */
static bool is_older(const struct gate_state *before, const struct gate_state *state,
                     enum gate_object object, uint64_t area) {
  const uint64_t floor = gate_state_floor(before, object, area).seq;
  uint64_t seq = 0;
  if (object == GATE_TRUST) seq = state->trust ? state->trust->seq : 0;
  if (object == GATE_POLICY && gate_state_policy(state, area))
    seq = gate_state_policy(state, area)->seq;
  if (object == GATE_STATUS && gate_state_list(state, area))
    seq = gate_state_list(state, area)->seq;
  if (object == GATE_CERTS && gate_state_certs(state, area))
    seq = gate_state_certs(state, area)->seq;
  return seq < floor;
}

/* Goes back to before when what was loaded is older than what was taken once. before is given up.
 */
static void settle_loaded(struct gate_store *store, struct gate_state *before,
                          struct gate_state **state, enum gate_object object, uint64_t area,
                          const char *path) {
  if (*state == before || !is_older(before, *state, object, area)) {
    gate_state_unref(before);
    return;
  }
  host_log(HOST_WARNING, "%s: not loaded: older than what was in force; sync brings the newest",
           path);
  gate_damaged_note(&store->damaged, path, true);
  gate_state_unref(*state);
  *state = before;
}

/* Its key was taken from the trust list, and power went before the file was. */
static bool went_with_its_key(enum gate_object object, enum tx_reason reason) {
  return object != GATE_TRUST && (reason == TX_KEY_REVOKED || reason == TX_UNKNOWN_KEY ||
                                  reason == TX_KEY_OUT_OF_TIME || reason == TX_WRONG_JURISDICTION);
}

/* Lets state become what an offer makes of it; false: refused. */
static bool absorb(struct gate_store *store, struct gate_state **state,
                   const struct gate_offer *offer, const char *path) {
  struct gate_state *next;
  enum tx_reason reason = gate_state_offer(*state, offer, (struct tx_clock){ 0 }, &next);
  if (reason != TX_OK && path && went_with_its_key(offer->object, reason))
    host_log(HOST_WARNING, "%s: not loaded: %s", path, tx_reason_name(reason));
  else if (reason != TX_OK && path)
    say_unloaded(store, path, reason);
  if (reason != TX_OK) return false;
  gate_state_unref(*state);
  *state = next;
  return true;
}

/* The i-th line of the file. */
static bool root_at(const struct host_bytes *roots, size_t i, uint8_t root[TX_HASH_SIZE]) {
  char digits[2 * TX_HASH_SIZE + 1] = { 0 };
  if (roots->n < i * sizeof digits + sizeof digits - 1) return false;
  memcpy(digits, roots->p + i * sizeof digits, sizeof digits - 1);
  return host_unhex(digits, root, TX_HASH_SIZE);
}

/* Those of a list that a full disk did not take stand in the floors alone. */
bool gate_store_root(const struct gate_store *store, const struct gate_state *state, size_t i,
                     uint8_t root[TX_HASH_SIZE]) {
  HOST_BYTES roots = { 0 };
  size_t on_disk = 0;
  const bool stored = read_roots(store, &roots);
  while (stored && on_disk <= i && root_at(&roots, on_disk, root))
    on_disk++;
  if (on_disk > i) return true;
  const uint8_t *known = gate_state_root(state, i - on_disk);
  if (known) memcpy(root, known, TX_HASH_SIZE);
  return known != NULL;
}

static bool absorb_trust(struct gate_store *store, const uint8_t *pin_root, struct tx_span bytes,
                         const char *path, struct gate_state **state) {
  uint8_t root[TX_HASH_SIZE];
  const struct gate_offer offer = {
    .object = GATE_TRUST, .bytes = bytes, .reload = true, .root = root
  };
  for (size_t i = 0; gate_store_root(store, *state, i, root); i++)
    if (absorb(store, state, &offer, NULL)) return true;
  memcpy(root, pin_root, sizeof root);
  return absorb(store, state, &offer, path);
}

static void load_trust(struct gate_store *store, const uint8_t *pin_root,
                       struct gate_state **state) {
  HOST_BYTES bytes = { 0 };
  HOST_FREE char *path = object_path(store, GATE_TRUST, 0);
  if (!path || !read_object(store, path, TX_TRUST_MAX, &bytes)) return;
  struct gate_state *before = gate_state_ref(*state);
  absorb_trust(store, pin_root, host_span(&bytes), path, state);
  settle_loaded(store, before, state, GATE_TRUST, 0, path);
}

static void load_deltas(struct gate_store *store, uint64_t area, struct gate_state **state) {
  for (;;) {
    const struct tx_status *list = gate_state_list(*state, area);
    HOST_FREE char *path = list ? delta_path(store, area, list->seq) : NULL;
    HOST_BYTES bytes = { 0 };
    if (!path || !read_object(store, path, TX_STATUS_BYTES_MAX, &bytes)) return;
    struct gate_offer offer = {
      .object = GATE_DELTA, .area = area, .bytes = host_span(&bytes), .reload = true
    };
    if (!absorb(store, state, &offer, path)) return;
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

static void load_object(struct gate_store *store, const char *name, struct gate_state **state) {
  enum gate_object object;
  uint64_t area;
  if (!parse_name(name, &object, &area)) return;
  HOST_BYTES bytes = { 0 };
  HOST_FREE char *path = host_path(store->dir, "%s", name);
  if (!path || !read_object(store, path, gate_object_max(object), &bytes)) return;
  struct gate_state *before = gate_state_ref(*state);
  struct gate_offer offer = {
    .object = object, .area = area, .bytes = host_span(&bytes), .reload = true
  };
  if (absorb(store, state, &offer, path) && object == GATE_STATUS) load_deltas(store, area, state);
  settle_loaded(store, before, state, object, area, path);
}

static void close_dir(DIR **dir) {
  if (*dir) closedir(*dir);
}

static void load_objects(struct gate_store *store, struct gate_state **state) {
  __attribute__((cleanup(close_dir))) DIR *dir = opendir(store->dir);
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir));)
    load_object(store, entry->d_name, state);
}

/* Those of what is held are written anew, if they are no longer all that there were. */
static void load_floors(struct gate_store *store, struct gate_state *state) {
  HOST_FREE char *path = host_path(store->gate_dir, "floors");
  if (gate_floors_read(&store->floors, store->gate_dir, state)) return;
  if (!path || !host_file_exists(path)) return;
  say_unloaded(store, path, TX_MALFORMED);
  store->floors.in_memory = true;
}

static void load_roots(struct gate_store *store) {
  uint8_t root[TX_HASH_SIZE];
  HOST_BYTES roots = { 0 };
  HOST_FREE char *path = host_path(store->dir, "roots");
  if (!path || !read_object(store, path, ROOTS_MAX, &roots)) return;
  if (!root_at(&roots, 0, root)) say_unloaded(store, path, TX_MALFORMED);
}

struct gate_state *gate_store_load(struct gate_store *store, const uint8_t pin_root[TX_HASH_SIZE]) {
  struct gate_state *state = gate_state_create();
  if (!state) return NULL;
  gate_damaged_find(&store->damaged, store->gate_dir);
  load_floors(store, state);
  load_roots(store);
  load_trust(store, pin_root, &state);
  if (state->trust) load_objects(store, &state);
  return state;
}

struct gate_state *gate_store_reload(struct gate_store *store, struct gate_state *state) {
  load_objects(store, &state);
  return state;
}

/* --- keeping ------------------------------------------------------------------------------------
 */

static void remove_deltas(struct gate_store *store, uint64_t area) {
  char prefix[32];
  int n = snprintf(prefix, sizeof prefix, "status-%012" PRIu64 "-", area);
  HOST_FREE char *waiting = host_path(store->dir, "%s", prefix);
  if (!waiting) return;
  gate_unwritten_drop(&store->unwritten, waiting);
  gate_damaged_forget(&store->damaged, store->gate_dir, waiting);
  __attribute__((cleanup(close_dir))) DIR *dir = opendir(store->dir);
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (strncmp(entry->d_name, prefix, (size_t)n) != 0) continue;
    HOST_FREE char *path = host_path(store->dir, "%s", entry->d_name);
    if (path) unlink(path);
  }
}

static void remove_object(struct gate_store *store, enum gate_object object, uint64_t area) {
  HOST_FREE char *path = object_path(store, object, area);
  if (!path) return;
  gate_unwritten_drop(&store->unwritten, path);
  gate_damaged_forget(&store->damaged, store->gate_dir, path);
  unlink(path);
  if (object == GATE_STATUS) remove_deltas(store, area);
}

static void remove_dropped(struct gate_store *store, const struct gate_state *before,
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

static enum tx_reason keep_trust(struct gate_store *store, const struct gate_offer *offer,
                                 const struct gate_state *before, const struct gate_state *after) {
  uint8_t root[TX_HASH_SIZE];
  HOST_FREE char *path = object_path(store, GATE_TRUST, 0);
  if (!path) return TX_NO_MEMORY;
  enum tx_reason rooted =
      gate_trust_signer(before->trust, after->trust, root) ? keep_root(store, root) : TX_OK;
  enum tx_reason reason = write_object(store, path, offer->bytes);
  if (reason == TX_OK) remove_dropped(store, before, after);
  return rooted == TX_OK ? reason : rooted;
}

static enum tx_reason keep_delta(struct gate_store *store, const struct gate_offer *offer,
                                 const struct gate_state *before) {
  const struct tx_status *list = gate_state_list(before, offer->area);
  if (!list) return TX_WRONG_BASE;
  HOST_FREE char *path = delta_path(store, offer->area, list->seq);
  return path ? write_object(store, path, offer->bytes) : TX_NO_MEMORY;
}

/* The floors of what is in force stand on disk before it is. */
enum tx_reason gate_store_keep_floors(struct gate_store *store, const struct gate_state *after) {
  gate_store_look(store);
  enum tx_reason reason = gate_floors_write(&store->floors, store->gate_dir, after);
  if (reason == TX_OK) gate_damaged_forget(&store->damaged, store->gate_dir, "floors");
  return reason;
}

void gate_store_put_aside(struct gate_store *store) {
  if (gate_store_look(store)) gate_damaged_put_aside(&store->damaged, store->gate_dir);
}

enum tx_reason gate_store_retry(struct gate_store *store, const struct gate_state *state) {
  if (!gate_store_look(store)) return TX_NOT_FOUND;
  if (store->unwritten.count) host_mkdirs(store->dir, 0755);
  enum tx_reason reason = gate_unwritten_retry(&store->unwritten);
  if (!store->floors.in_memory) return reason;
  enum tx_reason floors = gate_floors_write(&store->floors, store->gate_dir, state);
  if (floors == TX_OK && store->floors.in_memory) floors = TX_NOT_ALLOWED;
  return reason == TX_OK ? floors : reason;
}

enum tx_reason gate_store_keep(struct gate_store *store, const struct gate_offer *offer,
                               const struct gate_state *before, const struct gate_state *after) {
  if (gate_store_look(store)) host_mkdirs(store->dir, 0755); /* it may not be there yet */
  if (offer->object == GATE_TRUST) return keep_trust(store, offer, before, after);
  if (offer->object == GATE_DELTA) return keep_delta(store, offer, before);
  HOST_FREE char *path = object_path(store, offer->object, offer->area);
  enum tx_reason reason = path ? write_object(store, path, offer->bytes) : TX_NO_MEMORY;
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
