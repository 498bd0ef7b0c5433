/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

static json_t *held(void) {
  return json_pack("{s:b}", "held", true);
}

static json_t *result(const struct tx_status *after) {
  uint8_t hash[TX_HASH_SIZE];
  tx_records_hash(after->records, after->count, hash);
  return json_pack("{s:i, s:o}", "count", (int)after->count, "sha256",
                   book_hex(tx_span_of(hash, sizeof hash)));
}

static void add(struct book *book, const char *name, int expect, const struct forge_status *draft,
                enum forge_key signer, json_t *more) {
  book_object(book, "status", name, expect, forge_status(&book->forge, draft, signer), more);
}

static void add_lists(struct book *book) {
  struct forge_status draft;
  forge_status_draft(&book->forge, &draft);
  add(book, "an ordinary list", TX_OK, &draft, FORGE_STATUS, result(&draft.status));
  add(book, "by a key of the city", TX_OK, &draft, FORGE_STATUS_CITY, result(&draft.status));
  add(book, "by an issuing key", TX_UNKNOWN_KEY, &draft, FORGE_ISSUE, NULL);
  add(book, "the same seq again", TX_ROLLBACK, &draft, FORGE_STATUS, held());
  draft.status.area = CITY_AREA + 1;
  add(book, "of another community", TX_WRONG_JURISDICTION, &draft, FORGE_STATUS, NULL);
  forge_status_draft(&book->forge, &draft);
  draft.status.seq += 60;
  draft.status.iat -= 60;
  add(book, "a higher seq with an earlier date", TX_ROLLBACK, &draft, FORGE_STATUS, held());
  forge_status_draft(&book->forge, &draft);
  draft.status.iat = book->forge.now_s + TX_AHEAD_S + 1;
  draft.status.seq = (uint64_t)draft.status.iat;
  add(book, "dated ahead", TX_NOT_YET_VALID, &draft, FORGE_STATUS, NULL);
  forge_status_draft(&book->forge, &draft);
  draft.status.exp = book->forge.now_s;
  add(book, "past its exp", TX_EXPIRED, &draft, FORGE_STATUS, NULL);
  forge_status_draft(&book->forge, &draft);
  draft.status.count = 0;
  add(book, "of nobody yet", TX_OK, &draft, FORGE_STATUS, result(&draft.status));
}

/* A list with any content: lst is not what it should be. */
static void add_content(struct book *book, const char *name, int expect, const char *lst,
                        unsigned long count) {
  long long iat = book->forge.now_s - 1800LL;
  FORGED payload = forge_cbor("{2: \"610113001001\", 4: %lld, 6: %lld, 65533: {\"lst\": h'%s',"
                              " \"bits\": 32}, 65534: 60, -65540: {0: %lld, 1: %lu, 2: [0, []]}}",
                              iat + FORGE_DAY_S, iat, lst, iat, count);
  if (!payload.p) book_fail(name);
  book_object(book, "status", name, expect,
              forge_object(book->forge.keys[FORGE_STATUS], "tx-status", forge_span(&payload)),
              NULL);
}

static void add_contents(struct book *book) {
  /* zlib of 12 zero bytes. */
  add_content(book, "three records of nobody", TX_OK, "78da6360400000000c0001", 3);
  add_content(book, "inflates to more than its count", TX_MALFORMED_CLAIMS,
              "78da6360400000000c0001", 2);
  add_content(book, "inflates to less than its count", TX_MALFORMED_CLAIMS,
              "78da6360400000000c0001", 4);
  add_content(book, "bytes behind the zlib stream", TX_MALFORMED_CLAIMS, "78da6360400000000c000100",
              3);
  add_content(book, "not zlib", TX_MALFORMED_CLAIMS, "00112233", 3);
  add_content(book, "more records than a community may have", TX_TOO_MANY, "78da6360400000000c0001",
              TX_COUNT_COMMUNITY + 1UL);
}

static void draft_after(struct book *book, struct forge_status *after) {
  forge_status_draft(&book->forge, after);
  after->status.seq += 600;
  after->status.iat += 600;
  after->records[6] = forge_record(&book->forge, TX_STATE_ACTIVE);
  after->records[12] = forge_record(&book->forge, TX_STATE_HOME_ISOLATION);
}

static struct forge_bytes delta(struct book *book, const struct forge_status *before,
                                const struct forge_status *after) {
  struct forge_bytes bytes = { 0 };
  tx_delta_sign(&before->status, &after->status, book->forge.keys[FORGE_STATUS], &bytes.p,
                &bytes.n);
  return bytes;
}

static void add_deltas(struct book *book) {
  struct forge_status before, after;
  forge_status_draft(&book->forge, &before);
  draft_after(book, &after);
  book_object(book, "delta", "two changes", TX_OK, delta(book, &before, &after),
              result(&after.status));
  before.status.seq -= 60;
  book_object(book, "delta", "from another base", TX_WRONG_BASE, delta(book, &before, &after),
              NULL);
  forge_status_draft(&book->forge, &before);
  before.records[6] = after.records[6];
  book_object(book, "delta", "leads to another list than it says", TX_WRONG_HASH,
              delta(book, &before, &after), NULL);
}

void make_status(struct book *book) {
  add_lists(book);
  add_contents(book);
  add_deltas(book);
}
