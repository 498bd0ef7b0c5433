/* SPDX-License-Identifier: Apache-2.0 */
#include "standby.h"

#include "store/core/store.h"

#include <string.h>

static const char *const words[] = {
  [STANDBY_NONE] = "none",
  [STANDBY_WANTED] = "wanted",
  [STANDBY_NEEDED] = "needed",
};

const char *standby_word(enum standby standby) {
  return words[standby];
}

enum standby standby_find(const char *word) {
  if (strcmp(word, words[STANDBY_WANTED]) == 0) return STANDBY_WANTED;
  return strcmp(word, words[STANDBY_NEEDED]) == 0 ? STANDBY_NEEDED : STANDBY_NONE;
}

enum tx_reason standby_expect(struct server *server, enum standby standby,
                              struct host_problem *problem) {
  server->standby = standby;
  if (standby != STANDBY_NONE && !store_shared(server->store))
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "只有PostgreSQL才有备库：请写上 database，或去掉 standby。",
                            "Only PostgreSQL has standbys: name a database, or leave standby out.");
  if (standby == STANDBY_NEEDED) store_need_two_machines(server->store);
  return TX_OK;
}

int standby_machines(const struct server *server) {
  return store_machines(server->store);
}

bool standby_missing(const struct server *server) {
  return server->standby != STANDBY_NONE && standby_machines(server) < 2;
}

enum tx_reason standby_look(struct server *server) {
  struct db *db = store_take_shared(server->store);
  enum tx_reason reason = db_ask_machines(db);
  store_give(server->store, db);
  return reason;
}
