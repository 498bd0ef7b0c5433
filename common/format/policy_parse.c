/* SPDX-License-Identifier: Apache-2.0 */
/* From JSON to a policy: everything that docs/policy.md says of the object is checked here. */
#include "pass.h"
#include "policy_read.h"

#include <stdio.h>
#include <stdlib.h>

#define ID_MAX 64
#define TEXT_MAX 1024
#define WORDS_MAX 512
#define PHONE_MAX 64
#define UNIT_MAX 12
#define LANG_MAX 35 /* RFC 5646 section 4.4.1 */
#define OFFSET_MIN_S (-43200)
#define OFFSET_MAX_S 50400

static bool no_memory(struct policy_reader *reader) {
  reader->no_memory = true;
  return policy_read_refuse(reader, "内存不足", "out of memory");
}

/* Members of an array into a calloc'd one; *count first, so that a destructor sees every element.
 */
static bool allocate(struct policy_reader *reader, size_t count, size_t size, void **out) {
  *out = calloc(count ? count : 1, size);
  return *out || no_memory(reader);
}

/* --- rules ------------------------------------------------------------------------------------ */

static int role_find(const char *word) {
  for (unsigned role = 0; role < TX_ROLE_COUNT; role++)
    if (strcmp(tx_role_word(role), word) == 0) return (int)role;
  return -1;
}

static bool read_applies(struct policy_reader *reader, const json_t *json, struct tx_rule *rule) {
  static const char *const names[] = { "roles", "kinds", "directions", NULL };
  unsigned roles = 0xffff;
  unsigned kinds = ((1u << TX_GATE_KIND_COUNT) - 1) & ~(1u << TX_GATE_SAMPLING);
  unsigned directions = (1u << TX_DIRECTION_COUNT) - 1;
  if (json) {
    size_t before = policy_read_down(reader, "applies", 0);
    if (!policy_read_object(reader, json, names)) return false;
    if (!policy_read_words(
            reader, json, "roles", role_find,
            "resident, worker, visitor, courier, volunteer, vehicle, builder, property, "
            "carer, medical, police, supply",
            &roles))
      return false;
    if (!policy_read_words(reader, json, "kinds", tx_gate_kind_find,
                           "pedestrian, vehicle, building, sampling", &kinds))
      return false;
    if (!policy_read_words(reader, json, "directions", tx_direction_find, "in, out, neither",
                           &directions))
      return false;
    policy_read_up(reader, before);
  }
  rule->roles = (uint16_t)roles;
  rule->kinds = (uint8_t)kinds;
  rule->directions = (uint8_t)directions;
  return true;
}

static bool read_say(struct policy_reader *reader, const json_t *rule_json, struct tx_rule *rule) {
  json_t *json = json_object_get(rule_json, "say");
  size_t before = policy_read_down(reader, "say", 0);
  if (!json_is_object(json) || json_object_size(json) == 0)
    return policy_read_refuse(
        reader, "这里应写给人看的话，如 {\"zh\": \"…\", \"en\": \"…\"}",
        "the words for people must stand here: {\"zh\": \"…\", \"en\": \"…\"}");
  void *say;
  if (!allocate(reader, json_object_size(json), sizeof(*rule->say), &say)) return false;
  rule->say = say;
  const char *lang;
  json_t *value;
  json_object_foreach(json, lang, value) {
    size_t n = strlen(lang);
    if (n == 0 || n > LANG_MAX) {
      policy_read_down(reader, lang, 0);
      return policy_read_refuse(reader, "这里应是语言标记，如 zh 或 en",
                                "a language tag such as zh or en must stand here");
    }
    struct tx_words *words = &rule->say[rule->say_count++];
    words->lang = lang;
    if (!policy_read_text(reader, json, lang, REQUIRED, WORDS_MAX, &words->text)) return false;
  }
  policy_read_up(reader, before);
  return true;
}

static bool read_logic(struct policy_reader *reader, const json_t *rule_json,
                       struct tx_rule *rule) {
  const json_t *json = json_object_get(rule_json, "logic");
  size_t before = policy_read_down(reader, "logic", 0);
  if (!json) return policy_read_refuse(reader, "缺少这个成员，请补上", "this member is required");
  struct tx_logic_error error;
  rule->logic = tx_logic_compile(json, &error);
  if (!rule->logic && error.no_memory) return no_memory(reader);
  if (!rule->logic || !tx_logic_check_moments(json, &error)) {
    if (error.where[0]) policy_read_down(reader, error.where + 1, 0);
    return policy_read_refuse(reader, error.zh, error.en);
  }
  policy_read_up(reader, before);
  return true;
}

/* The rule that decided is named AREA/SEQ/ORDER/RULE. */
static bool read_id(struct policy_reader *reader, const json_t *json, const char **out) {
  if (!policy_read_text(reader, json, "id", REQUIRED, ID_MAX, out)) return false;
  if (!strchr(*out, '/')) return true;
  policy_read_down(reader, "id", 0);
  return policy_read_refuse(reader, "编号里不能有斜线 /", "an id must not contain a slash /");
}

static bool read_rule(struct policy_reader *reader, const json_t *json, struct tx_rule *rule) {
  static const char *const names[] = { "id",      "topic",     "logic",      "on_fail", "say",
                                       "applies", "delegable", "keeps_home", NULL };
  int topic;
  int on_fail;
  if (!policy_read_object(reader, json, names) || !read_id(reader, json, &rule->id)) return false;
  if (!policy_read_word(reader, json, "topic", REQUIRED, tx_topic_find,
                        "health, travel, test, state, temperature, household, curfew, unit, zone, "
                        "visitor, courier, vehicle, static, other",
                        &topic))
    return false;
  if (!policy_read_word(reader, json, "on_fail", REQUIRED, tx_on_fail_find, "deny, review, warn",
                        &on_fail))
    return false;
  rule->topic = (enum tx_topic)topic;
  rule->on_fail = (enum tx_on_fail)on_fail;
  return read_logic(reader, json, rule) && read_say(reader, json, rule) &&
         read_applies(reader, json_object_get(json, "applies"), rule) &&
         policy_read_bool(reader, json, "delegable", &rule->delegable) &&
         policy_read_bool(reader, json, "keeps_home", &rule->keeps_home);
}

static bool rule_is_new(struct policy_reader *reader, const struct tx_order *order,
                        const char *id) {
  for (size_t i = 0; i + 1 < order->rule_count; i++)
    if (strcmp(order->rules[i].id, id) == 0) {
      policy_read_down(reader, "id", 0);
      return policy_read_refuse(reader, "同一文件里已有这个规则编号，请另取一个",
                                "another rule of this order has this id; give it another");
    }
  return true;
}

static bool read_rules(struct policy_reader *reader, const json_t *order_json,
                       struct tx_order *order) {
  const json_t *array;
  void *rules;
  if (!policy_read_array(reader, order_json, "rules", REQUIRED, &array)) return false;
  if (!allocate(reader, json_array_size(array), sizeof(*order->rules), &rules)) return false;
  order->rules = rules;
  size_t before = policy_read_down(reader, "rules", 0);
  for (size_t i = 0; i < json_array_size(array); i++) {
    size_t outer = policy_read_down(reader, NULL, i);
    struct tx_rule *rule = &order->rules[order->rule_count++];
    if (!read_rule(reader, json_array_get(array, i), rule)) return false;
    if (!rule_is_new(reader, order, rule->id)) return false;
    policy_read_up(reader, outer);
  }
  policy_read_up(reader, before);
  return true;
}

/* --- orders and zones ------------------------------------------------------------------------- */

static bool read_order(struct policy_reader *reader, const json_t *json, struct tx_order *order) {
  static const char *const names[] = { "id",         "document", "basis", "issuer", "phone",
                                       "valid_from", "valid_to", "rules", NULL };
  return policy_read_object(reader, json, names) && read_id(reader, json, &order->id) &&
         policy_read_text(reader, json, "document", REQUIRED, TEXT_MAX, &order->document) &&
         policy_read_text(reader, json, "basis", OPTIONAL, TEXT_MAX, &order->basis) &&
         policy_read_text(reader, json, "issuer", REQUIRED, TEXT_MAX, &order->issuer) &&
         policy_read_text(reader, json, "phone", OPTIONAL, PHONE_MAX, &order->phone) &&
         policy_read_int(reader, json, "valid_from", REQUIRED, 0, INT64_MAX, &order->valid_from) &&
         policy_read_int(reader, json, "valid_to", REQUIRED, 0, INT64_MAX, &order->valid_to) &&
         read_rules(reader, json, order);
}

static bool order_is_new(struct policy_reader *reader, const struct tx_policy *policy,
                         const char *id) {
  for (size_t i = 0; i + 1 < policy->order_count; i++)
    if (strcmp(policy->orders[i].id, id) == 0) {
      policy_read_down(reader, "id", 0);
      return policy_read_refuse(reader, "同一政策里已有这个文件编号，请另取一个",
                                "another order of this policy has this id; give it another");
    }
  return true;
}

static bool read_orders(struct policy_reader *reader, const json_t *json,
                        struct tx_policy *policy) {
  const json_t *array;
  void *orders;
  if (!policy_read_array(reader, json, "orders", REQUIRED, &array)) return false;
  if (!allocate(reader, json_array_size(array), sizeof(*policy->orders), &orders)) return false;
  policy->orders = orders;
  size_t before = policy_read_down(reader, "orders", 0);
  for (size_t i = 0; i < json_array_size(array); i++) {
    size_t outer = policy_read_down(reader, NULL, i);
    struct tx_order *order = &policy->orders[policy->order_count++];
    if (!read_order(reader, json_array_get(array, i), order)) return false;
    if (!order_is_new(reader, policy, order->id)) return false;
    policy_read_up(reader, outer);
  }
  policy_read_up(reader, before);
  return true;
}

static bool read_zone(struct policy_reader *reader, const json_t *json, struct tx_zone *zone) {
  static const char *const names[] = { "area", "unit", "kind", "from", "to", NULL };
  int kind;
  if (!policy_read_object(reader, json, names) || !policy_read_area(reader, json, &zone->area))
    return false;
  if (!policy_read_text(reader, json, "unit", OPTIONAL, UNIT_MAX, &zone->unit)) return false;
  if (!policy_read_word(reader, json, "kind", REQUIRED, tx_zone_find,
                        "lockdown, control, prevention, high, medium, low", &kind))
    return false;
  zone->kind = (enum tx_zone_kind)kind;
  return policy_read_int(reader, json, "from", REQUIRED, 0, INT64_MAX, &zone->from) &&
         policy_read_int(reader, json, "to", REQUIRED, 0, INT64_MAX, &zone->to);
}

static bool read_zones(struct policy_reader *reader, const json_t *json, struct tx_policy *policy) {
  const json_t *array;
  void *zones;
  if (!policy_read_array(reader, json, "zones", OPTIONAL, &array)) return false;
  if (!array) return true;
  if (!allocate(reader, json_array_size(array), sizeof(*policy->zones), &zones)) return false;
  policy->zones = zones;
  size_t before = policy_read_down(reader, "zones", 0);
  for (size_t i = 0; i < json_array_size(array); i++) {
    size_t outer = policy_read_down(reader, NULL, i);
    if (!read_zone(reader, json_array_get(array, i), &policy->zones[policy->zone_count++]))
      return false;
    policy_read_up(reader, outer);
  }
  policy_read_up(reader, before);
  return true;
}

/* --- settings --------------------------------------------------------------------------------- */

static bool read_stale(struct policy_reader *reader, const json_t *json, struct tx_stale *stale) {
  static const char *const names[] = { "max_age_s", "then", "no_list", NULL };
  static const char *const list = "accept, warn, review, deny";
  int then = TX_STALE_UNSET;
  int no_list = TX_STALE_UNSET;
  stale->max_age_s = -1;
  if (!json) return true;
  size_t before = policy_read_down(reader, "stale", 0);
  if (!policy_read_object(reader, json, names)) return false;
  if (!policy_read_int(reader, json, "max_age_s", OPTIONAL, 0, INT64_MAX, &stale->max_age_s))
    return false;
  if (!policy_read_word(reader, json, "then", OPTIONAL, tx_stale_find, list, &then)) return false;
  if (!policy_read_word(reader, json, "no_list", OPTIONAL, tx_stale_find, list, &no_list))
    return false;
  stale->then = (enum tx_stale_then)then;
  stale->no_list = (enum tx_stale_then)no_list;
  policy_read_up(reader, before);
  return true;
}

static bool read_settings(struct policy_reader *reader, const json_t *json,
                          struct tx_policy *policy) {
  int64_t seq;
  int64_t utc_offset_s = 28800;
  int64_t live_window_s = 0;
  int64_t exit_window_s = -1;
  if (!policy_read_area(reader, json, &policy->area)) return false;
  if (!policy_read_int(reader, json, "seq", REQUIRED, 0, INT64_MAX, &seq)) return false;
  if (!policy_read_int(reader, json, "utc_offset_s", OPTIONAL, OFFSET_MIN_S, OFFSET_MAX_S,
                       &utc_offset_s))
    return false;
  if (!policy_read_int(reader, json, "live_window_s", OPTIONAL, 30, 300, &live_window_s))
    return false;
  if (!policy_read_int(reader, json, "exit_window_s", OPTIONAL, 0, 604800, &exit_window_s))
    return false;
  policy->seq = (uint64_t)seq;
  policy->utc_offset_s = (int32_t)utc_offset_s;
  policy->live_window_s = (int32_t)live_window_s;
  policy->exit_window_s = (int32_t)exit_window_s;
  return read_stale(reader, json_object_get(json, "stale"), &policy->stale);
}

static bool read_policy(struct policy_reader *reader, struct tx_policy *policy) {
  static const char *const names[] = { "area",          "seq",           "utc_offset_s",
                                       "live_window_s", "exit_window_s", "stale",
                                       "zones",         "orders",        NULL };
  return policy_read_object(reader, policy->json, names) &&
         read_settings(reader, policy->json, policy) && read_zones(reader, policy->json, policy) &&
         read_orders(reader, policy->json, policy);
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool refuse_json(struct policy_reader *reader, const json_error_t *error) {
  enum json_error_code code = json_error_code(error);
  snprintf(reader->error.where, sizeof(reader->error.where), "line %d, column %d", error->line,
           error->column);
  if (code == json_error_duplicate_key)
    return policy_read_refuse(reader, "同一对象里有两个同名成员，请删去一个",
                              "one object has two members of one name; remove one");
  if (code == json_error_invalid_utf8)
    return policy_read_refuse(reader, "文件不是 UTF-8 编码，请另存为 UTF-8",
                              "the text is not UTF-8; save it as UTF-8");
  /* jansson often has no words when its memory ran out. */
  if (code == json_error_out_of_memory || error->text[0] == '\0') return no_memory(reader);
  char en[256];
  snprintf(en, sizeof(en), "this is no JSON: %.200s", error->text);
  return policy_read_refuse(reader, "不是有效的 JSON，请检查此处的括号、逗号和引号", en);
}

static bool load(struct policy_reader *reader, struct tx_span json, struct tx_policy *policy) {
  json_error_t error;
  if (json.n > TX_POLICY_MAX)
    return policy_read_refuse(reader, "政策超过256 KiB，请拆分或精简",
                              "a policy has at most 256 KiB; make it shorter");
  policy->json = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, &error);
  return policy->json || refuse_json(reader, &error);
}

enum tx_reason tx_policy_parse(struct tx_span json, struct tx_policy **out,
                               struct tx_policy_error *error) {
  struct policy_reader reader = { 0 };
  struct tx_policy *policy = calloc(1, sizeof(*policy));
  if (!policy) return TX_NO_MEMORY;
  if (load(&reader, json, policy) && read_policy(&reader, policy)) {
    *out = policy;
    return TX_OK;
  }
  tx_policy_destroy(policy);
  if (error) *error = reader.error;
  return reader.no_memory ? TX_NO_MEMORY : TX_MALFORMED_CLAIMS;
}

static void clear_order(struct tx_order *order) {
  for (size_t i = 0; i < order->rule_count; i++) {
    tx_logic_destroy(order->rules[i].logic);
    free(order->rules[i].say);
  }
  free(order->rules);
}

void tx_policy_destroy(struct tx_policy *policy) {
  if (!policy) return;
  for (size_t i = 0; i < policy->order_count; i++)
    clear_order(&policy->orders[i]);
  free(policy->orders);
  free(policy->zones);
  json_decref(policy->json);
  free(policy);
}
