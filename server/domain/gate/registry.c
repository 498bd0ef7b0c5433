/* SPDX-License-Identifier: Apache-2.0 */
#include "registry.h"

#include "store/gate/gates.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct gate_registry {
  pthread_rwlock_t lock;
  struct gate_row *rows;
  size_t count;
};

struct gate_registry *gate_registry_create(void) {
  struct gate_registry *registry = calloc(1, sizeof *registry);
  if (registry) pthread_rwlock_init(&registry->lock, NULL);
  return registry;
}

void gate_registry_destroy(struct gate_registry *registry) {
  if (!registry) return;
  pthread_rwlock_destroy(&registry->lock);
  free(registry->rows);
  free(registry);
}

enum tx_reason gate_registry_read(struct db *db, struct gate_row **rows, size_t *count) {
  *rows = NULL;
  *count = 0;
  size_t cap = 0;
  DB_ROWS found = gates_all(db);
  while (db_next(&found)) {
    if (*count == cap) {
      cap = cap ? cap * 2 : 64;
      struct gate_row *grown = realloc(*rows, cap * sizeof *grown);
      if (!grown) return TX_NO_MEMORY;
      *rows = grown;
    }
    gates_read(&found, &(*rows)[(*count)++]);
  }
  return found.end;
}

static struct gate_row *find(struct gate_row *rows, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(rows[i].name, name) == 0) return &rows[i];
  return NULL;
}

/* What was heard is of no database. */
static void carry_heard(const struct gate_row *old, struct gate_row *now) {
  now->heard_at = old->heard_at;
  memcpy(now->program, old->program, sizeof now->program);
  now->holds = old->holds;
}

static void carry_all(const struct gate_registry *old, struct gate_row *rows, size_t count) {
  for (size_t i = 0; i < old->count; i++) {
    struct gate_row *same = find(rows, count, old->rows[i].name);
    if (same) carry_heard(&old->rows[i], same);
  }
}

enum tx_reason gate_registry_load(struct gate_registry *registry, struct db *db) {
  struct gate_row *rows = NULL;
  size_t count = 0;
  enum tx_reason reason = gate_registry_read(db, &rows, &count);
  if (reason == TX_OK) {
    pthread_rwlock_wrlock(&registry->lock);
    struct gate_row *old = registry->rows;
    carry_all(registry, rows, count);
    registry->rows = rows;
    registry->count = count;
    pthread_rwlock_unlock(&registry->lock);
    rows = old;
  }
  free(rows);
  return reason;
}

static struct gate_row *append(struct gate_registry *registry, const struct gate_row *row) {
  struct gate_row *grown = realloc(registry->rows, (registry->count + 1) * sizeof *registry->rows);
  if (!grown) return NULL;
  registry->rows = grown;
  grown[registry->count] = *row;
  return &grown[registry->count++];
}

enum tx_reason gate_registry_put(struct gate_registry *registry, const struct gate_row *row) {
  pthread_rwlock_wrlock(&registry->lock);
  struct gate_row *known = find(registry->rows, registry->count, row->name);
  if (known) {
    struct gate_row now = *row;
    carry_heard(known, &now);
    *known = now;
  } else {
    known = append(registry, row);
  }
  pthread_rwlock_unlock(&registry->lock);
  return known ? TX_OK : TX_NO_MEMORY;
}

bool gate_registry_find(struct gate_registry *registry, const char *name, struct gate_row *out) {
  pthread_rwlock_rdlock(&registry->lock);
  const struct gate_row *row = find(registry->rows, registry->count, name);
  if (row) *out = *row;
  pthread_rwlock_unlock(&registry->lock);
  return row != NULL;
}

void gate_registry_hear(struct gate_registry *registry, const char *name, int64_t now_s) {
  pthread_rwlock_wrlock(&registry->lock);
  struct gate_row *row = find(registry->rows, registry->count, name);
  if (row) row->heard_at = now_s;
  pthread_rwlock_unlock(&registry->lock);
}

static bool is_plain(const char *program, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (program[i] <= ' ' || program[i] > '~') return false;
  return true;
}

void gate_registry_runs(struct gate_registry *registry, const char *name, const char *program) {
  const size_t n = strlen(program);
  if (n >= sizeof((struct gate_row *)0)->program || !is_plain(program, n)) return;
  pthread_rwlock_wrlock(&registry->lock);
  struct gate_row *row = find(registry->rows, registry->count, name);
  if (row) memcpy(row->program, program, n + 1);
  pthread_rwlock_unlock(&registry->lock);
}

void gate_registry_holds(struct gate_registry *registry, const char *name,
                         const struct gate_holds *holds) {
  pthread_rwlock_wrlock(&registry->lock);
  struct gate_row *row = find(registry->rows, registry->count, name);
  if (row) row->holds = *holds;
  pthread_rwlock_unlock(&registry->lock);
}

int64_t gate_registry_heard(struct gate_registry *registry, const char *name) {
  struct gate_row row;
  return gate_registry_find(registry, name, &row) ? row.heard_at : 0;
}

void gate_registry_label(struct gate_registry *registry, const char *name, char out[65]) {
  struct gate_row row;
  const bool found = gate_registry_find(registry, name, &row) && *row.label;
  snprintf(out, 65, "%.64s", found ? row.label : name);
}

bool gate_registry_find_kid(struct gate_registry *registry, const uint8_t kid[TX_KID_SIZE],
                            size_t *from, struct gate_row *out) {
  char prefix[TX_KID_SIZE * 2 + 1]; /* a gate's name begins with its key's kid */
  for (size_t i = 0; i < TX_KID_SIZE; i++)
    snprintf(prefix + i * 2, 3, "%02x", kid[i]);
  bool found = false;
  pthread_rwlock_rdlock(&registry->lock);
  for (; *from < registry->count && !found; (*from)++) {
    found = strncmp(registry->rows[*from].name, prefix, sizeof prefix - 1) == 0;
    if (found) *out = registry->rows[*from];
  }
  pthread_rwlock_unlock(&registry->lock);
  return found;
}

size_t gate_registry_count(struct gate_registry *registry) {
  size_t count = 0;
  pthread_rwlock_rdlock(&registry->lock);
  for (size_t i = 0; i < registry->count; i++)
    count += registry->rows[i].removed_at == 0;
  pthread_rwlock_unlock(&registry->lock);
  return count;
}
