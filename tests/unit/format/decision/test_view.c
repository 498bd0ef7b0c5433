/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule sees, down to its names: docs/policy.md. What is not known is null. */
#include "community.h"
#include "format/evaluate.h"

/* --- looking at it ---------------------------------------------------------------------------- */

struct sight {
  struct tx_gate gate;
  struct tx_decision decision;
  struct tx_history history;
  struct layers layers;
  struct view view;
};

static struct sight *a_sight(const struct community *c) {
  static struct sight s;
  s = (struct sight){ .gate = c->gate,
                      .decision = { .pass = forge_pass(&c->forge),
                                    .record = forge_record(&c->forge, TX_STATE_ACTIVE),
                                    .data_as_of = NOW - 1800,
                                    .listed = true },
                      .history = { -1, -1, -1, -1, false } };
  layers_collect(&s.gate, &s.layers);
  return &s;
}

static const struct tx_value *member_of(const struct tx_value *object, const char *name, size_t n) {
  for (uint32_t i = 0; object->kind == TX_VALUE_OBJECT && i < object->count; i++)
    if (tx_span_equal(object->members[i].name, tx_span_of(name, n)))
      return &object->members[i].value;
  fail_msg("no member %.*s", (int)n, name);
  return NULL;
}

static const struct tx_value *seen(struct sight *s, const char *path) {
  view_build(&s->view, &s->layers, &s->gate, &s->decision, &s->history);
  view_set_offset(&s->view, s->gate.clock.now_s, 28800);
  const struct tx_value *value = &s->view.value;
  while (*path) {
    size_t n = strcspn(path, ".");
    value = member_of(value, path, n);
    path += n + (path[n] == '.');
  }
  return value;
}

static void assert_text(struct sight *s, const char *path, const char *want) {
  const struct tx_value *value = seen(s, path);
  ASSERT_ROW(value->kind == TX_VALUE_TEXT && tx_span_equal(value->text, tx_span_text(want)), path);
}
static void assert_number(struct sight *s, const char *path, int64_t want) {
  const struct tx_value *value = seen(s, path);
  ASSERT_ROW(value->kind == TX_VALUE_INT && value->integer == want, path);
}
static void assert_truth(struct sight *s, const char *path, bool want) {
  const struct tx_value *value = seen(s, path);
  ASSERT_ROW(value->kind == TX_VALUE_BOOL && value->boolean == want, path);
}
static void assert_unknown(struct sight *s, const char *path) {
  ASSERT_ROW(seen(s, path)->kind == TX_VALUE_NULL, path);
}

/* --- the pass --------------------------------------------------------------------------------- */

static void a_rule_sees_the_pass(void **state) {
  struct sight *s = a_sight(*state);
  s->decision.pass.age = TX_AGE_70_PLUS;
  s->decision.pass.role = TX_ROLE_COURIER;
  assert_number(s, "pass.area", CITY_AREA);
  assert_text(s, "pass.where", "own");
  assert_text(s, "pass.role", "courier");
  assert_text(s, "pass.unit", "3-2");
  assert_number(s, "pass.household", 17);
  assert_text(s, "pass.age", "70plus");
  assert_truth(s, "pass.live", false);
  s->decision.live = true;
  assert_truth(s, "pass.live", true);
}

static void what_a_pass_leaves_out_is_null(void **state) {
  struct sight *s = a_sight(*state);
  s->decision.pass.unit[0] = '\0';
  s->decision.pass.household = -1;
  s->decision.pass.role = 12;
  assert_unknown(s, "pass.unit");
  assert_unknown(s, "pass.household");
  assert_unknown(s, "pass.age");
  assert_unknown(s, "pass.role");
  assert_unknown(s, "pass.zone");
  s->decision.pass.household = 0;
  assert_number(s, "pass.household", 0);
}

static void where_a_pass_belongs_is_seen_from_the_gate(void **state) {
  static const struct {
    uint64_t area;
    const char *where;
  } rows[] = { { CITY_AREA, "own" },
               { FORGE_DISTRICT, "above" },
               { 0, "above" },
               { CITY_AREA + 1, "elsewhere" } };
  struct sight *s = a_sight(*state);
  for (size_t i = 0; i < COUNT(rows); i++) {
    s->decision.pass.area = rows[i].area;
    assert_text(s, "pass.where", rows[i].where);
  }
  s->gate.area = FORGE_STREET;
  s->decision.pass.area = CITY_AREA;
  assert_text(s, "pass.where", "below");
}

static void exemptions_are_bits(void **state) {
  struct sight *s = a_sight(*state);
  for (unsigned bits = 0; bits < 8; bits++) {
    s->decision.pass.exempt = (uint8_t)(bits | 8);
    assert_truth(s, "pass.exempt.swab", bits & 1);
    assert_truth(s, "pass.exempt.household", bits & 2);
    assert_truth(s, "pass.exempt.temperature", bits & 4);
  }
}

/* --- the record and its age ------------------------------------------------------------------- */

static void a_rule_sees_the_record_that_counts(void **state) {
  struct sight *s = a_sight(*state);
  struct tx_record r = { .state = TX_STATE_HOME_ISOLATION,
                         .health = TX_HEALTH_YELLOW,
                         .travel = TX_TRAVEL_STARRED,
                         .test = TX_TEST_MIXED_POSITIVE,
                         .pending = true,
                         .sampled = tx_sampled_from_time(NOW - 7200) };
  s->decision.record = tx_record_pack(&r);
  assert_text(s, "record.state", "home_isolation");
  assert_text(s, "record.health", "yellow");
  assert_text(s, "record.travel", "starred");
  assert_text(s, "record.test", "mixed_positive");
  assert_truth(s, "record.pending", true);
  assert_number(s, "record.sampled_age_s", 7200);
  assert_text(s, "record.sampled_at", "2026-11-22T22:00:00Z");
}

static void a_swab_that_was_never_taken_has_no_time(void **state) {
  struct sight *s = a_sight(*state);
  s->decision.record = 1u << 29;
  assert_unknown(s, "record.sampled_at");
  assert_unknown(s, "record.sampled_age_s");
  assert_text(s, "record.test", "none");
  assert_text(s, "record.health", "unknown");
  assert_truth(s, "record.pending", false);
}

static void a_rule_sees_how_old_the_data_is(void **state) {
  struct sight *s = a_sight(*state);
  assert_number(s, "data.age_s", 1800);
  assert_truth(s, "data.listed", true);
  s->decision.listed = false;
  assert_truth(s, "data.listed", false);
}

/* --- time ------------------------------------------------------------------------------------- */

static void a_rule_sees_the_hour_of_its_own_place(void **state) {
  struct sight *s = a_sight(*state);
  assert_text(s, "now", "2026-11-23T00:00:00Z");
  assert_number(s, "clock.minute_of_day", 8 * 60);
  assert_number(s, "clock.weekday", 1); /* a Monday */
  assert_text(s, "clock.date", "2026-11-23");
  s->gate.clock.now_s = NOW + 16 * 3600 - 1;
  assert_number(s, "clock.minute_of_day", 24 * 60 - 1);
  assert_number(s, "clock.weekday", 1);
  s->gate.clock.now_s++;
  assert_number(s, "clock.minute_of_day", 0);
  assert_number(s, "clock.weekday", 2);
  assert_text(s, "clock.date", "2026-11-24");
  s->gate.clock.now_s = NOW + 6 * FORGE_DAY_S;
  assert_number(s, "clock.weekday", 7);
}

static void another_offset_is_another_day(void **state) {
  struct sight *s = a_sight(*state);
  (void)seen(s, "now");
  view_set_offset(&s->view, NOW, -3600);
  const struct tx_value *date = member_of(member_of(&s->view.value, "clock", 5), "date", 4);
  assert_true(tx_span_equal(date->text, tx_span_text("2026-11-22")));
}

static void a_clock_of_1970_does_no_harm(void **state) {
  struct sight *s = a_sight(*state);
  s->gate.clock.now_s = 0;
  (void)seen(s, "now");
  view_set_offset(&s->view, 0, -43200);
  const struct tx_value *day = member_of(member_of(&s->view.value, "clock", 5), "weekday", 7);
  assert_int_equal(day->integer, 4);
}

/* --- the gate and what stands there ----------------------------------------------------------- */

static void a_rule_sees_the_gate(void **state) {
  struct sight *s = a_sight(*state);
  assert_number(s, "gate.area", CITY_AREA);
  assert_text(s, "gate.kind", "pedestrian");
  assert_text(s, "gate.direction", "in");
  assert_truth(s, "gate.attended", false);
  assert_unknown(s, "gate.zone");
  s->gate.kind = TX_GATE_BUILDING;
  s->gate.direction = TX_NEITHER;
  s->gate.attended = true;
  assert_text(s, "gate.kind", "building");
  assert_text(s, "gate.direction", "neither");
  assert_truth(s, "gate.attended", true);
}

static void a_temperature_is_null_until_it_is_taken(void **state) {
  struct sight *s = a_sight(*state);
  assert_unknown(s, "reading.centi_celsius");
  s->gate.has_reading = true;
  s->gate.centi_celsius = 3725;
  assert_number(s, "reading.centi_celsius", 3725);
}

static void history_is_null_where_the_gate_does_not_know(void **state) {
  struct sight *s = a_sight(*state);
  assert_unknown(s, "history.last_entry_age_s");
  assert_unknown(s, "history.last_exit_age_s");
  assert_unknown(s, "history.inside");
  assert_unknown(s, "history.household_exits");
  s->history = (struct tx_history){ 0, 5, 0, 2, false };
  assert_number(s, "history.last_entry_age_s", 0);
  assert_number(s, "history.last_exit_age_s", 5);
  assert_truth(s, "history.inside", false);
  assert_number(s, "history.household_exits", 2);
  s->history.inside = 1;
  assert_truth(s, "history.inside", true);
}

static void a_vehicle_is_seen_when_one_stands_there(void **state) {
  struct sight *s = a_sight(*state);
  assert_unknown(s, "vehicle");
  struct tx_vehicle vehicle = { .role = TX_ROLE_VEHICLE,
                                .state = TX_STATE_ACTIVE,
                                .plate = "陕A12B4学" };
  s->gate.vehicle = &vehicle;
  assert_text(s, "vehicle.role", "vehicle");
  assert_text(s, "vehicle.state", "active");
  assert_text(s, "vehicle.plate_last", "4");
  strcpy(vehicle.plate, "使ABC");
  assert_unknown(s, "vehicle.plate_last");
}

/* --- zones ------------------------------------------------------------------------------------ */

struct zoned {
  struct sight *s;
  struct tx_policy *city, *community;
};

static struct zoned zones(const struct community *c, const char *city, const char *community) {
  struct zoned z = { .s = a_sight(c) };
  static const char *const json =
      "{\"area\": %llu, \"seq\": 5, \"zones\": [%s], \"orders\": [{\"id\": \"o\","
      " \"document\": \"1\", \"issuer\": \"i\", \"valid_from\": 0, \"valid_to\": 9999999999,"
      " \"rules\": []}]}";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  z.city = community_policy(json, (unsigned long long)FORGE_CITY, city);
  z.community = community_policy(json, (unsigned long long)CITY_AREA, community);
#pragma GCC diagnostic pop
  const struct tx_policy *policies[] = { z.community, z.city };
  struct tx_gate gate = c->gate;
  gate.policies = policies;
  gate.policy_count = 2;
  layers_collect(&gate, &z.s->layers);
  return z;
}

static void zones_end(struct zoned *z) {
  tx_policy_destroy(z->city);
  tx_policy_destroy(z->community);
}

#define ZONE(area, more) "{\"area\": " #area more ", \"from\": 0, \"to\": 9999999999}"
#define KIND(kind) ", \"kind\": \"" kind "\""
#define UNIT(unit) ", \"unit\": \"" unit "\""

static void a_zone_that_names_the_unit_comes_first(void **state) {
  struct zoned z = zones(*state, ZONE(610113001001, UNIT("3-2") KIND("lockdown")),
                         ZONE(610113001001, KIND("low")));
  assert_text(z.s, "pass.zone", "lockdown");
  assert_text(z.s, "gate.zone", "low");
  strcpy(z.s->decision.pass.unit, "3-1");
  assert_text(z.s, "pass.zone", "low");
  z.s->decision.pass.unit[0] = '\0';
  assert_text(z.s, "pass.zone", "low");
  zones_end(&z);
}

/* The same number stands in each community: which one is meant only its own area says. */
static void a_unit_is_of_its_own_area_only(void **state) {
  struct zoned z = zones(*state, ZONE(610113001000, UNIT("3-2") KIND("lockdown")),
                         ZONE(610113001001, KIND("low")));
  assert_text(z.s, "pass.zone", "low");
  zones_end(&z);
}

static void then_the_smaller_area_then_the_higher_level(void **state) {
  struct zoned z = zones(*state, ZONE(610113001001, KIND("high")),
                         ZONE(610113000000, KIND("low")) "," ZONE(610113001001, KIND("medium")));
  assert_text(z.s, "pass.zone", "high");
  zones_end(&z);
  z = zones(*state, ZONE(610113000000, KIND("high")),
            ZONE(610113001000, KIND("prevention")) "," ZONE(610100000000, KIND("low")));
  assert_text(z.s, "pass.zone", "prevention");
  assert_text(z.s, "gate.zone", "prevention");
  zones_end(&z);
}

static void a_zone_may_lie_outside_its_policys_area(void **state) {
  struct zoned z = zones(*state, "", ZONE(610200000000, KIND("high")));
  assert_unknown(z.s, "pass.zone");
  z.s->decision.pass.area = 610201001001;
  assert_text(z.s, "pass.zone", "high");
  zones_end(&z);
}

static void a_zone_has_its_days(void **state) {
  struct zoned z = zones(*state, "",
                         "{\"area\": 610113001001, \"kind\": \"control\", \"from\": 1795392000,"
                         " \"to\": 1795392001}");
  assert_text(z.s, "pass.zone", "control");
  z.s->gate.clock.now_s = NOW + 1;
  assert_unknown(z.s, "pass.zone");
  z.s->gate.clock.now_s = NOW - 1;
  assert_unknown(z.s, "pass.zone");
  zones_end(&z);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_rule_sees_the_pass),
    PROMISE(what_a_pass_leaves_out_is_null),
    PROMISE(where_a_pass_belongs_is_seen_from_the_gate),
    PROMISE(exemptions_are_bits),
    PROMISE(a_rule_sees_the_record_that_counts),
    PROMISE(a_swab_that_was_never_taken_has_no_time),
    PROMISE(a_rule_sees_how_old_the_data_is),
    PROMISE(a_rule_sees_the_hour_of_its_own_place),
    PROMISE(another_offset_is_another_day),
    PROMISE(a_clock_of_1970_does_no_harm),
    PROMISE(a_rule_sees_the_gate),
    PROMISE(a_temperature_is_null_until_it_is_taken),
    PROMISE(history_is_null_where_the_gate_does_not_know),
    PROMISE(a_vehicle_is_seen_when_one_stands_there),
    PROMISE(a_zone_that_names_the_unit_comes_first),
    PROMISE(a_unit_is_of_its_own_area_only),
    PROMISE(then_the_smaller_area_then_the_higher_level),
    PROMISE(a_zone_may_lie_outside_its_policys_area),
    PROMISE(a_zone_has_its_days),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
