/* SPDX-License-Identifier: Apache-2.0 */
/* Statements by the batch: what laboratories and authorities say of people, as CSV with the columns
 * 证件号码 id_number, 项目 field, 结果 value, 来源 source, 时间 observed_at and perhaps 有效期至
 * valid_until. */
#ifndef SERVER_DOMAIN_FEED_IMPORT_H
#define SERVER_DOMAIN_FEED_IMPORT_H

#include "domain/resident/intake.h"
#include "statement.h"

struct feed_report {
  size_t rows, added, repeated;
  size_t unknown;     /* of people who live in none of this server's areas */
  size_t changed;     /* records */
  unsigned per_mille; /* of the file, so far */
  struct row_errors errors;
};

struct feed_import;

/* Reads encoding and heading. The caller closes *out, also after an error and holding no request
 * then, and keeps bytes no longer than this call. TX_BAD_ARGUMENT with a sentence. */
enum tx_reason feed_import_open(struct server *server, const struct request *request,
                                struct tx_span bytes, struct feed_import **out,
                                struct host_problem *problem);

/* One slice more. *done once all of it counts. After an error nothing of it stays. */
enum tx_reason feed_import_step(struct feed_import *feed, const struct request *request, bool *done,
                                struct host_problem *problem);

/* Alive until the feed is closed. */
const struct feed_report *feed_import_report(const struct feed_import *feed);

/* Before it was done: cancels it. Holds no request. */
void feed_import_close(struct feed_import *feed);

#endif
