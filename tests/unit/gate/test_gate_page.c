/* SPDX-License-Identifier: Apache-2.0 */
#include "page/mend.h"
#include "page/page.h"
#include "wall_clock.h"

#include "host/sys/wait.h"

#include <curl/curl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants the two above first */
#include <cmocka.h>

/* --- a browser that is none ------------------------------------------------------------------- */

struct answer {
  long status;
  char text[65536];
  size_t n;
};

static struct gate_words *words;
static struct gate_page *page;

static size_t keep(char *p, size_t size, size_t count, void *context) {
  struct answer *a = (struct answer *)context;
  size_t n = size * count;
  if (a->n + n >= sizeof a->text) return 0;
  memcpy(a->text + a->n, p, n);
  a->n += n;
  a->text[a->n] = '\0';
  return n;
}

static void ask(const char *path, const char *body, const char *header, struct answer *out) {
  char url[128];
  *out = (struct answer){ 0 };
  snprintf(url, sizeof url, "http://127.0.0.1:%u%s", gate_page_port(page), path);
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = header ? curl_slist_append(NULL, header) : NULL;
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(curl, CURLOPT_HEADER, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
  if (headers) curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (body) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
}

static int start(void **state) {
  (void)state;
  words = gate_words_create();
  const struct gate_page_options options = { .listen = "127.0.0.1:0", .words = words };
  return gate_page_start(&options, &page) == TX_OK ? 0 : -1;
}

static int stop(void **state) {
  (void)state;
  gate_page_stop(page);
  gate_words_destroy(words);
  return 0;
}

static struct gate_outcome outcome_of(enum tx_reason reason) {
  struct gate_outcome o = { .at = 1795392000, .foreign = "", .direction = TX_IN };
  o.decision.reason = reason;
  o.decision.verdict = tx_reason_verdict(reason);
  o.decision.identified = true;
  o.decision.pass =
      (struct tx_pass){ .area = 610113001001, .index = 5, .household = -1, .name = "张*三" };
  return o;
}

#define OURS "X-Tongxing: gate"

/* --- promises --------------------------------------------------------------------------------- */

static void the_queue_sees_a_verdict_and_nothing_about_anybody(void **state) {
  (void)state;
  static const struct tx_words said[] = { { "zh", "红码请到人工通道" } };
  static const struct tx_rule rule = { .id = "red",
                                       .say = (struct tx_words *)(uintptr_t)said,
                                       .say_count = 1 };
  static const struct tx_order order = { .id = "1", .document = "17", .issuer = "市指挥部" };
  static const struct tx_policy policy = { .area = 610100000000, .seq = 1 };
  struct answer a;
  struct gate_outcome o = outcome_of(TX_RULE_FAILED);
  o.decision.by = (struct tx_finding){ &policy, &order, &rule };
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_int_equal(a.status, 200);
  assert_non_null(strstr(a.text, "text/event-stream"));
  assert_non_null(strstr(a.text, "event: outcome"));
  assert_non_null(strstr(a.text, "deny"));
  assert_null(strstr(a.text, "张*三"));
  assert_null(strstr(a.text, "红码"));
  ask("/api/guard", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "张*三"));
  assert_non_null(strstr(a.text, "红码"));
}

static void the_queue_reads_by_how_much_a_phone_is_off(void **state) {
  (void)state;
  struct answer a;
  struct gate_outcome o = outcome_of(TX_RULE_FAILED);
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_null(strstr(a.text, "mend"));
  o = outcome_of(TX_LIVE_OUT_OF_WINDOW);
  o.decision.clock_skew_s = 605;
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "此码比门禁的时间早605秒。"));
  assert_non_null(strstr(a.text, "\"The code is 605 s behind this gate's clock.\""));
  assert_null(strstr(a.text, "张*三"));
}

static void a_phone_is_mended_by_a_link_to_the_residents_page(void **state) {
  (void)state;
  json_t *code = mend_code("https://pass.example/", -605);
  const int size = (int)json_integer_value(json_object_get(code, "size"));
  assert_int_equal(size, 29 + 4);
  assert_int_equal(json_string_length(json_object_get(code, "modules")), size * size);
  json_decref(code);
  assert_null(mend_code("", 605));
  assert_null(mend_code(NULL, 605));
}

static void a_queue_at_an_unattended_gate_sees_whom_to_call_and_not_why(void **state) {
  (void)state;
  static const struct tx_words said[] = { { "zh", "红码请到人工通道" } };
  static const struct tx_rule rule = { .id = "red",
                                       .say = (struct tx_words *)(uintptr_t)said,
                                       .say_count = 1 };
  static const struct tx_order order = {
    .id = "1", .document = "17", .issuer = "市指挥部", .phone = "029-12320"
  };
  static const struct tx_policy policy = { .area = 610100000000, .seq = 1 };
  struct answer a;
  struct gate_outcome o = outcome_of(TX_RULE_FAILED);
  o.decision.verdict = TX_REVIEW;
  o.decision.by = (struct tx_finding){ &policy, &order, &rule };
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "请工作人员核验"));
  assert_null(strstr(a.text, "暂不能通行"));
  assert_null(strstr(a.text, "029-12320"));
  o.call = order.phone;
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "\"call\":\"029-12320\""));
  assert_null(strstr(a.text, "红码"));
  assert_null(strstr(a.text, "市指挥部"));
}

static void the_queue_reads_which_foreign_code_it_shows(void **state) {
  (void)state;
  struct answer a;
  struct gate_outcome o = outcome_of(TX_NOT_OURS);
  o.foreign = "health_code";
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "\"zh\":\"这是健康码，请打开通行码\""));
  assert_non_null(strstr(a.text, "\"en\":\"This is a health code, please open your pass\""));
  assert_null(strstr(a.text, "这不是通行码"));
}

static void a_code_that_nobody_knows_is_only_not_ours(void **state) {
  (void)state;
  struct answer a;
  struct gate_outcome o = outcome_of(TX_NOT_OURS);
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, tx_reason_text(TX_NOT_OURS, "zh")));
}

static uint64_t last_id(const struct answer *a) {
  const char *id = a->text;
  for (const char *next; (next = strstr(id + 1, "id: "));)
    id = next;
  return strtoull(id + 4, NULL, 10);
}

struct late {
  struct answer answer;
  char header[64];
};

static void *wait_for_news(void *context) {
  struct late *late = (struct late *)context;
  ask("/api/queue", NULL, late->header, &late->answer);
  return NULL;
}

static void a_page_that_waits_hears_at_once(void **state) {
  (void)state;
  static struct late late;
  struct answer a;
  struct gate_outcome o = outcome_of(TX_OK);
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  snprintf(late.header, sizeof late.header, "Last-Event-ID: %llu", (unsigned long long)last_id(&a));
  pthread_t thread;
  pthread_create(&thread, NULL, wait_for_news, &late);
  usleep(200000);
  assert_int_equal(late.answer.n, 0);
  o = outcome_of(TX_EXPIRED);
  gate_page_show(page, &o);
  pthread_join(thread, NULL);
  assert_non_null(strstr(late.answer.text, "过期"));
  assert_null(strstr(late.answer.text, "\"verdict\":\"allow\""));
}

static int64_t processor_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void assert_answered_in_time(const char *header) {
  struct answer a;
  int64_t began_ms = host_wait_now_ms(), worked_ms = processor_ms();
  ask("/api/queue", NULL, header, &a);
  int64_t took_ms = host_wait_now_ms() - began_ms;
  assert_true(took_ms > 1000 && took_ms < 2000);
  assert_true(processor_ms() - worked_ms < 500); /* it slept meanwhile */
  assert_null(strstr(a.text, "event:"));
}

static void an_idle_page_hears_within_two_seconds_whatever_the_wall_clock_says(void **state) {
  (void)state;
  static const time_t ahead_s[] = { 0, 86400, -86400 };
  struct answer a;
  struct gate_outcome o = outcome_of(TX_OK);
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  char header[64];
  snprintf(header, sizeof header, "Last-Event-ID: %llu", (unsigned long long)last_id(&a));
  for (size_t i = 0; i < sizeof ahead_s / sizeof *ahead_s; i++) {
    wall_ahead_s = ahead_s[i];
    assert_answered_in_time(header);
  }
  wall_ahead_s = 0;
}

static void a_page_that_opens_its_source_anew_is_told_nothing_twice(void **state) {
  (void)state;
  struct answer a;
  struct gate_outcome first = outcome_of(TX_OK), second = outcome_of(TX_EXPIRED);
  gate_page_show(page, &first);
  ask("/api/guard", NULL, NULL, &a);
  char path[64];
  snprintf(path, sizeof path, "/api/guard?seen=%llu", (unsigned long long)last_id(&a));
  gate_page_show(page, &second);
  ask(path, NULL, NULL, &a);
  assert_non_null(strstr(a.text, "\"name\":\"expired\""));
  assert_null(strstr(a.text, "\"name\":\"ok\""));
}

static void the_last_ten_are_there_for_a_page_that_opens(void **state) {
  (void)state;
  struct answer a;
  for (int i = 0; i < 15; i++) {
    struct gate_outcome o = outcome_of(TX_OK);
    gate_page_show(page, &o);
  }
  ask("/api/guard", NULL, NULL, &a);
  size_t count = 0;
  for (const char *p = a.text; (p = strstr(p, "event: outcome")); p++)
    count++;
  assert_int_equal(count, 10);
}

static void what_the_guard_says_reaches_the_loop_in_order_and_emergencies_first(void **state) {
  (void)state;
  struct answer a;
  struct gate_word word;
  ask("/api/word", "{\"word\":\"let_in\",\"why\":2}", OURS, &a);
  assert_int_equal(a.status, 202);
  ask("/api/word",
      "{\"word\":\"register\",\"role\":\"vehicle\",\"number\":\"陕A12345\",\"host_unit\":\"3-2\"}",
      OURS, &a);
  assert_int_equal(a.status, 202);
  ask("/api/word", "{\"word\":\"emergency\"}", OURS, &a);
  assert_true(gate_words_hear(words, &word) && word.kind == GATE_WORD_EMERGENCY);
  assert_true(gate_words_hear(words, &word) && word.kind == GATE_WORD_LET_IN &&
              word.why == GATE_WHY_KNOWN);
  assert_true(gate_words_hear(words, &word) && word.kind == GATE_WORD_REGISTER &&
              word.role == TX_ROLE_VEHICLE);
  assert_string_equal(word.number, "陕A12345");
  assert_false(gate_words_hear(words, &word));
}

static void a_foreign_page_and_a_wrong_word_are_refused(void **state) {
  (void)state;
  static const char *const wrong[] = { "",
                                       "{}",
                                       "[]",
                                       "{\"word\":\"open\"}",
                                       "{\"word\":\"let_in\"}",
                                       "{\"word\":\"let_in\",\"why\":7}",
                                       "{\"word\":\"register\",\"role\":\"police\"}",
                                       "{\"word\":\"register\",\"role\":\"visitor\"}" };
  struct answer a;
  struct gate_word word;
  ask("/api/word", "{\"word\":\"emergency\"}", NULL, &a);
  assert_int_equal(a.status, 403);
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    ask("/api/word", wrong[i], OURS, &a);
    assert_int_equal(a.status, 400);
    assert_non_null(strstr(a.text, "application/problem+json"));
  }
  assert_false(gate_words_hear(words, &word));
}

static unsigned registered_with(const char *number, const char *unit, struct answer *a) {
  char body[256];
  snprintf(body, sizeof body,
           "{\"word\":\"register\",\"role\":\"visitor\",\"number\":\"%s\",\"host_unit\":\"%s\"}",
           number, unit);
  ask("/api/word", body, OURS, a);
  return (unsigned)a->status;
}

static void a_word_is_refused_by_a_reason_in_both_languages(void **state) {
  (void)state;
  struct answer a;
  ask("/api/word", "{\"word\":\"let_in\"}", OURS, &a);
  assert_non_null(strstr(a.text, "\"detail_zh\":\"请从六种依据中选一种\""));
  assert_non_null(strstr(a.text, "\"detail_en\":\"\\\"why\\\" must be"));
  assert_int_equal(registered_with("", "", &a), 400);
  assert_non_null(strstr(a.text, "请填写车牌或电话"));
}

static void fields_are_measured_in_bytes(void **state) {
  (void)state;
  struct answer a;
  assert_int_equal(registered_with("电电电电电电电电电电12", "楼楼楼楼", &a), 202);
  assert_int_equal(registered_with("电电电电电电电电电电123", "", &a), 400);
  assert_non_null(strstr(a.text, "最多32字节"));
  assert_int_equal(registered_with("1", "楼楼楼楼1", &a), 400);
  assert_non_null(strstr(a.text, "最多12字节"));
}

static void the_page_loads_nothing_from_elsewhere(void **state) {
  (void)state;
  static const char *const paths[] = { "/", "/guard", "/style.css", "/queue.js", "/guard.js" };
  struct answer a;
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    ask(paths[i], NULL, NULL, &a);
    assert_int_equal(a.status, 200);
    assert_non_null(strstr(a.text, "Content-Security-Policy: default-src 'none'"));
    assert_null(strstr(a.text, "https://"));
  }
}

static void after_five_wrong_words_none_is_heard_for_a_minute(void **state) {
  (void)state;
  struct answer a;
  gate_page_stop(page);
  const struct gate_page_options options = { .listen = "127.0.0.1:0",
                                             .pairing = "plum",
                                             .words = words };
  assert_int_equal(gate_page_start(&options, &page), TX_OK);
  ask("/api/pair", "plum", OURS, &a);
  assert_int_equal(a.status, 200);
  for (int i = 0; i < 5; i++) {
    ask("/api/pair", "pear", OURS, &a);
    assert_int_equal(a.status, 403);
  }
  ask("/api/pair", "plum", OURS, &a);
  assert_int_equal(a.status, 429);
  assert_non_null(strstr(a.text, "Retry-After: 60"));
  assert_null(strstr(a.text, "Set-Cookie"));
}

static void off_loopback_the_page_wants_a_certificate_and_pairing(void **state) {
  (void)state;
  struct gate_page *other = NULL;
  const struct gate_page_options open = { .listen = "0.0.0.0:0", .words = words };
  assert_int_equal(gate_page_start(&open, &other), TX_NOT_ALLOWED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_queue_sees_a_verdict_and_nothing_about_anybody, start,
                                    stop),
    cmocka_unit_test_setup_teardown(a_queue_at_an_unattended_gate_sees_whom_to_call_and_not_why,
                                    start, stop),
    cmocka_unit_test_setup_teardown(the_queue_reads_which_foreign_code_it_shows, start, stop),
    cmocka_unit_test_setup_teardown(the_queue_reads_by_how_much_a_phone_is_off, start, stop),
    cmocka_unit_test(a_phone_is_mended_by_a_link_to_the_residents_page),
    cmocka_unit_test_setup_teardown(a_code_that_nobody_knows_is_only_not_ours, start, stop),
    cmocka_unit_test_setup_teardown(a_page_that_waits_hears_at_once, start, stop),
    cmocka_unit_test_setup_teardown(
        an_idle_page_hears_within_two_seconds_whatever_the_wall_clock_says, start, stop),
    cmocka_unit_test_setup_teardown(a_page_that_opens_its_source_anew_is_told_nothing_twice, start,
                                    stop),
    cmocka_unit_test_setup_teardown(a_word_is_refused_by_a_reason_in_both_languages, start, stop),
    cmocka_unit_test_setup_teardown(fields_are_measured_in_bytes, start, stop),
    cmocka_unit_test_setup_teardown(the_last_ten_are_there_for_a_page_that_opens, start, stop),
    cmocka_unit_test_setup_teardown(
        what_the_guard_says_reaches_the_loop_in_order_and_emergencies_first, start, stop),
    cmocka_unit_test_setup_teardown(a_foreign_page_and_a_wrong_word_are_refused, start, stop),
    cmocka_unit_test_setup_teardown(the_page_loads_nothing_from_elsewhere, start, stop),
    cmocka_unit_test_setup_teardown(after_five_wrong_words_none_is_heard_for_a_minute, start, stop),
    cmocka_unit_test_setup_teardown(off_loopback_the_page_wants_a_certificate_and_pairing, start,
                                    stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
