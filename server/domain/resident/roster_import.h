/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a roster in: read row by row, checked, written in slices. */
#ifndef SERVER_DOMAIN_ROSTER_IMPORT_H
#define SERVER_DOMAIN_ROSTER_IMPORT_H

#include "intake.h"

struct import_report {
  int64_t id;
  uint64_t area;
  size_t rows, added, updated, unchanged;
  unsigned per_mille; /* of the file, so far */
  struct row_errors errors;
};

struct roster_import;

/* Reads encoding and heading of a file (csv.h, roster.h), and begins. The caller closes *out, also
 * after an error and holding no request then, and keeps bytes no longer than this call.
 * TX_BAD_ARGUMENT, TX_NOT_FOUND (the area), TX_CONFLICT (another goes on), each with a sentence. */
enum tx_reason roster_import_open(struct server *server, const struct request *request,
                                  uint64_t area, struct tx_span bytes, struct roster_import **out,
                                  struct host_problem *problem);

/* One slice more. *done once all of it is in. After an error nothing of it stays. */
enum tx_reason roster_import_step(struct roster_import *import, const struct request *request,
                                  bool *done, struct host_problem *problem);

/* Alive until the import is closed. */
const struct import_report *roster_import_report(const struct roster_import *import);

/* Before it was done: cancels it. Holds no request. */
void roster_import_close(struct roster_import *import);

#endif
