/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions and data as text, for the tests of logic. */
#ifndef EXPRESSION_H
#define EXPRESSION_H

#include "../vectors/json_value.h"

#include <stdlib.h>

/* What an expression makes of data, as compact JSON; "null met", "error" or "refused" when there is
 * no value. The caller frees. */
static inline char *expression_result(const char *expression, const char *data,
                                      enum tx_logic_nulls nulls) {
  json_t *logic_json = json_loads(expression, JSON_DECODE_ANY, NULL);
  json_t *data_json = json_loads(data, JSON_DECODE_ANY, NULL);
  struct tx_logic *logic = logic_json ? tx_logic_compile(logic_json, NULL) : NULL;
  struct json_value seen = { 0 };
  struct tx_value scratch[TX_LOGIC_SCRATCH];
  struct tx_value result;
  char *text = strdup("refused");
  if (logic && data_json && json_value_read(data_json, &seen)) {
    enum tx_logic_end end =
        tx_logic_evaluate(logic, &seen.value, nulls, scratch, TX_LOGIC_SCRATCH, &result);
    json_t *written = end == TX_LOGIC_VALUE ? json_value_write(&result) : NULL;
    free(text);
    text = written ? json_dumps(written, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS)
                   : strdup(end == TX_LOGIC_NULL_MET ? "null met" : "error");
    json_decref(written);
  }
  json_value_clear(&seen);
  tx_logic_destroy(logic);
  json_decref(data_json);
  json_decref(logic_json);
  return text;
}

#endif
