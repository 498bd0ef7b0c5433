/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the project's own vectors: make KEYS_FOLDER OUT.json. Keys that are missing are made, so
 * that the same keys serve for ever; ECDSA draws a number each time, so the file is made on demand
 * and kept. */
#include "make.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#define PEM_MAX 4096
#define LIVE_WINDOW_S 60

void book_fail(const char *what) {
  fprintf(stderr, "make: cannot make \"%s\"\n", what);
  exit(EX_SOFTWARE);
}

json_t *book_hex(struct tx_span bytes) {
  char *hex = malloc(2 * bytes.n + 1);
  if (!hex) book_fail("hexadecimal");
  json_t *json = json_string(forge_hex(bytes, hex));
  free(hex);
  return json;
}

void book_text(struct book *book, const char *name, int reason, const char *text, json_t *more) {
  if (!text || !*text) book_fail(name);
  json_t *row = json_pack("{s:s, s:s, s:i}", "name", name, "text", text, "reason", reason);
  if (!row) book_fail(name);
  if (more) json_object_update(row, more);
  json_decref(more);
  json_array_append_new(book->texts, row);
}

void book_object(struct book *book, const char *kind, const char *name, int expect,
                 struct forge_bytes bytes, json_t *more) {
  if (!bytes.p) book_fail(name);
  json_t *row = json_pack("{s:s, s:s, s:o, s:i}", "kind", kind, "name", name, "bytes",
                          book_hex(forge_span(&bytes)), "expect", expect);
  forge_bytes_free(&bytes);
  if (!row) book_fail(name);
  if (more) json_object_update(row, more);
  json_decref(more);
  json_array_append_new(book->objects, row);
}

/* --- keys ------------------------------------------------------------------------------------- */

static struct tx_signer *read_key(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) return NULL;
  char pem[PEM_MAX];
  size_t len = fread(pem, 1, sizeof pem, file);
  fclose(file);
  struct tx_signer *key = NULL;
  if (tx_key_read_pem(tx_span_of(pem, len), (struct tx_span){ 0 }, &key) != TX_OK) book_fail(path);
  return key;
}

static struct tx_signer *new_key(int64_t alg, const char *path) {
  struct tx_signer *key = tx_key_generate(alg);
  char pem[PEM_MAX];
  size_t len = 0;
  if (!key || tx_key_write_pem(key, (struct tx_span){ 0 }, pem, sizeof pem, &len) != TX_OK)
    book_fail(path);
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 || write(file, pem, len) != (ssize_t)len || close(file) != 0) book_fail(path);
  return key;
}

static void load_keys(struct forge *forge, const char *folder) {
  for (size_t i = 0; i < FORGE_KEYS; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.pem", folder, forge_key_name((enum forge_key)i));
    forge->keys[i] = read_key(path);
    if (!forge->keys[i]) forge->keys[i] = new_key(forge_key_alg((enum forge_key)i), path);
  }
}

/* --- the file --------------------------------------------------------------------------------- */

static json_t *make_trust_lists(const struct forge *forge) {
  struct forge_trust draft;
  forge_trust_draft(forge, &draft);
  FORGED whole = forge_trust(forge, &draft, FORGE_ROOT);
  draft.trust.exp = forge->now_s - 1;
  FORGED expired = forge_trust(forge, &draft, FORGE_ROOT);
  if (!whole.p || !expired.p) book_fail("trust lists");
  return json_pack("{s:o, s:o, s:n}", "default", book_hex(forge_span(&whole)), "expired",
                   book_hex(forge_span(&expired)), "none");
}

static json_t *make_book(struct book *book) {
  json_t *lists = make_lists(book);
  make_passes(book);
  make_hostile_passes(book);
  make_live(book);
  make_listed(book);
  make_certificates(book);
  make_trust(book);
  make_status(book);
  make_policies(book);
  make_batches(book);
  const struct tx_signer *root = book->forge.keys[FORGE_ROOT];
  return json_pack("{s:s, s:I, s:{s:i, s:s, s:s}, s:i, s:o, s:o, s:o, s:o, s:o}", "about",
                   "Tongxing's own vectors; README.md beside this file says how to read them.",
                   "now", (json_int_t)book->forge.now_s, "stale_default", "max_age_s", 86400,
                   "then", "review", "no_list", "review", "live_window_s", LIVE_WINDOW_S, "root",
                   book_hex(tx_span_of(root->spki, root->spki_len)), "trust",
                   make_trust_lists(&book->forge), "lists", lists, "texts", book->texts, "objects",
                   book->objects);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fputs("Usage: make KEYS_FOLDER OUT.json\n", stderr);
    return EX_USAGE;
  }
  struct book book = { .forge = { .now_s = CITY_TODAY_S },
                       .texts = json_array(),
                       .objects = json_array() };
  load_keys(&book.forge, argv[1]);
  json_t *file = make_book(&book);
  int failed = !file || json_dump_file(file, argv[2], JSON_INDENT(1)) != 0;
  json_decref(file);
  forge_close(&book.forge);
  if (failed) fprintf(stderr, "make: cannot write %s: %s\n", argv[2], strerror(errno));
  return failed ? EX_IOERR : 0;
}
