/* SPDX-License-Identifier: Apache-2.0 */
#include "source/text.h"

#include <ctype.h>

#define AIM_SIZE 3 /* "]Q1": ISO/IEC 15424 */
#define ECI_SIZE 7 /* "\000026": AIM ITS/04-023 */

static bool is_blank(uint8_t c) {
  return c <= 0x20 || c == 0x7f;
}

bool gate_text_is_blank(struct tx_span text) {
  for (size_t i = 0; i < text.n; i++)
    if (!is_blank(text.p[i])) return false;
  return true;
}

static struct tx_span without_blanks(struct tx_span text) {
  while (text.n && is_blank(text.p[text.n - 1]))
    text.n--;
  while (text.n && is_blank(text.p[0]))
    text = tx_span_of(text.p + 1, text.n - 1);
  return text;
}

static bool has_aim(struct tx_span text) {
  return text.n > AIM_SIZE && text.p[0] == ']' && isalpha(text.p[1]) && isalnum(text.p[2]);
}

static bool has_eci(struct tx_span text) {
  bool has = text.n > ECI_SIZE && text.p[0] == '\\';
  for (size_t i = 1; has && i < ECI_SIZE; i++)
    has = isdigit(text.p[i]);
  return has;
}

/* "tx1:", "tl1:", "te1:" with a small letter somewhere. */
static bool is_ours_in_small_letters(struct tx_span text) {
  if (text.n < 4 || text.n > GATE_FOLDED_MAX) return false;
  if (toupper(text.p[0]) != 'T' || !isalpha(text.p[1]) || !isdigit(text.p[2]) || text.p[3] != ':')
    return false;
  for (size_t i = 0; i < text.n; i++)
    if (islower(text.p[i])) return true;
  return false;
}

struct tx_span gate_text_tidy(struct tx_span text, uint8_t folded[GATE_FOLDED_MAX]) {
  text = without_blanks(text);
  if (has_aim(text)) text = tx_span_of(text.p + AIM_SIZE, text.n - AIM_SIZE);
  if (has_eci(text)) text = tx_span_of(text.p + ECI_SIZE, text.n - ECI_SIZE);
  text = without_blanks(text);
  if (!is_ours_in_small_letters(text)) return text;
  for (size_t i = 0; i < text.n; i++)
    folded[i] = (uint8_t)toupper(text.p[i]);
  return tx_span_of(folded, text.n);
}
