#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# bare_machine.sh FOLDER: the packages in FOLDER on a bare Debian 12 in a chroot of its own: five
# commands from nothing to the first pass; removed and purged they leave nothing but data, and say
# where it is. Root, and a mirror of Debian; minutes. No service manager runs in there: the units
# are not tried by it.
set -euo pipefail
source "$(dirname "$0")/machine/machine.sh"
packages=$(realpath "${1:?Usage: tests/packages/bare_machine.sh FOLDER}")

server='' # its pid
tidy_up() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  take_machine_down
}
trap tidy_up EXIT

count=0
# type_in COMMAND …: as root of that machine; counted.
type_in() {
  count=$((count + 1))
  echo "$count# $*"
  quietly "$@"
}
everything() { (cd "$machine" && find etc usr lib var -xdev \( -path var/cache -o -path var/log -o -path var/lib/apt -o -path var/lib/dpkg \) -prune -o -print | sort); }

put_machine_up
bring_packages "$packages" packages

type_in sh -c 'apt-get -qq install -y --no-install-recommends /root/packages/*.deb >/root/apt.log 2>&1 || { tail -20 /root/apt.log; exit 1; }'
everything >"$work/installed"
type_in tongxing-server setup --demo | tee "$work/setup"
grep -q '^Next: systemctl enable --now tongxing-server$' "$work/setup" || broken "root is told to serve by hand"
code=$(quietly sh -c 'tongxing-server --version >/dev/null; ls /var/lib/tongxing/paper/gate.png')
[ -n "$code" ] || broken "no code was drawn"
[ -r "$machine/etc/tongxing/server.ini" ] || broken "no settings"
[ -z "$(find "$machine/var/lib/tongxing" -user 0)" ] || broken "root's files in the service's folder"
echo "3# runuser -u tongxing -- tongxing-server serve &"
count=3
chroot "$machine" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
  runuser -u tongxing -- tongxing-server serve >"$work/serve.log" 2>&1 </dev/null & # ended by its pid
server=$!
# What the camera sees: the code on the screen of the server, a pass in somebody's hand.
install -d -m 755 "$machine/srv/seen"
install -m 644 "$machine"/var/lib/tongxing/paper/*.png "$machine/srv/seen/"
type_in runuser -u tongxing-gate -- tongxing-gate enrol /srv/seen/gate.png --dir /var/lib/tongxing-gate --name East
type_in runuser -u tongxing-gate -- tongxing-gate scan --dir /var/lib/tongxing-gate /srv/seen/pass.png |
  tee "$work/verdict"
grep -q 请通行 "$work/verdict" || broken "the first pass was not let in"
quietly timeout 10 runuser -u tongxing-gate -- tongxing-gate run --dir /var/lib/tongxing-gate \
  folder:/srv/seen >"$work/run.out" 2>"$work/run.err" || true
grep -q 'is ready' "$work/run.err" || { cat "$work/run.err" >&2; broken "the gate was not ready"; }
kill "$server"
wait "$server" 2>/dev/null || true
server=

quietly sh -c 'apt-get -qq remove -y "tongxing-*" "libtongxing*" >/root/remove.log 2>&1' || broken "they cannot be removed"
[ -e "$machine/var/lib/tongxing/office.db" ] || broken "removing took the data"
quietly sh -c 'dpkg --purge tongxing-server tongxing-gate tongxing-keys libtongxing0 libtongxing-dev 2>&1' | tee "$work/purge.log"
grep -q '/var/lib/tongxing，' "$work/purge.log" || broken "nobody says where the data are"
everything | grep -i tongxing | grep -v '^var/lib/tongxing\(-gate\)\?\(/\|$\)' >"$work/left" || true
[ ! -s "$work/left" ] || { cat "$work/left" >&2; broken "these were left"; }
echo "Five commands to the first pass; nothing left but data."
