/* SPDX-License-Identifier: Apache-2.0 */
#include "format/base45.h"
#include "format/pass.h"

#include "city/forge.h"
#include "promise.h"

#define NOW CITY_TODAY_S

static struct forge forge;

static int open_forge(UNUSED void **state) {
  return forge_open(&forge, NOW) ? 0 : -1;
}
static int close_forge(UNUSED void **state) {
  forge_close(&forge);
  return 0;
}

/* --- reading ---------------------------------------------------------------------------------- */

static enum tx_reason reads_claims(const char *claims, struct tx_pass *out) {
  FORGED payload = forge_cbor("%s", claims);
  if (!payload.p) fail_msg("no notation: %s", claims);
  return tx_pass_read(forge_span(&payload), out);
}

/* A pass map of the keys 0 to 2, then what the test writes. */
static enum tx_reason reads_map(const char *rest, struct tx_pass *out) {
  char claims[1024];
  snprintf(claims, sizeof claims, "{4: 9, 6: 5, -65537: {0: 610113001001, 1: 7, 2: 8%s}}", rest);
  return reads_claims(claims, out);
}

static void the_least_pass_has_area_index_record_and_name(UNUSED void **state) {
  struct tx_pass pass;
  assert_int_equal(reads_map(", 4: \"A\"", &pass), TX_OK);
  assert_int_equal(pass.exp, 9);
  assert_int_equal(pass.iat, 5);
  assert_int_equal(pass.area, 610113001001);
  assert_int_equal(pass.index, 7);
  assert_int_equal(pass.record, 8);
  assert_string_equal(pass.name, "A");
  assert_false(pass.bound);
}

static void what_a_pass_leaves_out_is_known_to_be_absent(UNUSED void **state) {
  struct tx_pass pass;
  assert_int_equal(reads_map(", 4: \"A\"", &pass), TX_OK);
  assert_int_equal(pass.role, TX_ROLE_RESIDENT);
  assert_int_equal(pass.age, TX_AGE_UNKNOWN);
  assert_int_equal(pass.exempt, 0);
  assert_int_equal(pass.household, -1);
  assert_string_equal(pass.tail, "");
  assert_string_equal(pass.unit, "");
}

static void every_field_is_read_to_its_bounds(UNUSED void **state) {
  static const char *const good[] = {
    ", 3: 1, 4: \"A\"",
    ", 3: 15, 4: \"A\"",
    ", 4: \"123456789012345678901234\"",
    ", 4: \"A\", 5: \"1\"",
    ", 4: \"A\", 5: \"123X\"",
    ", 4: \"A\", 6: \"1\"",
    ", 4: \"A\", 6: \"123456789012\"",
    ", 4: \"A\", 7: 0",
    ", 4: \"A\", 7: 65535",
    ", 4: \"A\", 8: 1",
    ", 4: \"A\", 8: 4",
    ", 4: \"A\", 9: 1",
    ", 4: \"A\", 9: 255",
    ", 4: \"A\", 10: [1, {2: \"ignored\"}]",
    ", 4: \"A\", 4294967296: null",
  };
  static const char *const bad[] = {
    "",
    ", 3: 0, 4: \"A\"",
    ", 3: 16, 4: \"A\"",
    ", 3: -1, 4: \"A\"",
    ", 3: \"vehicle\", 4: \"A\"",
    ", 4: \"\"",
    ", 4: \"1234567890123456789012345\"",
    ", 4: h'41'",
    ", 4: raw'61ff'",
    ", 4: \"A\", 5: \"\"",
    ", 4: \"A\", 5: \"12345\"",
    ", 4: \"A\", 5: 1234",
    ", 4: \"A\", 6: \"\"",
    ", 4: \"A\", 6: \"1234567890123\"",
    ", 4: \"A\", 7: 65536",
    ", 4: \"A\", 7: -1",
    ", 4: \"A\", 8: 0",
    ", 4: \"A\", 8: 5",
    ", 4: \"A\", 9: 0",
    ", 4: \"A\", 9: 256",
    ", 4: \"A\", 9: true",
    ", 4: \"A\", \"x\": 1",
    ", 4: \"A\", 4: \"A\"",
    ", 5: \"1\", 4: \"A\"",
    ", 4: \"A\", 10: {\"a\": 1}",
    ", 4: \"A\", 10: raw'f90000'",
    ", 4: \"A\", 10: raw'c000'",
  };
  struct tx_pass pass;
  for (size_t i = 0; i < COUNT(good); i++)
    ASSERT_ROW(reads_map(good[i], &pass) == TX_OK, good[i]);
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads_map(bad[i], &pass) == TX_MALFORMED_CLAIMS, bad[i]);
}

static void claims_that_break_the_format_are_malformed(UNUSED void **state) {
#define MAP "-65537: {0: 610113001001, 1: 7, 2: 8, 4: \"A\"}"
  static const char *const bad[] = {
    "[]",
    "0",
    "{4: 9, 6: 5}",
    "{4: 9, " MAP "}",
    "{6: 5, " MAP "}",
    "{4: -1, 6: 5, " MAP "}",
    "{4: 9, 6: -5, " MAP "}",
    "{4: 9, 6: \"5\", " MAP "}",
    "{4: 9, 6: 5, -65537: []}",
    "{4: 9, 6: 5, -65537: {1: 7, 2: 8, 4: \"A\"}}",
    "{4: 9, 6: 5, -65537: {0: 1000000000000, 1: 7, 2: 8, 4: \"A\"}}",
    "{4: 9, 6: 5, -65537: {0: 610000001001, 1: 7, 2: 8, 4: \"A\"}}",
    "{4: 9, 6: 5, -65537: {0: 0, 1: 4294967296, 2: 8, 4: \"A\"}}",
    "{4: 9, 6: 5, -65537: {0: 0, 1: 7, 2: 4294967296, 4: \"A\"}}",
    "{4: 9, 6: 5, -65537: {0: 0, 1: 7, 4: \"A\"}}",
    "{4: 9, 6: 5, -65537: {0: 0, 2: 7, 4: \"A\"}}",
    "{6: 5, 4: 9, " MAP "}",
    "{4: 9, 6: 5, 6: 5, " MAP "}",
    "{4: 9, 6: 5, 65533: {\"lst\": h'', \"bits\": 1}, " MAP "}",
    "{4: 9, 6: 5, \"a\": 1, " MAP "}",
  };
  struct tx_pass pass;
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads_claims(bad[i], &pass) == TX_MALFORMED_CLAIMS, bad[i]);
  assert_int_equal(reads_claims("{4: 9, 6: 5, 99: 1, -1: [], -65538: 0, " MAP "}", &pass),
                   TX_MALFORMED_CLAIMS); /* -65538 stands before -65537 */
  assert_int_equal(reads_claims("{4: 9, 6: 5, 99: 1, -1: [], " MAP ", -65538: 0}", &pass), TX_OK);
  assert_int_equal(tx_pass_read((struct tx_span){ 0 }, &pass), TX_MALFORMED_CLAIMS);
}

static void an_unknown_negative_key_is_critical_unless_something_is_malformed(UNUSED void **state) {
  struct tx_pass pass;
  assert_int_equal(reads_map(", 4: \"A\", -1: 0", &pass), TX_UNKNOWN_CRITICAL);
  assert_int_equal(reads_map(", 4: \"\", -1: 0", &pass), TX_MALFORMED_CLAIMS);
  assert_int_equal(reads_map(", -1: 0", &pass), TX_MALFORMED_CLAIMS);
}

/* --- the holder's key ------------------------------------------------------------------------- */

#define X "h'0909090909090909090909090909090909090909090909090909090909090909'"

static enum tx_reason reads_cnf(const char *cnf, struct tx_pass *out) {
  char claims[512];
  snprintf(claims, sizeof claims, "{4: 9, 6: 5, 8: %s, -65537: {0: 0, 1: 7, 2: 8, 4: \"A\"}}", cnf);
  return reads_claims(claims, out);
}

static void a_holders_key_is_a_compressed_point_and_nothing_else(UNUSED void **state) {
  static const char *const bad[] = {
    "{}",
    "{2: {1: 2, -1: 1, -2: " X ", -3: true}}",
    "{1: {1: 2, -1: 1, -2: " X ", -3: true}, 2: 0}",
    "{1: {1: 1, -1: 1, -2: " X ", -3: true}}",
    "{1: {1: 2, -1: 2, -2: " X ", -3: true}}",
    "{1: {1: 2, -1: 1, -2: " X ", -3: " X "}}",
    "{1: {1: 2, -1: 1, -2: h'09', -3: true}}",
    "{1: {1: 2, -1: 1, -2: " X "}}",
    "{1: {1: 2, 3: -9, -1: 1, -2: " X ", -3: true}}",
    "{1: [2, 1, " X ", true]}",
    "null",
  };
  struct tx_pass pass;
  assert_int_equal(reads_cnf("{1: {1: 2, -1: 1, -2: " X ", -3: true}}", &pass), TX_OK);
  assert_true(pass.bound && pass.holder.y_odd);
  assert_int_equal(pass.holder.x[31], 9);
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads_cnf(bad[i], &pass) == TX_MALFORMED_CLAIMS, bad[i]);
}

static void the_holders_key_is_found_before_anything_is_believed(UNUSED void **state) {
  struct tx_holder holder;
  FORGED bound = forge_cbor("{4: 9, 6: 5, 8: {1: {1: 2, -1: 1, -2: " X
                            ", -3: false}}, -65537: {0: 0, 1: 7, 2: 8,"
                            " 4: \"A\", -1: 0}}");
  FORGED bare = forge_cbor("{4: 9, 6: 5, -65537: {0: 0, 1: 7, 2: 8, 4: \"A\"}}");
  assert_true(tx_pass_peek_holder(forge_span(&bound), &holder));
  assert_false(holder.y_odd);
  assert_false(tx_pass_peek_holder(forge_span(&bare), &holder));
  assert_false(tx_pass_peek_holder((struct tx_span){ 0 }, &holder));
}

/* --- writing ---------------------------------------------------------------------------------- */

static struct tx_pass read_back(const char *text) {
  uint8_t bytes[TX_TEXT_MAX];
  struct tx_span body = tx_span_text(text + TX_PREFIX_SIZE);
  struct tx_sign1 sign1;
  struct tx_pass pass = { 0 };
  size_t n;
  assert_true(tx_base45_decode(body, bytes, &n));
  assert_int_equal(tx_sign1_read(tx_span_of(bytes, n), TX_SHAPE_PLAIN, NULL, &sign1), TX_OK);
  assert_int_equal(tx_pass_read(sign1.payload, &pass), TX_OK);
  return pass;
}

static struct tx_pass longest(void) {
  struct tx_pass pass = { .iat = UINT32_MAX,
                          .exp = UINT32_MAX,
                          .area = 659999999999,
                          .index = UINT32_MAX,
                          .record = UINT32_MAX,
                          .role = TX_ROLE_SUPPLY,
                          .age = TX_AGE_70_PLUS,
                          .exempt = 255,
                          .household = 65535,
                          .name = "123456789012345678901234",
                          .tail = "123X",
                          .unit = "123456789012" };
  return pass;
}

static void what_is_signed_is_what_is_read(UNUSED void **state) {
  char text[TX_TEXT_MAX + 1];
  struct tx_pass all = longest();
  all.bound = tx_key_holder(forge.keys[FORGE_HOLDER], &all.holder);
  assert_int_equal(tx_pass_sign(&all, forge.keys[FORGE_ISSUE], text), TX_OK);
  struct tx_pass back = read_back(text);
  assert_true(back.bound);
  assert_memory_equal(back.holder.x, all.holder.x, sizeof all.holder.x);
  assert_int_equal(back.holder.y_odd, all.holder.y_odd);
  assert_int_equal(back.iat, all.iat);
  assert_int_equal(back.exp, all.exp);
  assert_int_equal(back.area, all.area);
  assert_int_equal(back.index, all.index);
  assert_int_equal(back.record, all.record);
  assert_int_equal(back.role, all.role);
  assert_int_equal(back.age, all.age);
  assert_int_equal(back.exempt, all.exempt);
  assert_int_equal(back.household, all.household);
  assert_string_equal(back.name, all.name);
  assert_string_equal(back.tail, all.tail);
  assert_string_equal(back.unit, all.unit);
}

static void household_0_is_a_household(UNUSED void **state) {
  char text[TX_TEXT_MAX + 1];
  struct tx_pass pass = forge_pass(&forge);
  pass.household = 0;
  assert_true(forge_pass_text(&forge, &pass, text));
  assert_int_equal(read_back(text).household, 0);
  pass.household = -1;
  assert_true(forge_pass_text(&forge, &pass, text));
  assert_int_equal(read_back(text).household, -1);
}

static void a_pass_fits_its_code(UNUSED void **state) {
  char text[TX_TEXT_MAX + 1];
  struct tx_pass ordinary = forge_pass(&forge), all = longest();
  assert_int_equal(tx_pass_sign(&ordinary, forge.keys[FORGE_ISSUE], text), TX_OK);
  assert_in_range(strlen(text), 180, 221);
  assert_int_equal(tx_pass_sign(&all, forge.keys[FORGE_ISSUE], text), TX_OK);
  assert_in_range(strlen(text), 222, 311);
}

static void a_field_out_of_its_range_is_never_signed(UNUSED void **state) {
  char text[TX_TEXT_MAX + 1];
  struct tx_pass pass[14];
  for (size_t i = 0; i < COUNT(pass); i++)
    pass[i] = forge_pass(&forge);
  pass[0].iat = -1;
  pass[1].exp = -1;
  pass[2].area = 610000001001;
  pass[3].role = 16;
  pass[4].age = 5;
  pass[5].household = 65536;
  pass[6].household = -2;
  pass[7].name[0] = '\0';
  strcpy(pass[8].name, "\xff");
  strcpy(pass[9].tail, "\xe6");
  strcpy(pass[10].unit, "\xc0\x80");
  pass[11].area = TX_AREA_MAX + 1ull;
  memset(pass[12].name, 'x', sizeof pass[12].name); /* without its end */
  for (size_t i = 0; i < COUNT(pass) - 1; i++)
    assert_int_equal(tx_pass_sign(&pass[i], forge.keys[FORGE_ISSUE], text), TX_BAD_ARGUMENT);
  assert_int_equal(tx_pass_sign(&pass[13], forge.keys[FORGE_ISSUE], text), TX_OK);
}

static void a_text_has_its_prefix_and_at_most_1024_characters(UNUSED void **state) {
  uint8_t object[700] = { 0 };
  char text[TX_TEXT_MAX + 1];
  assert_true(tx_text_write("TX1:", tx_span_of(object, 680), text));
  assert_int_equal(strlen(text), 1024);
  assert_memory_equal(text, "TX1:000", 7);
  assert_false(tx_text_write("TX1:", tx_span_of(object, 681), text));
}

/* --- words and names -------------------------------------------------------------------------- */

static void roles_and_ages_have_words(UNUSED void **state) {
  for (unsigned role = 0; role < TX_ROLE_COUNT; role++) {
    assert_int_equal(tx_role_find(tx_span_text(tx_role_word(role))), role);
    assert_int_equal(tx_role_find(tx_span_text(tx_role_zh(role))), role);
  }
  assert_int_equal(TX_ROLE_COUNT, 12);
  assert_string_equal(tx_role_word(TX_ROLE_RESIDENT), "resident");
  assert_string_equal(tx_role_zh(TX_ROLE_SUPPLY), "保供抢修");
  assert_null(tx_role_word(12));
  assert_null(tx_role_zh(15));
  assert_int_equal(tx_role_find(tx_span_text("")), -1);
  assert_int_equal(tx_role_find(tx_span_text("mayor")), -1);
  assert_null(tx_age_word(0));
  assert_string_equal(tx_age_word(TX_AGE_UNDER_3), "under3");
  assert_string_equal(tx_age_word(TX_AGE_70_PLUS), "70plus");
  assert_null(tx_age_word(5));
}

static void a_name_keeps_its_ends_around_two_stars_at_most(UNUSED void **state) {
  static const char *const rows[][2] = {
    { "张", "张*" },
    { "张三", "张*" },
    { "张小三", "张*三" },
    { "欧阳小三", "欧**三" },
    { "阿卜杜热西提", "阿**提" },
    { "Li", "L*" },
    { "Bob", "B*b" },
    { "Alexander", "A**r" },
    { "𠮷野家", "𠮷*家" },
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    char out[25];
    assert_true(tx_name_mask(rows[i][0], out));
    assert_string_equal(out, rows[i][1]);
  }
  char out[25];
  assert_false(tx_name_mask("", out));
  assert_false(tx_name_mask("\xff\xfe", out));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(the_least_pass_has_area_index_record_and_name),
    PROMISE(what_a_pass_leaves_out_is_known_to_be_absent),
    PROMISE(every_field_is_read_to_its_bounds),
    PROMISE(claims_that_break_the_format_are_malformed),
    PROMISE(an_unknown_negative_key_is_critical_unless_something_is_malformed),
    PROMISE(a_holders_key_is_a_compressed_point_and_nothing_else),
    PROMISE(the_holders_key_is_found_before_anything_is_believed),
    PROMISE(what_is_signed_is_what_is_read),
    PROMISE(household_0_is_a_household),
    PROMISE(a_pass_fits_its_code),
    PROMISE(a_field_out_of_its_range_is_never_signed),
    PROMISE(a_text_has_its_prefix_and_at_most_1024_characters),
    PROMISE(roles_and_ages_have_words),
    PROMISE(a_name_keeps_its_ends_around_two_stars_at_most),
  };
  return cmocka_run_group_tests(tests, open_forge, close_forge);
}
