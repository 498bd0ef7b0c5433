/* SPDX-License-Identifier: Apache-2.0 */
/* What a new trust list changes, for the people of the ceremony to read before they carry it out.
 */
#include "diff.h"

#include "encode.h"
#include "host/text/date.h"
#include "host/text/language.h"
#include "host/text/text.h"
#include "host/text/visible.h"
#include "uses.h"

#include <stdio.h>

static const struct tx_key_row *find(const struct tx_key_row *rows, size_t count,
                                     const uint8_t *hash) {
  for (size_t i = 0; i < count; i++)
    if (memcmp(rows[i].hash, hash, TX_HASH_SIZE) == 0) return &rows[i];
  return NULL;
}

static bool holds(uint8_t (*hashes)[TX_HASH_SIZE], size_t count, const uint8_t *hash) {
  for (size_t i = 0; i < count; i++)
    if (memcmp(hashes[i], hash, TX_HASH_SIZE) == 0) return true;
  return false;
}

static void print_row(char mark, const struct tx_key_row *row) {
  char kid[2 * TX_KID_SIZE + 1], area[13], until[HOST_DATE_SIZE], name[128];
  const struct keys_use *use = keys_use_of(row->uses);
  host_hex(tx_span_of(row->hash, TX_KID_SIZE), kid);
  tx_area_format(row->area, area);
  host_date_shanghai_minute(row->sign_until, until);
  printf("%c %s %s %s %s ", mark, kid, use ? use->name : "?", area, until);
  host_visible_copy(row->name, name, sizeof name);
  puts(name);
}

static void print_root(char mark, const struct tx_key_row *root, const char *what) {
  char grouped[KEYS_GROUPED_SIZE];
  keys_hash_grouped(root->hash, grouped);
  printf("%c %s %s\n", mark, what, grouped);
}

static void print_hash(char mark, const char *what, const uint8_t *hash) {
  char grouped[KEYS_GROUPED_SIZE];
  keys_hash_grouped(hash, grouped);
  printf("%c %s %s\n", mark, what, grouped);
}

static bool same_row(const struct tx_key_row *a, const struct tx_key_row *b) {
  return a->uses == b->uses && a->area == b->area && a->sign_from == b->sign_from &&
         a->sign_until == b->sign_until && a->verify_until == b->verify_until &&
         tx_span_equal(a->name, b->name);
}

static void print_rows(const struct tx_trust *old, const struct tx_trust *fresh) {
  for (size_t i = 0; i < fresh->row_count; i++) {
    const struct tx_key_row *was = find(old->rows, old->row_count, fresh->rows[i].hash);
    if (!was) print_row('+', &fresh->rows[i]);
    if (was && !same_row(was, &fresh->rows[i])) {
      print_row('-', was);
      print_row('+', &fresh->rows[i]);
    }
  }
  for (size_t i = 0; i < old->row_count; i++)
    if (!find(fresh->rows, fresh->row_count, old->rows[i].hash)) print_row('-', &old->rows[i]);
}

static void print_hashes(const char *what, uint8_t (*old)[TX_HASH_SIZE], size_t old_count,
                         uint8_t (*fresh)[TX_HASH_SIZE], size_t fresh_count) {
  for (size_t i = 0; i < fresh_count; i++)
    if (!holds(old, old_count, fresh[i])) print_hash('+', what, fresh[i]);
  for (size_t i = 0; i < old_count; i++)
    if (!holds(fresh, fresh_count, old[i])) print_hash('-', what, old[i]);
}

void difference_print(const struct tx_trust *old, const struct tx_trust *fresh) {
  static const struct tx_trust nothing;
  if (!old) old = &nothing;
  for (size_t i = 0; i < fresh->root_count; i++)
    if (!find(old->roots, old->root_count, fresh->roots[i].hash))
      print_root('+', &fresh->roots[i], host_words("根密钥", "root"));
  for (size_t i = 0; i < old->root_count; i++)
    if (!find(fresh->roots, fresh->root_count, old->roots[i].hash))
      print_root('-', &old->roots[i], host_words("根密钥", "root"));
  print_rows(old, fresh);
  print_hashes(host_words("吊销", "revoked"), old->revoked, old->revoked_count, fresh->revoked,
               fresh->revoked_count);
  print_hashes("TLS", old->tls, old->tls_count, fresh->tls, fresh->tls_count);
}
