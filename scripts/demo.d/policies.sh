# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# Two orders: the city's and this community's. The gate can say whose rule it was.

# city_policy SEQ: a red health code is refused; an old test is a notice on the way in. The gate goes
# on with old news, and says so.
city_policy() {
  jq -n --argjson seq "$1" '{
    area: 610100000000, seq: $seq,
    stale: {max_age_s: 86400, then: "warn", no_list: "review"},
    orders: [{
      id: "city-117", document: "市疫指〔2026〕117号", issuer: "西安市防控指挥部", phone: "029-12345",
      valid_from: ($seq - 86400), valid_to: ($seq + 30 * 86400),
      rules: [
        {id: "health", topic: "health", on_fail: "deny", keeps_home: true,
         logic: {"in": [{"var": "record.health"}, ["green", "yellow", "unknown"]]},
         say: {zh: "红码人员请到隔离通道", en: "A red health code: please take the isolation lane"}},
        {id: "test72", topic: "test", on_fail: "warn",
         logic: {"<": [{"var": "record.sampled_age_s"}, 259200]},
         say: {zh: "请24小时内补测核酸", en: "Please be tested within 24 hours"}}
      ]
    }]
  }'
}

# community_policy SEQ: couriers hand over at the gate.
community_policy() {
  jq -n --argjson seq "$1" '{
    area: 610113001001, seq: $seq,
    orders: [{
      id: "door", document: "居委会〔2026〕9号", issuer: "本社区居委会", phone: "029-67890",
      valid_from: ($seq - 86400), valid_to: ($seq + 30 * 86400),
      rules: [
        {id: "courier", topic: "courier", on_fail: "deny",
         applies: {roles: ["courier"], directions: ["in"]},
         logic: false,
         say: {zh: "快递外卖请在门口无接触交接", en: "Couriers hand over at the gate"}}
      ]
    }]
  }'
}
