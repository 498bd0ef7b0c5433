/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_read.h"

#include <stdio.h>

bool policy_read_refuse(struct policy_reader *reader, const char *zh, const char *en) {
  snprintf(reader->error.zh, sizeof(reader->error.zh), "%s", zh);
  snprintf(reader->error.en, sizeof(reader->error.en), "%s", en);
  return false;
}

size_t policy_read_down(struct policy_reader *reader, const char *name, size_t index) {
  size_t before = reader->depth;
  size_t room = sizeof(reader->error.where) - before;
  char *at = reader->error.where + before;
  int n = name ? snprintf(at, room, "/%s", name) : snprintf(at, room, "/%zu", index);
  reader->depth = (size_t)n < room ? before + (size_t)n : sizeof(reader->error.where) - 1;
  return before;
}

void policy_read_up(struct policy_reader *reader, size_t before) {
  reader->depth = before;
  reader->error.where[before] = '\0';
}

bool policy_read_object(struct policy_reader *reader, const json_t *json,
                        const char *const *names) {
  if (!json_is_object(json))
    return policy_read_refuse(reader, "这里应是一个对象 {…}", "an object {…} must stand here");
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)json, name, value) {
    size_t i = 0;
    while (names[i] && strcmp(names[i], name) != 0)
      i++;
    if (names[i]) continue;
    policy_read_down(reader, name, 0);
    return policy_read_refuse(reader, "没有这个成员，请删去或改正拼写",
                              "there is no such member; remove it or correct its spelling");
  }
  return true;
}

/* Steps down to a member: *found is NULL when it may be absent and is. */
static bool member(struct policy_reader *reader, const json_t *object, const char *name,
                   enum need need, const json_t **found, size_t *before) {
  *found = json_object_get(object, name);
  *before = policy_read_down(reader, name, 0);
  if (*found) return true;
  if (need == REQUIRED)
    return policy_read_refuse(reader, "缺少这个成员，请补上", "this member is required");
  policy_read_up(reader, *before);
  return true;
}

static bool text_fits(const char *text, size_t n, size_t max) {
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)text[i] < ' ' || text[i] == '\x7f') return false;
  return n >= 1 && n <= max;
}

bool policy_read_text(struct policy_reader *reader, const json_t *object, const char *name,
                      enum need need, size_t max, const char **out) {
  const json_t *json;
  size_t before;
  if (!member(reader, object, name, need, &json, &before)) return false;
  if (!json) return true;
  const char *text = json_string_value(json);
  if (!text || !text_fits(text, json_string_length(json), max)) {
    policy_read_refuse(reader, "", "");
    snprintf(reader->error.zh, sizeof(reader->error.zh),
             "这里应是1到%zu个字节的文字，不含换行等控制字符", max);
    snprintf(reader->error.en, sizeof(reader->error.en),
             "text of 1 to %zu bytes without control characters must stand here", max);
    return false;
  }
  *out = text;
  policy_read_up(reader, before);
  return true;
}

bool policy_read_int(struct policy_reader *reader, const json_t *object, const char *name,
                     enum need need, int64_t min, int64_t max, int64_t *out) {
  const json_t *json;
  size_t before;
  if (!member(reader, object, name, need, &json, &before)) return false;
  if (!json) return true;
  int64_t value = json_integer_value(json);
  if (!json_is_integer(json) || value < min || value > max) {
    snprintf(reader->error.zh, sizeof(reader->error.zh), "这里应是%lld到%lld之间的整数",
             (long long)min, (long long)max);
    snprintf(reader->error.en, sizeof(reader->error.en),
             "an integer from %lld to %lld must stand here", (long long)min, (long long)max);
    return false;
  }
  *out = value;
  policy_read_up(reader, before);
  return true;
}

bool policy_read_bool(struct policy_reader *reader, const json_t *object, const char *name,
                      bool *out) {
  const json_t *json;
  size_t before;
  (void)member(reader, object, name, OPTIONAL, &json, &before);
  if (!json) return true;
  if (!json_is_boolean(json))
    return policy_read_refuse(reader, "这里应是 true 或 false", "true or false must stand here");
  *out = json_is_true(json);
  policy_read_up(reader, before);
  return true;
}

bool policy_read_area(struct policy_reader *reader, const json_t *object, uint64_t *out) {
  int64_t area;
  if (!policy_read_int(reader, object, "area", REQUIRED, 0, TX_AREA_MAX, &area)) return false;
  *out = (uint64_t)area;
  if (tx_area_valid(*out)) return true;
  policy_read_down(reader, "area", 0);
  return policy_read_refuse(reader, "不是有效的12位区划代码：为零的一级之下只能全是零",
                            "no valid area code: below a level that is zero there are only zeros");
}

static bool refuse_word(struct policy_reader *reader, const char *list) {
  snprintf(reader->error.zh, sizeof(reader->error.zh), "这里应是下列词之一：%s", list);
  snprintf(reader->error.en, sizeof(reader->error.en), "one of these words must stand here: %s",
           list);
  return false;
}

bool policy_read_word(struct policy_reader *reader, const json_t *object, const char *name,
                      enum need need, int (*find)(const char *word), const char *list, int *out) {
  const json_t *json;
  size_t before;
  if (!member(reader, object, name, need, &json, &before)) return false;
  if (!json) return true;
  int found = json_is_string(json) ? find(json_string_value(json)) : -1;
  if (found < 0) return refuse_word(reader, list);
  *out = found;
  policy_read_up(reader, before);
  return true;
}

bool policy_read_array(struct policy_reader *reader, const json_t *object, const char *name,
                       enum need need, const json_t **out) {
  size_t before;
  if (!member(reader, object, name, need, out, &before)) return false;
  if (!*out) return true;
  if (!json_is_array(*out))
    return policy_read_refuse(reader, "这里应是一个数组 […]", "an array […] must stand here");
  policy_read_up(reader, before);
  return true;
}

bool policy_read_words(struct policy_reader *reader, const json_t *object, const char *name,
                       int (*find)(const char *word), const char *list, unsigned *bits) {
  const json_t *array;
  if (!policy_read_array(reader, object, name, OPTIONAL, &array)) return false;
  if (!array) return true;
  size_t before = policy_read_down(reader, name, 0);
  if (json_array_size(array) == 0)
    return policy_read_refuse(reader, "空的列表谁也管不到；若要管所有，请删去它",
                              "an empty list applies to nobody; leave it out to apply to all");
  *bits = 0;
  for (size_t i = 0; i < json_array_size(array); i++) {
    const json_t *word = json_array_get(array, i);
    size_t outer = policy_read_down(reader, NULL, i);
    int found = json_is_string(word) ? find(json_string_value(word)) : -1;
    if (found < 0) return refuse_word(reader, list);
    *bits |= 1u << found;
    policy_read_up(reader, outer);
  }
  policy_read_up(reader, before);
  return true;
}
