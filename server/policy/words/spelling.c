/* SPDX-License-Identifier: Apache-2.0 */
#include "spelling.h"

#include "chinese.h"
#include "format/pass.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

#define LIST_MAX 512

/* A closed table: how its words are read, and told, one after the other until NULL. */
struct table {
  const char *(*read)(const char *word);
  const char *(*tell)(int i, const char *lang);
};

static const char *tell_topic(int i, const char *lang) {
  if (i >= TX_TOPIC_COUNT) return NULL;
  return text_is_english(lang) ? tx_topic_word((enum tx_topic)i) : tx_topic_zh((enum tx_topic)i);
}

static const char *tell_on_fail(int i, const char *lang) {
  return i > TX_FAIL_DENY - TX_FAIL_WARN ? NULL : text_severity(i + TX_FAIL_WARN, lang);
}

static const char *tell_role(int i, const char *lang) {
  if (i >= TX_ROLE_COUNT) return NULL;
  return text_is_english(lang) ? tx_role_word((unsigned)i) : tx_role_zh((unsigned)i);
}

static const char *tell_direction(int i, const char *lang) {
  static const char *const zh[] = { "进门", "出门", "采样" };
  if (i >= TX_DIRECTION_COUNT) return NULL;
  return text_is_english(lang) ? tx_direction_word((enum tx_direction)i) : zh[i];
}

static const char *tell_kind(int i, const char *lang) {
  if (i >= TX_GATE_KIND_COUNT) return NULL;
  return text_word("gate.kind", tx_gate_kind_word((enum tx_gate_kind)i), lang);
}

static const struct table topics = { chinese_topic, tell_topic };
static const struct table on_fails = { chinese_on_fail, tell_on_fail };
static const struct table roles = { chinese_role, tell_role };
static const struct table directions = { chinese_direction, tell_direction };
static const struct table kinds = { chinese_kind, tell_kind };

static void list_words(const struct table *table, const char *lang, char out[SPELLING_HINT]) {
  const char *word;
  *out = '\0';
  for (int i = 0; (word = table->tell(i, lang)); i++) {
    if (i) text_append(out, SPELLING_HINT, text_is_english(lang) ? ", " : "、");
    text_append(out, SPELLING_HINT, word);
  }
}

static bool say_wrong(const struct table *table, const char *prefix, const char *member,
                      struct spelling *wrong) {
  snprintf(wrong->member, sizeof wrong->member, "%s%s", prefix, member);
  list_words(table, "zh", wrong->zh);
  list_words(table, "en", wrong->en);
  return false;
}

/* --- one member ------------------------------------------------------------------------------- */

/* The words of a text, or of an array of texts; NULL: one is none of the table. */
static json_t *read_text(const struct table *table, const char *text) {
  char copy[LIST_MAX], *rest = NULL;
  if (strlen(text) >= sizeof copy) return NULL;
  memcpy(copy, text, strlen(text) + 1);
  json_t *words = json_array();
  for (char *word = chinese_list(copy, &rest); word; word = chinese_list(NULL, &rest)) {
    const char *known = table->read(word);
    if (known && json_array_append_new(words, json_string(known)) == 0) continue;
    json_decref(words);
    return NULL;
  }
  return words;
}

static json_t *read_list(const struct table *table, const json_t *list) {
  json_t *words = json_array();
  for (size_t i = 0; i < json_array_size(list); i++) {
    const char *text = json_string_value(json_array_get(list, i));
    json_t *some = text ? read_text(table, text) : NULL;
    if (!some) {
      json_decref(words);
      return NULL;
    }
    json_array_extend(words, some);
    json_decref(some);
  }
  return words;
}

static bool normalize_list(const struct table *table, json_t *object, const char *prefix,
                           const char *member, struct spelling *wrong) {
  const json_t *given = json_object_get(object, member);
  json_t *words = NULL;
  if (json_is_string(given))
    words = read_text(table, json_string_value(given));
  else if (json_is_array(given))
    words = read_list(table, given);
  else
    return true;
  if (!words) return say_wrong(table, prefix, member, wrong);
  json_object_set_new(object, member, words);
  return true;
}

static bool normalize_word(const struct table *table, json_t *rule, const char *member,
                           struct spelling *wrong) {
  const char *word = json_string_value(json_object_get(rule, member));
  const char *known = word ? table->read(word) : NULL;
  if (word && !known) return say_wrong(table, "", member, wrong);
  if (word && known != word) json_object_set_new(rule, member, json_string(known));
  return true;
}

bool spelling_normalize(json_t *rule, struct spelling *wrong) {
  json_t *applies = json_object_get(rule, "applies");
  const char *inside = "applies/";
  return normalize_word(&topics, rule, "topic", wrong) &&
         normalize_word(&on_fails, rule, "on_fail", wrong) &&
         normalize_list(&roles, rule, "", "who", wrong) &&
         normalize_list(&directions, rule, "", "directions", wrong) &&
         normalize_list(&kinds, rule, "", "kinds", wrong) &&
         normalize_list(&roles, applies, inside, "roles", wrong) &&
         normalize_list(&directions, applies, inside, "directions", wrong) &&
         normalize_list(&kinds, applies, inside, "kinds", wrong);
}
