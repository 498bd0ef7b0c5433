/* SPDX-License-Identifier: Apache-2.0 */
#include "person.h"

#include "format/cbor.h"

#include <stddef.h>

#define WHAT "person"
#define BLOCK 32 /* what a length is a multiple of */

enum member { PADDING, ID_TYPE, TEXTS };

/* Members that are texts, numbered from TEXTS on; a number is never used twice. */
static const struct {
  size_t offset, size;
} texts[] = {
#define TEXT(name)                                                                                 \
  { offsetof(struct person, name), sizeof((struct person *)0)->name }
  TEXT(name), TEXT(id_number), TEXT(phone),      TEXT(mask),     TEXT(tail),
  TEXT(unit), TEXT(room),      TEXT(birth_date), TEXT(moved_in), TEXT(tenure),
#undef TEXT
};
#define TEXT_COUNT (sizeof texts / sizeof *texts)

/* --- writing ---------------------------------------------------------------------------------- */

static void write_map(struct tx_cbor_out *out, const struct person *person, size_t padding) {
  static const uint8_t zeros[2 * BLOCK];
  tx_cbor_put_map(out, 2 + TEXT_COUNT);
  tx_cbor_put_int(out, PADDING);
  tx_cbor_put_bytes(out, tx_span_of(zeros, padding));
  tx_cbor_put_int(out, ID_TYPE);
  tx_cbor_put_int(out, person->id_type);
  for (size_t i = 0; i < TEXT_COUNT; i++) {
    tx_cbor_put_int(out, (int64_t)(TEXTS + i));
    tx_cbor_put_text(out, tx_span_text((const char *)person + texts[i].offset));
  }
}

static size_t measure(const struct person *person, size_t padding) {
  struct tx_cbor_out out = tx_cbor_to(NULL, 0);
  write_map(&out, person, padding);
  return out.len;
}

/* The head of a byte string grows with it, so what fits is not simply what is missing. */
static size_t choose_padding(const struct person *person) {
  size_t bare = measure(person, 0), padding = 0;
  while ((bare + padding + (padding >= 24)) % BLOCK)
    padding++;
  return padding;
}

size_t person_encode(const struct person *person, uint8_t out[PERSON_ENCODED_MAX]) {
  struct tx_cbor_out map = tx_cbor_to(out, PERSON_ENCODED_MAX);
  write_map(&map, person, choose_padding(person));
  return map.len;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool read_text(struct tx_cbor *map, size_t i, struct person *out) {
  struct tx_span text;
  if (!tx_cbor_text(map, &text) || text.n >= texts[i].size) return false;
  if (text.n && memchr(text.p, 0, text.n)) return false;
  if (text.n) memcpy((char *)out + texts[i].offset, text.p, text.n);
  return true;
}

static bool read_member(struct tx_cbor *map, struct person *out) {
  int64_t key, type;
  if (!tx_cbor_int(map, &key)) return false;
  if (key >= TEXTS && key < TEXTS + (int64_t)TEXT_COUNT)
    return read_text(map, (size_t)(key - TEXTS), out);
  if (key != ID_TYPE) return tx_cbor_skip(map);
  if (!tx_cbor_int(map, &type) || type < 0 || type > UINT8_MAX) return false;
  out->id_type = (int)type;
  return true;
}

enum tx_reason person_decode(struct tx_span bytes, struct person *out) {
  size_t pairs;
  struct tx_cbor map = tx_cbor_start(bytes);
  *out = (struct person){ 0 };
  if (!tx_cbor_check(bytes, TX_KEYS_INT) || !tx_cbor_map(&map, &pairs)) return TX_MALFORMED;
  for (; pairs; pairs--)
    if (!read_member(&map, out)) return TX_MALFORMED;
  return TX_OK;
}

/* --- telephones ------------------------------------------------------------------------------- */

#define MOBILE_DIGITS 11
#define LOCAL_DIGITS 7

void person_phone_digits(const char *phone, char out[PERSON_PHONE_SIZE]) {
  size_t n = 0;
  for (; *phone && n + 1 < PERSON_PHONE_SIZE; phone++)
    if (*phone >= '0' && *phone <= '9') out[n++] = *phone;
  out[n] = '\0';
  const size_t country = n > MOBILE_DIGITS ? n - MOBILE_DIGITS : 0;
  if (out[country] != '1') return;
  if ((country == 2 && strncmp(out, "86", 2) == 0) ||
      (country == 4 && strncmp(out, "0086", 4) == 0))
    memmove(out, out + country, MOBILE_DIGITS + 1);
}

void person_phone_hash(const struct field_keys *fields, uint64_t area, const char *phone,
                       uint8_t out[TX_HASH_SIZE]) {
  char digits[PERSON_PHONE_SIZE];
  person_phone_digits(phone, digits);
  field_hash_in(fields, "phone", area, digits, out);
}

bool person_phone_is_whole(const char *words) {
  char digits[PERSON_PHONE_SIZE];
  person_phone_digits(words, digits);
  return strspn(words, "0123456789+-() ") == strlen(words) && strlen(digits) >= LOCAL_DIGITS;
}

/* --- at rest ---------------------------------------------------------------------------------- */

enum tx_reason person_seal(const struct field_keys *fields, struct resident *resident) {
  uint8_t map[PERSON_ENCODED_MAX];
  size_t n = person_encode(&resident->person, map);
  field_hash_in(fields, "name", resident->area, resident->person.name, resident->name_hash);
  memset(resident->phone_hash, 0, TX_HASH_SIZE);
  if (*resident->person.phone)
    person_phone_hash(fields, resident->area, resident->person.phone, resident->phone_hash);
  enum tx_reason reason =
      field_seal(fields, WHAT, resident->id_hash, tx_span_of(map, n), &resident->sealed);
  tx_cleanse(map, sizeof map);
  return reason;
}

enum tx_reason person_open(const struct field_keys *fields, struct resident *resident) {
  uint8_t map[SEALED_MAX];
  size_t n = 0;
  enum tx_reason reason =
      field_unseal(fields, WHAT, resident->id_hash, &resident->sealed, map, sizeof map, &n);
  if (reason == TX_OK) reason = person_decode(tx_span_of(map, n), &resident->person);
  tx_cleanse(map, sizeof map);
  return reason;
}
