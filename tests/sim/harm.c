/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody does who means harm: passes by a key that leaked, and red codes by one hand. */
#include "sim.h"

#include <stdio.h>
#include <string.h>

/* --- a key that leaked ------------------------------------------------------------------------ */

/* A pass of this person, as the thief thinks it looks. */
static void forge_one(const struct sim_world *world, unsigned person, struct chance *dice,
                      struct sim_pass *out) {
  struct tx_pass pass = forge_pass(&world->forge);
  const int64_t now_s = sim_now_ms / 1000;
  pass.index = person;
  struct tx_record record = tx_record_unpack(pass.record);
  record.generation = (uint8_t)chance_below(dice, 4);
  pass.record = tx_record_pack(&record);
  pass.iat = now_s - chance_between(dice, 0, SIM_DAY_S);
  pass.exp = now_s + SIM_DAY_S;
  *out = (struct sim_pass){ .person = person,
                            .phone = SIM_PEOPLE,
                            .key = SIM_NO_KEY,
                            .generation = record.generation,
                            .index = person,
                            .iat = pass.iat,
                            .exp = pass.exp };
  if (tx_pass_sign(&pass, world->forge.keys[FORGE_ISSUE_STREET], out->text) != TX_OK)
    *out->text = '\0';
}

static void show_forged(struct sim_world *world, struct chance *dice) {
  struct sim_pass pass;
  const unsigned i = (unsigned)chance_below(dice, SIM_GATES);
  forge_one(world, (unsigned)chance_below(dice, SIM_PEOPLE), dice, &pass);
  const struct sim_shown shown = { .pass = &pass, .phone = SIM_PEOPLE, .stolen = true };
  if (world->gates[i].up && *pass.text)
    sim_gate_decide(world, i, "shows what a thief signed as", &shown, pass.text);
}

/* The root's holders hear of it. */
static void revoke_key(struct sim_world *world) {
  if (!world->server || world->revoked_seq) return;
  world->revoked_seq = world->trust_seq + 60;
  const bool done = sim_office_import_trust(world);
  if (!done) world->revoked_seq = 0;
  sim_tell(world, "the street's key is revoked%s", done ? "" : ", in vain");
}

/* --- a red code ------------------------------------------------------------------------------- */

static void ask_for_red(struct sim_world *world, struct chance *dice) {
  static const char *const hands[] = { "office", "health", NULL };
  const unsigned person = (unsigned)chance_below(dice, SIM_PEOPLE);
  const char *hand = hands[chance_below(dice, 3)];
  char path[96];
  if (!world->server) return;
  snprintf(path, sizeof path, "/v1/residents/" SIM_AREA_TEXT "/%u/statements", person);
  json_t *out = sim_office_ask(world, "POST", path,
                               json_pack("{s:s, s:s, s:s, s:s}", "field", "health", "value", "red",
                                         "ground", "A3", "evidence", "by telephone"));
  const json_t *asked = json_object_get(out, "request");
  /* Before it is done: what is signed meanwhile has it. */
  const bool was = world->red[person];
  if (asked && hand && strcmp(hand, "health") == 0) world->red[person] = true;
  const bool done = asked && hand && sim_office_second(world, hand, asked);
  if (!done) world->red[person] = was;
  sim_tell(world, "the office asks for a red code of person %u%s: %s", person,
           asked ? "" : ", in vain", !hand ? "nobody seconds it" : hand);
  if (done && strcmp(hand, "office") == 0)
    sim_broken(world, SIM_TWO_HANDS, "person %u: who asked seconded it", person);
  json_decref(out);
}

void sim_harm(struct sim_world *world, struct chance *dice) {
  const unsigned roll = (unsigned)chance_below(dice, 8);
  if (roll == 0)
    revoke_key(world);
  else if (roll < 4)
    ask_for_red(world, dice);
  else
    show_forged(world, dice);
}
