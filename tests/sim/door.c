/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's life, and what is shown to it. */
#include "sim.h"

#include "host/sys/file.h"
#include "host/text/text.h"
#include "peer/multicast.h"
#include "sync/sync_internal.h"

#include "format/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- life ------------------------------------------------------------------------------------- */

static bool enrol(struct sim_world *world, const struct gate_identity *identity, unsigned i) {
  char key[HOST_BASE64_SIZE(TX_SPKI_MAX)], name[16];
  snprintf(name, sizeof name, "gate %u", i);
  host_base64(tx_span_of(identity->key->spki, identity->key->spki_len), key);
  json_t *out =
      sim_office_ask(world, "POST", "/v1/gates",
                     json_pack("{s:s, s:s, s:s}", "area", SIM_AREA_TEXT, "name", name, "key", key));
  json_decref(out);
  return out != NULL;
}

bool sim_gate_make(struct sim_world *world, unsigned i) {
  struct host_problem problem = { 0 };
  struct sim_gate *gate = &world->gates[i];
  struct gate_identity identity = {
    .area = SIM_AREA, .kind = TX_GATE_PEDESTRIAN, .direction = TX_IN, .attended = true
  };
  memcpy(identity.pin.root, world->forge.keys[FORGE_ROOT]->hash, TX_HASH_SIZE);
  snprintf(identity.server, sizeof identity.server, SIM_ORIGIN);
  if (host_mkdirs(gate->machine.folder, 0700) != TX_OK) return false;
  if (gate_identity_create(gate->machine.folder, &identity, &problem) != TX_OK) return false;
  bool good = enrol(world, &identity, i);
  gate_identity_finish(&identity);
  gate->sent_again = true;
  if (good) sim_gate_start(world, i);
  return good && gate->up;
}

void sim_gate_start(struct sim_world *world, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  struct host_problem problem = { 0 };
  const struct gate_options options = { .dir = gate->machine.folder,
                                        .now_s = GATE_MACHINE_CLOCK,
                                        .journal = true,
                                        .keep_sent_s = SIM_KEEP_SENT_S };
  struct sim_machine *before = sim_turn(&gate->machine);
  enum tx_reason reason = gate_open(&gate->gate, &options, &problem);
  gate->up = reason == TX_OK;
  gate->sync = gate->up ? gate_sync_create(&gate->gate) : NULL;
  if (gate->up) sim_lan_join(gate, i);
  sim_turn(before);
  if (!gate->up)
    sim_broken(world, "a gate starts with what is left of it", "gate %u: %s", i, problem.en);
}

static void mark_written(struct sim_gate *gate) {
  for (size_t i = gate->event_count; i > 0 && !gate->events[i - 1].written; i--)
    gate->events[i - 1].written = true;
  for (size_t i = 0; i < 64; i++)
    gate->admitted[i].written = true;
  gate->in_doubt = false;
}

/* What its writer's thread would have done by now. */
void sim_gate_write(struct sim_world *world, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  (void)world;
  if (!gate->up) return;
  struct sim_machine *before = sim_turn(&gate->machine);
  gate_journal_turn(gate->gate.journal);
  sim_turn(before);
  const struct gate_journal_counts counts = gate_journal_count(gate->gate.journal);
  if (counts.failing == TX_OK && !counts.waiting)
    mark_written(gate);
  else if (gate->machine.disk == SIM_DISK_FAILING)
    gate->in_doubt = true;
}

/* What was in memory alone is no more; a disk that failed, then or before, may have taken it all
 * the same. */
static void forget_unwritten(struct sim_gate *gate) {
  const bool maybe = gate->in_doubt || gate->machine.disk == SIM_DISK_FAILING;
  for (size_t i = gate->event_count; i > 0 && !gate->events[i - 1].written; i--) {
    gate->events[i - 1].written = gate->events[i - 1].maybe = maybe;
    gate->event_count -= !maybe;
  }
  gate->in_doubt = false;
  for (size_t i = 0; i < 64; i++)
    if (!gate->admitted[i].written) gate->admitted[i] = (struct sim_admitted){ .written = true };
}

void sim_gate_stop(struct sim_world *world, unsigned i, bool killed, bool power_cut,
                   struct chance *dice) {
  struct sim_gate *gate = &world->gates[i];
  struct sim_machine *machine = &gate->machine;
  char objects[300];
  if (!gate->up) return;
  snprintf(objects, sizeof objects, "%s/objects", machine->folder);
  if (!killed) sim_gate_write(world, i);
  if (killed) sim_disk_orphan(machine);
  if (killed) sim_files_note(machine->folder, power_cut, dice);
  if (killed) sim_files_note(objects, power_cut, dice);
  struct sim_machine *before = sim_turn(machine);
  gate_peers_close(gate->peers);
  gate_sync_destroy(gate->sync);
  gate_close(&gate->gate);
  sim_turn(before);
  gate->up = false;
  sim_disk_return();
  if (killed) sim_files_put_back();
  if (power_cut) sim_disk_cut(machine->folder, dice);
  if (power_cut) sim_boot(machine, dice);
  forget_unwritten(gate);
}

void sim_gate_lose_object(struct sim_world *world, unsigned i, struct chance *dice) {
  static const char *const names[] = { "status-" SIM_AREA_TEXT ".cose",
                                       "policy-" SIM_AREA_TEXT ".cose" };
  HOST_FREE char *path =
      host_path(world->gates[i].machine.folder, "objects/%s", names[chance_below(dice, 2)]);
  if (path && truncate(path, 10) == 0)
    sim_tell(world, "a signed object of gate %u is damaged on its card", i);
}

void sim_gate_sync(struct sim_world *world, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  if (!gate->up) return;
  struct sim_machine *before = sim_turn(&gate->machine);
  world->asking = gate;
  gate->day.synced++;
  gate->round_ok = gate_sync_round(gate->sync);
  gate_merge_passages(&gate->gate);
  gate_keep_time(&gate->gate);
  sim_turn(before);
  sim_gate_write(world, i);
}

/* --- showing ---------------------------------------------------------------------------------- */

static uint64_t key_of(const struct gate_outcome *outcome) {
  const struct tx_decision *d = &outcome->decision;
  return sim_event_key(outcome->at, d->identified ? (int64_t)d->pass.index : -1, d->reason);
}

static void note_event(struct sim_gate *gate, const struct gate_outcome *outcome) {
  if (gate->event_count == gate->event_cap) {
    gate->event_cap = gate->event_cap * 2 + 64;
    gate->events = reallocarray(gate->events, gate->event_cap, sizeof *gate->events);
    if (!gate->events) abort();
  }
  gate->events[gate->event_count++] =
      (struct sim_event){ .key = key_of(outcome),
                          .maybe = outcome->at > sim_now_ms / 1000 + TX_AHEAD_S };
}

enum trick { HONEST, BARE, OLD, OTHER_PHONE, PICTURE, SPOILT };

struct showing {
  struct sim_shown shown;
  enum trick trick;
  char text[TX_TEXT_MAX + 1];
};

static void spoil(char *text, struct chance *dice) {
  static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const size_t n = strlen(text);
  char *at = &text[4 + chance_below(dice, n > 5 ? n - 5 : 1)];
  const char was = *at;
  while (*at == was)
    *at = letters[chance_below(dice, sizeof letters - 1)];
}

/* What a phone makes every 15 seconds, by its own clock, which is right. */
static void make_live(const struct sim_world *world, struct showing *showing) {
  struct sim_shown *shown = &showing->shown;
  shown->live_iat = sim_now_ms / 1000 / 15 * 15;
  if (showing->trick == OLD) shown->live_iat -= 90;
  if (showing->trick == OTHER_PHONE) shown->phone = (shown->phone + 1) % SIM_PEOPLE;
  if (tx_live_sign(shown->pass->text, shown->live_iat, world->phones[shown->phone],
                   showing->text) != TX_OK)
    abort();
}

static void prepare(const struct sim_world *world, const struct sim_gate *gate, struct chance *dice,
                    struct showing *out) {
  const size_t held = world->pass_count < SIM_PASSES ? world->pass_count : SIM_PASSES;
  const struct sim_pass *pass = &world->passes[chance_below(dice, held)];
  const unsigned roll = (unsigned)chance_below(dice, 20);
  *out = (struct showing){ .shown = { .pass = pass, .phone = pass->phone } };
  out->trick = roll < 12 ? HONEST : roll < 18 ? (enum trick)(roll - 12) : PICTURE;
  snprintf(out->text, sizeof out->text, "%s", pass->text);
  if (out->trick == PICTURE && *gate->last_text) {
    snprintf(out->text, sizeof out->text, "%s", gate->last_text);
    out->shown = gate->last_shown;
  } else if (pass->phone < SIM_PEOPLE && out->trick != BARE) {
    make_live(world, out);
  }
  if (out->trick == SPOILT) spoil(out->text, dice);
  if (out->trick == SPOILT) out->shown.spoilt = true;
}

static const char *trick_words(const struct showing *showing) {
  static const char *const words[] = { "shows the pass of",        "shows the bare pass of",
                                       "shows an old code of",     "shows on another phone",
                                       "shows a picture taken of", "shows a spoilt code of" };
  return words[showing->trick];
}

void sim_gate_decide(struct sim_world *world, unsigned i, const char *words,
                     const struct sim_shown *shown, const char *text) {
  struct sim_gate *gate = &world->gates[i];
  struct gate_outcome outcome;
  struct sim_machine *before = sim_turn(&gate->machine);
  sim_lan_listen(gate);
  gate_decide(&gate->gate, tx_span_text(text), TX_IN, &outcome);
  const struct tx_decision *d = &outcome.decision;
  sim_tell(world, "at gate %u somebody %s person %u: %s (%s)", i, words, shown->pass->person,
           tx_verdict_name(d->verdict), tx_reason_name(d->reason));
  sim_check_showing(world, i, &outcome, shown);
  gate_remember(&gate->gate, &outcome);
  sim_lan_tell(gate, &outcome);
  note_event(gate, &outcome);
  gate_outcome_finish(&outcome);
  sim_turn(before);
}

void sim_gate_show(struct sim_world *world, unsigned i, struct chance *dice) {
  struct sim_gate *gate = &world->gates[i];
  struct showing showing;
  if (!gate->up || !world->pass_count) return;
  prepare(world, gate, dice, &showing);
  gate->day.shown++;
  const bool writes = !chance_in(dice, 4);
  sim_gate_decide(world, i, trick_words(&showing), &showing.shown, showing.text);
  gate->last_shown = showing.shown;
  snprintf(gate->last_text, sizeof gate->last_text, "%s", showing.text);
  if (writes) sim_gate_write(world, i);
}
