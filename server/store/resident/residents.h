/* SPDX-License-Identifier: Apache-2.0 */
/* Residents: one row is one residency, an index in one area's list. */
#ifndef SERVER_STORE_RESIDENT_RESIDENTS_H
#define SERVER_STORE_RESIDENT_RESIDENTS_H

#include "host/db/db.h"
#include "model/resident.h"

/* TX_OK, or TX_CONFLICT when the index or the identity is taken in that area. import is 0, or the
 * import (imports.h) that brings it: until that is done nobody finds it. */
enum tx_reason residents_insert(struct db *db, const struct resident *resident, int64_t import);
/* Lays a change of a resident by for the end of an import: all that a roster says. */
enum tx_reason residents_stage(struct db *db, const struct resident *resident, int64_t import);
/* Puts a row as it stands: at its index, or where residents_stage lays changes by; import 0: none.
 */
enum tx_reason residents_put(struct db *db, const struct resident *resident, int64_t index,
                             int64_t import);
/* What an import has laid by, at most limit rows: for residents_read, with the index as it was. */
struct db_rows residents_staged(struct db *db, uint64_t area, int64_t import, int64_t limit);
/* Writes one of these over its resident, and forgets it. import: whose change it is, until
 * somebody changes it by hand (residents_change). */
enum tx_reason residents_apply(struct db *db, const struct resident *staged, int64_t import);
/* Takes at most limit rows of an import away; *left says whether there may be more. */
enum tx_reason residents_withdraw(struct db *db, uint64_t area, int64_t import, int64_t limit,
                                  bool *left);

/* Writes what a roster says of one whose entry is still the one that was read. TX_CONFLICT:
 * somebody wrote another meanwhile. */
enum tx_reason residents_change(struct db *db, const struct resident *resident,
                                const struct sealed *before);

/* Writes back what an issue or a change of state touches: state, generation, record, issues. */
enum tx_reason residents_note(struct db *db, const struct resident *resident);

/* TX_OK, TX_NOT_FOUND or an error of the database. */
enum tx_reason residents_find(struct db *db, uint64_t area, uint32_t index, struct resident *out);
enum tx_reason residents_by_identity(struct db *db, uint64_t area,
                                     const uint8_t id_hash[TX_HASH_SIZE], struct resident *out);
/* Says in a transaction that this is asked soon (db_prefetch). */
enum tx_reason residents_foresee(struct db *db, uint64_t area, const uint8_t id_hash[TX_HASH_SIZE]);

/* Queries for db_next and residents_read: at most limit of an area from an index on. */
struct db_rows residents_from(struct db *db, uint64_t area, uint32_t index, int64_t limit);
/* The same of those whose record restrains them: yellow or red, monitoring to suspended, a
 * positive test. */
struct db_rows residents_restrained(struct db *db, uint64_t area, uint32_t index, int64_t limit);
/* The same of those who are not revoked, visitor, courier, car or supplier, not exempt from swabs,
 * and have neither a result of a swab since then (half hours, as a record has them) nor one that is
 * awaited. */
struct db_rows residents_untested(struct db *db, uint64_t area, uint32_t index, uint32_t since,
                                  int64_t limit);
/* Index in column 0: those from an index to another who were revoked, have had no pass since a
 * time, and about whom nothing was decided since then or is to be answered; no visitors. */
struct db_rows residents_left(struct db *db, uint64_t area, int64_t since, uint32_t from,
                              uint32_t to, int64_t limit);
struct db_rows residents_of_name(struct db *db, uint64_t area,
                                 const uint8_t name_hash[TX_HASH_SIZE]);
struct db_rows residents_of_phone(struct db *db, uint64_t area,
                                  const uint8_t phone_hash[TX_HASH_SIZE]);
/* All rows of an area behind one, of unfinished imports and below zero too: their index in
 * column 1. */
struct db_rows residents_after(struct db *db, uint64_t area, int64_t index, int64_t limit);
/* Of a row from before there were such hashes. */
enum tx_reason residents_set_phone(struct db *db, const struct resident *resident, int64_t index);
/* Says where a row of residents_put is found by identity. TX_CONFLICT when it is there. */
enum tx_reason directory_add(struct db *db, uint64_t area, const uint8_t id_hash[TX_HASH_SIZE],
                             uint32_t index);
/* The areas in which a person lives: column 0. They may be asked for soon (db_prefetch). */
enum tx_reason directory_foresee(struct db *db, const uint8_t id_hash[TX_HASH_SIZE]);
struct db_rows directory_areas(struct db *db, const uint8_t id_hash[TX_HASH_SIZE]);
void residents_read(const struct db_rows *rows, struct resident *out);

/* Somebody of the office changed something: no import undoes it. */
enum tx_reason residents_touch(struct db *db, uint64_t area, uint32_t index);

/* TX_CONFLICT: it is not exempt from the same as resident any more. */
enum tx_reason residents_set_exempt(struct db *db, const struct resident *resident, uint8_t exempt);

/* Sets what the merge made of a residency. */
enum tx_reason residents_set_record(struct db *db, uint64_t area, uint32_t index, uint32_t record);

/* Fills records[from … to - 1] of an area; entries without a resident stay as they are. */
enum tx_reason residents_records(struct db *db, uint64_t area, uint32_t *records, uint32_t from,
                                 uint32_t to);

enum tx_reason residents_count(struct db *db, uint64_t area, int64_t *count);

/* Where a household lives, by keyed hashes. */
struct household_place {
  uint64_t area;
  uint8_t unit[TX_HASH_SIZE], room[TX_HASH_SIZE]; /* room: of building and room */
};
/* The number of a household within its unit. TX_NOT_FOUND. */
enum tx_reason households_find(struct db *db, const struct household_place *place, int32_t *number);
/* The households of a unit: room and number in columns 0 and 1. */
struct db_rows households_of_unit(struct db *db, uint64_t area, const uint8_t unit[TX_HASH_SIZE]);
/* Says in a transaction that this is asked soon (db_prefetch). */
enum tx_reason households_foresee(struct db *db, uint64_t area, const uint8_t unit[TX_HASH_SIZE]);
/* Numbers one within its unit. TX_CONFLICT when it has a number. */
enum tx_reason households_add(struct db *db, const struct household_place *place, int32_t number);

#endif
