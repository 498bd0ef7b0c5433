# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# A city's database for tests, of Debian's packages: machines a and b, each with a PostgreSQL that
# Patroni runs, three etcd elsewhere, and HAProxy in front. Whatever reaches a machine, and what it
# says to etcd, goes through a relay of its own, its cable. All of it on loopback, as an unprivileged
# user, in the folder of the promise, ended by its own ids.
source "$root/scripts/postgres.sh"

cluster_there() {
  pg_there && command -v patroni etcd setpriv jq >/dev/null && [ -x "$haproxy" ] &&
    PYTHONPATH=/usr/lib/python3/dist-packages /usr/bin/python3 -c 'import psycopg2' 2>/dev/null
}
haproxy=$(PATH=$PATH:/usr/sbin command -v haproxy)

declare -A sql_port rest_port patroni_pid etcd_port peer_port etcd_pid cable_pid out_sql out_rest
machines=(a b)
etcds=(x y z)

as_postgres() { "${pg_as[@]}" "$@"; }

# relay PORT TO
relay() { echo "listen r$1" && echo "  bind 127.0.0.1:$1" && echo "  server s 127.0.0.1:$2"; }

# lay_cable NAME: to the machine, and from it to each etcd, whose ports there are in $hosts.
lay_cable() {
  local name port
  hosts=
  out_sql[$1]=$(free_port) out_rest[$1]=$(free_port)
  {
    printf '%s\n' defaults '  mode tcp' '  timeout connect 1s' '  timeout client 1h' '  timeout server 1h'
    relay "${out_sql[$1]}" "${sql_port[$1]}"
    relay "${out_rest[$1]}" "${rest_port[$1]}"
    for name in "${etcds[@]}"; do
      port=$(free_port)
      relay "$port" "${etcd_port[$name]}"
      hosts+="'127.0.0.1:$port', "
    done
  } >"cable-$1.cfg"
  launch "cable-$1.log" "${pg_as[@]}" "$haproxy" -db -f "$PWD/cable-$1.cfg"
  cable_pid[$1]=$pid
}

# make_machine NAME: its configuration, in ./machines/NAME.
make_machine() {
  local hosts
  sql_port[$1]=$(free_port) rest_port[$1]=$(free_port)
  lay_cable "$1"
  cat >"machines/$1.yml" <<YAML
scope: city
name: $1
restapi: { listen: '127.0.0.1:${rest_port[$1]}', connect_address: '127.0.0.1:${out_rest[$1]}' }
etcd3: { hosts: [ ${hosts%, } ], use_proxies: true }
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 1
    retry_timeout: 3
    primary_start_timeout: 0
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters:
        wal_sender_timeout: 5s
        wal_receiver_timeout: 5s
        max_connections: 60
        shared_buffers: 64MB
        wal_keep_size: 256MB
  initdb: [ { encoding: UTF8 }, { locale: C }, { auth: trust }, no-sync ]
  pg_hba: [ local all all trust, host all all 127.0.0.1/32 trust, host replication all 127.0.0.1/32 trust ]
postgresql:
  listen: '127.0.0.1:${sql_port[$1]}'
  connect_address: '127.0.0.1:${out_sql[$1]}'
  data_dir: $PWD/machines/$1
  bin_dir: $pg_bin
  pgpass: $PWD/machines/$1.pgpass
  parameters: { fsync: 'off', unix_socket_directories: '$PWD/machines' }
  authentication:
    superuser: { username: postgres, password: unasked }
    replication: { username: standby, password: unasked }
    rewind: { username: rewind, password: unasked }
YAML
}

# start_machine NAME: Debian's Python, whatever else is installed for others.
start_machine() {
  launch "$1.log" "${pg_as[@]}" env PYTHONPATH=/usr/lib/python3/dist-packages \
    /usr/bin/python3 /usr/bin/patroni "machines/$1.yml"
  patroni_pid[$1]=$pid
}

# All three: Patroni ends where it asks one that has not heard from the others yet.
etcd_agrees() {
  local name
  for name in "${etcds[@]}"; do
    curl -sf -m 2 "http://127.0.0.1:${etcd_port[$name]}/version" | grep -q '"etcdcluster":"[0-9]' || return 1
  done
}

# start_etcd NAME
start_etcd() {
  local name all=
  for name in "${etcds[@]}"; do all+=,$name=http://127.0.0.1:${peer_port[$name]}; done
  launch "etcd-$1.log" "${pg_as[@]}" etcd --name "$1" --data-dir "$PWD/machines/etcd-$1" --unsafe-no-fsync \
    --listen-client-urls "http://127.0.0.1:${etcd_port[$1]}" --advertise-client-urls "http://127.0.0.1:${etcd_port[$1]}" \
    --listen-peer-urls "http://127.0.0.1:${peer_port[$1]}" --initial-advertise-peer-urls "http://127.0.0.1:${peer_port[$1]}" \
    --initial-cluster "${all#,}"
  etcd_pid[$1]=$pid
}

# One address for the servers, behind which the primary is: whoever else was there is cut off.
start_haproxy() {
  front_port=$(free_port)
  cat >haproxy.cfg <<CFG
defaults
  mode tcp
  timeout connect 1s
  timeout client 1h
  timeout server 1h
  timeout check 1s
  retries 0
listen primary
  bind 127.0.0.1:$front_port
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 250ms fall 3 rise 1 on-marked-down shutdown-sessions
$(for name in "${machines[@]}"; do echo "  server $name 127.0.0.1:${out_sql[$name]} check port ${out_rest[$name]}"; done)
CFG
  launch haproxy.log "${pg_as[@]}" "$haproxy" -db -f "$PWD/haproxy.cfg"
}

# start_cluster: until each commit is on two machines. The database's address is in $there.
start_cluster() {
  trap 'set +e; end_machines; [ -z "${KEEP:-}" ] || cp -r . "$KEEP"; tidy_up' EXIT
  chmod 711 .
  mkdir machines && chmod 700 machines
  [ "$(id -u)" != 0 ] || chown postgres machines
  local name
  for name in "${etcds[@]}"; do etcd_port[$name]=$(free_port) peer_port[$name]=$(free_port); done
  for name in "${etcds[@]}"; do start_etcd "$name"; done
  await 30 etcd_agrees || { cat etcd-x.log >&2; broken "etcd does not agree"; }
  for name in "${machines[@]}"; do make_machine "$name"; done
  for name in "${machines[@]}"; do start_machine "$name"; done
  await 60 is_doubled || { tail -n 20 a.log b.log etcd-x.log >&2; broken "no cluster comes about"; }
  start_haproxy
  psql -qX -h 127.0.0.1 -p "${sql_port[$(primary)]}" -U postgres postgres >psql.log 2>&1 <<SQL
create role tongxing login;
create database tongxing owner tongxing template template0 encoding 'UTF8' locale 'C';
SQL
  there="postgresql://tongxing@127.0.0.1:$front_port/tongxing"
  await 20 grep -q 'is DOWN' haproxy.log && psql -qtAX "$there" -c 'select 1' >/dev/null ||
    broken "HAProxy finds no primary"
}

# What Patroni's machines say of themselves.
member() { curl -s -m 2 "http://127.0.0.1:${rest_port[$1]}/patroni"; }
is_primary() { curl -sf -m 2 -o rest "http://127.0.0.1:${rest_port[$1]}/primary"; }
is_synchronous() { curl -sf -m 2 -o rest "http://127.0.0.1:${rest_port[$1]}/synchronous"; }
primary() {
  local name
  for name in "${machines[@]}"; do is_primary "$name" && echo "$name" && return; done
  return 1
}
other() { [ "$1" = a ] && echo b || echo a; }
is_doubled() {
  local name
  for name in "${machines[@]}"; do is_primary "$name" && is_synchronous "$(other "$name")" && return; done
  return 1
}

# --- processes of a machine -----------------------------------------------------------------------

# descend PID …: they and what they started.
descend() {
  local pid
  for pid in "$@"; do
    echo "$pid"
    # shellcheck disable=SC2046
    descend $(pgrep -P "$pid")
  done
}
postmaster() { sed -n 1p "machines/$1/postmaster.pid" 2>/dev/null; }
# of_postgres NAME, of_machine NAME: ids.
of_postgres() {
  local pid
  pid=$(postmaster "$1") && [ -n "$pid" ] && descend "$pid"
}
of_machine() {
  descend "${patroni_pid[$1]}"
  of_postgres "$1"
}
# signal SIGNAL PIDS: those that are there.
signal() {
  local pid
  for pid in "${@:2}"; do kill "-$1" "$pid" 2>/dev/null; done
  return 0
}
end_machines() {
  local name
  # shellcheck disable=SC2046
  for name in "${machines[@]}"; do [ -z "${patroni_pid[$name]:-}" ] || signal KILL $(of_machine "$name"); done
}
