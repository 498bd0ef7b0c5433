/* SPDX-License-Identifier: Apache-2.0 */
#include "source/dial.h"

#include "format/crypto.h"

#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REDIRECTS_MAX 5u

/* --- certificates ----------------------------------------------------------------------------- */

#define CERT_MAX 16384
#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"

/* The hash of what stands between the lines of a certificate in PEM. */
static bool hash_pem(const char *pem, uint8_t out[GATE_PIN_SIZE]) {
  char base64[CERT_MAX];
  uint8_t der[CERT_MAX];
  size_t n = 0, der_n;
  for (; *pem && *pem != '-'; pem++) {
    if (*pem == '\n' || *pem == '\r') continue;
    if (n == sizeof base64) return false;
    base64[n++] = *pem;
  }
  if (!host_unbase64(tx_span_of((const uint8_t *)base64, n), der, sizeof der, &der_n)) return false;
  tx_sha256(tx_span_of(der, der_n), out);
  return true;
}

/* The first certificate is the camera's own. */
static bool see_cert(struct gate_dial *dial) {
  struct curl_certinfo *certs = NULL;
  if (curl_easy_getinfo(dial->easy, CURLINFO_CERTINFO, &certs) != CURLE_OK || !certs ||
      certs->num_of_certs < 1)
    return false;
  for (const struct curl_slist *line = certs->certinfo[0]; line; line = line->next) {
    const char *pem = strstr(line->data, PEM_BEGIN);
    if (pem) return hash_pem(pem + strlen(PEM_BEGIN), dial->cert);
  }
  return false;
}

/* Before anything is asked for, and before the password is told. */
static int before_request(void *context, char *there, char *here, int there_port, int here_port) {
  struct gate_dial *dial = context;
  (void)there, (void)here, (void)there_port, (void)here_port;
  dial->saw_cert = see_cert(dial);
  const bool good =
      dial->saw_cert && !dial->peeking && memcmp(dial->cert, dial->address.pin, GATE_PIN_SIZE) == 0;
  return good ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static const char *url_of(const struct gate_dial *dial) {
  return dial->redirected ? dial->redirected : dial->address.url;
}

/* What nobody signed can be believed by its hash alone. */
static void set_trust(struct gate_dial *dial) {
  if (strncasecmp(url_of(dial), "https:", 6) != 0 || !(dial->address.pinned || dial->peeking))
    return;
  curl_easy_setopt(dial->easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(dial->easy, CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(dial->easy, CURLOPT_CERTINFO, 1L);
  curl_easy_setopt(dial->easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(dial->easy, CURLOPT_PREREQFUNCTION, before_request);
  curl_easy_setopt(dial->easy, CURLOPT_PREREQDATA, dial);
}

/* --- one connection --------------------------------------------------------------------------- */

static void set_user(struct gate_dial *dial) {
  curl_easy_setopt(dial->easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC | CURLAUTH_DIGEST);
  if (dial->address.name) curl_easy_setopt(dial->easy, CURLOPT_USERNAME, dial->address.name);
  if (dial->address.password)
    curl_easy_setopt(dial->easy, CURLOPT_PASSWORD, dial->address.password);
}

CURL *gate_dial_begin(struct gate_dial *dial, curl_write_callback write, void *context) {
  CURL *easy = dial->easy = curl_easy_init();
  if (!easy) return NULL;
  dial->saw_cert = false;
  dial->elsewhere[0] = 0;
  curl_easy_setopt(easy, CURLOPT_URL, url_of(dial));
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* it stands beside the gate */
  curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 1L);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "identity");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, write);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, 5L);
  curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  set_user(dial);
  set_trust(dial);
  return easy;
}

/* --- redirects -------------------------------------------------------------------------------- */

static bool same_part(CURLU *a, CURLU *b, CURLUPart part) {
  char *one = NULL, *other = NULL;
  const bool same = curl_url_get(a, part, &one, 0) == CURLUE_OK &&
                    curl_url_get(b, part, &other, 0) == CURLUE_OK && strcasecmp(one, other) == 0;
  curl_free(one);
  curl_free(other);
  return same;
}

/* Another port of the camera is the camera; from https nobody is sent to http. */
static bool on_same_host(const char *from, const char *to) {
  CURLU *a = curl_url(), *b = curl_url();
  const bool good = a && b && curl_url_set(a, CURLUPART_URL, from, 0) == CURLUE_OK &&
                    curl_url_set(b, CURLUPART_URL, to, 0) == CURLUE_OK &&
                    same_part(a, b, CURLUPART_HOST) &&
                    (same_part(a, b, CURLUPART_SCHEME) || strncasecmp(to, "https:", 6) == 0);
  curl_url_cleanup(a);
  curl_url_cleanup(b);
  return good;
}

static bool follow(struct gate_dial *dial) {
  struct gate_address to;
  char *where = NULL;
  curl_easy_getinfo(dial->easy, CURLINFO_REDIRECT_URL, &where);
  if (!where) return false;
  gate_address_say(where, dial->elsewhere, sizeof dial->elsewhere);
  if (gate_address_read(where, &to)) return false;
  const bool here = on_same_host(url_of(dial), to.url) && dial->redirects < REDIRECTS_MAX;
  if (here) {
    free(dial->redirected);
    dial->redirected = to.url;
    dial->redirects++;
    to.url = NULL;
  }
  gate_address_finish(&to);
  return here;
}

bool gate_dial_end(struct gate_dial *dial, CURLcode code, long *status) {
  *status = 0;
  curl_easy_getinfo(dial->easy, CURLINFO_RESPONSE_CODE, status);
  const bool moved = code == CURLE_OK && *status >= 300 && *status < 400 && follow(dial);
  const bool peek = code == CURLE_PEER_FAILED_VERIFICATION && !dial->peeking;
  dial->peeking = peek;
  curl_easy_cleanup(dial->easy);
  dial->easy = NULL;
  return moved || peek;
}

void gate_dial_restart(struct gate_dial *dial) {
  free(dial->redirected);
  dial->redirected = NULL;
  dial->redirects = 0;
}

void gate_dial_finish(struct gate_dial *dial) {
  gate_dial_restart(dial);
  gate_address_finish(&dial->address);
}

/* --- words ------------------------------------------------------------------------------------ */

static void say_cert(const struct gate_dial *dial, char *out, size_t cap) {
  char hex[2 * GATE_PIN_SIZE + 1];
  host_hex(tx_span_of(dial->cert, sizeof dial->cert), hex);
  snprintf(out, cap,
           dial->address.pinned
               ? "the camera shows another certificate than the one behind #sha256=; if it was "
                 "reset or replaced, write #sha256=%s behind its address"
               : "nobody who is trusted signed the camera's certificate; if it is of its own "
                 "making, write #sha256=%s behind its address",
           hex);
}

void gate_dial_say(const struct gate_dial *dial, CURLcode code, long status, char *out,
                   size_t cap) {
  if (dial->saw_cert && code == CURLE_ABORTED_BY_CALLBACK)
    say_cert(dial, out, cap);
  else if (dial->elsewhere[0] && dial->redirects >= REDIRECTS_MAX)
    snprintf(out, cap,
             "the camera sends from one address to the next, last to %s; give the "
             "address of its picture",
             dial->elsewhere);
  else if (dial->elsewhere[0])
    snprintf(out, cap, "the camera sends to %s; give that address if it is the camera's",
             dial->elsewhere);
  else if (status == 401 || status == 403)
    snprintf(out, cap, "the camera refuses this name and password (HTTP %ld)", status);
  else if (status >= 400)
    snprintf(out, cap, "the camera answers HTTP %ld", status);
  else
    snprintf(out, cap, "%s",
             code == CURLE_OK ? "what it sends is no JPEG" : curl_easy_strerror(code));
}
