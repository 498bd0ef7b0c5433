/* SPDX-License-Identifier: Apache-2.0 */
#include "event.h"

#include "claims.h"
#include "object.h"

void tx_gate_name(const uint8_t key_hash[TX_HASH_SIZE], char out[TX_GATE_NAME_SIZE + 1]) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < TX_GATE_NAME_SIZE / 2; i++) {
    out[2 * i] = digits[key_hash[i] >> 4];
    out[2 * i + 1] = digits[key_hash[i] & 15];
  }
  out[TX_GATE_NAME_SIZE] = '\0';
}

/* --- an event --------------------------------------------------------------------------------- */

enum event_key {
  KEY_AT,
  KEY_DIRECTION,
  KEY_VERDICT,
  KEY_REASON,
  KEY_AREA,
  KEY_INDEX,
  KEY_LIVE,
  KEY_READING,
  KEY_BY,
  KEY_TUBE,
  KEY_REGISTERED,
  KEY_SEALED_NUMBER,
  KEY_SEALED_PASS,
  KEY_RULE,
  KEY_HOST_UNIT,
  KEY_UNDOES,
  KEY_DECIDED_ON,
  KEY_ROLE,
};

static bool read_by(struct tx_cbor *c, struct tx_event *e) {
  size_t items;
  e->decided_by_hand = true;
  return tx_cbor_array(c, &items) && items == 2 && tx_cbor_text(c, &e->by) &&
         tx_cbor_uint(c, INT64_MAX, &e->why);
}

static bool read_decided_on(struct tx_cbor *c, struct tx_event *e) {
  size_t items;
  e->decided_on = true;
  if (!tx_cbor_array(c, &items) || items != 2 || !claim_time(c, &e->pass_iat)) return false;
  e->has_list_seq = tx_cbor_peek(c) == TX_CBOR_UINT;
  return e->has_list_seq ? tx_cbor_uint(c, INT64_MAX, &e->list_seq) : tx_cbor_null(c);
}

static bool read_enum(struct tx_cbor *c, uint64_t max, unsigned *out) {
  uint64_t v;
  if (!tx_cbor_uint(c, max, &v)) return false;
  *out = (unsigned)v;
  return true;
}

static enum tx_reason read_number(struct tx_cbor *c, int64_t key, struct tx_event *e) {
  unsigned v = 0;
  bool live = false;
  switch (key) {
  case KEY_AT:
    TRY(claim_time(c, &e->at));
    break;
  case KEY_DIRECTION:
    TRY(read_enum(c, 2, &v));
    e->direction = (enum tx_direction)v;
    break;
  case KEY_VERDICT:
    TRY(read_enum(c, 2, &v));
    e->verdict = (enum tx_verdict)v;
    break;
  case KEY_REASON:
    TRY(tx_cbor_uint(c, INT64_MAX, &e->reason));
    break;
  case KEY_AREA:
    TRY(tx_cbor_uint(c, TX_AREA_MAX, &e->area) && tx_area_valid(e->area));
    break;
  case KEY_INDEX:
    TRY(read_enum(c, UINT32_MAX, &v));
    e->index = v;
    break;
  case KEY_LIVE:
    TRY(tx_cbor_bool(c, &live));
    e->live = live;
    break;
  case KEY_READING:
    TRY(tx_cbor_int(c, &e->centi_celsius));
    e->has_reading = true;
    break;
  case KEY_UNDOES:
    TRY(tx_cbor_uint(c, INT64_MAX, &e->undone_seq));
    e->undoes = true;
    break;
  default:
    TRY(read_enum(c, TX_ROLE_MAX, &v) && v >= 1);
    e->role = (uint8_t)v;
  }
  return TX_OK;
}

static enum tx_reason read_member(struct tx_cbor *c, int64_t key, struct tx_event *e) {
  switch (key) {
  case KEY_BY:
    TRY(read_by(c, e));
    return TX_OK;
  case KEY_TUBE:
    TRY(tx_cbor_text(c, &e->tube));
    return TX_OK;
  case KEY_REGISTERED:
    TRY(tx_cbor_text(c, &e->registered));
    return TX_OK;
  case KEY_SEALED_NUMBER:
    TRY(tx_cbor_bytes(c, &e->sealed_number));
    return TX_OK;
  case KEY_SEALED_PASS:
    TRY(tx_cbor_bytes(c, &e->sealed_pass));
    return TX_OK;
  case KEY_RULE:
    TRY(tx_cbor_text(c, &e->rule));
    return TX_OK;
  case KEY_HOST_UNIT:
    TRY(tx_cbor_text(c, &e->host_unit));
    return TX_OK;
  case KEY_DECIDED_ON:
    TRY(read_decided_on(c, e));
    return TX_OK;
  default:
    return key >= 0 && key <= KEY_ROLE ? read_number(c, key, e) : claim_unknown(c, key);
  }
}

/* Reads an event where the cursor stands, in bytes that were checked as a whole. */
static enum tx_reason read_event(struct tx_cbor *c, struct tx_event *e) {
  *e = (struct tx_event){ .live = -1 };
  struct claim_map m = claim_map_open(c);
  while (claim_map_next(&m))
    claim_map_keep(&m, read_member(c, m.key, e));
  e->identified = (m.seen & 0x30) == 0x30;
  return claim_map_close(&m, 0xf);
}

enum tx_reason tx_event_read(struct tx_span bytes, struct tx_event *out) {
  TRY(tx_cbor_check(bytes, TX_KEYS_INT));
  struct tx_cbor c = tx_cbor_start(bytes);
  return read_event(&c, out);
}

static void put_text(struct tx_cbor_out *o, enum event_key key, struct tx_span text) {
  if (text.n == 0) return;
  tx_cbor_put_uint(o, key);
  tx_cbor_put_text(o, text);
}

static void put_bytes(struct tx_cbor_out *o, enum event_key key, struct tx_span bytes) {
  if (bytes.n == 0) return;
  tx_cbor_put_uint(o, key);
  tx_cbor_put_bytes(o, bytes);
}

static void put_number(struct tx_cbor_out *o, enum event_key key, int64_t value, bool there) {
  if (!there) return;
  tx_cbor_put_uint(o, key);
  tx_cbor_put_int(o, value);
}

static void put_by(struct tx_cbor_out *o, const struct tx_event *e) {
  if (!e->decided_by_hand) return;
  tx_cbor_put_uint(o, KEY_BY);
  tx_cbor_put_array(o, 2);
  tx_cbor_put_text(o, e->by);
  tx_cbor_put_uint(o, e->why);
}

static void put_decided_on(struct tx_cbor_out *o, const struct tx_event *e) {
  if (!e->decided_on) return;
  tx_cbor_put_uint(o, KEY_DECIDED_ON);
  tx_cbor_put_array(o, 2);
  tx_cbor_put_int(o, e->pass_iat);
  if (e->has_list_seq)
    tx_cbor_put_uint(o, e->list_seq);
  else
    tx_cbor_put_null(o);
}

static size_t count_pairs(const struct tx_event *e) {
  return 4u + 2u * e->identified + (e->live >= 0) + e->has_reading + e->decided_by_hand +
         (e->tube.n > 0) + (e->registered.n > 0) + (e->sealed_number.n > 0) +
         (e->sealed_pass.n > 0) + (e->rule.n > 0) + (e->host_unit.n > 0) + e->undoes +
         e->decided_on + (e->role > 0);
}

enum tx_reason tx_event_write(const struct tx_event *e, uint8_t *out, size_t cap, size_t *len) {
  struct tx_cbor_out o = tx_cbor_to(out, cap);
  tx_cbor_put_map(&o, count_pairs(e));
  put_number(&o, KEY_AT, e->at, true);
  put_number(&o, KEY_DIRECTION, e->direction, true);
  put_number(&o, KEY_VERDICT, e->verdict, true);
  put_number(&o, KEY_REASON, (int64_t)e->reason, true);
  put_number(&o, KEY_AREA, (int64_t)e->area, e->identified);
  put_number(&o, KEY_INDEX, e->index, e->identified);
  if (e->live >= 0) {
    tx_cbor_put_uint(&o, KEY_LIVE);
    tx_cbor_put_bool(&o, e->live > 0);
  }
  put_number(&o, KEY_READING, e->centi_celsius, e->has_reading);
  put_by(&o, e);
  put_text(&o, KEY_TUBE, e->tube);
  put_text(&o, KEY_REGISTERED, e->registered);
  put_bytes(&o, KEY_SEALED_NUMBER, e->sealed_number);
  put_bytes(&o, KEY_SEALED_PASS, e->sealed_pass);
  put_text(&o, KEY_RULE, e->rule);
  put_text(&o, KEY_HOST_UNIT, e->host_unit);
  put_number(&o, KEY_UNDOES, (int64_t)e->undone_seq, e->undoes);
  put_decided_on(&o, e);
  put_number(&o, KEY_ROLE, e->role, e->role > 0);
  *len = o.len;
  if (o.full) return TX_NO_SPACE;
  struct tx_event back;
  return tx_event_read(tx_cbor_written(&o), &back) == TX_OK ? TX_OK : TX_BAD_ARGUMENT;
}

/* --- a batch ---------------------------------------------------------------------------------- */

enum tx_reason tx_batch_kid(struct tx_span bytes, uint8_t kid[TX_KID_SIZE]) {
  struct tx_sign1 sign1;
  if (bytes.n > TX_BATCH_MAX) return TX_MALFORMED;
  enum tx_reason reason = tx_sign1_read(bytes, TX_SHAPE_TYPED, "tx-batch", &sign1);
  memcpy(kid, sign1.kid, TX_KID_SIZE);
  return reason;
}

void tx_batch_destroy(struct tx_batch *batch) {
  if (!batch) return;
  free(batch->events);
  free(batch->encoded);
  free((uint8_t *)batch->bytes.p);
  free(batch);
}

static void drop(struct tx_batch **batch) {
  tx_batch_destroy(*batch);
}

static enum tx_reason read_events(struct tx_cbor *c, struct tx_batch *b) {
  size_t count;
  enum tx_reason reason = TX_OK;
  TRY(tx_cbor_array(c, &count));
  if (count > TX_BATCH_EVENTS) return TX_TOO_MANY;
  b->events = calloc(count + 1, sizeof *b->events);
  b->encoded = calloc(count + 1, sizeof *b->encoded);
  if (!b->events || !b->encoded) return TX_NO_MEMORY;
  for (; b->count < count; b->count++) {
    const uint8_t *at = c->p;
    enum tx_reason r = read_event(c, &b->events[b->count]);
    if (r == TX_MALFORMED_CLAIMS) return r;
    if (r != TX_OK) reason = r;
    b->encoded[b->count] = tx_span_of(at, (size_t)(c->p - at));
  }
  return reason;
}

static enum tx_reason read_lost(struct tx_cbor *c, struct tx_batch *b) {
  size_t items;
  b->lost = true;
  TRY(tx_cbor_array(c, &items) && items == 2);
  TRY(tx_cbor_uint(c, INT64_MAX, &b->lost_from) && tx_cbor_uint(c, INT64_MAX, &b->lost_to));
  return TX_OK;
}

static enum tx_reason read_journal(struct tx_cbor *c, struct tx_batch *b) {
  struct tx_span name;
  TRY(tx_cbor_bytes(c, &name) && name.n == sizeof b->journal);
  memcpy(b->journal, name.p, name.n);
  b->named = true;
  return TX_OK;
}

static enum tx_reason read_batch_member(struct tx_cbor *c, int64_t key, struct tx_batch *b) {
  switch (key) {
  case 0:
    TRY(claim_text(c, TX_GATE_NAME_SIZE, TX_GATE_NAME_SIZE, b->gate));
    return TX_OK;
  case 1:
    TRY(tx_cbor_uint(c, INT64_MAX, &b->first));
    return TX_OK;
  case 2:
    return read_events(c, b);
  case 3:
    return read_lost(c, b);
  case 4:
    return read_journal(c, b);
  default:
    return claim_unknown(c, key);
  }
}

static enum tx_reason read_batch(struct tx_span payload, struct tx_batch *b) {
  TRY(tx_cbor_check(payload, TX_KEYS_INT));
  struct tx_cbor c = tx_cbor_start(payload);
  struct claim_map m = claim_map_open(&c);
  while (claim_map_next(&m))
    claim_map_keep(&m, read_batch_member(&c, m.key, b));
  enum tx_reason reason = claim_map_close(&m, 7);
  if (claims_end(reason)) return reason;
  TRY(b->count > 0 || b->lost);
  return reason;
}

enum tx_reason tx_batch_take(struct tx_span bytes, int64_t alg, struct tx_span spki,
                             struct tx_batch **out) {
  if (bytes.n > TX_BATCH_MAX) return TX_MALFORMED;
  __attribute__((cleanup(drop))) struct tx_batch *b = calloc(1, sizeof *b);
  uint8_t *own = malloc(bytes.n + 1);
  if (b) b->bytes = tx_span_of(own, bytes.n);
  if (!b || !own) {
    if (!b) free(own);
    return TX_NO_MEMORY;
  }
  if (bytes.n > 0) memcpy(own, bytes.p, bytes.n);
  struct tx_check check = { .alg = alg, .spki = spki };
  enum tx_reason reason = tx_sign1_read(b->bytes, TX_SHAPE_TYPED, "tx-batch", &check.sign1);
  if (reason != TX_OK) return reason;
  uint8_t hash[TX_HASH_SIZE];
  char name[TX_GATE_NAME_SIZE + 1];
  tx_sha256(spki, hash);
  if (memcmp(hash, check.sign1.kid, TX_KID_SIZE) != 0) return TX_UNKNOWN_KEY;
  if (!tx_check_holds(&check)) return TX_BAD_SIGNATURE;
  reason = read_batch(check.sign1.payload, b);
  if (reason != TX_OK && reason != TX_UNKNOWN_CRITICAL) return reason;
  tx_gate_name(hash, name);
  TRY(strcmp(name, b->gate) == 0); /* 16, weighed before 17 */
  if (reason != TX_OK) return reason;
  *out = b;
  b = NULL;
  return TX_OK;
}

/* --- writing a batch -------------------------------------------------------------------------- */

static void put_batch(struct tx_cbor_out *o, const char *gate, const struct tx_batch_head *head,
                      const struct tx_span *events, size_t count) {
  tx_cbor_put_map(o, 3u + (head->lost_from > 0) + (head->journal != NULL));
  tx_cbor_put_uint(o, 0);
  tx_cbor_put_text(o, tx_span_text(gate));
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_uint(o, head->first);
  tx_cbor_put_uint(o, 2);
  tx_cbor_put_array(o, count);
  for (size_t i = 0; i < count; i++)
    tx_cbor_put_raw(o, events[i]);
  if (head->lost_from > 0) {
    tx_cbor_put_uint(o, 3);
    tx_cbor_put_array(o, 2);
    tx_cbor_put_uint(o, head->lost_from);
    tx_cbor_put_uint(o, head->lost_to);
  }
  if (!head->journal) return;
  tx_cbor_put_uint(o, 4);
  tx_cbor_put_bytes(o, tx_span_of(head->journal, TX_JOURNAL_NAME_SIZE));
}

enum tx_reason tx_batch_sign(const struct tx_signer *gate, const struct tx_batch_head *head,
                             const struct tx_span *events, size_t count, uint8_t **out,
                             size_t *len) {
  if (count > TX_BATCH_EVENTS || (count == 0 && head->lost_from == 0)) return TX_BAD_ARGUMENT;
  char name[TX_GATE_NAME_SIZE + 1];
  tx_gate_name(gate->hash, name);
  struct tx_cbor_out measured = tx_cbor_to(NULL, 0);
  put_batch(&measured, name, head, events, count);
  if (tx_sign1_size(measured.len, 0) > TX_BATCH_MAX) return TX_BAD_ARGUMENT;
  struct tx_cbor_out o = object_room(measured.len);
  put_batch(&o, name, head, events, count);
  return object_sign(gate, "tx-batch", &o, out, len);
}
