/* SPDX-License-Identifier: Apache-2.0 */
#include "socket.h"

#include "host/sys/file.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void free_curl(CURL **curl) {
  curl_easy_cleanup(*curl);
}
static void free_headers(struct curl_slist **list) {
  curl_slist_free_all(*list);
}

bool socket_reached(const char *socket_path) {
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  if (strlen(socket_path) >= sizeof address.sun_path) return false;
  memcpy(address.sun_path, socket_path, strlen(socket_path) + 1);
  HOST_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
}

/* --- what comes back -------------------------------------------------------------------------- */

/* An answer on its way in; lines are told as they come. */
struct reader {
  CURL *curl;
  struct socket_answer *answer;
  size_t cap;
};

static bool grow(struct reader *reader, size_t n) {
  struct socket_answer *answer = reader->answer;
  if (answer->n + n + 1 <= reader->cap) return true;
  size_t cap = (answer->n + n + 1) * 2;
  char *grown = realloc(answer->text, cap);
  if (!grown) return false;
  answer->text = grown;
  reader->cap = cap;
  return true;
}

static bool is_lines(const struct reader *reader) {
  char *type = NULL;
  curl_easy_getinfo(reader->curl, CURLINFO_CONTENT_TYPE, &type);
  return type && strncmp(type, "application/jsonl", 17) == 0;
}

static void tell(const struct socket_answer *answer, const char *text, size_t n) {
  json_t *line = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
  if (line && answer->line) answer->line(answer->context, line);
  json_decref(line);
}

/* Tells every line that another follows; blank ones say that the server is at work. */
static void tell_lines(struct reader *reader) {
  struct socket_answer *answer = reader->answer;
  size_t at = 0, last = 0, last_n = 0;
  for (;;) {
    char *end = memchr(answer->text + at, '\n', answer->n - at);
    if (!end) break;
    size_t n = (size_t)(end - answer->text) - at;
    if (n && last_n) tell(answer, answer->text + last, last_n);
    if (n) {
      last = at;
      last_n = n;
    }
    at += n + 1;
  }
  size_t keep = last_n ? last : at;
  memmove(answer->text, answer->text + keep, answer->n - keep);
  answer->n -= keep;
}

static size_t take(char *data, size_t size, size_t count, void *context) {
  struct reader *reader = context;
  struct socket_answer *answer = reader->answer;
  size_t n = size * count;
  if (!grow(reader, n)) return 0;
  memcpy(answer->text + answer->n, data, n);
  answer->n += n;
  if (is_lines(reader)) tell_lines(reader);
  answer->text[answer->n] = '\0';
  return n;
}

static size_t take_header(char *data, size_t size, size_t count, void *context) {
  static const char name[] = "Set-Cookie: ";
  struct reader *reader = context;
  size_t n = size * count, skip = sizeof name - 1;
  if (n > skip && strncasecmp(data, name, skip) == 0)
    snprintf(reader->answer->session, sizeof reader->answer->session, "%.*s",
             (int)strcspn(data + skip, ";\r\n"), data + skip);
  return n;
}

/* --- asking ----------------------------------------------------------------------------------- */

/* What is sent: bytes, or a file. */
struct sent {
  const char *method, *path, *type;
  struct tx_span bytes;
  const struct socket_file *file; /* NULL: the bytes */
};

static void put_body(CURL *curl, const struct sent *sent) {
  const size_t n = sent->file ? sent->file->size : sent->bytes.n;
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)n);
  if (sent->file)
    curl_easy_setopt(curl, CURLOPT_READDATA, sent->file->file); /* by fread */
  else
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, n ? (const char *)sent->bytes.p : "");
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, sent->method);
}

static CURLcode perform(struct reader *reader, const char *socket, const char *url,
                        const struct sent *sent) {
  CURL *curl = reader->curl;
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, reader);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, reader);
  if (*reader->answer->session) curl_easy_setopt(curl, CURLOPT_COOKIE, reader->answer->session);
  if (strcmp(sent->method, "GET") != 0) put_body(curl, sent);
  return curl_easy_perform(curl);
}

static void send_it(const char *socket, const struct sent *sent, struct socket_answer *answer) {
  __attribute__((cleanup(free_curl))) CURL *curl = curl_easy_init();
  __attribute__((cleanup(free_headers))) struct curl_slist *headers = NULL;
  HOST_FREE char *url = NULL, *line = NULL;
  struct reader reader = { .curl = curl, .answer = answer };
  const char *type = sent->type;
  long code = 0;
  if (!curl || asprintf(&url, "http://localhost%s", sent->path) < 0) return;
  if (asprintf(&line, "Content-Type: %s", type ? type : "") < 0) return;
  headers = curl_slist_append(headers, "Expect:");
  headers = curl_slist_append(headers, type ? line : "Content-Type:");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (perform(&reader, socket, url, sent) != CURLE_OK) return;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  answer->status = (unsigned)code;
}

void socket_ask(const char *socket, const char *method, const char *path, const char *type,
                struct tx_span body, struct socket_answer *answer) {
  const struct sent sent = { .method = method, .path = path, .type = type, .bytes = body };
  send_it(socket, &sent, answer);
}

void socket_post_file(const char *socket, const char *path, const char *type,
                      const struct socket_file *file, struct socket_answer *answer) {
  const struct sent sent = { .method = "POST", .path = path, .type = type, .file = file };
  send_it(socket, &sent, answer);
}
