/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whoever is known by several documents: all of them, that of the roster among them; nothing of
 * whoever has one. Each stands in the directory as well, so that whoever is looked for by any of
 * them is found.
 */
#ifndef SERVER_STORE_RESIDENT_DOCUMENTS_H
#define SERVER_STORE_RESIDENT_DOCUMENTS_H

#include "host/db/db.h"
#include "model/resident.h"

#define DOCUMENT_BY_SIZE 65

struct document_row {
  uint64_t area;
  uint32_t index;
  uint8_t id_hash[TX_HASH_SIZE];
  struct sealed sealed; /* kind and number */
  int64_t added_at;
  char added_by[DOCUMENT_BY_SIZE];
};

/* Both, and what is there already stays. */
enum tx_reason documents_add(struct db *db, const struct document_row *row);
/* A residency's, by when they were added. Rows for documents_read. */
struct db_rows documents_of(struct db *db, uint64_t area, uint32_t index);
void documents_read(const struct db_rows *rows, struct document_row *out);
enum tx_reason documents_remove(struct db *db, uint64_t area, uint32_t index,
                                const uint8_t id_hash[TX_HASH_SIZE]);
/* What a residency has goes to another of the same person, but for what somebody else has there. */
enum tx_reason documents_carry(struct db *db, const struct resident *from,
                               const struct resident *to);
/* All that a residency is known by is another's of the same area. */
enum tx_reason documents_move(struct db *db, uint64_t area, uint32_t from, uint32_t to);
/* All of a residency, with what the directory has of it. */
enum tx_reason documents_drop(struct db *db, uint64_t area, uint32_t index);

#endif
