/* SPDX-License-Identifier: Apache-2.0 */
#include "http_client.h"

#include "link_header.h"

#include "host/sys/url.h"
#include "host/text/date.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define CONNECT_S 10
/* Slower than this for so long is a drip that would hold sync for ever. */
#define SLOW_BYTES_S 256
#define SLOW_S 20
#define TOTAL_S 600
#define HURRY_S 3

/* --- origin --------------------------------------------------------------------------------------
 */

bool gate_http_open(struct gate_http *fetch, const char *url, atomic_bool *stopping) {
  struct host_url read;
  *fetch = (struct gate_http){ .stopping = stopping };
  if (!host_url_read(url, &read)) return false;
  const bool six = strchr(read.at.name, ':') != NULL;
  int n = snprintf(fetch->origin, sizeof fetch->origin, "%s://%s%s%s", read.tls ? "https" : "http",
                   six ? "[" : "", read.at.name, six ? "]" : "");
  if (read.at.port)
    n += snprintf(fetch->origin + n, sizeof fetch->origin - (size_t)n, ":%u", read.at.port);
  fetch->loopback = host_name_is_loopback(read.at.name);
  fetch->easy = curl_easy_init();
  return fetch->easy;
}

void gate_http_close(struct gate_http *fetch) {
  curl_easy_cleanup(fetch->easy);
  fetch->easy = NULL;
}

static void add_pin(struct gate_http *fetch, const uint8_t hash[TX_HASH_SIZE]) {
  char base64[HOST_BASE64_SIZE(TX_HASH_SIZE)];
  size_t used = strlen(fetch->pins);
  host_base64(tx_span_of(hash, TX_HASH_SIZE), base64);
  if (used + sizeof base64 + 12 > sizeof fetch->pins) return;
  snprintf(fetch->pins + used, sizeof fetch->pins - used, "%ssha256//%s", used ? ";" : "", base64);
}

void gate_http_pin(struct gate_http *fetch, const uint8_t *own, const struct tx_trust *trust) {
  fetch->pins[0] = 0;
  if (own) add_pin(fetch, own);
  for (size_t i = 0; trust && i < trust->tls_count; i++)
    add_pin(fetch, trust->tls[i]);
}

/* --- the answer ----------------------------------------------------------------------------------
 */

void gate_answer_finish(struct gate_answer *answer) {
  free(answer->body);
  answer->body = NULL;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
  struct gate_answer *answer = context;
  size_t n = size * count;
  if (n > answer->max - answer->n) {
    answer->too_long = true;
    return 0;
  }
  if (answer->n + n + 1 > answer->cap) {
    size_t cap = (answer->n + n) * 2 + 1024;
    void *grown = realloc(answer->body, cap);
    if (!grown) return 0;
    answer->body = grown;
    answer->cap = cap;
  }
  memcpy(answer->body + answer->n, bytes, n);
  answer->n += n;
  answer->body[answer->n] = 0;
  return n;
}

/* "Name: value\r\n" into a text of its own; false when it is another header or too long. */
static bool header_is(const char *line, size_t n, const char *name, char *out, size_t cap) {
  size_t skip = strlen(name);
  if (n <= skip + 1 || strncasecmp(line, name, skip) != 0 || line[skip] != ':') return false;
  const char *p = line + skip + 1, *end = line + n;
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  while (end > p && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' '))
    end--;
  if ((size_t)(end - p) >= cap) return false;
  memcpy(out, p, (size_t)(end - p));
  out[end - p] = 0;
  return true;
}

static size_t receive_header(char *line, size_t size, size_t count, void *context) {
  struct gate_answer *answer = context;
  size_t n = size * count;
  char text[64], links[512];
  header_is(line, n, "ETag", answer->etag, sizeof answer->etag);
  if (header_is(line, n, "Date", text, sizeof text)) host_date_http_read(text, &answer->date_s);
  if (header_is(line, n, "Link", links, sizeof links))
    gate_link_before(links, answer->before, sizeof answer->before);
  if (header_is(line, n, "Retry-After", text, sizeof text))
    answer->retry_after_s = strtol(text, NULL, 10);
  return n;
}

static int look_up(void *context, curl_off_t total, curl_off_t now, curl_off_t up_total,
                   curl_off_t up) {
  const struct gate_http *fetch = context;
  (void)total;
  (void)now;
  (void)up_total;
  (void)up;
  return fetch->stopping && *fetch->stopping;
}

/* --- asking ----------------------------------------------------------------------------------- */

/* Whether a whole address lies at our own server, where the token belongs. */
static bool at_origin(const struct gate_http *fetch, const struct host_url *url) {
  struct host_url own;
  return host_url_read(fetch->origin, &own) && own.tls == url->tls &&
         strcmp(own.at.name, url->at.name) == 0 && host_url_port(&own) == host_url_port(url);
}

static void set_limits(struct gate_http *fetch) {
  CURL *easy = fetch->easy;
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_S);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, fetch->hurry ? (long)HURRY_S : (long)TOTAL_S);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, look_up);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, fetch);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "tongxing-gate/" TX_VERSION);
}

/* A pinned key stands for itself: a community's own certificate is signed by nobody. */
static void set_tls(struct gate_http *fetch) {
  if (!fetch->pins[0]) return;
  curl_easy_setopt(fetch->easy, CURLOPT_PINNEDPUBLICKEY, fetch->pins);
  curl_easy_setopt(fetch->easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(fetch->easy, CURLOPT_SSL_VERIFYHOST, 0L);
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value) {
  char line[GATE_HTTP_URL + 4096];
  if (!value) return list;
  snprintf(line, sizeof line, "%s: %s", name, value);
  struct curl_slist *longer = curl_slist_append(list, line);
  return longer ? longer : list;
}

static struct curl_slist *set_headers(const struct gate_http *fetch,
                                      const struct gate_request *request,
                                      const struct host_url *url) {
  char bearer[4096 + 16];
  struct curl_slist *headers = add_header(NULL, "If-None-Match", request->if_none_match);
  headers = add_header(headers, "Content-Type", request->type);
  if (request->token && at_origin(fetch, url)) {
    snprintf(bearer, sizeof bearer, "Bearer %s", request->token);
    headers = add_header(headers, "Authorization", bearer);
    headers = add_header(headers, "Tongxing-Holds", request->holds);
  }
  if (request->type) headers = curl_slist_append(headers, "Expect:");
  return headers;
}

static void set_body(CURL *easy, const struct gate_request *request) {
  if (!request->type) return;
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.n ? (const char *)request->body.p : "");
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
}

static void read_result(const struct gate_http *fetch, struct gate_answer *answer,
                        const struct host_url *url) {
  char *location = NULL;
  curl_easy_getinfo(fetch->easy, CURLINFO_RESPONSE_CODE, &answer->status);
  curl_easy_getinfo(fetch->easy, CURLINFO_REDIRECT_URL, &location);
  if (location) snprintf(answer->location, sizeof answer->location, "%s", location);
  answer->known = at_origin(fetch, url) && (fetch->loopback || (fetch->pins[0] && url->tls));
}

void gate_http_ask(struct gate_http *fetch, const struct gate_request *request,
                   struct gate_answer *answer) {
  char url[GATE_HTTP_URL + 300];
  struct host_url read;
  *answer = (struct gate_answer){ .max = request->max };
  int n = snprintf(url, sizeof url, "%s%s", request->path[0] == '/' ? fetch->origin : "",
                   request->path);
  if ((size_t)n >= sizeof url || !host_url_read(url, &read)) {
    snprintf(answer->error, sizeof answer->error, "the address cannot be used: %.160s", url);
    return;
  }
  curl_easy_reset(fetch->easy);
  set_limits(fetch);
  set_tls(fetch);
  set_body(fetch->easy, request);
  struct curl_slist *headers = set_headers(fetch, request, &read);
  curl_easy_setopt(fetch->easy, CURLOPT_URL, url);
  curl_easy_setopt(fetch->easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(fetch->easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(fetch->easy, CURLOPT_WRITEDATA, answer);
  curl_easy_setopt(fetch->easy, CURLOPT_HEADERFUNCTION, receive_header);
  curl_easy_setopt(fetch->easy, CURLOPT_HEADERDATA, answer);
  curl_easy_setopt(fetch->easy, CURLOPT_ERRORBUFFER, answer->error);
  CURLcode code = curl_easy_perform(fetch->easy);
  if (code == CURLE_OK)
    read_result(fetch, answer, &read);
  else if (!answer->error[0])
    snprintf(answer->error, sizeof answer->error, "%s",
             answer->too_long ? "the answer is longer than allowed" : curl_easy_strerror(code));
  curl_easy_setopt(fetch->easy, CURLOPT_ERRORBUFFER, NULL);
  curl_slist_free_all(headers);
}
