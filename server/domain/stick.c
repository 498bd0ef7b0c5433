/* SPDX-License-Identifier: Apache-2.0 */
#include "stick.h"

#include "host/sys/file.h"
#include "host/sys/text.h"
#include "journal.h"

#include "format/event.h"

#include <stdlib.h>

/* --- journals --------------------------------------------------------------------------------- */

/* Whether a batch was refused for what it is, so that the next may still be good. */
static bool is_its_fault(enum tx_reason reason) {
  switch ((int)reason) {
  case TX_NO_MEMORY:
  case TX_DISK_FULL:
  case TX_IO_FAILED:
  case TX_BUSY:
    return false;
  default:
    return reason != TX_OK;
  }
}

static void explain(enum tx_reason reason, const struct journal_answer *answer,
                    struct host_problem *problem) {
  switch ((int)reason) {
  case TX_UNKNOWN_KEY:
    host_problem_say(problem, reason, "签名的门禁没有在本服务器登记。",
                "It is signed by a gate that is not registered here.");
    return;
  case TX_KEY_REVOKED:
    host_problem_say(problem, reason, "签名的门禁已停用。", "It is signed by a gate that was shut out.");
    return;
  case TX_CONFLICT:
    host_problem_set(problem, reason, "前面缺少事件:应从第%llu号开始。",
                "Events are missing before it: it should begin with number %llu.",
                (unsigned long long)answer->expected);
    return;
  case TX_BAD_SIGNATURE:
    host_problem_say(problem, reason, "签名无效,文件系伪造或损坏。",
                "The signature does not hold: forged or damaged.");
    return;
  default:
    host_problem_say(problem, reason, "文件不完整,或不是门禁的日志。",
                "The file is cut off, or no journal of a gate.");
  }
}

static enum tx_reason weigh(struct office *office, const struct call *call, struct tx_span batch,
                            json_t **out, struct host_problem *problem) {
  struct journal_answer answer;
  struct host_problem fault = { 0 };
  enum tx_reason reason = journal_take(office, call->now_s, batch, &answer);
  if (reason != TX_OK && !is_its_fault(reason)) return host_problem_of(problem, reason);
  if (reason != TX_OK) explain(reason, &answer, &fault);
  if (reason == TX_OK)
    *out = json_pack("{s:I, s:I}", "stored", (json_int_t)answer.stored, "acknowledged",
                     (json_int_t)answer.acknowledged);
  else
    *out = json_pack("{s:s, s:s, s:s}", "refused", tx_reason_name(reason), "zh", fault.zh, "en",
                     fault.en);
  return TX_OK;
}

enum tx_reason stick_take(struct office *office, const struct call *call, const json_t *in,
                          json_t **out, struct host_problem *problem) {
  HOST_FREE uint8_t *batch = malloc(TX_BATCH_MAX);
  size_t n = 0;
  if (!batch) return host_problem_of(problem, TX_NO_MEMORY);
  if (!host_unbase64(tx_span_text(in_text(in, "batch", "")), batch, TX_BATCH_MAX, &n))
    return host_problem_of(problem, TX_MALFORMED);
  return weigh(office, call, tx_span_of(batch, n), out, problem);
}

/* --- news ------------------------------------------------------------------------------------- */

enum tx_reason stick_list(struct office *office, const struct call *call, const json_t *in,
                          json_t **out, struct host_problem *problem) {
  json_t *objects = json_array();
  (void)call;
  (void)in;
  DB_ROWS rows = publications_headings(office->db);
  while (db_next(&rows)) {
    char area[13];
    tx_area_format((uint64_t)db_column_int(&rows, 1), area);
    json_array_append_new(objects,
                          json_pack("{s:s, s:s, s:I}", "object", db_column_text(&rows, 0), "area",
                                    area, "seq", (json_int_t)db_column_int(&rows, 2)));
  }
  *out = json_pack("{s:o}", "objects", objects);
  return host_problem_of(problem, rows.end);
}

enum tx_reason stick_object(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem) {
  enum publication_kind kind;
  uint64_t area;
  HOST_FREE uint8_t *body = NULL;
  size_t n = 0;
  (void)call;
  if (!publication_find(in_text(in, "object", ""), &kind) ||
      !tx_area_parse(tx_span_text(in_text(in, "area", "")), &area))
    return host_problem_of(problem, TX_BAD_ARGUMENT);
  enum tx_reason reason =
      publications_body(office->db, kind, area, (uint64_t)in_int(in, "seq", 0), &body, &n);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  HOST_FREE char *base64 = malloc(HOST_BASE64_SIZE(n));
  if (!base64) return host_problem_of(problem, TX_NO_MEMORY);
  host_base64(tx_span_of(body, n), base64);
  *out = json_pack("{s:s}", "body", base64);
  return TX_OK;
}
