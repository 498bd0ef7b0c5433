/* SPDX-License-Identifier: Apache-2.0 */
#include "format/event.h"
#include "make.h"

#define FIRST 41

static json_t *key_of_gate(struct book *book) {
  const struct tx_signer *gate = book->forge.keys[FORGE_GATE];
  return json_pack("{s:o}", "gate_key", book_hex(tx_span_of(gate->spki, gate->spki_len)));
}

static void add_payload(struct book *book, const char *name, int expect, struct forge_bytes payload,
                        enum forge_key signer) {
  FORGED claims = payload;
  if (!claims.p) book_fail(name);
  book_object(book, "batch", name, expect,
              forge_object(book->forge.keys[signer], "tx-batch", forge_span(&claims)),
              key_of_gate(book));
}

/* Two events, in a batch that names its journal or none. */
static void add_signed(struct book *book, const char *row, const uint8_t *journal) {
  struct tx_event event = { .at = book->forge.now_s - 60,
                            .identified = true,
                            .area = CITY_AREA,
                            .index = 5,
                            .live = 0,
                            .decided_on = true,
                            .pass_iat = book->forge.now_s - 3600 };
  uint8_t room[2][256];
  struct tx_span events[2];
  for (size_t i = 0; i < 2; i++) {
    size_t len = 0;
    if (tx_event_write(&event, room[i], sizeof room[i], &len) != TX_OK) book_fail("an event");
    events[i] = tx_span_of(room[i], len);
    event.reason = TX_REVOKED;
    event.verdict = TX_DENY;
  }
  struct forge_bytes bytes = { 0 };
  const struct tx_batch_head head = { .first = FIRST, .journal = journal };
  tx_batch_sign(book->forge.keys[FORGE_GATE], &head, events, 2, &bytes.p, &bytes.n);
  json_t *more = key_of_gate(book);
  json_object_set_new(more, "first", json_integer(FIRST));
  json_object_set_new(more, "count", json_integer(2));
  if (journal)
    json_object_set_new(more, "journal", book_hex(tx_span_of(journal, TX_JOURNAL_NAME_SIZE)));
  book_object(book, "batch", row, TX_OK, bytes, more);
}

static void add_hostile(struct book *book, const char *gate) {
  long long at = book->forge.now_s;
  add_payload(book, "a gap declared, and no event", TX_OK,
              forge_cbor("{0: \"%s\", 1: 41, 2: [], 3: [30, 40]}", gate), FORGE_GATE);
  add_payload(book, "neither event nor gap", TX_MALFORMED_CLAIMS,
              forge_cbor("{0: \"%s\", 1: 41, 2: []}", gate), FORGE_GATE);
  add_payload(book, "another gate's name", TX_MALFORMED_CLAIMS,
              forge_cbor("{0: \"0123456789abcdef\", 1: 41, 2: [{0: %lld, 1: 0, 2: 0, 3: 0}]}", at),
              FORGE_GATE);
  add_payload(book, "a verdict that is none", TX_MALFORMED_CLAIMS,
              forge_cbor("{0: \"%s\", 1: 41, 2: [{0: %lld, 1: 0, 2: 3, 3: 0}]}", gate, at),
              FORGE_GATE);
  add_payload(book, "a critical key in an event", TX_UNKNOWN_CRITICAL,
              forge_cbor("{0: \"%s\", 1: 41, 2: [{0: %lld, 1: 0, 2: 0, 3: 0, -1: 1}]}", gate, at),
              FORGE_GATE);
  add_payload(
      book, "a journal's name of seven bytes", TX_MALFORMED_CLAIMS,
      forge_cbor("{0: \"%s\", 1: 41, 2: [{0: %lld, 1: 0, 2: 0, 3: 0}], 4: h'01020304050607'}", gate,
                 at),
      FORGE_GATE);
  add_payload(
      book, "a journal's name that is text", TX_MALFORMED_CLAIMS,
      forge_cbor("{0: \"%s\", 1: 41, 2: [{0: %lld, 1: 0, 2: 0, 3: 0}], 4: \"12345678\"}", gate, at),
      FORGE_GATE);
  add_payload(book, "a key from later, behind the journal's name", TX_OK,
              forge_cbor("{0: \"%s\", 1: 41, 2: [{0: %lld, 1: 0, 2: 0, 3: 0}], "
                         "4: h'0102030405060708', 5: 1}",
                         gate, at),
              FORGE_GATE);
  add_payload(book, "by a gate that nobody registered", TX_UNKNOWN_KEY,
              forge_cbor("{0: \"%s\", 1: 41, 2: [{0: %lld, 1: 0, 2: 0, 3: 0}]}", gate, at),
              FORGE_OTHER_GATE);
}

void make_batches(struct book *book) {
  char gate[TX_GATE_NAME_SIZE + 1];
  tx_gate_name(book->forge.keys[FORGE_GATE]->hash, gate);
  static const uint8_t journal[TX_JOURNAL_NAME_SIZE] = { 0x7a, 0x10, 0x5c, 0xf0,
                                                         0x93, 0x2e, 0x00, 0xd4 };
  add_signed(book, "two events", NULL);
  add_signed(book, "two events of a journal with a name", journal);
  add_hostile(book, gate);
}
