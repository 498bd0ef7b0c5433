/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate.h"

#include "domain/account/account.h"
#include "domain/audit/log.h"
#include "domain/publication/ready.h"
#include "domain/resident/residency.h"
#include "facts.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "sealed_certificate.h"
#include "store/core/areas.h"
#include "store/pass/certificates.h"

#include <stdio.h>
#include <stdlib.h>

#define MISSING_SIZE 1024

/* --- may it be? ------------------------------------------------------------------------------- */

static bool fits(const char *text, size_t cap) {
  return strlen(text) < cap;
}

static enum tx_reason check_form(const struct certificate_in *in, struct host_problem *problem) {
  if (!*certificate_word(in->kind))
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "kind 应为 released、home-ended、work 或 forwarded。",
                            "kind is released, home-ended, work or forwarded.");
  if (fits(in->employer, CERTIFICATE_DETAIL_SIZE) && fits(in->number, CERTIFICATE_DETAIL_SIZE) &&
      fits(in->authority, CERTIFICATE_AUTHORITY_SIZE))
    return TX_OK;
  return host_problem_set(
      problem, TX_BAD_ARGUMENT,
      "单位名称或编号太长：用人单位和编号最多%d个字节，出具机关最多%d个。",
      "A name or number is too long: employer and number have %d bytes at most, "
      "the authority %d.",
      CERTIFICATE_DETAIL_SIZE - 1, CERTIFICATE_AUTHORITY_SIZE - 1);
}

static enum tx_reason judge(const struct request *request, const struct certificate_in *in,
                            const struct resident *resident, struct certificate_view *out,
                            struct host_problem *problem) {
  CERTIFICATE_KNOWN known = { 0 };
  enum tx_reason reason = certificate_know(request, in, resident, &known, problem);
  if (reason != TX_OK) return reason;
  certificate_judge(&known.facts, &out->answer);
  if (!out->answer.edition) return TX_OK;
  out->edition = *out->answer.edition;
  out->answer.edition = &out->edition;
  return TX_OK;
}

enum tx_reason certificate_may(const struct request *request, const struct certificate_in *in,
                               struct certificate_view *out, struct host_problem *problem) {
  struct resident resident;
  *out = (struct certificate_view){ 0 };
  enum tx_reason reason = area_known(request, in->area, problem);
  if (reason == TX_OK) reason = check_form(in, problem);
  if (reason == TX_OK) reason = residency_at(request, in->area, in->index, &resident, problem);
  if (reason == TX_OK) reason = judge(request, in, &resident, out, problem);
  tx_cleanse(&resident, sizeof resident);
  return reason;
}

/* --- who issues it ---------------------------------------------------------------------------- */

static void append(char *out, size_t cap, const char *between, const char *text) {
  size_t n = strlen(out);
  snprintf(out + n, cap - n, "%s%s", n ? between : "", text);
}

static enum tx_reason check_body(const struct request *request, unsigned kind,
                                 struct host_problem *problem) {
  char zh[64] = "", en[64] = "";
  uint32_t issuers = certificate_issuers(kind);
  if (request->caller && issuers >> request->caller->kind & 1) return TX_OK;
  for (int i = 0; i < BODY_KINDS; i++) {
    if (!(issuers >> i & 1)) continue;
    append(zh, sizeof zh, "、", body_kind_zh((enum body_kind)i));
    append(en, sizeof en, ", ", body_kind_word((enum body_kind)i));
  }
  return host_problem_set(problem, TX_NOT_ALLOWED, "%s由%s开具和撤回。%.0s%.0s",
                          "%.0s%.0sOf \"%s\" certificates are issued and withdrawn by: %s.",
                          tx_certificate_kind_text(kind, "zh"), zh,
                          tx_certificate_kind_text(kind, "en"), en);
}

/* The name that it is issued under: the body's own, or of what is forwarded its authority's. */
static enum tx_reason read_authority(const struct request *request, const struct certificate_in *in,
                                     struct certificate_row *out, struct host_problem *problem) {
  char name[BODY_NAME_SIZE];
  account_body_name(request, request->caller->body, name);
  const char *authority = in->kind == TX_CERTIFICATE_HEALTH ? in->authority : name;
  if (*authority && fits(authority, sizeof out->authority)) {
    host_copy(authority, out->authority, sizeof out->authority);
    return TX_OK;
  }
  return host_problem_set(problem, TX_BAD_ARGUMENT,
                          "本单位名称太长，证明上最多%zu个字节，请管理员改短。",
                          "The name of this body is too long: a certificate takes %zu bytes; an "
                          "administrator can shorten it.",
                          sizeof out->authority - 1);
}

/* --- issued ----------------------------------------------------------------------------------- */

static enum tx_reason refuse_missing(const struct certificate_answer *answer,
                                     struct host_problem *problem) {
  char zh[MISSING_SIZE] = "", en[MISSING_SIZE] = "";
  if (answer->verdict == CERTIFICATE_YES) return TX_OK;
  for (size_t i = 0; i < answer->count; i++) {
    char said[CERTIFICATE_SAID_SIZE];
    certificate_say(&answer->missing[i], false, said);
    append(zh, sizeof zh, "；", said);
    certificate_say(&answer->missing[i], true, said);
    append(en, sizeof en, "; ", said);
  }
  return host_problem_set(problem, TX_CONFLICT, "不能开具：%s。%.0s",
                          "%.0sIt may not be issued: %s.", zh, en);
}

/* One of a kind at a time: who presses twice has one. */
static enum tx_reason refuse_second(const struct request *request, const struct resident *resident,
                                    unsigned kind, struct host_problem *problem) {
  struct certificate_row row;
  struct tx_span sealed;
  char number[CERTIFICATE_NUMBER_SIZE];
  DB_ROWS rows = certificates_about(request->db, resident->area, resident->id_hash);
  while (db_next(&rows)) {
    certificates_read(&rows, &row, &sealed);
    if (row.kind != kind || strcmp(certificate_state(&row, request->now_s), "valid") != 0) continue;
    certificate_number(&row, number);
    return host_problem_set(problem, TX_CONFLICT, "同类证明 %s 仍有效，要重开请先撤回。",
                            "Certificate %s of that kind is valid: withdraw it first.", number);
  }
  return host_problem_of(problem, rows.end);
}

/* What stands behind the number in what is signed. */
static size_t put_values(const struct certificate_row *row, const struct certificate_view *view,
                         char dates[2][HOST_DATE_SIZE], struct tx_span *values) {
  size_t count = 0;
  if (view->answer.edition) {
    host_date_shanghai_minute(view->answer.from_s, dates[0]);
    int64_t until_s =
        view->answer.until_s && view->answer.until_s < row->iat ? view->answer.until_s : row->iat;
    host_date_shanghai_minute(until_s, dates[1]);
    for (size_t i = 0; i < 2; i++)
      values[count++] = tx_span_of((const uint8_t *)dates[i], 10);
    values[count++] = tx_span_text(view->edition.document);
  }
  if (*row->detail) values[count++] = tx_span_text(row->detail);
  return count;
}

static enum tx_reason sign(const struct tx_signer *signer, const struct resident *resident,
                           const struct certificate_view *view, const char *forwarder,
                           struct certificate_row *row) {
  char number[CERTIFICATE_NUMBER_SIZE], dates[2][HOST_DATE_SIZE];
  struct tx_certificate certificate = { .iat = row->iat,
                                        .exp = row->exp,
                                        .kind = (uint8_t)row->kind,
                                        .area = row->area,
                                        .serial = row->serial,
                                        .value_count = 1 };
  certificate_number(row, number);
  host_copy(resident->person.mask, certificate.name, sizeof certificate.name);
  host_copy(resident->person.tail, certificate.tail, sizeof certificate.tail);
  host_copy(row->authority, certificate.authority, sizeof certificate.authority);
  certificate.values[0] = tx_span_text(number);
  certificate.value_count += put_values(row, view, dates, certificate.values + 1);
  if (*forwarder) certificate.values[certificate.value_count++] = tx_span_text(forwarder);
  return tx_certificate_sign(&certificate, signer, row->text);
}

struct issuing {
  const struct certificate_in *in;
  const struct resident *resident;
  const struct certificate_view *view;
  const struct tx_signer *signer;
  char forwarder[BODY_NAME_SIZE];
};

static enum tx_reason add_entry(const struct request *request, const struct certificate_row *row,
                                const char *action, const char *words) {
  char detail[CERTIFICATE_WORDS_SIZE + 80], number[CERTIFICATE_NUMBER_SIZE];
  certificate_number(row, number);
  snprintf(detail, sizeof detail, "%s %s%s%s", number, certificate_word(row->kind),
           *words ? " " : "", words);
  const struct audit_entry entry = { .action = action, .detail = detail, .subject = row->index };
  return audit_log_add(request, row->area, &entry);
}

static enum tx_reason write_down(const struct request *request, const struct issuing *issuing,
                                 struct certificate_row *row) {
  HOST_BYTES sealed = { 0 };
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = certificates_number(request->db, row->area, &row->serial);
  if (reason == TX_OK)
    reason = sign(issuing->signer, issuing->resident, issuing->view, issuing->forwarder, row);
  if (reason == TX_OK) reason = certificate_seal(request, row, &sealed);
  if (reason == TX_OK) reason = certificates_add(request->db, row, host_span(&sealed));
  if (reason == TX_OK) reason = add_entry(request, row, "certificate", "");
  return reason == TX_OK ? db_commit(&work) : reason;
}

static void fill(const struct request *request, const struct issuing *issuing, int64_t until_s,
                 struct certificate_row *out) {
  const struct certificate_in *in = issuing->in;
  const bool forwarded = in->kind == TX_CERTIFICATE_HEALTH;
  out->area = in->area;
  out->index = in->index;
  out->kind = in->kind;
  memcpy(out->subject, issuing->resident->id_hash, TX_HASH_SIZE);
  out->iat = request->now_s;
  out->exp = forwarded ? in->until_s : request->now_s + certificate_life_s(in->kind);
  if (out->exp > until_s) out->exp = until_s;
  host_copy(forwarded                                   ? in->number
            : in->kind == TX_CERTIFICATE_RETURN_TO_WORK ? in->employer
                                                        : "",
            out->detail, sizeof out->detail);
  host_copy(issuing->view->edition.id, out->edition, sizeof out->edition);
  host_copy(request->caller->body, out->body, sizeof out->body);
  host_copy(request->caller->login, out->issued_by, sizeof out->issued_by);
}

static enum tx_reason issue(const struct request *request, struct issuing *issuing,
                            struct certificate_row *out, struct host_problem *problem) {
  const struct tx_key_row *key;
  issuing->signer =
      keystore_find(&request->signing->keys, request->signing->trust, TX_USE_CERTIFICATE,
                    issuing->in->area, request->now_s, &key, problem);
  if (!issuing->signer) return problem->reason;
  fill(request, issuing, key->verify_until, out);
  if (issuing->in->kind == TX_CERTIFICATE_HEALTH)
    account_body_name(request, request->caller->body, issuing->forwarder);
  return host_problem_of(problem, write_down(request, issuing, out));
}

enum tx_reason certificate_issue(struct server *server, const struct request *request,
                                 const struct certificate_in *in, struct certificate_row *out,
                                 struct host_problem *problem) {
  struct resident resident = { 0 };
  struct certificate_view view = { 0 };
  struct issuing issuing = { .in = in, .resident = &resident, .view = &view };
  *out = (struct certificate_row){ 0 };
  enum tx_reason reason = area_known(request, in->area, problem);
  if (reason == TX_OK) reason = check_form(in, problem);
  if (reason == TX_OK) reason = check_body(request, in->kind, problem);
  if (reason == TX_OK) reason = publish_ready(server, request, in->area, problem);
  if (reason == TX_OK) reason = residency_at(request, in->area, in->index, &resident, problem);
  if (reason == TX_OK) reason = judge(request, in, &resident, &view, problem);
  if (reason == TX_OK) reason = refuse_missing(&view.answer, problem);
  if (reason == TX_OK) reason = refuse_second(request, &resident, in->kind, problem);
  if (reason == TX_OK) reason = read_authority(request, in, out, problem);
  if (reason == TX_OK) reason = issue(request, &issuing, out, problem);
  tx_cleanse(&resident, sizeof resident);
  return reason;
}

/* --- withdrawn -------------------------------------------------------------------------------- */

static enum tx_reason check_words(const char *words, struct host_problem *problem) {
  if (!*words)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "请写明撤回的原因，本人会看到。",
                            "Please say why it is withdrawn: the holder sees it.");
  if (fits(words, CERTIFICATE_WORDS_SIZE)) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "原因最多%d个字节。",
                          "The words have %d bytes at most.", CERTIFICATE_WORDS_SIZE - 1);
}

/* The area's list is another now, and published within the second. */
static enum tx_reason write_withdrawn(const struct request *request,
                                      const struct certificate_row *row) {
  HOST_BYTES sealed = { 0 };
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = certificate_seal(request, row, &sealed);
  if (reason == TX_OK) reason = certificates_withdraw(request->db, row, host_span(&sealed));
  if (reason == TX_OK) reason = add_entry(request, row, "certificate withdrawn", row->words);
  if (reason == TX_OK) reason = areas_note_change(request->db, row->area);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason certificate_withdraw(const struct request *request, uint64_t area, uint32_t serial,
                                    const char *words, struct certificate_row *out,
                                    struct host_problem *problem) {
  enum tx_reason reason = certificate_find_one(request, area, serial, out, problem);
  if (reason == TX_OK) reason = check_body(request, out->kind, problem);
  if (reason == TX_OK) reason = check_words(words, problem);
  if (reason != TX_OK) return reason;
  host_copy(words, out->words, sizeof out->words);
  host_copy(request->caller->body, out->withdrawn_body, sizeof out->withdrawn_body);
  host_copy(request->caller->login, out->withdrawn_by, sizeof out->withdrawn_by);
  bool was = out->withdrawn_at;
  out->withdrawn_at = request->now_s;
  reason = was ? TX_CONFLICT : write_withdrawn(request, out);
  if (reason == TX_CONFLICT)
    return host_problem_say(problem, reason, "这份证明已经撤回。",
                            "This certificate is withdrawn already.");
  return host_problem_of(problem, reason);
}
