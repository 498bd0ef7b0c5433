/* SPDX-License-Identifier: Apache-2.0 */
#include "account_json.h"

static json_t *roles_json(uint32_t roles) {
  json_t *list = json_array();
  for (int i = 0; i < ROLES; i++)
    if (roles & 1u << i) json_array_append_new(list, json_string(role_word((enum role)i)));
  return list;
}

static json_t *rights_json(uint32_t rights) {
  json_t *list = json_array();
  for (int i = 0; i < RIGHTS; i++)
    if (rights & 1u << i) json_array_append_new(list, json_string(right_word(1u << i)));
  return list;
}

json_t *caller_json(const struct caller *caller) {
  return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "login", caller->login, "body", caller->body,
                   "kind", body_kind_word(caller->kind), "area", area_json(caller->area), "roles",
                   roles_json(caller->roles), "rights", rights_json(caller->rights));
}

json_t *account_json(const struct account *account) {
  json_t *out = json_pack("{s:s, s:s, s:o, s:o, s:b}", "login", account->login, "body",
                          account->body, "area", area_json(account->area), "roles",
                          roles_json(account->roles), "active", account->activated_at != 0);
  if (account->uid >= 0) json_object_set_new(out, "uid", json_integer(account->uid));
  if (account->ended_at) json_object_set_new(out, "ended_at", json_integer(account->ended_at));
  return out;
}

json_t *body_json(const struct body *body) {
  return json_pack("{s:s, s:s, s:s, s:o}", "id", body->id, "name", body->name, "kind",
                   body_kind_word(body->kind), "area", area_json(body->area));
}
