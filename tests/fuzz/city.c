/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#define DAY_S 86400

static void make_row(struct tx_key_row *row, enum fuzz_key key, uint8_t uses, uint64_t area) {
  const struct tx_signer *signer = fuzz_signer(key);
  *row = (struct tx_key_row){
    .alg = signer->alg,
    .spki = tx_span_of(signer->spki, signer->spki_len),
    .uses = uses,
    .area = area,
    .sign_from = FUZZ_NOW - 400 * DAY_S,
    .sign_until = FUZZ_NOW + 100 * DAY_S,
    .verify_until = FUZZ_NOW + 400 * DAY_S,
    .name = tx_span_text("fuzz"),
  };
  memcpy(row->hash, signer->hash, sizeof row->hash);
}

void fuzz_trust_fields(struct tx_trust *out) {
  static struct tx_key_row rows[5];
  static uint8_t revoked[1][TX_HASH_SIZE];
  *out = (struct tx_trust){ .seq = FUZZ_NOW - DAY_S,
                            .iat = FUZZ_NOW - DAY_S,
                            .exp = FUZZ_NOW + 100 * DAY_S,
                            .root_count = 1,
                            .rows = rows,
                            .row_count = 5,
                            .revoked = revoked,
                            .revoked_count = 1 };
  make_row(&out->roots[0], FUZZ_ROOT, 0, 0);
  make_row(&rows[0], FUZZ_ISSUE, TX_USE_ISSUE, FUZZ_CITY);
  make_row(&rows[1], FUZZ_STATUS, TX_USE_STATUS, FUZZ_CITY);
  make_row(&rows[2], FUZZ_POLICY, TX_USE_POLICY, FUZZ_CITY);
  make_row(&rows[3], FUZZ_CERTIFICATE, TX_USE_CERTIFICATE, FUZZ_CITY);
  make_row(&rows[4], FUZZ_NEIGHBOUR, TX_USE_ISSUE, FUZZ_AREA + 1);
  memcpy(revoked[0], fuzz_signer(FUZZ_REVOKED)->hash, TX_HASH_SIZE);
}

/* Every state, colour and generation stands somewhere in the list. */
static uint32_t record_of(uint32_t index) {
  const struct tx_record record = {
    .state = (enum tx_state)(index % 7),
    .health = (enum tx_health)(1 + index % 3),
    .travel = (enum tx_travel)(index / 2 % 4),
    .test = (enum tx_test)(index / 3 % 4),
    .pending = index % 5 == 0,
    .generation = (uint8_t)(index % 2),
    .sampled = tx_sampled_from_time(FUZZ_NOW - (int64_t)index * DAY_S / 4),
  };
  return tx_record_pack(&record);
}

void fuzz_status_fields(struct tx_status *out, bool early) {
  static uint32_t records[FUZZ_RESIDENTS];
  static struct tx_seq_of policies[2] = { { FUZZ_CITY, FUZZ_NOW - DAY_S },
                                          { FUZZ_AREA, FUZZ_NOW - DAY_S } };
  for (uint32_t i = 0; i < FUZZ_RESIDENTS; i++)
    records[i] = record_of(i);
  *out = (struct tx_status){ .area = FUZZ_AREA,
                             .seq = FUZZ_NOW - 600,
                             .iat = FUZZ_NOW - 600,
                             .exp = FUZZ_NOW + 3 * DAY_S,
                             .ttl_s = 60,
                             .count = FUZZ_RESIDENTS,
                             .records = records,
                             .current = { FUZZ_NOW - DAY_S, policies, early ? 0 : 2 },
                             .audited = true };
}

void fuzz_certs_fields(struct tx_certs *out) {
  static uint8_t withdrawn[2] = { 0x12, 0x80 };
  *out = (struct tx_certs){ .area = FUZZ_AREA,
                            .seq = FUZZ_NOW - 600,
                            .iat = FUZZ_NOW - 600,
                            .exp = FUZZ_NOW + 3 * DAY_S,
                            .ttl_s = 60,
                            .count = 16,
                            .withdrawn = withdrawn };
}

void fuzz_pass_fields(uint32_t index, struct tx_pass *out) {
  *out = (struct tx_pass){ .iat = FUZZ_NOW - 10 * DAY_S,
                           .exp = FUZZ_NOW + 100 * DAY_S,
                           .area = FUZZ_AREA,
                           .index = index,
                           .record = record_of(index),
                           .role = (uint8_t)(index % TX_ROLE_COUNT),
                           .age = (uint8_t)(index % 5),
                           .exempt = (uint8_t)(index % 8),
                           .household = (int32_t)index,
                           .name = "张*三",
                           .tail = "123X",
                           .unit = "3-2" };
}

static const char city_policy[] =
    "{\"area\":610100000000,\"seq\":1669113600,\"live_window_s\":90,"
    "\"stale\":{\"max_age_s\":86400,\"then\":\"warn\",\"no_list\":\"warn\"},"
    "\"zones\":[{\"area\":610113001001,\"unit\":\"3-2\",\"kind\":\"high\",\"from\":1669000000,"
    "\"to\":1699000000}],"
    "\"orders\":[{\"id\":\"o1\",\"document\":\"DEMO "
    "1\",\"issuer\":\"city\",\"valid_from\":1600000000,"
    "\"valid_to\":1800000000,\"rules\":["
    "{\"id\":\"health\",\"topic\":\"health\",\"on_fail\":\"deny\",\"say\":{\"zh\":\"健康码\"},"
    "\"logic\":{\"in\":[{\"var\":\"record.health\"},[\"unknown\",\"green\"]]}},"
    "{\"id\":\"travel\",\"topic\":\"travel\",\"on_fail\":\"review\",\"say\":{\"zh\":\"行程码\"},"
    "\"logic\":{\"!\":[{\"===\":[{\"var\":\"record.travel\"},\"risk\"]}]}},"
    "{\"id\":\"test\",\"topic\":\"test\",\"on_fail\":\"warn\",\"delegable\":true,"
    "\"say\":{\"zh\":\"核酸\"},\"logic\":{\"and\":[{\"===\":[{\"var\":\"record.test\"},"
    "\"negative\"]},"
    "{\"<=\":[{\"var\":\"record.sampled_age_s\"},172800]}]}},"
    "{\"id\":\"state\",\"topic\":\"state\",\"on_fail\":\"deny\",\"say\":{\"zh\":\"居家\"},"
    "\"applies\":{\"directions\":[\"out\"]},"
    "\"logic\":{\"!\":[{\"===\":[{\"var\":\"record.state\"},\"home_isolation\"]}]}},"
    "{\"id\":\"zone\",\"topic\":\"zone\",\"on_fail\":\"review\",\"say\":{\"zh\":\"风险区\"},"
    "\"logic\":{\"!\":[{\"===\":[{\"var\":\"pass.zone\"},\"lockdown\"]}]}}]}]}";

static const char community_policy[] =
    "{\"area\":610113001001,\"seq\":1669113600,\"exit_window_s\":172800,"
    "\"orders\":[{\"id\":\"o2\",\"document\":\"DEMO 2\",\"basis\":\"DEMO 1\",\"issuer\":\"office\","
    "\"phone\":\"000\",\"valid_from\":1600000000,\"valid_to\":1800000000,\"rules\":["
    "{\"id\":\"test\",\"topic\":\"test\",\"on_fail\":\"review\",\"say\":{\"zh\":\"核酸\"},"
    "\"logic\":{\"not-after\":[{\"plusTime\":[{\"var\":\"now\"},-72,\"hour\"]},"
    "{\"plusTime\":[{\"var\":\"record.sampled_at\"},0,\"day\"]}]}},"
    "{\"id\":\"household\",\"topic\":\"household\",\"on_fail\":\"deny\",\"say\":{\"zh\":\"每户\"},"
    "\"applies\":{\"roles\":[\"resident\"],\"directions\":[\"out\"]},"
    "\"logic\":{\"<\":[{\"var\":\"history.household_exits\"},1]}},"
    "{\"id\":\"curfew\",\"topic\":\"curfew\",\"on_fail\":\"review\",\"say\":{\"zh\":\"夜间\"},"
    "\"logic\":{\"<=\":[360,{\"var\":\"clock.minute_of_day\"},1380]}},"
    "{\"id\":\"visitor\",\"topic\":\"visitor\",\"on_fail\":\"warn\",\"say\":{\"zh\":\"访客\"},"
    "\"applies\":{\"roles\":[\"visitor\"]},\"logic\":{\"===\":[{\"var\":\"gate.attended\"},true]}},"
    "{\"id\":\"vehicle\",\"topic\":\"vehicle\",\"on_fail\":\"deny\",\"say\":{\"zh\":\"车辆\"},"
    "\"applies\":{\"kinds\":[\"vehicle\"]},"
    "\"logic\":{\"===\":[{\"var\":\"vehicle.state\"},\"active\"]}}]}]}";

const char *fuzz_policy_json(bool of_the_city) {
  return of_the_city ? city_policy : community_policy;
}

/* --- taken as a gate takes them ------------------------------------------------------------------
 */

static const struct tx_clock now = { .now_s = FUZZ_NOW };

static struct tx_trust *take_trust(void) {
  struct tx_trust fields, *taken = NULL;
  struct tx_pin pin = { .seq = 0 };
  uint8_t *bytes = NULL;
  size_t n = 0;
  memcpy(pin.root, fuzz_signer(FUZZ_ROOT)->hash, sizeof pin.root);
  fuzz_trust_fields(&fields);
  FUZZ_PROMISE(tx_trust_sign(&fields, fuzz_signer(FUZZ_ROOT), &bytes, &n) == TX_OK);
  FUZZ_PROMISE(tx_trust_take(tx_span_of(bytes, n), NULL, &pin, now, &taken) == TX_OK);
  free(bytes);
  return taken;
}

static struct tx_status *take_list(const struct tx_trust *trust, bool early) {
  struct tx_status fields, *taken = NULL;
  uint8_t *bytes = NULL;
  size_t n = 0;
  fuzz_status_fields(&fields, early);
  FUZZ_PROMISE(tx_status_sign(&fields, fuzz_signer(FUZZ_STATUS), &bytes, &n) == TX_OK);
  FUZZ_PROMISE(tx_status_take(tx_span_of(bytes, n), trust, NULL, now, &taken) == TX_OK);
  free(bytes);
  return taken;
}

static struct tx_certs *take_certs(const struct tx_trust *trust) {
  struct tx_certs fields, *taken = NULL;
  uint8_t *bytes = NULL;
  size_t n = 0;
  fuzz_certs_fields(&fields);
  FUZZ_PROMISE(tx_certs_sign(&fields, fuzz_signer(FUZZ_CERTIFICATE), &bytes, &n) == TX_OK);
  FUZZ_PROMISE(tx_certs_take(tx_span_of(bytes, n), trust, NULL, now, &taken) == TX_OK);
  free(bytes);
  return taken;
}

static struct tx_policy *take_policy(const struct tx_trust *trust, bool of_the_city) {
  struct tx_policy *taken = NULL;
  uint8_t *bytes = NULL;
  size_t n = 0;
  FUZZ_PROMISE(tx_policy_sign(tx_span_text(fuzz_policy_json(of_the_city)), fuzz_signer(FUZZ_POLICY),
                              &bytes, &n) == TX_OK);
  FUZZ_PROMISE(tx_policy_take(tx_span_of(bytes, n), trust, 0, now, &taken) == TX_OK);
  free(bytes);
  return taken;
}

const struct fuzz_city *fuzz_city(void) {
  static struct fuzz_city city;
  if (city.trust) return &city;
  city.trust = take_trust();
  city.ring = tx_keyring_create(city.trust);
  city.list = take_list(city.trust, false);
  city.early_list = take_list(city.trust, true);
  city.certs = take_certs(city.trust);
  city.policies[0] = take_policy(city.trust, true);
  city.policies[1] = take_policy(city.trust, false);
  return &city;
}
