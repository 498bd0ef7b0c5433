/* SPDX-License-Identifier: Apache-2.0 */
#include "format/event.h"

#include "community.h"

/* --- an event --------------------------------------------------------------------------------- */

static enum tx_reason reads(const char *event, struct tx_event *out) {
  static struct forge_bytes bytes; /* texts point into it */
  forge_bytes_free(&bytes);
  bytes = forge_cbor("%s", event);
  if (!bytes.p) fail_msg("no notation: %s", event);
  return tx_event_read(forge_span(&bytes), out);
}

static void an_event_has_time_direction_verdict_and_reason(UNUSED void **state) {
  static const char *const bad[] = {
    "{}",
    "{1: 0, 2: 0, 3: 0}",
    "{0: 1, 2: 0, 3: 0}",
    "{0: 1, 1: 0, 3: 0}",
    "{0: 1, 1: 0, 2: 0}",
    "{0: -1, 1: 0, 2: 0, 3: 0}",
    "{0: 1, 1: 3, 2: 0, 3: 0}",
    "{0: 1, 1: 0, 2: 3, 3: 0}",
    "{0: 1, 1: 0, 2: 0, 3: -1}",
    "{0: 1, 1: 0, 2: 0, 3: \"ok\"}",
    "[]",
  };
  struct tx_event e;
  assert_int_equal(reads("{0: 1, 1: 1, 2: 2, 3: 40}", &e), TX_OK);
  assert_int_equal(e.at, 1);
  assert_int_equal(e.direction, TX_OUT);
  assert_int_equal(e.verdict, TX_DENY);
  assert_int_equal(e.reason, 40);
  assert_false(e.identified || e.has_reading || e.decided_by_hand || e.undoes || e.decided_on);
  assert_int_equal(e.live, -1);
  assert_int_equal(e.role, 0);
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads(bad[i], &e) == TX_MALFORMED_CLAIMS, bad[i]);
}

#define BASE "0: 1, 1: 0, 2: 0, 3: 0"

static void each_further_part_has_its_shape(UNUSED void **state) {
  static const char *const good[] = {
    "{" BASE ", 4: 0, 5: 0}",    "{" BASE ", 4: 610113001001, 5: 4294967295}",
    "{" BASE ", 6: false}",      "{" BASE ", 7: -4000}",
    "{" BASE ", 8: [\"\", 1]}",  "{" BASE ", 9: \"T1\"}",
    "{" BASE ", 16: [0, null]}", "{" BASE ", 16: [0, 0]}",
    "{" BASE ", 17: 1}",         "{" BASE ", 17: 15}",
    "{" BASE ", 99: [{1: 2}]}",  "{" BASE ", 15: 0}",
  };
  static const char *const bad[] = {
    "{" BASE ", 4: 610000001001, 5: 0}",
    "{" BASE ", 4: 0, 5: 4294967296}",
    "{" BASE ", 6: 1}",
    "{" BASE ", 7: \"36\"}",
    "{" BASE ", 8: [\"\"]}",
    "{" BASE ", 8: [1, 1]}",
    "{" BASE ", 8: [\"\", -1]}",
    "{" BASE ", 9: h'54'}",
    "{" BASE ", 10: 5}",
    "{" BASE ", 11: \"x\"}",
    "{" BASE ", 12: 1}",
    "{" BASE ", 13: h'00'}",
    "{" BASE ", 14: null}",
    "{" BASE ", 15: -1}",
    "{" BASE ", 16: [0]}",
    "{" BASE ", 16: [-1, null]}",
    "{" BASE ", 16: [0, -1]}",
    "{" BASE ", 16: [0, false]}",
    "{" BASE ", 17: 0}",
    "{" BASE ", 17: 16}",
    "{" BASE ", 99: {\"a\": 1}}",
    "{" BASE ", 6: true, 6: true}",
  };
  struct tx_event e;
  for (size_t i = 0; i < COUNT(good); i++)
    ASSERT_ROW(reads(good[i], &e) == TX_OK, good[i]);
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads(bad[i], &e) == TX_MALFORMED_CLAIMS, bad[i]);
  assert_int_equal(reads("{" BASE ", -1: 0}", &e), TX_UNKNOWN_CRITICAL);
  assert_int_equal(reads("{" BASE ", 17: 0, -1: 0}", &e), TX_MALFORMED_CLAIMS);
}

static void a_person_is_named_by_area_and_index_together(UNUSED void **state) {
  struct tx_event e;
  assert_int_equal(reads("{" BASE ", 4: 610113001001, 5: 7}", &e), TX_OK);
  assert_true(e.identified && e.area == CITY_AREA && e.index == 7);
  assert_int_equal(reads("{" BASE ", 4: 610113001001}", &e), TX_OK);
  assert_false(e.identified);
  assert_int_equal(reads("{" BASE ", 5: 7}", &e), TX_OK);
  assert_false(e.identified);
}

static struct tx_event everything(void) {
  return (struct tx_event){ .at = NOW,
                            .direction = TX_NEITHER,
                            .verdict = TX_REVIEW,
                            .reason = 42,
                            .identified = true,
                            .area = CITY_AREA,
                            .index = UINT32_MAX,
                            .live = 1,
                            .has_reading = true,
                            .centi_celsius = -273,
                            .decided_by_hand = true,
                            .by = tx_span_text("610113001001/12"),
                            .why = 2,
                            .tube = tx_span_text("T-001"),
                            .registered = tx_span_text("陕A12345"),
                            .sealed_number = tx_span_text("\x30\x01"),
                            .sealed_pass = tx_span_text("\x30\x02"),
                            .rule = tx_span_text("610113001001/1/o/r"),
                            .host_unit = tx_span_text("3-2"),
                            .undoes = true,
                            .undone_seq = 5,
                            .decided_on = true,
                            .pass_iat = NOW - 5,
                            .has_list_seq = true,
                            .list_seq = 99,
                            .role = TX_ROLE_VISITOR };
}

static void what_is_written_is_what_is_read(UNUSED void **state) {
  struct tx_event e = everything(), back;
  uint8_t bytes[512], again[512];
  size_t n, m;
  assert_int_equal(tx_event_write(&e, bytes, sizeof bytes, &n), TX_OK);
  assert_int_equal(tx_event_read(tx_span_of(bytes, n), &back), TX_OK);
  assert_true(back.identified && back.index == UINT32_MAX && back.live == 1);
  assert_int_equal(back.centi_celsius, -273);
  assert_true(tx_span_equal(back.by, e.by) && back.why == 2);
  assert_true(tx_span_equal(back.registered, e.registered));
  assert_true(tx_span_equal(back.sealed_pass, e.sealed_pass));
  assert_true(back.undoes && back.undone_seq == 5);
  assert_true(back.has_list_seq && back.list_seq == 99 && back.pass_iat == NOW - 5);
  assert_int_equal(tx_event_write(&back, again, sizeof again, &m), TX_OK);
  assert_int_equal(m, n);
  assert_memory_equal(again, bytes, n);
  e.live = 0;
  assert_int_equal(tx_event_write(&e, bytes, sizeof bytes, &n), TX_OK);
  assert_int_equal(tx_event_read(tx_span_of(bytes, n), &back), TX_OK);
  assert_int_equal(back.live, 0);
}

static void an_event_is_written_where_it_fits(UNUSED void **state) {
  struct tx_event e = everything();
  uint8_t bytes[512];
  size_t whole, n;
  assert_int_equal(tx_event_write(&e, bytes, sizeof bytes, &whole), TX_OK);
  assert_int_equal(tx_event_write(&e, bytes, whole, &n), TX_OK);
  assert_int_equal(tx_event_write(&e, bytes, whole - 1, &n), TX_NO_SPACE);
  assert_int_equal(n, whole);
}

/* It would hold up the gate's journal for ever: the server refuses the batch that it stands in. */
static void an_event_that_no_server_would_take_is_never_written(UNUSED void **state) {
  struct tx_event e[6];
  uint8_t bytes[512];
  size_t n;
  for (size_t i = 0; i < COUNT(e); i++)
    e[i] = everything();
  e[0].at = -1;
  e[1].tube = tx_span_text("\xff\xfe");
  e[2].area = 610000001001;
  e[3].role = 16;
  e[4].why = UINT64_MAX;
  e[5].pass_iat = -1;
  for (size_t i = 0; i < COUNT(e); i++)
    assert_int_equal(tx_event_write(&e[i], bytes, sizeof bytes, &n), TX_BAD_ARGUMENT);
}

/* --- a batch ---------------------------------------------------------------------------------- */

static struct tx_span an_event(void) {
  static uint8_t bytes[64];
  size_t n;
  struct tx_event e = { .at = NOW, .live = -1 };
  assert_int_equal(tx_event_write(&e, bytes, sizeof bytes, &n), TX_OK);
  return tx_span_of(bytes, n);
}

static enum tx_reason take(const struct tx_signer *gate, struct tx_span bytes,
                           struct tx_batch **out) {
  *out = NULL;
  enum tx_reason reason =
      tx_batch_take(bytes, gate->alg, tx_span_of(gate->spki, gate->spki_len), out);
  assert_int_equal(reason == TX_OK, *out != NULL);
  return reason;
}

static void a_batch_brings_its_events_numbered_from_the_first(void **state) {
  const struct community *c = *state;
  const struct tx_signer *gate = c->forge.keys[FORGE_GATE];
  struct tx_span events[] = { an_event(), an_event(), an_event() };
  struct tx_batch *batch;
  FORGED bytes = { 0 };
  uint8_t kid[TX_KID_SIZE];
  char name[TX_GATE_NAME_SIZE + 1];
  assert_int_equal(
      tx_batch_sign(gate, &(struct tx_batch_head){ .first = 7 }, events, 3, &bytes.p, &bytes.n),
      TX_OK);
  assert_int_equal(tx_batch_kid(forge_span(&bytes), kid), TX_OK);
  assert_memory_equal(kid, gate->hash, TX_KID_SIZE);
  assert_int_equal(take(gate, forge_span(&bytes), &batch), TX_OK);
  tx_gate_name(gate->hash, name);
  assert_string_equal(batch->gate, name);
  assert_int_equal(batch->first, 7);
  assert_int_equal(batch->count, 3);
  assert_false(batch->lost);
  for (size_t i = 0; i < 3; i++) {
    assert_true(tx_span_equal(batch->encoded[i], events[i]));
    assert_int_equal(batch->events[i].at, NOW);
  }
  tx_batch_destroy(batch);
  tx_batch_destroy(NULL);
}

static void a_gap_is_declared_and_not_silently_closed(void **state) {
  const struct community *c = *state;
  const struct tx_signer *gate = c->forge.keys[FORGE_GATE];
  struct tx_batch *batch;
  FORGED bytes = { 0 };
  assert_int_equal(
      tx_batch_sign(gate, &(struct tx_batch_head){ .first = 10, .lost_from = 3, .lost_to = 9 },
                    NULL, 0, &bytes.p, &bytes.n),
      TX_OK);
  assert_int_equal(take(gate, forge_span(&bytes), &batch), TX_OK);
  assert_true(batch->lost);
  assert_int_equal(batch->lost_from, 3);
  assert_int_equal(batch->lost_to, 9);
  assert_int_equal(batch->count, 0);
  tx_batch_destroy(batch);
  uint8_t *none = NULL;
  size_t n;
  assert_int_equal(tx_batch_sign(gate, &(struct tx_batch_head){ .first = 10 }, NULL, 0, &none, &n),
                   TX_BAD_ARGUMENT);
  assert_null(none);
}

static void a_batch_proves_which_gate_sent_it(void **state) {
  const struct community *c = *state;
  const struct tx_signer *gate = c->forge.keys[FORGE_GATE],
                         *other = c->forge.keys[FORGE_OTHER_GATE];
  struct tx_span event = an_event();
  struct tx_batch *batch;
  FORGED bytes = { 0 };
  assert_int_equal(
      tx_batch_sign(gate, &(struct tx_batch_head){ .first = 1 }, &event, 1, &bytes.p, &bytes.n),
      TX_OK);
  assert_int_equal(take(other, forge_span(&bytes), &batch), TX_UNKNOWN_KEY);
  for (size_t i = 0; i < bytes.n; i++) {
    assert_int_equal(take(gate, tx_span_of(bytes.p, i), &batch), TX_MALFORMED);
    bytes.p[i] ^= 0x10;
    assert_int_not_equal(take(gate, forge_span(&bytes), &batch), TX_OK);
    bytes.p[i] ^= 0x10;
  }
}

/* --- written by hand -------------------------------------------------------------------------- */

static enum tx_reason take_map(const struct community *c, const char *map) {
  const struct tx_signer *gate = c->forge.keys[FORGE_GATE];
  struct tx_batch *batch;
  FORGED payload = forge_cbor("%s", map);
  if (!payload.p) fail_msg("no notation: %s", map);
  FORGED object = forge_object(gate, "tx-batch", forge_span(&payload));
  enum tx_reason reason = take(gate, forge_span(&object), &batch);
  tx_batch_destroy(batch);
  return reason;
}

static enum tx_reason take_rest(const struct community *c, const char *rest) {
  char map[1024], name[TX_GATE_NAME_SIZE + 1];
  tx_gate_name(c->forge.keys[FORGE_GATE]->hash, name);
  snprintf(map, sizeof map, "{0: \"%s\"%s}", name, rest);
  return take_map(c, map);
}

static void a_batch_keeps_its_format(void **state) {
  static const char *const bad[] = {
    ", 1: 1",
    ", 2: [{" BASE "}]",
    ", 1: -1, 2: [{" BASE "}]",
    ", 1: 1, 2: []",
    ", 1: 1, 2: [[]]",
    ", 1: 1, 2: [{" BASE "}, {0: 1}]",
    ", 1: 1, 2: [{" BASE "}], 3: [1]",
    ", 1: 1, 2: [{" BASE "}], 3: [1, -2]",
    ", 1: 1, 2: [{" BASE "}], 3: 1",
    ", 1: 1, 2: {}",
    ", 1: 1, 2: [{" BASE "}], 4: h'01020304050607'",
    ", 1: 1, 2: [{" BASE "}], 4: h'010203040506070809'",
    ", 1: 1, 2: [{" BASE "}], 4: \"12345678\"",
    ", 1: 1, 2: [{" BASE "}], 9: {\"a\": 1}",
  };
  const struct community *c = *state;
  assert_int_equal(take_rest(c, ", 1: 1, 2: [{" BASE "}]"), TX_OK);
  assert_int_equal(take_rest(c, ", 1: 1, 2: [{" BASE "}], 3: [1, 2], 99: 0"), TX_OK);
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(take_rest(c, bad[i]) == TX_MALFORMED_CLAIMS, bad[i]);
}

static void a_batch_names_the_gate_that_signed_it(void **state) {
  const struct community *c = *state;
  assert_int_equal(take_map(c, "{0: \"0123456789abcdef\", 1: 1, 2: [{" BASE "}]}"),
                   TX_MALFORMED_CLAIMS);
  assert_int_equal(take_map(c, "{0: \"0123456789abcde\", 1: 1, 2: [{" BASE "}]}"),
                   TX_MALFORMED_CLAIMS);
  /* malformed is weighed before critical */
  assert_int_equal(take_map(c, "{0: \"0123456789abcdef\", 1: 1, 2: [{" BASE "}], -1: 0}"),
                   TX_MALFORMED_CLAIMS);
}

static void critical_parts_of_batch_and_event_are_refused(void **state) {
  const struct community *c = *state;
  assert_int_equal(take_rest(c, ", 1: 1, 2: [{" BASE "}], -1: 0"), TX_UNKNOWN_CRITICAL);
  assert_int_equal(take_rest(c, ", 1: 1, 2: [{" BASE ", -1: 0}]"), TX_UNKNOWN_CRITICAL);
  assert_int_equal(take_rest(c, ", 1: 1, 2: [{" BASE ", -1: 0}, {0: 1}]"), TX_MALFORMED_CLAIMS);
}

static void a_thousand_events_are_a_batch_and_one_more_is_too_many(void **state) {
  const struct community *c = *state;
  const struct tx_signer *gate = c->forge.keys[FORGE_GATE];
  static struct tx_span events[TX_BATCH_EVENTS + 1];
  struct tx_batch *batch;
  FORGED bytes = { 0 };
  for (size_t i = 0; i < COUNT(events); i++)
    events[i] = an_event();
  assert_int_equal(tx_batch_sign(gate, &(struct tx_batch_head){ .first = 1 }, events,
                                 TX_BATCH_EVENTS, &bytes.p, &bytes.n),
                   TX_OK);
  assert_int_equal(take(gate, forge_span(&bytes), &batch), TX_OK);
  assert_int_equal(batch->count, TX_BATCH_EVENTS);
  tx_batch_destroy(batch);
  uint8_t *none = NULL;
  size_t n;
  assert_int_equal(tx_batch_sign(gate, &(struct tx_batch_head){ .first = 1 }, events,
                                 TX_BATCH_EVENTS + 1, &none, &n),
                   TX_BAD_ARGUMENT);
  static char rest[32 * 1024] = ", 1: 1, 2: [{" BASE "}";
  for (size_t i = 0; i < TX_BATCH_EVENTS; i++)
    strcat(rest, ", {" BASE "}");
  strcat(rest, "]");
  static char map[sizeof rest + 64];
  snprintf(map, sizeof map, "{0: \"0123456789abcdef\"%s}", rest);
  assert_int_equal(take_map(c, map), TX_TOO_MANY);
}

static void a_batch_has_a_mebibyte(void **state) {
  const struct community *c = *state;
  const struct tx_signer *gate = c->forge.keys[FORGE_GATE];
  static uint8_t large[TX_BATCH_MAX + 1];
  struct tx_span event = tx_span_of(large, sizeof large - 100);
  struct tx_batch *batch;
  uint8_t *none = NULL, kid[TX_KID_SIZE];
  size_t n;
  assert_int_equal(take(gate, tx_span_of(large, sizeof large), &batch), TX_MALFORMED);
  assert_int_equal(tx_batch_kid(tx_span_of(large, sizeof large), kid), TX_MALFORMED);
  assert_int_equal(tx_batch_sign(gate, &(struct tx_batch_head){ .first = 1 }, &event, 1, &none, &n),
                   TX_BAD_ARGUMENT);
}

static void a_batch_of_another_type_is_none(void **state) {
  const struct community *c = *state;
  const struct tx_signer *gate = c->forge.keys[FORGE_GATE];
  struct tx_batch *batch;
  uint8_t kid[TX_KID_SIZE];
  FORGED payload = forge_cbor("{}");
  FORGED object = forge_object(gate, "tx-status", forge_span(&payload));
  assert_int_equal(take(gate, forge_span(&object), &batch), TX_BAD_TYPE);
  assert_int_equal(tx_batch_kid(forge_span(&object), kid), TX_BAD_TYPE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(an_event_has_time_direction_verdict_and_reason),
    PROMISE(each_further_part_has_its_shape),
    PROMISE(a_person_is_named_by_area_and_index_together),
    PROMISE(what_is_written_is_what_is_read),
    PROMISE(an_event_is_written_where_it_fits),
    PROMISE(an_event_that_no_server_would_take_is_never_written),
    PROMISE(a_batch_brings_its_events_numbered_from_the_first),
    PROMISE(a_gap_is_declared_and_not_silently_closed),
    PROMISE(a_batch_proves_which_gate_sent_it),
    PROMISE(a_batch_keeps_its_format),
    PROMISE(a_batch_names_the_gate_that_signed_it),
    PROMISE(critical_parts_of_batch_and_event_are_refused),
    PROMISE(a_thousand_events_are_a_batch_and_one_more_is_too_many),
    PROMISE(a_batch_has_a_mebibyte),
    PROMISE(a_batch_of_another_type_is_none),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
