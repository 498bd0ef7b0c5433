/* SPDX-License-Identifier: Apache-2.0 */
/* A key on a PKCS#11 token, SoftHSM's here: what no command line shows. */
#include "keys/signer/signer.h"

#include "promise.h"
#include "scratch.h"

#include "format/crypto.h"
#include "host/text/language.h"

#include <p11-kit/pkcs11.h>

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define MODULE "/usr/lib/softhsm/libsofthsm2.so"
#define ADDRESS "pkcs11:token=hsm?module-path=" MODULE
#define PIN "246810"
#define THREADS 4
#define EACH 25

static struct host_problem problem;
static int pin_asked;

static enum tx_reason give_pin(const struct keys_passphrase *from, const char *what, bool twice,
                               struct host_bytes *out) {
  (void)from;
  assert_string_equal(what, "hsm (PIN)");
  assert_false(twice);
  pin_asked++;
  *out = (struct host_bytes){ .p = (uint8_t *)strdup(PIN), .n = strlen(PIN) };
  return TX_OK;
}
static const struct keys_passphrase pin = { .get = give_pin };

/* A token in this test's folder; skipped where there is no SoftHSM. */
static void put_token(const char *folder) {
  HOST_FREE char *conf = host_path(folder, "softhsm.conf");
  HOST_FREE char *tokens = host_path(folder, "tokens");
  char line[512];
  if (access(MODULE, R_OK) != 0) skip();
  assert_int_equal(host_mkdirs(tokens, 0700), TX_OK);
  snprintf(line, sizeof line, "directories.tokendir = %s\nlog.level = ERROR\n", tokens);
  scratch_put(conf, line, 0600);
  setenv("SOFTHSM2_CONF", conf, 1);
  assert_int_equal(system("softhsm2-util --init-token --free --label hsm --pin " PIN
                          " --so-pin 13579111 >/dev/null"),
                   0);
}

static struct tx_signer *make(const char *folder, char **where) {
  struct tx_signer *signer = NULL;
  put_token(folder);
  assert_int_equal(keys_token_make(ADDRESS, "key", &pin, &problem, &signer, where), TX_OK);
  return signer;
}

static bool signs(const struct tx_signer *signer, struct tx_span message) {
  uint8_t signature[TX_SIGNATURE_SIZE];
  struct tx_verifier *verifier =
      tx_verifier_create(signer->alg, tx_span_of(signer->spki, signer->spki_len));
  bool holds = signer->ops->sign(signer, message, signature) &&
               tx_verifier_holds(verifier, message, (struct tx_span){ 0 }, signature);
  tx_verifier_destroy(verifier);
  return holds;
}

/* --- promises --------------------------------------------------------------------------------- */

static void a_key_on_a_token_opens_by_the_address_that_its_file_holds(void **state) {
  HOST_FREE char *where = NULL;
  HOST_FREE char *path = host_path(*state, "key.key");
  struct tx_signer *made = make(*state, &where), *opened = NULL;
  assert_non_null(strstr(where, "object=key"));
  scratch_put(path, where, 0600);
  assert_int_equal(keys_signer_open(path, &pin, &problem, &opened), TX_OK);
  assert_memory_equal(opened->hash, made->hash, TX_HASH_SIZE);
  assert_int_equal(opened->alg, TX_ALG_ES256);
  assert_true(signs(opened, tx_span_text("a message")));
  tx_signer_destroy(made);
  tx_signer_destroy(opened);
}

static void a_key_on_a_token_cannot_be_read_out(void **state) {
  char pem[4096];
  size_t n;
  HOST_FREE char *where = NULL;
  struct tx_signer *made = make(*state, &where);
  assert_int_equal(tx_key_write_pem(made, (struct tx_span){ 0 }, pem, sizeof pem, &n), TX_BAD_KEY);
  tx_signer_destroy(made);
}

/* The module underneath forgets every session and login, as it does when a token is pulled. */
static void pull_and_put_back(void) {
  CK_SLOT_ID slots[8];
  CK_ULONG count = 8;
  CK_FUNCTION_LIST *api = NULL;
  CK_C_GetFunctionList get = NULL;
  void *module = dlopen(MODULE, RTLD_NOW);
  assert_non_null(module);
  *(void **)&get = dlsym(module, "C_GetFunctionList");
  assert_non_null(get);
  assert_int_equal(get(&api), CKR_OK);
  assert_int_equal(api->C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
  for (CK_ULONG i = 0; i < count; i++)
    api->C_CloseAllSessions(slots[i]);
  dlclose(module);
}

static void a_token_that_was_pulled_and_put_back_signs_again(void **state) {
  HOST_FREE char *where = NULL;
  struct tx_signer *made = make(*state, &where);
  assert_true(signs(made, tx_span_text("before")));
  pin_asked = 0;
  pull_and_put_back();
  assert_true(signs(made, tx_span_text("after")));
  assert_int_equal(pin_asked, 0);
  tx_signer_destroy(made);
}

static void *sign_many(void *signer) {
  char message[32];
  for (int i = 0; i < EACH; i++) {
    snprintf(message, sizeof message, "message %d", i);
    if (!signs(signer, tx_span_text(message))) return NULL;
  }
  return signer;
}

static void a_token_signs_for_several_threads_at_once(void **state) {
  pthread_t threads[THREADS];
  HOST_FREE char *where = NULL;
  struct tx_signer *made = make(*state, &where);
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, sign_many, made), 0);
  for (int i = 0; i < THREADS; i++) {
    void *result = NULL;
    pthread_join(threads[i], &result);
    assert_non_null(result);
  }
  tx_signer_destroy(made);
}

/* As the signing key of an identity card does. */
static void a_key_that_wants_its_pin_each_time_gets_it(void **state) {
  struct tx_signer *opened = NULL;
  put_token(*state);
  assert_int_equal(system("pkcs11-tool --module " MODULE " --login --pin " PIN
                          " --keypairgen --key-type EC:prime256v1 --label each --id 07 "
                          "--always-auth >/dev/null 2>&1"),
                   0);
  assert_int_equal(
      keys_signer_open("pkcs11:token=hsm;object=each?module-path=" MODULE, &pin, &problem, &opened),
      TX_OK);
  assert_true(signs(opened, tx_span_text("one")));
  assert_true(signs(opened, tx_span_text("two")));
  tx_signer_destroy(opened);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(a_key_on_a_token_opens_by_the_address_that_its_file_holds),
    IN_FOLDER(a_key_on_a_token_cannot_be_read_out),
    IN_FOLDER(a_token_that_was_pulled_and_put_back_signs_again),
    IN_FOLDER(a_token_signs_for_several_threads_at_once),
    IN_FOLDER(a_key_that_wants_its_pin_each_time_gets_it),
  };
  host_lang_set("en");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
