# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A PostgreSQL of one's own for tests: in a folder, on a Unix socket there, ended by its own id.

# The newest that Debian's packages brought.
pg_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

pg_there() { [ -x "$pg_bin/postgres" ] && [ -x "$pg_bin/initdb" ]; }

# PostgreSQL refuses to run as root.
pg_as=()
[ "$(id -u)" != 0 ] || pg_as=(setpriv --reuid postgres --regid postgres --init-groups --)

# pg_make DIR: an empty cluster. The user locked needs a password, everybody else none. Nothing here
# has to survive a power cut, only the end of a process.
pg_make() {
  mkdir -p "$1" && chmod 700 "$1" || return 1
  [ "$(id -u)" != 0 ] || chown postgres "$1" || return 1
  "${pg_as[@]}" "$pg_bin/initdb" -D "$1/data" -U tongxing --auth=trust --no-locale -E UTF8 --no-sync \
    --no-instructions >"$1.log" 2>&1 || { cat "$1.log" >&2; return 1; }
  sed -i '1i local all locked scram-sha-256' "$1/data/pg_hba.conf"
  cat >>"$1/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$1'
fsync = off
shared_buffers = 64MB
max_connections = 60
max_locks_per_transaction = 256
CONF
}

# pg_start DIR: sets pg_pid.
pg_start() {
  "${pg_as[@]}" "$pg_bin/postgres" -D "$1/data" >>"$1.log" 2>&1 </dev/null &
  pg_pid=$!
  local i
  for ((i = 0; i < 300; i++)); do
    "$pg_bin/pg_isready" -q -h "$1" && return 0
    kill -0 "$pg_pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$1.log" >&2
  return 1
}

# pg_stop: what pg_start started.
pg_stop() {
  [ -n "${pg_pid:-}" ] || return 0
  kill -INT "$pg_pid" 2>/dev/null || true
  wait "$pg_pid" 2>/dev/null || true
  pg_pid=
}

pg_url() { echo "postgresql://tongxing@/${2:-postgres}?host=$1"; }

# pg_pool DIR POOL: pgbouncer in transaction mode before the cluster in DIR; sets pool_pid, and its
# address in pooled. It takes no settings of a session.
pg_pool() {
  mkdir -p "$2" && chmod 777 "$2" || return 1
  cat >"$2/ini" <<INI
[databases]
pooled = host=$1 dbname=postgres user=tongxing pool_size=5
[pgbouncer]
listen_addr =
unix_socket_dir = $2
listen_port = 6432
auth_type = any
pool_mode = transaction
ignore_startup_parameters = options
logfile = $2/log
INI
  chmod 644 "$2/ini"
  "${pg_as[@]}" pgbouncer -q "$2/ini" >"$2.out" 2>&1 &
  pool_pid=$!
  pooled="postgresql://tongxing@/pooled?host=$2&port=6432"
  local i
  for ((i = 0; i < 100; i++)); do
    psql -qtAX "$pooled" -c 'select 1' >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  cat "$2.out" "$2/log" >&2
  return 1
}
