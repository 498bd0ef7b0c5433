/* SPDX-License-Identifier: Apache-2.0 */
#include "format/cbor.h"

#include "city/forge.h"
#include "promise.h"

struct row {
  const char *hex, *what;
};

static size_t from_hex(const char *hex, uint8_t *out) {
  size_t n = strlen(hex) / 2;
  for (size_t i = 0; i < n; i++) {
    const char digits[3] = { hex[2 * i], hex[2 * i + 1], 0 };
    out[i] = (uint8_t)strtoul(digits, NULL, 16);
  }
  return n;
}

static bool holds(const char *hex, enum tx_cbor_keys keys) {
  uint8_t bytes[128];
  return tx_cbor_check(tx_span_of(bytes, from_hex(hex, bytes)), keys);
}

/* --- what is read ----------------------------------------------------------------------------- */

static void well_formed_items_in_their_shortest_form_are_read(UNUSED void **state) {
  static const struct row rows[] = {
    { "00", "0" },
    { "17", "23" },
    { "1818", "24" },
    { "18ff", "255" },
    { "190100", "256" },
    { "1a00010000", "65536" },
    { "1b0000000100000000", "2^32" },
    { "1b7fffffffffffffff", "the greatest int64" },
    { "3b7fffffffffffffff", "the least int64" },
    { "40", "no bytes" },
    { "4401020304", "four bytes" },
    { "60", "an empty text" },
    { "63e6b0b4", "水" },
    { "64f0908591", "𐅑" },
    { "80", "[]" },
    { "83010203", "[1, 2, 3]" },
    { "a0", "{}" },
    { "a201020304", "{1: 2, 3: 4}" },
    { "a301022003613102", "integers, then a text, as keys" },
    { "f4", "false" },
    { "f5", "true" },
    { "f6", "null" },
    { "8181818181818101", "eight deep, the scalar too" },
  };
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(holds(rows[i].hex, TX_KEYS_ANY), rows[i].what);
}

static void everything_else_is_refused(UNUSED void **state) {
  static const struct row rows[] = {
    { "", "nothing" },
    { "0000", "bytes behind the end" },
    { "1817", "23 in two bytes" },
    { "1900ff", "255 in three" },
    { "1a0000ffff", "65535 in five" },
    { "1b00000000ffffffff", "2^32 - 1 in nine" },
    { "3817", "-24 in two" },
    { "1b8000000000000000", "2^63" },
    { "1bffffffffffffffff", "2^64 - 1" },
    { "3b8000000000000000", "-2^63 - 1" },
    { "5801ff", "a short length in two bytes" },
    { "780161", "the same of a text" },
    { "980100", "of an array" },
    { "b8010000", "of a map" },
    { "5f42010243030405ff", "bytes of indefinite length" },
    { "7f6161ff", "text" },
    { "9f01ff", "array" },
    { "bf0102ff", "map" },
    { "ff", "a break alone" },
    { "1c", "reserved 28" },
    { "1d", "reserved 29" },
    { "1e", "reserved 30" },
    { "f90000", "a half float" },
    { "fa47c35000", "a float" },
    { "fb3ff199999999999a", "a double" },
    { "f97e00", "NaN" },
    { "f7", "undefined" },
    { "e0", "simple 0" },
    { "f3", "simple 19" },
    { "f820", "simple 32" },
    { "f814", "false in two bytes" },
    { "f815", "true in two" },
    { "f816", "null in two" },
    { "c000", "a tag" },
    { "81c100", "a tag inside" },
    { "d90100d2", "a tag in three bytes" },
    { "18", "a number cut off" },
    { "1a0001", "… after two bytes" },
    { "41", "bytes past the buffer" },
    { "5b7fffffffffffffff00", "far past it" },
    { "61", "a text past the buffer" },
    { "81", "an item that is missing" },
    { "9bffffffffffffffff", "2^64 - 1 of them" },
    { "bbffffffffffffffff", "pairs, as many" },
    { "a101", "a value that is missing" },
    { "a2010201", "… in the second pair" },
    { "a201020102", "a key twice" },
    { "a203000100", "keys out of order" },
    { "a220000100", "-1 before 1" },
    { "a2613100"
      "0100",
      "a text before an integer" },
    { "a262616100"
      "616200",
      "a longer text before a shorter" },
    { "818181818181818101", "nine deep" },
    { "81818181818181a0"
      "00",
      "bytes behind it" },
    { "8181818181818180"
      "80",
      "the same" },
  };
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(!holds(rows[i].hex, TX_KEYS_ANY), rows[i].what);
}

static void a_map_at_the_eighth_level_has_room_for_nothing(UNUSED void **state) {
  assert_true(holds("81818181818181a0", TX_KEYS_ANY));
  assert_false(holds("81818181818181a10000", TX_KEYS_ANY));
  assert_true(holds("818181818181a10000", TX_KEYS_ANY));
}

static void text_is_utf8_and_nothing_that_looks_like_it(UNUSED void **state) {
  static const struct row bad[] = {
    { "6180", "a byte that continues nothing" },
    { "61c3", "one that nothing continues" },
    { "62c328", "… but something else" },
    { "62c080", "an overlong NUL" },
    { "62c1bf", "an overlong DEL" },
    { "63e08080", "overlong in three" },
    { "63e09fbf", "the last overlong in three" },
    { "63eda080", "a surrogate" },
    { "63edbfbf", "the last of them" },
    { "64f0808080", "overlong in four" },
    { "64f08fbfbf", "the last overlong in four" },
    { "64f4908080", "past U+10FFFF" },
    { "64f5808080", "far past" },
    { "61ff", "no UTF-8 at all" },
    { "62e6b0", "cut off" },
    { "63f09085", "cut off in four" },
    { "63e6b041", "the last byte no continuation" },
  };
  static const char *const good[] = { "63ed9fbf", "63ee8080", "64f48fbfbf", "62c280",
                                      "62dfbf",   "63e0a080", "64f0908080", "617f" };
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(!holds(bad[i].hex, TX_KEYS_ANY), bad[i].what);
  for (size_t i = 0; i < COUNT(good); i++)
    ASSERT_ROW(holds(good[i], TX_KEYS_ANY), good[i]);
  assert_true(tx_utf8_valid(tx_span_of(NULL, 0)));
}

/* --- keys ------------------------------------------------------------------------------------- */

static void where_keys_are_integers_they_are_so_at_every_depth(UNUSED void **state) {
  assert_true(holds("a2010220a1"
                    "0102",
                    TX_KEYS_INT));
  assert_false(holds("a1613101", TX_KEYS_INT));
  assert_false(holds("a101a1613101", TX_KEYS_INT));
  assert_false(holds("81a1613101", TX_KEYS_INT));
  assert_false(holds("a1410101", TX_KEYS_INT));
  assert_false(holds("a1f401", TX_KEYS_INT));
  assert_false(holds("a1800"
                     "1",
                     TX_KEYS_INT));
}

static void only_claim_65533_of_a_status_list_has_names(UNUSED void **state) {
  assert_true(holds("a119fffda1613101", TX_KEYS_STATUS));
  assert_false(holds("a119fffda1613101", TX_KEYS_INT));
  assert_false(holds("a119fffda10101", TX_KEYS_STATUS));
  assert_false(holds("a119fffca1613101", TX_KEYS_STATUS));
  assert_false(holds("a101a119fffda1613101", TX_KEYS_STATUS));   /* not in the outermost map */
  assert_false(holds("a119fffda16131a1613101", TX_KEYS_STATUS)); /* not below it either */
  assert_true(holds("a119fffd00", TX_KEYS_STATUS));
}

/* --- tags around the whole -------------------------------------------------------------------- */

static bool untags_to(const char *hex, size_t left) {
  uint8_t bytes[16];
  struct tx_span span = tx_span_of(bytes, from_hex(hex, bytes));
  return tx_cbor_untag(&span) && span.n == left;
}

static void tags_18_and_61_may_stand_around_the_whole_in_one_order(UNUSED void **state) {
  assert_true(untags_to("80", 1));
  assert_true(untags_to("d280", 1));
  assert_true(untags_to("d83d80", 1));
  assert_true(untags_to("d83dd280", 1));
  static const char *const bad[] = { "d2d83d80", "d2d280", "d83dd83d80", "d81280",
                                     "d9003d80", "c080",   "d2",         "d83d",
                                     "",         "d83dd2", "d93d80" };
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(!untags_to(bad[i], strlen(bad[i]) / 2) && !untags_to(bad[i], 1), bad[i]);
}

/* --- the cursor ------------------------------------------------------------------------------- */

static void a_cursor_reads_what_stands_there(UNUSED void **state) {
  FORGED bytes = forge_cbor("[-5, 7, true, null, h'0a0b', \"hi\", {1: [2]}, 9]");
  struct tx_cbor c = tx_cbor_start(forge_span(&bytes));
  size_t items, pairs;
  int64_t i;
  uint64_t u;
  bool b;
  struct tx_span s;
  assert_true(tx_cbor_array(&c, &items) && items == 8);
  assert_int_equal(tx_cbor_peek(&c), TX_CBOR_NINT);
  assert_true(tx_cbor_int(&c, &i) && i == -5);
  assert_true(tx_cbor_uint(&c, 7, &u) && u == 7);
  assert_true(tx_cbor_bool(&c, &b) && b);
  assert_true(tx_cbor_null(&c));
  assert_true(tx_cbor_bytes(&c, &s) && tx_span_equal(s, tx_span_text("\n\v")));
  assert_true(tx_cbor_text(&c, &s) && tx_span_equal(s, tx_span_text("hi")));
  struct tx_cbor again = c;
  assert_true(tx_cbor_item(&again, &s) && s.n == 4);
  assert_true(tx_cbor_map(&c, &pairs) && pairs == 1);
  assert_true(tx_cbor_skip(&c) && tx_cbor_skip(&c));
  assert_true(tx_cbor_uint(&c, UINT64_MAX, &u) && u == 9);
  assert_int_equal(tx_cbor_peek(&c), TX_CBOR_END);
  assert_false(tx_cbor_skip(&c));
}

static void a_cursor_that_failed_reads_nothing_more(UNUSED void **state) {
  FORGED bytes = forge_cbor("[1, 2]");
  struct tx_cbor c = tx_cbor_start(forge_span(&bytes));
  size_t n;
  struct tx_span s;
  int64_t i;
  assert_false(tx_cbor_map(&c, &n));
  assert_true(c.failed);
  assert_false(tx_cbor_array(&c, &n));
  assert_false(tx_cbor_int(&c, &i));
  assert_false(tx_cbor_item(&c, &s));
  assert_int_equal(tx_cbor_peek(&c), TX_CBOR_END);
}

static void a_reader_wants_its_own_type_and_range(UNUSED void **state) {
  FORGED minus = forge_cbor("-1");
  FORGED eight = forge_cbor("8");
  uint64_t u;
  bool b;
  struct tx_cbor c = tx_cbor_start(forge_span(&minus));
  assert_false(tx_cbor_uint(&c, 100, &u));
  c = tx_cbor_start(forge_span(&eight));
  assert_false(tx_cbor_uint(&c, 7, &u));
  c = tx_cbor_start(forge_span(&eight));
  assert_false(tx_cbor_bool(&c, &b));
  c = tx_cbor_start(forge_span(&eight));
  assert_false(tx_cbor_null(&c));
  FORGED null = forge_cbor("null");
  FORGED yes = forge_cbor("true");
  c = tx_cbor_start(forge_span(&null));
  assert_false(tx_cbor_bool(&c, &b));
  c = tx_cbor_start(forge_span(&yes));
  assert_false(tx_cbor_null(&c));
}

static void readers_stay_within_bytes_that_nobody_checked(UNUSED void **state) {
  static const char *const hostile[] = {
    "5b7fffffffffffffff",    "9bffffffffffffffff", "bbffffffff", "7affffffff00", "9818",
    "8181818181818181818181"
  };
  for (size_t i = 0; i < COUNT(hostile); i++) {
    uint8_t bytes[16];
    struct tx_span s, span = tx_span_of(bytes, from_hex(hostile[i], bytes));
    size_t n;
    struct tx_cbor c = tx_cbor_start(span);
    ASSERT_ROW(!tx_cbor_item(&c, &s), hostile[i]);
    c = tx_cbor_start(span);
    if (tx_cbor_array(&c, &n)) assert_true(n <= span.n);
    c = tx_cbor_start(span);
    if (tx_cbor_map(&c, &n)) assert_true(n <= span.n);
    c = tx_cbor_start(span);
    assert_false(tx_cbor_bytes(&c, &s));
  }
}

/* --- writing ---------------------------------------------------------------------------------- */

static void what_is_written_is_in_its_shortest_form(UNUSED void **state) {
  static const int64_t values[] = { 0,     23,         24,         255,         256,      65535,
                                    65536, 4294967295, 4294967296, INT64_MAX,   -1,       -24,
                                    -25,   -256,       -257,       -4294967297, INT64_MIN };
  for (size_t i = 0; i < COUNT(values); i++) {
    uint8_t buf[9];
    int64_t back;
    struct tx_cbor_out o = tx_cbor_to(buf, sizeof buf);
    tx_cbor_put_int(&o, values[i]);
    assert_false(o.full);
    assert_true(tx_cbor_check(tx_cbor_written(&o), TX_KEYS_ANY));
    struct tx_cbor c = tx_cbor_start(tx_cbor_written(&o));
    assert_true(tx_cbor_int(&c, &back) && back == values[i]);
  }
}

static void a_first_run_without_room_measures(UNUSED void **state) {
  struct tx_cbor_out measured = tx_cbor_to(NULL, 0);
  uint8_t buf[5];
  tx_cbor_put_text(&measured, tx_span_text("four"));
  assert_true(measured.full);
  assert_int_equal(measured.len, 5);
  struct tx_cbor_out o = tx_cbor_to(buf, sizeof buf);
  tx_cbor_put_text(&o, tx_span_text("four"));
  assert_false(o.full);
  assert_memory_equal(buf,
                      "\x64"
                      "four",
                      5);
}

static void past_the_end_nothing_is_written_any_more(UNUSED void **state) {
  uint8_t buf[4] = { 9, 9, 9, 9 };
  struct tx_cbor_out o = tx_cbor_to(buf, 2);
  tx_cbor_put_uint(&o, 1000);
  tx_cbor_put_uint(&o, 1);
  assert_true(o.full);
  assert_int_equal(o.len, 4);
  for (size_t i = 0; i < sizeof buf; i++)
    assert_int_equal(buf[i], 9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(well_formed_items_in_their_shortest_form_are_read),
    PROMISE(everything_else_is_refused),
    PROMISE(a_map_at_the_eighth_level_has_room_for_nothing),
    PROMISE(text_is_utf8_and_nothing_that_looks_like_it),
    PROMISE(where_keys_are_integers_they_are_so_at_every_depth),
    PROMISE(only_claim_65533_of_a_status_list_has_names),
    PROMISE(tags_18_and_61_may_stand_around_the_whole_in_one_order),
    PROMISE(a_cursor_reads_what_stands_there),
    PROMISE(a_cursor_that_failed_reads_nothing_more),
    PROMISE(a_reader_wants_its_own_type_and_range),
    PROMISE(readers_stay_within_bytes_that_nobody_checked),
    PROMISE(what_is_written_is_in_its_shortest_form),
    PROMISE(a_first_run_without_room_measures),
    PROMISE(past_the_end_nothing_is_written_any_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
