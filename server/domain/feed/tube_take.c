/* SPDX-License-Identifier: Apache-2.0 */
/* A line about a tube: kept, and told of everybody who is in it. */
#include "tube.h"

#include "domain/gate/sample.h"
#include "host/text/date.h"

static struct tube_result_row row_of(const struct feed_take *take, const struct request *request,
                                     const struct feed_said *said) {
  struct tube_result_row row = { .area = take->feed.area,
                                 .content = said->row.content,
                                 .received_at = request->now_s,
                                 .restrains = said->restraint != RESTRAINT_NONE };
  memcpy(row.tube, said->subject, TX_HASH_SIZE);
  memcpy(row.source, take->feed.source, sizeof row.source);
  feed_said_hash(said, request, "tube result", row.name);
  return row;
}

/* *added: it was not there. */
static enum tx_reason keep(const struct feed_take *take, const struct request *request,
                           const struct feed_said *said, bool *added) {
  HOST_BYTES sealed = { 0 };
  char name[FEED_ROW_NAME_SIZE];
  const struct tube_result_row row = row_of(take, request, said);
  feed_row_name("tube", row.tube, row.name, name);
  enum tx_reason reason = field_seal_new(request->fields, name, tx_span_text(said->text), &sealed);
  return reason == TX_OK ? tube_results_add(request->db, &row, host_span(&sealed), added) : reason;
}

enum tx_reason tube_open(const struct field_keys *fields, const struct tube_result_row *row,
                         struct tx_span sealed, struct host_bytes *out) {
  char name[FEED_ROW_NAME_SIZE];
  feed_row_name("tube", row->tube, row->name, name);
  return field_unseal_new(fields, name, sealed, out);
}

enum tx_reason tube_tell(struct feed_take *take, const struct request *request,
                         const struct feed_said *said, const struct swab_row *swab,
                         struct feed_verdict *verdict, struct host_problem *problem) {
  struct feed_said one = { .line = said->line, .swab = swab };
  struct host_problem wrong_of = { 0 };
  enum feed_member member;
  bool good = false;
  host_date_utc(gate_sample_at(swab), one.at);
  enum tx_reason reason =
      host_problem_of(problem, feed_take_read(take, request->now_s, tx_span_text(said->text), &one,
                                              &good, &member, &wrong_of));
  if (reason == TX_OK && good) reason = feed_take_homes(take, request, &one, verdict, problem);
  feed_said_finish(&one);
  return reason;
}

enum tx_reason tube_take(struct feed_take *take, const struct request *request,
                         const struct feed_said *said, struct host_problem *problem) {
  struct swab_row swabs[TUBE_PEOPLE];
  struct feed_verdict verdict = { 0 };
  size_t count = 0;
  bool added = false;
  enum tx_reason reason = keep(take, request, said, &added);
  verdict.other = reason == TX_CONFLICT;
  if (verdict.other) return feed_take_count(take, said, &verdict), TX_OK;
  if (reason == TX_OK)
    reason =
        tube_swabs(request, said->subject, take->feed.area, said->row.observed_at, swabs, &count);
  host_problem_of(problem, reason);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = tube_tell(take, request, said, &swabs[i], &verdict, problem);
  verdict.aside = added && !verdict.added && !verdict.held;
  verdict.unknown = false;
  if (reason == TX_OK) feed_take_count(take, said, &verdict);
  return reason;
}
