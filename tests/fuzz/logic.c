/* SPDX-License-Identifier: Apache-2.0 */
/* An expression and data: two JSON values, one after the other. */
#include "fuzz.h"

#include "vectors/json_value.h"

#include <stdlib.h>

/* Results are walked to the end, so that a span that leads astray is seen. */
static void write_out(const struct tx_value *out) {
  json_t *json = json_value_write(out);
  char *text = json ? json_dumps(json, JSON_ENCODE_ANY) : NULL;
  free(text);
  json_decref(json);
}

static void evaluate(const struct tx_logic *logic, const struct tx_value *data) {
  struct tx_value scratch[TX_LOGIC_SCRATCH];
  struct tx_value out;
  for (int nulls = TX_NULLS_PUBLIC; nulls <= TX_NULLS_END; nulls++) {
    enum tx_logic_end end =
        tx_logic_evaluate(logic, data, (enum tx_logic_nulls)nulls, scratch, TX_LOGIC_SCRATCH, &out);
    FUZZ_PROMISE(end != TX_LOGIC_NULL_MET || nulls == TX_NULLS_END);
    if (end == TX_LOGIC_VALUE) write_out(&out);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  json_error_t error;
  size_t flags = JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK;
  json_t *expression = json_loadb((const char *)data, size, flags, &error);
  if (!expression) return 0;
  size_t at = (size_t)error.position;
  json_t *seen_json = json_loadb((const char *)data + at, size - at, JSON_DECODE_ANY, NULL);
  struct tx_logic_error why = { 0 };
  struct tx_logic *logic = tx_logic_compile(expression, &why);
  FUZZ_PROMISE(logic || (why.zh && why.en && memchr(why.where, '\0', sizeof why.where)));
  struct json_value seen;
  if (logic && json_value_read(seen_json, &seen)) {
    evaluate(logic, &seen.value);
    json_value_clear(&seen);
  }
  tx_logic_destroy(logic);
  json_decref(seen_json);
  json_decref(expression);
  return 0;
}
