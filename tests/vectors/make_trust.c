/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

static json_t *held(void) {
  return json_pack("{s:b}", "held", true);
}

static void add(struct book *book, const char *name, int expect, struct forge_trust *draft,
                enum forge_key signer, json_t *more) {
  book_object(book, "trust", name, expect, forge_trust(&book->forge, draft, signer), more);
}

static void draft_next(struct book *book, struct forge_trust *draft) {
  forge_trust_draft(&book->forge, draft);
  draft->trust.seq += 3600;
  draft->trust.iat += 3600;
}

static void add_sequence(struct book *book) {
  struct forge_trust draft;
  forge_trust_draft(&book->forge, &draft);
  add(book, "the first list", TX_OK, &draft, FORGE_ROOT, NULL);
  add(book, "the same seq again", TX_ROLLBACK, &draft, FORGE_ROOT, held());
  draft_next(book, &draft);
  add(book, "the next list", TX_OK, &draft, FORGE_ROOT, held());
  draft.trust.iat -= 7200;
  add(book, "a higher seq with an earlier date", TX_ROLLBACK, &draft, FORGE_ROOT, held());
  draft_next(book, &draft);
  draft.trust.seq = (uint64_t)book->forge.now_s + TX_AHEAD_S + 1;
  add(book, "a seq ahead of the clock", TX_NOT_YET_VALID, &draft, FORGE_ROOT, held());
  draft_next(book, &draft);
  draft.trust.exp = book->forge.now_s;
  add(book, "past its exp", TX_EXPIRED, &draft, FORGE_ROOT, held());
}

static void add_roots(struct book *book) {
  struct forge_trust draft;
  draft_next(book, &draft);
  add(book, "signed by a stranger", TX_BAD_SIGNATURE, &draft, FORGE_STRANGER, held());
  const struct tx_signer *next = book->forge.keys[FORGE_NEXT_ROOT];
  draft.trust.roots[1] =
      (struct tx_key_row){ .alg = next->alg, .spki = tx_span_of(next->spki, next->spki_len) };
  memcpy(draft.trust.roots[1].hash, next->hash, TX_HASH_SIZE);
  draft.trust.root_count = 2;
  add(book, "names the next root", TX_OK, &draft, FORGE_ROOT, held());
  json_t *both =
      json_pack("{s:b, s:[o, o]}", "held", true, "held_roots", book_hex(draft.trust.roots[0].spki),
                book_hex(draft.trust.roots[1].spki));
  add(book, "signed by the next root, named before", TX_OK, &draft, FORGE_NEXT_ROOT, both);
  draft_next(book, &draft);
  json_t *left_out = json_pack("{s:b, s:[o]}", "held", true, "held_roots",
                               book_hex(tx_span_of(next->spki, next->spki_len)));
  add(book, "signed by a root that the held list left out", TX_BAD_SIGNATURE, &draft, FORGE_ROOT,
      left_out);
}

static void add_revoked(struct book *book) {
  struct forge_trust draft;
  draft_next(book, &draft);
  draft.trust.revoked_count = 0;
  add(book, "a revoked key is missing", TX_UNREVOKED, &draft, FORGE_ROOT, held());
  FORGED payload = forge_cbor("{4: %lld, 6: %lld, -65539: {0: %lld, 1: [], 2: [], 3: []}}",
                              (long long)book->forge.now_s + FORGE_DAY_S,
                              (long long)book->forge.now_s, (long long)book->forge.now_s);
  book_object(book, "trust", "no root at all", TX_MALFORMED_CLAIMS,
              forge_object(book->forge.keys[FORGE_ROOT], "tx-trust", forge_span(&payload)), held());
}

void make_trust(struct book *book) {
  add_sequence(book);
  add_roots(book);
  add_revoked(book);
  struct forge_status status;
  forge_status_draft(&book->forge, &status);
  book_object(book, "trust", "a status list shown as a trust list", TX_BAD_TYPE,
              forge_status(&book->forge, &status, FORGE_STATUS), NULL);
}
