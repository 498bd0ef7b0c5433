/* SPDX-License-Identifier: Apache-2.0 */
/* JSON to the values that expressions see, and back. */
#ifndef JSON_VALUE_H
#define JSON_VALUE_H

#include "format/logic.h"

/* A JSON value as an expression sees it; texts and names point into the JSON. */
struct json_value {
  struct tx_value value;
  void *memory; /* what value's items and members rest in */
};

/* False: out of memory. */
bool json_value_read(const json_t *json, struct json_value *out);
void json_value_clear(struct json_value *value);

/* A new reference; dates become ISO 8601 with milliseconds, as JavaScript writes them. NULL for
 * what no JSON can say. */
json_t *json_value_write(const struct tx_value *value);

/* Numbers such as 42.0 become integers, as they are to JavaScript; the rest stays. Steals nothing,
 * changes json where it stands and returns what stands for json itself, a new reference. */
json_t *json_value_whole_numbers(json_t *json);

#endif
