/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P3: issue, from a resident's record to signed text, against a bare sign of as many bytes.
 *   p3 N   prints the seconds that N bare signs take, for P5
 */
#include "bench.h"

#include "domain/pass/issue.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#define NOW_S 1640995200

struct bare {
  EVP_PKEY *key;
  EVP_MD_CTX *prepared, *context; /* looked up once, copied for each: OpenSSL at its fastest */
  uint8_t message[TX_TEXT_MAX];
  size_t length;
};

static const struct resident resident = {
  .area = 610113001001u,
  .index = 42,
  .person = { .mask = "张*三", .tail = "891X", .unit = "3-2", .birth_date = "1980-03-07" },
  .household = 17,
  .record = 0x2a80a3c1u
};

static void fail(const char *what) {
  (void)fprintf(stderr, "P3: %s\n", what);
  exit(70);
}

static void issue(void *state) {
  const struct tx_signer *signer = state;
  struct tx_pass pass;
  char text[TX_TEXT_MAX + 1];
  pass_describe(&resident, TX_ROLE_RESIDENT, NOW_S, &pass);
  pass.iat = NOW_S;
  pass.exp = NOW_S + pass_validity_s(TX_ROLE_RESIDENT);
  if (tx_pass_sign(&pass, signer, text) != TX_OK) fail("the pass could not be signed");
}

static void sign(void *state) {
  struct bare *bare = state;
  uint8_t signature[80];
  size_t n = sizeof signature;
  if (EVP_MD_CTX_copy_ex(bare->context, bare->prepared) != 1 ||
      EVP_DigestSign(bare->context, signature, &n, bare->message, bare->length) != 1)
    fail("OpenSSL could not sign");
}

static void count(struct bare *bare, long signs) {
  const double from = bench_now(CLOCK_MONOTONIC);
  for (long i = 0; i < signs; i++)
    sign(bare);
  printf("%.2f\n", bench_now(CLOCK_MONOTONIC) - from);
}

static void compare(struct bare *bare, struct tx_signer *signer) {
  const struct bench_side ours = { "record to signed text", issue, signer, 64 };
  const struct bench_side reference = { "bare EVP_DigestSign of 100 bytes", sign, bare, 64 };
  const struct bench_result result = bench_pair(&ours, &reference, 201, CLOCK_THREAD_CPUTIME_ID);
  bench_report("P3", &ours, &reference, &result);
}

int main(int argc, char **argv) {
  struct tx_signer *signer = tx_key_generate(TX_ALG_ES256);
  struct bare bare = { .key = EVP_EC_gen("P-256"),
                       .prepared = EVP_MD_CTX_new(),
                       .context = EVP_MD_CTX_new(),
                       .length = 100 };
  if (!signer || !bare.key || !bare.context || !bare.prepared ||
      EVP_DigestSignInit(bare.prepared, NULL, EVP_sha256(), NULL, bare.key) != 1)
    fail("no keys");
  if (argc > 1)
    count(&bare, atol(argv[1]));
  else
    compare(&bare, signer);
  EVP_MD_CTX_free(bare.prepared);
  EVP_MD_CTX_free(bare.context);
  EVP_PKEY_free(bare.key);
  tx_signer_destroy(signer);
  return 0;
}
