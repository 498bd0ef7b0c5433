/* SPDX-License-Identifier: Apache-2.0 */
/* Keys opened from files and folders. */
#include "keys/signer/signer.h"

#include "promise.h"
#include "scratch.h"

#include "format/crypto.h"
#include "host/cli/command.h"

#include <sys/stat.h>

#define AREA UINT64_C(610113001001)
#define NOW_S 1800000000

static struct host_problem problem;

static struct tx_signer *put_key(const char *folder, const char *name, int64_t alg,
                                 const char *passphrase) {
  char pem[4096];
  size_t n;
  HOST_FREE char *path = host_path(folder, "%s.key", name);
  struct tx_signer *signer = tx_key_generate(alg);
  assert_int_equal(tx_key_write_pem(signer, tx_span_text(passphrase), pem, sizeof pem, &n), TX_OK);
  pem[n] = '\0';
  scratch_put(path, pem, 0600);
  return signer;
}

static enum tx_reason open_key(const char *folder, const char *name,
                               struct keys_passphrase passphrase, struct tx_signer **out) {
  HOST_FREE char *path = host_path(folder, "%s.key", name);
  return keys_signer_open(path, &passphrase, &problem, out);
}

static void a_key_opens_as_the_one_that_was_written(void **state) {
  static const int64_t algs[] = { TX_ALG_ES256, TX_ALG_ED25519, TX_ALG_SM2 };
  for (size_t i = 0; i < COUNT(algs); i++) {
    struct tx_signer *made = put_key(*state, "a", algs[i], ""), *opened = NULL;
    assert_int_equal(open_key(*state, "a", keys_passphrase_none(), &opened), TX_OK);
    assert_memory_equal(made->hash, opened->hash, TX_HASH_SIZE);
    assert_int_equal(opened->alg, algs[i]);
    tx_signer_destroy(made);
    tx_signer_destroy(opened);
  }
}

static void a_key_that_others_can_read_is_refused_with_the_command_that_helps(void **state) {
  static const mode_t modes[] = { 0640, 0604, 0620, 0644, 0666 };
  HOST_FREE char *path = host_path(*state, "a.key");
  struct tx_signer *made = put_key(*state, "a", TX_ALG_ES256, ""), *opened = NULL;
  for (size_t i = 0; i < COUNT(modes); i++) {
    assert_int_equal(chmod(path, modes[i]), 0);
    assert_int_equal(open_key(*state, "a", keys_passphrase_none(), &opened), TX_NOT_ALLOWED);
    assert_non_null(strstr(problem.en, "chmod 600"));
    assert_null(opened);
  }
  tx_signer_destroy(made);
}

static void a_credential_handed_over_by_the_system_is_taken(void **state) {
  HOST_FREE char *path = host_path(*state, "a.key");
  struct tx_signer *made = put_key(*state, "a", TX_ALG_ES256, ""), *opened = NULL;
  assert_int_equal(chmod(path, 0440), 0);
  setenv("CREDENTIALS_DIRECTORY", *state, 1);
  assert_int_equal(open_key(*state, "a", keys_passphrase_none(), &opened), TX_OK);
  unsetenv("CREDENTIALS_DIRECTORY");
  tx_signer_destroy(made);
  tx_signer_destroy(opened);
}

static void a_key_under_a_passphrase_opens_with_it_and_with_no_other(void **state) {
  HOST_FREE char *path = host_path(*state, "passphrase");
  struct tx_signer *made = put_key(*state, "a", TX_ALG_ES256, "correct horse"), *opened = NULL;
  scratch_put(path, "correct horse\n", 0600);
  assert_int_equal(open_key(*state, "a", keys_passphrase_file(path), &opened), TX_OK);
  assert_memory_equal(made->hash, opened->hash, TX_HASH_SIZE);
  tx_signer_destroy(opened);
  opened = NULL;
  scratch_put(path, "battery staple\n", 0600);
  assert_int_equal(open_key(*state, "a", keys_passphrase_file(path), &opened), TX_BAD_KEY);
  assert_int_equal(open_key(*state, "a", keys_passphrase_none(), &opened), TX_NOT_FOUND);
  assert_non_null(strstr(problem.en, "passphrase"));
  tx_signer_destroy(made);
}

static void a_passphrase_file_that_others_can_read_is_refused(void **state) {
  HOST_FREE char *path = host_path(*state, "passphrase");
  struct tx_signer *made = put_key(*state, "a", TX_ALG_ES256, "secret"), *opened = NULL;
  scratch_put(path, "secret\n", 0644);
  assert_int_equal(open_key(*state, "a", keys_passphrase_file(path), &opened), TX_NOT_ALLOWED);
  assert_non_null(strstr(problem.en, path));
  tx_signer_destroy(made);
}

static void what_is_no_key_or_not_there_is_told_apart(void **state) {
  HOST_FREE char *path = host_path(*state, "a.key");
  struct tx_signer *opened = NULL;
  assert_int_equal(open_key(*state, "a", keys_passphrase_none(), &opened), TX_NOT_FOUND);
  scratch_put(path, "", 0600);
  assert_int_equal(open_key(*state, "a", keys_passphrase_none(), &opened), TX_BAD_KEY);
  scratch_put(path, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 0600);
  assert_int_equal(open_key(*state, "a", keys_passphrase_none(), &opened), TX_BAD_KEY);
  assert_int_not_equal(problem.en[0], '\0');
}

static void a_kind_may_be_named_before_the_place(void **state) {
  HOST_FREE char *where = NULL;
  struct tx_signer *made = put_key(*state, "a", TX_ALG_ES256, ""), *opened = NULL;
  struct keys_passphrase none = keys_passphrase_none();
  assert_true(asprintf(&where, "pem:%s/a.key", (const char *)*state) > 0);
  assert_int_equal(keys_signer_open(where, &none, &problem, &opened), TX_OK);
  tx_signer_destroy(made);
  tx_signer_destroy(opened);
}

/* --- folders ---------------------------------------------------------------------------------- */

static void a_folder_opens_every_key_in_it_by_name(void **state) {
  struct keys_passphrase none = keys_passphrase_none();
  struct tx_signer *b = put_key(*state, "b", TX_ALG_ES256, ""),
                   *a = put_key(*state, "a", TX_ALG_SM2, "");
  HOST_FREE char *other = host_path(*state, "trust.cose");
  scratch_put(other, "x", 0644);
  struct keys_ring ring;
  assert_int_equal(keys_ring_load(*state, &none, &problem, &ring), TX_OK);
  assert_int_equal(ring.count, 2);
  assert_string_equal(ring.names[0], "a");
  assert_memory_equal(keys_ring_find(&ring, b->hash)->hash, b->hash, TX_HASH_SIZE);
  a->hash[0] ^= 1;
  assert_null(keys_ring_find(&ring, a->hash));
  keys_ring_finish(&ring);
  tx_signer_destroy(a);
  tx_signer_destroy(b);
}

static void one_bad_key_closes_the_whole_folder(void **state) {
  struct keys_passphrase none = keys_passphrase_none();
  struct keys_ring ring;
  HOST_FREE char *bad = host_path(*state, "b.key");
  assert_int_equal(keys_ring_load(*state, &none, &problem, &ring), TX_NOT_FOUND);
  tx_signer_destroy(put_key(*state, "a", TX_ALG_ES256, ""));
  scratch_put(bad, "nonsense", 0600);
  assert_int_equal(keys_ring_load(*state, &none, &problem, &ring), TX_BAD_KEY);
  assert_non_null(strstr(problem.en, "b.key"));
  keys_ring_finish(&ring);
}

static void a_root_among_the_keys_is_refused_in_words(void **state) {
  struct keys_passphrase none = keys_passphrase_none();
  struct keys_ring ring;
  HOST_FREE char *json = host_path(*state, "b.json");
  struct tx_signer *root = put_key(*state, "b", TX_ALG_ES256, "under a passphrase");
  scratch_put(json, "{\"use\":\"root\"}", 0644);
  assert_int_equal(keys_ring_load(*state, &none, &problem, &ring), TX_NOT_ALLOWED);
  assert_non_null(strstr(problem.en, "/b.key is a root key"));
  assert_non_null(strstr(problem.zh, "/b.key 是根密钥"));
  keys_ring_finish(&ring);
  scratch_put(json, "{\"use\":\"issue\"}", 0644);
  assert_int_equal(keys_ring_load(*state, &none, &problem, &ring), TX_NOT_FOUND);
  keys_ring_finish(&ring);
  tx_signer_destroy(root);
}

static void a_root_that_the_trust_list_names_is_refused_whatever_it_is_called(void **state) {
  struct keys_passphrase none = keys_passphrase_none();
  struct keys_ring ring;
  struct tx_signer *issue = put_key(*state, "a", TX_ALG_ES256, ""),
                   *root = put_key(*state, "harmless", TX_ALG_ES256, "");
  struct tx_trust trust = { .root_count = 2 }, other = { .root_count = 1 };
  memcpy(trust.roots[1].hash, root->hash, TX_HASH_SIZE);
  assert_int_equal(keys_ring_load(*state, &none, &problem, &ring), TX_OK);
  assert_int_equal(keys_ring_refuse_roots(&ring, &other, &problem), TX_OK);
  assert_int_equal(keys_ring_refuse_roots(&ring, &trust, &problem), TX_NOT_ALLOWED);
  assert_non_null(strstr(problem.en, "/harmless.key is a root key"));
  keys_ring_finish(&ring);
  tx_signer_destroy(issue);
  tx_signer_destroy(root);
}

/* A row for the i-th key of the ring. */
static struct tx_key_row row_for(const struct keys_ring *ring, size_t i, uint64_t area,
                                 int64_t from_s) {
  struct tx_key_row row = { .alg = TX_ALG_ES256,
                            .uses = TX_USE_ISSUE,
                            .area = area,
                            .sign_from = from_s,
                            .sign_until = NOW_S + 100,
                            .verify_until = NOW_S + 200 };
  memcpy(row.hash, ring->signers[i]->hash, TX_HASH_SIZE);
  return row;
}

static size_t chosen(const struct keys_ring *ring, const struct tx_trust *trust, enum tx_use use,
                     uint64_t area, int64_t at_s) {
  const struct tx_key_row *row;
  const struct tx_signer *signer = keys_ring_choose(ring, trust, use, area, at_s, &row);
  for (size_t i = 0; i < ring->count; i++)
    if (ring->signers[i] == signer) return i;
  assert_null(row);
  return SIZE_MAX;
}

static void the_closest_key_that_may_sign_now_is_chosen(void **state) {
  struct keys_passphrase none = keys_passphrase_none();
  for (size_t i = 0; i < 3; i++)
    tx_signer_destroy(put_key(*state, (const char *[]){ "a", "b", "c" }[i], TX_ALG_ES256, ""));
  struct keys_ring ring;
  assert_int_equal(keys_ring_load(*state, &none, &problem, &ring), TX_OK);
  struct tx_key_row rows[] = { row_for(&ring, 0, UINT64_C(610100000000), NOW_S - 50),
                               row_for(&ring, 1, AREA, NOW_S - 50),
                               row_for(&ring, 2, AREA, NOW_S - 10) };
  struct tx_trust trust = { .rows = rows, .row_count = 3 };
  assert_int_equal(chosen(&ring, &trust, TX_USE_ISSUE, AREA, NOW_S), 2);
  assert_int_equal(chosen(&ring, &trust, TX_USE_ISSUE, AREA, NOW_S - 20), 1);
  assert_int_equal(chosen(&ring, &trust, TX_USE_ISSUE, UINT64_C(610113001002), NOW_S), 0);
  assert_int_equal(chosen(&ring, &trust, TX_USE_ISSUE, UINT64_C(110000000000), NOW_S), SIZE_MAX);
  assert_int_equal(chosen(&ring, &trust, TX_USE_STATUS, AREA, NOW_S), SIZE_MAX);
  assert_int_equal(chosen(&ring, &trust, TX_USE_ISSUE, AREA, NOW_S + 101), SIZE_MAX);
  assert_int_equal(chosen(&ring, &trust, TX_USE_ISSUE, AREA, NOW_S + 100), 2);
  rows[2].revoked = true;
  assert_int_equal(chosen(&ring, &trust, TX_USE_ISSUE, AREA, NOW_S), 1);
  keys_ring_finish(&ring);
}

static void a_demo_key_is_known_by_its_name(UNUSED void **state) {
  struct tx_key_row row = { .name = tx_span_text("DEMO-xian") };
  assert_true(keys_row_is_demo(&row));
  row.name = tx_span_text("xian-DEMO");
  assert_false(keys_row_is_demo(&row));
  row.name = tx_span_text("DEM");
  assert_false(keys_row_is_demo(&row));
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(a_key_opens_as_the_one_that_was_written),
    IN_FOLDER(a_key_that_others_can_read_is_refused_with_the_command_that_helps),
    IN_FOLDER(a_credential_handed_over_by_the_system_is_taken),
    IN_FOLDER(a_key_under_a_passphrase_opens_with_it_and_with_no_other),
    IN_FOLDER(a_passphrase_file_that_others_can_read_is_refused),
    IN_FOLDER(what_is_no_key_or_not_there_is_told_apart),
    IN_FOLDER(a_kind_may_be_named_before_the_place),
    IN_FOLDER(a_folder_opens_every_key_in_it_by_name),
    IN_FOLDER(one_bad_key_closes_the_whole_folder),
    IN_FOLDER(a_root_among_the_keys_is_refused_in_words),
    IN_FOLDER(a_root_that_the_trust_list_names_is_refused_whatever_it_is_called),
    IN_FOLDER(the_closest_key_that_may_sign_now_is_chosen),
    cmocka_unit_test(a_demo_key_is_known_by_its_name),
  };
  host_lang_set("en");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
