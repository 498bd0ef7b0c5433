/* SPDX-License-Identifier: Apache-2.0 */
#include "format/reason.h"

#include "promise.h"

/* docs/format.md, "Order of checks, and reasons": they stand in journals and scripts. */
static const struct {
  int number;
  const char *name;
  enum tx_verdict verdict;
} table[] = {
  { 0, "ok", TX_ALLOW },
  { 1, "ok_with_notice", TX_ALLOW },
  { 2, "let_in_by_hand", TX_ALLOW },
  { 3, "turned_away_by_hand", TX_DENY },
  { 4, "emergency_opened", TX_ALLOW },
  { 5, "medical_exit", TX_ALLOW },
  { 6, "held_open", TX_ALLOW },
  { 10, "not_ours", TX_DENY },
  { 11, "malformed", TX_DENY },
  { 12, "no_trust_list", TX_DENY },
  { 13, "key_revoked", TX_DENY },
  { 14, "unknown_key", TX_DENY },
  { 15, "bad_signature", TX_DENY },
  { 16, "malformed_claims", TX_DENY },
  { 17, "unknown_critical", TX_DENY },
  { 18, "wrong_jurisdiction", TX_DENY },
  { 19, "key_out_of_time", TX_DENY },
  { 20, "not_yet_valid", TX_DENY },
  { 21, "expired", TX_DENY },
  { 22, "live_required", TX_DENY },
  { 23, "live_not_bound", TX_DENY },
  { 24, "live_bad_signature", TX_DENY },
  { 25, "live_out_of_window", TX_DENY },
  { 26, "replayed", TX_DENY },
  { 30, "not_listed", TX_DENY },
  { 31, "superseded", TX_DENY },
  { 32, "suspended", TX_DENY },
  { 33, "revoked", TX_DENY },
  { 35, "no_list", TX_REVIEW },
  { 36, "out_of_date", TX_REVIEW },
  { 37, "news_withheld", TX_REVIEW },
  { 40, "rule_failed", TX_DENY },
  { 41, "rule_error", TX_DENY },
  { 42, "no_policy", TX_REVIEW },
  { 43, "certificate_shown", TX_REVIEW },
  { 44, "driver_awaited", TX_REVIEW },
  { 50, "clock_unsure", TX_REVIEW },
  { 60, "bad_type", TX_DENY },
  { 61, "rollback", TX_DENY },
  { 62, "unrevoked", TX_DENY },
  { 63, "wrong_base", TX_DENY },
  { 64, "wrong_hash", TX_DENY },
  { 65, "too_many", TX_DENY },
};

static bool in_table(int number) {
  for (size_t i = 0; i < COUNT(table); i++)
    if (table[i].number == number) return true;
  return false;
}

static void a_number_keeps_its_name_and_verdict_for_ever(UNUSED void **state) {
  for (size_t i = 0; i < COUNT(table); i++) {
    enum tx_reason reason = (enum tx_reason)table[i].number;
    assert_string_equal(tx_reason_name(reason), table[i].name);
    ASSERT_ROW(tx_reason_verdict(reason) == table[i].verdict, table[i].name);
    ASSERT_ROW(tx_reason_known(table[i].number), table[i].name);
  }
}

static void below_100_there_is_no_other_number(UNUSED void **state) {
  for (int number = -1; number < 100; number++)
    assert_int_equal(tx_reason_known(number), in_table(number));
}

static void what_nobody_knows_is_denied(UNUSED void **state) {
  static const int64_t unknown[] = { -1, 7, 34, 99, INT64_MAX, INT64_MIN };
  for (size_t i = 0; i < COUNT(unknown); i++)
    assert_false(tx_reason_known(unknown[i]));
  const enum tx_reason reason = (enum tx_reason)34;
  assert_int_equal(tx_reason_verdict(reason), TX_DENY);
  assert_string_equal(tx_reason_name(reason), "unknown");
  assert_string_equal(tx_reason_text(reason, "en"), "Unknown reason");
  assert_string_equal(tx_reason_text(reason, "zh"), "未知原因");
}

static void words_are_chinese_unless_english_is_asked_for(UNUSED void **state) {
  assert_string_equal(tx_reason_text(TX_OK, NULL), "请通行");
  assert_string_equal(tx_reason_text(TX_OK, "zh-CN"), "请通行");
  assert_string_equal(tx_reason_text(TX_OK, "ug"), "请通行");
  assert_string_equal(tx_reason_text(TX_OK, "en"), "Please pass");
  assert_string_equal(tx_reason_text(TX_OK, "en-GB"), "Please pass");
}

static const enum tx_reason all[] = {
#define X(number, NAME, name, verdict, zh, en) TX_##NAME,
  TX_REASONS(X)
#undef X
};

static void the_queue_never_hears_a_health_reason(UNUSED void **state) {
  static const char *const telling[] = { "红码",        "黄码",     "绿码",      "阳性", "阴性",
                                         "隔离",        "核酸",     "风险区",    "体温", "red",
                                         "yellow code", "positive", "isolation", "swab", "infect",
                                         "risk area",   "fever" };
  for (size_t i = 0; i < COUNT(all); i++)
    for (size_t k = 0; k < COUNT(telling); k++) {
      ASSERT_ROW(!strstr(tx_reason_text(all[i], "zh"), telling[k]), telling[k]);
      /* "expired" and "shared" tell nothing */
      const char *en = tx_reason_text(all[i], "en");
      if (strcmp(telling[k], "red") == 0)
        ASSERT_ROW(!strstr(en, "red code") && !strstr(en, " red "), en);
      else
        ASSERT_ROW(!strstr(en, telling[k]), telling[k]);
    }
}

/* A smudge, a wrong camera or a list of yesterday look like it: whoever stands there can show
 * again. */
static void nobody_is_called_a_forger(UNUSED void **state) {
  static const enum tx_reason smudged[] = { TX_MALFORMED, TX_UNKNOWN_KEY, TX_BAD_SIGNATURE,
                                            TX_LIVE_BAD_SIGNATURE };
  static const char *const accusing[] = { "伪造", "假", "forge", "fake", "counterfeit" };
  for (size_t i = 0; i < COUNT(all); i++)
    for (size_t k = 0; k < COUNT(accusing); k++)
      ASSERT_ROW(!strstr(tx_reason_text(all[i], "zh"), accusing[k]) &&
                     !strstr(tx_reason_text(all[i], "en"), accusing[k]),
                 tx_reason_name(all[i]));
  for (size_t i = 0; i < COUNT(smudged); i++)
    ASSERT_ROW(strstr(tx_reason_text(smudged[i], "zh"), "重新出示") &&
                   strstr(tx_reason_text(smudged[i], "en"), "show it again"),
               tx_reason_name(smudged[i]));
}

static void every_reason_has_words_of_its_own_in_both_languages(UNUSED void **state) {
  for (size_t i = 0; i < COUNT(all); i++)
    for (size_t k = 0; k < i; k++) {
      assert_string_not_equal(tx_reason_text(all[i], "zh"), tx_reason_text(all[k], "zh"));
      assert_string_not_equal(tx_reason_text(all[i], "en"), tx_reason_text(all[k], "en"));
      assert_string_not_equal(tx_reason_name(all[i]), tx_reason_name(all[k]));
    }
}

static void verdicts_are_named(UNUSED void **state) {
  assert_string_equal(tx_verdict_name(TX_ALLOW), "allow");
  assert_string_equal(tx_verdict_name(TX_REVIEW), "review");
  assert_string_equal(tx_verdict_name(TX_DENY), "deny");
  assert_string_equal(tx_verdict_name((enum tx_verdict)3), "deny");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_number_keeps_its_name_and_verdict_for_ever),
    PROMISE(below_100_there_is_no_other_number),
    PROMISE(what_nobody_knows_is_denied),
    PROMISE(words_are_chinese_unless_english_is_asked_for),
    PROMISE(the_queue_never_hears_a_health_reason),
    PROMISE(nobody_is_called_a_forger),
    PROMISE(every_reason_has_words_of_its_own_in_both_languages),
    PROMISE(verdicts_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
