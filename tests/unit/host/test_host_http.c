/* SPDX-License-Identifier: Apache-2.0 */
/* A real server on a free port of loopback, asked by libcurl. */
#include "host/http/http.h"
#include "host/sys/date.h"
#include "host/sys/file.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>

#include <cmocka.h>

#define UNUSED __attribute__((unused))
#define BODY_MAX 1000

/* --- the server ------------------------------------------------------------------------------- */

static atomic_int released;

static void count_release(UNUSED void *owner) {
  released++;
}

static void say_place(struct host_request *r, UNUSED void *context) {
  char text[256];
  snprintf(text, sizeof text, "%s/%s?%s", host_request_param(r, "area"),
           host_request_param(r, "seq"),
           host_request_query(r, "since") ? host_request_query(r, "since") : "-");
  host_reply(r, 200, "text/plain", tx_span_text(text));
}

static void say_rest(struct host_request *r, UNUSED void *context) {
  host_reply(r, 200, "text/plain", tx_span_text(host_request_param(r, "file")));
}

static void echo(struct host_request *r, UNUSED void *context) {
  host_reply(r, 200, "application/octet-stream", host_request_body(r));
}

static void tagged(struct host_request *r, UNUSED void *context) {
  static const char text[] = "the list";
  host_reply_cache(r, "public, max-age=60");
  host_reply_etag(r, "abc123");
  host_reply_shared(r, 200, "text/plain", tx_span_text(text), count_release, NULL);
}

static void busy(struct host_request *r, UNUSED void *context) {
  host_reply_problem(r, 503, TX_BUSY, "Too many at once.");
}

static void forget(UNUSED struct host_request *r, UNUSED void *context) {}

static void whoami(struct host_request *r, UNUSED void *context) {
  char text[128];
  snprintf(text, sizeof text, "%d %s %d %d", (int)host_request_uid(r), host_request_address(r),
           host_request_is_local(r), host_request_is_tls(r));
  host_reply(r, 200, "text/plain", tx_span_text(text));
}

static void *answer_later(void *arg) {
  struct host_request *r = arg;
  nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
  host_reply(r, 200, "text/plain", tx_span_text("at last"));
  host_request_resume(r);
  return NULL;
}

static void slow(struct host_request *r, UNUSED void *context) {
  pthread_t thread;
  host_request_suspend(r);
  pthread_create(&thread, NULL, answer_later, r);
  pthread_detach(thread);
}

static const struct host_route routes[] = {
  { "GET", "/place/{area}/{seq}", say_place, 0, false },
  { "GET", "/files/{file…}", say_rest, 0, false },
  { "POST", "/echo", echo, BODY_MAX, false },
  { "GET", "/tagged", tagged, 0, false },
  { "GET", "/busy", busy, 0, false },
  { "GET", "/forget", forget, 0, false },
  { "GET", "/whoami", whoami, 0, false },
  { "GET", "/slow", slow, 0, false },
};

static struct host_http *start(const char *listen, const char *cert, const char *key) {
  struct host_http_options options = { .listen = listen,
                                       .cert_path = cert,
                                       .key_path = key,
                                       .routes = routes,
                                       .route_count = sizeof routes / sizeof *routes,
                                       .threads = 2 };
  struct host_http *http = NULL;
  assert_int_equal(host_http_start(&options, &http), TX_OK);
  return http;
}

/* --- the client ------------------------------------------------------------------------------- */

struct answer {
  long status;
  char body[4096], headers[4096];
  size_t body_len, headers_len;
};

static size_t keep(char *into, size_t *len, const char *bytes, size_t n) {
  if (*len + n >= 4096) return 0;
  memcpy(into + *len, bytes, n);
  *len += n;
  into[*len] = '\0';
  return n;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *answer) {
  struct answer *a = answer;
  return keep(a->body, &a->body_len, bytes, size * n);
}

static size_t on_header(char *bytes, size_t size, size_t n, void *answer) {
  struct answer *a = answer;
  return keep(a->headers, &a->headers_len, bytes, size * n);
}

struct ask {
  const char *method, *header, *socket_path;
  const void *body;
  size_t body_len;
  bool tls;
};

static struct answer ask_at(uint16_t port, const char *path, struct ask ask) {
  struct answer answer = { 0 };
  char url[256];
  snprintf(url, sizeof url, "%s://127.0.0.1:%u%s", ask.tls ? "https" : "http", port ? port : 80u,
           path);
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = ask.header ? curl_slist_append(NULL, ask.header) : NULL;
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  if (ask.socket_path) curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, ask.socket_path);
  if (ask.body) curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)ask.body_len);
  if (ask.body) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask.body);
  if (ask.method) curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask.method);
  if (ask.method && strcmp(ask.method, "HEAD") == 0) curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return answer;
}

static struct host_http *shared;

static struct answer ask(const char *path, struct ask how) {
  return ask_at(host_http_port(shared), path, how);
}

static int start_shared(UNUSED void **state) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  shared = start("127.0.0.1:0", NULL, NULL);
  return 0;
}

static int stop_shared(UNUSED void **state) {
  host_http_stop(shared, 1000);
  curl_global_cleanup();
  return 0;
}

/* --- promises --------------------------------------------------------------------------------- */

static void a_pattern_hands_over_what_stood_in_its_braces(UNUSED void **state) {
  struct answer a = ask("/place/610113001001/7?since=9", (struct ask){ 0 });
  assert_int_equal(a.status, 200);
  assert_string_equal(a.body, "610113001001/7?9");
  assert_string_equal(ask("/files/a/b%20c/d", (struct ask){ 0 }).body, "a/b c/d");
}

static void a_path_that_no_pattern_fits_is_404(UNUSED void **state) {
  assert_int_equal(ask("/place/610113001001", (struct ask){ 0 }).status, 404);
  assert_int_equal(ask("/place/610113001001/", (struct ask){ 0 }).status, 404);
  assert_int_equal(ask("/place/1/2/3", (struct ask){ 0 }).status, 404);
  assert_int_equal(ask("/", (struct ask){ 0 }).status, 404);
}

static void another_method_is_405_and_says_which_are_taken(UNUSED void **state) {
  struct answer a = ask("/echo", (struct ask){ 0 });
  assert_int_equal(a.status, 405);
  assert_non_null(strstr(a.headers, "Allow: POST"));
}

static void head_answers_like_get_without_the_body(UNUSED void **state) {
  struct answer a = ask("/tagged", (struct ask){ .method = "HEAD" });
  assert_int_equal(a.status, 200);
  assert_int_equal(a.body_len, 0);
  assert_non_null(strstr(a.headers, "Content-Length: 8"));
}

static void a_body_up_to_the_limit_arrives_whole(UNUSED void **state) {
  char body[BODY_MAX];
  memset(body, 'x', sizeof body);
  struct answer a = ask("/echo", (struct ask){ .body = body, .body_len = sizeof body });
  assert_int_equal(a.status, 200);
  assert_int_equal(a.body_len, BODY_MAX);
  assert_memory_equal(a.body, body, BODY_MAX);
}

static void a_body_over_the_limit_is_413_declared_or_not(UNUSED void **state) {
  char body[BODY_MAX + 1];
  memset(body, 'x', sizeof body);
  struct ask too_long = { .body = body, .body_len = sizeof body };
  assert_int_equal(ask("/echo", too_long).status, 413);
  too_long.header = "Transfer-Encoding: chunked";
  assert_int_equal(ask("/echo", too_long).status, 413);
}

static void a_client_that_has_it_gets_304_and_the_body_is_released(UNUSED void **state) {
  int before = released;
  struct answer a = ask("/tagged", (struct ask){ 0 });
  assert_non_null(strstr(a.headers, "ETag: \"abc123\""));
  assert_non_null(strstr(a.headers, "Cache-Control: public, max-age=60"));
  a = ask("/tagged", (struct ask){ .header = "If-None-Match: \"other\", \"abc123\"" });
  assert_int_equal(a.status, 304);
  assert_int_equal(a.body_len, 0);
  a = ask("/tagged", (struct ask){ .header = "If-None-Match: \"abc\"" });
  assert_int_equal(a.status, 200);
  for (int i = 0; released < before + 3 && i < 1000; i++)
    nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
  assert_int_equal(released, before + 3);
}

static void a_problem_names_its_reason_in_both_languages(UNUSED void **state) {
  struct answer a = ask("/busy", (struct ask){ .header = "Accept-Language: en" });
  assert_int_equal(a.status, 503);
  assert_non_null(strstr(a.headers, "Content-Type: application/problem+json"));
  assert_non_null(strstr(a.headers, "Retry-After: 1"));
  assert_non_null(strstr(a.body, "\"type\":\"urn:tongxing:reason:busy\""));
  assert_non_null(strstr(a.body, "\"title\":\"Busy"));
  assert_non_null(strstr(a.body, "系统繁忙"));
  assert_non_null(strstr(a.body, "Too many at once."));
}

static void a_handler_that_forgets_to_answer_is_500(UNUSED void **state) {
  assert_int_equal(ask("/forget", (struct ask){ 0 }).status, 500);
}

static void a_suspended_request_is_answered_from_another_thread(UNUSED void **state) {
  assert_string_equal(ask("/slow", (struct ask){ 0 }).body, "at last");
}

static void a_caller_over_tcp_has_no_uid(UNUSED void **state) {
  assert_string_equal(ask("/whoami", (struct ask){ 0 }).body, "-1 127.0.0.1 1 0");
}

static void *ask_slowly(void *port) {
  struct answer *a = malloc(sizeof *a);
  *a = ask_at(*(uint16_t *)port, "/slow", (struct ask){ 0 });
  return a;
}

static void a_stop_waits_for_the_answer_that_is_under_way(UNUSED void **state) {
  struct host_http *http = start("127.0.0.1:0", NULL, NULL);
  uint16_t port = host_http_port(http);
  pthread_t client;
  pthread_create(&client, NULL, ask_slowly, &port);
  nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
  host_http_stop(http, 40); /* shorter than the answer takes */
  void *answer;
  pthread_join(client, &answer);
  assert_string_equal(((struct answer *)answer)->body, "at last");
  free(answer);
  assert_int_equal(ask_at(port, "/whoami", (struct ask){ 0 }).status, 0);
}

/* libmicrohttpd would abort the whole program. */
static void a_stop_in_a_hurry_still_waits_for_who_sleeps(UNUSED void **state) {
  struct host_http *http = start("127.0.0.1:0", NULL, NULL);
  uint16_t port = host_http_port(http);
  pthread_t client;
  pthread_create(&client, NULL, ask_slowly, &port);
  nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
  host_http_stop(http, 0);
  void *answer;
  pthread_join(client, &answer);
  free(answer);
}

static void an_address_in_use_is_a_conflict(UNUSED void **state) {
  char where[64];
  snprintf(where, sizeof where, "127.0.0.1:%u", host_http_port(shared));
  struct host_http_options options = { .listen = where, .routes = routes, .route_count = 1 };
  struct host_http *http = NULL;
  assert_int_equal(host_http_start(&options, &http), TX_CONFLICT);
  options.listen = "no port";
  assert_int_equal(host_http_start(&options, &http), TX_BAD_ARGUMENT);
}

/* --- Unix socket and TLS ---------------------------------------------------------------------- */

static char *folder;

static int make_folder(UNUSED void **state) {
  char name[] = "/tmp/host-http.XXXXXX";
  folder = strdup(mkdtemp(name));
  return folder ? 0 : -1;
}

static int remove_folder(UNUSED void **state) {
  HOST_FREE char *command = NULL;
  if (asprintf(&command, "rm -r '%s'", folder) < 0) return -1;
  int status = system(command);
  free(folder);
  return status;
}

static void a_unix_socket_knows_the_callers_uid_and_is_private(UNUSED void **state) {
  HOST_FREE char *path = host_path(folder, "sock"), *listen = NULL;
  assert_true(asprintf(&listen, "unix:%s", path) > 0);
  struct host_http *http = start(listen, NULL, NULL);
  struct stat st;
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  char expected[64];
  snprintf(expected, sizeof expected, "%d unix 1 0", (int)getuid());
  assert_string_equal(ask_at(0, "/whoami", (struct ask){ .socket_path = path }).body, expected);
  struct host_http_options again = { .listen = listen, .routes = routes, .route_count = 1 };
  struct host_http *other = NULL;
  assert_int_equal(host_http_start(&again, &other), TX_CONFLICT);
  host_http_stop(http, 100);
  assert_false(host_file_exists(path));
}

static void a_socket_left_by_a_killed_program_is_replaced(UNUSED void **state) {
  HOST_FREE char *path = host_path(folder, "left"), *listen = NULL;
  assert_true(asprintf(&listen, "unix:%s", path) > 0);
  pid_t child = fork();
  if (child == 0) {
    start(listen, NULL, NULL);
    _exit(0);
  }
  int status;
  while (waitpid(child, &status, 0) < 0)
    continue;
  assert_true(host_file_exists(path));
  host_http_stop(start(listen, NULL, NULL), 100);
}

static void tls_is_served_from_certificate_files(UNUSED void **state) {
  HOST_FREE char *cert = host_path(folder, "cert.pem"), *key = host_path(folder, "key.pem");
  HOST_FREE char *command = NULL;
  assert_true(asprintf(&command,
                       "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "
                       "/CN=localhost -days 2 -keyout '%s' -out '%s' 2>/dev/null",
                       key, cert) > 0);
  if (system(command) != 0) skip();
  struct host_http *http = start("127.0.0.1:0", cert, key);
  struct answer a = ask_at(host_http_port(http), "/whoami", (struct ask){ .tls = true });
  assert_string_equal(a.body, "-1 127.0.0.1 1 1");
  assert_int_equal(ask_at(host_http_port(http), "/whoami", (struct ask){ 0 }).status, 0);
  host_http_stop(http, 100);
}

static void a_key_that_is_no_key_is_refused(UNUSED void **state) {
  HOST_FREE char *path = host_path(folder, "nonsense.pem");
  assert_int_equal(host_file_write(path, tx_span_text("nonsense"), 0600), TX_OK);
  struct host_http_options options = {
    .listen = "127.0.0.1:0", .cert_path = path, .key_path = path, .routes = routes, .route_count = 1
  };
  struct host_http *http = NULL;
  assert_int_equal(host_http_start(&options, &http), TX_BAD_KEY);
}

int main(void) {
  const struct CMUnitTest plain[] = {
    cmocka_unit_test(a_pattern_hands_over_what_stood_in_its_braces),
    cmocka_unit_test(a_path_that_no_pattern_fits_is_404),
    cmocka_unit_test(another_method_is_405_and_says_which_are_taken),
    cmocka_unit_test(head_answers_like_get_without_the_body),
    cmocka_unit_test(a_body_up_to_the_limit_arrives_whole),
    cmocka_unit_test(a_body_over_the_limit_is_413_declared_or_not),
    cmocka_unit_test(a_client_that_has_it_gets_304_and_the_body_is_released),
    cmocka_unit_test(a_problem_names_its_reason_in_both_languages),
    cmocka_unit_test(a_handler_that_forgets_to_answer_is_500),
    cmocka_unit_test(a_suspended_request_is_answered_from_another_thread),
    cmocka_unit_test(a_caller_over_tcp_has_no_uid),
    cmocka_unit_test(a_stop_waits_for_the_answer_that_is_under_way),
    cmocka_unit_test(a_stop_in_a_hurry_still_waits_for_who_sleeps),
    cmocka_unit_test(an_address_in_use_is_a_conflict),
  };
  const struct CMUnitTest in_folder[] = {
    cmocka_unit_test(a_unix_socket_knows_the_callers_uid_and_is_private),
    cmocka_unit_test(a_socket_left_by_a_killed_program_is_replaced),
    cmocka_unit_test(tls_is_served_from_certificate_files),
    cmocka_unit_test(a_key_that_is_no_key_is_refused),
  };
  int failed = cmocka_run_group_tests(plain, start_shared, stop_shared);
  return failed + cmocka_run_group_tests(in_folder, make_folder, remove_folder);
}
