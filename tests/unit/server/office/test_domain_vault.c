/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "domain/key/field_encryption.h"
#include "format/crypto.h"

#include <pthread.h>

static const uint8_t subject[TX_HASH_SIZE] = { 1 }, other[TX_HASH_SIZE] = { 2 };

static enum tx_reason unseal(const struct field_keys *fields, const char *what,
                             const uint8_t of[TX_HASH_SIZE], const struct sealed *sealed,
                             char out[SEALED_MAX]) {
  size_t n;
  enum tx_reason reason =
      field_unseal(fields, what, of, sealed, (uint8_t *)out, SEALED_MAX - 1, &n);
  out[reason == TX_OK ? n : 0] = '\0';
  return reason;
}

static struct field_keys a_vault(uint8_t first) {
  const uint8_t master[FIELD_KEY_SIZE] = { first };
  struct field_keys fields;
  field_keys_derive(master, &fields);
  return fields;
}

static void what_is_sealed_comes_back(UNUSED void **state) {
  struct field_keys fields = a_vault(1);
  struct sealed sealed;
  char text[SEALED_MAX];
  assert_int_equal(field_seal(&fields, "name", subject, tx_span_text("王秀英"), &sealed), TX_OK);
  assert_null(memmem(sealed.bytes, sealed.n, "王秀英", strlen("王秀英")));
  assert_int_equal(unseal(&fields, "name", subject, &sealed, text), TX_OK);
  assert_string_equal(text, "王秀英");
}

static void the_same_text_is_never_sealed_the_same(UNUSED void **state) {
  struct field_keys fields = a_vault(1);
  struct sealed one, two;
  assert_int_equal(field_seal(&fields, "name", subject, tx_span_text("王秀英"), &one), TX_OK);
  assert_int_equal(field_seal(&fields, "name", subject, tx_span_text("王秀英"), &two), TX_OK);
  assert_memory_not_equal(one.bytes, two.bytes, one.n);
}

static void a_seal_holds_in_its_own_column_row_and_office_only(UNUSED void **state) {
  struct field_keys fields = a_vault(1), foreign = a_vault(2);
  struct sealed sealed;
  char text[SEALED_MAX];
  assert_int_equal(field_seal(&fields, "name", subject, tx_span_text("王秀英"), &sealed), TX_OK);
  assert_int_equal(unseal(&fields, "phone", subject, &sealed, text), TX_BAD_SIGNATURE);
  assert_int_equal(unseal(&fields, "name", other, &sealed, text), TX_BAD_SIGNATURE);
  assert_int_equal(unseal(&foreign, "name", subject, &sealed, text), TX_BAD_SIGNATURE);
  assert_string_equal(text, "");
}

static void every_altered_byte_is_noticed(UNUSED void **state) {
  struct field_keys fields = a_vault(1);
  struct sealed sealed;
  char text[SEALED_MAX];
  assert_int_equal(field_seal(&fields, "id", subject, tx_span_text("99010119800307891X"), &sealed),
                   TX_OK);
  for (size_t i = 0; i < sealed.n; i++) {
    sealed.bytes[i] ^= 0x80;
    assert_int_equal(unseal(&fields, "id", subject, &sealed, text), TX_BAD_SIGNATURE);
    sealed.bytes[i] ^= 0x80;
  }
}

static void nothing_is_an_absent_seal_and_too_much_is_refused(UNUSED void **state) {
  struct field_keys fields = a_vault(1);
  struct sealed sealed;
  char text[SEALED_MAX] = "x", long_text[SEALED_MAX];
  assert_int_equal(field_seal(&fields, "phone", subject, tx_span_text(""), &sealed), TX_OK);
  assert_int_equal(sealed.n, 0);
  assert_int_equal(unseal(&fields, "phone", subject, &sealed, text), TX_OK);
  assert_string_equal(text, "");
  memset(long_text, 'x', sizeof long_text);
  long_text[SEALED_MAX - 1] = '\0';
  assert_int_equal(field_seal(&fields, "name", subject, tx_span_text(long_text), &sealed),
                   TX_NO_SPACE);
}

static void the_look_up_needs_the_key_and_the_column(UNUSED void **state) {
  struct field_keys fields = a_vault(1), foreign = a_vault(2);
  uint8_t one[TX_HASH_SIZE], two[TX_HASH_SIZE];
  field_hash(&fields, "id", "E12345678", one);
  field_hash(&fields, "id", "E12345678", two);
  assert_memory_equal(one, two, TX_HASH_SIZE);
  field_hash(&fields, "name", "E12345678", two);
  assert_memory_not_equal(one, two, TX_HASH_SIZE);
  field_hash(&foreign, "id", "E12345678", two);
  assert_memory_not_equal(one, two, TX_HASH_SIZE);
}

/* RFC 2104 by another way: what databases hold is found by it for ever. */
static void a_look_up_is_the_mac_of_its_label_and_text(UNUSED void **state) {
  struct field_keys fields = a_vault(1);
  struct tx_span key = tx_span_of(fields.look_up, FIELD_KEY_SIZE);
  uint8_t one[TX_HASH_SIZE], two[TX_HASH_SIZE];
  field_hash_in(&fields, "name", 610113001001, "王秀英", one);
  tx_hmac_sha256(key, tx_span_text("name 610113001001:王秀英"), two);
  assert_memory_equal(one, two, TX_HASH_SIZE);
}

#define THREADS 4
#define TURNS 500

struct worker {
  pthread_t thread;
  uint8_t office;
  unsigned right;
};

/* Each turn in the thread's own office, which no other may disturb. */
static bool take_a_turn(const struct field_keys *fields, const uint8_t expected[TX_HASH_SIZE]) {
  struct sealed sealed;
  char text[SEALED_MAX];
  uint8_t hash[TX_HASH_SIZE];
  field_hash(fields, "id", "E12345678", hash);
  return field_seal(fields, "name", subject, tx_span_text("王秀英"), &sealed) == TX_OK &&
         unseal(fields, "name", subject, &sealed, text) == TX_OK && !strcmp(text, "王秀英") &&
         memcmp(hash, expected, TX_HASH_SIZE) == 0;
}

static void *work(void *context) {
  struct worker *worker = context;
  const struct field_keys fields = a_vault(worker->office);
  uint8_t expected[TX_HASH_SIZE];
  tx_hmac_sha256(tx_span_of(fields.look_up, FIELD_KEY_SIZE), tx_span_text("id:E12345678"),
                 expected);
  for (unsigned i = 0; i < TURNS; i++)
    worker->right += take_a_turn(&fields, expected);
  return NULL;
}

static void threads_seal_and_look_up_at_once(UNUSED void **state) {
  struct worker workers[THREADS];
  for (uint8_t i = 0; i < THREADS; i++) {
    workers[i] = (struct worker){ .office = (uint8_t)(i + 1) };
    assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
  }
  for (size_t i = 0; i < THREADS; i++) {
    pthread_join(workers[i].thread, NULL);
    assert_int_equal(workers[i].right, TURNS);
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(what_is_sealed_comes_back),
    PROMISE(the_same_text_is_never_sealed_the_same),
    PROMISE(a_seal_holds_in_its_own_column_row_and_office_only),
    PROMISE(every_altered_byte_is_noticed),
    PROMISE(nothing_is_an_absent_seal_and_too_much_is_refused),
    PROMISE(the_look_up_needs_the_key_and_the_column),
    PROMISE(a_look_up_is_the_mac_of_its_label_and_text),
    PROMISE(threads_seal_and_look_up_at_once),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
