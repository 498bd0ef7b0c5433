#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# nginx before the server, with the configuration that is installed: only names, ports and folders are
# put in.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"
source "$(dirname "$0")/street/scene.sh"

command -v nginx >/dev/null || { echo "skipped: nginx is not installed"; exit 77; }

write_nginx() {
  mkdir -p nginx/cache
  sed -e "s|127.0.0.1:8080|127.0.0.1:$port|; s|listen 443|listen 127.0.0.1:$front|" \
    -e "s|pass.example.cn|localhost|; s|/var/lib/tongxing|$PWD/server|" \
    -e "s|/var/cache/nginx/tongxing|$PWD/nginx/cache|" "$root/server/tongxing.nginx.conf" >nginx/tongxing.conf
  cat >nginx/nginx.conf <<CONF
daemon off;
pid $PWD/nginx/pid;
error_log stderr warn;
events {}
http {
  log_format who '\$request_uri \$http_authorization';
  access_log $PWD/nginx/access.log who;
  client_body_temp_path $PWD/nginx/body;
  proxy_temp_path $PWD/nginx/proxy;
  fastcgi_temp_path $PWD/nginx/fastcgi;
  uwsgi_temp_path $PWD/nginx/uwsgi;
  scgi_temp_path $PWD/nginx/scgi;
  add_header X-Cache \$upstream_cache_status always;
  include $PWD/nginx/tongxing.conf;
}
CONF
}

# serve_behind: the server, and nginx before it at $front.
serve_behind() {
  : "${port:=$(free_port)}" "${front:=$(free_port)}"
  write_nginx
  launch server.log "$build/server/tongxing-server" serve --data server --demo --proxies 127.0.0.1 \
    --listen "127.0.0.1:$port" --names localhost --origin "https://localhost:$front"
  server_pid=$pid
  await 15 listens || { cat server.log >&2; broken "the server does not listen"; }
  [ ! -f nginx/pid ] || return 0
  chmod 711 . # its workers are another user
  launch nginx.log nginx -p "$PWD/nginx" -c "$PWD/nginx/nginx.conf" -g "user $(id -un);"
  await 10 fetches_health || { cat nginx.log >&2; broken "nginx does not serve"; }
}

# fetch PATH ARGUMENT…: through nginx; the status is printed, head and body are in ./head and ./body.
fetch() {
  local path=$1
  shift
  curl -sS -m 10 --cacert server/tls.crt --connect-to "localhost:$front:127.0.0.1:$front" -D head -o body \
    -w '%{http_code}' "$@" "https://localhost:$front$path" 2>>curl.log
}
fetches_health() { fetch /healthz >/dev/null; }
came_from() { grep -qi "^X-Cache: $1" head || { cat head >&2; broken "not $1"; }; }

# A gate that speaks to nginx's key alone, and its token in ./token.
open_gate() {
  server gate enrol --data server $area --url "https://localhost:$front" --json 2>>server.log </dev/null |
    jq -r .text >code
  gate enrol "$(cat code)" --dir gate --name east-gate >>gate.log 2>&1 </dev/null ||
    { cat gate.log nginx.log >&2; broken "not enrolled through nginx"; }
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { tail -n 3 gate.log >&2; cat nginx.log >&2; tail -3 server.log >&2; broken "no news"; }
}

open_city() {
  make_server
  fill_server 3
  cut -f2 texts.tsv >texts
  serve_behind
}

a_gate_behind_nginx_has_its_news_and_its_events_arrive() {
  open_city
  open_gate
  work_gate
  show_person 1
  answered '.verdict == "allow"'
  await 15 status_says '.journal.acknowledged == 1' || { cat status.json gate.log >&2; broken "not acknowledged"; }
}

what_is_published_is_served_from_the_cache_and_goes_on_while_the_server_is_away() {
  open_city
  [ "$(fetch /v1/sync/trust -L)" = 200 ]
  cp body first
  halt "$server_pid" KILL
  sleep 0.1
  [ "$(fetch /v1/sync/trust -L)" = 200 ] || broken "the trust list is gone with the server"
  cmp first body || broken "another list"
  [ "$(fetch /v1/residents)" = 502 ] || broken "more than objects was kept"
}

lists_are_given_to_gates_alone_from_the_cache_too() {
  local token
  open_city
  open_gate
  token=$(sed -n 's/.* Bearer //p' nginx/access.log | tail -n 1)
  [ -n "$token" ] || broken "no token in the access log"
  [ "$(fetch "/v1/sync/status/$area" -L)" = 401 ] || broken "to anybody"
  [ "$(fetch "/v1/sync/status/$area" -L -H "Authorization: Bearer $token")" = 200 ]
  [ "$(fetch "/v1/sync/status/$area" -L -H "Authorization: Bearer $token")" = 200 ]
  came_from HIT
  [ "$(fetch "/v1/sync/status/$area" -L -H "Authorization: Bearer x$token")" = 401 ] || broken "to any token"
  halt "$server_pid" KILL
  [ "$(fetch "/v1/sync/status/$area" -L -H "Authorization: Bearer $token")" = 200 ] || broken "gone with the server"
  [ "$(fetch "/v1/sync/status/$area" -L)" != 200 ] || broken "to anybody while the server is away"
}

a_roster_goes_through_nginx_in_a_stream() {
  open_city
  printf 'x%.0s' $(seq 100000) >large
  [ "$(fetch /v1/events --data-binary @large -H 'Content-Type: application/cose')" != 413 ] || broken "cut by nginx"
  [ "$(fetch /healthz -H 'Host: elsewhere.example')" = 200 ]
}

keep a_gate_behind_nginx_has_its_news_and_its_events_arrive \
  what_is_published_is_served_from_the_cache_and_goes_on_while_the_server_is_away \
  lists_are_given_to_gates_alone_from_the_cache_too \
  a_roster_goes_through_nginx_in_a_stream
