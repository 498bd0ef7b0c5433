#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The code of docs/integrator.md, as it is installed: built by pkg-config alone, run against a real
# server, and against a folder of the vectors, where deltas are.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

# What a sanitized build installs needs the sanitizer's runtime in whoever links it.
if grep -q 'fsanitize' "$build/build.ninja"; then
  echo "skipped: this build has sanitizers"
  exit 77
fi

# Once for all: what is installed, and in ./examples what the guide says is built.
place=$(mktemp -d /tmp/tongxing-test.XXXXXX)
trap 'rm -rf "$place"' EXIT
install_and_build() {
  local pc lib cflags libs
  cd "$place"
  meson install -C "$build" --no-rebuild --destdir "$place/installed" --tags devel,runtime >/dev/null
  pc=$(find installed -name tongxing.pc -printf '%h')
  lib=$place/$(find installed -name libtongxing.so -printf '%h')
  export PKG_CONFIG_PATH=$pc
  read -r -a cflags <<<"$(pkg-config --define-variable=prefix="$place/installed/usr/local" --cflags tongxing libcurl libcrypto)"
  read -r -a libs <<<"-L$lib $(pkg-config --libs tongxing libcurl libcrypto)"
  cp -r "$(find installed -path '*/libtongxing-dev/examples')" examples
  cd examples
  ${CC:-cc} -std=gnu17 -Wall -Wextra -Werror -o fetch fetch.c "${cflags[@]}" "${libs[@]}"
  ${CC:-cc} -std=gnu17 -Wall -Wextra -Werror -o decide decide.c "${cflags[@]}" "${libs[@]}"
  ${CXX:-c++} -std=c++17 -Wall -Wextra -Werror -o decide-cc decide.cc "${cflags[@]}" "${libs[@]}"
}

every_function_of_the_library_has_its_page() {
  local lib name
  cd "$place"
  lib=$(find installed -name libtongxing.so)
  nm -D --defined-only "$lib" | awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' >names
  [ "$(wc -l <names)" -gt 100 ] || broken "no names"
  while read -r name; do
    [ -s "installed/usr/local/share/man/man3/$name.3" ] || broken "$name has no page"
  done <names
}

the_guides_code_fetches_keeps_and_decides() {
  cp -r "$place/examples" .
  server setup --demo --data office >setup.log 2>&1 </dev/null || { cat setup.log >&2; broken "no office"; }
  port=$(free_port)
  launch server.log "$build/server/tongxing-server" serve --data office --listen "127.0.0.1:$port" --demo
  await 15 listens || broken "the server does not listen"
  local here="http://127.0.0.1:$port" key
  cd examples
  keys list --dir ../office/keys --json | jq -r '.keys[] | select(.use == "root") | .hash' | xxd -r -p >root
  key=$(./fetch "$here" $area | sed -n 's/^key //p')
  ends_with 66 ./decide "TX1:"
  server gate add --data ../office $area lift "$key" >>../server.log 2>&1 </dev/null
  ends_with 0 ./fetch "$here" $area
  says "trust: rollback" "policy.$area: rollback" "status: ok"
  ends_with 0 ./fetch "$here" $area
  says "status: rollback"
  server reissue --data ../office 1 --evidence "at the desk" --out texts.tsv >>../server.log 2>&1 </dev/null
  ends_with 0 ./decide "$(cut -f2 texts.tsv)"
  says "allow: "
  ends_with 1 ./decide-cc "$(cut -f2 texts.tsv)"
  says "review: "
  ends_with 2 ./decide "HC1:NCFOXN"
  rm status # what a thief takes away does not bring an older one back
  echo "99999999999 99999999999" >status.floor
  ends_with 0 ./fetch "$here" $area
  says "status: rollback"
}

# serve_vectors MEMBER FILE …: hexadecimal of a vector, as the address that a mirror answers.
vector() { jq -r "$1" "$root/docs/vectors/vectors.json" | xxd -r -p >"mirror/v1_sync_$2"; }

a_delta_is_kept_on_its_list_and_found_again() {
  local now base
  cp -r "$place/examples" .
  mkdir mirror
  now=$(jq .now "$root/docs/vectors/vectors.json")
  vector .trust.default trust
  vector .lists.community "status_$area"
  port=$(free_port)
  launch mirror.log "$build/tests/integration/mirror" "$port" mirror/
  await 15 listens || broken "the mirror does not listen"
  cd examples
  jq -r .root "$root/docs/vectors/vectors.json" | xxd -r -p | sha256sum | cut -c1-64 | xxd -r -p >root
  ends_with 0 ./fetch "http://127.0.0.1:$port" $area "$now"
  says "trust: ok" "status: ok"
  base=$(cut -d' ' -f1 status.floor)
  cd ..
  vector '.objects[] | select(.name == "two changes") | .bytes' "status_${area}_${base}_delta"
  cd examples
  ends_with 0 ./fetch "http://127.0.0.1:$port" $area "$now"
  says "status.1: ok"
  ends_with 0 ./fetch "http://127.0.0.1:$port" $area "$now"
  ! grep -q "status.1" out || broken "a delta is taken twice"
  [ "$(cut -d' ' -f1 status.floor)" -gt "$base" ] || broken "the floor stays behind"
  ./decide "$(jq -r '.texts[0].text' "$root/docs/vectors/vectors.json")" "$now" >out || [ $? = 1 ] || broken "no decision"
}

(set -e && install_and_build) || exit 1
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(find "$place/installed" -name libtongxing.so -printf '%h')
keep every_function_of_the_library_has_its_page \
  the_guides_code_fetches_keeps_and_decides \
  a_delta_is_kept_on_its_list_and_found_again
