/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold when network and clocks have been whole for some minutes: news has come through,
 * every event stands where it belongs, and what had to die is dead. */
#include "sim.h"

#include "domain/publication/cache.h"
#include "store/gate/events.h"

#include "format/live.h"

#include <stdlib.h>

#define NEWS "news reaches a gate once all is whole"
#define ONCE "an event that was acknowledged stands on the server once"
#define DEAD "what should have died is dead"
#define LIVES "nothing dies before its time"

/* --- news ------------------------------------------------------------------------------------- */

static uint64_t newest(const struct sim_world *world, enum publication_kind kind, uint64_t area) {
  struct cache_item *item = cache_take(world->server->cache, kind, area);
  const uint64_t seq = item ? item->seq : 0;
  if (item) cache_release(item);
  return seq;
}

static bool check_clock(struct sim_world *world, unsigned i) {
  const struct tx_clock now = gate_now(&world->gates[i].gate);
  const int64_t off_s = now.now_s - sim_now_ms / 1000;
  if (!now.unsure && llabs(off_s) <= 5) return true;
  sim_broken(world, NEWS, "gate %u: its clock is %lld s off%s", i, (long long)off_s,
             now.unsure ? ", and not believed" : "");
  return false;
}

static void check_news(struct sim_world *world, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  struct gate_state *state = gate_state_of(&gate->gate);
  const struct tx_status *list = gate_state_list(state, SIM_AREA);
  const struct tx_policy *policy = gate_state_policy(state, SIM_AREA);
  const struct {
    const char *name;
    uint64_t held, published;
  } kinds[] = {
    { "trust list", state->trust ? state->trust->seq : 0, newest(world, PUBLISHED_TRUST, 0) },
    { "policy", policy ? policy->seq : 0, newest(world, PUBLISHED_POLICY, SIM_AREA) },
    { "list", list ? list->seq : 0, newest(world, PUBLISHED_STATUS, SIM_AREA) },
  };
  gate_state_unref(state);
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    if (kinds[k].held != kinds[k].published)
      sim_broken(world, NEWS, "gate %u: %s %+lld is in force, and %+lld was published", i,
                 kinds[k].name, (long long)kinds[k].held - SIM_BEGIN_S,
                 (long long)kinds[k].published - SIM_BEGIN_S);
  if (!gate->round_ok) sim_broken(world, NEWS, "gate %u: its round was not complete", i);
}

static void check_server(struct sim_world *world) {
  struct cache_item *item = cache_take(world->server->cache, PUBLISHED_STATUS, SIM_AREA);
  const int64_t age_s = item ? sim_now_ms / 1000 - item->iat : INT64_MAX;
  if (item) cache_release(item);
  if (age_s > 3700 || age_s < -TX_AHEAD_S)
    sim_broken(world, NEWS, "the server's newest list is %lld s old", (long long)age_s);
}

/* --- people ----------------------------------------------------------------------------------- */

static const struct sim_pass *newest_pass(const struct sim_world *world, unsigned person) {
  const size_t held = world->pass_count < SIM_PASSES ? world->pass_count : SIM_PASSES;
  for (size_t i = 0; i < held; i++) {
    const struct sim_pass *pass = &world->passes[(world->pass_count - 1 - i) % SIM_PASSES];
    if (pass->person == person) return pass;
  }
  return NULL;
}

static bool is_expected(const struct sim_world *world, const struct sim_pass *pass,
                        const struct sim_list *list) {
  const int64_t now_s = sim_now_ms / 1000;
  const struct tx_record record = tx_record_unpack(list->records[pass->index]);
  const enum sim_word word = world->gates[0].heard.policy_word;
  if (pass->iat > now_s || pass->exp <= now_s || word == SIM_WORD_OUT || word == SIM_WORD_LOOK)
    return false;
  if (sim_keys_why_not(world, &world->gates[0], pass, now_s)) return false;
  return record.state >= TX_STATE_ACTIVE && record.state <= TX_STATE_AWAY &&
         record.generation == pass->generation;
}

static void check_people(struct sim_world *world, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  const struct sim_list *list = sim_list_of(world, newest(world, PUBLISHED_STATUS, SIM_AREA));
  const struct sim_pass *pass = newest_pass(world, (unsigned)(world->step + i) % SIM_PEOPLE);
  char text[TX_TEXT_MAX + 1];
  struct gate_outcome outcome;
  if (!list || !pass || pass->phone == SIM_PEOPLE || pass->index >= list->count) return;
  tx_live_sign(pass->text, sim_now_ms / 1000 - 3, world->phones[pass->phone], text);
  gate_decide(&gate->gate, tx_span_text(text), TX_IN, &outcome);
  if ((outcome.decision.verdict == TX_ALLOW) != is_expected(world, pass, list))
    sim_broken(world, NEWS, "gate %u: person %u gets %s", i, pass->person,
               tx_reason_name(outcome.decision.reason));
  gate_outcome_finish(&outcome);
}

/* --- events ----------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b) {
  const struct sim_event *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return x->maybe - y->maybe; /* who is not sure to be there takes what is left */
}

static size_t read_events(struct sim_world *world, const char *gate, struct sim_event **out) {
  size_t n = 0;
  *out = NULL;
  struct request request = request_begin(world->server, 0, "sim");
  {
    DB_ROWS rows = db_select(request.db, "select at, person_idx, reason from event where gate = $1",
                             db_text(gate));
    while (db_next(&rows)) {
      *out = reallocarray(*out, n + 1, sizeof **out);
      if (!*out) abort();
      const int64_t index = db_column_null(&rows, 1) ? -1 : db_column_int(&rows, 1);
      (*out)[n++] = (struct sim_event){ .key = sim_event_key(db_column_int(&rows, 0), index,
                                                             db_column_int(&rows, 2)) };
    }
  }
  request_end(world->server, &request);
  if (n) qsort(*out, n, sizeof **out, by_key);
  return n;
}

static int64_t at_of(const struct sim_event *event) {
  return (int64_t)(event->key >> 24);
}

/* May be gone from the server: too old by the latest time that the server's clock showed, or dated
 * ahead by a wrong clock, when it was shown or as it came. */
static bool may_be_gone(const struct sim_world *world, const struct sim_event *event) {
  return event->maybe || at_of(event) < world->retained_until_s - EVENTS_KEPT_S ||
         at_of(event) > sim_now_ms / 1000 + TX_AHEAD_S;
}

static void check_missing(struct sim_world *world, unsigned i, const struct sim_event *shown) {
  if (!may_be_gone(world, shown))
    sim_broken(world, LIVES, "gate %u: its event of %+lld s is not on the server", i,
               (long long)at_of(shown) - SIM_BEGIN_S);
}

static void check_surplus(struct sim_world *world, unsigned i, const struct sim_event *stored) {
  sim_broken(world, ONCE, "gate %u: the server has an event of %+lld s twice, or of nobody", i,
             (long long)at_of(stored) - SIM_BEGIN_S);
}

static void check_old(struct sim_world *world, const struct sim_event *stored) {
  if (at_of(stored) < sim_now_ms / 1000 - EVENTS_KEPT_S - 60)
    sim_broken(world, DEAD, "the server keeps an event of %+lld s",
               (long long)at_of(stored) - SIM_BEGIN_S);
}

/* Both in one order: each is in the other, once. */
static void check_events(struct sim_world *world, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  struct sim_event *stored;
  const size_t n = read_events(world, gate->gate.identity.id, &stored);
  size_t s = 0;
  if (gate->event_count) qsort(gate->events, gate->event_count, sizeof *gate->events, by_key);
  for (size_t e = 0; e < gate->event_count; e++) {
    const struct sim_event *shown = &gate->events[e];
    while (s < n && stored[s].key < shown->key)
      check_surplus(world, i, &stored[s++]);
    if (s < n && stored[s].key == shown->key)
      s++;
    else
      check_missing(world, i, shown);
  }
  while (s < n)
    check_surplus(world, i, &stored[s++]);
  for (s = 0; s < n; s++)
    check_old(world, &stored[s]);
  free(stored);
}

static void check_sent(struct sim_world *world, unsigned i) {
  const struct gate_journal_counts counts = gate_journal_count(world->gates[i].gate.journal);
  if (counts.waiting || counts.failing != TX_OK || counts.acknowledged + 1 != counts.next_seq)
    sim_broken(world, NEWS, "gate %u: its journal is at %llu, the server's word at %llu", i,
               (unsigned long long)counts.next_seq, (unsigned long long)counts.acknowledged);
}

void sim_check_whole(struct sim_world *world) {
  sim_check_step(world);
  check_server(world);
  for (unsigned i = 0; i < SIM_GATES && !*world->promise; i++) {
    struct sim_machine *before = sim_turn(&world->gates[i].machine);
    if (check_clock(world, i)) check_news(world, i);
    if (!*world->promise) check_people(world, i);
    check_sent(world, i);
    check_events(world, i);
    sim_turn(before);
  }
  sim_feeds_check_whole(world);
}
