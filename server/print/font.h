/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the machine's fonts has Chinese. */
#ifndef SERVER_PRINT_FONT_H
#define SERVER_PRINT_FONT_H

#include <stdbool.h>
#include <stddef.h>

/* The families to write with, as pango takes them: for Latin letters a TrueType font, where there
 * is one, then the font that fontconfig names for zh-cn (asked for zh, it names one that has no
 * Chinese at all). False when no font that it knows has that language.
 * Latin letters stand apart because cairo 1.16, having met the capitals of Noto Sans CJK in some
 * orders ("IL"), embeds all of that font's subroutines: 880 KB instead of 55. */
bool font_families(char *families, size_t cap);

#endif
