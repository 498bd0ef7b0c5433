/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a file of format vectors: texts shown to a gate, objects offered to a gate or a server. */
#include "format/decide.h"
#include "format/event.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ANY_BUT_0 (-1)
#define SEEN_MAX 64

static int passed, failed;

static void report(const char *kind, const char *name, bool ok, const char *detail) {
  if (ok) {
    passed++;
    return;
  }
  failed++;
  printf("failed: %s: %s: %s\n", kind, name, detail);
}

/* --- reading the file ---------------------------------------------------------------------------
 */

static const char *text_of(const json_t *row, const char *key) {
  const char *s = json_string_value(json_object_get(row, key));
  return s ? s : "";
}

static struct tx_span hex(const json_t *string) {
  const char *s = json_string_value(string);
  if (!s) return (struct tx_span){ 0 };
  size_t n = strlen(s) / 2;
  uint8_t *out = malloc(n + 1);
  for (size_t i = 0; out && i < n; i++) {
    const char digits[3] = { s[2 * i], s[2 * i + 1], 0 };
    out[i] = (uint8_t)strtoul(digits, NULL, 16);
  }
  return tx_span_of(out, out ? n : 0);
}

static void release(struct tx_span bytes) {
  free((uint8_t *)bytes.p);
}

static int64_t expected(const json_t *value) {
  return json_is_string(value) ? ANY_BUT_0 : json_integer_value(value);
}

static bool as_expected(enum tx_reason reason, int64_t want) {
  return want == ANY_BUT_0 ? reason != TX_OK : (int64_t)reason == want;
}

/* --- the gate that they are shown to ---------------------------------------------------------- */

#define GATE_AREA 610113001001

struct world {
  const json_t *file;
  struct tx_clock clock;
  struct tx_pin pin;
};

struct seen {
  const char *sequence;
  uint64_t area;
  uint32_t index;
  int64_t live_iat;
};

struct remembering {
  struct tx_memory base;
  const char *sequence; /* NULL: a gate that has seen nothing */
};

static struct seen seen[SEEN_MAX];
static size_t seen_count;

static bool replayed(const struct tx_memory *memory, uint64_t area, uint32_t index,
                     int64_t live_iat) {
  const char *sequence = ((const struct remembering *)memory)->sequence;
  for (size_t i = 0; sequence && i < seen_count; i++)
    if (strcmp(seen[i].sequence, sequence) == 0 && seen[i].area == area && seen[i].index == index &&
        seen[i].live_iat == live_iat)
      return true;
  return false;
}

static void no_history(const struct tx_memory *memory, const struct tx_pass *pass,
                       int64_t exit_window_s, struct tx_history *out) {
  (void)memory, (void)pass, (void)exit_window_s, (void)out;
}

static void remember(const char *sequence, const struct tx_decision *d) {
  if (!sequence || !d->live || d->verdict != TX_ALLOW || seen_count == SEEN_MAX) return;
  seen[seen_count++] = (struct seen){ sequence, d->pass.area, d->pass.index, d->live_iat };
}

static struct tx_trust *take_trust(const struct world *w, const char *name) {
  struct tx_span bytes = hex(json_object_get(json_object_get(w->file, "trust"), name));
  struct tx_trust *trust = NULL;
  /* An expired list was in force once: it is taken as it would have been then. */
  struct tx_clock unsure = { .now_s = w->clock.now_s, .unsure = true };
  if (bytes.n > 0) tx_trust_take(bytes, NULL, &w->pin, unsure, &trust);
  release(bytes);
  return trust;
}

/* The same for lists: some vectors hold one past its exp. */
static struct tx_status *take_list(const struct world *w, const struct tx_trust *trust,
                                   const char *name) {
  struct tx_span bytes = hex(json_object_get(json_object_get(w->file, "lists"), name));
  struct tx_clock unsure = { .now_s = w->clock.now_s, .unsure = true };
  struct tx_status *list = NULL;
  enum tx_reason reason = tx_status_take(bytes, trust, NULL, unsure, &list);
  if (reason != TX_OK) printf("list %s: %s\n", name, tx_reason_name(reason));
  release(bytes);
  return list;
}

/* One policy whose only rule lets everyone pass, with stale laid over the default. */
static struct tx_policy *make_policy(const struct world *w, const json_t *stale) {
  json_t *laid = json_deep_copy(json_object_get(w->file, "stale_default"));
  if (stale) json_object_update(laid, (json_t *)(uintptr_t)stale);
  int64_t now_s = w->clock.now_s;
  json_t *policy =
      json_pack("{s:I, s:i, s:o, s:[{s:s, s:s, s:s, s:I, s:I, s:[{s:s, s:s, s:s, s:{s:s, s:s}, "
                "s:{s:[b,b]}}]}]}",
                "area", (json_int_t)GATE_AREA, "seq", 1, "stale", laid, "orders", "id", "all",
                "document", "1", "issuer", "test", "valid_from", (json_int_t)(now_s - 86400),
                "valid_to", (json_int_t)(now_s + 86400), "rules", "id", "all", "topic", "other",
                "on_fail", "deny", "say", "zh", "请通行", "en", "pass", "logic", "===", 1, 1);
  char *text = policy ? json_dumps(policy, JSON_COMPACT) : NULL;
  struct tx_policy *out = NULL;
  struct tx_policy_error error = { 0 };
  if (!text || tx_policy_parse(tx_span_text(text), &out, &error) != TX_OK)
    printf("the policy of the vectors does not parse: %s: %s\n", error.where, error.en);
  free(text);
  json_decref(policy);
  return out;
}

/* --- texts ------------------------------------------------------------------------------------ */

static bool number_is(const json_t *fields, const char *name, int64_t value) {
  const json_t *want = json_object_get(fields, name);
  return !want || json_integer_value(want) == value;
}

static bool flag_is(const json_t *fields, const char *name, bool value) {
  const json_t *want = json_object_get(fields, name);
  return !want || json_is_true(want) == value;
}

static bool word_is(const json_t *fields, const char *name, const char *value) {
  const json_t *want = json_object_get(fields, name);
  return !want || strcmp(json_string_value(want), value) == 0;
}

static bool fields_are(const json_t *f, const struct tx_decision *d) {
  struct tx_record r = tx_record_unpack(d->record);
  return number_is(f, "area", (int64_t)d->pass.area) && number_is(f, "index", d->pass.index) &&
         number_is(f, "record", d->record) && number_is(f, "household", d->pass.household) &&
         number_is(f, "role", d->pass.role) && number_is(f, "age", d->pass.age) &&
         number_is(f, "exempt", d->pass.exempt) && number_is(f, "test", r.test) &&
         number_is(f, "as_of", d->data_as_of) && flag_is(f, "pending", r.pending) &&
         flag_is(f, "live", d->live) && word_is(f, "name", d->pass.name) &&
         word_is(f, "tail", d->pass.tail) && word_is(f, "unit", d->pass.unit);
}

static int by_area(const void *a, const void *b) {
  const struct tx_status *const *x = a, *const *y = b;
  return (*x)->area < (*y)->area ? -1 : (*x)->area > (*y)->area;
}

static void judge(const json_t *row, const struct tx_decision *d) {
  char detail[160];
  const json_t *verdict = json_object_get(row, "verdict");
  bool ok = as_expected(d->reason, expected(json_object_get(row, "reason"))) &&
            (!verdict || strcmp(json_string_value(verdict), tx_verdict_name(d->verdict)) == 0) &&
            fields_are(json_object_get(row, "fields"), d);
  snprintf(detail, sizeof detail, "%d %s, %s, record %" PRIu32 ", as of %" PRId64, (int)d->reason,
           tx_reason_name(d->reason), tx_verdict_name(d->verdict), d->record, d->data_as_of);
  report("text", text_of(row, "name"), ok, detail);
}

static void run_text(const struct world *w, const json_t *row) {
  const char *trust_name = json_string_value(json_object_get(row, "trust"));
  const char *sequence = json_string_value(json_object_get(row, "sequence"));
  struct tx_trust *trust = take_trust(w, trust_name ? trust_name : "default");
  struct tx_policy *policy = make_policy(w, json_object_get(row, "stale"));
  const struct tx_status *lists[8];
  size_t list_count = 0, i;
  json_t *name;
  json_array_foreach(json_object_get(row, "lists"), i, name) {
    const struct tx_status *list = trust ? take_list(w, trust, json_string_value(name)) : NULL;
    if (list && list_count < 8) lists[list_count++] = list;
  }
  qsort(lists, list_count, sizeof *lists, by_area);
  const struct remembering memory = { { replayed, no_history }, sequence };
  const struct tx_gate gate = {
    .area = GATE_AREA,
    .kind = TX_GATE_PEDESTRIAN,
    .direction = TX_IN,
    .attended = true,
    .clock = w->clock,
    .trust = trust,
    .lists = lists,
    .list_count = list_count,
    .policies = (const struct tx_policy *const *)&policy,
    .policy_count = policy ? 1 : 0,
    .memory = &memory.base,
  };
  const json_t *text = json_object_get(row, "text");
  struct tx_decision d;
  tx_decide(tx_span_of(json_string_value(text), json_string_length(text)), &gate, NULL, &d);
  judge(row, &d);
  remember(sequence, &d);
  for (i = 0; i < list_count; i++)
    tx_status_destroy((struct tx_status *)(uintptr_t)lists[i]);
  tx_policy_destroy(policy);
  tx_trust_destroy(trust);
}

/* --- objects ---------------------------------------------------------------------------------- */

struct offered {
  const struct world *w;
  const json_t *row;
  struct tx_span bytes;
  const struct tx_trust *trust; /* the default list */
  bool held;
  bool as_told; /* count, hash and the like of what was taken */
};

static void use_roots(struct tx_trust *held, const json_t *roots, struct tx_span *bytes) {
  held->root_count = json_array_size(roots) < 2 ? json_array_size(roots) : 2;
  for (size_t i = 0; i < held->root_count; i++) {
    bytes[i] = hex(json_array_get(roots, i));
    held->roots[i] = (struct tx_key_row){ .alg = tx_spki_alg(bytes[i]), .spki = bytes[i] };
    tx_sha256(bytes[i], held->roots[i].hash);
  }
}

static enum tx_reason offer_trust(struct offered *o) {
  struct tx_trust *held = o->held ? take_trust(o->w, "default") : NULL, *out = NULL;
  struct tx_span roots[2] = { 0 };
  const json_t *held_roots = json_object_get(o->row, "held_roots");
  if (held && held_roots) use_roots(held, held_roots, roots);
  enum tx_reason reason = tx_trust_take(o->bytes, held, &o->w->pin, o->w->clock, &out);
  tx_trust_destroy(out);
  tx_trust_destroy(held);
  release(roots[0]);
  release(roots[1]);
  return reason;
}

static bool list_as_told(const json_t *row, const struct tx_status *list) {
  uint8_t hash[TX_HASH_SIZE];
  tx_records_hash(list->records, list->count, hash);
  const json_t *count = json_object_get(row, "count");
  struct tx_span want = hex(json_object_get(row, "sha256"));
  bool ok = (!count ||
             strtoll(json_is_string(count) ? json_string_value(count) : "-1", NULL, 10) ==
                 (long long)list->count ||
             json_integer_value(count) == list->count) &&
            (want.n == 0 || tx_span_equal(want, tx_span_of(hash, sizeof hash)));
  release(want);
  return ok;
}

static enum tx_reason offer_status(struct offered *o, bool delta) {
  struct tx_status *held = o->held || delta ? take_list(o->w, o->trust, "community") : NULL,
                   *out = NULL;
  struct tx_floor floor = { 0 };
  if (held) floor = (struct tx_floor){ .seq = held->seq, .iat = held->iat };
  enum tx_reason reason =
      delta ? tx_delta_take(o->bytes, o->trust, held, o->w->clock, &out)
            : tx_status_take(o->bytes, o->trust, held ? &floor : NULL, o->w->clock, &out);
  if (out) o->as_told = list_as_told(o->row, out);
  tx_status_destroy(out);
  tx_status_destroy(held);
  return reason;
}

static enum tx_reason offer_certs(struct offered *o) {
  struct tx_certs *out = NULL;
  enum tx_reason reason = tx_certs_take(o->bytes, o->trust, NULL, o->w->clock, &out);
  if (!out) return reason;
  const json_t *withdrawn = json_object_get(o->row, "withdrawn");
  size_t there = 0;
  for (uint32_t serial = 0; serial < out->count; serial++)
    there += tx_certs_withdrawn(out, serial);
  o->as_told = !withdrawn || there == json_array_size(withdrawn);
  for (size_t i = 0; i < json_array_size(withdrawn); i++)
    o->as_told &=
        tx_certs_withdrawn(out, (uint32_t)json_integer_value(json_array_get(withdrawn, i)));
  tx_certs_destroy(out);
  return reason;
}

static enum tx_reason offer_policy(struct offered *o) {
  uint64_t held = (uint64_t)json_integer_value(json_object_get(o->row, "held_seq"));
  struct tx_policy *out = NULL;
  enum tx_reason reason = tx_policy_take(o->bytes, o->trust, held, o->w->clock, &out);
  const json_t *json = json_object_get(o->row, "json");
  if (out && json)
    o->as_told = out->area == (uint64_t)json_integer_value(json_object_get(json, "area")) &&
                 out->order_count == json_array_size(json_object_get(json, "orders"));
  tx_policy_destroy(out);
  return reason;
}

/* Where the row has the name of a journal, the batch bears it. */
static bool names_journal(const struct tx_batch *batch, const json_t *row) {
  if (!row) return true;
  struct tx_span name = hex(row);
  bool same =
      batch->named && tx_span_equal(name, tx_span_of(batch->journal, sizeof batch->journal));
  release(name);
  return same;
}

static enum tx_reason offer_batch(struct offered *o) {
  struct tx_span key = hex(json_object_get(o->row, "gate_key"));
  struct tx_batch *out = NULL;
  uint8_t kid[TX_KID_SIZE];
  enum tx_reason reason = tx_batch_kid(o->bytes, kid);
  if (reason == TX_OK) reason = tx_batch_take(o->bytes, tx_spki_alg(key), key, &out);
  const json_t *count = json_object_get(o->row, "count"), *first = json_object_get(o->row, "first");
  if (out)
    o->as_told = (!count || out->count == (size_t)json_integer_value(count)) &&
                 (!first || out->first == (uint64_t)json_integer_value(first)) &&
                 names_journal(out, json_object_get(o->row, "journal"));
  tx_batch_destroy(out);
  release(key);
  return reason;
}

static enum tx_reason offer(struct offered *o, const char *kind) {
  if (strcmp(kind, "trust") == 0) return offer_trust(o);
  if (strcmp(kind, "status") == 0) return offer_status(o, false);
  if (strcmp(kind, "delta") == 0) return offer_status(o, true);
  if (strcmp(kind, "certs") == 0) return offer_certs(o);
  if (strcmp(kind, "policy") == 0) return offer_policy(o);
  return strcmp(kind, "batch") == 0 ? offer_batch(o) : TX_BAD_ARGUMENT;
}

static void run_object(const struct world *w, const struct tx_trust *trust, const json_t *row) {
  const char *kind = text_of(row, "kind");
  struct offered o = { .w = w, .row = row, .trust = trust, .as_told = true };
  o.bytes = hex(json_object_get(row, "bytes"));
  o.held = json_is_true(json_object_get(row, "held"));
  enum tx_reason reason = offer(&o, kind);
  char detail[80];
  snprintf(detail, sizeof detail, "%d %s%s", (int)reason, tx_reason_name(reason),
           o.as_told ? "" : ", and what was taken differs");
  report(kind, text_of(row, "name"),
         as_expected(reason, expected(json_object_get(row, "expect"))) && o.as_told, detail);
  release(o.bytes);
}

/* --- all -------------------------------------------------------------------------------------- */

static void run(const json_t *file) {
  struct world w = { .file = file,
                     .clock.now_s = json_integer_value(json_object_get(file, "now")) };
  struct tx_span root = hex(json_object_get(file, "root"));
  tx_sha256(root, w.pin.root);
  release(root);
  struct tx_trust *trust = take_trust(&w, "default");
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(file, "texts"), i, row) run_text(&w, row);
  json_array_foreach(json_object_get(file, "objects"), i, row) run_object(&w, trust, row);
  tx_trust_destroy(trust);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s FILE\n", argv[0]);
    return 64;
  }
  json_error_t error;
  json_t *file = json_load_file(argv[1], JSON_ALLOW_NUL, &error);
  if (!file) {
    fprintf(stderr, "%s: line %d: %s\n", argv[1], error.line, error.text);
    return 65;
  }
  run(file);
  json_decref(file);
  printf("%d passed, %d failed\n", passed, failed);
  return failed > 0;
}
