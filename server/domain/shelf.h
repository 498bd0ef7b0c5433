/* SPDX-License-Identifier: Apache-2.0 */
/* The newest signed objects in memory: what sync is answered from, with no database in the way. */
#ifndef SERVER_DOMAIN_SHELF_H
#define SERVER_DOMAIN_SHELF_H

#include "store/publications.h"

struct shelf;

/* A signed object that stays as long as someone holds it. */
struct shelf_item {
  enum publication_kind kind;
  uint64_t area, seq, before; /* as of struct publication */
  int64_t iat;
  struct tx_span body;
  int references; /* changed by shelf_take and shelf_release only */
};

struct shelf *shelf_create(void);
void shelf_destroy(struct shelf *shelf);

/* Fills an empty shelf with the newest of everything. */
enum tx_reason shelf_load(struct shelf *shelf, struct db *db);

/* Lays an object in the place of the one before it; the body is copied. */
enum tx_reason shelf_put(struct shelf *shelf, const struct publication *publication);

/* Lays what the database has as newest of a kind and area; to be called after the commit. */
enum tx_reason shelf_refresh(struct shelf *shelf, struct db *db, enum publication_kind kind,
                             uint64_t area);

/* The newest of a kind and area, or NULL; to be given back with shelf_release. */
struct shelf_item *shelf_take(struct shelf *shelf, enum publication_kind kind, uint64_t area);
void shelf_release(struct shelf_item *item);

/* The areas that have a status list, ascending; returns how many of them fit into out. */
size_t shelf_areas(struct shelf *shelf, uint64_t *out, size_t cap);

#endif
