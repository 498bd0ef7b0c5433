/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "domain/key/person.h"

static struct field_keys a_vault(void) {
  const uint8_t master[FIELD_KEY_SIZE] = { 1 };
  struct field_keys fields;
  field_keys_derive(master, &fields);
  return fields;
}

static struct resident somebody(void) {
  return (struct resident){ .area = 610113001001u,
                            .id_hash = { 7 },
                            .person = { .id_type = 5,
                                        .name = "王秀英",
                                        .id_number = "990101194912310028",
                                        .phone = "13800000000",
                                        .mask = "王*英",
                                        .tail = "0028",
                                        .unit = "3-2",
                                        .room = "101",
                                        .birth_date = "1949-12-31",
                                        .moved_in = "2020-01-01" } };
}

static void all_that_is_known_of_a_person_comes_back(UNUSED void **state) {
  struct field_keys fields = a_vault();
  struct resident resident = somebody();
  const struct person before = resident.person;
  assert_int_equal(person_seal(&fields, &resident), TX_OK);
  memset(&resident.person, 0, sizeof resident.person);
  assert_int_equal(person_open(&fields, &resident), TX_OK);
  assert_memory_equal(&resident.person, &before, sizeof before);
}

static void a_sealed_person_shows_nothing_of_anybody(UNUSED void **state) {
  struct field_keys fields = a_vault();
  struct resident resident = somebody();
  assert_int_equal(person_seal(&fields, &resident), TX_OK);
  const char *const texts[] = { "王", "9901", "1380", "0028", "1949", "2020" };
  for (size_t i = 0; i < COUNT(texts); i++)
    assert_null(memmem(resident.sealed.bytes, resident.sealed.n, texts[i], strlen(texts[i])));
}

static void the_length_of_a_seal_does_not_tell_the_length_of_a_name(UNUSED void **state) {
  struct field_keys fields = a_vault();
  struct resident resident = somebody();
  for (size_t n = 0; n < sizeof resident.person.name; n++) {
    memset(resident.person.name, 'x', n);
    resident.person.name[n] = '\0';
    assert_int_equal(person_seal(&fields, &resident), TX_OK);
    assert_int_equal((resident.sealed.n - 28) % 32, 0); /* nonce and tag */
  }
}

static void a_person_opens_in_their_own_row_only(UNUSED void **state) {
  struct field_keys fields = a_vault();
  struct resident resident = somebody();
  assert_int_equal(person_seal(&fields, &resident), TX_OK);
  resident.id_hash[0] ^= 1;
  assert_int_equal(person_open(&fields, &resident), TX_BAD_SIGNATURE);
}

static void the_longest_person_fits(UNUSED void **state) {
  struct field_keys fields = a_vault();
  struct resident resident = somebody();
  struct person *person = &resident.person;
  char *const texts[] = { person->name,     person->id_number, person->phone, person->mask,
                          person->tail,     person->unit,      person->room,  person->birth_date,
                          person->moved_in, person->tenure };
  const size_t sizes[] = { sizeof person->name,  sizeof person->id_number,  sizeof person->phone,
                           sizeof person->mask,  sizeof person->tail,       sizeof person->unit,
                           sizeof person->room,  sizeof person->birth_date, sizeof person->moved_in,
                           sizeof person->tenure };
  for (size_t i = 0; i < COUNT(texts); i++)
    memset(texts[i], 'x', sizes[i] - 1);
  const struct person before = *person;
  assert_int_equal(person_seal(&fields, &resident), TX_OK);
  assert_int_equal(person_open(&fields, &resident), TX_OK);
  assert_memory_equal(person, &before, sizeof before);
}

static void equal_names_of_two_areas_are_looked_up_by_different_hashes(UNUSED void **state) {
  struct field_keys fields = a_vault();
  struct resident here = somebody(), there = somebody();
  there.area = 610113001002u;
  assert_int_equal(person_seal(&fields, &here), TX_OK);
  assert_int_equal(person_seal(&fields, &there), TX_OK);
  assert_memory_not_equal(here.name_hash, there.name_hash, TX_HASH_SIZE);
}

static void equal_telephones_of_two_areas_are_looked_up_by_different_hashes(UNUSED void **state) {
  struct field_keys fields = a_vault();
  struct resident here = somebody(), there = somebody(), without = somebody();
  static const uint8_t none[TX_HASH_SIZE];
  there.area = 610113001002u;
  *without.person.phone = '\0';
  assert_int_equal(person_seal(&fields, &here), TX_OK);
  assert_int_equal(person_seal(&fields, &there), TX_OK);
  assert_int_equal(person_seal(&fields, &without), TX_OK);
  assert_memory_not_equal(here.phone_hash, there.phone_hash, TX_HASH_SIZE);
  assert_memory_equal(without.phone_hash, none, TX_HASH_SIZE);
}

static void a_telephone_is_one_however_it_is_written(UNUSED void **state) {
  static const char *const written[][2] = {
    { "029-8500 0000", "02985000000" },   { "+86 138 0000 0001", "13800000001" },
    { "008613800000001", "13800000001" }, { "8613800000001", "13800000001" },
    { "8602985000000", "8602985000000" }, { "1234", "1234" }
  };
  char digits[PERSON_PHONE_SIZE];
  for (size_t i = 0; i < COUNT(written); i++) {
    person_phone_digits(written[i][0], digits);
    assert_string_equal(digits, written[i][1]);
  }
  assert_true(person_phone_is_whole("(029) 8500-0000"));
  assert_false(person_phone_is_whole("138000"));
  assert_false(person_phone_is_whole("3-2 1002室1234567"));
}

static void what_a_later_release_adds_is_passed_over(UNUSED void **state) {
  /* {1: 5, 2: "x", 99: h'00'} */
  const uint8_t later[] = { 0xa3, 0x01, 0x05, 0x02, 0x61, 'x', 0x18, 0x63, 0x41, 0x00 };
  struct person person;
  assert_int_equal(person_decode(tx_span_of(later, sizeof later), &person), TX_OK);
  assert_int_equal(person.id_type, 5);
  assert_string_equal(person.name, "x");
  assert_int_equal(person_decode(tx_span_of(later, sizeof later - 1), &person), TX_MALFORMED);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(all_that_is_known_of_a_person_comes_back),
    PROMISE(a_sealed_person_shows_nothing_of_anybody),
    PROMISE(the_length_of_a_seal_does_not_tell_the_length_of_a_name),
    PROMISE(a_person_opens_in_their_own_row_only),
    PROMISE(the_longest_person_fits),
    PROMISE(equal_names_of_two_areas_are_looked_up_by_different_hashes),
    PROMISE(equal_telephones_of_two_areas_are_looked_up_by_different_hashes),
    PROMISE(a_telephone_is_one_however_it_is_written),
    PROMISE(what_a_later_release_adds_is_passed_over),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
