#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# P18: the memory of a server with RESIDENTS (13 million) in PostgreSQL, in communities of 5,000 whose
# lists it publishes, and CONNECTIONS (10,000) gates connected that ask for the trust list every ten
# seconds; against nginx with as many, which serves it from a file. The proportional set size of
# all their processes; the database is neither's. p18.sh [RESIDENTS [CONNECTIONS]]
source "$(dirname "$0")/../integration/promises.sh"
source "$(dirname "$0")/../integration/community.sh"
source "$root/scripts/postgres.sh"
source "$(dirname "$0")/nginx.sh"
export TMPDIR=/var/tmp # on a disk: a resident takes some 250 bytes
residents=${1:-13000000} connections=${2:-10000}
communities=$((residents / 5000))

# The city's key, beside those of one community.
make_city() {
  make_keys
  keys generate --use status city --area 610100000000 --dir keys --no-passphrase --demo >>keys.log 2>&1 </dev/null &&
    keys trust --dir keys >>keys.log 2>&1 </dev/null || { cat keys.log >&2; broken "no city key"; }
  cp keys/DEMO-city.key signing
  make_server
}

# in_schema ARGUMENT …: of psql, in the office's schema.
in_schema() {
  PGOPTIONS="-c search_path=$(sed -n 's/.*search_path%3D//p' <<<"${database[1]}")" \
    psql -qX -v ON_ERROR_STOP=1 "$TONGXING_TEST_DATABASE" "$@"
}

# As an import leaves them; communities count on from the office's own.
fill_city() {
  in_schema >>server.log 2>&1 <<SQL || { tail -n 3 server.log >&2; broken "no city"; }
insert into area (area, next_index, last_issue, listed, changed, neighbour_id)
  select $area + a, 5000, 0, 0, 1, 0 from generate_series(0, $communities - 1) a
  on conflict (area) do update set next_index = 5000, changed = area.changed + 1;
insert into resident (area, idx, id_hash, name_hash, sealed, household, role, exempt, state, generation,
    record, issues, created_at, import)
  select $area + a, i, sha256(int8send(a * 5000 + i)), '\x0102030405060708',
    decode(repeat('00', 110), 'hex'), i / 3, 1, 0, 0, 0, (random() * 96)::bigint, 1, 1, 1
  from generate_series(0, $communities - 1) a, generate_series(0, 4999) i;
analyze;
SQL
}

all_published() {
  [ "$(in_schema -At -c "select count(*) from publication where kind = 'status'")" = $communities ]
}

# connect PORT PATH FILE [HOST]: holds so many connections, each asking every ten seconds; says so in FILE
# when all were answered twice.
connect() {
  python3 - "$1" "$2" "$connections" "$3" <<'PY' &
import resource, socket, sys, time
port, path, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, max(count + 100, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def ask(one):
    one.sendall(asked)
    head = b""
    while b"\r\n\r\n" not in head:
        got = one.recv(65536)
        if not got:
            raise ConnectionError("closed")
        head += got
    head, body = head.split(b"\r\n\r\n", 1)
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        sys.exit(head.decode())
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += one.recv(65536)


# Who was idle for too long was closed, and connects anew.
held = [None] * count
while True:
    begun, closed = time.monotonic(), 0
    for i in range(count):
        try:
            ask(held[i])
        except (AttributeError, ConnectionError):
            closed += 1
            held[i] = socket.create_connection(("127.0.0.1", port))
            ask(held[i])
    if not closed:
        open(sys.argv[4], "w").close()
    time.sleep(max(0, 10 - (time.monotonic() - begun)))
PY
  pid=$!
  started+=("$pid")
}

# memory PID …: of these processes and their children, in KiB.
memory() {
  local one
  for one in "$@" $(pgrep -P "$(IFS=,; echo "$*")"); do
    sed -n 's/^Pss: *\([0-9]*\) kB/\1/p' "/proc/$one/smaps_rollup"
  done | awk '{sum += $1} END {print sum}'
}

# all_ask PORT PATH: while they are connected to it.
all_ask() {
  rm -f connected
  connect "$1" "$2" connected
  await 300 test -e connected || broken "not all were answered"
}

measure() {
  local database=() alone ours theirs
  pg_there && command -v nginx >/dev/null || { echo "PostgreSQL and nginx are needed"; return; }
  chmod 711 .
  pg_make "$PWD/pg"
  sed -i 's/^shared_buffers = .*/shared_buffers = 1GB\nmax_wal_size = 8GB\nsynchronous_commit = off/' pg/data/postgresql.conf
  pg_start "$PWD/pg"
  started+=("$pg_pid")
  TONGXING_TEST_DATABASE=$(pg_url "$PWD/pg")
  make_city
  find_database --data server
  fill_city
  port=$(free_port)
  launch server.log "$build/server/tongxing-server" "${database[@]}" serve --data server --listen "127.0.0.1:$port" --demo \
    --places $((connections * 4 / 3 + 100)) # a quarter is kept from strangers
  server_pid=$pid
  await 300 listens || { tail -n 3 server.log >&2; broken "the server does not listen"; }
  origin=http://127.0.0.1:$port front=$(free_port)
  await 600 all_published || { tail -n 3 server.log >&2; broken "the lists were not published"; }
  object=$(curl -sS -o /dev/null -w '%{redirect_url}' "$origin/v1/sync/trust")
  object=${object#"$origin"}
  mkdir -p nginx/files
  curl -sS -o nginx/files/object "$origin$object"
  start_nginx
  alone=$(memory "$server_pid")
  all_ask "$port" "$object"
  ours=$(memory "$server_pid")
  halt "$pid" KILL
  all_ask "$front" /object
  theirs=$(memory "$nginx_pid")
  awk -v alone="$alone" -v ours="$ours" -v theirs="$theirs" -v n="$residents" -v c="$connections" 'BEGIN {
    printf "a server of %d residents, nobody connected %8.1f MiB\n", n, alone / 1024
    printf "with %d connections                      %8.1f MiB\n", c, ours / 1024
    printf "nginx with as many                         %8.1f MiB\n", theirs / 1024
    printf "P18 ratio %.2f (at most 4, and 256 MiB)\n", ours / theirs
  }'
}

try measure
