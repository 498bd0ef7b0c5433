/* SPDX-License-Identifier: Apache-2.0 */
/* A roster on its way in. Private to the room. */
#ifndef SERVER_DOMAIN_IMPORT_ROSTER_IMPORT_INTERNAL_H
#define SERVER_DOMAIN_IMPORT_ROSTER_IMPORT_INTERNAL_H

#include "domain/resident/duplicates.h"
#include "domain/resident/household.h"
#include "domain/resident/identities.h"
#include "domain/roster/roster.h"
#include "preview.h"
#include "roster_ahead.h"
#include "roster_import.h"

enum phase { READING, COMPARING, ENTERING, SHOWING, APPLYING, DONE };

struct roster_import {
  struct server *server;
  const struct request *request; /* of the step under way */
  struct roster roster;
  struct import_row row;
  struct duplicates seen;
  struct duplicates present; /* who stands in rows that were refused */
  struct roster_ahead ahead;
  struct households households;
  struct identities added; /* who is not in the directory yet */
  struct roster_error last_swapped;
  size_t swapped;
  enum phase phase;
  struct import_report report;
  uint8_t digest[TX_HASH_SIZE]; /* over whom the rows meant, and what was known of them */
  bool previewing;              /* what the rows come to is noted, and nothing is written … */
  struct preview *preview;      /* … here; else the one that is carried out, or NULL */
  bool seconded;                /* who comes in this way does so with another body's word */
  bool first;                   /* nobody was here whom a rounded number could mean */
  bool stale;                   /* … which would no longer do what was shown */
  uint32_t compared;            /* up to this index it is known who is gone */
};

/* NULL without memory; roster_import_close takes it apart. */
struct roster_import *roster_import_create(struct server *server, uint64_t area);
/* Reads encoding and heading, and begins. */
enum tx_reason roster_import_begin(struct roster_import *import, const struct request *request,
                                   struct tx_span bytes, const char *map,
                                   struct host_problem *problem);
/* Some of those who live here: whoever the file does not name is noted; *end after the last. Of an
 * import within the caller's transaction. */
enum tx_reason roster_compare_page(struct roster_import *import, bool *end);
/* One slice of a preview; the phase is DONE after the last. */
enum tx_reason roster_preview_step(struct roster_import *import, struct host_problem *problem);

/* One row; *end after the last. */
enum tx_reason roster_read_row(struct roster_import *import, bool *end,
                               struct host_problem *problem);
/* Whether the file as a whole may go in, once it was read. */
enum tx_reason roster_check_end(struct roster_import *import, struct host_problem *problem);

#endif
