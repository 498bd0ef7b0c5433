#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A stay in a risk area, from a file, its times as offices and their spreadsheets write them: a real gate refuses
# it on that day and up to the last minute of its last day.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"
source "$root/tests/integration/street/scene.sh"
export TZ=Asia/Shanghai

at() { date -d "@$1" "+$2"; }
excel() { awk -v t="$1" 'BEGIN {printf "%.8f", (t + 28800) / 86400 + 25569}'; }
half() { [ "$(at "$1" %H)" -lt 12 ] && echo 上午 || echo 下午; }

# days T, moments T: the day and the moment of T, each in fifteen spellings, one a line.
days() {
  local form
  for form in %Y-%m-%d %Y/%m/%d %Y.%m.%d %Y%m%d %Y年%m月%d日 %Y年%-m月%-d日 %Y/%-m/%-d %Y-%-m-%-d \
    %Y.%-m.%-d %Y年%m月%d号 '%Y-%m-%d ' ' %Y/%m/%d' $'%Y-%m-%d\u00a0'; do
    at "$1" "$form"
  done
  awk -v t="$1" 'BEGIN {d = int((t + 28800) / 86400) + 25569; print d; print d ".0"}'
}
moments() {
  local form
  for form in '%Y-%m-%d %H:%M:%S' '%Y/%m/%d %-H:%M:%S' %Y%m%d%H%M%S '%Y-%m-%dT%H:%M:%S+08:00' \
    '%Y-%m-%dT%H:%M:%S+0800' '%Y-%m-%d  %H:%M:%S.0' '%Y-%m-%d %H:%M:%S.123' \
    '%Y年%-m月%-d日 %-H时%-M分%-S秒' '%Y.%m.%d %H:%M:%S' %s '%Y-%-m-%-d %H:%M:%S'; do
    at "$1" "$form"
  done
  LC_ALL=C at "$1" '%Y/%m/%d %I:%M:%S %p'
  at "$1" "%Y/%m/%d $(half "$1") %-I:%M:%S"
  TZ=UTC at "$1" %Y-%m-%dT%H:%M:%SZ
  excel "$1"
  echo
}

deny_risk() {
  jq -n --argjson now "$(date +%s)" '{area: 610113001001, seq: $now,
    stale: {max_age_s: 604800, then: "warn", no_list: "review"},
    orders: [{id: "o", document: "〔2026〕1号", issuer: "居委会", valid_from: ($now - 60),
      valid_to: ($now + 8640000), rules: [{id: "risk", topic: "health", on_fail: "deny",
      keeps_home: true, logic: {"in": [{"var": "record.travel"}, ["none", "starred", "unknown"]]},
      say: {zh: "风险区旅居史", en: "Has been in a risk area"}}]}]}'
}

# feed_codes: the first thirty residents nowhere the day before yesterday, in a risk area from yesterday until
# tomorrow, in a spelling each.
feed_codes() {
  local noon=$(($(date -d "$(date +%F) 12:00" +%s)))
  local last=$((noon + 86400 + 43200 - 1))
  head -n 31 roster.csv | tail -n 30 | cut -d, -f3 >ids
  { days $((noon - 86400)); moments $((noon - 86400)) | sed '/^$/d'; } >begins
  { days $((noon + 86400)); moments $last | sed '/^$/d'; } >ends
  local head=证件号码,项目,结果,来源,时间,有效期至
  { echo $head; sed "s|\$|,行程,无异常,city,$(at $((noon - 2 * 86400)) '%F %T'),|" ids; } >none.csv
  { echo $head; paste -d, ids <(yes 行程,风险区或境外旅居史,city | head -n 30) begins ends; } >risk.csv
  [ "$(wc -l <begins)" = 30 ] && [ "$(wc -l <ends)" = 30 ] || broken "not thirty spellings"
  server feed --data server none.csv >>server.log 2>&1 </dev/null
  server --lang en feed --data server risk.csv >feed.log 2>&1 </dev/null || { cat feed.log >&2; broken "rows are refused"; }
  end_s=$((last + 1))
}

# publish_at T, at_gate T FILTER: the server and the gate as if it were T.
set_clock() { printf '%-32s' "$(($1 - $(date +%s)))" 1<>offset; }
by_that_clock() {
  STREET_CLOCK=$PWD/offset STREET_BOOT=$PWD/boot LD_PRELOAD=$build/tests/faults/libstreet_clock.so \
    ASAN_OPTIONS=verify_asan_link_order=0 "$@"
}
everybody_is() {
  set_clock "$1"
  cat /proc/sys/kernel/random/uuid >boot # the machine was off until then
  by_that_clock server publish --data server >>server.log 2>&1 </dev/null || { tail -n 3 server.log >&2; broken "no list"; }
  by_that_clock serve
  by_that_clock gate sync --dir gate >>gate.log 2>&1 </dev/null || { tail -n 3 gate.log >&2; broken "no news"; }
  by_that_clock work_gate
  local i
  for i in $(seq 30); do
    set_clock "$1"
    show_person "$i"
    tail -n 1 answers | jq -e "$2" >/dev/null ||
      { tail -n 1 answers >&2; broken "person $i: $(sed -n "$((i + 1))p" risk.csv)"; }
  done
  rest_gate
  halt "$server_pid"
}

a_stay_in_a_risk_area_in_thirty_spellings_is_refused_until_its_last_minute_is_over() {
  make_server
  fill_server 40
  deny_risk >policy.json
  publish_policy policy.json
  cut -f2 texts.tsv >texts
  feed_codes
  : "${port:=$(free_port)}"
  make_gate
  everybody_is "$(date +%s)" '.verdict == "deny"'
  everybody_is $((end_s - 60)) '.verdict == "deny"'
  everybody_is $((end_s + 30)) '.verdict == "allow"'
}

keep a_stay_in_a_risk_area_in_thirty_spellings_is_refused_until_its_last_minute_is_over
