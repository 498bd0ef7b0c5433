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

static void add_signed(struct book *book) {
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
  tx_batch_sign(book->forge.keys[FORGE_GATE], FIRST, events, 2, 0, 0, &bytes.p, &bytes.n);
  json_t *more = key_of_gate(book);
  json_object_set_new(more, "first", json_integer(FIRST));
  json_object_set_new(more, "count", json_integer(2));
  book_object(book, "batch", "two events", TX_OK, bytes, more);
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
  add_payload(book, "by a gate that nobody registered", TX_UNKNOWN_KEY,
              forge_cbor("{0: \"%s\", 1: 41, 2: [{0: %lld, 1: 0, 2: 0, 3: 0}]}", gate, at),
              FORGE_OTHER_GATE);
}

void make_batches(struct book *book) {
  char gate[TX_GATE_NAME_SIZE + 1];
  tx_gate_name(book->forge.keys[FORGE_GATE]->hash, gate);
  add_signed(book);
  add_hostile(book, gate);
}
