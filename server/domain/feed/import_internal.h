/* SPDX-License-Identifier: Apache-2.0 */
/* A file of statements on its way in. Private to the room. */
#ifndef SERVER_DOMAIN_FEED_IMPORT_INTERNAL_H
#define SERVER_DOMAIN_FEED_IMPORT_INTERNAL_H

#include "domain/statement/member.h"
#include "held.h"
#include "host/sys/csv.h"
#include "import.h"
#include "store/resident/imports.h"

enum phase { READING, SHOWING, APPLYING, DONE };

/* A row of one area, by whose it is: in this order rows are moved, so that what stands together in
 * the database is written together. */
struct place {
  uint64_t person; /* the first bytes of the keyed hash */
  int64_t n;
  bool counts; /* a row that goes to several areas is counted in the first */
};

/* What a feed brings to one area. */
struct part {
  struct import_row row;
  struct place *places;
  size_t count, cap, moved;
  bool sorted;
  bool held; /* for a second person, who is asked for what it comes to */
  struct held_wish wish;
};

struct feed_import {
  struct server *server;
  const struct request *request; /* of the step under way */
  struct csv_text text;
  struct csv csv;
  int places[FEED_MEMBERS];
  enum phase phase;
  struct part *parts; /* one an area that the feed speaks of */
  size_t part_count, applied;
  struct feed_report report;
};

/* Moves rows to where they count, a slice; the phase is DONE after the last. */
enum tx_reason feed_move_slice(struct feed_import *feed, struct host_problem *problem);

#endif
