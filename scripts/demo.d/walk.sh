# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# The day itself: who comes to the gate while the server is away, and what is found when it is back.

# text_of PERSON: the pass that was issued.
text_of() { cat "$work/$1.txt"; }

draw_pass() {
  step "她的通行证" "Her pass"
  server issue --data "$work/server" "${person[resident]}" --terminal \
    >"$work/resident.qr" 2>"$work/resident.words" ||
    give_up "二维码画不出来 the code could not be drawn"
  grep '[▀▄█]' "$work/resident.qr"
  tell "$(cat "$work/resident.words")"
  tell "图片 $work/resident.png；以下画面由模拟相机拍摄，每个码点三像素。" \
    "What the gate sees below is photographed by a simulated camera at three pixels a module."
}

switch_server_off() {
  step "服务器关机" "The server is switched off"
  stop_server
  tell "端口 $port 无人应答。门禁照常工作。" "Nobody answers there any more. The gate goes on alone."
}

let_her_in() {
  step "居民进门" "She comes home"
  hold_up "$(text_of resident)"
  expect allow 0
  look_at_page /guard guard 请通行 证件尾号
  tell "值守页面 http://127.0.0.1:$page_port/guard（浏览器截图 $work/guard.png）" \
    "The guard's page in a browser, with what a guard compares."
}

turn_away_the_others() {
  step "不该进的" "Those who should not"
  tell "已注销的邻居：" "A neighbour whose pass was revoked:"
  hold_up "$(text_of revoked)" tilt
  expect deny 33
  tell "改了姓名的通行证：" "Her pass with another name written in:"
  hold_up "$("$build/tests/city/forger" alter "$(text_of resident)")"
  expect deny 15
  tell "自己的密钥签的通行证：" "The same claims, signed by a key of the forger's own:"
  hold_up "$("$build/tests/city/forger" resign "$(text_of resident)")"
  expect deny 14
  tell "红码邻居，依市级规定：" "A neighbour with a red code, by the city's order:"
  hold_up "$(text_of red)"
  expect deny 40 市疫指
  look_at_page / queue 暂不能通行
  ! grep -qF 红码 "$work/page.txt" || give_up "排队的人看到了健康原因 the queue saw a health reason"
  tell "排队的人在屏幕上只看到“暂不能通行”，看不到原因（截图 $work/queue.png）。" \
    "The queue's screen says no more than \"not now\"; why is on the guard's side."
  tell "快递员，依本社区规定：" "A courier, by this community's order:"
  hold_up "$(text_of courier)"
  expect deny 40 居委会
}

show_live() {
  step "手机实时码" "A live pass on a phone"
  local live
  live=$(read_phone)
  hold_up "$live"
  expect allow 0
  tell "服务器已关机，手机仍每15秒换一个码。" "The server is off; the phone goes on making a code each 15 seconds."
  tell "别人截了屏，十几秒后再用：" "Somebody took a screenshot and shows it a little later:"
  sleep 11
  hold_up "$live"
  expect deny 26
  tell "截图里的静态部分单独出示：" "The pass inside it, shown without the phone:"
  hold_up "$("$build/tests/city/forger" bare "$live")"
  expect deny 22
}

# press WORD: what the guard says by a key, a page or a command; the gate's answer goes to $answer.
press() {
  local before
  before=$(answers)
  shown=$((shown + 1))
  gate operator "$1" --dir "$work/gate" >>"$work/gate.log" 2>&1 || give_up "按键无效 the gate did not take $1"
  await 5 answered "$before" || give_up "门禁没有动作 the gate did nothing"
  answer=$(tail -n 1 "$work/gate.out")
}

life_before_order() {
  step "生命优先" "Life before order"
  tell "救护车到了，按应急键：" "An ambulance: the emergency button opens at once, and asks later:"
  press emergency
  expect allow 4
}

bring_server_back() {
  step "服务器恢复" "The server comes back"
  keep_gate_rows
  start_server
  tell "门禁自行补传离线期间的记录。" "The gate sends what it wrote down meanwhile, by itself."
}

stay_up() {
  cat <<WORDS

  门禁与服务器仍在运行，Ctrl-C 结束。试试 · Both still run; Ctrl-C ends them. Try:
    http://127.0.0.1:$port/resident/              居民的手机页面 the resident's page (form: $work/form.json)
    http://127.0.0.1:$port/office/                社区工作台 the office's desk (office / health: lantern orchid 47 tram)
    http://127.0.0.1:$page_port/guard                   值守页面 the guard's page
    http://127.0.0.1:$page_port/                        排队屏幕 the queue's screen
    cp PICTURE.jpg $work/camera/                        一张照片给门禁看 show the gate a picture
    $build/gate-client/tongxing-gate inspect $work/resident.png
    $build/gate-client/tongxing-gate journal --dir $work/gate
    $build/server/tongxing-server residents --data $work/server
    curl http://127.0.0.1:$port/metrics
WORDS
  open_page
  wait "$gate_pid" || give_up "门禁退出了 the gate ended"
}
