# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# What the office does in the evening: an appeal, a trace, a certificate.

# as_office COMMAND …, as_health COMMAND …: what it printed, as JSON.
as_office() { server "$@" --data "$work/server" --json 2>>"$work/server.log" </dev/null; }
as_health() { as_office --login health --password-file "$work/password" "$@"; }

# Whoever decided does not answer.
hear_an_appeal() {
  local number
  number=$(as_office appeal make "${person[red]}" health --way paper --reason "我没有去过那里" |
    jq -r .appeal.id) || give_up "申诉没有记下 the appeal was not written down"
  tell "被转红码的人书面申诉，24小时内须由没有参与决定的单位答复。" \
    "Whoever was made red appeals on paper; within a day a body that took no part has to answer."
  if as_health appeal uphold "$number" --reason "协查函属实" >/dev/null; then
    give_up "参与决定的单位答复了申诉 a body that took part answered"
  fi
  tell "疾控参与了决定，由它答复被拒绝。" "The health body took part, so its answer is refused."
}

# Numbers for one person, names for two.
trace_contacts() {
  local made trace counts number names
  made=$(as_health trace run "${person[red]}") || give_up "流调失败 no trace was made"
  trace=$(jq -r '"\(.trace.area)/\(.trace.id)"' <<<"$made")
  counts=$(jq -r '"\(.trace.first) \(.trace.second)"' <<<"$made")
  number=$(as_health trace ask "$trace" --reason "XH-2026-17" | jq -r .request.id)
  quietly "$work/server.log" server request second "$number" --data "$work/server" --password-file "$work/password"
  quietly "$work/server.log" as_health trace names "$trace" --output "$work/trace.csv"
  names=$(($(wc -l <"$work/trace.csv") - 1))
  tell "流调：密接、次密接各 ${counts/ /、} 人，先只见人数；居委会复核后见到 $names 个姓名。" \
    "Traced: ${counts/ / and } contacts and theirs, counts first; once the committee has seconded it, $names names."
}

certify() {
  local text
  text=$(as_office certificate issue "${person[resident]}" --kind work --employer "长安餐厅" | jq -r .certificate.text)
  quietly "$work/server.log" server certificate verify "$text" --data "$work/server"
  tell "复工证明：按各来源所说核对条件，开具并验证。" \
    "A certificate to return to work: its conditions were looked up in what sources said; issued, and verified."
}

work_at_the_office() {
  step "申诉、流调、证明" "An appeal, a trace, a certificate"
  hear_an_appeal
  trace_contacts
  certify
}
