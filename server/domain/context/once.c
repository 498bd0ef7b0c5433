/* SPDX-License-Identifier: Apache-2.0 */
#include "once.h"

#include "store/core/answers.h"

#define COLUMN "answer"

void once_of(const struct server *server, const char *who, const char *what, const char *key,
             const uint8_t asked[TX_HASH_SIZE], struct once *out) {
  uint8_t name[TX_HASH_SIZE] = { 0 };
  *out = (struct once){ .area = server->area };
  tx_sha256_chain(tx_span_text(who), name);
  tx_sha256_chain(tx_span_text(what), name);
  tx_sha256_chain(tx_span_text(key), name);
  tx_hmac_sha256(tx_span_of(server->fields.look_up, FIELD_KEY_SIZE), tx_span_of(name, sizeof name),
                 out->name);
  tx_hmac_sha256(tx_span_of(server->fields.sealing, FIELD_KEY_SIZE), tx_span_of(name, sizeof name),
                 out->fields.sealing);
  memcpy(out->asked, asked, TX_HASH_SIZE);
}

static struct answer_row row_of(const struct once *once) {
  struct answer_row row = { .area = once->area };
  memcpy(row.name, once->name, TX_HASH_SIZE);
  memcpy(row.asked, once->asked, TX_HASH_SIZE);
  return row;
}

static enum tx_reason open_row(const struct once *once, const struct db_rows *rows,
                               struct answer_row *row, struct once_answer *out) {
  struct tx_span sealed;
  answers_read(rows, row, &sealed);
  *out = (struct once_answer){ .status = row->status, .is_stream = row->is_stream };
  return memcmp(row->asked, once->asked, TX_HASH_SIZE) == 0
             ? field_unseal_new(&once->fields, COLUMN, sealed, &out->text)
             : TX_CONFLICT;
}

/* In a transaction, which waits for one of which nobody could tell. */
static enum tx_reason find_row(const struct request *request, const struct once *once,
                               struct once_answer *out) {
  struct answer_row row = row_of(once);
  DB_TRANSACTION look = db_begin(request->db);
  if (look.begun != TX_OK) return look.begun;
  DB_ROWS rows = answers_find(request->db, &row);
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  return open_row(once, &rows, &row, out);
}

enum tx_reason once_find(const struct request *request, const struct once *once,
                         struct once_answer *out, struct host_problem *problem) {
  enum tx_reason reason = find_row(request, once, out);
  if (reason == TX_OK) reason = db_settle(request->db);
  if (reason != TX_OK) {
    host_bytes_finish(&out->text);
    out->text = (struct host_bytes){ 0 };
  }
  if (reason == TX_CONFLICT)
    return host_problem_say(problem, reason, "这个 Idempotency-Key 已用来发送别的内容，请换一个。",
                            "This Idempotency-Key was used for something else: please use "
                            "another.");
  return reason == TX_NOT_FOUND ? reason : host_problem_of(problem, reason);
}

enum tx_reason once_keep(const struct request *request, const struct once *once,
                         const struct once_answer *answer) {
  HOST_BYTES sealed = { 0 };
  struct answer_row row = row_of(once);
  row.status = answer->status;
  row.is_stream = answer->is_stream;
  row.made_at = request->now_s;
  enum tx_reason reason = field_seal_new(&once->fields, COLUMN, host_span(&answer->text), &sealed);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  reason = answers_add(request->db, &row, host_span(&sealed));
  return reason == TX_OK ? db_commit(&work) : reason;
}
