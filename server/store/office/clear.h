/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows that programs before schema 6 wrote in clear, until they are sealed: the tables named
 * _clear. Each query reads the first row that is left, and each _forget takes one away.
 */
#ifndef SERVER_STORE_OFFICE_CLEAR_H
#define SERVER_STORE_OFFICE_CLEAR_H

#include "audit.h"
#include "model/resident.h"

/* A resident with the seals of that time, each bound to its column. */
struct clear_resident {
  struct resident resident; /* its person but for name, number and telephone */
  int64_t index;            /* below zero: laid by for the end of an import */
  int64_t import;           /* 0: none */
  struct sealed name, id, phone;
};
struct db_rows clear_residents(struct db *db); /* for clear_resident_read */
void clear_resident_read(const struct db_rows *rows, struct clear_resident *out);
enum tx_reason clear_resident_forget(struct db *db, const struct clear_resident *row);

/* area, unit, room, number in columns 0 to 3. */
struct db_rows clear_households(struct db *db);
enum tx_reason clear_household_forget(struct db *db, uint64_t area, const char *unit,
                                      const char *room);

/* area, n, at, actor, action, detail, salt, hash, head in columns 0 to 8. */
struct db_rows clear_audit(struct db *db);
enum tx_reason clear_audit_forget(struct db *db, uint64_t area, int64_t n);

/* gate, seq, body, area, received_at in columns 0 to 4. */
struct db_rows clear_events(struct db *db);
enum tx_reason clear_event_forget(struct db *db, uint64_t area, const char *gate, uint64_t seq);

/* id, area, json, actor, created_at, seq, accepted in columns 0 to 6. */
struct db_rows clear_drafts(struct db *db);
enum tx_reason clear_draft_forget(struct db *db, int64_t id);

/* The tables themselves, once they are empty. */
enum tx_reason clear_drop(struct db *db);

#endif
