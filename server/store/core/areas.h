/* SPDX-License-Identifier: Apache-2.0 */
/* The areas this server keeps lists for, and its settings. */
#ifndef SERVER_STORE_CORE_AREAS_H
#define SERVER_STORE_CORE_AREAS_H

#include "host/db/db.h"

#define AREAS_MAX 4096 /* that one walk goes over */

struct area_row {
  uint64_t area;
  uint32_t next_index;
  int64_t last_issue; /* iat of the newest pass; 0: none */
  uint32_t listed;    /* how many indexes the newest list has */
  int64_t change;     /* counts what lists tell of … */
  int64_t dated;      /* iat of the newest list, made or in the making */
  bool changed;       /* … and whether the newest list does not say all of it */
  uint64_t neighbour_id;
  uint8_t neighbour_key[64], neighbour_before[64]; /* as encrypted; the one before had id - 1 */
  size_t neighbour_key_len, neighbour_before_len;  /* 0: there is none */
};

enum tx_reason areas_add(struct db *db, uint64_t area); /* nothing happens when it is there */
enum tx_reason areas_find(struct db *db, uint64_t area, struct area_row *out); /* TX_NOT_FOUND */
struct db_rows areas_all(struct db *db); /* ascending; for areas_read */
/* The first AREAS_MAX of them, ascending. */
enum tx_reason areas_list(struct db *db, uint64_t areas[AREAS_MAX], size_t *count);
/* Those whose newest list does not say all, or is dated before a time: area in column 0. */
struct db_rows areas_due(struct db *db, int64_t before);
void areas_read(const struct db_rows *rows, struct area_row *out);

/* A list of that date is being made: passes are dated no earlier from now on, and until a list is
 * noted, one is due. */
enum tx_reason areas_note_dated(struct db *db, uint64_t area, int64_t iat);
/* The first index that is free. */
enum tx_reason areas_set_next_index(struct db *db, uint64_t area, uint32_t index);
enum tx_reason areas_note_issue(struct db *db, uint64_t area, int64_t iat);
enum tx_reason areas_note_change(struct db *db, uint64_t area);
enum tx_reason areas_note_all(struct db *db); /* something changed that every list tells of */
/* A list with so many indexes says all that had changed up to a count of changes. */
enum tx_reason areas_note_list(struct db *db, uint64_t area, uint32_t listed, int64_t change);
/* The key there was becomes the one before. */
enum tx_reason areas_set_neighbour(struct db *db, uint64_t area, struct tx_span key, uint64_t id);

enum tx_reason settings_set(struct db *db, const char *name, const char *value);
/* The same where the value is before ("": or there is none). TX_CONFLICT. */
enum tx_reason settings_change(struct db *db, const char *name, const char *before,
                               const char *value);
/* TX_NOT_FOUND, or TX_NO_SPACE when it does not fit. */
enum tx_reason settings_get(struct db *db, const char *name, char *out, size_t cap);
/* That is asked soon, within this transaction: the question goes out now (db_prefetch). */
enum tx_reason settings_foresee(struct db *db, const char *name);

#endif
