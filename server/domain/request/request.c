/* SPDX-License-Identifier: Apache-2.0 */
#include "request.h"

#include "decision.h"
#include "domain/account/account.h"
#include "domain/bulk/bulk.h"
#include "domain/closing/closing.h"
#include "domain/context/each_area.h"
#include "domain/feed/source.h"
#include "domain/resident/document.h"
#include "domain/resident/residency.h"
#include "emergency.h"
#include "host/text/text.h"
#include "repeat.h"
#include "sealed_request.h"
#include "seconder.h"
#include "store/office/requests.h"
#include "store/resident/imports.h"
#include "store/resident/residents.h"
#include "wanted.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S 86400
#define EXPIRY "requests"

/* --- what may be asked for -------------------------------------------------------------------- */

static enum tx_reason check_ground(const struct request_row *row, const char *code,
                                   struct host_problem *problem) {
  enum restraint restraint = request_restraint(row);
  if (!*code)
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "请给出依据：A1 至 A9、B1 至 B5 之一（见 request grounds）。",
                            "Please give a ground, one of A1 to A9, B1 to B5 (see request "
                            "grounds).");
  if (row->ground < 0)
    return host_problem_set(problem, TX_BAD_ARGUMENT,
                            "“%s”不是依据：请用 A1 至 A9、B1 至 B5（见 request grounds）。",
                            "\"%s\" is no ground: please give one of A1 to A9, B1 to B5 (see "
                            "request grounds).",
                            code);
  const struct ground *ground = &grounds[row->ground];
  if (ground->allows & 1u << restraint) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "依据%s（%s）不能用于%s。%.0s%.0s",
                          "The ground %s (%.0s%.0s%s) does not allow: %s.", ground->code,
                          ground->zh, restraint_zh(restraint), ground->en, restraint_en(restraint));
}

static enum tx_reason check_end(const struct request_row *row, int64_t now_s,
                                struct host_problem *problem) {
  const struct ground *ground = &grounds[row->ground];
  if (row->until && row->until <= now_s)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "期限已过，请核对年份。",
                            "The end is over already: please check the year.");
  if (!ground->days || row->until <= now_s + ground->days * (int64_t)DAY_S) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "依据%s最长%d天，要更久须到期前重新提出。",
                          "The ground %s holds for %d days at most: what takes longer is asked for "
                          "anew.",
                          ground->code, ground->days);
}

static enum tx_reason check_texts(const struct request_in *in, struct host_problem *problem) {
  if (!*in->evidence)
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "请写明凭证（报告、协查函或记录的编号；本人挂失的，写如何核实）。",
                            "Please name the evidence (the number of the report, list or record; "
                            "where the holder asks, how that was checked).");
  if (strlen(in->evidence) < REQUEST_EVIDENCE_SIZE && strlen(in->words) < REQUEST_WORDS_SIZE)
    return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "凭证最多%d个字节，说明最多%d个字节。",
                          "The evidence has at most %d bytes, the words at most %d.",
                          REQUEST_EVIDENCE_SIZE - 1, REQUEST_WORDS_SIZE - 1);
}

static void fill(const struct request *request, const struct request_in *in,
                 const struct resident *resident, struct request_row *out) {
  const struct caller *caller = request->caller;
  *out = (struct request_row){ .area = in->area,
                               .act = in->act,
                               .index = in->index,
                               .before = resident->record,
                               .state = in->state,
                               .ground = ground_find(in->ground),
                               .until = in->until,
                               .asked_at = request->now_s,
                               .emergency = in->emergency };
  if (in->statement) out->statement = *in->statement;
  if (out->ground >= 0 && !out->until && grounds[out->ground].days)
    out->until = request->now_s + grounds[out->ground].days * (int64_t)DAY_S;
  out->statement.valid_until = out->until;
  snprintf(out->asked_by, sizeof out->asked_by, "%s", caller ? caller->login : "");
  snprintf(out->asked_body, sizeof out->asked_body, "%s", caller ? caller->body : "");
  host_copy(in->evidence, out->evidence, sizeof out->evidence);
  host_copy(in->words, out->words, sizeof out->words);
}

static enum tx_reason check(const struct request *request, const struct request_in *in,
                            const struct request_row *row, struct host_problem *problem) {
  enum tx_reason reason = check_ground(row, in->ground, problem);
  if (reason == TX_OK) reason = check_end(row, request->now_s, problem);
  if (reason == TX_OK && !in->emergency) reason = check_texts(in, problem);
  if (reason == TX_OK && !grounds[row->ground].alone) reason = account_founded(request, problem);
  return reason;
}

/* --- asking ----------------------------------------------------------------------------------- */

/* The holder's own wish is decided by who heard it. */
static enum tx_reason do_alone(const struct request *request, struct request_row *row,
                               struct host_problem *problem) {
  row->outcome = REQUEST_DONE;
  row->decided_at = request->now_s;
  memcpy(row->decided_by, row->asked_by, sizeof row->decided_by);
  memcpy(row->decided_body, row->asked_body, sizeof row->decided_body);
  struct bulk_taken taken;
  enum tx_reason reason = bulk_take(request, row->area, BULK_END, 1, &taken, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, requests_decide(request->db, row));
  const struct decision decision = { row };
  uint64_t policy;
  return reason == TX_OK ? decision_carry_out(&decision, request, &policy, problem) : reason;
}

static enum tx_reason write_down(const struct request *request, struct request_row *row,
                                 struct host_problem *problem) {
  char detail[REQUEST_EVIDENCE_SIZE + 64];
  HOST_FREE char *wanted = wanted_write(row);
  if (!wanted) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = requests_add(request->db, row, wanted);
  if (reason == TX_OK) reason = sealed_request_write(request, row);
  if (reason == TX_OK && row->ground >= 0 && grounds[row->ground].alone)
    return do_alone(request, row, problem);
  if (reason == TX_OK && row->emergency) return emergency_act(request, row, problem);
  decision_detail(row, detail, sizeof detail);
  if (reason == TX_OK) reason = decision_note(request, row, "request", detail);
  return host_problem_of(problem, reason);
}

static enum tx_reason check_words(const char *words, struct host_problem *problem) {
  if (strlen(words) < REQUEST_WORDS_SIZE) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "说明最多%d个字节。",
                          "The words have at most %d bytes.", REQUEST_WORDS_SIZE - 1);
}

static enum tx_reason check_bulk(const struct request_in *in, const struct bulk_wish *bulk,
                                 struct host_problem *problem) {
  if (!*in->words)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "请写明要办什么、为什么。",
                            "Please say what it is for.");
  if (bulk->people > 0 && bulk->people <= BULK_PEOPLE_MAX) return check_words(in->words, problem);
  return host_problem_set(problem, TX_BAD_ARGUMENT, "人数应在1到%d之间。",
                          "The number of people should be between 1 and %d.", BULK_PEOPLE_MAX);
}

/* Passes and claim codes are asked for as many as there are people, where nobody counted. */
static enum tx_reason fill_bulk(const struct request *request, const struct request_in *in,
                                struct request_row *out, struct host_problem *problem) {
  const enum bulk_what what = in->bulk->what;
  enum tx_reason may = bulk_check_asker(request, what, problem);
  if (may != TX_OK) return may;
  out->bulk = *in->bulk;
  if (!out->bulk.people && (what == BULK_PASSES || what == BULK_CLAIMS)) {
    enum tx_reason reason = residents_count(request->db, in->area, &out->bulk.people);
    if (reason != TX_OK) return host_problem_of(problem, reason);
  }
  return check_bulk(in, &out->bulk, problem);
}

/* Who seconds it knows the case by these words alone. */
static enum tx_reason check_trace(const struct request_in *in, struct host_problem *problem) {
  if (*in->words) return check_words(in->words, problem);
  return host_problem_say(problem, TX_BAD_ARGUMENT, "请写明为何需要姓名，如病例编号、通知方式。",
                          "Please say what names are needed for, such as the case's number and how "
                          "people will be told.");
}

static enum tx_reason check_closing(const struct request *request, const struct request_in *in,
                                    struct host_problem *problem) {
  if (!*in->words)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "请写明依据，如终止应急响应的文件号。",
                            "Please say on what ground, such as the number of the document that "
                            "ends the emergency.");
  enum tx_reason reason = check_words(in->words, problem);
  return reason == TX_OK ? closing_check(request, in->area, problem) : reason;
}

/* What is given needs no second. */
static enum tx_reason fill_exemption(const struct request *request, const struct request_in *in,
                                     struct request_row *out, struct host_problem *problem) {
  struct resident resident;
  enum tx_reason reason = residency_at(request, in->area, in->index, &resident, problem);
  if (reason != TX_OK) return reason;
  out->exemption = (struct exemption_wish){ resident.exempt, in->exempt };
  tx_cleanse(&resident, sizeof resident);
  if (!(out->exemption.before & ~in->exempt) || in->exempt & ~out->exemption.before)
    return host_problem_say(problem, TX_CONFLICT, "此人的免检项目已有变化，请重新打开。",
                            "What the person is exempt from has changed: please open it again.");
  return check_texts(in, problem);
}

static enum tx_reason fill_document(const struct request *request, const struct request_in *in,
                                    struct request_row *out, struct host_problem *problem) {
  struct resident resident;
  enum tx_reason reason = residency_at(request, in->area, in->index, &resident, problem);
  if (reason == TX_OK)
    reason = document_check(request, &resident, in->document, &out->document, problem);
  tx_cleanse(&resident, sizeof resident);
  return reason == TX_OK ? check_texts(in, problem) : reason;
}

static enum tx_reason check_office(const struct request *request, const struct request_in *in,
                                   struct host_problem *problem) {
  enum tx_reason reason = account_founded(request, problem);
  if (reason != TX_OK) return reason;
  if (in->act == REQUEST_BODY) return account_check_body(request, in->body, problem);
  if (in->act == REQUEST_ACCOUNT) return account_check(request, in->account, problem);
  if (in->act == REQUEST_POLICY || in->act == REQUEST_EDITION)
    return check_words(in->words, problem);
  if (in->act == REQUEST_BULK || in->act == REQUEST_EXEMPTION || in->act == REQUEST_DOCUMENT)
    return TX_OK;
  if (in->act == REQUEST_TRACE) return check_trace(in, problem);
  if (in->act == REQUEST_CLOSING) return check_closing(request, in, problem);
  if (in->act == REQUEST_FEED) return feed_check(request, in->feed, problem);
  return account_check_end(request, in->account->login, problem);
}

static enum tx_reason fill_office(const struct request *request, const struct request_in *in,
                                  struct request_row *out, struct host_problem *problem) {
  const struct resident nobody = { 0 };
  enum tx_reason reason = check_office(request, in, problem);
  fill(request, in, &nobody, out);
  out->ground = -1;
  if (in->body) out->body = *in->body;
  if (in->account) out->account = *in->account;
  if (in->policy) out->policy = *in->policy;
  if (in->feed) out->feed = *in->feed;
  if (reason == TX_OK && in->bulk) reason = fill_bulk(request, in, out, problem);
  if (reason == TX_OK && in->act == REQUEST_EXEMPTION)
    reason = fill_exemption(request, in, out, problem);
  if (reason == TX_OK && in->act == REQUEST_DOCUMENT)
    reason = fill_document(request, in, out, problem);
  if (in->edition) out->edition = *in->edition;
  if (in->trace) out->trace = *in->trace;
  return reason;
}

static enum tx_reason fill_person(const struct request *request, const struct request_in *in,
                                  struct request_row *out, struct host_problem *problem) {
  struct resident resident;
  enum tx_reason reason = residency_at(request, in->area, in->index, &resident, problem);
  if (reason != TX_OK) return reason;
  fill(request, in, &resident, out);
  if (in->act == REQUEST_STATE) reason = residency_check(&resident, in->state, problem);
  return reason == TX_OK ? check(request, in, out, problem) : reason;
}

static enum tx_reason make(const struct request *request, const struct request_in *in,
                           struct request_row *out, struct host_problem *problem) {
  struct request_row first;
  enum tx_reason reason = in->emergency ? TX_NOT_FOUND : repeat_find(request, in, out, &first);
  if (reason == TX_OK) *out = first;
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return write_down(request, out, problem);
}

static enum tx_reason prepare(const struct request *request, const struct request_in *in,
                              struct request_row *out, struct host_problem *problem) {
  enum tx_reason reason = area_known(request, in->area, problem);
  if (reason != TX_OK) return reason;
  reason = request_restrains(in->act) ? fill_person(request, in, out, problem)
                                      : fill_office(request, in, out, problem);
  if (reason == TX_OK) reason = seconder_check_asker(request, out, problem);
  if (reason == TX_OK && in->emergency) reason = emergency_check(request, out, problem);
  return reason;
}

enum tx_reason request_make(const struct request *request, const struct request_in *in,
                            struct request_row *out, struct host_problem *problem) {
  enum tx_reason reason = prepare(request, in, out, problem);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = make(request, in, out, problem);
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

enum tx_reason request_make_within(const struct request *request, const struct request_in *in,
                                   struct request_row *out, struct host_problem *problem) {
  enum tx_reason reason = prepare(request, in, out, problem);
  return reason == TX_OK ? make(request, in, out, problem) : reason;
}

enum tx_reason request_list(const struct request *request, uint64_t area, bool asked_only,
                            struct list_page *page, struct request_row **out, size_t *count,
                            struct host_problem *problem) {
  struct request_row row = { 0 };
  struct tx_span sealed;
  const char *wanted;
  size_t cap = 0;
  *out = NULL;
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  page->next = 0;
  DB_ROWS rows =
      requests_page(request->db, area, asked_only ? REQUEST_ASKED : REQUEST_LAPSED, page);
  while (reason == TX_OK && db_next(&rows)) {
    if (*count == page->limit) {
      page->next = row.id;
      break;
    }
    requests_read(&rows, &row, &sealed, &wanted);
    if (*count == cap) {
      struct request_row *grown = realloc(*out, (cap += 64) * sizeof *grown);
      if (!grown) return host_problem_of(problem, TX_NO_MEMORY);
      *out = grown;
    }
    reason = wanted_read(wanted, &row);
    if (reason == TX_OK) reason = sealed_request_open(request, sealed, &row);
    (*out)[(*count)++] = row;
  }
  return host_problem_of(problem, reason == TX_OK ? rows.end : reason);
}

/* --- time ------------------------------------------------------------------------------------- */

struct ended {
  int64_t id;
  uint32_t index;
};

static bool next_ended(const struct request *request, uint64_t area, struct ended *out) {
  DB_ROWS rows = requests_ended(request->db, area, request->now_s);
  if (!db_next(&rows)) return false;
  *out = (struct ended){ db_column_int(&rows, 0), (uint32_t)db_column_int(&rows, 1) };
  return true;
}

/* Whoever was revoked, reinstated or re-issued meanwhile is left as they are. */
static enum tx_reason end_suspension(const struct request *request, uint64_t area,
                                     const struct ended *ended) {
  struct resident resident;
  struct host_problem problem = { 0 };
  enum tx_reason reason = residency_at(request, area, ended->index, &resident, &problem);
  if (reason == TX_OK && resident.state == TX_STATE_SUSPENDED)
    reason = residency_reinstate(request, &resident, "the end of the suspension", &problem);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return reason;
  return requests_note_ended(request->db, area, ended->id);
}

/* What nobody seconded in time lapses, all of an area at once. */
static enum tx_reason lapse(const struct request *request, uint64_t area) {
  DB_TRANSACTION work = db_begin_relaxed(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = requests_lapse(request->db, area, request->now_s - REQUEST_LIFE_S,
                                         request->now_s - EMERGENCY_LIFE_S);
  if (reason == TX_OK) reason = imports_lapse(request->db, area, request->now_s - REQUEST_LIFE_S);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* *left: more may have ended. */
static enum tx_reason expire_some(struct server *server, int64_t now_s, uint64_t area, bool *left) {
  struct ended ended;
  struct request request = request_begin_slice(server, now_s, EXPIRY);
  struct slice slice = slice_begin(&request);
  enum tx_reason reason = lapse(&request, area);
  for (*left = true; reason == TX_OK && *left && !slice_over(&slice);) {
    *left = next_ended(&request, area, &ended);
    if (*left) reason = end_suspension(&request, area, &ended);
  }
  request_end(server, &request);
  return reason;
}

enum tx_reason request_expire(struct server *server, int64_t now_s) {
  return each_area(server, now_s, EXPIRY, expire_some);
}
