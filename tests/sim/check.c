/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of a showing, and after every step. */
#include "sim.h"

#include "format/live.h"

#include <stdlib.h>
#include <string.h>

#define NEVER_IN "nobody is let in whom no valid set of objects would let in"
#define UNHEARD "news that was heard is never unheard"
#define REASON "no verdict without a reason"
#define ALIKE "two gates that hold the same say the same"
#define STRICTEST "of orders that contradict each other the strictest counts"
#define ONCE "an event that was acknowledged stands on the server once"

/* --- one showing ------------------------------------------------------------------------------ */

static void check_reason(struct sim_world *world, unsigned i, const struct gate_outcome *outcome) {
  const struct tx_decision *d = &outcome->decision;
  const char *name = tx_reason_name(d->reason);
  const bool opens = d->reason == TX_OK || d->reason == TX_OK_WITH_NOTICE;
  const bool named = name && *name && *tx_reason_text(d->reason, "zh");
  const bool by_rule = d->reason == TX_RULE_FAILED || d->reason == TX_RULE_ERROR;
  if (!named || opens != (d->verdict == TX_ALLOW) || (by_rule && !d->by.rule))
    sim_broken(world, REASON, "gate %u: verdict %d, reason %d", i, (int)d->verdict, (int)d->reason);
}

/* docs/format.md, "The record that counts", as far as it keeps people out; read anew. */
static bool may_enter(const struct sim_pass *pass, const struct tx_status *list) {
  if (!list || pass->index >= list->count) return pass->iat >= (list ? list->iat : 0);
  const struct tx_record listed = tx_record_unpack(list->records[pass->index]);
  const bool is_newer = pass->iat >= list->iat;
  const unsigned behind = (pass->generation - listed.generation) & 7u;
  const bool alive = listed.state >= TX_STATE_ACTIVE && listed.state <= TX_STATE_AWAY;
  if (!is_newer) return alive && behind == 0;
  if (list->records[pass->index] == 0) return true;
  return behind == 0 ? alive : behind <= 3;
}

static bool is_replay(const struct sim_gate *gate, const struct sim_shown *shown) {
  for (size_t i = 0; i < SIM_ADMITTED; i++)
    if (gate->admitted[i].live_iat && gate->admitted[i].live_iat == shown->live_iat &&
        gate->admitted[i].person == shown->pass->person)
      return true;
  return false;
}

/* Each order here lets a list be a day old, and has the guard told of an older one. */
static bool is_old_unsaid(const struct gate_outcome *outcome, const struct sim_pass *pass,
                          const struct tx_status *list) {
  const int64_t as_of_s = pass->iat > list->iat ? pass->iat : list->iat;
  const bool old = outcome->at - as_of_s > SIM_DAY_S || outcome->at >= list->exp;
  return old && outcome->decision.reason == TX_OK;
}

static const char *why_not(const struct sim_world *world, const struct sim_gate *gate,
                           const struct gate_outcome *outcome, const struct sim_shown *shown) {
  const struct sim_pass *pass = shown->pass;
  const struct tx_status *list = gate_state_list(outcome->state, SIM_AREA);
  const bool revoked = world->revoked_seq && gate->heard.trust >= world->revoked_seq;
  if (outcome->clock_unsure) return "its clock is not to be believed";
  if (shown->spoilt || !pass) return "nobody issued that";
  if (shown->stolen && revoked) return "the key that signed it was revoked";
  if (outcome->decision.pass.index != pass->index) return "it is somebody else's";
  const char *by_key = sim_keys_why_not(world, gate, pass, outcome->at);
  if (by_key) return by_key;
  if (outcome->at >= pass->exp) return "the pass has expired";
  if (outcome->at + TX_AHEAD_S < pass->iat) return "the pass is not valid yet";
  if (!list) return "no list is held";
  if (!may_enter(pass, list)) return "the list says otherwise";
  if (is_old_unsaid(outcome, pass, list)) return "its list is older than its order lets it be";
  if (gate->heard.policy_word == SIM_WORD_OUT || gate->heard.policy_word == SIM_WORD_LOOK)
    return "the policy says otherwise";
  if (pass->phone == SIM_PEOPLE) return NULL;
  if (!shown->live_iat) return "the phone is not there";
  if (shown->phone != pass->phone) return "it is another's phone";
  if (outcome->at - shown->live_iat > 60) return "the code is too old";
  if (shown->live_iat - outcome->at > 30) return "the code is of the future";
  return is_replay(gate, shown) ? "the code was used before" : NULL;
}

/* Who comes as far as the rules. */
static void check_orders(struct sim_world *world, unsigned i, const struct gate_outcome *outcome) {
  static const enum tx_verdict verdicts[] = { [SIM_WORD_IN] = TX_ALLOW,
                                              [SIM_WORD_OUT] = TX_DENY,
                                              [SIM_WORD_LOOK] = TX_REVIEW,
                                              [SIM_WORD_NOTICE] = TX_ALLOW };
  const struct tx_decision *d = &outcome->decision;
  const bool ruled = d->reason == TX_RULE_FAILED || d->reason == TX_OK_WITH_NOTICE;
  const enum sim_word word = world->gates[i].heard.policy_word;
  if (ruled && d->verdict != verdicts[word])
    sim_broken(world, STRICTEST, "gate %u: verdict %d where all orders together say %d", i,
               (int)d->verdict, (int)verdicts[word]);
}

static void note_admission(struct sim_gate *gate, const struct gate_outcome *outcome,
                           const struct sim_shown *shown) {
  if (!shown->live_iat || !shown->pass) return;
  gate->admitted[gate->admitted_count++ % SIM_ADMITTED] = (struct sim_admitted){
    .person = shown->pass->person, .live_iat = shown->live_iat, .at = outcome->at
  };
}

void sim_check_showing(struct sim_world *world, unsigned i, const struct gate_outcome *outcome,
                       const struct sim_shown *shown) {
  struct sim_gate *gate = &world->gates[i];
  check_reason(world, i, outcome);
  check_orders(world, i, outcome);
  if (outcome->decision.verdict != TX_ALLOW) return;
  const char *why = why_not(world, gate, outcome, shown);
  if (why) sim_broken(world, NEVER_IN, "gate %u let somebody in, but %s", i, why);
  note_admission(gate, outcome, shown);
}

/* --- what is held ----------------------------------------------------------------------------- */

static void check_list(struct sim_world *world, unsigned i, const struct tx_status *list) {
  const struct sim_list *true_list = list ? sim_list_of(world, list->seq) : NULL;
  if (!true_list) return;
  if (list->count == true_list->count &&
      memcmp(list->records, true_list->records, list->count * sizeof *list->records) == 0)
    return;
  sim_broken(world, UNHEARD, "gate %u holds another list %llu than was signed", i,
             (unsigned long long)list->seq);
}

/* Lost to a power cut is allowed, since nobody is let in by nothing; older is not. */
static void raise(struct sim_world *world, unsigned i, const char *what, uint64_t held,
                  uint64_t *heard) {
  if (held && held < *heard)
    sim_broken(world, UNHEARD, "gate %u holds %s %llu, and held %llu before", i, what,
               (unsigned long long)held, (unsigned long long)*heard);
  if (held > *heard) *heard = held;
}

/* An order's name says what it says to residents: "o0", "o1", or "c" and a number, and "N" (it
 * holds), "W", "R" or "D" (it fails, and so). */
static enum sim_word word_of(const struct tx_policy *policy) {
  static const char letters[] = "NWRD";
  static const enum sim_word words[] = { SIM_WORD_IN, SIM_WORD_NOTICE, SIM_WORD_LOOK,
                                         SIM_WORD_OUT };
  size_t worst = 0;
  for (size_t i = 0; policy && i < policy->order_count; i++) {
    const char *id = policy->orders[i].id;
    const char letter = *id == 'o' ? (id[1] == '1' ? 'D' : 'N') : id[2];
    const size_t own = (size_t)(strchr(letters, letter) - letters);
    if (own > worst) worst = own;
  }
  return words[worst];
}

/* A pass that was replaced does not come back, by a restore neither, if its issue log is left. */
static void check_generations(struct sim_world *world, unsigned i, const struct tx_status *list) {
  struct sim_heard *heard = &world->gates[i].heard;
  if (list && list->seq < heard->newest_list) return; /* whose key was revoked */
  if (list) heard->newest_list = list->seq;
  for (uint32_t person = 0; list && person < SIM_PEOPLE && person < list->count; person++) {
    const uint8_t now = tx_record_unpack(list->records[person]).generation;
    if (((now - heard->generations[person]) & 7) > 3 && !world->log_lost)
      sim_broken(world, UNHEARD, "gate %u: generation %d of person %u is back, after %d", i, now,
                 person, heard->generations[person]);
    heard->generations[person] = now;
  }
}

static void check_held(struct sim_world *world, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  struct gate_state *state = gate_state_of(&gate->gate);
  const struct tx_status *list = gate_state_list(state, SIM_AREA);
  const struct tx_policy *policy = gate_state_policy(state, SIM_AREA);
  raise(world, i, "trust list", state->trust ? state->trust->seq : 0, &gate->heard.trust);
  gate->heard.list = sim_keys_heard(world, &gate->heard, SIM_STATUS, list ? list->signer : NULL,
                                    list ? list->seq : 0);
  gate->heard.policy = sim_keys_heard(world, &gate->heard, SIM_POLICY,
                                      policy ? policy->signer : NULL, policy ? policy->seq : 0);
  raise(world, i, "list", list ? list->seq : 0, &gate->heard.list);
  raise(world, i, "policy", policy ? policy->seq : 0, &gate->heard.policy);
  gate->heard.policy_word = word_of(policy);
  check_list(world, i, list);
  check_generations(world, i, list);
  sim_keys_check(world, i, state);
  gate_state_unref(state);
}

/* --- events ----------------------------------------------------------------------------------- */

static uint64_t acknowledged_by_server(struct sim_world *world, const char *gate) {
  struct request request = request_begin(world->server, 0, "sim");
  uint64_t seq = 0;
  {
    DB_ROWS rows =
        db_select(request.db, "select acknowledged from gate where name = $1", db_text(gate));
    if (db_next(&rows)) seq = (uint64_t)db_column_int(&rows, 0);
  }
  request_end(world->server, &request);
  return seq;
}

static void check_acknowledged(struct sim_world *world, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  const uint64_t by_gate = gate_journal_count(gate->gate.journal).acknowledged;
  if (gate->sent_again && by_gate == gate->checked_acknowledged &&
      world->server == world->checked_server)
    return;
  const uint64_t by_server = acknowledged_by_server(world, gate->gate.identity.id);
  gate->checked_acknowledged = by_gate;
  if (by_gate <= by_server) gate->sent_again = true;
  if (by_gate > by_server && gate->sent_again) /* else it was not told of the restore yet */
    sim_broken(world, ONCE, "gate %u thinks that event %llu is on the server, which has %llu", i,
               (unsigned long long)by_gate, (unsigned long long)by_server);
}

/* --- two gates -------------------------------------------------------------------------------- */

static bool hold_the_same(struct sim_gate *a, struct sim_gate *b) {
  struct sim_machine *before = sim_turn(&a->machine);
  const struct tx_clock one = gate_now(&a->gate);
  sim_turn(&b->machine);
  const struct tx_clock other = gate_now(&b->gate);
  sim_turn(before);
  struct gate_state *s = gate_state_of(&a->gate), *t = gate_state_of(&b->gate);
  const struct tx_status *x = gate_state_list(s, SIM_AREA), *y = gate_state_list(t, SIM_AREA);
  const struct tx_policy *p = gate_state_policy(s, SIM_AREA), *q = gate_state_policy(t, SIM_AREA);
  const uint64_t u = s->trust ? s->trust->seq : 0, v = t->trust ? t->trust->seq : 0;
  bool same = one.now_s == other.now_s && one.unsure == other.unsure && u == v && !x == !y &&
              !p == !q && (!x || x->seq == y->seq) && (!p || p->seq == q->seq);
  gate_state_unref(s);
  gate_state_unref(t);
  return same;
}

static enum tx_reason ask(struct sim_gate *gate, const char *text) {
  struct gate_outcome outcome;
  gate_decide(&gate->gate, tx_span_text(text), TX_IN, &outcome);
  enum tx_reason reason = outcome.decision.reason;
  gate_outcome_finish(&outcome);
  return reason;
}

/* Where the clocks of both are right, which makes them the same. */
static void check_alike(struct sim_world *world) {
  const size_t held = world->pass_count < SIM_PASSES ? world->pass_count : SIM_PASSES;
  const struct sim_pass *pass = &world->passes[world->step % held];
  struct sim_gate *a = &world->gates[world->step / 8 % SIM_GATES];
  struct sim_gate *b = &world->gates[(world->step / 8 + 1) % SIM_GATES];
  if (!a->up || !b->up) return;
  struct sim_machine *before = sim_turn(NULL);
  char text[TX_TEXT_MAX + 1];
  memcpy(text, pass->text, sizeof text);
  if (pass->phone < SIM_PEOPLE)
    tx_live_sign(pass->text, sim_now_ms / 1000 / 15 * 15 - 8, world->phones[pass->phone], text);
  sim_turn(&a->machine);
  const enum tx_reason one = ask(a, text);
  sim_turn(&b->machine);
  const enum tx_reason other = ask(b, text);
  sim_turn(before);
  if (one != other)
    sim_broken(world, ALIKE, "%s at one gate, %s at another", tx_reason_name(one),
               tx_reason_name(other));
}

static bool pair_is_alike(struct sim_world *world) {
  struct sim_gate *a = &world->gates[world->step / 8 % SIM_GATES];
  struct sim_gate *b = &world->gates[(world->step / 8 + 1) % SIM_GATES];
  if (!a->up || !b->up || a->machine.ahead_ms || b->machine.ahead_ms || a->machine.drift_ppm ||
      b->machine.drift_ppm)
    return false;
  return hold_the_same(a, b);
}

void sim_check_step(struct sim_world *world) {
  for (unsigned i = 0; i < SIM_GATES; i++) {
    struct sim_gate *gate = &world->gates[i];
    if (!gate->up) continue;
    struct sim_machine *before = sim_turn(&gate->machine);
    check_held(world, i);
    if (world->server) check_acknowledged(world, i);
    sim_turn(before);
  }
  world->checked_server = world->server;
  if (world->step % 8 == 0 && world->pass_count && pair_is_alike(world)) check_alike(world);
}
