/* SPDX-License-Identifier: Apache-2.0 */
#include "json_value.h"

#include <stdio.h>
#include <stdlib.h>

static size_t memory_needed(const json_t *json) {
  size_t n = 0;
  const char *name;
  json_t *value;
  size_t i;
  if (json_is_array(json)) {
    json_array_foreach(json, i, value) n += sizeof(struct tx_value) + memory_needed(value);
  } else if (json_is_object(json)) {
    json_object_foreach((json_t *)json, name, value) n +=
        sizeof(struct tx_member) + memory_needed(value);
  }
  return n;
}

static struct tx_value fill(const json_t *json, char **memory);

static struct tx_value fill_array(const json_t *json, char **memory) {
  struct tx_value *items = (struct tx_value *)(void *)*memory;
  uint32_t count = (uint32_t)json_array_size(json);
  *memory += count * sizeof(*items);
  for (uint32_t i = 0; i < count; i++)
    items[i] = fill(json_array_get(json, i), memory);
  return tx_value_array(items, count);
}

static struct tx_value fill_object(const json_t *json, char **memory) {
  struct tx_member *members = (struct tx_member *)(void *)*memory;
  *memory += json_object_size(json) * sizeof(*members);
  uint32_t n = 0;
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)json, name, value) members[n++] =
      (struct tx_member){ tx_span_text(name), fill(value, memory) };
  return tx_value_object(members, n);
}

static struct tx_value fill(const json_t *json, char **memory) {
  switch (json ? json_typeof(json) : JSON_NULL) {
  case JSON_NULL:
    return tx_value_null();
  case JSON_TRUE:
    return tx_value_bool(true);
  case JSON_FALSE:
    return tx_value_bool(false);
  case JSON_INTEGER:
    return tx_value_int(json_integer_value(json));
  case JSON_REAL:
    return (struct tx_value){ .kind = TX_VALUE_OTHER };
  case JSON_STRING: {
    struct tx_span text = tx_span_of(json_string_value(json), json_string_length(json));
    return (struct tx_value){ .kind = TX_VALUE_TEXT, .text = text };
  }
  case JSON_ARRAY:
    return fill_array(json, memory);
  case JSON_OBJECT:
    return fill_object(json, memory);
  }
  return tx_value_null();
}

bool json_value_read(const json_t *json, struct json_value *out) {
  out->memory = malloc(memory_needed(json) + 1);
  if (!out->memory) return false;
  char *memory = out->memory;
  out->value = fill(json, &memory);
  return true;
}

void json_value_clear(struct json_value *value) {
  free(value->memory);
  value->memory = NULL;
}

/* Years outside 0 to 9999 have a sign and six digits (ECMA-262, Date.prototype.toISOString). */
static json_t *write_date(int64_t ms) {
  int64_t days = ms >= 0 ? ms / 86400000 : -((86399999 - ms) / 86400000);
  int64_t of_day = ms - days * 86400000;
  int64_t year = 1970;
  for (;; year++) { /* slow and plain, so that it checks the quick way by another */
    int64_t length = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365;
    if (days < 0) {
      int64_t before = year - 1;
      days += before % 4 == 0 && (before % 100 != 0 || before % 400 == 0) ? 366 : 365;
      year -= 2;
    } else if (days >= length) {
      days -= length;
    } else {
      break;
    }
  }
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int lengths[] = { 31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  int month = 0;
  for (; days >= lengths[month]; month++)
    days -= lengths[month];
  char text[40];
  snprintf(text, sizeof(text),
           year < 0 || year > 9999 ? "%+07d-%02d-%02dT%02d:%02d:%02d.%03dZ"
                                   : "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
           (int)year, month + 1, (int)days + 1, (int)(of_day / 3600000), (int)(of_day / 60000 % 60),
           (int)(of_day / 1000 % 60), (int)(of_day % 1000));
  return json_string(text);
}

static json_t *write_array(const struct tx_value *value) {
  json_t *array = json_array();
  for (uint32_t i = 0; i < value->count; i++) {
    if (json_array_append_new(array, json_value_write(&value->items[i])) == 0) continue;
    json_decref(array);
    return NULL;
  }
  return array;
}

static json_t *write_object(const struct tx_value *value) {
  json_t *object = json_object();
  for (uint32_t i = 0; i < value->count; i++) {
    const struct tx_member *member = &value->members[i];
    json_t *item = json_value_write(&member->value);
    if (json_object_setn_new(object, (const char *)member->name.p, member->name.n, item) == 0)
      continue;
    json_decref(object);
    return NULL;
  }
  return object;
}

json_t *json_value_write(const struct tx_value *value) {
  switch (value->kind) {
  case TX_VALUE_NULL:
    return json_null();
  case TX_VALUE_BOOL:
    return json_boolean(value->boolean);
  case TX_VALUE_INT:
    return json_integer(value->integer);
  case TX_VALUE_TEXT:
    return json_stringn((const char *)value->text.p, value->text.n);
  case TX_VALUE_DATE:
    return write_date(value->date_ms);
  case TX_VALUE_ARRAY:
    return write_array(value);
  case TX_VALUE_OBJECT:
    return write_object(value);
  case TX_VALUE_OTHER:
    return NULL;
  }
  return NULL;
}

json_t *json_value_whole_numbers(json_t *json) {
  const char *name;
  json_t *value;
  size_t i;
  if (json_is_real(json)) {
    double real = json_real_value(json);
    bool whole = real >= -9007199254740992.0 && real <= 9007199254740992.0 &&
                 (double)(json_int_t)real == real;
    return whole ? json_integer((json_int_t)real) : json_incref(json);
  }
  if (json_is_array(json)) {
    json_array_foreach(json, i, value) json_array_set_new(json, i, json_value_whole_numbers(value));
  } else if (json_is_object(json)) {
    json_object_foreach(json, name, value)
        json_object_set_new(json, name, json_value_whole_numbers(value));
  }
  return json_incref(json);
}
