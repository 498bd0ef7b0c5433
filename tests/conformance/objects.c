/* SPDX-License-Identifier: Apache-2.0 */
/* Trust lists and policies. */
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* --- trust lists --------------------------------------------------------------------------------
 */

static void set_key(struct tx_key_row *row, const struct tx_signer *key) {
  row->alg = key->alg;
  row->spki = tx_span_of(key->spki, key->spki_len);
  memcpy(row->hash, key->hash, TX_HASH_SIZE);
}

/* KEY,KEY … one after the other; NULL at the end. */
static const char *next_name(char **rest) {
  return strtok_r(NULL, ",", rest);
}

static const char *first_name(char *copy, size_t cap, const char *text, char **rest) {
  snprintf(copy, cap, "%s", text);
  return strtok_r(copy, ",", rest);
}

static void set_roots(struct world *world, struct script_step *step, struct forge_trust *draft) {
  char copy[128], *rest;
  const char *text = script_value(step, "roots");
  if (!text) return;
  draft->trust.root_count = 0;
  for (const char *name = first_name(copy, sizeof copy, text, &rest); name; name = next_name(&rest))
    if (draft->trust.root_count < 2)
      set_key(&draft->trust.roots[draft->trust.root_count++],
              world->forge.keys[world_key_of(world, name)]);
}

static struct tx_key_row *row_of(struct world *world, struct forge_trust *draft,
                                 enum forge_key key) {
  for (size_t i = 0; i < draft->trust.row_count; i++)
    if (memcmp(draft->rows[i].hash, world->forge.keys[key]->hash, TX_HASH_SIZE) == 0)
      return &draft->rows[i];
  return NULL;
}

static void leave_out(struct world *world, struct script_step *step, struct forge_trust *draft) {
  char copy[128], *rest;
  const char *text = script_value(step, "without");
  if (!text) return;
  for (const char *name = first_name(copy, sizeof copy, text, &rest); name;
       name = next_name(&rest)) {
    struct tx_key_row *row = row_of(world, draft, world_key_of(world, name));
    if (row) *row = draft->rows[--draft->trust.row_count];
    if (!row) world_refuse(world, "has no row", name);
  }
}

/* like=KEY:STRANGER … a row for another key, of the same use, area and times. */
static void add_row(struct world *world, struct script_step *step, struct forge_trust *draft) {
  char copy[128], *rest;
  const char *text = script_value(step, "like");
  if (!text) return;
  snprintf(copy, sizeof copy, "%s", text);
  const char *like = strtok_r(copy, ":", &rest), *added = strtok_r(NULL, ":", &rest);
  const struct tx_key_row *row = like ? row_of(world, draft, world_key_of(world, like)) : NULL;
  if (!row || !added || draft->trust.row_count == FORGE_ROWS) {
    world_refuse(world, "like=KEY:KEY", text);
    return;
  }
  struct tx_key_row *other = &draft->rows[draft->trust.row_count++];
  *other = *row;
  set_key(other, world->forge.keys[world_key_of(world, added)]);
}

static int by_bytes(const void *a, const void *b) {
  return memcmp(a, b, TX_HASH_SIZE);
}

static void set_revoked(struct world *world, struct script_step *step, struct forge_trust *draft) {
  char copy[128], *rest;
  const char *text = script_value(step, "revoked");
  if (!text) return;
  draft->trust.revoked_count = 0;
  for (const char *name = first_name(copy, sizeof copy, text, &rest); name; name = next_name(&rest))
    if (strcmp(name, "none") != 0 && draft->trust.revoked_count < 4)
      memcpy(draft->revoked[draft->trust.revoked_count++],
             world->forge.keys[world_key_of(world, name)]->hash, TX_HASH_SIZE);
  qsort(draft->revoked, draft->trust.revoked_count, TX_HASH_SIZE, by_bytes);
}

/* row=KEY: its times. */
static void set_times(struct world *world, struct script_step *step, struct forge_trust *draft) {
  const char *name = script_value(step, "row");
  struct tx_key_row *row = name ? row_of(world, draft, world_key_of(world, name)) : NULL;
  if (!row) return;
  row->sign_from = world_time(world, step, "from", row->sign_from);
  row->sign_until = world_time(world, step, "until", row->sign_until);
  row->verify_until = world_time(world, step, "verify", row->verify_until);
  row->area = world_area(world, step, "area", row->area);
}

bool world_make_trust(struct world *world, struct script_step *step, struct made *out) {
  struct forge_trust draft;
  char when[48];
  forge_trust_draft(&world->forge, &draft);
  struct tx_trust *trust = &draft.trust;
  trust->iat = world_time(world, step, "at", trust->iat);
  trust->seq = (uint64_t)world_time(world, step, "seq", trust->iat);
  trust->iat = world_time(world, step, "iat", trust->iat);
  trust->exp = world_time(world, step, "exp", trust->exp);
  set_roots(world, step, &draft);
  leave_out(world, step, &draft);
  add_row(world, step, &draft);
  set_revoked(world, step, &draft);
  set_times(world, step, &draft);
  const enum forge_key by = world_key(world, step, "by", FORGE_ROOT);
  out->bytes = forge_trust(&world->forge, &draft, by);
  snprintf(out->story, sizeof out->story, "a trust list of %s, signed by %s",
           world_when(world, (int64_t)trust->seq, when), forge_key_name(by));
  return out->bytes.p != NULL;
}

/* --- policies -----------------------------------------------------------------------------------
 */

static const char *word(struct script_step *step, const char *key, const char *standard) {
  const char *value = script_value(step, key);
  return value ? value : standard;
}

static json_t *number(int64_t n) {
  return json_integer(n);
}

static json_t *make_rule(struct world *world, struct script_step *step) {
  const char *logic = word(step, "rule", "{\"===\":[1,1]}");
  json_t *rule = json_pack("{s:s, s:s, s:s, s:o*, s:{s:s, s:s}}", "id", "r", "topic",
                           word(step, "topic", "other"), "on_fail", word(step, "on_fail", "deny"),
                           "logic", json_loads(logic, JSON_DECODE_ANY, NULL), "say", "zh",
                           "不符合规定", "en", "Against the rule");
  if (!rule || !json_object_get(rule, "logic")) world_refuse(world, "no JSON", logic);
  const char *delegable = script_value(step, "delegable");
  if (delegable) json_object_set_new(rule, "delegable", json_true());
  return rule;
}

static json_t *make_orders(struct world *world, struct script_step *step) {
  const int64_t from = world_time(world, step, "from", world->forge.now_s - 30 * FORGE_DAY_S);
  const int64_t to = world_time(world, step, "to", world->forge.now_s + 800LL * FORGE_DAY_S);
  const char *orders = script_value(step, "orders");
  json_t *rule = make_rule(world, step);
  json_t *all = json_pack("[{s:s, s:s, s:s, s:o, s:o, s:[o]}]", "id", "o", "document",
                          "〔2026〕1号", "issuer", "社区居委会", "valid_from", number(from),
                          "valid_to", number(to), "rules", rule);
  if (orders && strcmp(orders, "none") == 0) json_array_clear(all);
  return all;
}

/* stale=none leaves the settings out. */
static json_t *make_stale(struct world *world, struct script_step *step) {
  const char *then = word(step, "then", "review");
  if (strcmp(then, "unset") == 0) return NULL;
  return json_pack("{s:o, s:s, s:s}", "max_age_s",
                   number(world_number(world, step, "max_age", FORGE_DAY_S)), "then", then,
                   "no_list", word(step, "no_list", then));
}

bool world_make_policy(struct world *world, struct script_step *step, struct made *out) {
  char when[48], digits[13];
  const int64_t at = world_time(world, step, "at", world->forge.now_s - FORGE_DAY_S);
  const int64_t window_s = world_number(world, step, "window", 0);
  const enum forge_key by = world_key(world, step, "by", FORGE_POLICY);
  const char *member = script_value(step, "member");
  out->area = world_area(world, step, "area", CITY_AREA);
  json_t *policy =
      json_pack("{s:o, s:o, s:o*, s:o}", "area", number((int64_t)out->area), "seq", number(at),
                "stale", make_stale(world, step), "orders", make_orders(world, step));
  if (window_s) json_object_set_new(policy, "live_window_s", number(window_s));
  if (member) json_object_set_new(policy, member, json_true());
  char *text = json_dumps(policy, JSON_COMPACT);
  json_decref(policy);
  if (!text) return false;
  out->bytes = forge_policy(&world->forge, tx_span_text(text), by);
  free(text);
  snprintf(out->story, sizeof out->story, "a policy of %s of %s, signed by %s",
           world_area_name(out->area, digits), world_when(world, at, when), forge_key_name(by));
  return out->bytes.p != NULL;
}
