/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom a roster did not name: a list that the office confirms, all of it or a part, within a day.
 * Who is confirmed to have moved out is revoked on ground B2 as one by one, with a request each, so
 * that they see it and may appeal; the limits of one account hold. For a day it is taken back.
 */
#ifndef SERVER_DOMAIN_GONE_H
#define SERVER_DOMAIN_GONE_H

#include "model/import.h"
#include "model/retention.h"
#include "request.h"

#define GONE_SHOWN 1000
#define GONE_MAX 131072 /* people of a list who are named */

/* Why somebody was left alone. */
enum gone_left {
  GONE_LEFT_UNLISTED, /* is not on the list */
  GONE_LEFT_CHANGED,  /* is suspended, revoked, or another by now */
  GONE_LEFT_NAMED,    /* a roster that came in later names them */
};
const char *gone_left_word(enum gone_left why); /* "unlisted" … */

struct gone_person {
  uint32_t index;
  enum gone_left why;
};

struct gone_report {
  uint64_t area;
  int64_t import;
  size_t done, repeated, left; /* done: ended, or taken back; repeated: it was so already */
  size_t listed;               /* of people */
  struct gone_person people[GONE_SHOWN]; /* the first of those left alone */
};

struct gone_in {
  uint64_t area;
  int64_t import;
  bool back;                    /* takes it back, of the last day */
  const uint32_t *indexes;      /* of whom; kept no longer than the call … */
  size_t count;                 /* … 0: of the whole list */
  const char *evidence, *words; /* how it was checked; as with a request */
};

struct gone_work;

/* Begins. The caller closes *out, also after an error. TX_NOT_FOUND (no import of the last day),
 * TX_CONFLICT (it was undone), TX_BAD_ARGUMENT (no evidence), with a sentence. */
enum tx_reason gone_open(const struct request *request, const struct gone_in *in,
                         struct gone_work **out, struct host_problem *problem);
/* One slice more; *done after the last. TX_NOT_ALLOWED, with a sentence: more than one account does
 * alone. What was done before an error stays, and the same again goes on from there. */
enum tx_reason gone_step(struct gone_work *work, const struct request *request, bool *done,
                         struct host_problem *problem);
const struct gone_report *gone_report(const struct gone_work *work);
void gone_close(struct gone_work *work);

/* Of a list, from an index on, at most limit. As gone_open. *done tells of the whole. */
enum tx_reason gone_list(const struct request *request, uint64_t area, int64_t import,
                         uint32_t from, size_t limit, struct gone *out, size_t *count,
                         struct import_done *done, struct host_problem *problem);

#endif
