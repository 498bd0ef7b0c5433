/* SPDX-License-Identifier: Apache-2.0 */
/* Trust lists: the root's holders sign them, and give the root to a new key now and then: a list of
 * the old one names both, the next, of the new one, names that alone. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#define STEP_S 60
#define BEHIND 14 /* lists: docs/format.md lets a gate go back by 16 links */

static struct tx_key_row row_of(const struct tx_signer *root) {
  return (struct tx_key_row){ .alg = root->alg, .spki = tx_span_of(root->spki, root->spki_len) };
}

static struct forge_bytes draw_up(const struct sim_world *world) {
  struct forge_trust draft;
  struct sim_listed listed;
  forge_trust_draft(&world->forge, &draft);
  struct tx_trust *trust = &draft.trust;
  trust->seq = world->trust_seq + STEP_S;
  trust->iat += STEP_S;
  trust->roots[0] = row_of(world->forge.keys[world->root]);
  if (world->root_ends)
    trust->roots[trust->root_count++] = row_of(world->forge.keys[world->next_root]);
  if (world->revoked_seq)
    memcpy(draft.revoked[trust->revoked_count++], world->forge.keys[FORGE_ISSUE_STREET]->hash,
           TX_HASH_SIZE);
  sim_keys_list(world, &listed, trust);
  return forge_trust(&world->forge, &draft, world->root);
}

static bool put(struct sim_world *world, struct tx_span bytes) {
  struct sim_reply reply;
  sim_office_put(world, "PUT", "/v1/trust", "application/cose", bytes, &reply);
  json_t *out = sim_reply_read(&reply);
  json_decref(out);
  return out != NULL;
}

/* To a server that was restored, what leads to the root of now comes first: it, or a gate, may know
 * an older one. */
static bool put_after_all(struct sim_world *world, struct tx_span bytes) {
  for (size_t i = 0; world->restored && i < world->handover_count; i++)
    put(world, forge_span(&world->handovers[i]));
  return put(world, bytes);
}

/* The slowest gate is waited for. */
static bool too_many(const struct sim_world *world) {
  for (unsigned i = 0; i < SIM_GATES; i++)
    if (world->trust_seq - world->gates[i].heard.trust >= BEHIND * STEP_S) return true;
  return false;
}

bool sim_office_import_trust(struct sim_world *world) {
  if (too_many(world)) return false;
  FORGED trust = draw_up(world);
  const bool done = put_after_all(world, forge_span(&trust));
  if (done) world->trust_seq += STEP_S;
  if (done) sim_keys_said(world, world->trust_seq);
  if (done && world->root_ends) {
    world->handovers[world->handover_count++] = trust;
    trust = (struct forge_bytes){ 0 };
  }
  return done;
}

void sim_roots_step(struct sim_world *world) {
  const enum forge_key before = world->root;
  if (!world->server || world->handover_count == SIM_HANDOVERS) return;
  world->root_ends = true;
  const bool named = sim_office_import_trust(world);
  world->root_ends = false;
  if (named) {
    world->root = world->next_root;
    world->next_root = before;
  }
  const bool done = named && sim_office_import_trust(world);
  sim_tell(world, "the root is given to a new key%s",
           done    ? ""
           : named ? ", whose first list is not taken yet"
                   : ", in vain");
}

void sim_roots_close(struct sim_world *world) {
  for (size_t i = 0; i < world->handover_count; i++)
    forge_bytes_free(&world->handovers[i]);
}
