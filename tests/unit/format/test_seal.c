/* SPDX-License-Identifier: Apache-2.0 */
#include "format/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants the first two above first */
#include <cmocka.h>

#define PLATE "陕A12345"
#define SEALED_MAX (sizeof PLATE + TX_SEALED_EXTRA)

static struct tx_signer *office, *other;

static int make_keys(void **state) {
  (void)state;
  office = tx_key_generate(TX_ALG_ES256);
  other = tx_key_generate(TX_ALG_ES256);
  return office && other ? 0 : -1;
}

static int drop_keys(void **state) {
  (void)state;
  tx_signer_destroy(office);
  tx_signer_destroy(other);
  return 0;
}

static struct tx_span seal(uint8_t *out) {
  size_t n;
  assert_int_equal(
      tx_seal(tx_span_text(PLATE), tx_span_of(office->spki, office->spki_len), out, SEALED_MAX, &n),
      TX_OK);
  return tx_span_of(out, n);
}

static void a_number_sealed_at_a_gate_is_read_by_the_office_alone(void **state) {
  (void)state;
  uint8_t sealed[SEALED_MAX], plain[64];
  size_t n;
  struct tx_span der = seal(sealed);
  assert_null(memmem(der.p, der.n, "12345", 5));
  assert_int_equal(tx_unseal(der, office, plain, sizeof plain, &n), TX_OK);
  assert_int_equal(n, strlen(PLATE));
  assert_memory_equal(plain, PLATE, n);
  assert_int_equal(tx_unseal(der, other, plain, sizeof plain, &n), TX_BAD_KEY);
}

static void an_altered_seal_is_refused(void **state) {
  (void)state;
  uint8_t sealed[SEALED_MAX], plain[SEALED_MAX];
  size_t n, refused = 0;
  struct tx_span der = seal(sealed);
  for (size_t i = 0; i < der.n; i++) {
    sealed[i] ^= 0x10;
    if (tx_unseal(der, office, plain, sizeof plain, &n) == TX_OK)
      assert_memory_equal(plain, PLATE, n);
    else
      refused++;
    sealed[i] ^= 0x10;
  }
  /* What is not authenticated names the recipient or the lengths; the rest is. */
  assert_true(refused > der.n / 2);
  for (size_t cut = 0; cut < der.n; cut += 7)
    assert_int_not_equal(tx_unseal(tx_span_of(sealed, cut), office, plain, sizeof plain, &n),
                         TX_OK);
}

/* The recipient is named by the kid, and what is inside is what the standard tool reads. */
static void another_implementation_of_cms_sees_the_recipient_by_its_kid(void **state) {
  (void)state;
  char path[] = "/tmp/tongxing-seal-XXXXXX", command[128], line[512], kid[12];
  uint8_t sealed[SEALED_MAX];
  struct tx_span der = seal(sealed);
  int fd = mkstemp(path);
  assert_int_equal(write(fd, der.p, der.n), (ssize_t)der.n);
  close(fd);
  snprintf(command, sizeof command, "openssl cms -cmsout -print -noout -inform DER -in %s", path);
  snprintf(kid, sizeof kid, "%02x %02x %02x %02x", office->hash[0], office->hash[1],
           office->hash[2], office->hash[3]);
  bool named = false, gcm = false, authenticated = false;
  FILE *out = popen(command, "r");
  assert_non_null(out);
  while (fgets(line, sizeof line, out)) {
    named |= strstr(line, kid) != NULL;
    gcm |= strstr(line, "aes-256-gcm") != NULL;
    authenticated |= strstr(line, "authEnvelopedData") != NULL;
  }
  int status = pclose(out);
  unlink(path);
  assert_int_equal(status, 0);
  assert_true(named && gcm && authenticated);
}

static void what_is_no_key_of_ours_is_not_sealed_to(void **state) {
  (void)state;
  uint8_t sealed[SEALED_MAX];
  size_t n;
  assert_int_equal(
      tx_seal(tx_span_text(PLATE), tx_span_of(office->spki, 90), sealed, sizeof sealed, &n),
      TX_BAD_KEY);
  assert_int_equal(
      tx_seal(tx_span_text(PLATE), tx_span_of(office->spki, office->spki_len), sealed, 20, &n),
      TX_NO_SPACE);
}

static void the_nearest_area_s_sealing_key_is_taken(void **state) {
  (void)state;
  struct tx_key_row rows[4];
  const uint64_t areas[4] = { 610100000000, 610113001000, 610113001001, 610113001002 };
  for (size_t i = 0; i < 4; i++)
    rows[i] = (struct tx_key_row){ .alg = TX_ALG_ES256,
                                   .uses = TX_USE_SEAL,
                                   .area = areas[i],
                                   .sign_until = 2000000000,
                                   .verify_until = 2000000000 };
  struct tx_trust trust = { .rows = rows, .row_count = 4 };
  struct tx_clock clock = { .now_s = 1795392000 };
  assert_ptr_equal(tx_seal_key(&trust, 610113001001, clock), &rows[2]);
  rows[2].alg = TX_ALG_ED25519; /* which signs, and opens nothing */
  assert_ptr_equal(tx_seal_key(&trust, 610113001001, clock), &rows[1]);
  rows[2].alg = TX_ALG_ES256;
  struct tx_key_row turned[] = { rows[2], rows[1], rows[0] };
  const struct tx_trust other_way = { .rows = turned, .row_count = 3 };
  assert_ptr_equal(tx_seal_key(&other_way, 610113001001, clock), &turned[0]);
  rows[2].revoked = true;
  assert_ptr_equal(tx_seal_key(&trust, 610113001001, clock), &rows[1]);
  rows[1].sign_until = 1;
  assert_ptr_equal(tx_seal_key(&trust, 610113001001, clock), &rows[0]);
  rows[0].uses = TX_USE_ISSUE;
  assert_null(tx_seal_key(&trust, 610113001001, clock));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_number_sealed_at_a_gate_is_read_by_the_office_alone),
    cmocka_unit_test(an_altered_seal_is_refused),
    cmocka_unit_test(another_implementation_of_cms_sees_the_recipient_by_its_kid),
    cmocka_unit_test(what_is_no_key_of_ours_is_not_sealed_to),
    cmocka_unit_test(the_nearest_area_s_sealing_key_is_taken),
  };
  return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
