/* SPDX-License-Identifier: Apache-2.0 */
/* Codes shown, with one of the checks on them taken out. */
#include "lacking.h"

#include "format/evaluate.h"

#define MANY 64

void __wrap_tx_decide(struct tx_span text, const struct tx_gate *gate, struct tx_keyring *ring,
                      struct tx_decision *out);
void __real_tx_decide(struct tx_span text, const struct tx_gate *gate, struct tx_keyring *ring,
                      struct tx_decision *out);
void __wrap_layers_collect(const struct tx_gate *gate, struct layers *out);
void __real_layers_collect(const struct tx_gate *gate, struct layers *out);
bool __wrap_tx_policy_in_force(const struct tx_policy *policy, int64_t now_s);
bool __real_tx_policy_in_force(const struct tx_policy *policy, int64_t now_s);
bool __wrap_tx_order_in_force(const struct tx_order *order, int64_t now_s);
bool __real_tx_order_in_force(const struct tx_order *order, int64_t now_s);
enum tx_reason __wrap_tx_record_that_counts(uint32_t snapshot, int64_t pass_iat, uint32_t index,
                                            const struct tx_status *list, struct tx_clock clock,
                                            struct tx_counted *out);
enum tx_reason __real_tx_record_that_counts(uint32_t snapshot, int64_t pass_iat, uint32_t index,
                                            const struct tx_status *list, struct tx_clock clock,
                                            struct tx_counted *out);

uint32_t __wrap_tx_record_clear_ahead(uint32_t bits, int64_t now_s);
uint32_t __real_tx_record_clear_ahead(uint32_t bits, int64_t now_s);

/* --- what the gate holds, made to say less -----------------------------------------------------
 */

struct held_less {
  struct tx_trust trust;
  struct tx_status lists[MANY];
  struct tx_seq_of named[MANY][4];
  struct tx_certs certs[MANY];
  struct tx_policy policies[MANY];
  const struct tx_status *list_at[MANY];
  const struct tx_certs *certs_at[MANY];
  const struct tx_policy *policy_at[MANY];
};

static void change_list(const struct tx_gate *gate, struct tx_status *list,
                        struct tx_seq_of named[4]) {
  if (lacks("list-end")) list->exp = INT64_MAX;
  if (lacks("exact-end")) list->exp--;
  if (lacks("current-trust")) list->current.trust = 0;
  if (lacks("current-policy")) list->current.count = 0;
  if (!lacks("current-elsewhere")) return;
  for (size_t i = 0; i < list->current.count && i < 4; i++)
    named[i] = (struct tx_seq_of){ gate->area, list->current.policies[i].seq };
  list->current.policies = named;
}

static void change_held(struct tx_gate *gate, struct held_less *less) {
  for (size_t i = 0; i < gate->list_count; i++) {
    less->lists[i] = *gate->lists[i];
    change_list(gate, &less->lists[i], less->named[i]);
    less->list_at[i] = &less->lists[i];
  }
  for (size_t i = 0; i < gate->cert_count; i++) {
    less->certs[i] = *gate->certs[i];
    if (lacks("certs-area")) less->certs[i].area = 610113000000;
    if (lacks("certs-end")) less->certs[i].exp = INT64_MAX;
    less->certs_at[i] = &less->certs[i];
  }
  for (size_t i = 0; i < gate->policy_count; i++) {
    less->policies[i] = *gate->policies[i];
    if (lacks("policy-elsewhere") && less->policies[i].area != gate->area) less->policies[i].seq++;
    if (lacks("policy-elsewhere")) less->policies[i].area = gate->area;
    less->policy_at[i] = &less->policies[i];
  }
  gate->lists = less->list_at;
  gate->certs = less->certs_at;
  gate->policies = less->policy_at;
  if (!gate->trust) return;
  less->trust = *gate->trust;
  if (lacks("trust-end")) less->trust.exp = INT64_MAX;
  gate->trust = &less->trust;
}

/* --- the decision -------------------------------------------------------------------------------
 */

static void set_clock(struct tx_clock *clock) {
  if (lacks("clock")) clock->unsure = false;
  if (lacks("thiefs-date") && clock->now_s + TX_AHEAD_S < lacking_newest_s) clock->unsure = true;
  if (lacks("clock-drift") && lacking_touched) clock->unsure = true;
  if (lacks("clock-restart") && lacking_restarted) clock->unsure = true;
}

static void answer(struct tx_decision *d, enum tx_reason reason) {
  d->reason = reason;
  d->verdict = tx_reason_verdict(reason);
}

/* Checks whose lack shows in the answer alone. */
static void change_answer(struct tx_decision *d) {
  static const struct {
    const char *check;
    enum tx_reason from, to;
  } rows[] = {
    { "no-policy", TX_NO_POLICY, TX_OK },   { "stale-notice", TX_OK_WITH_NOTICE, TX_OK },
    { "rules", TX_RULE_FAILED, TX_OK },     { "rules", TX_RULE_ERROR, TX_OK },
    { "rules", TX_OK_WITH_NOTICE, TX_OK },  { "certificate", TX_CERTIFICATE_SHOWN, TX_OK },
    { "driver", TX_DRIVER_AWAITED, TX_OK }, { "structure", TX_MALFORMED, TX_BAD_SIGNATURE },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (lacks(rows[i].check) && d->reason == rows[i].from) answer(d, rows[i].to);
  if (lacks("driver-elsewhere") && d->pass.role == TX_ROLE_VEHICLE) answer(d, TX_DRIVER_AWAITED);
  if (lacks("certs-held") && d->certified && d->reason == TX_NO_LIST)
    answer(d, TX_CERTIFICATE_SHOWN);
}

/* As if every code that was shown were used up. */
static void use_up(struct tx_decision *d) {
  static struct {
    uint32_t index;
    int64_t iat;
  } used[MANY];
  static size_t count;
  const bool anybody = lacks("replay-person");
  if ((!lacks("replay-of-refused") && !anybody) || !d->live) return;
  for (size_t i = 0; i < count; i++)
    if ((anybody || used[i].index == d->pass.index) && used[i].iat == d->live_iat)
      answer(d, TX_REPLAYED);
  if (count == MANY) return;
  used[count].index = d->pass.index;
  used[count++].iat = d->live_iat;
}

void __wrap_tx_decide(struct tx_span text, const struct tx_gate *gate, struct tx_keyring *ring,
                      struct tx_decision *out) {
  static struct held_less less;
  struct tx_gate other = *gate;
  char as_pass[TX_TEXT_MAX + 2] = "TX1:";
  set_clock(&other.clock);
  change_held(&other, &less);
  if (lacks("replay")) other.memory = NULL;
  if (lacks("prefix") && text.n > TX_PREFIX_SIZE && text.n <= TX_TEXT_MAX) {
    memcpy(as_pass + TX_PREFIX_SIZE, text.p + TX_PREFIX_SIZE, text.n - TX_PREFIX_SIZE);
    text.p = (const uint8_t *)as_pass;
  }
  lacking_now_s = other.clock.now_s;
  __real_tx_decide(text, &other, ring, out);
  change_answer(out);
  use_up(out);
}

/* --- the record and the rules -------------------------------------------------------------------
 */

/* Generations as plain numbers. */
static bool is_lower(uint32_t snapshot, uint32_t index, const struct tx_status *list) {
  return list && index < list->count &&
         tx_record_unpack(snapshot).generation < tx_record_unpack(list->records[index]).generation;
}

uint32_t __wrap_tx_record_clear_ahead(uint32_t bits, int64_t now_s) {
  return lacks("swab-ahead") ? bits : __real_tx_record_clear_ahead(bits, now_s);
}

enum tx_reason __wrap_tx_record_that_counts(uint32_t snapshot, int64_t pass_iat, uint32_t index,
                                            const struct tx_status *list, struct tx_clock clock,
                                            struct tx_counted *out) {
  *out = (struct tx_counted){ 0 };
  const struct tx_counted by_pass = { snapshot, list ? list->iat : pass_iat, list != NULL };
  if (lacks("new-pass") && list && pass_iat >= list->iat) pass_iat = list->iat - 1;
  if (lacks("same-second") && list && pass_iat == list->iat) pass_iat--;
  if (lacks("generation-wrap") && is_lower(snapshot, index, list)) return TX_SUPERSEDED;
  const enum tx_reason reason =
      __real_tx_record_that_counts(snapshot, pass_iat, index, list, clock, out);
  const bool beyond = list && pass_iat >= list->iat && index >= list->count + TX_NEW_MAX;
  const bool newer = list && pass_iat >= list->iat;
  if (lacks("list") || (lacks("worse") && newer) || (lacks("far-index") && beyond)) {
    *out = by_pass;
    return TX_OK;
  }
  if ((reason == TX_NOT_LISTED && lacks("listed")) ||
      (reason == TX_SUPERSEDED && lacks("generation"))) {
    *out = by_pass;
    return TX_OK;
  }
  return reason;
}

/* The nearest policy alone. */
static void keep_lowest(struct layers *layers) {
  bool found = false;
  for (int level = TX_LEVELS - 1; level >= 0; level--) {
    if (found) layers->at[level] = NULL;
    found |= layers->at[level] != NULL;
  }
}

void __wrap_layers_collect(const struct tx_gate *gate, struct layers *out) {
  __real_layers_collect(gate, out);
  if (lacks("max-age")) out->stale.max_age_s = INT64_MAX;
  if (lacks("no-list")) out->stale.no_list = TX_STALE_ACCEPT;
  if (lacks("stale-accept")) out->stale.no_list = out->stale.then = TX_STALE_REVIEW;
  if (lacks("live-window")) out->live_window_s = 60;
  if (lacks("levels")) keep_lowest(out);
}

bool __wrap_tx_policy_in_force(const struct tx_policy *policy, int64_t now_s) {
  return lacks("policy-force") || __real_tx_policy_in_force(policy, now_s);
}

bool __wrap_tx_order_in_force(const struct tx_order *order, int64_t now_s) {
  return lacks("policy-force") || __real_tx_order_in_force(order, now_s);
}
