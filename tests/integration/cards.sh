#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Cards from the office's command to the gate's answer: printed, rendered as a printer would,
# photographed as a gate's camera sees them. TONGXING_CARDS says how many are photographed.
source "$(dirname "$0")/promises.sh"
source "$(dirname "$0")/community.sh"

photographed=${TONGXING_CARDS:-4}
residents=12
[ "$photographed" -lt $residents ] || residents=$((photographed + 1))

# A sheet's paper, as poppler draws it: card N, from 0, at so many dots an inch, as card.png.
cut_out() {
  local card=$1 dpi=$2
  pdftoppm -png -gray -singlefile -r "$dpi" -f $((card / 10 + 1)) -l $((card / 10 + 1)) \
    -x $(((194 + 856 * (card % 2)) * dpi / 254)) \
    -y $(((135 + 540 * (card % 10 / 2)) * dpi / 254)) \
    -W $((856 * dpi / 254)) -H $((540 * dpi / 254)) cards.pdf card
}

# Curled, under a lamp, in a film: a card is 460 pixels wide whatever it was rendered at.
photograph() {
  local card=$1 dpi=$2 out=$3 hardship
  local hardships=(curved glare plain shadow tilt)
  hardship=${hardships[card % 5]}
  local medium=paper ppm=0.9
  [ $((card % 3)) = 0 ] || medium=laminated
  [ "$dpi" = 150 ] || ppm=0.45
  camera --sheet card.png --ppm $ppm --hardship "$hardship" --severity 0.3 --medium $medium \
    --seed "$card" --out "$out"
}

printed_cards_are_photographed_and_let_in() {
  local card dpi admitted=0
  make_server
  fill_server 1 # a policy; the others have none yet
  city roster --residents $residents >more.csv
  [ $residents -le 20 ] || allow_many add $residents
  server import --data server more.csv >>server.log 2>&1 </dev/null
  ends_with 0 desk --lang en issue --all --cards cards.pdf --place 幸福里小区 --phone "029-8765 4321"
  says "cards.pdf: " "A4 pages"
  [ "$(stat -c %a cards.pdf)" = 600 ] || broken "others can read the passes"
  desk publish >>server.log 2>&1 </dev/null
  serve && make_gate
  gate sync --dir gate >>gate.log 2>&1 </dev/null || { cat gate.log >&2; broken "no news"; }
  for ((card = 0; card < photographed; card++)); do
    dpi=$((card % 2 ? 300 : 150))
    cut_out "$card" $dpi
    photograph "$card" $dpi "shot$card.jpg"
    if gate scan --dir gate "shot$card.jpg" >>answers 2>&1 </dev/null; then
      admitted=$((admitted + 1))
    else
      echo "card $card at $dpi dpi was not let in" >&2
    fi
  done
  [ $admitted = "$card" ] || { cat answers >&2; broken "$admitted of $card"; }
  echo "$admitted of $card admitted"
}

# What a card says, by the text in the PDF; fonts go with it, once for all sheets.
a_card_says_whose_it_is_until_when_and_whom_to_call() {
  make_server
  cat >roster.csv <<'ROSTER'
姓名,证件类型,证件号码,楼栋,房号,人员类别
欧阳文娜,身份证,11010519491231002X,3,101,居民
𱍐文娜,护照,X1234567,3,102,志愿者
李四,无证件,,3,103,居民
ROSTER
  desk import roster.csv >>server.log 2>&1 </dev/null
  ends_with 0 desk --lang en issue --all --cards cards.pdf --place 幸福里小区 --phone 029-87654321
  pdftotext -layout cards.pdf text
  for words in 幸福里小区通行证 "欧**娜" 楼栋 "有效至" 年 "丢失请拨 029-87654321" 拾到请交 居民 志愿者 "ID ends in 002X" "无证件 No document"; do
    grep -qF -- "$words" text || { cat text >&2; broken "the card does not say $words"; }
  done
  # What no font has is named with the person, and left out: no empty box, no digits in one.
  says "Index 1, 𱍐*娜: no font has \"𱍐\""
  grep -qF ' *娜' text || grep -q '^\*娜' text || { cat text >&2; broken "no name without it"; }
  pdffonts cards.pdf >fonts
  [ "$(awk 'NR > 2' fonts | wc -l)" -le 2 ] || { cat fonts >&2; broken "a box of another font"; }
  [ "$(awk 'NR > 2 && $(NF - 4) != "yes"' fonts | wc -l)" = 0 ] || { cat fonts >&2; broken "not embedded"; }
  [ "$(stat -c %s cards.pdf)" -lt 90000 ] || broken "a large file for three cards"
  # Whoever has one gets no second; whom one names does.
  ends_with 0 desk --lang en issue --all --cards again.pdf
  says "Nothing to print"
  [ ! -e again.pdf ] || broken "an empty file"
  ends_with 0 desk issue 0 1 --cards named.pdf
  [ "$(pdfimages -list named.pdf | grep -c stencil)" = 2 ] || broken "not those that were named"
  # What holds for days alone ends by the minute: the day before is no answer at noon.
  ends_with 0 desk issue 0 --days 1 --cards short.pdf
  pdftotext short.pdf - | grep -qE '日[0-9]+时[0-9]{2}分$' || broken "no minute on a card of one day"
}

# A report is paper as well: its words, the days, every count; a wide one has its columns one below
# the other.
a_report_is_paper_to_be_put_on_a_wall() {
  make_server
  cat >roster.csv <<'ROSTER'
姓名,证件类型,证件号码,楼栋,房号,居住方式
欧阳文娜,身份证,11010519491231002X,10,101,租住
赵钱孙李,护照,X1234567,2,1002,自有
周吴郑王,护照,X1234568,2,201,
ROSTER
  desk import roster.csv >>server.log 2>&1 </dev/null
  ends_with 0 desk --lang zh report people --output people.pdf
  pdftotext -layout people.pdf text
  for words in 人员构成 "区划 $area" 人数 独居 户数; do
    grep -qF -- "$words" text || { cat text >&2; broken "the report does not say $words"; }
  done
  grep -qE '租住 +1 +1 +1' text && grep -qE '全部 +3 +3 +3' text || { cat text >&2; broken "other counts"; }
  ends_with 0 desk --lang en report figures $area --output figures.pdf
  pdftotext -layout figures.pdf text
  grep -qE 'people on the roster +3$' text || { cat text >&2; broken "no figures"; }
  ends_with 64 desk report people --output people.doc
}

# Slips and the list for a day without a gate: as one walks, 2 before 10, and no whole name.
slips_and_the_list_come_in_the_order_of_buildings_and_rooms() {
  make_server
  cat >roster.csv <<'ROSTER'
姓名,证件类型,证件号码,楼栋,房号
欧阳文娜,身份证,11010519491231002X,10,101
赵钱孙李,护照,X1234567,2,1002
周吴郑王,护照,X1234568,2,201
ROSTER
  desk import roster.csv >>server.log 2>&1 </dev/null
  desk issue 0 1 >>server.log 2>&1 </dev/null
  ends_with 64 desk --lang en claim all --slips slips.pdf --url example.org
  ends_with 0 desk --lang en claim all --slips slips.pdf --url https://example.org/ --phone 029-1
  pdftotext slips.pdf - | grep -oE '[0-9]+ 栋 [0-9]+ 室' | tr '\n' , >homes
  [ "$(cat homes)" = "2 栋 201 室,2 栋 1002 室,10 栋 101 室," ] || { cat homes >&2; broken "another order"; }
  codes=$(grep -oE '[0-9A-Z]{4}-[0-9A-Z]{4}(-[0-9A-Z]+)?' out)
  for code in $codes; do
    pdftotext slips.pdf - | grep -qF "$code" || broken "$code is on no slip"
  done
  pdftoppm -png -gray -singlefile -r 150 -W 620 -H 360 slips.pdf slip
  ends_with 0 gate read slip.png
  says "https://example.org/resident/#apply?claim=$(pdftotext slips.pdf - | grep -m 1 -oE '^[0-9A-Z]{4}-[0-9A-Z]{4}.*')"
  ends_with 0 desk passes --list list.pdf --place 幸福里
  pdftotext -layout list.pdf list
  grep -q '赵\*\*李' list && grep -q '欧\*\*娜' list || { cat list >&2; broken "not on the list"; }
  ! grep -qE '欧阳|周|X1234567' list || { cat list >&2; broken "a whole name, or one without a pass"; }
  [ "$(grep -nE '娜|李' list | head -n 1 | grep -c 李)" = 1 ] || broken "10 stands before 2"
}

posters_carry_the_address_and_the_telephone() {
  make_server
  ends_with 0 desk poster gate gate.pdf --place 幸福里 --phone 029-87654321
  ends_with 64 desk poster apply apply.pdf
  ends_with 0 desk poster apply apply.pdf --url https://example.org/ --phone 029-87654321
  pdftotext gate.pdf - | grep -q 029-87654321 || broken "no telephone"
  pdftoppm -png -gray -singlefile -r 60 apply.pdf apply
  ends_with 0 gate read apply.png
  says https://example.org/resident/#apply
}

# Nobody is issued a pass for a card that cannot be printed.
what_cannot_be_printed_is_said_before_anything_is_issued() {
  make_server
  city roster --residents 2 >roster.csv
  desk import roster.csv >>server.log 2>&1 </dev/null
  ends_with 66 desk --lang en issue --all --cards nowhere/cards.pdf
  says nowhere/cards.pdf "cannot be written"
  says_it_briefly
  ends_with 64 desk --lang en issue --all --cards cards.pdf --phone "call me"
  says "call me"
  [ "$(desk passes --lacking --json 2>/dev/null </dev/null | jq '.holders | length')" = 2 ] || broken "issued"
  [ -z "$(ls -- *pdf* 2>/dev/null)" ] || broken "something was left"
}

keep printed_cards_are_photographed_and_let_in \
  a_card_says_whose_it_is_until_when_and_whom_to_call \
  a_report_is_paper_to_be_put_on_a_wall \
  slips_and_the_list_come_in_the_order_of_buildings_and_rooms \
  posters_carry_the_address_and_the_telephone \
  what_cannot_be_printed_is_said_before_anything_is_issued
