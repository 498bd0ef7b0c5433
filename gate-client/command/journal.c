/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate journal: the events on this gate's disk, oldest first. */
#include "commands.h"
#include "core/event_encode.h"
#include "journal/table.h"

#include "host/sys/file.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <inttypes.h>
#include <stdio.h>

#define PAGE 1000

static void print_words(const json_t *json) {
  char when[HOST_DATE_SIZE], whose[48] = "";
  int64_t area = json_integer_value(json_object_get(json, "area"));
  enum tx_reason reason = (enum tx_reason)json_integer_value(json_object_get(json, "reason"));
  host_date_shanghai_minute(json_integer_value(json_object_get(json, "at")), when);
  if (area)
    snprintf(whose, sizeof whose, " %012" PRId64 "/%" PRId64, area,
             (int64_t)json_integer_value(json_object_get(json, "index")));
  host_screen_line(stdout, "%" PRId64 " %s %s %s%s",
                   (int64_t)json_integer_value(json_object_get(json, "seq")), when,
                   json_string_value(json_object_get(json, "direction")),
                   tx_reason_text(reason, host_lang()), whose);
}

static bool print(const struct host_args *args, const struct gate_stored *row) {
  json_t *json = gate_event_json(tx_span_of(row->bytes, row->n), row->seq);
  if (!json) return false;
  if (host_flag(args, "json")) {
    json_dumpf(json, stdout, JSON_COMPACT | JSON_SORT_KEYS);
    putchar('\n');
  } else {
    print_words(json);
  }
  json_decref(json);
  return true;
}

static enum tx_reason print_all(const struct host_args *args, struct gate_journal_table *db) {
  struct gate_stored_list rows;
  uint64_t from = (uint64_t)host_int(args, "from", 1);
  for (;;) {
    enum tx_reason reason = gate_journal_table_read(db, from, PAGE, SIZE_MAX, &rows);
    if (reason != TX_OK) return reason;
    for (size_t i = 0; i < rows.count; i++)
      if (!print(args, &rows.rows[i])) reason = TX_MALFORMED;
    size_t count = rows.count;
    if (count) from = rows.rows[count - 1].seq + 1;
    gate_stored_finish(&rows);
    if (reason != TX_OK || count == 0) return reason;
  }
}

static int run_journal(const struct host_args *args) {
  struct gate_journal_table *db;
  HOST_FREE char *path = host_path(gate_dir_by(args), "journal.db");
  enum tx_reason reason = path ? gate_journal_table_peek(path, &db) : TX_NO_MEMORY;
  if (reason == TX_NOT_FOUND)
    return host_fail(EX_NOINPUT, "%s 没有日志，门禁还没有运行过",
                     "%s has no journal, the gate has not run yet", gate_dir_by(args));
  if (reason == TX_OK) {
    reason = print_all(args, db);
    gate_journal_table_close(db);
  }
  if (reason == TX_OK) return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
  return host_fail(EX_DATAERR, "日志无法读取：%s", "the journal cannot be read: %s",
                   tx_reason_text(reason, host_lang()));
}

static const struct host_option options[] = {
  { .name = "from",
    .type = HOST_INT,
    .value = "SEQ",
    .min = 1,
    .max = INT64_MAX,
    .zh = "从此序号开始",
    .en = "from this event on" },
  { 0 },
};

const struct host_command gate_journal_command = {
  .name = "journal",
  .zh = "列出本机上的事件",
  .en = "list the events on this gate",
  .options = options,
  .run = run_journal,
};
