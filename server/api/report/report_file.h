/* SPDX-License-Identifier: Apache-2.0 */
/* A report as it is handed out. */
#ifndef SERVER_API_REPORT_REPORT_FILE_H
#define SERVER_API_REPORT_REPORT_FILE_H

#include "domain/report/report.h"
#include "host/sys/file.h"

#include <jansson.h>

enum report_format { REPORT_JSON, REPORT_CSV, REPORT_XLSX, REPORT_PDF, REPORT_FORMATS };

/* "json", "csv", "xlsx", "pdf", as a file's name ends; -1. */
int report_format_find(const char *word);
const char *report_format_word(enum report_format format);
const char *report_format_type(enum report_format format); /* of HTTP */

/* NULL: no memory. */
json_t *report_json(const struct report *report);
/* Its bytes: CSV with a BOM (RFC 4180) and a workbook of text, a line a row with day and area
 * in front; a PDF, for which program is struct api_paper's. Their words are in one language. TX_OK,
 * TX_NO_MEMORY, TX_IO_FAILED, TX_NOT_FOUND (no font), with a sentence. */
enum tx_reason report_file_write(const struct report *report, enum report_format format,
                                 bool english, const char *program, struct host_bytes *out,
                                 struct host_problem *problem);

/* tests-610113001001-2022-01-01.csv; of several days the first and the last. */
#define REPORT_NAME_SIZE 96
void report_file_name(const struct report_plan *plan, enum report_format format,
                      char out[REPORT_NAME_SIZE]);

#endif
