/* SPDX-License-Identifier: Apache-2.0 */
/* Whom the guard's page takes for somebody at this machine, and by what name it is called. */
#include "page/page.h"
#include "promise.h"

#include <curl/curl.h>
#include <unistd.h>

static struct gate_words *words;
static struct gate_page *page;

static size_t drop(UNUSED char *bytes, size_t size, size_t count, UNUSED void *context) {
  return size * count;
}

static long ask(const char *path, const char *header, const char *from) {
  char url[128];
  long status = 0;
  snprintf(url, sizeof url, "http://127.0.0.1:%u%s", gate_page_port(page), path);
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = header ? curl_slist_append(NULL, header) : NULL;
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_INTERFACE, from);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return status;
}

static int start(UNUSED void **state) {
  static const char *const names[] = { "gate.example.org", NULL };
  struct host_network proxies[1];
  host_network_read(tx_span_text("127.0.0.9"), &proxies[0]);
  words = gate_words_create();
  const struct gate_page_options options = {
    .listen = "127.0.0.1:0", .names = names, .proxies = proxies, .proxy_count = 1, .words = words
  };
  return gate_page_start(&options, &page) == TX_OK ? 0 : -1;
}

static int stop(UNUSED void **state) {
  gate_page_stop(page);
  gate_words_destroy(words);
  return 0;
}

static void what_only_begins_like_loopback_wants_a_certificate_and_pairing(UNUSED void **state) {
  static const char *const open[] = { "127.0.0.1.example.org:0",
                                      "localhost.example.org:0",
                                      "127.example.org:0",
                                      "0.0.0.0:0",
                                      ":0",
                                      "[::]:0" };
  for (size_t i = 0; i < COUNT(open); i++) {
    struct gate_page *other = NULL;
    const struct gate_page_options options = { .listen = open[i], .words = words };
    ASSERT_ROW(gate_page_start(&options, &other) == TX_NOT_ALLOWED, open[i]);
  }
}

static void it_is_called_by_its_names_and_the_machine_s(UNUSED void **state) {
  char own[256], machine[320];
  assert_int_equal(gethostname(own, sizeof own), 0);
  assert_int_equal(ask("/guard", NULL, NULL), 200);
  assert_int_equal(ask("/guard", "Host: gate.example.org:8090", NULL), 200);
  snprintf(machine, sizeof machine, "Host: %s", own);
  assert_int_equal(ask("/guard", machine, NULL), 200);
  snprintf(machine, sizeof machine, "Host: %s.local", own);
  assert_int_equal(ask("/guard", machine, NULL), 200);
  snprintf(machine, sizeof machine, "Host: %s.example.org", own);
  assert_int_equal(ask("/guard", machine, NULL), 421);
  assert_int_equal(ask("/api/guard", "Host: 127.0.0.1.example.org", NULL), 421);
}

static void whom_a_proxy_here_speaks_for_is_nobody_at_this_machine(UNUSED void **state) {
  assert_int_equal(ask("/api/paired", NULL, NULL), 200);
  assert_int_equal(ask("/api/paired", "X-Forwarded-For: 203.0.113.7", NULL), 403);
  assert_int_equal(ask("/api/paired", "X-Forwarded-For: 203.0.113.7", "127.0.0.9"), 403);
  assert_int_equal(ask("/api/paired", "X-Forwarded-For: 127.0.0.1", "127.0.0.9"), 200);
}

static size_t take_cookie(char *line, size_t size, size_t count, void *context) {
  if (strncmp(line, "Set-Cookie: ", 12) == 0)
    snprintf(context, 128, "%.*s", (int)strcspn(line + 12, ";"), line + 12);
  return size * count;
}

static void pair(char cookie[128]) {
  char url[128];
  snprintf(url, sizeof url, "http://127.0.0.1:%u/api/pair", gate_page_port(page));
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = curl_slist_append(NULL, "X-Tongxing: gate");
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "pomegranate");
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_cookie);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, cookie);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
}

/* Cookies know no ports: two gates' pages on one host get each other's. */
static void a_paired_phone_is_known_among_cookies_of_others(UNUSED void **state) {
  struct gate_page *open = page;
  char cookie[128] = "", header[512];
  const struct gate_page_options options = { .listen = "127.0.0.1:0",
                                             .pairing = "pomegranate",
                                             .words = words };
  assert_int_equal(gate_page_start(&options, &page), TX_OK);
  pair(cookie);
  assert_true(strlen(cookie) > 20);
  static const char *const forms[] = { "%s", "a=b; %s; c=d", "tongxing_gate=0123; %s",
                                       "x_tongxing_gate=0123; %s", "tongxing_gate; %s" };
  static const char *const wrong[] = { "x_%s", "%s0", "a=%s", "tongxing_gate=%.13s" };
  for (size_t i = 0; i < COUNT(forms) + COUNT(wrong); i++) {
    bool good = i < COUNT(forms);
    const char *form = good ? forms[i] : wrong[i - COUNT(forms)];
    int n = snprintf(header, sizeof header, "X-Forwarded-For: 203.0.113.7\r\nCookie: ");
    snprintf(header + n, sizeof header - (size_t)n, form, cookie);
    ASSERT_ROW((ask("/api/paired", header, NULL) == 200) == good, form);
  }
  gate_page_stop(page);
  page = open;
}

static void a_page_of_another_site_gets_nothing(UNUSED void **state) {
  assert_int_equal(ask("/api/guard", "Origin: https://example.org", NULL), 403);
  assert_int_equal(ask("/api/paired", "Origin: null", NULL), 403);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(what_only_begins_like_loopback_wants_a_certificate_and_pairing),
    PROMISE(it_is_called_by_its_names_and_the_machine_s),
    PROMISE(whom_a_proxy_here_speaks_for_is_nobody_at_this_machine),
    PROMISE(a_paired_phone_is_known_among_cookies_of_others),
    PROMISE(a_page_of_another_site_gets_nothing),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
