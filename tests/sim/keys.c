/* SPDX-License-Identifier: Apache-2.0 */
/* Working keys: the root's holders make the next one, let the one before sign for some days more,
 * revoke what leaked, and bring the server the new key and the list, in either order. */
#include "sim.h"

#include "host/sys/file.h"
#include "host/text/text.h"

#include "format/base45.h"
#include "format/cose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define YEAR_S (365LL * SIM_DAY_S)
#define SPARE_S 7200 /* a key is replaced before it ends */

#define DEAD_KEY "a key that was revoked or has ended counts no more"

static const char *const use_names[SIM_USES] = { "issue", "status", "policy" };
static const enum tx_use uses[SIM_USES] = { TX_USE_ISSUE, TX_USE_STATUS, TX_USE_POLICY };

void sim_keys_open(struct sim_world *world) {
  static const enum forge_key first[SIM_USES] = { FORGE_ISSUE, FORGE_STATUS, FORGE_POLICY };
  for (unsigned use = 0; use < SIM_USES; use++) {
    struct sim_key *key = &world->keys.all[use];
    *key = (struct sim_key){ .signer = world->forge.keys[first[use]],
                             .use = (enum sim_use)use,
                             .sign_from = SIM_BEGIN_S - YEAR_S,
                             .sign_until = SIM_BEGIN_S + YEAR_S,
                             .verify_until = SIM_BEGIN_S + 2 * YEAR_S,
                             .said_seq = world->trust_seq };
    snprintf(key->name, sizeof key->name, "%s", use_names[use]);
    world->keys.newest[use] = use;
  }
  world->keys.count = SIM_USES;
}

void sim_keys_close(struct sim_world *world) {
  for (unsigned i = 0; i < world->keys.count; i++)
    if (world->keys.all[i].owned) tx_signer_destroy(world->keys.all[i].signer);
}

/* --- as trust lists have them ----------------------------------------------------------------- */

static struct tx_key_row row_of(const struct sim_key *key) {
  struct tx_key_row row = { .alg = key->signer->alg,
                            .spki = tx_span_of(key->signer->spki, key->signer->spki_len),
                            .uses = (uint8_t)uses[key->use],
                            .area = SIM_AREA,
                            .sign_from = key->sign_from,
                            .sign_until = key->sign_until,
                            .verify_until = key->verify_until,
                            .name = tx_span_text(key->name) };
  memcpy(row.hash, key->signer->hash, TX_HASH_SIZE);
  return row;
}

static struct tx_key_row *find_row(struct tx_trust *trust, const uint8_t *hash) {
  for (size_t i = 0; i < trust->row_count; i++)
    if (memcmp(trust->rows[i].hash, hash, TX_HASH_SIZE) == 0) return &trust->rows[i];
  return NULL;
}

static int by_hash(const void *a, const void *b) {
  return memcmp(a, b, TX_HASH_SIZE);
}

void sim_keys_list(const struct sim_world *world, struct sim_listed *listed,
                   struct tx_trust *trust) {
  memcpy(listed->rows, trust->rows, trust->row_count * sizeof *trust->rows);
  memcpy(listed->revoked, trust->revoked, trust->revoked_count * sizeof *trust->revoked);
  trust->rows = listed->rows;
  trust->revoked = listed->revoked;
  for (unsigned i = 0; i < world->keys.count; i++) {
    const struct sim_key *key = &world->keys.all[i];
    struct tx_key_row *row = find_row(trust, key->signer->hash);
    if (!row) row = &trust->rows[trust->row_count++];
    *row = row_of(key);
    if (key->revoked)
      memcpy(trust->revoked[trust->revoked_count++], key->signer->hash, TX_HASH_SIZE);
  }
  qsort(trust->revoked, trust->revoked_count, sizeof *trust->revoked, by_hash);
}

void sim_keys_said(struct sim_world *world, uint64_t seq) {
  for (unsigned i = 0; i < world->keys.count; i++)
    if (!world->keys.all[i].said_seq) world->keys.all[i].said_seq = seq;
}

bool sim_keys_are_said(const struct sim_world *world) {
  for (unsigned i = 0; i < world->keys.count; i++)
    if (!world->keys.all[i].said_seq) return false;
  return true;
}

static bool has_key(const struct sim_world *world, enum sim_use use) {
  const int64_t soon_s = sim_now_ms / 1000 + SPARE_S;
  for (unsigned i = 0; i < world->keys.count; i++) {
    const struct sim_key *key = &world->keys.all[i];
    if (key->use == use && !key->revoked && key->sign_until >= soon_s) return true;
  }
  return false;
}

bool sim_keys_sign_news(const struct sim_world *world) {
  return has_key(world, SIM_STATUS) && has_key(world, SIM_POLICY);
}

/* --- making, ending --------------------------------------------------------------------------- */

static char *file_of(const struct sim_world *world, const struct sim_key *key) {
  char *path = host_path(world->folder, "keys/%s.key", key->name);
  if (!path) abort();
  return path;
}

static void bring(const struct sim_world *world, const struct sim_key *key) {
  char pem[4096];
  size_t n = 0;
  HOST_FREE char *path = file_of(world, key);
  if (tx_key_write_pem(key->signer, (struct tx_span){ 0 }, pem, sizeof pem, &n) != TX_OK ||
      host_file_write(path, tx_span_of(pem, n), 0600) != TX_OK)
    abort();
}

static struct sim_key *make_next(struct sim_world *world, enum sim_use use, int64_t signs_s,
                                 int64_t holds_s) {
  struct sim_keys *keys = &world->keys;
  const int64_t now_s = sim_now_ms / 1000;
  struct sim_key *key = &keys->all[keys->count];
  *key = (struct sim_key){ .signer = tx_key_generate(TX_ALG_ES256),
                           .owned = true,
                           .use = use,
                           .sign_from = now_s,
                           .sign_until = now_s + signs_s,
                           .verify_until = now_s + signs_s + holds_s };
  if (!key->signer) abort();
  snprintf(key->name, sizeof key->name, "%s-%u", use_names[use], keys->count);
  keys->newest[use] = keys->count++;
  return key;
}

static void revoke_key(struct sim_world *world, struct sim_key *key) {
  HOST_FREE char *path = file_of(world, key);
  key->revoked = true;
  key->said_seq = 0;
  unlink(path);
  world->keys.must_reissue |= key->use == SIM_ISSUE;
  world->stick_is_right = false;
}

/* The one before goes on for so long, or was revoked; the list may come before its key does. */
static bool follow(struct sim_world *world, enum sim_use use, int64_t goes_on_s, bool list_first,
                   int64_t signs_s, int64_t holds_s) {
  struct sim_key *before = &world->keys.all[world->keys.newest[use]];
  const int64_t until_s = sim_now_ms / 1000 + goes_on_s;
  const struct sim_key *next = make_next(world, use, signs_s, holds_s);
  if (until_s < before->sign_until) {
    before->sign_until = until_s;
    before->said_seq = 0;
  }
  if (!list_first) bring(world, next);
  const bool listed = world->server && sim_office_import_trust(world);
  if (list_first) bring(world, next);
  return listed;
}

static bool reissue(struct sim_world *world) {
  bool all = true;
  for (unsigned i = 0; i < SIM_PEOPLE; i++)
    all = sim_office_issue(world, i, true, true) && all;
  return all;
}

static bool is_full(const struct sim_world *world) {
  return world->keys.count >= SIM_KEYS - 2 * SIM_USES; /* what has to be mended still can */
}

static void rotate(struct sim_world *world, enum sim_use use, struct chance *dice) {
  const int64_t goes_on_s = chance_between(dice, 0, 14 * SIM_DAY_S);
  const bool list_first = chance_in(dice, 2), is_short = chance_in(dice, 3);
  const int64_t days = chance_between(dice, 1, 12);
  if (is_full(world)) return;
  const bool done = follow(world, use, goes_on_s, list_first, is_short ? days * SIM_DAY_S : YEAR_S,
                           is_short ? SIM_DAY_S : YEAR_S);
  sim_tell(world, "the %s key is given to a new one, %s first%s", use_names[use],
           list_first ? "the list" : "the key", done ? "" : "; no list is taken yet");
}

static void lose(struct sim_world *world, enum sim_use use, struct chance *dice) {
  const bool list_first = chance_in(dice, 2);
  struct sim_key *key = &world->keys.all[world->keys.newest[use]];
  if (is_full(world)) return;
  key->leaked = true;
  revoke_key(world, key);
  const bool done = follow(world, use, 0, list_first, YEAR_S, YEAR_S);
  sim_tell(world, "the %s key leaked and is revoked%s", use_names[use],
           done ? "" : "; no list is taken yet");
}

/* What the root's holders still have to do, and do when they can. */
void sim_keys_settle(struct sim_world *world) {
  const int64_t soon_s = sim_now_ms / 1000 + SPARE_S;
  for (unsigned use = 0; use < SIM_USES; use++)
    if (world->keys.all[world->keys.newest[use]].sign_until < soon_s)
      follow(world, (enum sim_use)use, 0, false, YEAR_S, YEAR_S);
  if (!sim_keys_are_said(world)) sim_office_import_trust(world);
  if (world->keys.must_reissue && sim_keys_are_said(world))
    world->keys.must_reissue = false, reissue(world);
}

/* --- who has a key that leaked, or was thrown away -------------------------------------------- */

static bool is_said(const struct sim_heard *heard, const struct sim_key *key) {
  return key->said_seq && heard->trust >= key->said_seq;
}

const char *sim_keys_why_not(const struct sim_world *world, const struct sim_gate *gate,
                             const struct sim_pass *pass, int64_t at_s) {
  if (pass->key == SIM_NO_KEY) return NULL;
  const struct sim_key *key = &world->keys.all[pass->key];
  if (!is_said(&gate->heard, key)) return NULL;
  if (key->revoked) return "the key that signed it was revoked";
  if (at_s > key->verify_until) return "the key that signed it has ended";
  return pass->iat > key->sign_until ? "the key that signed it signs no more" : NULL;
}

/* A list that makes everybody well, or an order that lets them in. */
static struct forge_bytes forge_one(const struct sim_world *world, enum sim_use use,
                                    const struct tx_signer *thief) {
  struct forge now = world->forge;
  struct forge_bytes bytes = { 0 };
  struct forge_status draft;
  now.now_s = sim_now_ms / 1000 + 600; /* a list is half an hour old, by its making */
  forge_status_draft(&now, &draft);
  draft.status.iat = sim_now_ms / 1000;
  draft.status.seq = (uint64_t)draft.status.iat;
  draft.status.exp = draft.status.iat + SIM_DAY_S;
  draft.status.current.trust = world->trust_seq;
  if (use == SIM_STATUS) tx_status_sign(&draft.status, thief, &bytes.p, &bytes.n);
  if (use != SIM_POLICY) return bytes;
  now.now_s = sim_now_ms / 1000 + SIM_DAY_S; /* an order is a day old */
  FORGED json = forge_policy_json(&now, "true", "accept");
  tx_policy_sign(forge_span(&json), thief, &bytes.p, &bytes.n);
  return bytes;
}

/* A gate that has heard how the key stands takes nothing of it any more. */
static void offer_stolen(struct sim_world *world, unsigned i, const struct sim_key *key) {
  struct sim_gate *gate = &world->gates[i];
  struct tx_signer *thief = sim_signer_of(key->signer);
  FORGED bytes = forge_one(world, key->use, thief);
  const struct gate_offer offer = { .object = key->use == SIM_STATUS ? GATE_STATUS : GATE_POLICY,
                                    .area = SIM_AREA,
                                    .bytes = forge_span(&bytes) };
  tx_signer_destroy(thief);
  if (!bytes.p) abort();
  bool waits = false;
  struct sim_machine *before = sim_turn(&gate->machine);
  const enum tx_reason reason = gate_accept(&gate->gate, &offer, &waits);
  sim_turn(before);
  sim_tell(world, "a thief offers gate %u what the key %s signed: %s", i, key->name,
           tx_reason_name(reason));
  if (reason == TX_OK && !waits)
    sim_broken(world, DEAD_KEY, "gate %u takes what %s signed", i, key->name);
}

static void show_stolen(struct sim_world *world, unsigned i, unsigned k, struct chance *dice) {
  const struct sim_key *key = &world->keys.all[k];
  struct tx_pass pass = forge_pass(&world->forge);
  const int64_t now_s = sim_now_ms / 1000;
  pass.index = (uint32_t)chance_below(dice, SIM_PEOPLE);
  struct tx_record record = tx_record_unpack(pass.record);
  record.generation = (uint8_t)chance_below(dice, 8);
  pass.record = tx_record_pack(&record);
  pass.iat = now_s - chance_between(dice, 0, SIM_DAY_S);
  pass.exp = now_s + SIM_DAY_S;
  struct sim_pass own = { .person = pass.index,
                          .phone = SIM_PEOPLE,
                          .key = k,
                          .generation = record.generation,
                          .index = pass.index,
                          .iat = pass.iat,
                          .exp = pass.exp };
  struct tx_signer *thief = sim_signer_of(key->signer);
  if (tx_pass_sign(&pass, thief, own.text) != TX_OK) abort();
  tx_signer_destroy(thief);
  const struct sim_shown shown = { .pass = &own, .phone = SIM_PEOPLE };
  sim_gate_decide(world, i, "shows what a thief of a key signed as", &shown, own.text);
}

static void use_stolen(struct sim_world *world, struct chance *dice) {
  const unsigned i = (unsigned)chance_below(dice, SIM_GATES);
  const unsigned k = (unsigned)chance_below(dice, world->keys.count);
  const struct sim_key *key = &world->keys.all[k];
  const bool ended = key->revoked || key->sign_until < sim_now_ms / 1000;
  if (!world->gates[i].up) return;
  if (key->use == SIM_ISSUE && (ended || key->leaked))
    show_stolen(world, i, k, dice);
  else if (key->use != SIM_ISSUE && ended && is_said(&world->gates[i].heard, key))
    offer_stolen(world, i, key);
}

void sim_keys_step(struct sim_world *world, struct chance *dice) {
  const enum sim_use use = (enum sim_use)chance_below(dice, SIM_USES);
  const unsigned roll = (unsigned)chance_below(dice, 8);
  if (roll < 3)
    rotate(world, use, dice);
  else if (roll == 3)
    lose(world, use, dice);
  else
    use_stolen(world, dice);
}

/* --- what is seen of it ----------------------------------------------------------------------- */

unsigned sim_keys_of(const struct sim_world *world, const char *text) {
  uint8_t bytes[TX_TEXT_MAX];
  size_t n = 0;
  struct tx_sign1 sign1;
  const struct tx_span body = tx_span_text(text + TX_PREFIX_SIZE);
  if (!tx_base45_decode(body, bytes, &n) ||
      tx_sign1_read(tx_span_of(bytes, n), TX_SHAPE_PLAIN, NULL, &sign1) != TX_OK)
    return SIM_NO_KEY;
  for (unsigned i = 0; i < world->keys.count; i++)
    if (memcmp(world->keys.all[i].signer->hash, sign1.kid, TX_KID_SIZE) == 0) return i;
  return SIM_NO_KEY;
}

bool sim_keys_died(const struct sim_world *world, const uint8_t *bytes, size_t n) {
  static const char *const types[] = { "tx-status", "tx-policy" };
  struct tx_sign1 sign1;
  bool died = false;
  for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
    if (tx_sign1_read(tx_span_of(bytes, n), TX_SHAPE_TYPED, types[t], &sign1) != TX_OK) continue;
    for (unsigned i = 0; i < world->keys.count; i++)
      died |= world->keys.all[i].revoked &&
              memcmp(world->keys.all[i].signer->hash, sign1.kid, TX_KID_SIZE) == 0;
  }
  return died;
}

void sim_keys_check(struct sim_world *world, unsigned i, const struct gate_state *state) {
  const struct tx_status *list = gate_state_list(state, SIM_AREA);
  const struct tx_policy *policy = gate_state_policy(state, SIM_AREA);
  for (unsigned k = 0; k < world->keys.count; k++) {
    const struct sim_key *key = &world->keys.all[k];
    if (!key->revoked || !is_said(&world->gates[i].heard, key)) continue;
    const uint8_t *hash = key->signer->hash;
    if ((list && memcmp(list->signer, hash, TX_HASH_SIZE) == 0) ||
        (policy && memcmp(policy->signer, hash, TX_HASH_SIZE) == 0))
      sim_broken(world, DEAD_KEY, "gate %u holds what %s signed", i, key->name);
  }
}

/* docs/format.md, "Trust list": what is remembered of a revoked key is forgotten, since a thief
 * could have driven it up. */
uint64_t sim_keys_heard(const struct sim_world *world, struct sim_heard *heard, enum sim_use use,
                        const uint8_t *signer, uint64_t seq) {
  uint64_t before = 0;
  for (unsigned k = 0; k < world->keys.count; k++) {
    const struct sim_key *key = &world->keys.all[k];
    if (key->use != use) continue;
    if (!(key->revoked && is_said(heard, key)) && heard->of_key[k] > before)
      before = heard->of_key[k];
    if (signer && memcmp(key->signer->hash, signer, TX_HASH_SIZE) == 0 && seq > heard->of_key[k])
      heard->of_key[k] = seq;
  }
  return before;
}
