/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of the ceremony, and what is encoded in it. */
#include "keys/trust/encode.h"
#include "keys/trust/folder.h"

#include "promise.h"
#include "scratch.h"

#include "format/crypto.h"
#include "host/cli/command.h"
#include "keys/trust/generate.h"

static struct keys_entry entry_of(const struct tx_signer *signer, const char *name,
                                  const char *use) {
  struct keys_entry entry = { .use = keys_use_named(use),
                              .alg = signer->alg,
                              .area = UINT64_C(610113001001),
                              .sign_from = 1000,
                              .sign_until = 2000,
                              .verify_until = 3000,
                              .spki_len = signer->spki_len };
  snprintf(entry.name, sizeof entry.name, "%s", name);
  memcpy(entry.spki, signer->spki, signer->spki_len);
  memcpy(entry.hash, signer->hash, TX_HASH_SIZE);
  return entry;
}

static void put_entry(const char *folder, const char *name, const char *use, int64_t alg) {
  struct tx_signer *signer = tx_key_generate(alg);
  struct keys_entry entry = entry_of(signer, name, use);
  assert_int_equal(keys_public_write(folder, &entry), TX_OK);
  assert_int_equal(keys_entry_write(folder, &entry), TX_OK);
  tx_signer_destroy(signer);
}

static void an_entry_is_read_back_as_it_was_written(void **state) {
  static const int64_t algs[] = { TX_ALG_ES256, TX_ALG_ED25519, TX_ALG_SM2 };
  static const char *const uses[] = { "issue", "seal", "root" };
  for (size_t i = 0; i < COUNT(algs); i++) {
    struct tx_signer *signer = tx_key_generate(algs[i]);
    struct keys_entry written = entry_of(signer, uses[i], uses[i]), read;
    assert_int_equal(keys_public_write(*state, &written), TX_OK);
    assert_int_equal(keys_entry_write(*state, &written), TX_OK);
    assert_int_equal(keys_entry_read(*state, uses[i], &read), EX_OK);
    assert_memory_equal(read.hash, written.hash, TX_HASH_SIZE);
    assert_ptr_equal(read.use, written.use);
    assert_int_equal(read.alg, algs[i]);
    if (!keys_is_root(&read)) assert_int_equal(read.area, written.area);
    if (!keys_is_root(&read)) assert_int_equal(read.verify_until, 3000);
    tx_signer_destroy(signer);
  }
}

static void a_name_that_would_leave_the_folder_is_none(UNUSED void **state) {
  static const char *const bad[] = { "",         ".",       "..",      "../x",  "a/b",
                                     "-x",       "a b",     "a\n",     "trust", "\xff",
                                     "a\u202eb", "a\u200b", "a\u00a0b" };
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(!keys_name_valid(bad[i]), bad[i]);
  char name[KEYS_NAME_MAX + 2] = "";
  memset(name, 'x', KEYS_NAME_MAX);
  assert_true(keys_name_valid(name));
  name[KEYS_NAME_MAX] = 'x';
  assert_false(keys_name_valid(name));
  assert_true(keys_name_valid("西安-签发"));
}

static void a_folder_that_is_not_there_is_empty(UNUSED void **state) {
  KEYS_FOLDER folder = { 0 };
  assert_int_equal(keys_folder_open("/nowhere/at/all", &folder), EX_OK);
  assert_int_equal(folder.count, 0);
}

static const struct {
  const char *what, *json;
} bad_descriptions[] = {
  { "no JSON", "{" },
  { "no object", "[]" },
  { "no use", "{}" },
  { "unknown use", "{\"use\":\"kitchen\"}" },
  { "no area", "{\"use\":\"issue\"}" },
  { "bad area", "{\"use\":\"issue\",\"area\":\"610013001001\"}" },
  { "bad time", "{\"use\":\"issue\",\"area\":\"610113001001\",\"sign_from\":\"soon\"}" },
  { "a name twice", "{\"use\":\"root\",\"use\":\"issue\"}" },
};

static void a_description_that_is_wrong_closes_the_folder(void **state) {
  HOST_FREE char *path = host_path(*state, "a.json");
  put_entry(*state, "a", "issue", TX_ALG_ES256);
  for (size_t i = 0; i < COUNT(bad_descriptions); i++) {
    KEYS_FOLDER folder = { 0 };
    scratch_put(path, bad_descriptions[i].json, 0644);
    ASSERT_ROW(keys_folder_open(*state, &folder) == EX_DATAERR, bad_descriptions[i].what);
  }
}

static void a_public_key_in_another_form_is_refused(void **state) {
  HOST_FREE char *path = host_path(*state, "a.pub");
  put_entry(*state, "a", "issue", TX_ALG_ES256);
  scratch_put(path, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", 0644);
  KEYS_FOLDER folder = { 0 };
  assert_int_equal(keys_folder_open(*state, &folder), EX_DATAERR);
}

static void what_is_revoked_stays_in_the_folder(void **state) {
  put_entry(*state, "a", "issue", TX_ALG_ES256);
  put_entry(*state, "b", "issue", TX_ALG_ES256);
  KEYS_FOLDER folder = { 0 };
  assert_int_equal(keys_folder_open(*state, &folder), EX_OK);
  assert_false(keys_folder_is_revoked(&folder, folder.entries[0].hash));
  assert_int_equal(keys_folder_revoke(&folder, folder.entries[0].hash, "a", 1000), TX_OK);
  assert_int_equal(keys_folder_revoke(&folder, folder.entries[1].hash, "b", 1000), TX_OK);
  KEYS_FOLDER again = { 0 };
  assert_int_equal(keys_folder_open(*state, &again), EX_OK);
  assert_int_equal(again.revoked_count, 2);
  assert_true(keys_folder_is_revoked(&again, folder.entries[0].hash));
  assert_true(keys_folder_is_revoked(&again, folder.entries[1].hash));
}

static void a_line_of_revoked_that_is_no_hash_closes_the_folder(void **state) {
  HOST_FREE char *path = host_path(*state, "revoked");
  scratch_put(path, "# note\n00112233\n", 0644);
  KEYS_FOLDER folder = { 0 };
  assert_int_equal(keys_folder_open(*state, &folder), EX_DATAERR);
}

/* --- kids ------------------------------------------------------------------------------------- */

static int calls;
static uint8_t unlucky[TX_HASH_SIZE];

/* The first two keys collide with what is there. */
static struct tx_signer *unlucky_twice(int64_t alg) {
  struct tx_signer *signer = tx_key_generate(alg);
  if (calls++ < 2) memcpy(signer->hash, unlucky, TX_KID_SIZE);
  return signer;
}

static struct tx_signer *always_unlucky(int64_t alg) {
  calls = 0;
  return unlucky_twice(alg);
}

static void a_key_whose_kid_is_taken_is_made_again(void **state) {
  put_entry(*state, "a", "issue", TX_ALG_ES256);
  KEYS_FOLDER folder = { 0 };
  assert_int_equal(keys_folder_open(*state, &folder), EX_OK);
  memcpy(unlucky, folder.entries[0].hash, TX_HASH_SIZE);
  calls = 0;
  struct tx_signer *signer = generate_apart(&folder, TX_ALG_ES256, unlucky_twice);
  assert_non_null(signer);
  assert_int_equal(calls, 3);
  assert_false(keys_folder_kid_taken(&folder, signer->hash));
  tx_signer_destroy(signer);
  assert_null(generate_apart(&folder, TX_ALG_ES256, always_unlucky));
}

static void a_revoked_kid_is_taken_too(void **state) {
  put_entry(*state, "a", "issue", TX_ALG_ES256);
  KEYS_FOLDER folder = { 0 }, again = { 0 };
  assert_int_equal(keys_folder_open(*state, &folder), EX_OK);
  uint8_t stranger[TX_HASH_SIZE] = { 1, 2, 3, 4, 5 };
  assert_false(keys_folder_kid_taken(&folder, stranger));
  stranger[4] = 6;
  assert_int_equal(keys_folder_revoke(&folder, stranger, "-", 1000), TX_OK);
  stranger[4] = 5;
  assert_int_equal(keys_folder_open(*state, &again), EX_OK);
  assert_true(keys_folder_kid_taken(&again, stranger));
}

/* --- encodings -------------------------------------------------------------------------------- */

static void the_key_is_found_inside_a_certificate(void **state) {
  HOST_FREE char *command = NULL;
  const char *folder = *state;
  assert_true(
      asprintf(
          &command,
          "cd '%s' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
          "-subj /CN=x -keyout k -out c.pem 2>/dev/null && openssl pkey -in k -pubout -out p.pem",
          folder) > 0);
  if (system(command) != 0) skip();
  HOST_FREE char *c_path = host_path(folder, "c.pem"), *p_path = host_path(folder, "p.pem");
  HOST_BYTES c = { 0 };
  HOST_BYTES p = { 0 };
  uint8_t der[4096], public_key[256];
  size_t der_len, public_len;
  struct tx_span spki;
  assert_int_equal(host_file_read(c_path, 4096, &c), TX_OK);
  assert_int_equal(host_file_read(p_path, 4096, &p), TX_OK);
  assert_true(keys_pem_decode(host_span(&c), "CERTIFICATE", der, sizeof der, &der_len));
  assert_true(
      keys_pem_decode(host_span(&p), "PUBLIC KEY", public_key, sizeof public_key, &public_len));
  assert_true(keys_certificate_spki(tx_span_of(der, der_len), &spki));
  assert_true(tx_span_equal(spki, tx_span_of(public_key, public_len)));
  for (size_t n = 0; n < der_len; n++)
    assert_false(keys_certificate_spki(tx_span_of(der, n), &spki));
}

static void a_hash_is_grouped_by_four_for_reading_aloud(UNUSED void **state) {
  uint8_t hash[TX_HASH_SIZE] = { 0x01, 0x23, 0xab };
  char text[KEYS_GROUPED_SIZE];
  keys_hash_grouped(hash, text);
  assert_int_equal(strlen(text), KEYS_GROUPED_SIZE - 1);
  assert_memory_equal(text, "0123 ab00 0000 ", 15);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(an_entry_is_read_back_as_it_was_written),
    cmocka_unit_test(a_name_that_would_leave_the_folder_is_none),
    cmocka_unit_test(a_folder_that_is_not_there_is_empty),
    IN_FOLDER(a_description_that_is_wrong_closes_the_folder),
    IN_FOLDER(a_public_key_in_another_form_is_refused),
    IN_FOLDER(what_is_revoked_stays_in_the_folder),
    IN_FOLDER(a_line_of_revoked_that_is_no_hash_closes_the_folder),
    IN_FOLDER(a_key_whose_kid_is_taken_is_made_again),
    IN_FOLDER(a_revoked_kid_is_taken_too),
    IN_FOLDER(the_key_is_found_inside_a_certificate),
    cmocka_unit_test(a_hash_is_grouped_by_four_for_reading_aloud),
  };
  host_lang_set("en");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
