/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of the audit log in words: in Chinese and in English, also those that earlier programs
 * wrote. What rooms write is looked at when each test's is torn down. */
#include "promise.h"

#include "api/office/audit_forms.h"
#include "api/office/audit_words.h"
#include "domain/clock/clock.h"
#include "domain/pass/exempt_words.h"
#include "domain/request/decision.h"
#include "domain/roster/id_document.h"
#include "format/certificate.h"
#include "host/text/text.h"
#include "model/appeal.h"
#include "model/application.h"

static void assert_words(const char *action, int64_t subject, const char *detail, const char *zh,
                         const char *en) {
  char words[AUDIT_WORDS_SIZE];
  struct audit_line line = { .subject = subject };
  host_copy(action, line.action, sizeof line.action);
  host_copy(detail, line.detail, sizeof line.detail);
  assert_true(audit_detail_words(&line, false, words));
  assert_string_equal(words, zh);
  assert_true(audit_detail_words(&line, true, words));
  assert_string_equal(words, en);
}

static void a_request_is_told_with_its_ground(void **state) {
  (void)state;
  assert_words("request", 7, "7 request 12 A3 协查函 XH-17",
               "第12号请求：A3 密切接触者，凭据：协查函 XH-17",
               "request 12: A3 close contact, evidence: 协查函 XH-17");
  assert_words("suspend", 7, "7 7 request 12 B4 笔录17",
               "第12号请求：B4 转借冒用伪造，凭据：笔录17",
               "request 12: B4 pass lent, sold or forged, evidence: 笔录17");
  assert_words("request.second", -1, "request 5 bulk passes 40", "第5号请求：成批办理，办证，40人",
               "request 5: many at once, passes issued: 40 people");
  assert_words("request.second", -1, "request 6 closing ", "第6号请求：终止应急",
               "request 6: end of the emergency");
  assert_words("request", -1, "request 8 account lin", "第8号请求：新账号，lin",
               "request 8: new account, lin");
}

static void a_look_is_told_with_its_purpose_and_roles(void **state) {
  (void)state;
  assert_words("read.person", 7, "visit; clerk lead", "上门服务 · 工作人员、负责人",
               "a visit or a delivery · clerk, lead");
  assert_words("read.list", -1, "; clerk", "工作人员", "clerk");
  assert_words("read.list", -1, "; ", "", "");
}

static void passes_and_people_are_told_in_words(void **state) {
  (void)state;
  assert_words("issue", -1, "5 and 39 more, founding", "名册5号和另外39人（建立时）",
               "no. 5 and 39 more (in the founding)");
  assert_words("issue", 5, "5", "", "");
  assert_words("issue", 5, "5, founding", "建立时", "in the founding");
  assert_words("reissue", 5, "5 B1 本人到场", "如何核实：本人到场", "checked: 本人到场");
  assert_words("state", 5, "5 field 0 value 3", "健康码：红码", "health: red");
  assert_words("exempt", 5, "5 swab,temperature 诊断书", "免核酸、免测温，凭证：诊断书",
               "swabs, temperature, evidence: 诊断书");
  assert_words("document added", 5, "护照: 原件", "护照，凭证：原件", "passport, evidence: 原件");
  assert_words("reinstate", 5, "5 the end of the suspension", "暂停到期",
               "the suspension was over");
  assert_words("certificate", 5, "610113001001〔2022〕第00017号 work",
               "610113001001〔2022〕第00017号 复工证明",
               "610113001001〔2022〕第00017号 return to work");
}

static void times_and_reasons_are_told_in_words(void **state) {
  (void)state;
  assert_words("drill start", -1, "until 1640995200", "到2022-01-01 08:00",
               "until 2022-01-01 08:00");
  assert_words("clock confirm", -1, "jumped 1640995200, expected 1640908800: 看过表",
               "跳变：2022-01-01 08:00，应是2021-12-31 08:00；看过表",
               "jumped: 2022-01-01 08:00, expected 2021-12-31 08:00; 看过表");
  assert_words(
      "swab", -1, "gate 0123456789abcdef event 9: refused, not_listed",
      "门禁0123456789abcdef第9条：未收，名册中没有此通行证，请到社区核对",
      "gate 0123456789abcdef, event 9: refused, Not in the area's list, please ask the office");
}

static void what_nobody_knows_stays_as_it_was_written(void **state) {
  static const struct {
    const char *action, *detail;
  } strange[] = {
    { "drill start", "until noon" },
    { "drill start", "until -" },
    { "policy draft", "draft 1x" },
    { "read.list", "curiosity; clerk" },
    { "read.list", "visit; boss" },
    { "request", "request 5 nonsense 4" },
    { "exempt", "laziness 诊断书" },
    { "certificate", "〔2022〕第00017号 diploma" },
    { "certificate", " work" },
    { "state", "field 0" },
    { "state", "field 9 value 1" },
    { "state", "field -1 value 1" },
    { "state", "field 0 value 1 and more" },
    { "swab", "gate east event 9: refused, out of spite" },
    { "swab", "gate east west event 9: refused, the tube is full" },
    { "swab", "gate  event 9: refused, the tube is full" },
  };
  char words[AUDIT_WORDS_SIZE];
  (void)state;
  for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
    struct audit_line line = { .subject = -1 };
    host_copy(strange[i].action, line.action, sizeof line.action);
    host_copy(strange[i].detail, line.detail, sizeof line.detail);
    assert_false(audit_detail_words(&line, false, words));
    assert_string_equal(words, strange[i].detail);
  }
  assert_string_equal(audit_action_words("no such act", false), "no such act");
  assert_words("request", -1, "request 5 bulk sheep 4", "第5号请求：成批办理，sheep 4",
               "request 5: many at once, sheep 4");
  assert_words("issue", 5, "57 and 2 more", "名册57号和另外2人", "no. 57 and 2 more");
}

static bool has_letters(const char *text) {
  for (; *text; text++)
    if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z')) return true;
  return false;
}

static bool has_ideographs(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text >= 0xe3 && (unsigned char)*text <= 0xef) return true;
  return false;
}

static void assert_both(const char *zh, const char *en) {
  if (has_letters(zh)) fail_msg("English in Chinese: %s", zh);
  if (has_ideographs(en)) fail_msg("Chinese in English: %s", en);
}

static void each_language_is_its_own(void **state) {
  (void)state;
  for (size_t i = 0; i < audit_action_count; i++)
    assert_both(audit_actions[i].zh, audit_actions[i].en);
  for (size_t i = 0; i < audit_form_count; i++)
    assert_both(audit_forms[i].zh, audit_forms[i].en);
  for (size_t i = 0; i < audit_term_count; i++)
    assert_both(audit_terms[i].zh, audit_terms[i].en);
}

static void assert_term(char list, const char *word) {
  for (size_t i = 0; i < audit_term_count; i++)
    if (audit_terms[i].list == list && strcmp(audit_terms[i].word, word) == 0) return;
  fail_msg("no words in list %c: %s", list, word);
}

static void every_word_that_an_entry_may_hold_is_known(void **state) {
  (void)state;
  for (int i = 0; i < REQUEST_ACTS; i++)
    assert_term('a', request_act_word((enum request_act)i));
  for (int i = 0; i < ID_TYPES; i++)
    assert_term('d', id_document_type_zh((enum id_type)i));
  for (int i = 0; i < EXEMPTIONS; i++)
    assert_term('e', exemption_word(i));
  for (int i = 0; i < APPEAL_FIELDS; i++)
    assert_term('f', appeal_field_word((enum appeal_field)i));
  for (int i = 0; i < APPEAL_STATES; i++)
    assert_term('h', appeal_state_word((enum appeal_state)i));
  for (int i = 0; i < APPLICATION_STATES; i++)
    assert_term('i', application_state_word((enum application_state)i));
  for (int i = CLOCK_RIGHT; i <= CLOCK_DOUBTED; i++)
    assert_term('k', clock_verdict_word((enum clock_verdict)i));
  for (int i = 0; i < FOUNDING_WHATS; i++)
    assert_term('o', founding_word((enum founding_what)i));
  for (int i = 0; i < ROLES; i++)
    assert_term('r', role_word((enum role)i));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_request_is_told_with_its_ground),
    cmocka_unit_test(a_look_is_told_with_its_purpose_and_roles),
    cmocka_unit_test(passes_and_people_are_told_in_words),
    cmocka_unit_test(times_and_reasons_are_told_in_words),
    cmocka_unit_test(what_nobody_knows_stays_as_it_was_written),
    cmocka_unit_test(each_language_is_its_own),
    cmocka_unit_test(every_word_that_an_entry_may_hold_is_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
