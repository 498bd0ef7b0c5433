#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# An upgrade of a gate that does not get ready is taken back. The service manager is played: what it
# is told goes to ./told, and it says of the gate what stands in ./state.
source "$(dirname "$0")/promises.sh"

make_machine() {
  mkdir manager programs
  cat >manager/systemctl <<'SH'
#!/bin/sh
case $* in *gate-watch*) cat watched ;; show*) cat state ;; *) echo "$*" >>told ;; esac
SH
  chmod +x manager/systemctl
  echo old >programs/tongxing-gate && echo old >programs/tongxing-decoder && chmod +x programs/*
  echo "${1:-running}" >state
  echo inactive >watched
  : >told
  export PATH=$PWD/manager:$PATH TONGXING_KEPT=$PWD/kept TONGXING_UNITS=$PWD/units TONGXING_WAIT_S=7
  export TONGXING_PROGRAMS="$PWD/programs/tongxing-gate $PWD/programs/tongxing-decoder"
}
rollback() { "$root/gate-client/tongxing-gate-rollback" "$@" 2>>log; }
upgrade() { rollback keep && echo new >programs/tongxing-gate && echo new >programs/tongxing-decoder; }
drop_in() { cat units/tongxing-gate.service.d/previous.conf; }

a_program_that_gets_ready_stays() {
  make_machine
  upgrade
  rollback watch
  [ ! -e units/tongxing-gate.service.d ] || broken "it was taken back"
  [ "$(grep -c restart told)" = 1 ]
}

one_that_does_not_get_ready_gives_way_to_the_one_before_with_its_decoder() {
  make_machine
  upgrade
  echo start >state
  rollback watch
  [ "$(cat kept/tongxing-gate kept/tongxing-decoder)" = $'old\nold' ]
  drop_in | grep -qx "ExecStart=$PWD/kept/tongxing-gate run" || broken "the old one is not started"
  [ "$(grep -c restart told)" = 2 ] && grep -q daemon-reload told
  grep -q 'previous program' log
  # The next upgrade begins with the new program, and keeps the one that works.
  echo running >state
  upgrade
  [ "$(cat kept/tongxing-gate)" = old ]
  rollback watch
  [ ! -e units/tongxing-gate.service.d ] || broken "the upgrade runs the old one"
}

a_gate_that_was_not_ready_before_is_only_started() {
  make_machine start
  upgrade
  rollback watch
  [ ! -e kept ] && [ ! -e units ] && [ "$(grep -c restart told)" = 1 ]
}

a_second_upgrade_within_the_minute_keeps_the_one_that_worked() {
  make_machine
  upgrade
  echo start >state
  echo activating >watched
  rollback keep
  [ "$(cat kept/tongxing-gate)" = old ] || broken "the one that worked was thrown away"
}

keep a_program_that_gets_ready_stays \
  one_that_does_not_get_ready_gives_way_to_the_one_before_with_its_decoder \
  a_gate_that_was_not_ready_before_is_only_started \
  a_second_upgrade_within_the_minute_keeps_the_one_that_worked
