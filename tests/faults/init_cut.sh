#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A server's init, cut short at each call that changes the disk: the same command, given again,
# makes the server.
source "$(dirname "$0")/../integration/promises.sh"
source "$root/tests/integration/community.sh"

init() {
  "$build/server/tongxing-server" --lang en init --data server --area $area --trust keys/trust.cose \
    --keys "${1:-signing}" --demo
}

# Each of the calls of its own; of the hundreds by which a database comes to be, some.
next_call() {
  case $1 in
    [1-9] | 1[01]) echo $(($1 + 1)) ;;
    12) echo $((12 + $(first_of "$step"))) ;;
    *) echo $(($1 + step)) ;;
  esac
}
step=$(one_in 101)

# cut_at HOW N: false when there is no N-th call.
cut_at() {
  CUT_AT=$2 CUT_HOW=$1 CUT_LEFT=$PWD/left LD_PRELOAD=$build/tests/faults/libcut_calls.so \
    ASAN_OPTIONS=verify_asan_link_order=0 init >first 2>&1 </dev/null || true
  [ ! -e left ]
}

# Half a server is not worked with.
half_is_refused() {
  ! [ -e server/.init ] || { ends_with 66 server --lang en status --data server; says 'run it again'; }
}

an_init_that_was_cut_short_is_done_by_the_same_command() {
  make_keys
  local how n
  for how in fail die; do
    n=1
    while rm -rf server && cut_at "$how" "$n"; do
      half_is_refused
      if [ -e server/.init ] || ! [ -e server/at-rest.key ]; then
        init >second 2>&1 </dev/null || { cat first second >&2; broken "call $n, $how"; }
      fi
      ends_with 0 server status --data server
      n=$(next_call "$n")
    done
    [ $n -gt 8 ] || broken "only $n calls"
    rm -f left
  done
}

a_folder_that_holds_an_office_is_never_made_anew() {
  make_server
  ends_with 65 init
  says 'holds an office already'
}

a_city_that_only_gives_orders_needs_no_issue_key() {
  make_keys
  mkdir orders && cp signing/* orders && rm orders/*issue*
  ends_with 0 init orders
  allow_everybody >policy.json
  publish_policy policy.json
  rm -r server orders/*policy*
  ends_with 65 init orders
}

keep an_init_that_was_cut_short_is_done_by_the_same_command \
  a_folder_that_holds_an_office_is_never_made_anew \
  a_city_that_only_gives_orders_needs_no_issue_key
