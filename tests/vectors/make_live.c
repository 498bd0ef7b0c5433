/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

#include "format/base45.h"
#include "format/live.h"

#include <stdio.h>
#include <stdlib.h>

static json_t *said(const char *sequence) {
  json_t *more = json_pack("{s:{s:s}}", "stale", "no_list", "accept");
  if (sequence) json_object_set_new(more, "sequence", json_string(sequence));
  return more;
}

static void add(struct book *book, const char *name, int reason, const char *pass, int64_t iat,
                enum forge_key holder, const char *sequence) {
  char text[TX_TEXT_MAX + 1];
  if (tx_live_sign(pass, iat, book->forge.keys[holder], text) != TX_OK) book_fail(name);
  book_text(book, name, reason, text, said(sequence));
}

static void add_windows(struct book *book, const char *pass) {
  int64_t now = book->forge.now_s;
  add(book, "live, of this second", TX_OK, pass, now, FORGE_HOLDER, NULL);
  add(book, "live, as old as it may be", TX_OK, pass, now - 60, FORGE_HOLDER, NULL);
  add(book, "live, a second older", TX_LIVE_OUT_OF_WINDOW, pass, now - 61, FORGE_HOLDER, NULL);
  add(book, "live, as far ahead as it may be", TX_OK, pass, now + 30, FORGE_HOLDER, NULL);
  add(book, "live, a second further ahead", TX_LIVE_OUT_OF_WINDOW, pass, now + 31, FORGE_HOLDER,
      NULL);
  add(book, "live, shown by another phone", TX_LIVE_BAD_SIGNATURE, pass, now, FORGE_OTHER_HOLDER,
      NULL);
}

static void add_replay(struct book *book, const char *pass, const char *child) {
  int64_t now = book->forge.now_s;
  char text[TX_TEXT_MAX + 1];
  if (tx_live_sign(pass, now - 5, book->forge.keys[FORGE_HOLDER], text) != TX_OK)
    book_fail("replay");
  book_text(book, "live, shown first", TX_OK, text, said("replay"));
  book_text(book, "live, the same picture again", TX_REPLAYED, text, said("replay"));
  add(book, "live, the same second signed anew", TX_REPLAYED, pass, now - 5, FORGE_HOLDER,
      "replay");
  add(book, "live, a child's pass on the same phone", TX_OK, child, now - 5, FORGE_HOLDER,
      "replay");
  add(book, "live, the next of the same phone", TX_OK, pass, now + 10, FORGE_HOLDER, "replay");
}

/* A live object with a header or a payload of one's own. */
static void add_raw(struct book *book, const char *name, int reason, const char *pass,
                    const char *header, const char *payload) {
  uint8_t inner[TX_TEXT_MAX];
  size_t n = 0;
  struct tx_span coded = tx_span_text(pass + TX_PREFIX_SIZE);
  if (!tx_base45_decode(coded, inner, &n)) book_fail(name);
  char hex[2 * TX_TEXT_MAX + 1], *notation = NULL, text[TX_TEXT_MAX + 1];
  if (asprintf(&notation, header, forge_hex(tx_span_of(inner, n), hex)) < 0) book_fail(name);
  FORGED head = forge_cbor("%s", notation);
  FORGED claims = forge_cbor("%s", payload);
  FORGED object =
      forge_sign1(book->forge.keys[FORGE_HOLDER], forge_span(&head), forge_span(&claims));
  if (!object.p || !tx_text_write("TL1:", forge_span(&object), text)) book_fail(name);
  free(notation);
  book_text(book, name, reason, text, said(NULL));
}

static void add_hostile(struct book *book, const char *pass) {
  char claims[64];
  snprintf(claims, sizeof claims, "{6: %lld}", (long long)book->forge.now_s);
  add_raw(book, "live, written by hand", TX_OK, pass, "{1: -9, 13: raw'%s', 16: 294}", claims);
  add_raw(book, "live, without its type", TX_MALFORMED, pass, "{1: -9, 13: raw'%s'}", claims);
  add_raw(book, "live, another type", TX_MALFORMED, pass, "{1: -9, 13: raw'%s', 16: 293}", claims);
  add_raw(book, "live, the pass inside is tagged", TX_MALFORMED, pass,
          "{1: -9, 13: 18(raw'%s'), 16: 294}", claims);
  add_raw(book, "live, a header too many", TX_MALFORMED, pass,
          "{1: -9, 13: raw'%s', 16: 294, 17: 1}", claims);
  add_raw(book, "live, no time", TX_MALFORMED_CLAIMS, pass, "{1: -9, 13: raw'%s', 16: 294}",
          "{7: 1}");
}

void make_live(struct book *book) {
  char pass[TX_TEXT_MAX + 1], child[TX_TEXT_MAX + 1], bare[TX_TEXT_MAX + 1];
  struct tx_pass bound = forge_bound_pass(&book->forge);
  bool made = forge_pass_text(&book->forge, &bound, pass);
  bound.index = 11;
  bound.age = TX_AGE_3_TO_17;
  made = made && forge_pass_text(&book->forge, &bound, child);
  bound = forge_pass(&book->forge);
  if (!made || !forge_pass_text(&book->forge, &bound, bare)) book_fail("live passes");
  book_text(book, "a bound pass shown without its phone", TX_LIVE_REQUIRED, pass, said(NULL));
  add(book, "live around a pass of no phone", TX_LIVE_NOT_BOUND, bare, book->forge.now_s,
      FORGE_HOLDER, NULL);
  add_windows(book, pass);
  add_hostile(book, pass);
  add_replay(book, pass, child);
}
