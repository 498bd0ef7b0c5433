/* SPDX-License-Identifier: Apache-2.0 */
#include "gatebook.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct gatebook {
  pthread_rwlock_t lock;
  struct gate_row *rows;
  size_t count;
};

struct gatebook *gatebook_create(void) {
  struct gatebook *book = calloc(1, sizeof *book);
  if (book) pthread_rwlock_init(&book->lock, NULL);
  return book;
}

void gatebook_destroy(struct gatebook *book) {
  if (!book) return;
  pthread_rwlock_destroy(&book->lock);
  free(book->rows);
  free(book);
}

static enum tx_reason read_all(struct db *db, struct gate_row **rows, size_t *count) {
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

enum tx_reason gatebook_load(struct gatebook *book, struct db *db) {
  struct gate_row *rows = NULL;
  size_t count = 0;
  enum tx_reason reason = read_all(db, &rows, &count);
  if (reason == TX_OK) {
    pthread_rwlock_wrlock(&book->lock);
    struct gate_row *old = book->rows;
    book->rows = rows;
    book->count = count;
    pthread_rwlock_unlock(&book->lock);
    rows = old;
  }
  free(rows);
  return reason;
}

bool gatebook_find(struct gatebook *book, const char *name, struct gate_row *out) {
  bool found = false;
  pthread_rwlock_rdlock(&book->lock);
  for (size_t i = 0; i < book->count && !found; i++) {
    found = strcmp(book->rows[i].name, name) == 0;
    if (found) *out = book->rows[i];
  }
  pthread_rwlock_unlock(&book->lock);
  return found;
}

bool gatebook_find_kid(struct gatebook *book, const uint8_t kid[TX_KID_SIZE], size_t *from,
                       struct gate_row *out) {
  char prefix[TX_KID_SIZE * 2 + 1]; /* a gate's name begins with its key's kid */
  for (size_t i = 0; i < TX_KID_SIZE; i++)
    snprintf(prefix + i * 2, 3, "%02x", kid[i]);
  bool found = false;
  pthread_rwlock_rdlock(&book->lock);
  for (; *from < book->count && !found; (*from)++) {
    found = strncmp(book->rows[*from].name, prefix, sizeof prefix - 1) == 0;
    if (found) *out = book->rows[*from];
  }
  pthread_rwlock_unlock(&book->lock);
  return found;
}

size_t gatebook_count(struct gatebook *book) {
  size_t count = 0;
  pthread_rwlock_rdlock(&book->lock);
  for (size_t i = 0; i < book->count; i++)
    count += book->rows[i].removed_at == 0;
  pthread_rwlock_unlock(&book->lock);
  return count;
}
