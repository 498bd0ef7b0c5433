#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What: cairo's PDF surface embeds a CFF font with the subroutines that its glyphs call, and no
# others; for some sets of glyphs it embeds every subroutine of the font instead. "I" or "L" of Noto
# Sans CJK with one ideograph make a file of 55 KB, both with it one of 873 KB. Nothing is reported.
# Why, by its source (cairo-cff-subset.c): a subroutine is parsed for the first glyph that calls it
# and skipped for the others, and with it the stem hints that it declares; a later hintmask then has
# another length than is counted, the charstring cannot be parsed, and subsetting is given up.
# Seen: libcairo2 1.16.0-7 with fonts-noto-cjk 1:20220127+repack1-1, of Debian 12.
# Needs: bash, Debian 12 with its mirror, a C compiler, libcairo2 (for what it links). Status 0 while
# it is so; 1 when it changed.
set -euo pipefail
for tool in apt-get dpkg-deb cc; do
  command -v $tool >/dev/null || { echo "$tool is needed" >&2; exit 77; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
chmod 755 .
apt-get -qq download libcairo2=1.16.0-7 libcairo2-dev=1.16.0-7 'fonts-noto-cjk=1:20220127+repack1-1' ||
  { echo "the pinned packages are needed" >&2; exit 77; }
for package in *.deb; do dpkg-deb -x "$package" root; done

cat >fonts.conf <<END
<fontconfig><dir>$place/root/usr/share/fonts/opentype/noto</dir><cachedir>$place</cachedir></fontconfig>
END
cat >seen.c <<'END'
#include <cairo-pdf.h>
#include <stdio.h>

static cairo_status_t count(void *bytes, const unsigned char *p, unsigned n) {
  (void)p;
  *(unsigned *)bytes += n;
  return CAIRO_STATUS_SUCCESS;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    unsigned bytes = 0;
    cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(count, &bytes, 200, 50);
    cairo_t *to = cairo_create(pdf);
    cairo_select_font_face(to, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL,
                           CAIRO_FONT_WEIGHT_NORMAL);
    cairo_move_to(to, 10, 30);
    cairo_show_text(to, argv[i]);
    cairo_show_page(to);
    cairo_destroy(to);
    cairo_surface_destroy(pdf);
    printf("%s %u\n", argv[i], bytes / 100000);
  }
  return 0;
}
END
libraries=$(dirname "$(find root -name 'libcairo.so.2')")
cc seen.c -o seen -I root/usr/include/cairo -L "$libraries" -lcairo
export LD_LIBRARY_PATH=$place/$libraries FONTCONFIG_FILE=$place/fonts.conf
./seen I万 L万 IL万 | tee seen.txt # in units of 100 KB
diff seen.txt - <<'END'
I万 0
L万 0
IL万 8
END
