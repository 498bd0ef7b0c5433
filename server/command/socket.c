/* SPDX-License-Identifier: Apache-2.0 */
#include "socket.h"

#include "host/sys/file.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

static void free_curl(CURL **curl) {
  curl_easy_cleanup(*curl);
}
static void free_headers(struct curl_slist **list) {
  curl_slist_free_all(*list);
}

static size_t append(char *data, size_t size, size_t count, void *stream) {
  return fwrite(data, size, count, stream);
}

static CURLcode perform(CURL *curl, const char *socket, const char *url, const char *body,
                        struct curl_slist *headers, FILE *out) {
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  return curl_easy_perform(curl);
}

bool socket_post(const char *socket, const char *path, const char *body, unsigned *status,
                 json_t **answer) {
  __attribute__((cleanup(free_curl))) CURL *curl = curl_easy_init();
  __attribute__((cleanup(free_headers))) struct curl_slist *headers = NULL;
  HOST_FREE char *text = NULL;
  size_t n = 0;
  char url[128];
  long code = 0;
  headers = curl_slist_append(headers, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Expect:");
  snprintf(url, sizeof url, "http://localhost%s", path);
  FILE *out = open_memstream(&text, &n);
  if (!curl || !headers || !out) return false;
  CURLcode end = perform(curl, socket, url, body, headers, out);
  fclose(out);
  *status = 0;
  *answer = NULL;
  if (end == CURLE_COULDNT_CONNECT) return false;
  if (end != CURLE_OK) return true;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  *status = (unsigned)code;
  *answer = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
  return true;
}
