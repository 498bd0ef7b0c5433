#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# P11: a sync object of about 64 KB over HTTP, 64 connections, and again beside 2,000 that are open and
# idle; against nginx, which serves the same bytes from a file. P12: a resident's poll that finds nothing
# new, against a 304 of nginx's. In turns, by wrk: p11.sh [TURNS [SECONDS]]
source "$(dirname "$0")/../integration/promises.sh"
source "$(dirname "$0")/../integration/community.sh"
source "$(dirname "$0")/../integration/holder.sh"
source "$(dirname "$0")/nginx.sh"
turns=${1:-5} seconds=${2:-4}

large_policy() {
  allow_everybody | jq '.orders[0].rules = [range(100) as $n | .orders[0].rules[0] |
    .id = "r\($n)" | .say.zh = "第\($n)条：" + ("持有效通行码的居民可以通行" * 12)]'
}

# rate URL [HEADER …]: answers a second.
rate() {
  wrk -t 2 -c 64 -d "$seconds" "${@:2}" "$1" >wrk.out
  ! grep -q "Non-2xx" wrk.out || [ -n "${not_modified:-}" ] || { cat wrk.out >&2; broken "refused"; }
  sed -n 's/^Requests\/sec: *\([0-9]*\).*/\1/p' wrk.out
}

# compare NAME OURS THEIRS: commands that print a rate.
compare() {
  local ours theirs
  : >ratios
  for _ in $(seq "$turns"); do
    ours=$($2) theirs=$($3)
    echo "$ours $theirs" >>ratios
  done
  awk -v name="$1" '{print $1 / $2, $1, $2}' ratios | sort -n | sed -n "$((turns / 2 + 1))p" |
    awk -v name="$1" '{printf "%-44s %7d /s   nginx %7d /s   ratio %.2f\n", name, $2, $3, $1}'
}

object_of_ours() { rate "$origin$object"; }
object_of_nginx() { rate "http://127.0.0.1:$front/object"; }
poll_of_ours() { not_modified=1 rate "$origin/v1/me" -H "Cookie: $cookie" -H "If-None-Match: $etag"; }
poll_of_nginx() { not_modified=1 rate "http://127.0.0.1:$front/object" -H "If-None-Match: $nginx_etag"; }

# idle PORT: 2,000 connections that ask for nothing more, until it is killed.
idle() {
  python3 - "$1" <<'PY' &
import resource, socket, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
held = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(2000)]
for one in held:
    one.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
time.sleep(600)
PY
  started+=($!)
}

measure() {
  command -v wrk >/dev/null && command -v nginx >/dev/null || { echo "wrk and nginx are needed"; return; }
  make_server
  fill_server 10
  large_policy >policy.json
  publish_policy policy.json --end o
  serve
  origin=http://127.0.0.1:$port front=$(free_port)
  object=$(curl -sS -o /dev/null -w '%{redirect_url}' "$origin/v1/sync/policy/$area")
  object=${object#"$origin"}
  mkdir -p nginx/files
  curl -sS -o nginx/files/object "$origin$object"
  start_nginx
  nginx_etag=$(sed -n 's/^ETag: \(.*\)\r/\1/p' nginx.head)
  echo "$object: $(stat -c %s nginx/files/object) bytes; 64 connections, $turns turns of $seconds s; load $(cut -d' ' -f1 /proc/loadavg) on $(nproc) cores"
  compare "P11 sync object" object_of_ours object_of_nginx

  phone new phone.pem >phone.pub
  server claim home 1-1 101 --data server --json >claims.json 2>>server.log </dev/null
  apply 2 "$(jq -r '.claims[0].code' claims.json)" phone.pem
  answers_with 201
  me phone.pem
  cookie=$(sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' headers)
  fetch /v1/me -H "Cookie: $cookie" -D headers
  etag=$(sed -n 's/^[Ee][Tt]ag: \(.*\)\r/\1/p' headers)
  [ "$(curl -sS -o /dev/null -w '%{http_code}' -H "Cookie: $cookie" -H "If-None-Match: $etag" "$origin/v1/me")" = 304 ] || broken "no 304"
  compare "P12 poll that finds nothing new" poll_of_ours poll_of_nginx

  idle "$port"
  idle "$front"
  sleep 3
  compare "P11 sync object beside 2,000 idle connections" object_of_ours object_of_nginx
}

try measure
