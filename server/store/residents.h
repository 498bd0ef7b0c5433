/* SPDX-License-Identifier: Apache-2.0 */
/* Residents: one row is one residency, an index in one area's list. */
#ifndef SERVER_STORE_RESIDENTS_H
#define SERVER_STORE_RESIDENTS_H

#include "host/db/db.h"

/* What is encrypted at rest: nonce, ciphertext and tag. */
#define SEALED_MAX 192
struct sealed {
  uint8_t bytes[SEALED_MAX];
  size_t n; /* 0: absent */
};

struct resident {
  uint64_t area;
  uint32_t index;
  int id_type;                     /* enum id_type of the domain */
  uint8_t id_hash[TX_HASH_SIZE];   /* keyed: for look-up, and the subject of statements */
  uint8_t name_hash[TX_HASH_SIZE]; /* the same of the full name */
  struct sealed id, phone, name;
  char mask[25]; /* the name as it stands in a pass */
  char tail[5];
  char unit[13];
  char room[33];
  int32_t household;
  char birth_date[11]; /* YYYY-MM-DD, or "" */
  uint8_t role;
  char moved_in[11];
  uint8_t exempt;
  uint8_t state;      /* the office's word: active, suspended or revoked */
  uint8_t generation; /* 0 to 7 */
  uint32_t record;    /* merged, as it goes into the list */
  uint32_t issues;    /* passes issued so far, over all generations */
  int64_t created_at;
};

/* TX_OK, or TX_CONFLICT when the index or the identity is taken in that area. */
enum tx_reason residents_insert(struct db *db, const struct resident *resident);
/* Writes every field back by area and index. */
enum tx_reason residents_update(struct db *db, const struct resident *resident);

/* Writes back what an issue or a change of state touches: state, generation, record, issues. */
enum tx_reason residents_note(struct db *db, const struct resident *resident);

/* TX_OK, TX_NOT_FOUND or an error of the database. */
enum tx_reason residents_find(struct db *db, uint64_t area, uint32_t index, struct resident *out);
enum tx_reason residents_by_identity(struct db *db, const uint8_t id_hash[TX_HASH_SIZE],
                                     uint64_t area, struct resident *out);

/* Queries for db_next and residents_read. */
struct db_rows residents_of_area(struct db *db, uint64_t area);
/* At most limit of an area from an index on. */
struct db_rows residents_from(struct db *db, uint64_t area, uint32_t index, int64_t limit);
struct db_rows residents_of_subject(struct db *db, const uint8_t id_hash[TX_HASH_SIZE]);
struct db_rows residents_of_name(struct db *db, const uint8_t name_hash[TX_HASH_SIZE]);
void residents_read(const struct db_rows *rows, struct resident *out);

/* Sets what the merge made of a residency. */
enum tx_reason residents_set_record(struct db *db, uint64_t area, uint32_t index, uint32_t record);

/* Fills records[0 … count - 1] of an area; entries without a resident stay as they are. */
enum tx_reason residents_records(struct db *db, uint64_t area, uint32_t *records, uint32_t count);

enum tx_reason residents_count(struct db *db, uint64_t area, int64_t *count);

/* The number of a household within its unit; given at the first call for a room, and kept.
 * TX_CONFLICT when the unit has more than 65,536. */
enum tx_reason households_number(struct db *db, uint64_t area, const char *unit, const char *room,
                                 int32_t *number);

#endif
