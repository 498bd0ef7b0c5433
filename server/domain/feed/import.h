/* SPDX-License-Identifier: Apache-2.0 */
/* Statements by the batch: what laboratories and authorities say of people, as CSV whose columns
 * are those of member.h; id_number, field, value, source and observed_at have to be there. */
#ifndef SERVER_DOMAIN_FEED_IMPORT_H
#define SERVER_DOMAIN_FEED_IMPORT_H

#include "domain/resident/intake.h"
#include "domain/statement/read.h"

struct feed_report {
  size_t rows, added, repeated;
  size_t unknown;     /* of people who live in none of this server's areas */
  size_t held;        /* restrain somebody, and wait for a second person */
  int64_t request;    /* of the last area with any */
  size_t changed;     /* records */
  unsigned per_mille; /* of the file, so far */
  struct row_errors errors;
};

struct feed_import;

/* Whether a text (CSV, UTF-8) begins with a feed's heading. */
bool feed_heading_stands(const char *csv, size_t n);

/* Reads encoding and heading. The caller closes *out, also after an error and holding no request
 * then; bytes outlive it. TX_BAD_ARGUMENT with a sentence. */
enum tx_reason feed_import_open(struct server *server, const struct request *request,
                                struct tx_span bytes, struct feed_import **out,
                                struct host_problem *problem);

/* One slice more. *done once all of it counts, or waits for a second person. After an error nothing
 * of it stays. */
enum tx_reason feed_import_step(struct feed_import *feed, const struct request *request, bool *done,
                                struct host_problem *problem);

/* Alive until the feed is closed. */
const struct feed_report *feed_import_report(const struct feed_import *feed);

/* Before it was done: cancels it. Holds no request. */
void feed_import_close(struct feed_import *feed);

#endif
