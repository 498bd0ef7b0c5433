/* SPDX-License-Identifier: Apache-2.0 */
/* Text that people read. What cannot be seen makes two words of one, and turns others around. */
#ifndef HOST_TEXT_VISIBLE_H
#define HOST_TEXT_VISIBLE_H

#include "format/bytes.h"

/* Takes what is invisible out of n bytes of UTF-8, in place, and ends them with a zero byte, for
 * which text[n] must have room: zero widths, bidi marks, BOMs, soft hyphens, variation selectors
 * and controls go; every other blank (tab, line end, U+00A0, U+3000 …) becomes a space, several of
 * them one, and none stays at either end. A byte that is no UTF-8 is kept. Returns the new length.
 */
size_t host_visible_clean(char *text, size_t n);

/* Whether text is UTF-8 without controls and without characters that turn the order of others
 * (U+202A to U+202E, U+2066 to U+2069): fit for a screen as it is. */
bool host_visible(struct tx_span text);

/* Copies text for a screen or a log: each character that host_visible would refuse, and each byte
 * that is no UTF-8, as '?'; cut where a character ends. */
void host_visible_copy(struct tx_span text, char *out, size_t cap);

/* Whether a word can begin with the first character: a letter, digit or ideograph, no mark. */
bool host_visible_letter(const char *text);

#endif
