/* SPDX-License-Identifier: Apache-2.0 */
#include "apply.h"

#include "domain/audit/log.h"
#include "domain/clock/clock.h"
#include "domain/holder/login.h"
#include "domain/roster/form.h"
#include "host/text/text.h"
#include "sealed_application.h"
#include "store/office/applications.h"
#include "store/resident/holders.h"
#include "store/resident/residents.h"
#include "weigh.h"

#include <stdio.h>
#include <stdlib.h>

#define PLACES_LEAST 200 /* that wait in an area, of strangers without a code that fits */
#define PLACES_SHARE 4   /* … or one for so many residents */

/* One application on its way. */
struct applying {
  struct server *server;
  const struct request *request;
  const struct application_in *in;
  struct roster_entry entry;
  struct claim claim;
  bool has_claim;
  struct weighing weighing;
  struct application_out *out;
};

/* --- what it holds ---------------------------------------------------------------------------- */

/* What that phone holds of it now; nothing when it was refused, or went to another phone since. */
static enum tx_reason open_held(struct applying *a, struct host_problem *problem) {
  struct holding *all = NULL;
  size_t count = 0;
  struct held *held = &a->out->held;
  const struct application *asked = &a->out->application;
  enum tx_reason reason = holding_list(a->request, &asked->holder, &all, &count);
  held->holding = (struct holding){ 0 };
  for (size_t i = 0; i < count; i++)
    if (all[i].area == asked->area && (int64_t)all[i].index == asked->index) held->holding = all[i];
  free(all);
  if (reason != TX_OK || !held->holding.n) return host_problem_of(problem, reason);
  return holding_open(a->request, held, problem);
}

/* --- places to wait --------------------------------------------------------------------------- */

/* When places run short, no address keeps more than its share of them. */
static enum tx_reason take_place(const struct applying *a, struct host_problem *problem) {
  int64_t residents = 0, all = 0, near = 0;
  const struct application *asked = &a->out->application;
  enum tx_reason reason = residents_count(a->request->db, asked->area, &residents);
  if (reason == TX_OK) reason = applications_waiting(a->request->db, asked, &all, &near);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  int64_t places =
      residents / PLACES_SHARE > PLACES_LEAST ? residents / PLACES_SHARE : PLACES_LEAST;
  bool is_short = all >= places / 2;
  if (all < places && !(is_short && near >= places / 20)) return TX_OK;
  return host_problem_say(problem, TX_BUSY,
                          "等待核对的申请太多，请填写领证码，或与居委会联系，或稍后再试。",
                          "Too many applications wait: please give a claim code, ask the office, "
                          "or try again later.");
}

/* --- written ---------------------------------------------------------------------------------- */

static void fill(struct applying *a, bool approved) {
  uint8_t origin[TX_HASH_SIZE];
  struct application *out = &a->out->application;
  const struct weighing *w = &a->weighing;
  const struct roster_entry *entry = &a->entry;
  *out = (struct application){ .area = a->in->area,
                               .holder = w->holder,
                               .index = w->found ? (int64_t)w->resident.index : -1,
                               .claim = w->code_fits ? a->claim.id : 0,
                               .relation = w->family ? HOLDER_FAMILY : HOLDER_OWN,
                               .state = approved ? APPLICATION_APPROVED : APPLICATION_WAITING,
                               .differs = w->differs,
                               .asked_at = a->request->now_s,
                               .decided_at = approved ? a->request->now_s : 0,
                               .id_type = (int)entry->id_type,
                               .role = entry->role };
  memcpy(out->subject, w->subject, TX_HASH_SIZE);
  memcpy(out->name, entry->name, sizeof out->name);
  memcpy(out->id_number, entry->id_number, sizeof entry->id_number);
  memcpy(out->phone, entry->phone, sizeof out->phone);
  memcpy(out->unit, entry->unit, sizeof out->unit);
  memcpy(out->room, entry->room, sizeof out->room);
  if (approved) return;
  field_hash(a->request->fields, "origin", a->in->address, origin);
  memcpy(out->origin, origin, sizeof out->origin);
}

static enum tx_reason write_down(struct applying *a) {
  char detail[96];
  HOST_BYTES sealed = { 0 };
  struct db *db = a->request->db;
  struct application *asked = &a->out->application;
  enum tx_reason reason = applications_withdraw(db, asked);
  if (reason == TX_OK) reason = applications_next(db, asked->area, &asked->id);
  if (reason == TX_OK) reason = sealed_application_make(a->request->fields, asked, &sealed);
  if (reason == TX_OK) reason = applications_add(db, asked, host_span(&sealed));
  if (reason == TX_OK) reason = holders_enter(db, &asked->holder, asked->area);
  snprintf(detail, sizeof detail, "%lld %s, of %lld", (long long)asked->id,
           application_state_word(asked->state), (long long)asked->index);
  return reason == TX_OK ? audit_log_append(a->request, asked->area, "application", detail)
                         : reason;
}

static enum tx_reason approve(struct applying *a, struct host_problem *problem) {
  bool elsewhere = false;
  const struct weighing *w = &a->weighing;
  enum tx_reason reason = holding_is_elsewhere(a->request, &w->resident, &w->holder, &elsewhere);
  fill(a, true);
  if (reason == TX_OK) reason = claim_note_used(a->request, &a->claim, w->resident.index);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  const struct giving giving = { .holder = a->in->key,
                                 .relation = w->family ? HOLDER_FAMILY : HOLDER_OWN,
                                 .replaces = elsewhere && !w->family,
                                 .matched = true };
  reason = holding_give(a->request, &w->resident, &giving, &a->out->held.issued, problem);
  return reason == TX_OK ? host_problem_of(problem, write_down(a)) : reason;
}

static enum tx_reason let_wait(struct applying *a, struct host_problem *problem) {
  const struct weighing *w = &a->weighing;
  enum tx_reason reason = TX_OK;
  fill(a, false);
  if (!w->code_fits || weighing_is_wrong_try(w)) reason = take_place(a, problem);
  if (reason != TX_OK) return reason;
  if (weighing_is_wrong_try(w)) {
    reason = claim_note_wrong(a->request, &a->claim);
    a->out->tries_left = CLAIM_WRONG_MAX - a->claim.wrong;
  }
  return host_problem_of(problem, reason == TX_OK ? write_down(a) : reason);
}

static enum tx_reason decide(struct applying *a, struct host_problem *problem) {
  DB_TRANSACTION work = db_begin(a->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  struct weighing *w = &a->weighing;
  *w = (struct weighing){ .area = a->in->area,
                          .entry = &a->entry,
                          .claim = a->has_claim ? &a->claim : NULL,
                          .holder = holder_key_of(&a->in->key),
                          .family = a->in->family };
  enum tx_reason reason = host_problem_of(problem, weigh(a->request, w));
  if (reason == TX_OK) reason = weighing_approves(w) ? approve(a, problem) : let_wait(a, problem);
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

/* --- the application -------------------------------------------------------------------------- */

static enum tx_reason read(struct applying *a, struct tx_login *login,
                           struct host_problem *problem) {
  const struct application_in *in = a->in;
  enum tx_reason reason = form_read(in->texts, a->request->now_s, &a->entry, problem);
  if (reason == TX_OK && a->entry.id_type == ID_NONE)
    reason = host_problem_say(problem, TX_BAD_ARGUMENT, "没有证件的，请到居委会办理。",
                              "Without a document, please go to the office.");
  if (reason != TX_OK) return reason;
  return holder_login_read(in->login, HOLDER_APPLIES, &in->key, login, problem);
}

static enum tx_reason look_at_code(struct applying *a, struct host_problem *problem) {
  const struct application_in *in = a->in;
  a->has_claim = *in->claim != '\0';
  if (!a->has_claim) return TX_OK;
  return claim_find(a->server, a->request, in->area, in->claim, in->address, &a->claim, problem);
}

enum tx_reason application_make(struct server *server, const struct request *request,
                                const struct application_in *in, struct application_out *out,
                                struct host_problem *problem) {
  struct applying a = { .server = server, .request = request, .in = in, .out = out };
  struct tx_login login;
  *out = (struct application_out){ .tries_left = -1 };
  enum tx_reason reason = clock_check(server->clock, request, problem);
  if (reason == TX_OK) reason = area_known(request, in->area, problem);
  if (reason == TX_OK) reason = read(&a, &login, problem);
  if (reason == TX_OK) reason = login_check_moment(server, request, &login, problem);
  if (reason == TX_OK) reason = look_at_code(&a, problem);
  if (reason == TX_OK) reason = decide(&a, problem);
  if (reason != TX_OK || out->application.state != APPLICATION_APPROVED) return reason;
  return open_held(&a, problem);
}

/* --- of a phone ------------------------------------------------------------------------------- */

#define OWN_MAX 64

static enum tx_reason add_area(const struct request *request, const struct holder_key *key,
                               uint64_t area, struct application *out, size_t *count) {
  struct tx_span sealed;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = applications_of_key(request->db, area, key);
  while (reason == TX_OK && *count < OWN_MAX && db_next(&rows)) {
    applications_read(&rows, &out[*count], &sealed);
    reason = sealed_application_open(request->fields, sealed, &out[(*count)++]);
  }
  return reason == TX_OK ? rows.end : reason;
}

enum tx_reason application_of_key(const struct request *request, const struct holder_key *key,
                                  struct application **out, size_t *count) {
  *count = 0;
  *out = calloc(OWN_MAX, sizeof **out);
  if (!*out) return TX_NO_MEMORY;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = holders_areas(request->db, key);
  while (reason == TX_OK && db_next(&rows))
    reason = add_area(request, key, (uint64_t)db_column_int(&rows, 0), *out, count);
  return reason == TX_OK ? rows.end : reason;
}
