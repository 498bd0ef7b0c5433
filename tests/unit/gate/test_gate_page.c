/* SPDX-License-Identifier: Apache-2.0 */
#include "page_room.h"
#include "wall_clock.h"

#include "host/sys/wait.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define OURS "X-Tongxing: gate"

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
    WITH_PAGE(a_page_that_waits_hears_at_once),
    WITH_PAGE(an_idle_page_hears_within_two_seconds_whatever_the_wall_clock_says),
    WITH_PAGE(a_page_that_opens_its_source_anew_is_told_nothing_twice),
    WITH_PAGE(a_word_is_refused_by_a_reason_in_both_languages),
    WITH_PAGE(fields_are_measured_in_bytes),
    WITH_PAGE(the_last_ten_are_there_for_a_page_that_opens),
    WITH_PAGE(what_the_guard_says_reaches_the_loop_in_order_and_emergencies_first),
    WITH_PAGE(a_foreign_page_and_a_wrong_word_are_refused),
    WITH_PAGE(the_page_loads_nothing_from_elsewhere),
    WITH_PAGE(after_five_wrong_words_none_is_heard_for_a_minute),
    WITH_PAGE(off_loopback_the_page_wants_a_certificate_and_pairing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
