/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The issue log as files: what a restore replays, so that passes made after a backup count. One
 * JSON object a line, one file a day (UTC) in a folder that best lies on another disk than the
 * database. Nobody's name, number or health stands in it.
 */
#ifndef SERVER_STORE_PASS_ISSUE_LOG_H
#define SERVER_STORE_PASS_ISSUE_LOG_H

#include "issues.h"

#define ISSUE_LOG_FOLDER "issues" /* in the data folder */
#define ISSUE_LOG_DAYS 29         /* a day more than backups live */
#define ISSUE_LOG_LINE_MAX 512

struct issue_log;
struct dirent;

/* Whether it is the file of a day: 20261123.jsonl. */
int issue_log_is_day(const struct dirent *entry);

/* For a folder, which is made with the first pass. TX_OK, TX_NO_MEMORY. */
enum tx_reason issue_log_open(const char *folder, struct issue_log **out);
/* NULL is nothing to close. */
void issue_log_close(struct issue_log *log);

/* Appends passes to the file of the day, in one write: a killed process loses none of them, a power
 * cut what was not flushed. Thread-safe. TX_OK, TX_DISK_FULL, TX_IO_FAILED, TX_NO_MEMORY: then none
 * of them stands there. A log of NULL takes them to nowhere. */
enum tx_reason issue_log_add(struct issue_log *log, const struct issue_row *rows, size_t count,
                             int64_t now_s);
/* Waits until what was appended is on the disk. TX_OK, TX_DISK_FULL, TX_IO_FAILED. */
enum tx_reason issue_log_flush(struct issue_log *log);
/* Deletes the files of days that ended ISSUE_LOG_DAYS or more before now_s; looks once a day. One
 * thread's. */
enum tx_reason issue_log_prune(struct issue_log *log, int64_t now_s);

/* Reads a line without its end; actor is NULL, record 0. False for what is no such line. */
bool issue_log_parse(struct tx_span line, struct issue_row *out);

/* What a walk found. */
struct issue_log_walk {
  size_t passes;  /* read */
  size_t damaged; /* lines that are none, a last one that was cut short among them */
};

/* Reads every pass of a folder, day by day in the order of their writing; ends with what take
 * answers when that is not TX_OK. TX_NOT_FOUND for no such folder, TX_IO_FAILED. */
enum tx_reason issue_log_read(const char *folder,
                              enum tx_reason (*take)(void *context, const struct issue_row *row),
                              void *context, struct issue_log_walk *out);

#endif
