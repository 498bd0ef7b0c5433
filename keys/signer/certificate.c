/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate.h"

#include "format/cose.h"
#include "host/text/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define HOST_MAX 253
#define COMMON_NAME_MAX 64
#define UTC_TIME_END INT64_C(2524608000) /* 2050-01-01: UTCTime has two digits for the year */
#define SERIAL_SIZE 16

#define DER_INTEGER 0x02
#define DER_BIT_STRING 0x03
#define DER_OCTET_STRING 0x04
#define DER_UTF8 0x0c
#define DER_UTC_TIME 0x17
#define DER_SEQUENCE 0x30
#define DER_SET 0x31
#define DER_TBS_VERSION 0xa0
#define DER_TBS_EXTENSIONS 0xa3
#define DER_DNS_NAME 0x82
#define DER_IP_ADDRESS 0x87

static const uint8_t ecdsa_with_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
                                             0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const uint8_t version_3[] = { 0x02, 0x01, 0x02 };
static const uint8_t oid_common_name[] = { 0x06, 0x03, 0x55, 0x04, 0x03 };
static const uint8_t oid_alt_name[] = { 0x06, 0x03, 0x55, 0x1d, 0x11 };
/* Extended key usage: a server's TLS. */
static const uint8_t server_auth[] = { 0x30, 0x13, 0x06, 0x03, 0x55, 0x1d, 0x25,
                                       0x04, 0x0c, 0x30, 0x0a, 0x06, 0x08, 0x2b,
                                       0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01 };

/* --- writing DER ------------------------------------------------------------------------------ */

/* Room for KEYS_HOSTS_MAX names at their longest. */
struct der {
  uint8_t bytes[8192];
  size_t len;
  bool full;
};

static struct tx_span span_of(const struct der *d) {
  return tx_span_of(d->bytes, d->len);
}

static void put_raw(struct der *d, struct tx_span bytes) {
  d->full |= bytes.n > sizeof d->bytes - d->len;
  if (d->full || bytes.n == 0) return;
  memcpy(d->bytes + d->len, bytes.p, bytes.n);
  d->len += bytes.n;
}

static void put(struct der *d, uint8_t tag, struct tx_span content) {
  uint8_t head[4] = { tag };
  size_t n = 1;
  if (content.n < 0x80) {
    head[n++] = (uint8_t)content.n;
  } else {
    bool two = content.n > 0xff;
    head[n++] = two ? 0x82 : 0x81;
    if (two) head[n++] = (uint8_t)(content.n >> 8);
    head[n++] = (uint8_t)content.n;
  }
  put_raw(d, tx_span_of(head, n));
  put_raw(d, content);
}

static void put_within(struct der *d, uint8_t tag, const struct der *content) {
  d->full |= content->full;
  put(d, tag, span_of(content));
}

/* An unsigned number: no zeros in front, but one where the first bit would be a sign. */
static void put_unsigned(struct der *d, const uint8_t *bytes, size_t n) {
  uint8_t number[33] = { 0 };
  while (n > 1 && *bytes == 0) {
    bytes++;
    n--;
  }
  memcpy(number + 1, bytes, n);
  bool sign = bytes[0] & 0x80;
  put(d, DER_INTEGER, tx_span_of(sign ? number : number + 1, sign ? n + 1 : n));
}

/* --- the parts -------------------------------------------------------------------------------- */

/* RFC 5280 gives a common name 64 characters; the names that count stand in the extension. */
static void put_name(struct der *d, const char *host) {
  const char *common_name = strlen(host) <= COMMON_NAME_MAX ? host : "tongxing";
  struct der attribute = { 0 }, set = { 0 }, name = { 0 };
  put_raw(&attribute, tx_span_of(oid_common_name, sizeof oid_common_name));
  put(&attribute, DER_UTF8, tx_span_text(common_name));
  put_within(&set, DER_SEQUENCE, &attribute);
  put_within(&name, DER_SET, &set);
  put_within(d, DER_SEQUENCE, &name);
}

static void put_time(struct der *d, int64_t at_s) {
  char text[16];
  struct tm tm;
  time_t t = at_s;
  gmtime_r(&t, &tm);
  strftime(text, sizeof text, "%y%m%d%H%M%SZ", &tm);
  put(d, DER_UTC_TIME, tx_span_text(text));
}

static void put_validity(struct der *d, int64_t from_s, int64_t until_s) {
  struct der times = { 0 };
  put_time(&times, from_s);
  put_time(&times, until_s);
  put_within(d, DER_SEQUENCE, &times);
}

static bool is_host_name(const char *host) {
  size_t n = strlen(host);
  if (n == 0 || n > HOST_MAX || *host == '.' || *host == '-') return false;
  for (; *host; host++)
    if (!isalnum((unsigned char)*host) && !strchr("-.*", *host)) return false;
  return true;
}

static bool put_host(struct der *d, const char *host) {
  uint8_t address[16];
  if (inet_pton(AF_INET, host, address) == 1)
    put(d, DER_IP_ADDRESS, tx_span_of(address, 4));
  else if (inet_pton(AF_INET6, host, address) == 1)
    put(d, DER_IP_ADDRESS, tx_span_of(address, 16));
  else if (is_host_name(host))
    put(d, DER_DNS_NAME, tx_span_text(host));
  else
    return false;
  return true;
}

static bool put_extensions(struct der *d, const char *const *hosts, size_t count) {
  struct der names = { 0 }, value = { 0 }, alt_name = { 0 }, all = { 0 }, sequence = { 0 };
  for (size_t i = 0; i < count; i++)
    if (!put_host(&names, hosts[i])) return false;
  put_within(&value, DER_SEQUENCE, &names);
  put_raw(&alt_name, tx_span_of(oid_alt_name, sizeof oid_alt_name));
  put_within(&alt_name, DER_OCTET_STRING, &value);
  put_within(&all, DER_SEQUENCE, &alt_name);
  put_raw(&all, tx_span_of(server_auth, sizeof server_auth));
  put_within(&sequence, DER_SEQUENCE, &all);
  put_within(d, DER_TBS_EXTENSIONS, &sequence);
  return !d->full;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* What is signed. The serial is the key's hash: one key makes one certificate at a time. */
static bool put_body(struct der *out, const struct tx_signer *signer, const char *const *hosts,
                     size_t count, int64_t from_s, int64_t until_s) {
  struct der body = { 0 };
  put(&body, DER_TBS_VERSION, tx_span_of(version_3, sizeof version_3));
  put_unsigned(&body, signer->hash, SERIAL_SIZE);
  put_raw(&body, tx_span_of(ecdsa_with_sha256, sizeof ecdsa_with_sha256));
  put_name(&body, hosts[0]);
  put_validity(&body, from_s, until_s);
  put_name(&body, hosts[0]);
  put_raw(&body, tx_span_of(signer->spki, signer->spki_len));
  if (!put_extensions(&body, hosts, count)) return false;
  put_within(out, DER_SEQUENCE, &body);
  return !out->full;
}

static void put_signature(struct der *d, const uint8_t raw[TX_SIGNATURE_SIZE]) {
  static const uint8_t no_unused_bits = 0;
  struct der pair = { 0 }, bits = { 0 };
  put_unsigned(&pair, raw, 32);
  put_unsigned(&pair, raw + 32, 32);
  put_raw(&bits, tx_span_of(&no_unused_bits, 1));
  put_within(&bits, DER_SEQUENCE, &pair);
  put_within(d, DER_BIT_STRING, &bits);
}

enum tx_reason keys_certificate_make(const struct tx_signer *signer, const char *const *hosts,
                                     size_t count, int64_t from_s, int64_t until_s,
                                     struct host_bytes *out) {
  struct der whole = { 0 }, certificate = { 0 };
  uint8_t raw[TX_SIGNATURE_SIZE];
  if (signer->alg != TX_ALG_ES256 || count < 1 || count > KEYS_HOSTS_MAX) return TX_BAD_ARGUMENT;
  if (from_s < 0 || until_s <= from_s || until_s >= UTC_TIME_END) return TX_BAD_ARGUMENT;
  if (!put_body(&whole, signer, hosts, count, from_s, until_s)) return TX_BAD_ARGUMENT;
  if (!signer->ops->sign(signer, span_of(&whole), raw)) return TX_SIGNER_FAILED;
  put_raw(&whole, tx_span_of(ecdsa_with_sha256, sizeof ecdsa_with_sha256));
  put_signature(&whole, raw);
  put_within(&certificate, DER_SEQUENCE, &whole);
  if (certificate.full) return TX_BAD_ARGUMENT;
  char *text = keys_pem_encode("CERTIFICATE", span_of(&certificate));
  if (!text) return TX_NO_MEMORY;
  *out = (struct host_bytes){ .p = (uint8_t *)text, .n = strlen(text) };
  return TX_OK;
}

char *keys_pem_encode(const char *label, struct tx_span bytes) {
  HOST_FREE char *base64 = malloc(HOST_BASE64_SIZE(bytes.n));
  char *text = NULL;
  size_t len;
  FILE *out = base64 ? open_memstream(&text, &len) : NULL;
  if (!out) return NULL;
  host_base64(bytes, base64);
  fprintf(out, "-----BEGIN %s-----\n", label);
  for (const char *line = base64; *line; line += strnlen(line, 64))
    fprintf(out, "%.64s\n", line);
  fprintf(out, "-----END %s-----\n", label);
  if (fclose(out) == 0) return text;
  free(text);
  return NULL;
}
