#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# managed_machine.sh FOLDER: the packages in FOLDER on a Debian 12 that runs systemd, in a container
# of its own: server and gate as units, after a boot, an upgrade, an upgrade that never gets ready,
# the way back, and removal. Root, systemd-nspawn, and a mirror of Debian; minutes.
set -euo pipefail
source "$(dirname "$0")/machine/machine.sh"
packages=$(realpath "${1:?Usage: tests/packages/managed_machine.sh FOLDER}")
command -v systemd-nspawn >/dev/null || { echo "skipped: no systemd-nspawn (package systemd-container)"; exit 0; }

container='' # pid of systemd-nspawn
tidy_up() {
  [ -z "$container" ] || kill -KILL "$container" 2>/dev/null || true
  [ -z "$container" ] || wait "$container" 2>/dev/null || true
  take_machine_down
}
trap tidy_up EXIT

# --- the machine ----------------------------------------------------------------------------------

# inside COMMAND …: in the machine that runs.
inside() {
  local init
  init=$(pgrep -P "$container" -x systemd) || return 1
  nsenter --target "$init" --mount --uts --ipc --net --pid --root --wd \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}
# await SECONDS COMMAND …
await() {
  local until=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.5
  done
}
boot() {
  systemd-nspawn --quiet --directory="$machine" --boot --register=no --keep-unit --private-network \
    --machine=tongxing-trial >"$work/console" 2>&1 </dev/null &
  container=$!
  await 60 inside systemctl is-active --quiet multi-user.target || { tail -20 "$work/console" >&2; broken "the machine does not boot"; }
}
shut_down() {
  inside systemctl poweroff >/dev/null 2>&1 || true
  await 60 is_off || broken "the machine does not shut down"
  wait "$container" || true
  container=''
}
is_off() { ! kill -0 "$container" 2>/dev/null; }
told() { inside journalctl --no-pager -q -u "$1" -o cat; }
is_active() { inside systemctl is-active --quiet "$1"; }
must_run() { await "${2:-20}" is_active "$1" || { told "$1" | tail -20 >&2; broken "$1 does not run $3"; }; }
install_from() { inside sh -c "apt-get -qq install -y --no-install-recommends --allow-downgrades /root/$1/*.deb >/root/apt.log 2>&1 || { tail -20 /root/apt.log; exit 1; }"; }

# newer NAME VERSION [PROGRAM]: the same packages under a higher version; PROGRAM stands for the gate's.
newer() {
  local deb into=$work/newer
  mkdir "$machine/root/$1"
  for deb in "$machine"/root/packages/*.deb; do
    rm -rf "$into"
    dpkg-deb -R "$deb" "$into"
    sed -i "s/^Version: .*/Version: $2/; s/(= [^)]*)/(= $2)/g" "$into/DEBIAN/control"
    [ -z "${3:-}" ] || [ ! -e "$into/usr/bin/tongxing-gate" ] || cp "$3" "$into/usr/bin/tongxing-gate"
    dpkg-deb --root-owner-group -b "$into" "$machine/root/$1" >/dev/null
  done
  rm -rf "$into"
}

residents() { inside runuser -u tongxing -- tongxing-server residents --data /var/lib/tongxing --json 2>/dev/null | tr -d '\n'; }
let_in() { told tongxing-gate | grep 请通行; }
# started UNIT: when, on the machine's own clock.
started() { inside systemctl show -p ExecMainStartTimestampMonotonic --value "$1"; }
gate_restarted() { [ "$(started tongxing-gate)" != "$gate_was" ]; }
runs() { [ "$(program)" = "$1" ]; }
# shellcheck disable=SC2016
program() { inside sh -c 'readlink "/proc/$(systemctl show -p MainPID --value tongxing-gate)/exe"'; }

# --- installed, set up, at work -------------------------------------------------------------------

put_machine_up
bring_packages "$packages" packages
quietly sh -c 'apt-get -qq install -y --no-install-recommends systemd systemd-sysv dbus >/root/apt.log 2>&1' ||
  broken "no service manager can be installed"
quietly sh -c 'apt-get -qq install -y --no-install-recommends /root/packages/*.deb >/root/apt.log 2>&1' ||
  { tail -20 "$machine/root/apt.log" >&2; broken "they cannot be installed"; }
leave_machine
printf '#!/bin/sh\nexec sleep infinity\n' >"$work/never"
chmod 755 "$work/never"
newer next 0.1.1~trial
newer ill 0.1.2~trial "$work/never"

boot
! is_active tongxing-server || broken "the server runs, and nobody set it up"
! is_active tongxing-gate || broken "the gate runs, and nobody set it up"
inside tongxing-server setup --demo >"$work/setup" || { cat "$work/setup" >&2; broken "it cannot be set up"; }
inside systemctl enable --now tongxing-server 2>/dev/null || true
must_run tongxing-server 20 "after setup"
before=$(residents)
[ -n "$before" ] || broken "nobody lives there"
inside install -d -m 755 /srv/seen
inside sh -c 'install -m 644 /var/lib/tongxing/paper/*.png /srv/seen/'
inside runuser -u tongxing-gate -- tongxing-gate enrol /srv/seen/gate.png --dir /var/lib/tongxing-gate --name East >/dev/null ||
  broken "the gate cannot be enrolled"
inside sh -c 'printf "[run]\nsource = folder:/srv/seen\n" >/etc/tongxing/gate.ini'
inside systemctl enable --now tongxing-gate 2>/dev/null || true
must_run tongxing-gate 30 "once enrolled"
await 30 let_in || { told tongxing-gate >&2; broken "the first pass was not let in"; }
echo "server and gate run as units"

# --- a boot, an upgrade ---------------------------------------------------------------------------

shut_down
boot
must_run tongxing-server 30 "after a boot"
must_run tongxing-gate 30 "after a boot"
echo "both are there after a boot"

server_was=$(started tongxing-server) gate_was=$(started tongxing-gate)
install_from next || broken "the next version cannot be installed"
await 30 gate_restarted || broken "the gate runs the old program"
must_run tongxing-server 20 "after an upgrade"
must_run tongxing-gate 30 "after an upgrade"
[ "$(started tongxing-server)" != "$server_was" ] || broken "the server runs the old program"
[ "$(residents)" = "$before" ] || broken "residents were lost by the upgrade"
await 10 runs /usr/bin/tongxing-gate || broken "the gate runs $(program)"
echo "an upgrade keeps the data and starts both anew"

# --- an upgrade that never gets ready, and back ---------------------------------------------------

install_from ill || broken "the ill version cannot be installed"
await 100 inside test -e /etc/systemd/system/tongxing-gate.service.d/previous.conf ||
  broken "nobody took the ill program back"
must_run tongxing-gate 30 "on its previous program"
await 10 runs /var/lib/tongxing-gate-previous/tongxing-gate || broken "the gate runs $(program)"
told tongxing-gate-watch | grep -q 'the previous program is started instead' || broken "nobody says so"
echo "a gate that does not get ready is back on its previous program"

install_from packages || broken "the version before cannot be installed"
await 30 inside test ! -e /etc/systemd/system/tongxing-gate.service.d/previous.conf || broken "the drop-in stays"
must_run tongxing-gate 30 "on the version before"
await 30 runs /usr/bin/tongxing-gate || broken "the gate runs $(program)"
must_run tongxing-server 20 "on the version before"
[ "$(residents)" = "$before" ] || broken "residents were lost on the way back"
echo "the way back works"

# --- removal --------------------------------------------------------------------------------------

inside sh -c 'apt-get -qq remove -y "tongxing-*" "libtongxing*" >/root/remove.log 2>&1' || broken "they cannot be removed"
! is_active tongxing-server || broken "the server runs, and it was removed"
! is_active tongxing-gate || broken "the gate runs, and it was removed"
! inside sh -c 'ls -l /proc/[0-9]*/exe 2>/dev/null' | grep tongxing || broken "a process outlived its package"
inside test -e /var/lib/tongxing/office.db || broken "removing took the data"
inside sh -c 'dpkg --purge tongxing-server tongxing-gate tongxing-keys libtongxing0 libtongxing-dev 2>&1' >"$work/purge.log"
grep -q '/var/lib/tongxing，' "$work/purge.log" || broken "nobody says where the data are"
[ -z "$(inside sh -c 'ls -d /etc/systemd/system/tongxing* /var/lib/tongxing-gate-previous 2>/dev/null')" ] || broken "units were left"
shut_down
echo "As units: set up, booted, upgraded, taken back, removed; nothing left but data."
