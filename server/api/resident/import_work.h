/* SPDX-License-Identifier: Apache-2.0 */
/* A file on its way in, told while it goes on: what rosters, their previews and feeds have in
 * common. */
#ifndef SERVER_API_RESIDENT_IMPORT_WORK_H
#define SERVER_API_RESIDENT_IMPORT_WORK_H

#include "api/call/stream.h"
#include "domain/feed/import.h"
#include "domain/import/roster_import.h"
#include "domain/roster/roster.h"
#include "table.h"

/* One of the two at work. */
struct import_work {
  struct roster_import *roster;
  struct feed_import *feed;
  struct table table;
  int64_t told_ms;
};

/* Starts a call once what earlier ones left over is out of its way, and a workbook has been read:
 * that holds no connection. NULL having answered. wanted NULL: there is no file. */
struct import_work *import_start(struct call *call, struct host_request *http, struct api *api,
                                 workbook_wanted *wanted);
/* Gives the call back and answers with the work, or with the problem. */
void import_answer(struct call *call, enum tx_reason reason, const struct stream_work *work);
void import_close(void *context); /* stream_work.close */
enum tx_reason import_step_roster(void *context, const struct request *request, bool *done,
                                  struct host_problem *problem); /* stream_work.step */
/* stream_work.tell: progress, and the report of what went in. */
void import_tell_roster(void *context, bool done, FILE *out);

/* The same for whoever begins the report otherwise: head gives its first members. */
typedef json_t *import_head(const struct import_report *report);
void import_tell(struct import_work *work, bool done, FILE *out, import_head *head);

/* COLUMN=FIELD, as a person typed it. */
void import_read_map(struct host_request *http, char out[1024]);
bool import_wants_refused(struct host_request *http);

json_t *import_errors_json(const struct row_errors *errors);
json_t *import_progress_json(unsigned per_mille, size_t rows);
json_t *import_notices_json(const struct roster *roster);
/* Add to a report where in a workbook it stood, and the rows that were refused, as asked for. */
json_t *import_with_sheets(json_t *report, const struct table *table);
json_t *import_with_refused(json_t *json, const struct import_report *report);

#endif
