/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate of our making, judged by the TLS of others: served by GnuTLS, asked by libcurl. */
#include "keys/signer/certificate.h"

#include "promise.h"
#include "scratch.h"

#include "format/crypto.h"
#include "host/http/http.h"
#include "host/text/date.h"
#include "keys/trust/encode.h"

#include <curl/curl.h>

#define DAY_S 86400

static const char *const hosts[] = { "localhost", "127.0.0.1", "::1" };

static struct tx_signer *signer;

static int make_signer(UNUSED void **state) {
  signer = tx_key_generate(TX_ALG_ES256);
  return signer ? 0 : -1;
}

static int drop_signer(UNUSED void **state) {
  tx_signer_destroy(signer);
  return 0;
}

static enum tx_reason make(const char *const *names, size_t count, struct host_bytes *out) {
  int64_t now_s = host_now_s();
  return keys_certificate_make(signer, names, count, now_s - 60, now_s + DAY_S, out);
}

static void answer(struct host_request *request, UNUSED void *context) {
  host_reply(request, 200, "text/plain", tx_span_text("hello"));
}

static const struct host_route routes[] = { { "GET", "/", answer, 0, 0, 0 } };

static struct host_http *serve(const char *folder, const struct host_bytes *certificate) {
  char pem[1024];
  size_t n;
  HOST_FREE char *cert_path = host_path(folder, "c.pem"), *key_path = host_path(folder, "k.pem");
  assert_int_equal(tx_key_write_pem(signer, (struct tx_span){ 0 }, pem, sizeof pem, &n), TX_OK);
  assert_int_equal(host_file_write(key_path, tx_span_of(pem, n), 0600), TX_OK);
  assert_int_equal(host_file_write(cert_path, host_span(certificate), 0644), TX_OK);
  struct host_http_options options = { .listen = "127.0.0.1:0",
                                       .cert_path = cert_path,
                                       .key_path = key_path,
                                       .routes = routes,
                                       .route_count = 1,
                                       .threads = 1 };
  struct host_http *http = NULL;
  assert_int_equal(host_http_start(&options, &http), TX_OK);
  return http;
}

static size_t ignore(UNUSED char *bytes, size_t size, size_t n, UNUSED void *context) {
  return size * n;
}

/* With every check of libcurl's on. */
static CURLcode visit(const char *folder, const char *host, uint16_t port) {
  char url[128], resolve[128];
  HOST_FREE char *ca = host_path(folder, "c.pem");
  snprintf(url, sizeof url, "https://%s:%u/", host, port);
  snprintf(resolve, sizeof resolve, "%s:%u:127.0.0.1", host, port);
  CURL *curl = curl_easy_init();
  struct curl_slist *addresses = curl_slist_append(NULL, resolve);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_RESOLVE, addresses);
  curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
  curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
  CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(addresses);
  curl_easy_cleanup(curl);
  return code;
}

static void a_visitor_who_knows_the_certificate_is_let_in_by_every_name(void **state) {
  HOST_BYTES certificate = { 0 };
  assert_int_equal(make(hosts, COUNT(hosts), &certificate), TX_OK);
  struct host_http *http = serve(*state, &certificate);
  assert_int_equal(visit(*state, "localhost", host_http_port(http)), CURLE_OK);
  assert_int_equal(visit(*state, "127.0.0.1", host_http_port(http)), CURLE_OK);
  host_http_stop(http, 100);
}

static void another_name_is_not_taken_for_it(void **state) {
  HOST_BYTES certificate = { 0 };
  assert_int_equal(make(hosts, 1, &certificate), TX_OK);
  struct host_http *http = serve(*state, &certificate);
  assert_int_equal(visit(*state, "127.0.0.1", host_http_port(http)),
                   CURLE_PEER_FAILED_VERIFICATION);
  assert_int_equal(visit(*state, "example.org", host_http_port(http)),
                   CURLE_PEER_FAILED_VERIFICATION);
  host_http_stop(http, 100);
}

static void the_key_inside_is_the_signers(UNUSED void **state) {
  HOST_BYTES certificate = { 0 };
  uint8_t der[4096];
  size_t n;
  struct tx_span spki;
  assert_int_equal(make(hosts, COUNT(hosts), &certificate), TX_OK);
  assert_true(keys_pem_decode(host_span(&certificate), "CERTIFICATE", der, sizeof der, &n));
  assert_true(keys_certificate_spki(tx_span_of(der, n), &spki));
  assert_true(tx_span_equal(spki, tx_span_of(signer->spki, signer->spki_len)));
}

/* Lengths of one, two and three bytes, and numbers with and without a sign's zero. */
static void names_of_every_length_and_many_keys_make_readable_certificates(void **state) {
  HOST_FREE char *path = host_path(*state, "x.pem"), *command = NULL;
  char longest[KEYS_HOSTS_MAX][200];
  const char *names[KEYS_HOSTS_MAX];
  assert_true(asprintf(&command, "openssl x509 -in '%s' -noout -checkhost %s >/dev/null 2>&1", path,
                       "x") > 0);
  for (size_t i = 0; i < KEYS_HOSTS_MAX; i++) {
    memset(longest[i], 'a' + (int)i, sizeof longest[i] - 1);
    longest[i][i == 0 ? 1 : sizeof longest[i] - 1] = '\0';
    names[i] = longest[i];
  }
  longest[0][0] = 'x';
  for (size_t count = 1; count <= KEYS_HOSTS_MAX; count += 5) {
    HOST_BYTES certificate = { 0 };
    tx_signer_destroy(signer);
    signer = tx_key_generate(TX_ALG_ES256);
    assert_int_equal(make(names, count, &certificate), TX_OK);
    assert_int_equal(host_file_write(path, host_span(&certificate), 0644), TX_OK);
    assert_int_equal(system(command), 0);
  }
}

static void what_makes_no_certificate_is_refused(UNUSED void **state) {
  HOST_BYTES out = { 0 };
  static const char *const bad[] = { "", "a b", "-x", "exa/mple", "名" };
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(make(&bad[i], 1, &out) == TX_BAD_ARGUMENT, bad[i]);
  assert_int_equal(make(hosts, 0, &out), TX_BAD_ARGUMENT);
  assert_int_equal(keys_certificate_make(signer, hosts, 1, 10, 10, &out), TX_BAD_ARGUMENT);
  assert_int_equal(keys_certificate_make(signer, hosts, 1, 10, INT64_C(2524608000), &out),
                   TX_BAD_ARGUMENT);
  struct tx_signer *other = tx_key_generate(TX_ALG_ED25519);
  assert_int_equal(keys_certificate_make(other, hosts, 1, 10, 20, &out), TX_BAD_ARGUMENT);
  tx_signer_destroy(other);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(a_visitor_who_knows_the_certificate_is_let_in_by_every_name),
    IN_FOLDER(another_name_is_not_taken_for_it),
    PROMISE(the_key_inside_is_the_signers),
    IN_FOLDER(names_of_every_length_and_many_keys_make_readable_certificates),
    PROMISE(what_makes_no_certificate_is_refused),
  };
  return cmocka_run_group_tests(tests, make_signer, drop_signer);
}
