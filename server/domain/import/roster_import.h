/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a roster in: read row by row, checked, written in slices. */
#ifndef SERVER_DOMAIN_IMPORT_ROSTER_IMPORT_H
#define SERVER_DOMAIN_IMPORT_ROSTER_IMPORT_H

#include "domain/resident/intake.h"
#include "domain/roster/refused_rows.h"

struct import_report {
  int64_t id; /* of the import, or of the preview once it is done */
  uint64_t area;
  size_t rows, added, updated, unchanged, gone; /* gone: not named by it */
  unsigned per_mille;                           /* of the file, so far */
  struct row_errors errors;
  struct refused_rows refused; /* where they were asked for */
  struct row_errors notes;     /* what was left out of rows that were taken */
  const struct roster *roster; /* its notices */
};

struct roster_import;

/* Reads encoding and heading of a file (csv.h, heading.h, with its map), and begins. The caller
 * closes *out, also after an error and holding no request then; bytes outlive it. TX_BAD_ARGUMENT,
 * TX_NOT_FOUND (the area), TX_CONFLICT (another goes on), each with a sentence. */
enum tx_reason roster_import_open(struct server *server, const struct request *request,
                                  uint64_t area, struct tx_span bytes, const char *map,
                                  struct roster_import **out, struct host_problem *problem);

/* The same for a preview (preview.h): what it would do is noted, and kept with the last step.
 * TX_TOO_MANY for a file that is too large, TX_BUSY in that step, each with a sentence. */
enum tx_reason roster_preview_open(struct server *server, const struct request *request,
                                   uint64_t area, struct tx_span bytes, const char *map,
                                   struct roster_import **out, struct host_problem *problem);
/* Carries a preview out: all of what it showed, or nothing (TX_CONFLICT at the end of the reading,
 * where the roster changed meanwhile). Also TX_NOT_FOUND, TX_CONFLICT, with a sentence. */
enum tx_reason roster_import_confirm(struct server *server, const struct request *request,
                                     uint64_t area, int64_t id, struct roster_import **out,
                                     struct host_problem *problem);

/* Keeps the rows that are refused (refused_rows.h). Before the first step. TX_OK, TX_NO_MEMORY. */
enum tx_reason roster_import_keep_refused(struct roster_import *import);

/* One slice more. *done once all of it is in. After an error nothing of it stays. */
enum tx_reason roster_import_step(struct roster_import *import, const struct request *request,
                                  bool *done, struct host_problem *problem);

/* Alive until the import is closed. */
const struct import_report *roster_import_report(const struct roster_import *import);

/* Before it was done: cancels it. Holds no request. */
void roster_import_close(struct roster_import *import);

#endif
