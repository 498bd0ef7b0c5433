/* SPDX-License-Identifier: Apache-2.0 */
#include "street.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S 86400
#define CITY 610100000000u
#define RESIDENTS 5000u

static const char city_policy[] =
    "{\"area\":610100000000,\"seq\":1669113600,"
    "\"stale\":{\"max_age_s\":86400,\"then\":\"warn\",\"no_list\":\"warn\"},\"orders\":[{\"id\":"
    "\"o1\",\"document\":\"DEMO 1\",\"issuer\":\"city\",\"valid_from\":1600000000,\"valid_to\":"
    "1800000000,\"rules\":["
    "{\"id\":\"health\",\"topic\":\"health\",\"on_fail\":\"deny\",\"say\":{\"zh\":\"健康码\"},"
    "\"logic\":{\"===\":[{\"var\":\"record.health\"},\"green\"]}},"
    "{\"id\":\"travel\",\"topic\":\"travel\",\"on_fail\":\"review\",\"say\":{\"zh\":\"行程\"},"
    "\"logic\":{\"!\":[{\"===\":[{\"var\":\"record.travel\"},\"risk\"]}]}},"
    "{\"id\":\"test\",\"topic\":\"test\",\"on_fail\":\"warn\",\"delegable\":true,\"say\":{\"zh\":"
    "\"核酸\"},\"logic\":{\"and\":[{\"===\":[{\"var\":\"record.test\"},\"negative\"]},{\"<=\":[{"
    "\"var\":\"record.sampled_age_s\"},172800]}]}},"
    "{\"id\":\"state\",\"topic\":\"state\",\"on_fail\":\"deny\",\"say\":{\"zh\":\"居家\"},"
    "\"logic\":{\"in\":[{\"var\":\"record.state\"},[\"active\",\"monitoring\"]]}},"
    "{\"id\":\"zone\",\"topic\":\"zone\",\"on_fail\":\"review\",\"say\":{\"zh\":\"风险区\"},"
    "\"logic\":{\"!\":[{\"===\":[{\"var\":\"pass.zone\"},\"lockdown\"]}]}}]}]}";

static const char community_policy[] =
    "{\"area\":610113001001,\"seq\":1669113600,\"orders\":[{\"id\":\"o2\",\"document\":\"DEMO 2\","
    "\"issuer\":\"office\",\"valid_from\":1600000000,\"valid_to\":1800000000,\"rules\":["
    "{\"id\":\"test\",\"topic\":\"test\",\"on_fail\":\"review\",\"say\":{\"zh\":\"核酸\"},"
    "\"logic\":{\"not-before\":[{\"plusTime\":[{\"var\":\"record.sampled_at\"},0,\"hour\"]},"
    "{\"plusTime\":[{\"var\":\"now\"},-72,\"hour\"]}]}},"
    "{\"id\":\"age\",\"topic\":\"other\",\"on_fail\":\"review\",\"say\":{\"zh\":\"数据\"},"
    "\"logic\":{\"<\":[{\"var\":\"data.age_s\"},86400]}},"
    "{\"id\":\"curfew\",\"topic\":\"curfew\",\"on_fail\":\"review\",\"say\":{\"zh\":\"夜间\"},"
    "\"logic\":{\"<=\":[360,{\"var\":\"clock.minute_of_day\"},1380]}},"
    "{\"id\":\"unit\",\"topic\":\"unit\",\"on_fail\":\"deny\",\"say\":{\"zh\":\"楼栋\"},"
    "\"logic\":{\"!\":[{\"in\":[{\"var\":\"pass.unit\"},[\"9-1\",\"9-2\"]]}]}},"
    "{\"id\":\"home\",\"topic\":\"static\",\"on_fail\":\"warn\",\"say\":{\"zh\":\"本社区\"},"
    "\"logic\":{\"if\":[{\"var\":\"pass.live\"},true,{\"===\":[{\"var\":\"pass.where\"},\"own\"]}]"
    "}}]}]}";

/* --- counting our own allocations ------------------------------------------------------------- */

unsigned long street_allocations;
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

void *__wrap_malloc(size_t n) {
  street_allocations++;
  return __real_malloc(n);
}
void *__wrap_calloc(size_t n, size_t size) {
  street_allocations++;
  return __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t n) {
  street_allocations++;
  return __real_realloc(p, n);
}

/* --- building --------------------------------------------------------------------------------- */

static void must(enum tx_reason reason, const char *what) {
  if (reason == TX_OK) return;
  (void)fprintf(stderr, "%s: %s\n", what, tx_reason_text(reason, "en"));
  exit(70);
}

static struct tx_signer *make_key(void) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  must(key ? TX_OK : TX_BAD_KEY, "a fresh key");
  return key;
}

static void make_row(struct tx_key_row *row, const struct tx_signer *key, uint8_t uses) {
  *row = (struct tx_key_row){ .alg = key->alg,
                              .spki = tx_span_of(key->spki, key->spki_len),
                              .uses = uses,
                              .area = uses ? CITY : 0,
                              .sign_from = STREET_NOW - 400 * DAY_S,
                              .sign_until = STREET_NOW + 100 * DAY_S,
                              .verify_until = STREET_NOW + 400 * DAY_S,
                              .name = tx_span_text("bench") };
  memcpy(row->hash, key->hash, sizeof row->hash);
}

static void build_trust(struct street *street, const struct tx_signer *root,
                        const struct tx_signer *office) {
  struct tx_key_row rows[2];
  struct tx_pin pin = { .seq = 0 };
  uint8_t *bytes = NULL;
  size_t n = 0;
  struct tx_trust fields = { .seq = STREET_NOW - DAY_S,
                             .iat = STREET_NOW - DAY_S,
                             .exp = STREET_NOW + 100 * DAY_S,
                             .root_count = 1,
                             .rows = rows,
                             .row_count = 2 };
  make_row(&fields.roots[0], root, 0);
  make_row(&rows[0], street->issuer, TX_USE_ISSUE);
  make_row(&rows[1], office, TX_USE_STATUS | TX_USE_POLICY);
  memcpy(pin.root, root->hash, sizeof pin.root);
  must(tx_trust_sign(&fields, root, &bytes, &n), "the trust list");
  must(tx_trust_take(tx_span_of(bytes, n), NULL, &pin, street->gate.clock, &street->trust),
       "the trust list");
  free(bytes);
}

static uint32_t record_of_a_good_day(void) {
  const struct tx_record record = { .state = TX_STATE_ACTIVE,
                                    .health = TX_HEALTH_GREEN,
                                    .travel = TX_TRAVEL_NONE,
                                    .test = TX_TEST_NEGATIVE,
                                    .sampled = tx_sampled_from_time(STREET_NOW - 20 * 3600) };
  return tx_record_pack(&record);
}

static void build_list(struct street *street, const struct tx_signer *office) {
  static uint32_t records[RESIDENTS];
  struct tx_seq_of policies[2] = { { CITY, 1669113600 }, { STREET_AREA, 1669113600 } };
  uint8_t *bytes = NULL;
  size_t n = 0;
  for (uint32_t i = 0; i < RESIDENTS; i++)
    records[i] = record_of_a_good_day();
  const struct tx_status fields = { .area = STREET_AREA,
                                    .seq = STREET_NOW - 120,
                                    .iat = STREET_NOW - 120,
                                    .exp = STREET_NOW + 3 * DAY_S,
                                    .ttl_s = 60,
                                    .count = RESIDENTS,
                                    .records = records,
                                    .current = { STREET_NOW - DAY_S, policies, 2 } };
  must(tx_status_sign(&fields, office, &bytes, &n), "the list");
  must(tx_status_take(tx_span_of(bytes, n), street->trust, NULL, street->gate.clock, &street->list),
       "the list");
  free(bytes);
}

static void build_policy(struct street *street, const struct tx_signer *office, const char *json,
                         struct tx_policy **out) {
  uint8_t *bytes = NULL;
  size_t n = 0;
  must(tx_policy_sign(tx_span_text(json), office, &bytes, &n), "a policy");
  must(tx_policy_take(tx_span_of(bytes, n), street->trust, 0, street->gate.clock, out), "a policy");
  free(bytes);
}

static void build_person(struct street *street, uint32_t index) {
  char bound[TX_TEXT_MAX + 1];
  struct street_person *person = &street->crowd[index];
  struct tx_pass pass = { .iat = STREET_NOW - 10 * DAY_S,
                          .exp = STREET_NOW + 100 * DAY_S,
                          .area = STREET_AREA,
                          .index = index,
                          .record = record_of_a_good_day(),
                          .household = (int32_t)index,
                          .name = "张*三",
                          .tail = "123X",
                          .unit = "3-2" };
  must(tx_pass_sign(&pass, street->issuer, person->pass), "a pass");
  pass.bound = true;
  must(tx_key_holder(street->phone, &pass.holder) ? TX_OK : TX_BAD_KEY, "the phone's key");
  must(tx_pass_sign(&pass, street->issuer, bound), "a bound pass");
  must(tx_live_sign(bound, STREET_NOW - 5, street->phone, person->live), "a live pass");
}

static bool never_seen(const struct tx_memory *memory, uint64_t area, uint32_t index,
                       int64_t live_iat) {
  (void)memory, (void)area, (void)index, (void)live_iat;
  return false;
}

static void know_nothing(const struct tx_memory *memory, const struct tx_pass *pass,
                         int64_t exit_window_s, struct tx_history *out) {
  (void)memory, (void)pass, (void)exit_window_s;
  *out = (struct tx_history){ .last_entry_age_s = -1, .last_exit_age_s = 3600, .inside = 0 };
}

static const struct tx_memory memory = { .replayed = never_seen, .history = know_nothing };

void street_build(struct street *street) {
  struct tx_signer *root = make_key(), *office = make_key();
  *street = (struct street){ .issuer = make_key(), .phone = make_key() };
  street->gate = (struct tx_gate){ .area = STREET_AREA,
                                   .kind = TX_GATE_PEDESTRIAN,
                                   .direction = TX_IN,
                                   .attended = true,
                                   .clock = { .now_s = STREET_NOW },
                                   .lists = (const struct tx_status *const *)&street->list,
                                   .list_count = 1,
                                   .policies = (const struct tx_policy *const *)street->policies,
                                   .policy_count = 2,
                                   .memory = &memory };
  build_trust(street, root, office);
  street->gate.trust = street->trust;
  street->ring = tx_keyring_create(street->trust);
  build_list(street, office);
  build_policy(street, office, city_policy, &street->policies[0]);
  build_policy(street, office, community_policy, &street->policies[1]);
  for (uint32_t i = 0; i < STREET_CROWD; i++)
    build_person(street, i);
  tx_signer_destroy(root);
  tx_signer_destroy(office);
}

void street_clear(struct street *street) {
  for (int i = 0; i < 2; i++)
    tx_policy_destroy(street->policies[i]);
  tx_status_destroy(street->list);
  tx_keyring_destroy(street->ring);
  tx_trust_destroy(street->trust);
  tx_signer_destroy(street->issuer);
  tx_signer_destroy(street->phone);
}
