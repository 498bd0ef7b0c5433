/* SPDX-License-Identifier: Apache-2.0 */
/* What a gate has: the objects that it holds, and its journal. */
#include "run.h"

#include "format/event.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- held ---------------------------------------------------------------------------------------
 */

/* {"trust": SEQ, "policy": {AREA: SEQ …}, "status": {…}, "certs": {…}}; 0: none is held. */
static int64_t held_seq(const json_t *answer, const char *object, uint64_t area) {
  char digits[13];
  tx_area_format(area, digits);
  const json_t *all = json_object_get(answer, object);
  const json_t *one = json_is_object(all) ? json_object_get(all, digits) : all;
  return json_is_integer(one) ? json_integer_value(one) : 0;
}

static void expect_one(struct run *run, struct script_step *step, const json_t *answer,
                       const char *object, struct run_answer *out) {
  char when[48], digits[13];
  const char *text = script_value(step, object);
  if (!text || !out->good) return;
  const bool none = strcmp(text, "none") == 0;
  const int64_t expected = none ? 0 : world_time_of(run->world, text);
  const uint64_t area = world_area(run->world, step, "area",
                                   strcmp(object, "certs") == 0 ? FORGE_DISTRICT : CITY_AREA);
  out->good = answer && held_seq(answer, object, area) == expected;
  snprintf(out->expected, sizeof out->expected, "%s %s of %s held, seq %" PRId64,
           none ? "no" : "the", object,
           none ? world_area_name(area, digits) : world_when(run->world, expected, when), expected);
}

bool run_held(struct run *run, struct script_step *step, struct run_answer *out) {
  json_t *answer = gate_process_ask(run->gate, json_pack("{s:s}", "do", "held"));
  fprintf(run->out, "    the gate was asked what it holds;\n");
  out->good = answer != NULL;
  snprintf(out->expected, sizeof out->expected, "an answer");
  expect_one(run, step, answer, "trust", out);
  expect_one(run, step, answer, "policy", out);
  expect_one(run, step, answer, "status", out);
  expect_one(run, step, answer, "certs", out);
  run_said(run, answer, out);
  json_decref(answer);
  return true;
}

/* --- batches ------------------------------------------------------------------------------------
 */

static void destroy_batch(struct tx_batch **batch) {
  tx_batch_destroy(*batch);
}

/* What a server would take of it, by the key that the gate named at its start. */
static enum tx_reason open_batch(const struct run *run, const char *text, struct tx_batch **out) {
  size_t n = 0;
  const size_t cap = text ? strlen(text) / 2 : 0;
  uint8_t *bytes = malloc(cap + 1);
  if (!bytes) abort();
  enum tx_reason reason = TX_MALFORMED;
  if (text && run_unhex(text, bytes, cap, &n))
    reason = tx_batch_take(tx_span_of(bytes, n), TX_ALG_ES256, tx_span_of(run->spki, run->spki_len),
                           out);
  free(bytes);
  return reason;
}

static void write_batch(const struct tx_batch *batch, char *out, size_t cap) {
  int n = snprintf(out, cap, "first=%" PRIu64 " count=%zu lost=", batch->first, batch->count);
  if (batch->lost)
    n += snprintf(out + n, cap - (size_t)n, "%" PRIu64 "-%" PRIu64, batch->lost_from,
                  batch->lost_to);
  else
    n += snprintf(out + n, cap - (size_t)n, "none");
  n += snprintf(out + n, cap - (size_t)n, " reasons=");
  for (size_t i = 0; i < batch->count && (size_t)n + 8 < cap; i++)
    n += snprintf(out + n, cap - (size_t)n, "%s%" PRIu64, i ? "," : "", batch->events[i].reason);
  if (!batch->count) snprintf(out + n, cap - (size_t)n, "none");
}

static bool says(const char *text, struct script_step *step, const char *key) {
  char wanted[80];
  const char *value = script_expected(step, key);
  if (!value) return true;
  snprintf(wanted, sizeof wanted, "%s=%s", key, value);
  const char *at = strstr(text, wanted);
  const char end = at ? at[strlen(wanted)] : 'x';
  return end == '\0' || end == ' ';
}

static void expect_words(const struct script_step *step, struct run_answer *out) {
  int n = snprintf(out->expected, sizeof out->expected, "a batch with");
  for (size_t i = step->expected; i < step->count; i++)
    n += snprintf(out->expected + n, sizeof out->expected - (size_t)n, " %s=%s",
                  step->words[i].key ? step->words[i].key : "", step->words[i].value);
}

/* named: whether events say who it was, in the order of the batch: y or n each. */
static bool names_fit(const struct tx_batch *batch, const char *named) {
  for (size_t i = 0; named && named[i]; i++)
    if (i >= batch->count || batch->events[i].identified != (named[i] == 'y')) return false;
  return true;
}

bool run_batch(struct run *run, struct script_step *step, struct run_answer *out) {
  __attribute__((cleanup(destroy_batch))) struct tx_batch *batch = NULL;
  const int64_t from = world_number(run->world, step, "from", 1);
  fprintf(run->out, "    the gate was asked for its journal from %" PRId64 " on;\n", from);
  json_t *answer =
      gate_process_ask(run->gate, json_pack("{s:s, s:I}", "do", "batch", "from", (json_int_t)from));
  const char *named = script_expected(step, "named");
  expect_words(step, out);
  run_said(run, answer, out);
  const enum tx_reason reason =
      answer ? open_batch(run, json_string_value(json_object_get(answer, "bytes")), &batch)
             : TX_NOT_FOUND;
  json_decref(answer);
  if (batch) write_batch(batch, out->said, sizeof out->said);
  if (!batch && reason != TX_NOT_FOUND)
    snprintf(out->said, sizeof out->said, "a batch that a server refuses: %s",
             tx_reason_name(reason));
  const bool first = says(out->said, step, "first"), count = says(out->said, step, "count");
  const bool lost = says(out->said, step, "lost"), reasons = says(out->said, step, "reasons");
  out->good = batch && first && count && lost && reasons && names_fit(batch, named);
  return true;
}
