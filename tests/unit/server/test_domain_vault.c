/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "domain/key/field_encryption.h"

static const uint8_t subject[TX_HASH_SIZE] = { 1 }, other[TX_HASH_SIZE] = { 2 };

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
  assert_int_equal(field_seal(&fields, "name", subject, "王秀英", &sealed), TX_OK);
  assert_null(memmem(sealed.bytes, sealed.n, "王秀英", strlen("王秀英")));
  assert_int_equal(field_unseal(&fields, "name", subject, &sealed, text, sizeof text), TX_OK);
  assert_string_equal(text, "王秀英");
}

static void the_same_text_is_never_sealed_the_same(UNUSED void **state) {
  struct field_keys fields = a_vault(1);
  struct sealed one, two;
  assert_int_equal(field_seal(&fields, "name", subject, "王秀英", &one), TX_OK);
  assert_int_equal(field_seal(&fields, "name", subject, "王秀英", &two), TX_OK);
  assert_memory_not_equal(one.bytes, two.bytes, one.n);
}

static void a_seal_holds_in_its_own_column_row_and_office_only(UNUSED void **state) {
  struct field_keys fields = a_vault(1), foreign = a_vault(2);
  struct sealed sealed;
  char text[SEALED_MAX];
  assert_int_equal(field_seal(&fields, "name", subject, "王秀英", &sealed), TX_OK);
  assert_int_equal(field_unseal(&fields, "phone", subject, &sealed, text, sizeof text),
                   TX_BAD_SIGNATURE);
  assert_int_equal(field_unseal(&fields, "name", other, &sealed, text, sizeof text),
                   TX_BAD_SIGNATURE);
  assert_int_equal(field_unseal(&foreign, "name", subject, &sealed, text, sizeof text),
                   TX_BAD_SIGNATURE);
  assert_string_equal(text, "");
}

static void every_altered_byte_is_noticed(UNUSED void **state) {
  struct field_keys fields = a_vault(1);
  struct sealed sealed;
  char text[SEALED_MAX];
  assert_int_equal(field_seal(&fields, "id", subject, "99010119800307891X", &sealed), TX_OK);
  for (size_t i = 0; i < sealed.n; i++) {
    sealed.bytes[i] ^= 0x80;
    assert_int_equal(field_unseal(&fields, "id", subject, &sealed, text, sizeof text),
                     TX_BAD_SIGNATURE);
    sealed.bytes[i] ^= 0x80;
  }
}

static void nothing_is_an_absent_seal_and_too_much_is_refused(UNUSED void **state) {
  struct field_keys fields = a_vault(1);
  struct sealed sealed;
  char text[SEALED_MAX] = "x", long_text[SEALED_MAX];
  assert_int_equal(field_seal(&fields, "phone", subject, "", &sealed), TX_OK);
  assert_int_equal(sealed.n, 0);
  assert_int_equal(field_unseal(&fields, "phone", subject, &sealed, text, sizeof text), TX_OK);
  assert_string_equal(text, "");
  memset(long_text, 'x', sizeof long_text);
  long_text[SEALED_MAX - 1] = '\0';
  assert_int_equal(field_seal(&fields, "name", subject, long_text, &sealed), TX_NO_SPACE);
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

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(what_is_sealed_comes_back),
    PROMISE(the_same_text_is_never_sealed_the_same),
    PROMISE(a_seal_holds_in_its_own_column_row_and_office_only),
    PROMISE(every_altered_byte_is_noticed),
    PROMISE(nothing_is_an_absent_seal_and_too_much_is_refused),
    PROMISE(the_look_up_needs_the_key_and_the_column),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
