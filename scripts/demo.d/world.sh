# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# The demo's world: a folder of its own, the programs, and what it started, ended by pid.

started=()

# launch LOG COMMAND …: in the background; its pid goes to $pid and is ended when the demo ends.
launch() {
  local log=$1
  shift
  "$@" >>"$log" 2>&1 </dev/null &
  pid=$!
  started+=("$pid")
}

# halt PID: asks it to end, and waits until it has.
halt() {
  kill "$1" 2>/dev/null || return 0
  wait "$1" 2>/dev/null || true
}

tidy_up() {
  local pid
  for pid in "${started[@]}"; do halt "$pid"; done
  rm -rf "$work"
}

open_world() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/tongxing-demo.XXXXXX")
  trap tidy_up EXIT
  trap 'exit 130' INT TERM
  mkdir "$work/camera"
  : >"$work/gate.out"
}

# A port of the loopback that nobody listens on: the server is asked to take it at once.
free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 20); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  give_up "没有空闲端口 no free port on the loopback"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
is_silent() { ! listens; }

keys() { "$build/keys/tongxing-keys" "$@"; }
server() { "$build/server/tongxing-server" "$@"; }
gate() { "$build/gate-client/tongxing-gate" "$@"; }

start_server() {
  launch "$work/server.log" "$build/server/tongxing-server" serve --data "$work/server" \
    --listen "127.0.0.1:$port" --tls-listen "127.0.0.1:$tls_port" --demo
  server_pid=$pid
  await 15 listens || give_up "服务器没有启动 the server did not start"
}

stop_server() {
  halt "$server_pid"
  await 10 is_silent || give_up "服务器没有停止 the server did not stop"
}

root_hash() { keys list --dir "$work/keys" --json | jq -r '.keys[] | select(.use == "root") | .hash'; }
