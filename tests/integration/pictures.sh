#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What people and cameras hand to a gate that is no good picture of a pass.
source "$(dirname "$0")/promises.sh"

# A gate that has never heard of anyone: what it can't read it must say all the same.
scan() { gate scan --area $area "$@"; }

a_photograph_without_a_code_is_said_to_have_none() {
  camera --out street.jpg
  ends_with 3 scan street.jpg
  says street.jpg
}

a_picture_that_is_no_picture_is_named_as_such() {
  echo "this is text" >letter.jpg
  ends_with 3 scan letter.jpg
  says letter.jpg
  says_it_briefly
}

an_empty_file_is_named_as_such() {
  : >empty.png
  ends_with 3 scan empty.png
  says empty.png
}

a_truncated_picture_is_refused_and_not_guessed_at() {
  camera --text "TX1:SOMETHING" --ppm 4 --out whole.jpg
  head -c "$(($(stat -c %s whole.jpg) / 2))" whole.jpg >half.jpg
  ends_with 3 scan half.jpg
  says half.jpg
}

a_picture_of_a_hundred_megapixels_is_refused_before_it_is_decoded() {
  python3 - <<'PNG'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
side = 10000
rows = zlib.compressobj(1)
data = b"".join(rows.compress(b"\0" * (side + 1)) for _ in range(side)) + rows.flush()
with open("huge.png", "wb") as png:
    png.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
              + chunk(b"IDAT", data) + chunk(b"IEND", b""))
PNG
  ends_with 3 scan huge.png
  says huge.png
}

a_missing_file_is_named() {
  ends_with 3 scan nowhere.jpg
  says nowhere.jpg
}

another_systems_code_is_denied_by_its_name() {
  camera --text "https://example.org/pay?id=123456" --ppm 4 --out pay.jpg
  ends_with 1 scan pay.jpg
  LANG=zh_CN.UTF-8 gate --lang zh scan --area $area pay.jpg >out 2>err </dev/null || true
  says "通行码"
}

# Every one of them gets its answer, and the worst is the status.
ten_codes_in_one_picture_get_ten_answers() {
  local texts=() i
  for i in 0 1 2 3 4 5 6 7 8 9; do texts+=(--text "OTHER CODE NUMBER $i"); done
  camera "${texts[@]}" --ppm 3 --size 1920x1080 --out ten.png
  ends_with 0 gate read ten.png
  [ "$(sort -u out | grep -c "OTHER CODE NUMBER")" = 10 ] || { cat out >&2; broken "not all ten"; }
  ends_with 1 scan ten.png
}

# Codes, and nothing else, so that a script may take every line for one.
what_is_read_goes_one_way_and_words_the_other() {
  camera --text "OTHER CODE" --ppm 4 --out code.png
  camera --out street.jpg
  echo "this is text" >letter.jpg
  : >empty.png
  ends_with 3 gate read street.jpg letter.jpg empty.png nowhere.jpg code.png
  [ "$(cat out)" = "OTHER CODE" ] || { cat out >&2; broken "not only the code"; }
  for name in street.jpg letter.jpg empty.png nowhere.jpg; do says "$name"; done
  ends_with 3 gate read --json street.jpg letter.jpg code.png
  [ "$(jq -r .text out)" = "OTHER CODE" ] || { cat out >&2; broken "not only the code"; }
  [ "$(jq -r .verdict err | sort -u)" = none ] || { cat err >&2; broken "no words"; }
  ends_with 3 gate inspect --area $area street.jpg
  [ ! -s out ] || { cat out >&2; broken "words among what was read"; }
}

# As an app's or a printer's picture: white on white, until it lies on black.
white_ink_on_a_clear_ground_is_read() {
  camera --text "https://example.org/pay?id=123456" --ppm 4 --clear --out ink.png
  ends_with 0 gate read ink.png
  [ "$(cat out)" = "https://example.org/pay?id=123456" ] || { cat out >&2; broken "not read"; }
  ends_with 1 scan ink.png
  ends_with 1 gate inspect --area $area ink.png
  says "ink.png"
}

# The machine, with and without a picture and a gate; and nothing of it stays.
what_a_machine_can_do_is_timed_and_nothing_is_left_behind() {
  camera --text "OTHER CODE" --ppm 3 --out code.png
  ends_with 0 gate bench --json --area $area code.png
  [ "$(jq -r '.[] | select(.mean_us > 0 and .p99_us > 0 and .runs >= 5) | .name' out | tr '\n' ' ')" = \
    "idle_frame picture decision signature disk " ] || { cat out >&2; broken "not every row"; }
  ends_with 0 gate --lang en bench --dir nowhere
  says "30 frames a second"
  rm code.png out err
  [ -z "$(ls -A)" ] || { ls -A >&2; broken "something was left"; }
}

keep a_photograph_without_a_code_is_said_to_have_none \
  a_picture_that_is_no_picture_is_named_as_such \
  an_empty_file_is_named_as_such \
  a_truncated_picture_is_refused_and_not_guessed_at \
  a_picture_of_a_hundred_megapixels_is_refused_before_it_is_decoded \
  a_missing_file_is_named \
  another_systems_code_is_denied_by_its_name \
  ten_codes_in_one_picture_get_ten_answers \
  what_is_read_goes_one_way_and_words_the_other \
  white_ink_on_a_clear_ground_is_read \
  what_a_machine_can_do_is_timed_and_nothing_is_left_behind
