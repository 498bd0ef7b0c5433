/* SPDX-License-Identifier: Apache-2.0 */
#include "lookup.h"

static bool replayed(const struct tx_memory *asked, uint64_t area, uint32_t index,
                     int64_t live_iat) {
  const struct gate_memory *memory = (const struct gate_memory *)asked;
  return gate_replay_holds(&memory->replay, (struct gate_admitted){ area, index, live_iat });
}

static uint64_t tag_under(const struct gate_household_key *key, const struct tx_pass *pass) {
  return key->known ? gate_household_tag(key->bytes, pass) : 0;
}

static void history(const struct tx_memory *asked, const struct tx_pass *pass,
                    int64_t exit_window_s, struct tx_history *out) {
  const struct gate_memory *memory = (const struct gate_memory *)asked;
  uint64_t tags[GATE_HOUSEHOLD_KEYS];
  for (size_t i = 0; i < GATE_HOUSEHOLD_KEYS; i++)
    tags[i] = tag_under(&memory->keys[i], pass);
  gate_history_find(&memory->history, pass->area, pass->index, tags, GATE_HOUSEHOLD_KEYS,
                    memory->now_s, exit_window_s, out);
}

void gate_memory_start(struct gate_memory *memory, const uint8_t own_key[TX_HASH_SIZE]) {
  *memory = (struct gate_memory){ .asked = { .replayed = replayed, .history = history } };
  memcpy(memory->keys[0].bytes, own_key, TX_HASH_SIZE);
  memory->keys[0].known = true;
}

void gate_memory_change_key(struct gate_memory *memory, const uint8_t own_key[TX_HASH_SIZE]) {
  if (tx_equal_secret(memory->keys[0].bytes, own_key, TX_HASH_SIZE)) return;
  memory->keys[GATE_HOUSEHOLD_KEYS - 1] = memory->keys[0];
  memcpy(memory->keys[0].bytes, own_key, TX_HASH_SIZE);
  memory->keys[0].known = true;
}

void gate_memory_finish(struct gate_memory *memory) {
  gate_history_finish(&memory->history);
  gate_replay_finish(&memory->replay);
}

uint64_t gate_memory_household(const struct gate_memory *memory, const struct tx_pass *pass) {
  return tag_under(&memory->keys[0], pass);
}
