/* SPDX-License-Identifier: Apache-2.0 */
#include "source/address.h"

#include "host/text/language.h"
#include "host/text/text.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *say_unclear(void) {
  return host_words(
      "地址中有多个 @，无法分辨密码；请把 @ 写成 %40，密码中的 / ? # 写成 %2F %3F %23",
      "it cannot be told where the password ends; write %40 for each @, and in the "
      "password %2F for /, %3F for ?, %23 for #");
}

static const char *say_no_url(void) {
  return host_words("不是可读的地址；请写作 http://主机/路径",
                    "no address that can be read; write http://HOST/PATH");
}

static const char *say_no_memory(void) {
  return host_words("内存不足", "out of memory");
}

/* Where the host of an address's URL begins; NULL: there is none. */
static const char *after_scheme(const char *address) {
  const char *slashes = strstr(address, "://");
  return slashes ? slashes + 3 : NULL;
}

static const char *find_url(const char *address, const char *host) {
  const char *url = host - 3;
  while (url > address && isalnum((unsigned char)url[-1]))
    url--;
  return url;
}

/* --- name and password ------------------------------------------------------------------------ */

/* "admin:8080" may be a host and its port. */
static bool ends_in_a_port(const char *from, size_t n) {
  const char *colon = memrchr(from, ':', n);
  if (!colon) return true;
  const size_t digits = strspn(colon + 1, "0123456789");
  return (digits && colon + 1 + digits == from + n) ||
         memchr(colon, ']', (size_t)(from + n - colon));
}

/* The @ before the host, the last one before what follows the host; NULL: there is none. */
static const char *last_before_path(const char *at) {
  const char *end = at + strcspn(at, "/?#");
  return memrchr(at, '@', (size_t)(end - at));
}

/* NULL and *why: an @ that may belong to the password as well. */
static const char *find_host(const char *from, const char **why) {
  const size_t authority = strcspn(from, "/?#");
  const char *at = strchr(from, '@');
  if (!at) return from;
  const bool inside = at < from + authority;
  if (!inside && !memchr(from, ':', authority)) return from; /* a path with an @ in it */
  if (!inside && ends_in_a_port(from, authority)) {
    *why = say_unclear();
    return NULL;
  }
  at = last_before_path(at);
  if (inside && strchr(at + 1, '@')) {
    *why = say_unclear();
    return NULL;
  }
  return at + 1;
}

/* A % that no two digits follow stands for itself. */
static char *decode(const char *from, size_t n) {
  char *out = malloc(n + 1), *to = out;
  for (size_t i = 0; out && i < n; i++) {
    char digits[3] = "";
    uint8_t byte;
    if (from[i] == '%' && i + 2 < n) memcpy(digits, from + i + 1, 2);
    const bool coded = host_unhex(digits, &byte, 1);
    *to++ = coded ? (char)byte : from[i];
    if (coded) i += 2;
  }
  if (out) *to = 0;
  return out;
}

static bool read_user(const char *from, size_t n, struct gate_address *out) {
  const char *colon = memchr(from, ':', n);
  const size_t name_n = colon ? (size_t)(colon - from) : n;
  out->name = decode(from, name_n);
  if (!out->name) return false;
  if (!colon) return true;
  out->password = decode(colon + 1, n - name_n - 1);
  return out->password != NULL;
}

/* --- the rest --------------------------------------------------------------------------------- */

/* As browsers and openssl show it: with colons or without. */
static bool read_pin(const char *hex, struct gate_address *out) {
  char digits[2 * GATE_PIN_SIZE + 1];
  size_t n = 0;
  for (; *hex; hex++) {
    if (*hex == ':') continue;
    if (n == sizeof digits - 1) return false;
    digits[n++] = *hex;
  }
  digits[n] = 0;
  out->pinned = n == sizeof digits - 1 && host_unhex(digits, out->pin, sizeof out->pin);
  return out->pinned;
}

static const char *read_fragment(const char *rest, struct gate_address *out) {
  static const char name[] = "#sha256=";
  const char *fragment = strchr(rest, '#');
  if (!fragment || strncmp(fragment, name, sizeof name - 1) != 0) return NULL;
  return read_pin(fragment + sizeof name - 1, out)
             ? NULL
             : host_words("#sha256= 之后须是证书 SHA-256 的 64 位十六进制数字",
                          "behind #sha256= stand the 64 digits of a certificate's SHA-256");
}

static bool can_be_read(const char *url) {
  CURLU *parsed = curl_url();
  bool good = parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK;
  curl_url_cleanup(parsed);
  return good;
}

static const char *read_parts(const char *url, const char *from, struct gate_address *out) {
  const char *why = NULL;
  const char *host = find_host(from, &why);
  if (!host) return why;
  if (host > from && !read_user(from, (size_t)(host - 1 - from), out)) return say_no_memory();
  const size_t n = strcspn(host, "#");
  if (asprintf(&out->url, "%.*s%.*s", (int)(from - url), url, (int)n, host) < 0) {
    out->url = NULL;
    return say_no_memory();
  }
  if (!can_be_read(out->url)) return say_no_url();
  return read_fragment(host, out);
}

const char *gate_address_read(const char *url, struct gate_address *out) {
  *out = (struct gate_address){ 0 };
  const char *from = after_scheme(url);
  const bool begins_there = from && find_url(url, from) == url;
  const char *why = begins_there ? read_parts(url, from, out) : say_no_url();
  if (why) gate_address_finish(out);
  return why;
}

void gate_address_finish(struct gate_address *address) {
  if (address->password) explicit_bzero(address->password, strlen(address->password));
  free(address->password);
  free(address->name);
  free(address->url);
  *address = (struct gate_address){ 0 };
}

bool gate_address_say(const char *address, char *out, size_t cap) {
  const char *host = after_scheme(address);
  if (!host) {
    snprintf(out, cap, "%s", address);
    return true;
  }
  const char *url = find_url(address, host);
  struct gate_address read;
  const bool readable = !gate_address_read(url, &read) && read.url;
  if (readable)
    snprintf(out, cap, "%.*s%.*s", (int)(url - address), address, (int)strcspn(read.url, "?"),
             read.url);
  else
    snprintf(out, cap, "%.*s…", (int)(host - address), address);
  gate_address_finish(&read);
  return readable;
}
