/* SPDX-License-Identifier: Apache-2.0 */
/* A report as paper, drawn by the print room. */
#ifndef SERVER_API_REPORT_REPORT_PAPER_H
#define SERVER_API_REPORT_REPORT_PAPER_H

#include "domain/report/report.h"
#include "host/sys/file.h"

/* A PDF on A4, in one language; a report of many columns has them one below the other, for each of
 * its rows. program: struct api_paper. Holds no connection: it takes a moment. As paper_begin. */
enum tx_reason report_paper_write(const struct report *report, bool english, const char *program,
                                  struct host_bytes *out, struct host_problem *problem);

#endif
