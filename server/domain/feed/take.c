/* SPDX-License-Identifier: Apache-2.0 */
#include "take_internal.h"

#include "domain/audit/log.h"
#include "domain/clock/clock.h"
#include "host/text/text.h"
#include "store/feed/feeds.h"
#include "store/office/accounts.h"
#include "store/resident/residents.h"
#include "tube.h"

#include <stdio.h>
#include <stdlib.h>

#define KEY_MAX 200
#define AHEAD 16 /* lines */

/* --- reading lines ---------------------------------------------------------------------------- */

static bool keep_said(struct feed_take *take, const struct feed_said *said) {
  if (take->said_count == take->said_cap) {
    size_t cap = take->said_cap ? take->said_cap * 2 : 256;
    struct feed_said *grown = realloc(take->said, cap * sizeof *grown);
    if (!grown) return false;
    take->said = grown;
    take->said_cap = cap;
  }
  take->said[take->said_count++] = *said;
  return true;
}

static enum tx_reason read_line(struct feed_take *take, int64_t now_s) {
  struct feed_said said = { .line = take->lines.number };
  struct host_problem problem = { 0 };
  struct tx_span text = tx_span_of(take->lines.text, take->lines.n);
  enum feed_member member;
  bool good;
  enum tx_reason reason = feed_take_read(take, now_s, text, &said, &good, &member, &problem);
  if (!good) feed_take_refuse(take, said.line, member, &problem);
  if (!good) return reason;
  if (reason == TX_OK) said.text = strndup(take->lines.text, take->lines.n);
  if (said.text && keep_said(take, &said)) return TX_OK;
  feed_said_finish(&said);
  return reason == TX_OK ? TX_NO_MEMORY : reason;
}

static enum tx_reason take_line(struct feed_take *take, int64_t now_s) {
  struct host_problem problem = { 0 };
  const char *text = take->lines.text;
  size_t blank = strspn(text, " \t\r");
  /* Over all lines as they came, so that a key stands for one body. */
  tx_sha256_chain(tx_span_of(text, take->lines.n), take->receipt.digest);
  if (take->replayed || (!text[blank] && blank == take->lines.n)) return TX_OK;
  take->counts.lines++;
  if (!take->lines.too_long) return read_line(take, now_s);
  host_problem_set(&problem, TX_NO_SPACE, "超过%d字节", "is longer than %d bytes", FEED_LINE_MAX);
  feed_take_refuse(take, take->lines.number, FEED_MEMBERS, &problem);
  return TX_OK;
}

/* --- into the database, in slices ------------------------------------------------------------- */

static struct request begin_slice(struct feed_take *take, int64_t now_s) {
  struct request request = request_begin_slice(take->server, now_s, take->caller.login);
  return feed_take_as(take, &request);
}

static enum tx_reason take_said(struct feed_take *take, const struct request *request,
                                const struct feed_said *said, struct host_problem *problem) {
  return said->tube ? tube_take(take, request, said, problem)
                    : feed_take_said(take, request, said, problem);
}

/* Where the next people live is asked at once. */
static enum tx_reason foresee(const struct feed_take *take, const struct request *request,
                              size_t *foreseen) {
  enum tx_reason reason = TX_OK;
  const size_t end = take->said_count - *foreseen > AHEAD ? *foreseen + AHEAD : take->said_count;
  for (; *foreseen < end && reason == TX_OK; ++*foreseen)
    if (!take->said[*foreseen].tube)
      reason = directory_foresee(request->db, take->said[*foreseen].subject);
  return reason;
}

static enum tx_reason work_slice(struct feed_take *take, const struct request *request,
                                 struct host_problem *problem) {
  DB_TRANSACTION work = db_begin_relaxed(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  struct slice slice = slice_begin(request);
  size_t foreseen = take->done;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && take->done < take->said_count && !slice_over(&slice)) {
    if (take->done == foreseen)
      reason = host_problem_of(problem, foresee(take, request, &foreseen));
    if (reason == TX_OK) reason = take_said(take, request, &take->said[take->done++], problem);
  }
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

static void forget_said(struct feed_take *take) {
  for (size_t i = 0; i < take->said_count; i++)
    feed_said_finish(&take->said[i]);
  take->said_count = take->done = 0;
}

static enum tx_reason work_off(struct feed_take *take, int64_t now_s,
                               struct host_problem *problem) {
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && take->done < take->said_count) {
    struct request request = begin_slice(take, now_s);
    reason = work_slice(take, &request, problem);
    request_end(take->server, &request);
  }
  forget_said(take);
  return reason;
}

enum tx_reason feed_take_part(struct feed_take *take, int64_t now_s, struct tx_span bytes,
                              struct host_problem *problem) {
  size_t at = 0;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && feed_lines_next(&take->lines, bytes, &at))
    reason = take_line(take, now_s);
  return reason == TX_OK ? work_off(take, now_s, problem) : host_problem_of(problem, reason);
}

/* --- the end ---------------------------------------------------------------------------------- */

enum tx_reason feed_take_ask(struct feed_take *take, const struct request *request,
                             struct host_problem *problem) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < take->area_count && reason == TX_OK; i++) {
    struct feed_area *area = &take->areas[i];
    if (!area->import.id) continue;
    reason = intake_note(request, &area->import, problem);
    if (reason == TX_OK)
      reason =
          host_problem_of(problem, held_ask(request, &area->import, &area->wish, &area->request));
  }
  return reason;
}

static enum tx_reason write_receipt(struct feed_take *take, const struct request *request,
                                    char **receipt) {
  uint8_t id[(RECEIPT_ID_SIZE - 1) / 2];
  if (!tx_random(id, sizeof id)) return TX_SIGNER_FAILED;
  host_hex(tx_span_of(id, sizeof id), take->receipt.id);
  take->receipt.made_at = request->now_s;
  *receipt = feed_receipt_write(take);
  return *receipt ? receipts_add(request->db, &take->receipt, *receipt) : TX_NO_MEMORY;
}

static enum tx_reason refuse_key(struct host_problem *problem) {
  return host_problem_say(problem, TX_CONFLICT,
                          "这个 Idempotency-Key 已用来发送别的内容，请换一个。",
                          "This Idempotency-Key was used for something else: please use another.");
}

/* The commit that waits for the disk, and with it all before. */
static enum tx_reason finish(struct feed_take *take, const struct request *request, char **receipt,
                             struct host_problem *problem) {
  char detail[200];
  const struct feed_counts *counts = &take->counts;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  snprintf(detail, sizeof detail, "lines %zu, aside %zu, unknown %zu, held %zu, refused %zu",
           counts->lines, counts->aside, counts->unknown, counts->held, counts->refused);
  enum tx_reason reason = feed_take_ask(take, request, problem);
  if (reason != TX_OK) return reason;
  reason = write_receipt(take, request, receipt);
  if (reason == TX_CONFLICT) return refuse_key(problem);
  if (reason == TX_OK) reason = audit_log_append(request, take->server->area, "feed", detail);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

static enum tx_reason repeat(struct feed_take *take, const uint8_t before[TX_HASH_SIZE],
                             char **receipt, struct host_problem *problem) {
  if (memcmp(before, take->receipt.digest, TX_HASH_SIZE) != 0) return refuse_key(problem);
  *receipt = take->replayed;
  take->replayed = NULL;
  return TX_OK;
}

enum tx_reason feed_take_end(struct feed_take *take, int64_t now_s, char **receipt,
                             struct host_problem *problem) {
  *receipt = NULL;
  enum tx_reason reason = TX_OK;
  if (feed_lines_rest(&take->lines)) reason = host_problem_of(problem, take_line(take, now_s));
  if (reason == TX_OK) reason = work_off(take, now_s, problem);
  if (reason != TX_OK) return reason;
  if (take->replayed) return repeat(take, take->digest_before, receipt, problem);
  struct request request = begin_slice(take, now_s);
  reason = finish(take, &request, receipt, problem);
  request_end(take->server, &request);
  return reason;
}

/* --- its life --------------------------------------------------------------------------------- */

static enum tx_reason be_the_feed(struct feed_take *take, const struct request *request) {
  struct body body;
  enum tx_reason reason = bodies_find(request->db, take->feed.body, &body);
  if (reason != TX_OK) return reason;
  take->caller = (struct caller){ .kind = body.kind, .area = take->feed.area };
  snprintf(take->caller.login, sizeof take->caller.login, "feed:%s", take->feed.source);
  memcpy(take->caller.body, body.id, sizeof body.id);
  return TX_OK;
}

enum tx_reason feed_take_again(struct server *server, const struct request *request,
                               const char *source, struct feed_take **out) {
  struct feed_take *take = *out = calloc(1, sizeof *take);
  if (!take) return TX_NO_MEMORY;
  take->server = server;
  enum tx_reason reason = feeds_find(request->db, source, &take->feed);
  return reason == TX_OK ? be_the_feed(take, request) : reason;
}

struct request feed_take_as(struct feed_take *take, const struct request *request) {
  struct request feed = *request;
  feed.caller = &take->caller;
  feed.actor = take->caller.login;
  return feed;
}

/* Whether something was sent under the key before. */
static enum tx_reason find_key(struct feed_take *take, const struct request *request,
                               const char *key) {
  struct receipt_row before = take->receipt;
  if (!key || !*key) return TX_OK;
  take->receipt.has_key = true;
  tx_sha256(tx_span_text(key), take->receipt.key);
  memcpy(before.key, take->receipt.key, TX_HASH_SIZE);
  enum tx_reason reason = receipts_find(request->db, &before, &take->replayed);
  memcpy(take->digest_before, before.digest, TX_HASH_SIZE);
  if (reason == TX_OK) return db_settle(request->db);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

static enum tx_reason open_take(struct feed_take *take, const struct request *request,
                                const struct feed_bearer *bearer, struct host_problem *problem) {
  enum tx_reason reason = clock_check(take->server->clock, request, problem);
  if (reason == TX_OK)
    reason = feed_admit(take->server, request, bearer->source, bearer->token, &take->feed, problem);
  if (reason != TX_OK) return reason;
  memcpy(take->receipt.source, take->feed.source, FEED_SOURCE_SIZE);
  reason = be_the_feed(take, request);
  if (reason == TX_OK) reason = find_key(take, request, bearer->key);
  return host_problem_of(problem, reason);
}

enum tx_reason feed_take_open(struct server *server, int64_t now_s,
                              const struct feed_bearer *bearer, struct feed_take **out,
                              struct host_problem *problem) {
  if (bearer->key && strlen(bearer->key) > KEY_MAX)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "Idempotency-Key 至多%d个字节。",
                            "The Idempotency-Key has at most %d bytes.", KEY_MAX);
  struct feed_take *take = *out = calloc(1, sizeof *take);
  if (!take) return host_problem_of(problem, TX_NO_MEMORY);
  take->server = server;
  struct request request = request_begin(server, now_s, "feed");
  enum tx_reason reason = open_take(take, &request, bearer, problem);
  request_end(server, &request);
  return reason;
}

void feed_take_close(struct feed_take *take) {
  if (!take) return;
  for (size_t i = 0; i < take->area_count; i++)
    if (take->areas[i].import.id) intake_leave(take->server, &take->areas[i].import);
  forget_said(take);
  row_errors_finish(&take->errors);
  free(take->replayed);
  free(take->said);
  free(take->areas);
  free(take);
}
