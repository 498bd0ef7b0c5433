/* SPDX-License-Identifier: Apache-2.0 */
#include "url.h"

#include "address.h"

#include <string.h>

#define NAME_MAX 253 /* RFC 1035, 2.3.4, as text */
#define LABEL_MAX 63

/* --- names ------------------------------------------------------------------------------------ */

static bool is_letter_or_digit(uint8_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Underscores stand in no host's name by the letter, and in many in the field. */
static bool is_label(struct tx_span label) {
  if (label.n == 0 || label.n > LABEL_MAX || label.p[0] == '-') return false;
  for (size_t i = 0; i < label.n; i++)
    if (!is_letter_or_digit(label.p[i]) && label.p[i] != '-' && label.p[i] != '_') return false;
  return true;
}

/* As the URL standard has it: the last label is of digits, or of 0x and more. */
static bool ends_in_number(struct tx_span name) {
  size_t from = name.n;
  while (from > 0 && name.p[from - 1] != '.')
    from--;
  struct tx_span label = tx_span_of(name.p + from, name.n - from);
  if (label.n >= 2 && label.p[0] == '0' && (label.p[1] == 'x' || label.p[1] == 'X')) return true;
  for (size_t i = 0; i < label.n; i++)
    if (label.p[i] < '0' || label.p[i] > '9') return false;
  return true;
}

static void lower(struct tx_span name, char out[HOST_NAME_SIZE]) {
  for (size_t i = 0; i < name.n; i++)
    out[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] + ('a' - 'A') : name.p[i]);
  out[name.n] = '\0';
}

/* What ends in a number is an address, or nothing: 127.1 and 0x7f.1 are read in many ways. */
static bool read_name(struct tx_span text, char out[HOST_NAME_SIZE]) {
  struct host_address address;
  if (text.n > 1 && text.p[text.n - 1] == '.') text.n--;
  if (text.n == 0 || text.n > NAME_MAX) return false;
  lower(text, out);
  if (ends_in_number(text)) return host_address_read(text, &address);
  for (struct tx_span rest = text;;) {
    const uint8_t *dot = memchr(rest.p, '.', rest.n);
    size_t n = dot ? (size_t)(dot - rest.p) : rest.n;
    if (!is_label(tx_span_of(rest.p, n))) return false;
    if (!dot) return true;
    rest = tx_span_of(dot + 1, rest.n - n - 1);
    if (rest.n == 0) return false;
  }
}

static bool read_bracketed(struct tx_span text, char out[HOST_NAME_SIZE]) {
  struct host_address address;
  if (!text.n || !memchr(text.p, ':', text.n) || !host_address_read(text, &address)) return false;
  host_address_write(&address, out);
  return true;
}

static bool read_port(struct tx_span text, uint16_t *out) {
  unsigned port = 0;
  if (text.n == 0 || text.n > 5) return false;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9') return false;
    port = port * 10 + (unsigned)(text.p[i] - '0');
  }
  *out = (uint16_t)port;
  return port <= UINT16_MAX;
}

bool host_authority_read(struct tx_span text, struct host_authority *out) {
  *out = (struct host_authority){ 0 };
  if (text.n == 0) return false;
  bool bracketed = text.p[0] == '[';
  const uint8_t *end = memchr(text.p, bracketed ? ']' : ':', text.n);
  if (bracketed && !end) return false;
  const uint8_t *begin = text.p + bracketed, *stop = text.p + text.n;
  struct tx_span name = tx_span_of(begin, (size_t)((end ? end : stop) - begin));
  if (!(bracketed ? read_bracketed : read_name)(name, out->name)) return false;
  const uint8_t *colon = bracketed ? end + 1 : end;
  if (!colon || colon == stop) return true;
  return *colon == ':' && read_port(tx_span_of(colon + 1, (size_t)(stop - colon - 1)), &out->port);
}

bool host_name_is_loopback(const char *name) {
  struct host_address address;
  if (strcmp(name, "localhost") == 0) return true;
  return host_address_read(tx_span_text(name), &address) && host_address_is_loopback(&address);
}

/* --- URLs ------------------------------------------------------------------------------------- */

/* The dot that stands at the front, as itself or as %2e; 0: none does. */
static size_t dot_at(struct tx_span text) {
  if (text.n > 0 && text.p[0] == '.') return 1;
  bool escaped = text.n >= 3 && text.p[0] == '%' && text.p[1] == '2';
  return escaped && (text.p[2] == 'e' || text.p[2] == 'E') ? 3 : 0;
}

static struct tx_span behind(struct tx_span text, size_t n) {
  return tx_span_of(text.p + n, text.n - n);
}

static bool is_parent(struct tx_span segment) {
  size_t first = dot_at(segment);
  struct tx_span rest = behind(segment, first);
  size_t second = dot_at(rest);
  return first > 0 && second > 0 && rest.n == second;
}

static size_t slash_at(struct tx_span text) {
  size_t n = 0;
  while (n < text.n && text.p[n] != '/')
    n++;
  return n;
}

bool host_path_climbs(struct tx_span path) {
  for (;;) {
    size_t n = slash_at(path);
    if (is_parent(tx_span_of(path.p, n))) return true;
    if (n == path.n) return false;
    path = behind(path, n + 1);
  }
}

/* Printable, and nothing that a browser would turn into a slash or cut off. */
static bool is_plain(struct tx_span text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] <= ' ' || text.p[i] >= 0x7f || text.p[i] == '\\' || text.p[i] == '#')
      return false;
  return true;
}

static bool read_scheme(struct tx_span *text, bool *tls) {
  static const char *const schemes[] = { "http://", "https://" };
  for (size_t i = 0; i < 2; i++) {
    size_t n = strlen(schemes[i]);
    if (text->n < n || strncasecmp((const char *)text->p, schemes[i], n) != 0) continue;
    *tls = i == 1;
    *text = behind(*text, n);
    return true;
  }
  return false;
}

bool host_url_read(const char *text, struct host_url *out) {
  struct tx_span rest = tx_span_text(text);
  *out = (struct host_url){ 0 };
  if (!is_plain(rest) || !read_scheme(&rest, &out->tls)) return false;
  size_t n = strcspn((const char *)rest.p, "/?");
  if (!host_authority_read(tx_span_of(rest.p, n), &out->at)) return false;
  out->path = behind(rest, n);
  size_t path = strcspn((const char *)out->path.p, "?");
  return !host_path_climbs(tx_span_of(out->path.p, path));
}

uint16_t host_url_port(const struct host_url *url) {
  if (url->at.port) return url->at.port;
  return url->tls ? 443 : 80;
}
