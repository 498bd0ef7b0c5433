/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a gate asks a server for, fetched and kept in the current folder: fetch SERVER AREA [NOW]
 *
 *   root             SHA-256 of the root key, 32 bytes: put there by whoever sets the gate up
 *   key.pem          our own key; made and shown where there is none, for tongxing-server gate add
 *   trust, policy.AREA, status, status.N    objects as they came, status.N a delta on the one
 * before NAME.floor       the newest seq and iat that were taken, should the object itself be lost
 *
 * NOW, in UTC seconds, stands in for the clock. Where nobody signed the server's key,
 * CURLOPT_PINNEDPUBLICKEY knows it. Who asks often sends If-None-Match.
 */
#include "disk.h"

#include <curl/curl.h>
#include <format/event.h>
#include <format/login.h>
#include <format/policy.h>
#include <format/status.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <time.h>

#define NOTHING tx_span_of(NULL, 0)
#define DELTAS_MAX 16 /* then a whole list is less work */

static CURL *curl;
static const char *server;
static char token[1024];
static struct tx_clock now;

struct answer {
  uint8_t *bytes;
  size_t n, max;
};

static size_t collect(char *data, size_t size, size_t count, void *context) {
  struct answer *answer = context;
  const size_t n = size * count;
  uint8_t *grown = n <= answer->max - answer->n ? realloc(answer->bytes, answer->n + n + 1) : NULL;
  if (!grown) return 0; /* nobody fills our memory */
  memcpy(grown + answer->n, data, n);
  grown[answer->n += n] = '\0';
  answer->bytes = grown;
  return n;
}

/* GET, or POST of a body; what came with 200, else nothing. A token goes to no other host. */
static struct tx_span ask(const char *path, struct tx_span body, size_t max) {
  struct answer answer = { .max = max };
  char url[512];
  long status = 0;
  snprintf(url, sizeof url, "%s%s", server, path);
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 2L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  if (*token) curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
  if (*token) curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, token);
  if (body.n) curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body.n);
  if (body.n) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.p);
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK && status == 200) return tx_span_of(answer.bytes, answer.n);
  free(answer.bytes);
  return NOTHING;
}

static const char *member(struct tx_span json, const char *name) {
  json_t *object = json_loadb((const char *)json.p, json.n, 0, NULL);
  const char *text = json_string_value(json_object_get(object, name));
  return text ? text : ""; /* lives as long as the object: to the end */
}

static struct tx_signer *our_key(void) {
  struct tx_signer *key = NULL;
  char pem[2048], base64[TX_SPKI_MAX * 2];
  size_t n;
  if (tx_key_read_pem(slurp("key.pem"), NOTHING, &key) == TX_OK) return key;
  key = tx_key_generate(TX_ALG_ES256);
  if (!key || tx_key_write_pem(key, NOTHING, pem, sizeof pem, &n) != TX_OK) exit(70);
  keep("key.pem", tx_span_of(pem, n));
  EVP_EncodeBlock((unsigned char *)base64, key->spki, (int)key->spki_len);
  printf("key %s\n", base64);
  return key;
}

/* Lists are for gates: the server's nonce, signed with our key, brings a token for an hour. */
static void sign_in(const struct tx_signer *key) {
  char name[TX_GATE_NAME_SIZE + 1];
  uint8_t bytes[TX_LOGIN_MAX], nonce[64];
  size_t n;
  const char *text = member(ask("/v1/nonce", NOTHING, 4096), "nonce");
  struct tx_login login = { .audience = tx_span_text(server), .iat = now.now_s };
  if (strlen(text) > 60 ||
      EVP_DecodeBlock(nonce, (const unsigned char *)text, (int)strlen(text)) < TX_NONCE_SIZE)
    return;
  tx_gate_name(key->hash, name);
  login.who = tx_span_text(name);
  memcpy(login.nonce, nonce, TX_NONCE_SIZE);
  if (tx_login_sign(&login, key, bytes, sizeof bytes, &n) != TX_OK) return;
  const struct tx_span said = ask("/v1/gates/token", tx_span_of(bytes, n), 65536);
  snprintf(token, sizeof token, "%s", member(said, "token"));
}

/* "rollback" is mostly what we hold, handed out again. */
static bool taken(const char *what, enum tx_reason reason) {
  printf("%s: %s\n", what, tx_reason_name(reason));
  return reason == TX_OK;
}

static struct tx_trust *fetch_trust(void) {
  struct tx_pin pin = { .seq = 0 };
  const struct tx_span root = slurp("root");
  struct tx_trust *held = NULL, *next = NULL;
  if (root.n != TX_HASH_SIZE) return NULL;
  memcpy(pin.root, root.p, TX_HASH_SIZE);
  tx_trust_reload(slurp("trust"), pin.root, &held);
  const struct tx_span bytes = ask("/v1/sync/trust", NOTHING, TX_TRUST_MAX);
  if (!taken("trust", tx_trust_take(bytes, held, &pin, now, &next))) return held;
  keep("root", tx_span_of(next->roots[0].hash, TX_HASH_SIZE)); /* the list may bring another */
  keep("trust", bytes);
  return next;
}

static void fetch_policy(const struct tx_trust *trust, uint64_t area) {
  char name[32], path[64];
  struct tx_policy *policy = NULL;
  snprintf(name, sizeof name, "policy.%012" PRIu64, area);
  snprintf(path, sizeof path, "/v1/sync/policy/%012" PRIu64, area);
  const struct tx_span bytes = ask(path, NOTHING, TX_POLICY_MAX + 4096);
  if (!bytes.n) return; /* an area without orders */
  if (!taken(name, tx_policy_take(bytes, trust, read_floor(name).seq, now, &policy))) return;
  if (policy->area != area) return; /* not what was asked for */
  keep_object(name, bytes, name, policy->seq, 0);
}

/* As it stands on the disk: a list and the deltas on it. Dates were weighed when it was taken. */
static struct tx_status *load_list(const struct tx_trust *trust, unsigned *deltas) {
  const struct tx_clock unsure = { .unsure = true };
  struct tx_status *list = NULL, *next;
  char name[32] = "status.1";
  *deltas = 0;
  if (tx_status_take(slurp("status"), trust, NULL, unsure, &list) != TX_OK) return NULL;
  while (tx_delta_take(slurp(name), trust, list, unsure, &next) == TX_OK) {
    tx_status_destroy(list);
    list = next;
    snprintf(name, sizeof name, "status.%u", ++*deltas + 1);
  }
  return list;
}

static void fetch_list(const struct tx_trust *trust, uint64_t area) {
  struct tx_status *next = NULL, *held;
  char name[32], path[80];
  unsigned deltas = 0;
  while ((held = load_list(trust, &deltas)) && deltas < DELTAS_MAX) {
    snprintf(path, sizeof path, "/v1/sync/status/%012" PRIu64 "/%" PRIu64 "/delta", area,
             held->seq);
    const struct tx_span bytes = ask(path, NOTHING, TX_STATUS_BYTES_MAX);
    if (tx_delta_take(bytes, trust, held, now, &next) != TX_OK) break;
    snprintf(name, sizeof name, "status.%u", deltas + 1);
    keep_object(name, bytes, "status", next->seq, next->iat);
    taken(name, TX_OK);
  }
  struct tx_floor floor = read_floor("status");
  if (!held && floor.seq) floor.seq--; /* one that was lost comes back as it was */
  snprintf(path, sizeof path, "/v1/sync/status/%012" PRIu64, area);
  const struct tx_span bytes = ask(path, NOTHING, TX_STATUS_BYTES_MAX);
  if (!taken("status", tx_status_take(bytes, trust, &floor, now, &next))) return;
  if (next->area != area) return;
  keep_object("status", bytes, "status", next->seq, next->iat); /* what stood on another goes bad */
}

int main(int argc, char **argv) {
  uint64_t area;
  if (argc < 3 || !tx_area_parse(tx_span_text(argv[2]), &area)) return 64;
  server = argv[1];
  now.now_s = argc > 3 ? atoll(argv[3]) : time(NULL);
  curl = curl_easy_init();
  sign_in(our_key());
  const struct tx_trust *trust = fetch_trust();
  if (!trust) return 69;
  for (int level = TX_NATION; level <= TX_COMMUNITY; level++)
    if (tx_area_level(tx_area_at(area, (enum tx_level)level)) == (enum tx_level)level)
      fetch_policy(trust, tx_area_at(area, (enum tx_level)level));
  fetch_list(trust, area);
  return 0;
}
