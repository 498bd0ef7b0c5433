/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what a test's server has written down can be read. */
#ifndef TESTS_UNIT_ROOM_WORDS_H
#define TESTS_UNIT_ROOM_WORDS_H

#include "promise.h"

#include "api/office/audit_words.h"
#include "host/db/db.h"

#include <stdio.h>
#include <stdlib.h>

#define ROOM_AREAS_MAX 16
#define ROOM_ENTRIES_MAX 2000

/* A group's teardown that only fails leaves its program's status 0. */
static inline void room_lacks_words(const char *action, const char *detail) {
  fprintf(stderr, "no words: %s: %s\n", action, detail);
  abort();
}

static inline void room_check_words_of(const struct request *request, uint64_t area) {
  char words[AUDIT_WORDS_SIZE];
  struct host_problem problem = { 0 };
  struct audit_query query = { .area = area, .limit = ROOM_ENTRIES_MAX, .subject = -1 };
  struct audit_line *lines = calloc(ROOM_ENTRIES_MAX, sizeof *lines);
  size_t count = 0;
  assert_non_null(lines);
  if (audit_log_list(request, &query, lines, &count, &problem) != TX_OK) count = 0;
  for (size_t i = 0; i < count; i++) {
    if (lines[i].dead) continue;
    if (audit_action_words(lines[i].action, false) == lines[i].action)
      room_lacks_words(lines[i].action, "");
    for (int english = 0; english < 2; english++)
      if (!audit_detail_words(&lines[i], english, words))
        room_lacks_words(lines[i].action, lines[i].detail);
  }
  free(lines);
}

/* Whatever a test did: what was written down of it can be read in Chinese and in English. */
static inline void room_check_words(struct server *server, int64_t now_s) {
  int64_t areas[ROOM_AREAS_MAX];
  size_t count = 0;
  struct request request = request_begin(server, now_s, "test");
  {
    DB_ROWS rows = db_select(request.db, "select distinct area from audit where n > $1", db_int(0));
    while (count < ROOM_AREAS_MAX && db_next(&rows))
      areas[count++] = db_column_int(&rows, 0);
  }
  for (size_t i = 0; i < count; i++)
    room_check_words_of(&request, (uint64_t)areas[i]);
  request_end(server, &request);
}

#endif
