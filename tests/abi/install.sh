#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs into an empty root and builds stranger.c there as a turnstile maker would: with
# pkg-config, each header by itself, in C and in C++, against the shared library.
set -euo pipefail
build=$1 stranger=$2
CXX=${CXX:-c++}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# What a sanitized build installs needs the sanitizer's runtime in whoever links it.
if grep -q 'fsanitize' "$build/build.ninja"; then
  echo "skipped: this build has sanitizers"
  exit 77
fi

meson install -C "$build" --no-rebuild --destdir "$root" --tags devel,runtime >/dev/null
pc=$(find "$root" -name tongxing.pc -printf '%h')
lib=$(find "$root" -name 'libtongxing.so' -printf '%h')
flags() {
  PKG_CONFIG_PATH=$pc pkg-config --define-variable=prefix="$root/usr/local" "$@" tongxing
}

read -r -a cflags <<<"$(flags --cflags)"
read -r -a libs <<<"$(flags --libs)"
for header in "$root"/usr/local/include/tongxing/format/*.h; do
  echo "#include <format/$(basename "$header")>" |
    $CC -std=c17 -Wall -Wextra -Werror -fsyntax-only "${cflags[@]}" -x c - ||
    { echo "$(basename "$header") does not stand alone"; exit 1; }
done

# In C++ as well, and what it declares is found by its C name: every function is linked.
{
  for header in "$root"/usr/local/include/tongxing/format/*.h; do
    echo "#include <format/$(basename "$header")>"
  done
  cat <<'CODE'

int main() {
  tx_pass pass;
  return tx_pass_read(tx_span_text("no pass"), &pass) == TX_OK || !tx_reason_text(TX_OK, "zh");
}
const void *every_function[] = {
CODE
  nm -D --defined-only "$lib/libtongxing.so" |
    sed -nE 's/.* T (tx_[a-z0-9_]+).*/  reinterpret_cast<const void *>(\&\1),/p'
  echo "};"
} >"$root/stranger.cc"
for header in "$root"/usr/local/include/tongxing/format/*.h; do
  echo "#include <format/$(basename "$header")>" |
    $CXX -std=c++17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only "${cflags[@]}" -x c++ - ||
    { echo "$(basename "$header") does not stand alone in C++"; exit 1; }
done
$CXX -std=c++17 -Wall -Wextra -Werror "${cflags[@]}" "$root/stranger.cc" -L"$lib" "${libs[@]}" \
  -o "$root/stranger-cc"
LD_LIBRARY_PATH=$lib "$root/stranger-cc"

$CC -std=c17 -Wall -Wextra -Werror "${cflags[@]}" "$stranger" -L"$lib" "${libs[@]}" \
  -o "$root/stranger"
LD_LIBRARY_PATH=$lib "$root/stranger"
