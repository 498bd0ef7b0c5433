/* SPDX-License-Identifier: Apache-2.0 */
#include "adapter.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *adapter_object_name(enum adapter_object object) {
  static const char *const names[ADAPTER_OBJECTS] = { "trust", "policy", "status", "delta",
                                                      "certs" };
  return names[object];
}

static const char *text_of(const json_t *question, const char *name) {
  const char *text = json_string_value(json_object_get(question, name));
  return text ? text : "";
}

static int64_t number_of(const json_t *question, const char *name) {
  return json_integer_value(json_object_get(question, name));
}

/* --- bytes --------------------------------------------------------------------------------------
 */

static uint8_t *unhex(const char *text, size_t *n) {
  uint8_t *out = malloc(strlen(text) / 2 + 1);
  if (!out) abort();
  for (*n = 0; *n < strlen(text) / 2; ++*n)
    if (sscanf(text + 2 * *n, "%2hhx", &out[*n]) != 1) break;
  return out;
}

static json_t *hex(struct tx_span bytes) {
  static const char digits[] = "0123456789abcdef";
  char *text = malloc(2 * bytes.n + 1);
  if (!text) abort();
  for (size_t i = 0; i < bytes.n; i++) {
    text[2 * i] = digits[bytes.p[i] >> 4];
    text[2 * i + 1] = digits[bytes.p[i] & 15];
  }
  text[2 * bytes.n] = '\0';
  json_t *out = json_string(text);
  free(text);
  return out;
}

/* --- questions ----------------------------------------------------------------------------------
 */

static json_t *start(const struct adapter *adapter, const json_t *question) {
  struct tx_span spki = { 0 };
  const struct adapter_start start = {
    .code = tx_span_text(text_of(question, "code")),
    .area = (uint64_t)number_of(question, "area"),
    .kind = (enum tx_gate_kind)tx_gate_kind_find(text_of(question, "kind")),
    .direction = (enum tx_direction)tx_direction_find(text_of(question, "direction")),
    .now_s = number_of(question, "now"),
  };
  const enum tx_reason reason = adapter->start(&start, &spki);
  if (reason != TX_OK) return json_pack("{s:i}", "reason", reason);
  return json_pack("{s:i, s:o, s:s}", "reason", reason, "key", hex(spki), "by",
                   adapter->fetch ? "address" : "bytes");
}

static json_t *restart(const struct adapter *adapter, const json_t *question) {
  (void)question;
  adapter->restart();
  return json_object();
}

static json_t *tell_time(const struct adapter *adapter, const json_t *question) {
  adapter->time(number_of(question, "now"));
  return json_object();
}

static json_t *set_clock(const struct adapter *adapter, const json_t *question) {
  adapter->clock(number_of(question, "now"));
  return json_object();
}

static json_t *tell_date(const struct adapter *adapter, const json_t *question) {
  adapter->date(number_of(question, "now"));
  return json_object();
}

static json_t *offer(const struct adapter *adapter, const json_t *question) {
  size_t n = 0;
  uint8_t *bytes = NULL;
  const char *address = text_of(question, "address");
  enum tx_reason reason = TX_BAD_ARGUMENT;
  if (!*address) bytes = unhex(text_of(question, "bytes"), &n);
  if (*address && (!adapter->fetch || !adapter->fetch(address, &bytes, &n)))
    return json_pack("{s:s}", "error", "nothing could be fetched from the address");
  for (int i = 0; i < ADAPTER_OBJECTS; i++)
    if (strcmp(adapter_object_name((enum adapter_object)i), text_of(question, "object")) == 0)
      reason = adapter->offer((enum adapter_object)i, (uint64_t)number_of(question, "area"),
                              tx_span_of(bytes, n));
  free(bytes);
  return json_pack("{s:i}", "reason", reason);
}

static json_t *show(const struct adapter *adapter, const json_t *question) {
  struct adapter_decision decision = { .verdict = TX_DENY };
  adapter->show(tx_span_text(text_of(question, "text")), &decision);
  return json_pack("{s:s, s:i}", "verdict", tx_verdict_name(decision.verdict), "reason",
                   decision.reason);
}

static void say_held(void *context, enum adapter_object object, uint64_t area, uint64_t seq) {
  char digits[13];
  json_t *answer = context;
  const char *name = adapter_object_name(object);
  if (object == ADAPTER_TRUST) {
    json_object_set_new(answer, name, json_integer((json_int_t)seq));
    return;
  }
  if (!json_object_get(answer, name)) json_object_set_new(answer, name, json_object());
  tx_area_format(area, digits);
  json_object_set_new(json_object_get(answer, name), digits, json_integer((json_int_t)seq));
}

static json_t *held(const struct adapter *adapter, const json_t *question) {
  json_t *answer = json_object();
  (void)question;
  adapter->held(say_held, answer);
  return answer;
}

static json_t *batch(const struct adapter *adapter, const json_t *question) {
  uint8_t *bytes = NULL;
  size_t n = 0;
  if (!adapter->batch((uint64_t)number_of(question, "from"), &bytes, &n)) return json_object();
  json_t *answer = json_pack("{s:o}", "bytes", hex(tx_span_of(bytes, n)));
  free(bytes);
  return answer;
}

/* --- the loop -----------------------------------------------------------------------------------
 */

static json_t *answer_to(const struct adapter *adapter, const json_t *question) {
  static const struct {
    const char *name;
    json_t *(*act)(const struct adapter *, const json_t *);
  } acts[] = {
    { "start", start },     { "restart", restart }, { "time", tell_time },
    { "clock", set_clock }, { "date", tell_date },  { "offer", offer },
    { "show", show },       { "held", held },       { "batch", batch },
  };
  for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
    if (strcmp(acts[i].name, text_of(question, "do")) == 0) return acts[i].act(adapter, question);
  return json_pack("{s:s}", "error", "do is none of the words of README.md");
}

int adapter_run(const struct adapter *adapter) {
  char *line = NULL;
  size_t cap = 0;
  while (getline(&line, &cap, stdin) > 0) {
    json_t *question = json_loads(line, 0, NULL);
    json_t *answer = answer_to(adapter, question);
    if (json_dumpf(answer, stdout, JSON_COMPACT) != 0) abort();
    putchar('\n');
    fflush(stdout);
    json_decref(answer);
    json_decref(question);
  }
  free(line);
  return 0;
}
