# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# An nginx that serves ./nginx/files/object at $front, for benchmarks.

# Two workers, as many as the server's cores here; bodies from the page cache.
start_nginx() {
  mkdir -p nginx/files
  cat >nginx/nginx.conf <<CONF
daemon off;
user $(id -un);
worker_processes 2;
worker_rlimit_nofile 13000;
pid $PWD/nginx/pid;
error_log stderr warn;
events { worker_connections 12000; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 100000000;
  client_body_temp_path $PWD/nginx/body;
  proxy_temp_path $PWD/nginx/proxy;
  fastcgi_temp_path $PWD/nginx/fastcgi;
  uwsgi_temp_path $PWD/nginx/uwsgi;
  scgi_temp_path $PWD/nginx/scgi;
  server { listen 127.0.0.1:$front; root $PWD/nginx/files; etag on; }
}
CONF
  launch nginx.log nginx -p "$PWD/nginx" -c "$PWD/nginx/nginx.conf"
  nginx_pid=$pid
  await 10 curl -sf -o nginx.etag -D nginx.head "http://127.0.0.1:$front/object" || { cat nginx.log >&2; broken "no nginx"; }
}
