/* SPDX-License-Identifier: Apache-2.0 */
/* Swabs that sampling points registered, and what laboratories said of the tubes that they are in:
 * each tube by a keyed hash of its barcode. */
#ifndef SERVER_STORE_FEED_TUBES_H
#define SERVER_STORE_FEED_TUBES_H

#include "host/db/db.h"
#include "model/feed.h"

#include "format/event.h"

enum swab_state {
  SWAB_WAITS,   /* to be opened and checked */
  SWAB_COUNTS,  /* of subject: a result of the tube reaches them */
  SWAB_UNDONE,  /* at the sampling point */
  SWAB_REFUSED, /* counts for nobody; of an undoing: that counts for nothing */
};

/* An event of a gate that names a tube. */
struct swab_row {
  uint64_t area; /* the gate's */
  char gate[TX_GATE_NAME_SIZE + 1];
  uint64_t seq;
  uint8_t tube[TX_HASH_SIZE];
  int64_t at; /* when it was taken, as the gate dates it */
  int64_t received_at;
  uint64_t undoes; /* the number of the swab that it undoes; 0: it is a swab */
  enum swab_state state;
  uint8_t subject[TX_HASH_SIZE]; /* once it counts */
};

/* Once, however often it comes; it waits. */
enum tx_reason swabs_add(struct db *db, const struct swab_row *row);
/* Those that wait and are due, at most limit of them, of each gate in the order of their numbers;
 * for swabs_read. */
struct db_rows swabs_due(struct db *db, int64_t now_s, int64_t limit);
/* Those of a tube that count, in the order in which they were taken. */
struct db_rows swabs_of_tube(struct db *db, const uint8_t tube[TX_HASH_SIZE]);
/* A person's that count. */
struct db_rows swabs_of_subject(struct db *db, const uint8_t subject[TX_HASH_SIZE]);
void swabs_read(const struct db_rows *rows, struct swab_row *out);
/* By its area, gate and number, and where undoes is not 0 by what it undoes. TX_NOT_FOUND. */
enum tx_reason swabs_find(struct db *db, struct swab_row *row);
/* Sets state and subject; while it waits, when it is due again. */
enum tx_reason swabs_set(struct db *db, const struct swab_row *row, int64_t due);
enum tx_reason swabs_waiting(struct db *db, int64_t *count);

/* What was said of a tube: a line as it came, sealed. */
struct tube_result_row {
  uint64_t area; /* of the feed */
  uint8_t tube[TX_HASH_SIZE];
  uint8_t name[TX_HASH_SIZE]; /* a keyed hash of the source and its number */
  char source[FEED_SOURCE_SIZE];
  int64_t content; /* as a statement's */
  int64_t received_at;
  bool restrains;
};

/* *added: it was not there. TX_CONFLICT: other content is, under that name. */
enum tx_reason tube_results_add(struct db *db, const struct tube_result_row *row,
                                struct tx_span sealed, bool *added);
/* In the order in which they came; for tube_results_read. */
struct db_rows tube_results_of(struct db *db, const uint8_t tube[TX_HASH_SIZE]);
void tube_results_read(const struct db_rows *rows, struct tube_result_row *out,
                       struct tx_span *sealed);

/* What was taken, or came, before a time, at most limit of each; *left: there may be more. */
enum tx_reason tubes_forget(struct db *db, int64_t before, int64_t limit, bool *left);

#endif
