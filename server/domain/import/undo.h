/* SPDX-License-Identifier: Apache-2.0 */
/* What a roster added and changed, taken back within a day, where nobody changed it since. */
#ifndef SERVER_DOMAIN_IMPORT_UNDO_H
#define SERVER_DOMAIN_IMPORT_UNDO_H

#include "domain/resident/intake.h"
#include "model/retention.h"

/* Why somebody was left alone. */
enum undo_left {
  UNDO_LEFT_PASS,    /* was added, and has a pass by now */
  UNDO_LEFT_CHANGED, /* was changed since, or is gone */
  UNDO_LEFT_USED,    /* was added; an application, a phone, a claim code, a request hangs on them */
};
const char *undo_left_word(enum undo_left why); /* "pass" … */

struct undo_person {
  uint32_t index;
  enum undo_left why;
};

#define UNDO_SHOWN 1000
struct undo_report {
  uint64_t area;
  int64_t id;
  size_t removed, restored, left, holders; /* holders: restored, and their pass says otherwise */
  size_t listed;                           /* of people */
  struct undo_person people[UNDO_SHOWN];   /* the first of those left alone by index */
  uint32_t with_pass[UNDO_SHOWN];          /* the first of the holders */
};

struct undo;

/* Begins; no roster comes in meanwhile. The caller closes *out, also after an error and holding no
 * request then. One that was cut off is begun anew. TX_NOT_FOUND (none of the last day),
 * TX_NOT_ALLOWED, TX_CONFLICT (taken back already; still coming in), with a sentence. */
enum tx_reason undo_open(struct server *server, const struct request *request, uint64_t area,
                         int64_t id, struct undo **out, struct host_problem *problem);
/* One slice more; *done after the last. */
enum tx_reason undo_step(struct undo *undo, const struct request *request, bool *done,
                         struct host_problem *problem);
const struct undo_report *undo_report(const struct undo *undo);
void undo_close(struct undo *undo);

/* Those of the last day that the caller's rights reach; the caller frees *out. */
enum tx_reason undo_list(const struct request *request, struct import_done **out, size_t *count);

#endif
