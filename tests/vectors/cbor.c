/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a file of CBOR examples in the shape of RFC 8949's appendix A as JSON, an array of {cbor
 * (base64), hex, …}, and says for each what our strict reader does with it. A row fails when it
 * cannot be read, when its two encodings differ, or when it says `accepted` otherwise itself.
 */
#include "format/cbor.h"
#include "host/sys/file.h"
#include "host/text/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static bool from_hex(const char *hex, struct host_bytes *out) {
  out->n = strlen(hex) / 2;
  out->p = malloc(out->n + 1);
  return out->p && host_unhex(hex, out->p, out->n);
}

static bool from_base64(const char *text, struct host_bytes *out) {
  size_t cap = strlen(text);
  out->p = malloc(cap + 1);
  return out->p && host_unbase64(tx_span_text(text), out->p, cap, &out->n);
}

static bool read_row(const json_t *row, struct host_bytes *out) {
  HOST_BYTES other = { 0 };
  const char *hex = json_string_value(json_object_get(row, "hex"));
  const char *base64 = json_string_value(json_object_get(row, "cbor"));
  if (!hex) return base64 && from_base64(base64, out);
  if (!from_hex(hex, out)) return false;
  return !base64 ||
         (from_base64(base64, &other) && tx_span_equal(host_span(out), host_span(&other)));
}

static bool run_row(const json_t *row, size_t i) {
  HOST_BYTES bytes = { 0 };
  if (!read_row(row, &bytes)) {
    printf("failed: row %zu: neither hex nor cbor can be read, or they differ\n", i);
    return false;
  }
  HOST_FREE char *hex = malloc(2 * bytes.n + 1);
  if (!hex) return false;
  host_hex(host_span(&bytes), hex);
  struct tx_span item = host_span(&bytes);
  bool accepted = tx_cbor_untag(&item) && tx_cbor_check(item, TX_KEYS_ANY);
  printf("%s %s\n", hex, accepted ? "accepted" : "refused");
  const json_t *expected = json_object_get(row, "accepted");
  if (!expected || json_is_true(expected) == accepted) return true;
  printf("failed: row %zu should be otherwise\n", i);
  return false;
}

int main(int argc, char **argv) {
  json_error_t error;
  json_t *rows = argc == 2 ? json_load_file(argv[1], JSON_DECODE_ANY, &error) : NULL;
  if (argc != 2) fprintf(stderr, "Usage: cbor FILE\n");
  if (argc == 2 && !json_is_array(rows))
    fprintf(stderr, "%s: no array of rows: %s\n", argv[1], rows ? "something else" : error.text);
  int passed = 0, failed = 0;
  size_t i;
  const json_t *row;
  json_array_foreach(rows, i, row) {
    if (run_row(row, i))
      passed++;
    else
      failed++;
  }
  bool read = json_is_array(rows);
  json_decref(rows);
  printf("%d passed, %d failed\n", passed, failed);
  return read && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
