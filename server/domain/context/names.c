/* SPDX-License-Identifier: Apache-2.0 */
#include "names.h"

#include "host/sys/url.h"
#include "store/core/areas.h"
#include "store/core/changes.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_MAX 32
#define KEPT_SIZE (KEPT_MAX * HOST_NAME_SIZE)
#define SETTING "names"

struct names {
  pthread_mutex_t lock;
  char **all;
  size_t count;
};

struct names *names_create(void) {
  struct names *names = calloc(1, sizeof *names);
  if (names) pthread_mutex_init(&names->lock, NULL);
  return names;
}

void names_destroy(struct names *names) {
  if (!names) return;
  for (size_t i = 0; i < names->count; i++)
    free(names->all[i]);
  free(names->all);
  pthread_mutex_destroy(&names->lock);
  free(names);
}

static bool has(const struct names *names, const char *name) {
  for (size_t i = 0; i < names->count; i++)
    if (strcmp(names->all[i], name) == 0) return true;
  return false;
}

bool names_has(struct names *names, const char *name) {
  pthread_mutex_lock(&names->lock);
  bool found = has(names, name);
  pthread_mutex_unlock(&names->lock);
  return found;
}

static bool append(struct names *names, const char *name) {
  char **grown = reallocarray(names->all, names->count + 1, sizeof *grown);
  if (!grown) return false;
  names->all = grown;
  grown[names->count] = strdup(name);
  if (!grown[names->count]) return false;
  names->count++;
  return true;
}

enum tx_reason names_add(struct names *names, const char *name) {
  pthread_mutex_lock(&names->lock);
  bool there = has(names, name) || append(names, name);
  pthread_mutex_unlock(&names->lock);
  return there ? TX_OK : TX_NO_MEMORY;
}

/* --- kept, one after another, with blanks between ----------------------------------------------
 */

static enum tx_reason read_kept(struct db *db, char out[KEPT_SIZE]) {
  out[0] = '\0';
  enum tx_reason reason = settings_get(db, SETTING, out, KEPT_SIZE);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

static bool is_kept(const char *kept, const char *name) {
  size_t n = strlen(name);
  for (const char *at = kept; *at; at += strspn(at, " ")) {
    size_t one = strcspn(at, " ");
    if (one == n && memcmp(at, name, n) == 0) return true;
    at += one;
  }
  return false;
}

enum tx_reason names_keep(struct names *names, struct db *db, const char *name) {
  char kept[KEPT_SIZE], longer[KEPT_SIZE + HOST_NAME_SIZE + 1];
  enum tx_reason reason = read_kept(db, kept);
  if (reason == TX_OK && !is_kept(kept, name)) {
    snprintf(longer, sizeof longer, "%s%s%s", kept, *kept ? " " : "", name);
    const char *rest = longer;
    while (strlen(rest) >= KEPT_SIZE)
      rest += strcspn(rest, " ") + 1;
    reason = settings_set(db, SETTING, rest);
    if (reason == TX_OK) reason = changes_note(db, CHANGE_NAMES, 0, 0);
  }
  return reason == TX_OK ? names_add(names, name) : reason;
}

enum tx_reason names_load(struct names *names, struct db *db) {
  char kept[KEPT_SIZE], *rest = NULL;
  enum tx_reason reason = read_kept(db, kept);
  for (char *one = strtok_r(kept, " ", &rest); one && reason == TX_OK;
       one = strtok_r(NULL, " ", &rest))
    reason = names_add(names, one);
  return reason;
}
