/* SPDX-License-Identifier: Apache-2.0 */
/* A page of a gate at work, and a browser that is none. */
#ifndef TESTS_UNIT_PAGE_ROOM_H
#define TESTS_UNIT_PAGE_ROOM_H

#include "page/page.h"
#include "promise.h"

#include <curl/curl.h>
#include <stdio.h>

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

#define WITH_PAGE(name) cmocka_unit_test_setup_teardown(name, start, stop)

#endif
