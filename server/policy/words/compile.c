/* SPDX-License-Identifier: Apache-2.0 */
/* From drafts in words to the JSON of a policy. */
#include "compile.h"

#include "chinese.h"
#include "spelling.h"

#include <stdio.h>

struct expanding {
  json_t *policy;
  const struct policy_times *times;
  int64_t offset_s;
  size_t order, rule; /* where it stands, for errors */
  bool in_rule;
  struct tx_policy_error *error;
};

static enum tx_reason refuse_in(const struct expanding *e, const char *member, const char *zh,
                                const char *zh_hint, const char *en, const char *en_hint) {
  struct tx_policy_error *error = e->error;
  if (!error) return TX_MALFORMED_CLAIMS;
  if (e->in_rule)
    snprintf(error->where, sizeof error->where, "/orders/%zu/rules/%zu/%s", e->order, e->rule,
             member);
  else
    snprintf(error->where, sizeof error->where, "/orders/%zu/%s", e->order, member);
  snprintf(error->zh, sizeof error->zh, "%s%s", zh, zh_hint);
  snprintf(error->en, sizeof error->en, "%s%s", en, en_hint);
  return TX_MALFORMED_CLAIMS;
}

static enum tx_reason refuse(const struct expanding *e, const char *member, const char *zh,
                             const char *en) {
  return refuse_in(e, member, zh, "", en, "");
}

static enum tx_reason refuse_date(const struct expanding *e, const char *member) {
  return refuse(e, member, "这里应是日期，如 2022-12-31 或 2022年12月31日18时",
                "a date must stand here, such as 2022-12-31 or 2022-12-31 18:00");
}

/* --- times ------------------------------------------------------------------------------------ */

/* As people write it, in the policy's time; a day is its first second, or with end_of_day the first
 * of the next day. */
static bool read_time(const struct expanding *e, const json_t *json, bool end_of_day,
                      int64_t *out) {
  const char *text = json_string_value(json);
  bool is_day = false;
  if (!text || !e->times->read(text, e->times->now_s, e->offset_s, out, &is_day)) return false;
  *out += is_day && end_of_day ? 86400 : 0;
  return true;
}

/* An end that is over, or not behind its beginning, takes what is in force away in silence. */
static enum tx_reason check_end(const struct expanding *e, const char *member, int64_t from,
                                int64_t to) {
  if (to > from && to > e->times->now_s) return TX_OK;
  if (to > e->times->now_s)
    return refuse(e, member, "结束不晚于开始，请核对日期",
                  "it ends before it begins; check the dates");
  return refuse(e, member, "已经过期，请核对年份，或删去这份文件",
                "it is over already; check the year, or leave the order out");
}

static enum tx_reason expand_time(const struct expanding *e, json_t *order, const char *word,
                                  const char *member, bool end_of_day) {
  const json_t *json = json_object_get(order, word);
  int64_t at_s;
  if (!json) return TX_OK;
  if (!read_time(e, json, end_of_day, &at_s)) return refuse_date(e, word);
  json_object_set_new(order, member, json_integer(at_s));
  json_object_del(order, word);
  return TX_OK;
}

/* --- one rule --------------------------------------------------------------------------------- */

static enum tx_reason expand_limit(const struct expanding *e, json_t *rule,
                                   const struct limit_template *form) {
  char words[LIMIT_SIZE], zh[SPELLING_HINT], en[SPELLING_HINT];
  const char *limit = json_string_value(json_object_get(rule, "limit"));
  if (json_object_get(rule, "logic"))
    return refuse(e, "limit", "limit 与 logic 只能写一个", "write either limit or logic");
  bool understood = limit && chinese_limit(form, limit, words, sizeof words);
  json_t *logic = understood ? limit_to_logic(form, words) : NULL;
  limit_hint(form, "zh", zh, sizeof zh);
  limit_hint(form, "en", en, sizeof en);
  if (!logic)
    return refuse_in(e, "limit", "看不懂这个限制，请写作 ", zh,
                     "this limit is not understood; write ", en);
  json_object_set_new(rule, "logic", logic);
  json_object_del(rule, "limit");
  return TX_OK;
}

/* Moves a member of the short form to applies, or puts the template's own there. */
static void apply_list(json_t *rule, json_t *applies, const char *member, const char *otherwise) {
  json_t *own = json_object_get(rule, member);
  if (own)
    json_object_set(applies, member, own);
  else if (otherwise && !json_object_get(applies, member))
    json_object_set_new(applies, member, json_pack("[s]", otherwise));
  json_object_del(rule, member);
}

static void expand_applies(json_t *rule, const struct limit_template *form) {
  json_t *who = json_object_get(rule, "who");
  json_t *own = json_object_get(rule, "applies");
  json_t *applies = own ? json_incref(own) : json_object();
  if (who)
    json_object_set(applies, "roles", who);
  else if (form->role && !json_object_get(applies, "roles"))
    json_object_set_new(applies, "roles", json_pack("[s]", form->role));
  json_object_del(rule, "who");
  apply_list(rule, applies, "directions", form->direction);
  apply_list(rule, applies, "kinds", NULL);
  if (json_object_size(applies)) json_object_set(rule, "applies", applies);
  json_decref(applies);
}

struct prompt {
  enum tx_topic topic;
  const char *zh, *en;
};

/* What a person is told, where the draft says nothing: never a health reason. */
static const struct prompt *prompt_of(enum tx_topic topic) {
  static const struct prompt prompts[] = {
    { TX_TOPIC_TEST, "请尽快补测核酸", "Please get tested soon" },
    { TX_TOPIC_TEMPERATURE, "请复测体温", "Please have your temperature taken again" },
    { TX_TOPIC_HOUSEHOLD, "本户外出次数已用完", "Your household's exits are used up" },
    { TX_TOPIC_CURFEW, "现在不是通行时段", "Not at this hour" },
    { TX_TOPIC_VISITOR, "访客请先登记", "Visitors, please register first" },
    { TX_TOPIC_COURIER, "请在小区门口交接", "Please hand over at the gate" },
    { TX_TOPIC_VEHICLE, "该车牌现在限行", "This plate may not pass now" },
    { TX_TOPIC_STATIC, "请在手机上出示实时码", "Please show the live code on your phone" },
  };
  static const struct prompt general = { TX_TOPIC_OTHER, "请到人工通道", "Please see the staff" };
  for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++)
    if (prompts[i].topic == topic) return &prompts[i];
  return &general;
}

static void set_missing(json_t *rule, const char *member, json_t *value) {
  if (json_object_get(rule, member))
    json_decref(value);
  else
    json_object_set_new(rule, member, value);
}

/* The topic, with a number when another rule of the order has it already. */
static json_t *free_id(const json_t *rules, const char *topic) {
  char id[64];
  for (size_t number = 1;; number++) {
    bool taken = false;
    snprintf(id, sizeof id, number == 1 ? "%s" : "%s-%zu", topic, number);
    for (size_t i = 0; i < json_array_size(rules) && !taken; i++) {
      const char *own = json_string_value(json_object_get(json_array_get(rules, i), "id"));
      taken = own && strcmp(own, id) == 0;
    }
    if (!taken) return json_string(id);
  }
}

/* Words in Chinese become the policy's own. */
static enum tx_reason spell(const struct expanding *e, json_t *rule) {
  struct spelling wrong;
  if (spelling_normalize(rule, &wrong)) return TX_OK;
  return refuse_in(e, wrong.member, "没有这个词，这里可写 ", wrong.zh,
                   "there is no such word; write ", wrong.en);
}

static enum tx_reason expand_rule(const struct expanding *e, const json_t *rules, json_t *rule) {
  enum tx_reason reason = spell(e, rule);
  if (reason != TX_OK || !json_object_get(rule, "limit")) return reason;
  const char *word = json_string_value(json_object_get(rule, "topic"));
  int topic = word ? tx_topic_find(word) : -1;
  if (topic < 0) return refuse(e, "topic", "缺少主题，请补上", "the topic is missing");
  const struct limit_template *form = limit_template_of((enum tx_topic)topic);
  if (!form)
    return refuse(e, "limit", "这个主题没有简写，请写 logic（CertLogic）",
                  "this topic has no short form; write logic (CertLogic)");
  reason = expand_limit(e, rule, form);
  if (reason != TX_OK) return reason;
  expand_applies(rule, form);
  const struct prompt *prompt = prompt_of(form->topic);
  set_missing(rule, "on_fail", json_string(tx_on_fail_word(form->on_fail)));
  set_missing(rule, "say", json_pack("{s:s,s:s}", "zh", prompt->zh, "en", prompt->en));
  set_missing(rule, "id", free_id(rules, word));
  return TX_OK;
}

/* --- rules that end before their order -------------------------------------------------------- */

/* The order that a rule with its own end moves to: a copy without rules. */
static json_t *order_until(json_t *orders, const json_t *order, const char *until,
                           int64_t valid_to) {
  char id[128];
  const char *own = json_string_value(json_object_get(order, "id"));
  snprintf(id, sizeof id, "%s-%s", own ? own : "1", until);
  for (char *p = id; *p; p++)
    if (*p == '/') *p = '.'; /* an id has none, a date may */
  for (size_t i = 0; i < json_array_size(orders); i++) {
    json_t *other = json_array_get(orders, i);
    const char *name = json_string_value(json_object_get(other, "id"));
    if (name && strcmp(name, id) == 0) return other;
  }
  json_t *made = json_copy((json_t *)order);
  json_object_set_new(made, "id", json_string(id));
  json_object_set_new(made, "rules", json_array());
  json_object_set_new(made, "valid_to", json_integer(valid_to));
  json_array_append_new(orders, made);
  return made;
}

static enum tx_reason move_if_it_ends(const struct expanding *e, json_t *orders,
                                      const json_t *order, json_t *rule, bool *moved) {
  const json_t *until = json_object_get(rule, "until");
  int64_t valid_to;
  *moved = until != NULL;
  if (!until) return TX_OK;
  if (!read_time(e, until, true, &valid_to)) return refuse_date(e, "until");
  int64_t from = json_integer_value(json_object_get(order, "valid_from"));
  enum tx_reason reason = check_end(e, "until", from, valid_to);
  if (reason != TX_OK) return reason;
  json_t *target = order_until(orders, order, json_string_value(until), valid_to);
  json_array_append(json_object_get(target, "rules"), rule);
  json_object_del(rule, "until");
  return TX_OK;
}

/* --- orders ----------------------------------------------------------------------------------- */

static enum tx_reason expand_rules(struct expanding *e, json_t *orders, json_t *order) {
  json_t *rules = json_object_get(order, "rules");
  e->in_rule = true;
  e->rule = 0;
  for (size_t i = 0; i < json_array_size(rules); e->rule++) {
    bool moved;
    json_t *rule = json_array_get(rules, i);
    enum tx_reason reason = expand_rule(e, rules, rule);
    if (reason == TX_OK) reason = move_if_it_ends(e, orders, order, rule, &moved);
    if (reason != TX_OK) return reason;
    if (moved)
      json_array_remove(rules, i);
    else
      i++;
  }
  e->in_rule = false;
  return TX_OK;
}

static enum tx_reason expand_order(struct expanding *e, json_t *orders, json_t *order) {
  const char *member = json_object_get(order, "until") ? "until" : "valid_to";
  enum tx_reason reason = expand_time(e, order, "from", "valid_from", false);
  if (reason == TX_OK) reason = expand_time(e, order, "until", "valid_to", true);
  if (reason != TX_OK) return reason;
  set_missing(order, "valid_from", json_integer(e->times->now_s));
  const json_t *from = json_object_get(order, "valid_from");
  const json_t *to = json_object_get(order, "valid_to");
  if (json_is_integer(from) && json_is_integer(to))
    reason = check_end(e, member, json_integer_value(from), json_integer_value(to));
  return reason != TX_OK ? reason : expand_rules(e, orders, order);
}

/* A draft of one order may have the order's members beside its own. */
static void lift_order(json_t *policy) {
  static const char *const members[] = { "id",   "document", "basis",      "issuer",   "phone",
                                         "from", "until",    "valid_from", "valid_to", "rules" };
  if (json_object_get(policy, "orders") || !json_object_get(policy, "rules")) return;
  json_t *order = json_object();
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    json_t *member = json_object_get(policy, members[i]);
    if (!member) continue;
    json_object_set(order, members[i], member);
    json_object_del(policy, members[i]);
  }
  set_missing(order, "id", json_string("1"));
  json_object_set_new(policy, "orders", json_pack("[o]", order));
}

enum tx_reason policy_words_expand(const json_t *draft, const struct policy_times *times,
                                   json_t **out, struct tx_policy_error *error) {
  json_t *policy = json_deep_copy(draft);
  if (!policy) return TX_NO_MEMORY;
  lift_order(policy);
  const json_t *offset = json_object_get(policy, "utc_offset_s");
  struct expanding e = { .policy = policy, .times = times, .error = error };
  e.offset_s = json_is_integer(offset) ? json_integer_value(offset) : 28800;
  json_t *orders = json_object_get(policy, "orders");
  size_t count = json_array_size(orders); /* those that are added on the way are whole already */
  enum tx_reason reason = TX_OK;
  if (json_is_object(policy)) set_missing(policy, "seq", json_integer(0));
  for (e.order = 0; e.order < count && reason == TX_OK; e.order++)
    reason = expand_order(&e, orders, json_array_get(orders, e.order));
  if (reason == TX_OK)
    *out = policy;
  else
    json_decref(policy);
  return reason;
}
