/* SPDX-License-Identifier: Apache-2.0 */
/* What the server refuses by its head alone, asked byte by byte; and who counts as known. */
#include "host/http/http.h"
#include "promise.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct host_http *http;

static void answer(struct host_request *r, UNUSED void *context) {
  char text[128];
  snprintf(text, sizeof text, "%s %s", host_request_address(r),
           host_request_is_local(r) ? "here" : "elsewhere");
  host_reply(r, 200, "text/plain", tx_span_text(text));
}

static void forget(UNUSED struct host_request *r, UNUSED void *context) {}

static bool is_called(UNUSED void *context, const char *name) {
  return strcmp(name, "office.example.org") == 0;
}

static bool greet(struct host_request *r, UNUSED void *context) {
  const char *token = host_request_bearer(r);
  if (token && strcmp(token, "gate") == 0) host_request_prove(r);
  return true;
}

static const struct host_route routes[] = {
  { "GET", "/", answer, 0, 0, 0 },
  { "GET", "/public", answer, 0, HOST_PUBLIC, 0 },
  { "GET", "/forget", forget, 0, 0, 0 },
  { "POST", "/word", answer, 100, 0, 0 },
  { "GET", "/files/{file…}", answer, 0, 0, 0 },
};

static int start(UNUSED void **state) {
  struct host_network proxies[1];
  host_network_read(tx_span_text("127.0.0.9"), &proxies[0]);
  const struct host_http_options options = { .listen = "127.0.0.1:0",
                                             .routes = routes,
                                             .route_count = COUNT(routes),
                                             .threads = 2,
                                             .request_s = 1,
                                             .named = is_called,
                                             .greet = greet,
                                             .proxies = proxies,
                                             .proxy_count = 1 };
  return host_http_start(&options, &http) == TX_OK ? 0 : -1;
}

static int stop(UNUSED void **state) {
  host_http_stop(http, 100);
  return 0;
}

/* --- a client of bytes ------------------------------------------------------------------------ */

static int dial(const char *from) {
  struct sockaddr_in own = { .sin_family = AF_INET }, at = own;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  inet_pton(AF_INET, from, &own.sin_addr);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(host_http_port(http));
  assert_int_equal(bind(fd, (struct sockaddr *)&own, sizeof own), 0);
  assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
  const struct timeval patience = { .tv_sec = 5 };
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return fd;
}

/* The status; what came is in text. 0: the connection was closed without one. */
static int hear(int fd, char text[2048]) {
  size_t n = 0;
  ssize_t more;
  while (n < 2047 && (more = recv(fd, text + n, 2047 - n, 0)) > 0)
    n += (size_t)more;
  text[n] = '\0';
  return n > 12 ? (int)strtol(text + 9, NULL, 10) : 0;
}

static int ask_from(const char *from, const char *head, size_t n, char text[2048]) {
  int fd = dial(from);
  assert_int_equal(send(fd, head, n, MSG_NOSIGNAL), (ssize_t)n);
  int status = hear(fd, text);
  close(fd);
  return status;
}

static int ask(const char *target, const char *headers) {
  char head[1024], text[2048];
  int n = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nConnection: close\r\n%s\r\n", target,
                   headers);
  return ask_from("127.0.0.1", head, (size_t)n, text);
}

#define OURS "Host: 127.0.0.1\r\n"

/* --- promises --------------------------------------------------------------------------------- */

static void a_host_that_is_not_ours_is_misdirected(UNUSED void **state) {
  static const struct {
    const char *host;
    int status;
  } rows[] = {
    { "Host: 127.0.0.1\r\n", 200 },
    { "Host: 127.0.0.1:8090\r\n", 200 },
    { "Host: localhost\r\n", 200 },
    { "Host: [::1]:80\r\n", 200 },
    { "Host: office.example.org\r\n", 200 },
    { "Host: OFFICE.example.org:443\r\n", 200 },
    { "Host: 127.0.0.1.example.org\r\n", 421 },
    { "Host: localhost.example.org\r\n", 421 },
    { "Host: office.example.org.evil.org\r\n", 421 },
    { "Host: evil-office.example.org\r\n", 421 },
    { "Host: example.org\r\n", 421 },
    { "Host: user@127.0.0.1\r\n", 421 },
    { "Host: 192.0.2.9\r\n", 421 },
    { "Host: 2130706433\r\n", 421 },
    { "Host: 127.0.0.1\r\nHost: example.org\r\n", 421 },
    { "Host: example.org\r\nHost: 127.0.0.1\r\n", 421 },
    { "Host: \r\n", 421 },
  };
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(ask("/", rows[i].host) == rows[i].status, rows[i].host);
  assert_int_equal(ask("/nowhere", "Host: example.org\r\n"), 421);
  assert_int_equal(ask("/nowhere", OURS), 404);
}

static void what_is_public_answers_to_any_name(UNUSED void **state) {
  assert_int_equal(ask("/public", "Host: example.org\r\n"), 200);
  assert_int_equal(ask("/public", OURS "Origin: https://example.org\r\n"), 200);
}

static void a_page_of_another_site_is_refused(UNUSED void **state) {
  static const struct {
    const char *headers;
    int status;
  } rows[] = {
    { "Host: office.example.org\r\nOrigin: https://office.example.org\r\n", 200 },
    { "Host: office.example.org:443\r\nOrigin: https://office.example.org\r\n", 200 },
    { "Host: 127.0.0.1:8090\r\nOrigin: http://127.0.0.1:8090\r\n", 200 },
    { "Host: office.example.org\r\nOrigin: https://office.example.org.evil.org\r\n", 403 },
    { "Host: office.example.org\r\nOrigin: https://evil.org\r\n", 403 },
    { "Host: office.example.org\r\nOrigin: https://office.example.org:8443\r\n", 403 },
    { "Host: 127.0.0.1:8090\r\nOrigin: http://127.0.0.1:8091\r\n", 403 },
    { "Host: 127.0.0.1:8090\r\nOrigin: http://localhost:8090\r\n", 403 },
    { "Host: 127.0.0.1\r\nOrigin: null\r\n", 403 },
    { "Host: 127.0.0.1\r\nOrigin: http://a@127.0.0.1\r\n", 403 },
    { "Host: 127.0.0.1\r\nOrigin: \r\n", 403 },
  };
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(ask("/", rows[i].headers) == rows[i].status, rows[i].headers);
}

static void a_path_with_a_zero_byte_or_that_climbs_is_refused(UNUSED void **state) {
  static const char *const wrong[] = { "/%00",
                                       "/public%00",
                                       "/public%00/../secret",
                                       "/files/a%00b",
                                       "/?a=%00",
                                       "/files/../secret",
                                       "/files/%2e%2e/secret",
                                       "/files/a/..",
                                       "http://127.0.0.1/" };
  for (size_t i = 0; i < COUNT(wrong); i++)
    ASSERT_ROW(ask(wrong[i], OURS) == 400, wrong[i]);
  assert_int_equal(ask("/files/a%2500b", OURS), 200);
  assert_int_equal(ask("/files/..a", OURS), 200);
}

static void whom_a_listed_proxy_speaks_for_is_who_asks(UNUSED void **state) {
  static const struct {
    const char *from, *header, *said;
  } rows[] = {
    { "127.0.0.1", "", "127.0.0.1 here" },
    { "127.0.0.9", "X-Forwarded-For: 203.0.113.7\r\n", "203.0.113.7 elsewhere" },
    { "127.0.0.9", "X-Forwarded-For: 127.0.0.1, 203.0.113.7\r\n", "203.0.113.7 elsewhere" },
    { "127.0.0.9", "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-For: 203.0.113.7\r\n",
      "203.0.113.7 elsewhere" },
    { "127.0.0.9", "X-Forwarded-For: 127.0.0.1\r\n", "127.0.0.1 here" },
    /* Whoever is not listed is not believed, and is no longer a person at this machine. */
    { "127.0.0.1", "X-Forwarded-For: 203.0.113.7\r\n", "127.0.0.1 elsewhere" },
    { "127.0.0.1", "Forwarded: for=203.0.113.7\r\n", "127.0.0.1 elsewhere" },
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    char head[512], text[2048];
    int n = snprintf(head, sizeof head, "GET / HTTP/1.1\r\nConnection: close\r\n" OURS "%s\r\n",
                     rows[i].header);
    assert_int_equal(ask_from(rows[i].from, head, (size_t)n, text), 200);
    ASSERT_ROW(strstr(text, rows[i].said), rows[i].said);
  }
}

/* --- time ------------------------------------------------------------------------------------- */

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Sends a text at once, then a byte every 100 ms until nobody takes it; how long that took. */
static int64_t drip(const char *text, int64_t most_ms) {
  int fd = dial("127.0.0.1");
  int64_t begun = now_ms();
  char got;
  assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
  while (now_ms() - begun < most_ms && send(fd, "x", 1, MSG_NOSIGNAL) == 1 &&
         recv(fd, &got, 1, MSG_DONTWAIT) != 0)
    nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
  close(fd);
  return now_ms() - begun;
}

static void head_and_body_have_one_deadline_however_they_drip(UNUSED void **state) {
  assert_in_range(drip("GET /", 10000), 900, 4000);
  assert_in_range(drip("POST /word HTTP/1.1\r\n" OURS "Content-Length: 99\r\n\r\n", 10000), 900,
                  4000);
}

static void whoever_is_known_has_time_for_a_body(UNUSED void **state) {
  assert_in_range(drip("POST /word HTTP/1.1\r\n" OURS
                       "Authorization: Bearer gate\r\nContent-Length: 99\r\n\r\n",
                       4500),
                  4400, 6000);
}

static void an_idle_server_goes_around(UNUSED void **state) {
  nanosleep(&(struct timespec){ .tv_sec = 1, .tv_nsec = 500000000 }, NULL);
  assert_true(host_http_turns(http, 1400));
}

/* --- words ------------------------------------------------------------------------------------ */

static const char *member(const json_t *json, const char *name) {
  const char *text = json_string_value(json_object_get(json, name));
  return text ? text : "";
}

static bool has_han(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text >= 0xe4 && (unsigned char)*text <= 0xe9) return true;
  return false;
}

/* Both languages, each by itself; detail is the one that was asked for. */
static bool tells_both(const char *answer, bool english) {
  const char *body = strstr(answer, "\r\n\r\n");
  json_t *json = body ? json_loads(body + 4, 0, NULL) : NULL;
  const char *zh = member(json, "detail_zh"), *en = member(json, "detail_en");
  const bool both = has_han(zh) && *en && !has_han(en) && has_han(member(json, "title_zh")) &&
                    !has_han(member(json, "title_en")) && *member(json, "reason") &&
                    strcmp(member(json, "detail"), english ? en : zh) == 0;
  json_decref(json);
  return both;
}

static void whatever_is_refused_by_its_head_is_told_in_both_languages(UNUSED void **state) {
  static const struct {
    const char *line, *headers;
    int status;
  } rows[] = {
    { "GET /../etc", OURS, 400 },
    { "GET /a%00b", OURS, 400 },
    { "GET /", OURS "Origin: http://example.org\r\n", 403 },
    { "GET /nowhere", OURS, 404 },
    { "DELETE /word", OURS, 405 },
    { "POST /word", OURS "Content-Length: 101\r\n", 413 },
    { "GET /", "Host: example.org\r\n", 421 },
    { "GET /forget", OURS, 500 },
  };
  char head[512], text[2048];
  for (size_t i = 0; i < 2 * COUNT(rows); i++) {
    const bool english = i % 2;
    int n = snprintf(head, sizeof head, "%s HTTP/1.1\r\nConnection: close\r\n%s%s\r\n",
                     rows[i / 2].line, english ? "Accept-Language: en-GB\r\n" : "",
                     rows[i / 2].headers);
    ASSERT_ROW(ask_from("127.0.0.1", head, (size_t)n, text) == rows[i / 2].status, head);
    ASSERT_ROW(tells_both(text, english), text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_host_that_is_not_ours_is_misdirected),
    PROMISE(what_is_public_answers_to_any_name),
    PROMISE(a_page_of_another_site_is_refused),
    PROMISE(whatever_is_refused_by_its_head_is_told_in_both_languages),
    PROMISE(a_path_with_a_zero_byte_or_that_climbs_is_refused),
    PROMISE(whom_a_listed_proxy_speaks_for_is_who_asks),
    PROMISE(head_and_body_have_one_deadline_however_they_drip),
    PROMISE(whoever_is_known_has_time_for_a_body),
    PROMISE(an_idle_server_goes_around),
  };
  setenv("WATCHDOG_USEC", "4000000", 1); /* it comes around each half second */
  return cmocka_run_group_tests(tests, start, stop);
}
